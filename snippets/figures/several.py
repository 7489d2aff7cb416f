"""Figures of the answers on several heads."""

import numpy as np

from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    bare,
    blank,
    note,
    plain_ticks,
    say,
    side_by_side,
    tile,
)
from snippets.drawing.words import named
from snippets.several import APART, HEADS, OUTPUTS, PIECES, STEPS, WIDTH, reached, together, trained

FIRST, SECOND = (named(word).light for word in ("black", "cat"))


def reach(page):
    """Two tables with a line for each of two heads and a place for each of the eight columns of a
    word. When the whole word goes through one matrix and the result is cut, every column reaches
    both heads. When the word is cut first, columns 1 to 4 reach head 1 only, and columns 5 to 8
    head 2 only.
    """
    figure = page.figure(250)
    chart = figure.subplots()
    for top, narrow, text in (
        (0, False, "first the matrix, then the cut"),
        (4, True, "first the cut, then small matrices"),
    ):
        note(chart, -0.45, top - 0.9, text)
        for (head, column), reaches in np.ndenumerate(reached(narrow)):
            colour = (FIRST, SECOND)[head]
            tile(
                chart,
                column,
                top + head,
                facecolor=colour if reaches else FAINT,
                alpha=0.55 if reaches else 0.4,
            )
        for head in range(HEADS):
            say(chart, -0.75, top + head, f"head {head + 1}", (FIRST, SECOND)[head], ha="right")
    for column in range(WIDTH):
        note(chart, column, 6.1, f"{column + 1}", ha="center")
    note(chart, (WIDTH - 1) / 2, 6.9, "column of the word", ha="center")
    blank(chart, (-2.6, 7.7), (7.4, -1.5))
    return figure


def apart(page):
    """Two charts over the steps of training two heads. First, how far apart their weights are: two
    heads that start alike stay alike; two that differ by a thousandth at the start go apart within
    some hundred steps. Second, the error: alike they stay at a border, apart they come to nearly
    nothing.
    """
    figure = page.figure(250 if page.wide else 430)
    charts = side_by_side(page, figure, 2)
    steps = np.arange(STEPS + 1)
    for start, colour, text in ((0, MUTED, "alike"), (APART, FIRST, "a thousandth apart")):
        errors, differences = trained(start)
        for chart, ys, x, y in (
            (charts[0], differences, 330 if start else 430, 0.6 if start else 0.06),
            (charts[1], errors, 190, 0.012 if start else 0.078),
        ):
            chart.plot(steps, ys, color=colour)
            say(chart, x, y, text, colour, bold=False, ha="left")
    charts[0].set(xlabel="steps", ylabel="weights apart", ylim=(-0.03, 1))
    charts[1].set(xlabel="steps", ylabel="error", ylim=(-0.004, 0.14))
    for chart in charts:
        plain_ticks(chart, (0, 200, 400, 600))
        bare(chart, "left", "bottom")
    return figure


def pieces(page):
    """Two heads with two numbers each, and the three numbers that each of them writes: head 1 turns
    1, 2 into 1, 4, 1, and head 2 turns 3, 0 into 0, 3 and minus 3. The output is their sum, 1, 7
    and minus 2.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    for head, (output, piece) in enumerate(zip(OUTPUTS, PIECES)):
        colour = (FIRST, SECOND)[head]
        say(chart, -0.75, head, f"head {head + 1}", colour, ha="right")
        _numbers(chart, 0, head, output, colour)
        note(chart, 3, head, "× its piece", ha="center")
        _numbers(chart, 5, head, output @ piece, colour)
    say(chart, 4.1, 2.3, "sum", INK, ha="right")
    _numbers(chart, 5, 2.3, together(OUTPUTS, PIECES), INK)
    blank(chart, (-2.4, 7.6), (3, -0.7))
    return figure


def _numbers(chart, left, line, numbers, colour):
    for j, number in enumerate(numbers):
        tile(chart, left + j, line, facecolor=FAINT, alpha=0.4)
        say(chart, left + j, line, f"{number:g}".replace("-", "−"), colour, bold=False)
