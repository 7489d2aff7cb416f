"""Marks that several figures share: words in their colours, and sums drawn as their parts."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from snippets.drawing.words import TONES

INK, MUTED, FAINT, PAPER = (TONES[name]["light"] for name in ("ink", "muted", "faint", "paper"))
FUNCTION_WORDS = {
    "the",
    "on",
    "the2",
    "cls",
    "stop",
    "sep",
}  # drawn lighter, so that content words stand out


def label_words(axis, places, words):
    """Name the ticks of an axis after words, each in its colour. axis: axes.xaxis or axes.yaxis;
    places: (n,).
    """
    axis.set_ticks(places, [word.text for word in words])
    axis.set_tick_params(length=0)
    for label, word in zip(axis.get_ticklabels(), words):
        label.set(color=word.light, va="center" if axis.axis_name == "y" else "top")
        label.set_fontweight("normal" if word.name in FUNCTION_WORDS else "bold")


def dots(axes, xs, ys, colour, width):
    """Dots as a single mark, which a script can move as a whole; on a logarithmic axis too. width:
    points.
    """
    points = np.column_stack([xs, ys]).repeat(2, axis=0)
    points[1::2, 1] += (
        1e-3  # lines of no length at all, or of less than a pixel when they snap to pixels, are left out of pictures
    )
    path = Path(points, [Path.MOVETO, Path.LINETO] * len(xs))
    return axes.add_patch(
        PathPatch(
            path, facecolor="none", edgecolor=colour, linewidth=width, capstyle="round", snap=False
        )
    )


def boxes(axes, edges, colour, edgecolour=PAPER):
    """Upright boxes as a single mark, one at each whole number from 0. edges: (boxes, 2), bottom
    and top.
    """
    corners = np.array(
        [
            [(x - 0.4, low), (x + 0.4, low), (x + 0.4, high), (x - 0.4, high), (x - 0.4, low)]
            for x, (low, high) in enumerate(edges)
        ]
    )
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(edges)
    return axes.add_patch(
        PathPatch(
            Path(corners.reshape(-1, 2), codes),
            facecolor=colour,
            edgecolor=edgecolour,
            linewidth=0.4,
        )
    )


def filled(text, colour, edgecolour=PAPER):
    """How what belongs to a word is filled: "white" is hollow, so that it cannot be taken for
    another grey word.
    """
    return (
        {"facecolor": PAPER, "edgecolor": MUTED}
        if text == "white"
        else {"facecolor": colour, "edgecolor": edgecolour}
    )


def bare(axes, *sides):
    """Keep only the named sides of the frame."""
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(side in sides)


def stack(axes, place, parts, words, width=0.62, names=False, least=0.0):
    """Draw a sum as its parts, stacked upwards in the order of the words, each in its colour.
    Returns the height reached.

    parts: (n,), none negative. A part of at least `least` carries its number, or its word if
    `names`.
    """
    bottom = 0.0
    for part, word in zip(parts, words):
        axes.bar(
            place, part, width, bottom=bottom, color=word.light, edgecolor=PAPER, linewidth=0.8
        )
        if part >= least > 0:
            text = word.text if names else f"{part:.1f}"
            axes.text(
                place,
                bottom + part / 2,
                text,
                color=PAPER,
                ha="center",
                va="center",
                fontweight="bold",
            )
        bottom += part
    return bottom


def stacked(parts):
    """Sums drawn as their parts: where each part of each sum begins and ends, positive ones piled
    upwards and negative ones downwards.

    parts: (n, sums). Returns (n, sums, 2), bottom and top.
    """
    up, down = np.cumsum(np.maximum(parts, 0), axis=0), np.cumsum(np.minimum(parts, 0), axis=0)
    ends = np.where(parts >= 0, up, down)
    return np.sort(np.stack([ends - parts, ends], axis=-1), axis=-1)


def interval_bars(axes, intervals, words, truth=None, height=0.56):
    """One bar a word from its smallest to its largest possible weight; a thin mark where the true
    weight is.
    """
    for place, ((low, high), word) in enumerate(zip(intervals, words)):
        axes.barh(place, 1, height, color=FAINT, alpha=0.45, linewidth=0)
        drawn = max(high - low, 0.012)
        axes.barh(
            place,
            drawn,
            height,
            left=np.clip((low + high - drawn) / 2, 0, 1 - drawn),
            color=word.light,
            linewidth=0,
        )
        if truth is not None:
            axes.plot(
                [truth[place]] * 2,
                [place - height / 2 - 0.14, place + height / 2 + 0.14],
                color=INK,
                linewidth=1.4,
                solid_capstyle="butt",
            )
    axes.set(xlim=(-0.02, 1.02), ylim=(len(words) - 0.45, -0.55))
    bare(axes, "bottom")


def layers_by_heads(axes, layers=6, heads=12):
    """The frame of a grid in which each square is a head: layers downwards and heads across, both
    counted from 1.
    """
    axes.set(xlim=(-0.6, heads - 0.4), ylim=(layers - 0.4, -0.6), xlabel="head", ylabel="layer")
    axes.set_xticks(range(heads), range(1, heads + 1))
    axes.set_yticks(range(layers), range(1, layers + 1))
    axes.tick_params(length=0)
    bare(axes)
