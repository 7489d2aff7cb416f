"""What a drawn figure becomes: an element of a page or of a notebook, a file, a picture.

Text stays text, in the typeface of the site; every colour must be one of snippets/drawing/words.py,
so that the page can recolour it for its dark scheme.

What a reader can move has a name: `artist.set_gid("cat")` makes it the part "cat" of the figure in
the page. Axes that have a name tell the script where their numbers lie, and a text that has one how
far it stands from its place.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from snippets.drawing import words
from snippets.drawing.page import PX, STYLE, lay_out, settings

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
PAPER = words.TONES["paper"]["light"]
FAMILIES = (  # most machines have one of them
    "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
)
COLOURS = {  # each ink of a drawing, and the CSS variable that recolours it
    **{tone["light"]: name for name, tone in words.TONES.items()},
    **{word.light: f"word-{word.name}" for word in words.SENTENCE + words.MARKS},
}
ROUNDED = {"d", "x", "y", "width", "height", "transform", "style", "points"}
MARGIN = 0.22  # of a picture, in inches

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


class Drawing:
    """A figure that was drawn with `page.draw`, and the bytes that it becomes."""

    def __init__(self, figure: Figure):
        self.figure = figure

    @cached_property
    def _written(self) -> str:
        """The figure as matplotlib writes it, laid out and written once for all uses."""
        stream = io.StringIO()
        with self._laid_out(FigureCanvasSVG, 72):
            self.figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        return stream.getvalue()

    @contextmanager
    def _laid_out(self, canvas: type[FigureCanvasBase], dpi: float) -> Iterator[None]:
        """Lay the figure out as it is to be written, and not again while it is."""
        layout, before = self.figure.get_layout_engine(), self.figure.get_dpi()
        canvas(self.figure)
        self.figure.set_dpi(dpi)
        with settings(STYLE):
            lay_out(self.figure)
            self.figure.set_layout_engine("none")
            yield
        self.figure.set_layout_engine(layout)
        self.figure.set_dpi(before)

    def inline(self, prefix: str) -> str:
        """An SVG element to stand in a page: its colours are CSS variables, its ids begin so."""
        return self._element(prefix, {colour: f"var(--{name})" for colour, name in COLOURS.items()})

    def in_notebook(self, prefix: str) -> str:
        """An SVG element to stand in a notebook: on white paper where no page sets its colours."""
        inks = {colour: f"var(--{name}, {colour})" for colour, name in COLOURS.items()}
        paper = f"background: var(--paper, {PAPER})"
        typeface = "font-family: var(--md-text-font-family, sans-serif)"
        drawn = self._element(prefix, inks)
        return drawn.replace("<svg ", f'<svg style="{paper}; {typeface}" ', 1)

    def _element(self, prefix: str, inks: dict[str, str]) -> str:
        """An SVG element with parts that can be moved. inks: what stands for each colour."""
        root = _seen(self._written)
        _name_parts(root, self.figure)
        _tidy(root)
        for element in root.iter():
            for name in ("id", "clip-path", f"{{{XLINK}}}href"):
                if name in element.attrib:
                    owned = re.sub(r"(^|#)(?=[\w-]+\)?$)", rf"\1{prefix}-", element.attrib[name])
                    element.set(name, owned)
            for name in ("style", "fill", "stroke"):
                if name in element.attrib:
                    inked = re.sub(r"#[0-9a-f]{6}", lambda ink: inks[ink[0]], element.attrib[name])
                    element.set(name, inked)
        return ElementTree.tostring(root, encoding="unicode")

    def standalone(self, title: str) -> bytes:
        """An SVG file of its own: on white paper, with a title."""
        root = _seen(self._written)
        _tidy(root)
        root.set("font-family", FAMILIES)
        name = ElementTree.Element(f"{{{SVG}}}title")
        name.text = title
        paper = ElementTree.Element(f"{{{SVG}}}rect", width="100%", height="100%", fill=PAPER)
        root[:0] = [name, paper]
        return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)

    def picture(self, title: str) -> bytes:
        """A PNG for link previews: on white paper, 1200 pixels wide, no flatter than a card."""
        width, height = self.figure.get_size_inches()
        wide = width + 2 * MARGIN
        tall = max(height + 2 * MARGIN, wide * 630 / 1200)
        stream = io.BytesIO()
        with self._laid_out(FigureCanvasAgg, 1200 / wide):
            self.figure.savefig(
                stream,
                format="png",
                dpi=1200 / wide,
                bbox_inches=Bbox.from_bounds(-MARGIN, (height - tall) / 2, wide, tall),
                facecolor=PAPER,
                metadata={"Software": None, "Title": title},
            )
        return stream.getvalue()


def _seen(written: str) -> ElementTree.Element:
    """The tree of a drawing, without what nobody sees."""
    root = ElementTree.fromstring(written)
    for parent in list(root.iter()):
        for child in list(parent):
            invisible = child.tag == f"{{{SVG}}}path" and child.get("style") == "fill: none"
            described = child.tag == f"{{{SVG}}}metadata"
            if invisible or described or child.find(f"{{{SVG}}}style") is not None:
                parent.remove(child)
    return root


def _tidy(root: ElementTree.Element) -> None:
    """Two decimals, ids only where something points to them, plain texts, size in CSS pixels.

    Raises ValueError for a colour that is not one of the words'.
    """
    pointing = [
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name != "style" or "url(" in value
    ]
    used = set(re.findall(r"#([\w-]+)", " ".join(pointing)))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        for name in ROUNDED & set(element.attrib):
            element.set(name, re.sub(r"\d+\.\d{3,}", _two_decimals, element.attrib[name]))
        if element.tag == f"{{{SVG}}}text":
            _plain_text(element)
        _check_colours(element)
    _unwrap(root)
    _, _, width, height = root.attrib["viewBox"].split()
    root.set("width", f"{float(width) / PX:.0f}")
    root.set("height", f"{float(height) / PX:.0f}")
    root.attrib.pop("version", None)
    # matplotlib's own joins, which it asks for in a style sheet that is dropped here
    root.set("stroke-linejoin", "round")


def _two_decimals(number: re.Match) -> str:
    return f"{float(number[0]):.2f}"


def _check_colours(element: ElementTree.Element) -> None:
    inks = " ".join(element.get(name, "") for name in ("style", "fill", "stroke"))
    for colour in re.findall(r"#[0-9a-fA-F]{6}", inks):
        if colour not in COLOURS:
            raise ValueError(
                f"a figure must take its colours from snippets.drawing.words, but it uses {colour}"
            )


def _name_parts(root: ElementTree.Element, figure: Figure) -> None:
    """Mark what has a name as data-part, with what a script needs to move it.

    Raises ValueError for a name that two parts have.
    """
    height = float(root.attrib["viewBox"].split()[3])
    elements = {element.get("id"): element for element in root.iter() if element.get("id")}
    for artist in figure.findobj(lambda artist: bool(artist.get_gid())):
        name = str(artist.get_gid())
        element = elements[name]
        if element.get("data-part"):
            raise ValueError(
                f"the parts of a figure must have different names, but two are called {name}"
            )
        element.set("data-part", name)
        _set_opacity(element, artist)
        if isinstance(artist, Axes):
            element.set("data-map", _map(artist, height))
        elif isinstance(artist, Text):
            element.set("data-off", _offset(artist, element, height))


def _set_opacity(element: ElementTree.Element, artist: Artist) -> None:
    """What is drawn with alpha 0 starts hidden; any other alpha is the opacity of the part."""
    alpha = artist.get_alpha()
    if alpha is None:
        return
    for shape in element.iter():
        if "style" in shape.attrib:
            style = re.sub(r"(; )?(\w+-)?opacity: [\d.]+(?=;|$)", "", shape.attrib["style"])
            shape.set("style", style)
    name, value = ("visibility", "hidden") if alpha == 0 else ("style", f"opacity: {alpha:g}")
    element.set(name, value)


def _map(axes: Axes, height: float) -> str:
    """Where numbers lie, "x0 xs y0 ys": x at x0 + xs * x of the drawing, y likewise.

    On a logarithmic axis that is the logarithm.
    """
    (x0, y0), (x1, y1) = axes.transAxes.transform([(0, 0), (1, 1)])
    left, right = axes.xaxis.get_transform().transform(axes.get_xlim())
    bottom, top = axes.yaxis.get_transform().transform(axes.get_ylim())
    sx, sy = (x1 - x0) / (right - left), (y0 - y1) / (top - bottom)
    numbers = (x0 - sx * left, sx, height - y0 - sy * bottom, sy)
    return " ".join(f"{number:.6g}" for number in numbers)


def _offset(text: Text, element: ElementTree.Element, height: float) -> str:
    """How far a text stands from the place that it belongs to."""
    place = text.xy if isinstance(text, Annotation) else text.get_position()
    assert isinstance(text.axes, Axes)
    x, y = text.axes.transData.transform(place)
    written = next(element.iter(f"{{{SVG}}}text")).attrib
    return f"{float(written['x']) - x:.2f} {float(written['y']) - height + y:.2f}"


def _plain_text(element: ElementTree.Element) -> None:
    """The page names its own typeface, and a text that is not turned needs no turn by zero."""
    style = re.sub(r"font-family:[^;]*;?\s*", "", element.get("style", ""))
    element.set("style", style.replace("font-weight: 700", "font-weight: 600").strip())
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]


def _unwrap(element: ElementTree.Element) -> None:
    """Drop the groups that carry nothing, and white space outside of texts."""
    children = []
    for child in element:
        _unwrap(child)
        bare = child.tag == f"{{{SVG}}}g" and not child.attrib
        children += list(child) if bare else [child]
    element[:] = children
    if element.tag not in (f"{{{SVG}}}text", f"{{{SVG}}}tspan"):
        element.text = None
    element.tail = None
