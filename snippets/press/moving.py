"""What a figure that moves needs in the page: its controls, its states, and the place of the
sentence that says what is now true.

All of it is made at build, so that nothing on the page jumps when the script begins. Without
scripts the style sheet hides it.
"""

import html
import json

from snippets.press import ROOT

SCRIPTS = ROOT / "snippets/frames"

CONTROLS = {
    "slider": (
        '<div class="control slider"><label for="{id}">{label}</label><span>'
        '<button type="button" data-steps="-1" aria-label="{label}: less">−</button>'
        '<input type="range" id="{id}" name="{name}" min="0" max="{last}" value="{place}">'
        '<button type="button" data-steps="1" aria-label="{label}: more">+</button>'
        '<output for="{id}" aria-live="off">{at}</output></span></div>'
    ),
    "choice": '<div class="control"><label for="{id}">{label}</label><select id="{id}" name="{name}">{options}</select></div>',
    "row": '<fieldset class="control row"><legend>{label}</legend><span>{options}</span></fieldset>',
    "switch": '<div class="control"><label><input type="checkbox" name="{name}"{checked}> {label}</label></div>',
    "handle": "",
}

OPTION = '<option value="{value}"{chosen}>{text}</option>'
RADIO = (
    '<label><input type="radio" name="{name}" value="{value}"{chosen}><span>{text}</span></label>'
)
SHORT = 52  # letters of all options together, up to which they stand in a row of buttons; more of them open as a list


def box(address, moving, alt):
    """What stands before the drawing of a figure, and what after it, as HTML: an invitation; its
    sentence, controls and first states.

    alt: the text of the figure at rest.
    """
    figure = address.split(".")[1]
    controls = "".join(
        _control(f"{figure}-{name}".replace("_", "-"), name, control)
        for name, control in moving.controls.items()
    )
    known = {
        "controls": moving.controls,
        "about": alt.partition(". ")[0].rstrip(".") + ".",
        "more": [name for name in moving.states if name not in moving.first],
    }
    states = ",".join(f"{json.dumps(name)}:{moving.states[name]}" for name in moving.first)
    data = f'{json.dumps(known, ensure_ascii=False, separators=(",", ":"))[:-1]},"states":{{{states}}}}}'.replace(
        "</", r"<\/"
    )
    return f'<p class="try">{html.escape(moving.invitation)}</p>', (
        '<p class="says" role="status"></p>'
        f'<form class="moves" aria-label="Controls. {html.escape(known["about"])}" autocomplete="off">{controls}'
        '<button type="reset">Reset the figure</button></form>'
        f'<script type="application/json">{data}</script>'
    )


def scripts(found, root):
    """The script elements that a page needs for the figures it shows. found: their Moving; root:
    the way to the root of the site.
    """
    names = dict.fromkeys(script for moving in found for script in moving.scripts)
    return "".join(f'<script defer src="{root}assets/moving/{name}.js"></script>' for name in names)


def files(found):
    """What the site must hold besides its pages: path to content. found: address to Moving. States
    are scripts, since pages opened from a folder may load nothing else.
    """
    made = {
        f"assets/moving/{script}.js": (SCRIPTS / f"{script}.js").read_text(encoding="utf-8")
        for moving in found.values()
        for script in moving.scripts
    }
    for address, moving in found.items():
        for name, states in moving.states.items():
            if name not in moving.first:
                made[f"figures/{address.replace('.', '/')}.{name}.js"] = (
                    f"movable.more({json.dumps(address)},{json.dumps(name)},{states});\n"
                )
    return made


def _control(identity, name, control):
    known = {"id": identity, "name": name, "label": html.escape(control["label"])}
    if control["kind"] == "slider":
        stops = control["stops"]
        known |= {
            "last": len(stops) - 1,
            "place": stops.index(control["at"]),
            "at": html.escape(control["at"]),
        }
    if control["kind"] == "choice":
        short = sum(map(len, control["options"].values())) <= SHORT
        option, chosen = (RADIO, " checked") if short else (OPTION, " selected")
        known["options"] = "".join(
            option.format(
                name=name,
                value=html.escape(value),
                text=html.escape(text),
                chosen=chosen if value == control["at"] else "",
            )
            for value, text in control["options"].items()
        )
        return CONTROLS["row" if short else "choice"].format(**known)
    if control["kind"] == "switch":
        known["checked"] = " checked" if control["at"] else ""
    return CONTROLS[control["kind"]].format(**known)
