"""What a figure is drawn on: a phone's page and a desk's, so that its text keeps its size on both,
and the typeface of the site.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from snippets.drawing import words

FONT = Path(__file__).with_name("source-sans-3.woff2")
FAMILY = "Source Sans 3"
PX = 0.75  # points in a CSS pixel

STYLE = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "svg.fonttype": "none",
    "svg.hashsalt": "the-sum-remembers",
    "text.color": words.TONES["ink"]["light"],
    "axes.labelcolor": words.TONES["ink"]["light"],
    "axes.edgecolor": words.TONES["muted"]["light"],
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.titlelocation": "left",
    "axes.titleweight": "normal",
    "axes.unicode_minus": True,
    "xtick.color": words.TONES["muted"]["light"],
    "ytick.color": words.TONES["muted"]["light"],
    "xtick.labelcolor": words.TONES["ink"]["light"],
    "ytick.labelcolor": words.TONES["ink"]["light"],
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "grid.color": words.TONES["faint"]["light"],
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "figure.dpi": 72,
}


@dataclass(frozen=True)
class Page:
    """What a figure is drawn on. `width` in CSS pixels; `text` is the size of its text in points (9
    points = 12 pixels).
    """

    name: str
    width: int
    text: float

    @property
    def wide(self):
        return self.name == "desk"

    def figure(self, height):
        """An empty figure as wide as the page. height: CSS pixels."""
        return Figure(figsize=(self.width * PX / 72, height * PX / 72), layout="constrained")

    def style(self):
        sizes = (
            "font.size",
            "axes.labelsize",
            "axes.titlesize",
            "xtick.labelsize",
            "ytick.labelsize",
            "legend.fontsize",
        )
        return STYLE | dict.fromkeys(sizes, self.text)


PHONE = Page("phone", 328, 9.2)
DESK = Page("desk", 620, 10.4)


def draw(function, page, family=FAMILY, data=()):
    """Call a figure function for one page. Returns the figure, or refuses it with one clear error.

    family: the typeface to measure its texts with; a wide one leaves room for whatever typeface the
    reader's notebook has; data: words that are drawn as they are, be they "nan" or "inf".
    """
    _register_fonts()
    with matplotlib.rc_context(page.style() | {"font.family": [family, "DejaVu Sans"]}):
        figure = function(page)
        if not isinstance(figure, Figure):
            raise ValueError(
                f"a figure function must return a matplotlib Figure, not {type(figure).__name__}"
            )
        figure.draw_without_rendering()
    unfinished = _not_finite(figure, data)
    if unfinished:
        raise ValueError(f"a figure must hold finite numbers only, but {unfinished}")
    return figure


def _not_finite(figure, data=()):
    """What in the figure is NaN or infinite, in words, or an empty string."""
    for text in figure.findobj(Text):
        said = text.get_text()
        for word in sorted(data, key=len, reverse=True):
            said = said.replace(word, "")
        if re.search(r"\b(nan|inf)\b", said, re.IGNORECASE):
            return f"its text says {text.get_text()!r}"
    for axes in figure.axes:
        data = [("a line", line.get_xydata()) for line in axes.lines]
        data += [("a patch", patch.get_path().vertices) for patch in axes.patches]
        data += [("a patch", patch.get_patch_transform().get_matrix()) for patch in axes.patches]
        data += [("a collection", collection.get_offsets()) for collection in axes.collections]
        data += [
            ("a collection", path.vertices)
            for collection in axes.collections
            for path in collection.get_paths()
        ]
        data += [("an image", image.get_array()) for image in axes.images]
        data += [("the place of a text", text.get_unitless_position()) for text in axes.texts]
        for what, array in data:
            if np.ma.is_masked(array) or not np.isfinite(np.asarray(array, dtype=float)).all():
                return f"{what} holds NaN or an infinity"
    return ""


@cache
def _register_fonts():
    """Give matplotlib the typeface of the site, so that it measures the text as the reader's
    browser will set it.
    """
    store = Path(matplotlib.get_cachedir()) / "the-sum-remembers"
    store.mkdir(parents=True, exist_ok=True)
    for weight, named in ((400, 400), (600, 700)):  # matplotlib asks for bold by the number 700
        path = store / f"source-sans-3-{weight}.ttf"
        if not path.exists():
            font = instantiateVariableFont(TTFont(FONT), {"wght": weight})
            font["OS/2"].usWeightClass = named
            for record in list(font["name"].names):
                if record.nameID in (1, 16):
                    font["name"].setName(
                        FAMILY, record.nameID, record.platformID, record.platEncID, record.langID
                    )
            font.flavor = None
            unfinished = path.with_suffix(
                f".{os.getpid()}"
            )  # another process may be doing the same
            font.save(unfinished)
            unfinished.replace(path)
        font_manager.fontManager.addfont(path)
