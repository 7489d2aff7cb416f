"""The ways a drawn figure becomes bytes: an element of a page or of a notebook, a file of its own,
a picture.

Text stays text, in the typeface of the site; every colour must be one of `snippets.drawing.words`,
so that the page can recolour it for its dark scheme.

What a reader can move has a name: `artist.set_gid("cat")` makes it the part "cat" of the figure in
the page. Axes that have a name tell the script where their numbers lie, and a text that has one how
far it stands from its place.
"""

import io
import re
from xml.etree import ElementTree

import matplotlib
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from snippets.drawing import words
from snippets.drawing.page import PX, STYLE

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

COLOURS = {  # each ink of a drawing, and the CSS variable that recolours it
    **{tone["light"]: name for name, tone in words.TONES.items()},
    **{word.light: f"word-{word.name}" for word in words.SENTENCE + words.MARKS},
}

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def inline(figure, prefix):
    """The figure as an SVG element to stand in a page: colours are CSS variables, the typeface is
    the page's.
    """
    root = _svg(figure, with_parts=True)
    for element in root.iter():
        for attribute in ("id", "clip-path", f"{{{XLINK}}}href"):
            if attribute in element.attrib:
                element.set(
                    attribute,
                    re.sub(r"(^|#)(?=[\w-]+\)?$)", rf"\1{prefix}-", element.get(attribute)),
                )
        for attribute in ("style", "fill", "stroke"):
            if attribute in element.attrib:
                element.set(attribute, re.sub(r"#[0-9a-f]{6}", _variable, element.get(attribute)))
    return ElementTree.tostring(root, encoding="unicode")


def in_notebook(figure, prefix):
    """The figure as an SVG element to stand in a notebook, where the colours of the site may not be
    known: on white paper, unless they are.
    """
    colours = {
        f"var(--{variable})": f"var(--{variable}, {colour})" for colour, variable in COLOURS.items()
    }
    drawn = re.sub(r"var\(--[\w-]+\)", lambda match: colours[match[0]], inline(figure, prefix))
    return drawn.replace(
        "<svg ",
        f'<svg style="background: var(--paper, {words.TONES["paper"]["light"]}); font-family: var(--md-text-font-family, sans-serif)" ',
        1,
    )


def standalone(figure, title):
    """The figure as an SVG file of its own: on white paper, with a title, in typefaces that most
    machines have.
    """
    root = _svg(figure)
    root.set(
        "font-family",
        "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    )
    name = ElementTree.Element(f"{{{SVG}}}title")
    name.text = title
    paper = ElementTree.Element(
        f"{{{SVG}}}rect", width="100%", height="100%", fill=words.TONES["paper"]["light"]
    )
    root[:0] = [name, paper]
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def picture(figure, title):
    """The figure as a PNG for link previews and forums: on white paper, 1200 pixels wide, no
    flatter than a preview card.
    """
    width, height = figure.get_size_inches()
    margin = 0.22
    tall = max(height + 2 * margin, (width + 2 * margin) * 630 / 1200)
    box = Bbox.from_bounds(-margin, (height - tall) / 2, width + 2 * margin, tall)
    stream = io.BytesIO()
    figure.savefig(
        stream,
        format="png",
        dpi=1200 / (width + 2 * margin),
        bbox_inches=box,
        facecolor=words.TONES["paper"]["light"],
        metadata={"Software": None, "Title": title},
    )
    return stream.getvalue()


def _svg(figure, with_parts=False):
    """The figure as a tree: only what is seen, two decimals, the size in CSS pixels. with_parts:
    named, what a reader can move.
    """
    stream = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(stream.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            invisible = child.tag == f"{{{SVG}}}path" and child.get("style") == "fill: none"
            if (
                invisible
                or child.tag == f"{{{SVG}}}metadata"
                or child.find(f"{{{SVG}}}style") is not None
            ):
                parent.remove(child)
    if with_parts:
        _name_parts(root, figure)
    used = set(
        re.findall(
            r"#([\w-]+)",
            " ".join(
                v for e in root.iter() for k, v in e.attrib.items() if k != "style" or "url(" in v
            ),
        )
    )
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        for name in {"d", "x", "y", "width", "height", "transform", "style", "points"} & set(
            element.attrib
        ):
            element.set(
                name, re.sub(r"\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}", element.get(name))
            )
        if element.tag == f"{{{SVG}}}text":
            _plain_text(element)
        for colour in re.findall(
            r"#[0-9a-fA-F]{6}", " ".join(element.get(a, "") for a in ("style", "fill", "stroke"))
        ):
            if colour not in COLOURS:
                raise ValueError(
                    f"a figure must take its colours from snippets.drawing.words, but it uses {colour}"
                )
    _unwrap(root)
    _, _, width, height = root.get("viewBox").split()
    root.set("width", f"{float(width) / PX:.0f}")
    root.set("height", f"{float(height) / PX:.0f}")
    root.attrib.pop("version", None)
    root.set(
        "stroke-linejoin", "round"
    )  # matplotlib's own, which it says in a style sheet that is dropped here
    return root


def _name_parts(root, figure):
    """Mark what has a name as data-part. Axes get data-map "x0 xs y0 ys": the number x lies at x0 +
    xs * x of the drawing, y likewise (for a logarithmic axis: its logarithm). What is drawn with
    alpha 0 starts hidden; any other alpha becomes the opacity of the part, which a script can set.
    Texts get data-off, how far they stand from the place they belong to.
    """
    height = float(root.get("viewBox").split()[3])
    elements = {element.get("id"): element for element in root.iter() if element.get("id")}
    for artist in figure.findobj(lambda artist: artist.get_gid()):
        element = elements[artist.get_gid()]
        if element.get("data-part"):
            raise ValueError(
                f"the parts of a figure must have different names, but two are called {artist.get_gid()}"
            )
        element.set("data-part", artist.get_gid())
        if artist.get_alpha() is not None:
            for shape in element.iter():
                if "style" in shape.attrib:
                    shape.set(
                        "style",
                        re.sub(r"(; )?(\w+-)?opacity: [\d.]+(?=;|$)", "", shape.get("style")),
                    )
            element.set(
                *("visibility", "hidden")
                if artist.get_alpha() == 0
                else ("style", f"opacity: {artist.get_alpha():g}")
            )
        if isinstance(artist, Axes):
            (x0, y0), (x1, y1) = artist.transAxes.transform([(0, 0), (1, 1)])
            (left, right), (bottom, top) = (
                axis.get_transform().transform(limits)
                for axis, limits in (
                    (artist.xaxis, artist.get_xlim()),
                    (artist.yaxis, artist.get_ylim()),
                )
            )
            sx, sy = (x1 - x0) / (right - left), (y0 - y1) / (top - bottom)
            element.set(
                "data-map",
                " ".join(
                    f"{number:.6g}"
                    for number in (x0 - sx * left, sx, height - y0 - sy * bottom, sy)
                ),
            )
        elif isinstance(artist, Text):
            place = artist.xy if isinstance(artist, Annotation) else artist.get_position()
            (x, y), text = artist.axes.transData.transform(place), element.find(f".//{{{SVG}}}text")
            element.set(
                "data-off",
                f"{float(text.get('x')) - x:.2f} {float(text.get('y')) - height + y:.2f}",
            )


def _plain_text(element):
    """The page names its own typeface, and a text that is not turned needs no turn by zero."""
    style = re.sub(r"font-family:[^;]*;?\s*", "", element.get("style", ""))
    element.set("style", style.replace("font-weight: 700", "font-weight: 600").strip())
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]


def _unwrap(root):
    """Drop the groups that carry nothing."""
    changed = True
    while changed:
        changed = False
        for parent in root.iter():
            children = []
            for child in parent:
                if child.tag == f"{{{SVG}}}g" and not child.attrib:
                    children += list(child)
                    changed = True
                else:
                    children.append(child)
            if len(children) != len(parent) or changed:
                parent[:] = children
    for element in root.iter():
        if element.tag != f"{{{SVG}}}text" and element.tag != f"{{{SVG}}}tspan":
            element.text = None
        element.tail = None


def _variable(match):
    return f"var(--{COLOURS[match.group(0)]})"
