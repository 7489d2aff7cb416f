"""What a moving figure needs in the page: its controls, its states, and a place for its sentence.

All of it is made at build, so that nothing on the page jumps when the script begins. Without
scripts the style sheet hides it.
"""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONTROLS = {
    "slider": (
        '<div class="control slider"><label for="{id}">{label}</label><span>'
        '<button type="button" data-steps="-1" aria-label="{label}: less">−</button>'
        '<input type="range" id="{id}" name="{name}" min="0" max="{last}" value="{place}">'
        '<button type="button" data-steps="1" aria-label="{label}: more">+</button>'
        '<output for="{id}" aria-live="off">{at}</output></span></div>'
    ),
    "list": (
        '<div class="control"><label for="{id}">{label}</label>'
        '<select id="{id}" name="{name}">{options}</select></div>'
    ),
    "row": (
        '<fieldset class="control row"><legend>{label}</legend><span>{options}</span></fieldset>'
    ),
    "switch": (
        '<div class="control"><label>'
        '<input type="checkbox" name="{name}"{checked}> {label}</label></div>'
    ),
}

OPTIONS = {
    "list": ('<option value="{value}"{chosen}>{text}</option>', " selected"),
    "row": (
        '<label><input type="radio" name="{name}" value="{value}"{chosen}>'
        "<span>{text}</span></label>",
        " checked",
    ),
}
ROW = 52  # letters of all options together that still stand in a row of buttons

# A figure whose scripts did not load or run stands alone, as it does without scripts.
STILL = (
    'addEventListener("load",()=>document.querySelectorAll(".moves:not(.ready)").forEach(form=>'
    'form.parentElement.querySelectorAll(":scope>:is(.try,.says,.moves)")'
    ".forEach(part=>part.remove())))"
)


@dataclass(frozen=True)
class Frames:
    """A moving figure: its controls, every state as JSON, and the scripts that show one.

    first: the names of the states that come with the page.
    """

    invitation: str
    controls: dict
    states: dict
    first: list
    scripts: list


def box(address: str, frames: Frames, alt: str) -> tuple[str, str]:
    """What stands before the drawing of a figure, an invitation, and what after it, as HTML.

    That is its sentence, its controls and its first states. alt: the text of the figure at rest.
    """
    figure = address.split(".")[1]
    about = alt.partition(". ")[0].rstrip(".") + "."
    controls = "".join(
        _control(f"{figure}-{name}".replace("_", "-"), name, control)
        for name, control in frames.controls.items()
    )
    return f'<p class="try">{html.escape(frames.invitation)}</p>', (
        '<p class="says"></p><p class="spoken" role="status"></p>'
        f'<form class="moves" aria-label="Controls. {html.escape(about)}">{controls}'
        '<button type="reset">Reset the figure</button></form>'
        f'<script type="application/json">{_data(frames, about)}</script>'
    )


def _data(frames: Frames, about: str) -> str:
    """What the script of a figure needs at first: controls, states, and which more there are."""
    more = [name for name in frames.states if name not in frames.first]
    states = ",".join(f"{json.dumps(name)}:{frames.states[name]}" for name in frames.first)
    known = json.dumps(
        {"controls": frames.controls, "about": about, "more": more},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'{known[:-1]},"states":{{{states}}}}}'.replace("</", r"<\/")


def files(figures: Mapping[str, Frames], root: Path) -> dict[str, str]:
    """What the site must hold besides its pages: path to content. figures: by their addresses;
    root: the folder of the project.

    States are scripts, since pages opened from a folder may load nothing else.
    """
    made = {
        f"assets/moving/{script}.js": (root / f"snippets/frames/{script}.js").read_text(
            encoding="utf-8"
        )
        for frames in figures.values()
        for script in frames.scripts
    }
    for address, frames in figures.items():
        for name, states in frames.states.items():
            if name not in frames.first:
                made[f"figures/{address.replace('.', '/')}.{name}.js"] = (
                    f"moving.more({json.dumps(address)},{json.dumps(name)},{states});\n"
                )
    return made


def _control(identity: str, name: str, control: dict) -> str:
    """A control as it stands in the form, nothing for one that stands in the drawing."""
    known = {"id": identity, "name": name, "label": html.escape(control["label"])}
    if control["kind"] == "handle":
        return ""
    if control["kind"] == "choice":
        return _choice(known, control)
    if control["kind"] == "switch":
        return CONTROLS["switch"].format(**known, checked=" checked" if control["at"] else "")
    stops, at = control["stops"], control["at"]
    return CONTROLS["slider"].format(
        **known, last=len(stops) - 1, place=stops.index(at), at=html.escape(at)
    )


def _choice(known: dict, control: dict) -> str:
    """A choice as a row of buttons where its texts are short, else as a list to open."""
    kind = "row" if sum(map(len, control["options"].values())) <= ROW else "list"
    option, chosen = OPTIONS[kind]
    options = "".join(
        option.format(
            name=known["name"],
            value=html.escape(value),
            text=html.escape(text),
            chosen=chosen if value == control["at"] else "",
        )
        for value, text in control["options"].items()
    )
    return CONTROLS[kind].format(**known, options=options)
