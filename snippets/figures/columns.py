"""Figures of the chapter "All columns remember"."""

import numpy as np

from snippets.drawing import recorded
from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare, label_words
from snippets.drawing.words import SENTENCE, named
from snippets.examples import (
    CORNERS,
    CROWDED,
    HEAD,
    IDENTITY,
    LAYER,
    ROTATED,
    THIRD_COLUMN,
    THREE_VALUES,
    THREE_WEIGHTS,
    THREE_WORDS,
    WEIGHTS,
    real_row,
)
from snippets.intervals import can_be_strongest, intervals
from snippets.recovery import solve_weights


def identity_rotated_crowded(page):
    """Three blocks, one for each table of values: the identity, the identity rotated, and six
    crowded columns for seven words. In each block seven rows of squares are the values of the seven
    words, in their colours; a row of squares without colour below is the output for "black"; seven
    bars beside the rows are the weights solved back from that output. The tables look entirely
    different, and so do the outputs. The seven bars are the same in all three blocks: "cat" longest
    with {columns.hand.cat}, "black" next with {columns.hand.black}.
    """
    blocks = (
        ("every word its own column", IDENTITY),
        ("the same, rotated", ROTATED),
        ("six columns for seven words", CROWDED),
    )
    figure = page.figure(260 if page.wide else 760)
    charts = figure.subplots(*((1, 3) if page.wide else (3, 1)), sharey=page.wide)
    n, bars, long = (
        len(SENTENCE),
        7.6,
        8.0,
    )  # where the bars begin, and how many squares wide a weight of one would be
    largest = 10 if page.wide else 13  # points

    for chart, (title, values) in zip(charts, blocks):
        output = WEIGHTS @ values
        for j, (word, weight) in enumerate(zip(SENTENCE, solve_weights(values, output))):
            _squares(chart, j, values[j] / np.abs(values).max(), word.light, largest)
            chart.barh(j, long * weight, 0.5, left=bars, color=word.light)
            chart.text(bars + long * weight + 0.2, j, f"{weight:.2f}", va="center")
        _squares(chart, n + 0.5, output / np.abs(output).max(), INK, largest)
        label_words(chart.yaxis, range(n), SENTENCE)
        chart.text(bars, -1.05, "solved back", va="center", color=MUTED)
        chart.text(-0.45, -1.05, "values", va="center", color=MUTED)
        chart.text(-0.95, n + 0.5, "row", ha="right", va="center", fontweight="bold")
        chart.set(xlim=(-0.6, bars + long * 0.4 + 2.4), ylim=(n + 1.1, -1.5), xticks=[])
        chart.set_title(title, fontweight="bold")
        bare(chart)
    return figure


def triangle(page):
    """Three triangles of all possible weights of three words, "black", "cat" and "mat": each corner
    gives everything to one word. In the first, column 1 of the output leaves one line of
    weightings, from the corner of "cat" to the middle of the opposite side. In the second, column 2
    leaves another line, on which "black" has one quarter. In the third both lines are drawn: they
    cross in a single point, where "cat" has one half and the other two one quarter each.
    """
    panels = (("column 1", [0]), ("column 2", [1]), ("both columns", [0, 1]))
    figure = page.figure(235 if page.wide else 680)
    charts = figure.subplots(*((1, 3) if page.wide else (3, 1)))
    output = THREE_WEIGHTS @ THREE_VALUES

    for chart, (title, columns) in zip(charts, panels):
        chart.fill(*CORNERS.T, facecolor=FAINT, alpha=0.35, edgecolor=MUTED, linewidth=1)
        for column in columns:
            ends = _line_in_triangle(THREE_VALUES[:, column], output[column]) @ CORNERS
            chart.plot(*ends.T, color=INK, linewidth=2, linestyle=("-", (0, (4, 2)))[column])
            if len(columns) == 1:
                said = ("black = mat", "black = ¼")[column]
                chart.text(
                    0.97, 0.62, f"gives {output[column]:.0f}:\n{said}", ha="center", va="center"
                )
        if len(columns) == 2:
            chart.plot(
                *(THREE_WEIGHTS @ CORNERS), "o", color=INK, markersize=8, markeredgecolor=PAPER
            )
            chart.text(
                0.97, 0.62, "cat ½\nblack ¼\nmat ¼", ha="center", va="center", fontweight="bold"
            )
        for place, word, side in zip(CORNERS, THREE_WORDS, ("top", "bottom", "top")):
            shift = 0.04 if side == "bottom" else -0.04
            chart.text(
                place[0],
                place[1] + shift,
                f"all {named(word).text}",
                color=named(word).light,
                ha="center",
                va=side,
                fontweight="bold",
            )
        chart.set_title(title, fontweight="bold", loc="center")
        chart.set(xlim=(-0.22, 1.22), ylim=(-0.16, 1.03), aspect="equal", xticks=[], yticks=[])
        bare(chart)
    return figure


def lines(page):
    """The triangle of all weights of three words, "black", "cat" and "mat", with a point for the
    true weights. Each column that is seen draws a line of weightings that it cannot tell apart; a
    broad band marks what all of them allow. With two columns the lines cross, and one point is
    left: "cat" has one half, "black" and "mat" a quarter each. Below stand the columns as
    equations.
    """
    columns = np.column_stack([THREE_VALUES, THIRD_COLUMN]).T
    figure = page.figure(440 if page.wide else 360)
    chart, equations = figure.subplots(2, 1, height_ratios=(2.6 if page.wide else 2.1, 1))
    chart.set_gid("plane")
    (whole,) = chart.fill(*CORNERS.T, facecolor=FAINT, alpha=0.35, edgecolor=MUTED, linewidth=1)
    (open_,) = chart.fill(
        *np.tile(THREE_WEIGHTS @ CORNERS, (3, 1)).T,
        facecolor=MUTED,
        edgecolor=MUTED,
        alpha=0.4,
        linewidth=12,
        joinstyle="round",
        capstyle="round",
    )
    open_.set_gid("open")
    open_.set_clip_path(whole)
    equations.set_gid("equations")
    equations.text(0.12, -1, "black + cat + mat = 1, always", va="center", color=MUTED)
    for k, (column, style, width) in enumerate(
        zip(columns, ("-", (0, (3, 1.5)), (0, (1, 1.2))), (1.3, 2.8, 2.8))
    ):  # told apart also where one covers another
        seen = k < 2
        ends = _line_in_triangle(column, THREE_WEIGHTS @ column) @ CORNERS
        chart.plot(*ends.T, color=INK, linewidth=width, linestyle=style)[0].set_gid(f"line-{k}")
        equations.plot([0, 0.09], [k, k], color=INK, linewidth=width, linestyle=style)[0].set_gid(
            f"sample-{k}"
        )
        black, cat, mat = column
        equations.text(
            0.12,
            k,
            f"{black:.0f} black + {cat:.0f} cat + {mat:.0f} mat = {THREE_WEIGHTS @ column:.2f}",
            va="center",
        ).set_gid(f"equation-{k}")
        for part in () if seen else (chart.lines[-1], equations.lines[-1], equations.texts[-1]):
            part.set_alpha(0)
    chart.plot(*(THREE_WEIGHTS @ CORNERS), "o", color=INK, markersize=9, markeredgecolor=PAPER)[
        0
    ].set_gid("weights")
    for j, (place, word, weight, side) in enumerate(
        zip(CORNERS, THREE_WORDS, THREE_WEIGHTS, ("top", "bottom", "top"))
    ):
        shift = 0.05 if side == "bottom" else -0.05
        chart.text(
            place[0],
            place[1] + shift,
            f"all {word}",
            color=named(word).light,
            ha="center",
            va=side,
            fontweight="bold",
        )
        equations.text(
            0.12 + 0.24 * j,
            -2,
            f"{word} {weight:.2f}",
            color=named(word).light,
            va="center",
            fontweight="bold",
        ).set_gid(f"word-{word}")
    equations.text(0.09, -2, "true:", ha="right", va="center")
    chart.set(xlim=(-0.25, 1.25), ylim=(-0.15, 1.02), aspect="equal", xticks=[], yticks=[])
    equations.set(xlim=(-0.32 if page.wide else -0.06, 1), ylim=(2.6, -2.6), xticks=[], yticks=[])
    bare(chart)
    bare(equations)
    return figure


def narrowing(page):
    """Six small charts, for 0, 1, 2, 3, 5 and 9 columns of the row of "black" in a real
    transformer. Each chart has ten bars, one a token, from the smallest to the largest weight the
    token can still have. With 0 columns every bar is full. With 1 column the bar of "cat" reaches
    from 0 to {columns.cat_most_given.1}; with 3 columns from {columns.cat_least_given.3} to
    {columns.cat_most_given.3}, and no other word can be stronger; with 9 columns every bar has
    shrunk to its true weight, and that of "cat" is {columns.cat}.
    """
    return recorded.narrowing(page, *real_row(), counts=(0, 1, 2, 3, 5, 9))


def slide(page):
    """Ten bars, one for each token of the asker's sentence, from the smallest to the largest weight
    that it can have, given some columns of one row in a real transformer. Thin marks show the true
    weights; bars of words that can no longer be the strongest are pale. With three columns of the
    row of "black", in layer 2 head 9, "cat" can have from {columns.cat_least_given.3} to
    {columns.cat_most_given.3}, and no other token can reach it.
    """
    words, weights, values, output = real_row()
    figure = page.figure(340)
    chart = figure.subplots()
    chart.set_gid("plane")
    chart.set_title(
        f"Row of black, layer {LAYER} head {HEAD}: 3 of {len(output)} columns", fontweight="bold"
    ).set_gid("title")
    possible = can_be_strongest(values, output, 3)
    for j, ((low, high), word, weight) in enumerate(
        zip(intervals(values, output, 3), words, weights)
    ):
        chart.barh(j, 1, 0.62, color=FAINT, alpha=0.45, linewidth=0)
        (bar,) = chart.barh(
            j,
            high - low,
            0.62,
            left=low,
            color=word.light,
            edgecolor=word.light,
            linewidth=2,
            alpha=None if possible[j] else 0.4,
        )
        bar.set_gid(f"bar-{word.name}")
        chart.plot(
            [weight] * 2, [j - 0.42, j + 0.42], color=INK, linewidth=1.6, solid_capstyle="butt"
        )[0].set_gid(f"mark-{word.name}")
        chart.text(1.04, j, f"{low:.3f} – {high:.3f}", va="center").set_gid(f"text-{word.name}")
    label_words(chart.yaxis, range(len(words)), words)
    chart.set(xlim=(-0.01, 1.3 if page.wide else 1.52), ylim=(len(words) - 0.45, -0.6))
    chart.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    chart.set_xlabel("what the weight can be", x=0.39 if page.wide else 0.34)
    bare(chart)
    return figure


def _squares(axes, y, sizes, colour, largest):
    """One row of squares; their area shows the size of a number, a hollow square is a negative one.
    sizes: from -1 to 1.
    """
    for x, size in enumerate(sizes):
        if size:
            axes.scatter(
                x,
                y,
                largest**2 * abs(size),
                marker="s",
                color=colour if size > 0 else "none",
                edgecolor=colour,
                linewidth=1.1,
            )


def _line_in_triangle(column, given):
    """The two ends of all weightings of three words that give one number in one column: (2, 3)."""
    ends = []
    for i, j in ((0, 1), (1, 2), (0, 2)):
        if column[i] != column[j]:
            share = (given - column[j]) / (column[i] - column[j])
            if 0 <= share <= 1:
                weights = np.zeros(3)
                weights[[i, j]] = share, 1 - share
                ends.append(weights)
    return np.array([ends[0], max(ends, key=lambda end: np.abs(end - ends[0]).sum())])
