"""What a reader can set in a moving figure. Each control becomes a part of the figure's state,
under its name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Frames:
    """The frames of a moving figure: every state that its script can show.

    invitation: one sentence that says what to try.
    controls:   name to control, in the order in which they stand on the page.
    states:     name to whatever the figure's script needs, lists of numbers and texts.
    first:      the names of the states that come with the page, others when a reader asks for them.
    needs:      further scripts of this folder.
    """

    invitation: str
    controls: dict
    states: dict
    first: tuple = ("all",)
    needs: tuple = ()

    def __post_init__(self):
        for name in self.first:
            if name not in self.states:
                raise ValueError(f"first must name states ({', '.join(self.states)}), not {name!r}")


def slider(label, stops, at, spoken=None):
    """One of several stops in a row. stops: their texts; at: the one at rest; spoken: what is said
    instead of the text, such as "step 3".
    """
    stops = [str(stop) for stop in stops]
    if str(at) not in stops or len(set(stops)) < max(2, len(stops)):
        raise ValueError(
            f"stops must be at least two different texts, among them {at!r}, not {', '.join(stops)}"
        )
    return {
        "kind": "slider",
        "label": label,
        "stops": stops,
        "at": str(at),
        "spoken": [spoken.format(stop) for stop in stops] if spoken else stops,
    }


def choice(label, options, at):
    """One of several. options: value to text; at: the value at rest."""
    if at not in options or len(options) < 2:
        raise ValueError(
            f"options must be at least two, among them {at!r}, not {', '.join(options)}"
        )
    return {"kind": "choice", "label": label, "options": dict(options), "at": at}


def switch(label, at):
    """Something that is on or off. at: whether it is on at rest."""
    return {"kind": "switch", "label": label, "at": bool(at)}


def handle(label, at, least, most, step):
    """A point to drag, two numbers of the state. at: these numbers at rest; least, most: the
    smallest and largest that either can be; step: how far an arrow key moves the point, in the
    units of its axes.
    """
    if len(at) != 2 or not all(least <= number <= most for number in at) or step <= 0:
        raise ValueError(
            f"at must be two numbers from {least} to {most}, not {at!r}, "
            f"and step positive, not {step!r}"
        )
    return {
        "kind": "handle",
        "label": label,
        "at": [float(number) for number in at],
        "least": least,
        "most": most,
        "step": step,
    }
