"""Figures of the answers on rows, columns, masks and code."""

import numpy as np

from snippets.axes import HIDDEN, VALUES, WEIGHTS, WORDS, masked
from snippets.drawing.marks import FAINT, INK, MUTED, blank, note, say, say_word, tile
from snippets.drawing.words import named

NAMED = [named(word) for word in WORDS]


def table(page):
    """A table of nine weights, who asks downwards and who is asked across. The row of "black" is
    a quarter, a half and a quarter, which sums to one, as every row does. Beside it the values of
    the three words, two columns, and the outputs: the row of "black" times the values is (3, 5).
    """
    figure = page.figure(230)
    chart = figure.subplots()
    _grid(chart, WEIGHTS, 0, "weights")
    _grid(chart, VALUES, 4.2, "values")
    _grid(chart, WEIGHTS @ VALUES, 7.4, "outputs", "{:g}")
    for j, word in enumerate(NAMED):
        say_word(chart, j, -0.75, word)
    say(chart, 3.1, 1, "×")
    say(chart, 6.3, 1, "=")
    blank(chart, (-1.7, 8.95), (2.6, -1.6))
    return figure


def mask(page):
    """A table of nine weights in which the column of "mat" is hidden: nobody gives "mat" any
    weight, and every row still sums to one. The row of "mat" is there all the same: it asks, and
    gets an output that nobody needs to read.
    """
    weights = masked()
    figure = page.figure(250)
    chart = figure.subplots()
    for (i, j), weight in np.ndenumerate(weights):
        hidden = j == HIDDEN
        tile(
            chart,
            j,
            i,
            facecolor=FAINT if hidden else NAMED[j].light,
            alpha=0.4 if hidden else 0.25,
        )
        say(chart, j, i, f"{weight:.2f}", MUTED if hidden else INK)
    for j, word in enumerate(NAMED):
        say_word(chart, j, -0.75, word)
        say_word(chart, -0.7, j, word, ha="right")
    note(chart, 2.7, 0.5, "column of “mat”:\nhidden from all")
    note(chart, 2.7, 2, "row of “mat”:\nstill computed")
    blank(chart, (-2, 5.6), (2.6, -1.2))
    return figure


def _grid(chart, numbers, left, title, form="{:.2f}"):
    """A table of numbers from this place on, a line for each word that asks."""
    for (i, j), number in np.ndenumerate(numbers):
        tile(chart, left + j, i, facecolor=FAINT, alpha=0.4)
        text = form.format(number) if title == "weights" else f"{number:g}"
        say(chart, left + j, i, text, INK, bold=False)
    if title == "weights":
        for i, word in enumerate(NAMED):
            say_word(chart, -0.65, i, word, ha="right")
    note(chart, left + (numbers.shape[1] - 1) / 2, -1.3, title, ha="center")
