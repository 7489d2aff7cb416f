"""What a figure is drawn on: a phone's page and a desk's, so that its text keeps its size on both.

The result depends on the project's files alone: matplotlib starts from its own defaults, whatever
an author has set, and measures text with the typeface files that lie here and in matplotlib.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from snippets.drawing import words

PX = 0.75  # points in a CSS pixel
FAMILY = "The Sum Remembers"  # names that no typeface of the machine has
WIDE = "The Sum Remembers, wide"
BUNDLED = Path(matplotlib.get_data_path()) / "fonts/ttf"
TYPEFACES = (  # matplotlib asks for bold by the number 700
    (FAMILY, 400, Path(__file__).with_name("source-sans-3-400.ttf")),
    (FAMILY, 700, Path(__file__).with_name("source-sans-3-600.ttf")),
    (WIDE, 400, BUNDLED / "DejaVuSans.ttf"),
    (WIDE, 700, BUNDLED / "DejaVuSans-Bold.ttf"),
)
INK, MUTED, FAINT = (words.TONES[name]["light"] for name in ("ink", "muted", "faint"))
SIZES = tuple(f"{name}.labelsize" for name in ("axes", "xtick", "ytick")) + (
    "font.size",
    "axes.titlesize",
    "legend.fontsize",
)
STYLE = {
    "font.family": [FAMILY, WIDE],
    "svg.fonttype": "none",
    "svg.hashsalt": "the-sum-remembers",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.titlelocation": "left",
    "axes.titleweight": "normal",
    "axes.unicode_minus": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "figure.dpi": 72,
}


@dataclass(frozen=True)
class Page:
    """What a figure is drawn on.

    width: in CSS pixels; text: the size of its text in points (9 points are 12 pixels).
    """

    name: str
    width: int
    text: float

    @property
    def wide(self) -> bool:
        """Whether it is a desk's."""
        return self.name == "desk"

    def figure(self, height: float) -> Figure:
        """An empty figure as wide as the page. height: CSS pixels."""
        return Figure(figsize=(self.width * PX / 72, height * PX / 72), layout="constrained")

    def style(self) -> dict:
        """The settings of matplotlib for a figure on this page."""
        return STYLE | dict.fromkeys(SIZES, self.text)


PHONE = Page("phone", 328, 9.2)
DESK = Page("desk", 620, 10.4)


@contextmanager
def settings(style: dict) -> Iterator[None]:
    """Draw with matplotlib's defaults, these settings, and nothing else."""
    kept = ("backend", "backend_fallback", "interactive", "toolbar")
    defaults = {
        name: value for name, value in matplotlib.rcParamsDefault.items() if name not in kept
    }
    with matplotlib.rc_context(defaults | style):
        yield


def draw(
    function: Callable[[Page], Figure],
    page: Page,
    family: str = FAMILY,
    data: Collection[str] = (),
) -> Figure:
    """Call a figure function for one page.

    family: the typeface to measure texts with; WIDE leaves room for whatever a reader has.
    data: words that are drawn as they are, such as those of a sentence, be they "nan" or "inf".
    Raises ValueError when it returns no figure, or one that holds NaN or an infinity.
    """
    register_typefaces()
    with settings(page.style() | {"font.family": [family, WIDE]}):
        figure = function(page)
        if not isinstance(figure, Figure):
            raise ValueError(
                f"a figure function must return a matplotlib Figure, not {type(figure).__name__}"
            )
        lay_out(figure)
    if unfinished := _not_finite(figure, data):
        raise ValueError(f"a figure must hold finite numbers only, but {unfinished}")
    return figure


def lay_out(figure: Figure) -> None:
    """Give axes and texts their places; drawing would do it, too, and draw once more for it."""
    if layout := figure.get_layout_engine():
        layout.execute(figure)


@cache
def register_typefaces() -> None:
    """Give matplotlib the typefaces of the site, to measure text as a browser will set it."""
    for family, weight, path in TYPEFACES:
        entry = font_manager.FontEntry(
            fname=str(path),
            name=family,
            style="normal",
            variant="normal",
            weight=weight,
            stretch="normal",
            size="scalable",
        )
        font_manager.fontManager.ttflist.append(entry)


def _not_finite(figure: Figure, data: Collection[str]) -> str:
    """What in the figure is NaN or infinite, in words, or an empty text."""
    for text in figure.findobj(Text):
        said = text.get_text()
        for word in sorted(data, key=len, reverse=True):
            said = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "", said)
        if re.search(r"\b(nan|inf)\b", said, re.IGNORECASE):
            return f"its text says {text.get_text()!r}"
    for axes in figure.axes:
        for what, array in _numbers(axes):
            if np.ma.is_masked(array) or not np.isfinite(np.asarray(array, dtype=float)).all():
                return f"{what} holds NaN or an infinity"
    return ""


def _numbers(axes) -> Iterator[tuple[str, np.ndarray]]:
    """The numbers that are drawn on a pair of axes, each with what holds them."""
    for line in axes.lines:
        yield "a line", line.get_xydata()
    for patch in axes.patches:
        yield "a patch", patch.get_path().vertices
        yield "a patch", patch.get_patch_transform().get_matrix()
    for collection in axes.collections:
        yield "a collection", collection.get_offsets()
        for path in collection.get_paths():
            yield "a collection", path.vertices
    for image in axes.images:
        yield "an image", image.get_array()
    for text in axes.texts:
        yield "the place of a text", text.get_unitless_position()
