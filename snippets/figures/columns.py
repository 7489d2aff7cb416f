"""Figures of the chapter "All columns remember"."""

import numpy as np

from snippets.drawing import recorded
from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    SHORT_DASHES,
    bare,
    blank,
    hull,
    label_words,
    note,
    points,
    say,
    say_word,
    side_by_side,
    weight_rows,
)
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

FRACTIONS = {0.25: "¼", 0.5: "½"}
LINES = "-", SHORT_DASHES  # of the two columns of the triangle
STYLES = ("-", 1.3), ((0, (3, 1.5)), 2.8), ((0, (1, 1.2)), 2.8)  # differ where one covers another


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
    charts = side_by_side(page, figure, 3, sharey=page.wide)
    for chart, (title, values) in zip(charts, blocks):
        _solved_back(chart, values, WEIGHTS @ values, 10 if page.wide else 13)
        chart.set_title(title, fontweight="bold")
    return figure


def triangle(page):
    """Three triangles of all possible weights of three words, "black", "cat" and "mat": each corner
    gives everything to one word. In the first, column 1 of the output leaves one line of
    weightings, from the corner of "cat" to the middle of the opposite side. In the second, column 2
    leaves another line, on which "black" has one quarter. In the third both lines are drawn: they
    cross in a single point, where "cat" has one half and the other two one quarter each.
    """
    output = THREE_WEIGHTS @ THREE_VALUES
    black, cat, mat = (FRACTIONS[weight] for weight in THREE_WEIGHTS)
    panels = (
        ("column 1", [0], f"gives {output[0]:.0f}:\nblack = mat"),
        ("column 2", [1], f"gives {output[1]:.0f}:\nblack = {black}"),
        ("both columns", [0, 1], f"cat {cat}\nblack {black}\nmat {mat}"),
    )
    figure = page.figure(235 if page.wide else 680)
    for chart, (title, columns, said) in zip(side_by_side(page, figure, 3), panels):
        hull(chart, CORNERS)
        for column in columns:
            ends = _line_in_triangle(THREE_VALUES[:, column], output[column]) @ CORNERS
            chart.plot(*ends.T, color=INK, linewidth=2, linestyle=LINES[column])
        settled = len(columns) == 2
        if settled:
            points(chart, *(THREE_WEIGHTS @ CORNERS), INK, 8)
        say(chart, 0.97, 0.62, said, bold=settled)
        _name_corners(chart, 0.04)
        chart.set_title(title, fontweight="bold", loc="center")
        blank(chart, (-0.22, 1.22), (-0.16, 1.03), aspect="equal")
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
    equations.set_gid("equations")
    whole = hull(chart, CORNERS)
    point = np.tile(THREE_WEIGHTS @ CORNERS, (3, 1))
    band = {"joinstyle": "round", "capstyle": "round", "linewidth": 12}
    open_ = hull(chart, point, 0.4, facecolor=MUTED, **band, gid="open")
    open_.set_clip_path(whole)
    note(equations, 0.12, -1, "black + cat + mat = 1, always")
    for k, column in enumerate(columns):
        _line_and_equation(chart, equations, k, column, seen=k < 2)
    points(chart, *(THREE_WEIGHTS @ CORNERS), INK, 9, gid="weights")
    _name_corners(chart, 0.05)
    for j, (name, weight) in enumerate(zip(THREE_WORDS, THREE_WEIGHTS)):
        word, said = named(name), f"{name} {weight:.2f}"
        say_word(equations, 0.12 + 0.24 * j, -2, word, said, ha="left", gid=f"word-{name}")
    note(equations, 0.09, -2, "true:", INK, ha="right")
    blank(chart, (-0.25, 1.25), (-0.15, 1.02), aspect="equal")
    blank(equations, (-0.32 if page.wide else -0.06, 1), (2.6, -2.6))
    return figure


def narrowing(page):
    """Six small charts, for 0, 1, 2, 3, 5 and 9 columns of the output for "black" in a real
    transformer. Each chart has ten bars, one a token, from the smallest to the largest weight the
    token can still have. With 0 columns every bar is full. With 1 column the bar of "cat" reaches
    from 0 to {columns.cat_most_given.1}; with 3 columns from {columns.cat_least_given.3} to
    {columns.cat_most_given.3}, and no other word can be stronger; with 9 columns every bar has
    shrunk to its true weight, and that of "cat" is {columns.cat}.
    """
    return recorded.narrowing(page, *real_row(), counts=(0, 1, 2, 3, 5, 9))


def slide(page):
    """Ten bars, one for each token of our sentence, from the smallest to the largest weight that it
    can have, given some columns of one output in a real transformer. Thin marks show the true
    weights; bars of words that can no longer be the strongest are pale. With three columns of the
    output for "black", in layer 2 head 9, "cat" can have from {columns.cat_least_given.3} to
    {columns.cat_most_given.3}, and no other token can reach it.
    """
    words, weights, values, output = real_row()
    k = 3
    possible, strongest = intervals(values, output, k), can_be_strongest(values, output, k)
    figure = page.figure(340)
    chart = figure.subplots()
    title = f"Row of black, layer {LAYER} head {HEAD}: {k} of {len(output)} columns"
    chart.set_title(title, fontweight="bold", gid="title")
    bars = []
    for j, ((low, high), can_be) in enumerate(zip(possible, strongest)):
        chart.barh(j, 1, 0.62, color=FAINT, alpha=0.45, linewidth=0)
        pale = None if can_be else 0.4
        bars += chart.barh(j, high - low, 0.62, left=low, linewidth=2, alpha=pale)
    texts = [f"{low:.3f} – {high:.3f}" for low, high in possible]
    weight_rows(chart, words, weights, bars, texts)
    chart.set_xlim(-0.01, 1.3 if page.wide else 1.52)
    chart.set_xlabel("what the weight can be", x=0.39 if page.wide else 0.34)
    return figure


def _solved_back(chart, values, output, largest):
    """The values of the words as squares, their output below, and as bars the weights solved back.

    largest: the side of the largest square, in points.
    """
    n, left, length = len(SENTENCE), 7.6, 8.0  # where the bars begin; of a weight of one
    for j, (word, weight) in enumerate(zip(SENTENCE, solve_weights(values, output))):
        _squares(chart, j, values[j] / np.abs(values).max(), word.light, largest)
        chart.barh(j, length * weight, 0.5, left=left, color=word.light)
        note(chart, left + length * weight + 0.2, j, f"{weight:.2f}", INK)
    _squares(chart, n + 0.5, output / np.abs(output).max(), INK, largest)
    label_words(chart.yaxis, range(n), SENTENCE)
    note(chart, left, -1.05, "solved back")
    note(chart, -0.45, -1.05, "values")
    say(chart, -0.95, n + 0.5, "row", ha="right")
    chart.set(xlim=(-0.6, left + length * 0.4 + 2.4), ylim=(n + 1.1, -1.5), xticks=[])
    bare(chart)


def _squares(axes, y, sizes, colour, largest):
    """One row of squares; their area shows the size of a number, a hollow square is a negative one.

    sizes: from -1 to 1.
    """
    for x, size in enumerate(sizes):
        if size:
            style = {"color": colour if size > 0 else "none", "edgecolor": colour}
            axes.scatter(x, y, largest**2 * abs(size), marker="s", linewidth=1.1, **style)


def _name_corners(chart, shift):
    """The corners of the triangle of all weights: each gives everything to one word."""
    for (x, y), name in zip(CORNERS, THREE_WORDS):
        above = name == "cat"
        y, va = (y + shift, "bottom") if above else (y - shift, "top")
        say_word(chart, x, y, named(name), f"all {name}", va=va)


def _line_and_equation(chart, equations, k, column, seen):
    """What one column of the output leaves: a line of weightings, and below it the equation.

    seen: whether it is shown at rest.
    """
    (style, width), sum_of_column = STYLES[k], THREE_WEIGHTS @ column
    line = {"color": INK, "linewidth": width, "linestyle": style}
    ends = _line_in_triangle(column, sum_of_column) @ CORNERS
    parts = chart.plot(*ends.T, **line, gid=f"line-{k}")
    parts += equations.plot([0, 0.09], [k, k], **line, gid=f"sample-{k}")
    addends = [f"{number:.0f} {name}" for number, name in zip(column, THREE_WORDS)]
    said = f"{' + '.join(addends)} = {sum_of_column:.2f}"
    parts.append(note(equations, 0.12, k, said, INK, gid=f"equation-{k}"))
    for part in () if seen else parts:
        part.set_alpha(0)


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
