"""Marks that several figures share: words and numbers, points, bars, sums drawn as their parts, and
the frames around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from numpy.typing import ArrayLike, NDArray

from snippets.drawing.page import Page
from snippets.drawing.words import TONES, Word

INK, MUTED, FAINT, PAPER = (TONES[name]["light"] for name in ("ink", "muted", "faint", "paper"))
# drawn lighter, so that content words stand out
FUNCTION_WORDS = {"the", "on", "the2", "cls", "stop", "sep"}
DASHES, SHORT_DASHES = (0, (4, 3)), (0, (4, 2))
LONGEST = 14  # letters of a token that are drawn


# Words and numbers


def say(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    bold: bool = True,
    ha: str = "center",
    va: str = "center",
    **style: Any,
) -> Text:
    """A text with its middle at (x, y), or as ha and va say; nothing in it is read as a formula."""
    style |= {"ha": ha, "va": va, "fontweight": "bold" if bold else "normal"}
    return axes.text(x, y, text, color=colour, parse_math=False, **style)


def note(
    axes: Axes, x: float, y: float, text: str, colour: str = MUTED, ha: str = "left", **style: Any
) -> Text:
    """A text in plain type that begins at (x, y): what a figure says in passing."""
    return say(axes, x, y, text, colour, bold=False, ha=ha, **style)


def say_word(axes: Axes, x: float, y: float, word: Word, text: str = "", **style: Any) -> Text:
    """A word, or the text that is said of it, in its colour; content words are bold."""
    return say(axes, x, y, text or word.text, word.light, word.name not in FUNCTION_WORDS, **style)


def name_point(
    axes: Axes,
    point: ArrayLike,
    text: str,
    offset: tuple[float, float],
    colour: str = INK,
    bold: bool = True,
    **style: Any,
) -> Annotation:
    """The name of a point, beside it on the side to which the offset leads. offset: points."""
    side = {-1: "right", 0: "center", 1: "left"}[int(np.sign(offset[0]))]
    above = {-1: "top", 0: "center", 1: "bottom"}[int(np.sign(offset[1]))]
    style = {"ha": side, "va": above, "fontweight": "bold" if bold else "normal"} | style
    x, y = np.asarray(point, dtype=float)
    return axes.annotate(
        text, (x, y), offset, textcoords="offset points", color=colour, parse_math=False, **style
    )


def visible(text: str) -> str:
    """A text without the letters that cannot be drawn, all white space as single spaces; where
    nothing is left, a sign for it.
    """
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable()) or "␣"


def shortened(text: str, most: int = LONGEST) -> str:
    """A token as it can be drawn, in at most so many letters."""
    seen = visible(text)
    return seen if len(seen) <= most else f"{seen[: most - 1]}…" if most > 1 else seen[0]


def label_words(axis: XAxis | YAxis, places: Sequence[float], words: Sequence[Word]) -> None:
    """Name the ticks of an axis after words, each in its colour.

    axis: axes.xaxis or axes.yaxis; places: (n,).
    """
    axis.set_ticks(places, [shortened(word.text) for word in words], parse_math=False)
    axis.set_tick_params(length=0)
    for label, word in zip(axis.get_ticklabels(), words):
        label.set(color=word.light, va="center" if axis.axis_name == "y" else "top")
        label.set_fontweight("normal" if word.name in FUNCTION_WORDS else "bold")


# Points and lines


def points(
    axes: Axes,
    xs: ArrayLike,
    ys: ArrayLike,
    colour: str,
    size: float = 6,
    fmt: str = "o",
    **style: Any,
) -> Line2D:
    """Round points with a thin rim of paper, so that those that overlap stay apart.

    fmt: "o-" joins them by a line.
    """
    rim: dict[str, Any] = {"markersize": size, "markeredgecolor": PAPER}
    return axes.plot(xs, ys, fmt, color=colour, **rim | style)[0]


def dots(axes: Axes, xs: ArrayLike, ys: ArrayLike, colour: str, width: float) -> PathPatch:
    """Dots as a single mark, which a script can move as a whole; on a logarithmic axis too.

    width: of a dot, in points.
    """
    ends = np.column_stack([xs, ys]).repeat(2, axis=0)
    # lines of no length at all, or of less than a pixel when they snap to pixels, are left out of
    # pictures
    ends[1::2, 1] += 1e-3
    path = Path(ends, [Path.MOVETO, Path.LINETO] * (len(ends) // 2))
    style: dict[str, Any] = {"facecolor": "none", "capstyle": "round", "snap": False}
    drawn = PathPatch(path, edgecolor=colour, linewidth=width, **style)
    axes.add_patch(drawn)
    return drawn


def true_mark(
    axes: Axes, x: float, y: float, half: float = 0.42, width: float = 1.6, **style: Any
) -> Line2D:
    """A thin upright mark across a bar, where the true number is. half: of its height."""
    ends: dict[str, Any] = {"solid_capstyle": "butt"}
    return axes.plot([x, x], [y - half, y + half], color=INK, linewidth=width, **ends | style)[0]


def border(axes: Axes, x: float) -> Line2D:
    """A dashed upright line where something changes."""
    return axes.axvline(x, color=MUTED, linewidth=1, linestyle=DASHES)


# Areas


def hull(axes: Axes, corners: NDArray, alpha: float = 0.35, **style: Any) -> Polygon:
    """The convex hull of three values, or of three words' weights: everything that a weighting of
    them can be. corners: (3, 2).
    """
    xs, ys = np.asarray(corners).T
    fill: dict[str, Any] = {"facecolor": FAINT, "edgecolor": MUTED, "linewidth": 1}
    return axes.fill(xs, ys, alpha=alpha, **fill | style)[0]


def tile(axes: Axes, x: float, y: float, side: float = 0.92, **style: Any) -> Rectangle:
    """A square with its centre at (x, y), without an edge unless one is asked for."""
    drawn = Rectangle((x - side / 2, y - side / 2), side, side, **{"linewidth": 0} | style)
    axes.add_patch(drawn)
    return drawn


def boxes(axes: Axes, edges: ArrayLike, colour: str, edgecolour: str = PAPER) -> PathPatch:
    """Upright boxes as a single mark, one at each whole number from 0.

    edges: (boxes, 2), bottom and top.
    """
    ends = np.asarray(edges)
    corners = [
        [(x - 0.4, low), (x + 0.4, low), (x + 0.4, high), (x - 0.4, high), (x - 0.4, low)]
        for x, (low, high) in enumerate(ends)
    ]
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(ends)
    path = Path(np.reshape(corners, (-1, 2)), codes)
    drawn = PathPatch(path, facecolor=colour, edgecolor=edgecolour, linewidth=0.4)
    axes.add_patch(drawn)
    return drawn


def filled(text: str, colour: str, edgecolour: str = PAPER) -> dict[str, str]:
    """How what belongs to a word is filled: "white" is hollow, to differ from other grey words."""
    if text == "white":
        return {"facecolor": PAPER, "edgecolor": MUTED}
    return {"facecolor": colour, "edgecolor": edgecolour}


# Sums as their parts


def stack(
    axes: Axes,
    place: float,
    parts: ArrayLike,
    colours: Sequence[str],
    width: float = 0.62,
    labels: Iterable[str] = (),
    across: bool = False,
    start: float = 0.0,
    linewidth: float = 0.8,
) -> list[Rectangle]:
    """A sum as its parts, one upon the other or, across, one beside the other, each in its colour.

    parts: (n,), none negative; labels: what stands in the bars, n texts, an empty one for none.
    Returns the bars.
    """
    ends = start + np.cumsum(parts)
    begins = ends - np.asarray(parts)
    draw, side = (axes.barh, "left") if across else (axes.bar, "bottom")
    style: dict[str, Any] = {
        "color": colours,
        "edgecolor": PAPER,
        "linewidth": linewidth,
        side: begins,
    }
    bars = draw([place] * len(ends), parts, width, **style)
    for middle, label in zip((begins + ends) / 2, labels):
        if label:
            x, y = (middle, place) if across else (place, middle)
            say(axes, x, y, label, PAPER)
    return list(bars)


def stacked(parts: NDArray) -> NDArray:
    """Sums drawn as their parts: where each part of each sum begins and ends, positive ones piled
    upwards and negative ones downwards.

    parts: (n, sums). Returns (n, sums, 2), bottom and top.
    """
    up, down = np.cumsum(np.maximum(parts, 0), axis=0), np.cumsum(np.minimum(parts, 0), axis=0)
    ends = np.where(parts >= 0, up, down)
    return np.sort(np.stack([ends - parts, ends], axis=-1), axis=-1)


def interval_bars(
    axes: Axes,
    intervals: ArrayLike,
    words: Sequence[Word],
    truth: ArrayLike,
    height: float = 0.56,
) -> None:
    """One bar a word from its smallest to its largest possible weight; a thin mark where the true
    weight is. intervals: (n, 2); truth: (n,).
    """
    rows = zip(np.asarray(intervals), words, np.asarray(truth))
    for j, ((low, high), word, weight) in enumerate(rows):
        axes.barh(j, 1, height, color=FAINT, alpha=0.45, linewidth=0)
        length = max(high - low, 0.012)
        left = np.clip((low + high - length) / 2, 0, 1 - length)
        axes.barh(j, length, height, left=left, color=word.light, linewidth=0)
        true_mark(axes, weight, j, height / 2 + 0.14, 1.4)
    axes.set(xlim=(-0.02, 1.02), ylim=(len(words) - 0.45, -0.55))
    bare(axes, "bottom")


def weight_rows(
    axes: Axes,
    words: Sequence[Word],
    weights: ArrayLike,
    bars: Iterable[Rectangle],
    texts: Iterable[str],
) -> None:
    """A row for each word that a script can move: its bar, a mark where the true weight is, and
    what is said of it. The plane, and with the name of its word each bar, mark and text, is a part.

    words: n of them; weights: (n,); bars, texts: n, from the top.
    """
    axes.set_gid("plane")
    rows = zip(words, np.asarray(weights), bars, texts)
    for j, (word, weight, bar, text) in enumerate(rows):
        bar.set(facecolor=word.light, edgecolor=word.light, gid=f"bar-{word.name}")
        true_mark(axes, weight, j, gid=f"mark-{word.name}")
        note(axes, 1.04, j, text, INK, gid=f"text-{word.name}")
    label_words(axes.yaxis, range(len(words)), words)
    axes.set_ylim(len(words) - 0.45, -0.6)
    weight_ticks(axes.xaxis)
    bare(axes)


# Frames


def bare(axes: Axes, *sides: str) -> None:
    """Keep only the named sides of the frame."""
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(side in sides)


def blank(
    axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float], **settings: Any
) -> None:
    """Nothing but what is drawn between these limits: no frame, no ticks."""
    axes.set(xlim=xlim, ylim=ylim, **{"xticks": [], "yticks": []} | settings)
    bare(axes)


def side_by_side(page: Page, figure: Figure, count: int, **options: Any) -> Any:
    """So many charts beside one another on a desk, below one another on a phone."""
    return figure.subplots(*((1, count) if page.wide else (count, 1)), **options)


def weight_ticks(axis: XAxis | YAxis) -> None:
    """Ticks at weights of nothing, one half and everything."""
    axis.set_ticks([0, 0.5, 1], ["0", "0.5", "1"])


def share_ticks(axis: XAxis | YAxis) -> None:
    """Ticks that say how often: never, half of the times, always."""
    axis.set_ticks([0, 0.5, 1], ["never", "half", "always"])


def plain_ticks(axes: Axes, xs: Sequence[float], ys: Sequence[float] = ()) -> None:
    """Ticks of logarithmic axes at these numbers only, written out."""
    axes.set_xticks(xs, [f"{x:g}" for x in xs])
    axes.minorticks_off()
    if ys:
        axes.set_yticks(ys, [f"{y:g}" for y in ys])


def layers_by_heads(axes: Axes, layers: int = 6, heads: int = 12) -> None:
    """The frame of a grid of heads: layers downwards and heads across, both counted from 1."""
    axes.set(xlim=(-0.6, heads - 0.4), ylim=(layers - 0.4, -0.6), xlabel="head", ylabel="layer")
    axes.set_xticks(range(heads), _counted(heads))
    axes.set_yticks(range(layers), _counted(layers))
    axes.tick_params(length=0)
    bare(axes)


def _counted(number: int) -> list[str]:
    return [str(place + 1) for place in range(number)]
