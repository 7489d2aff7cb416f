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


def box(address, moving, alt):
    """What stands before the drawing of a figure, and what after it, as HTML: an invitation; its
    sentence, controls and first states.

    alt: the text of the figure at rest.
    """
    figure = address.split(".")[1]
    about = alt.partition(". ")[0].rstrip(".") + "."
    controls = "".join(
        _control(f"{figure}-{name}".replace("_", "-"), name, control)
        for name, control in moving.controls.items()
    )
    return f'<p class="try">{html.escape(moving.invitation)}</p>', (
        '<p class="says"></p><p class="spoken" role="status"></p>'
        f'<form class="moves" aria-label="Controls. {html.escape(about)}">{controls}'
        '<button type="reset">Reset the figure</button></form>'
        f'<script type="application/json">{_data(moving, about)}</script>'
    )


def _data(moving, about):
    """What the script of a figure needs at first: controls, states, and which more there are."""
    more = [name for name in moving.states if name not in moving.first]
    states = ",".join(f"{json.dumps(name)}:{moving.states[name]}" for name in moving.first)
    known = json.dumps(
        {"controls": moving.controls, "about": about, "more": more},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'{known[:-1]},"states":{{{states}}}}}'.replace("</", r"<\/")


def scripts(found, root):
    """The script elements that a page needs for the figures it shows. found: their Moving; root:
    the way to the root of the site.
    """
    names = dict.fromkeys(script for moving in found for script in moving.scripts)
    loaded = (f'<script defer src="{root}assets/moving/{name}.js"></script>' for name in names)
    return f"{''.join(loaded)}<script>{STILL}</script>"


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
                    f"moving.more({json.dumps(address)},{json.dumps(name)},{states});\n"
                )
    return made


def _control(identity, name, control):
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


def _choice(known, control):
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
