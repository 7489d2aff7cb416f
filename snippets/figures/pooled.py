"""Figures of the answers on averages of vectors."""

import numpy as np

from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    bare,
    blank,
    hull,
    name_point,
    note,
    points,
    say,
    tile,
)
from snippets.drawing.words import named
from snippets.pooled import ASKED, EQUAL, VECTORS, WORDS, mean_pooled

NAMED = [named(word) for word in WORDS]


def centre_of_mass(page):
    """Three words as points, the corners of a triangle. Their mean, with equal weights, lies in the
    middle. The average that "black" takes lies nearer to "cat", that of "mat" between "black" and
    "mat": the same three points, another centre for each word that asks.
    """
    figure = page.figure(300)
    chart = figure.subplots()
    hull(chart, VECTORS)
    for word, point in zip(NAMED, VECTORS):
        points(chart, *point, word.light, 9)
        name_point(chart, point, word.text, (7, 6), word.light)
    points(chart, *(EQUAL @ VECTORS), MUTED, 8, "s")
    name_point(chart, EQUAL @ VECTORS, "mean", (0, -8), MUTED)
    for (word, weights), offset in zip(ASKED.items(), ((9, -8), (-9, -2))):
        colour = named(word).light
        points(chart, *(weights @ VECTORS), colour, 8, "D")
        name_point(chart, weights @ VECTORS, f"row of {word}", offset, colour)
    chart.set(xlim=(-1, 12), ylim=(0, 10), xlabel="column 1", ylabel="column 2")
    bare(chart, "left", "bottom")
    return figure


def padding(page):
    """Five lines of two numbers: three words and two lines of padding, all zeros. The mean of the
    three words is (5, 5). Divided by all five lines it is (3, 3): the padding has pulled it towards
    zero.
    """
    rows = np.vstack([VECTORS, np.zeros((2, 2))])
    real = np.arange(5) < 3
    figure = page.figure(240)
    chart = figure.subplots()
    for i, row in enumerate(rows):
        colour = NAMED[i].light if i < 3 else MUTED
        say(chart, -0.7, i, WORDS[i] if i < 3 else "[PAD]", colour, ha="right")
        _numbers(chart, 0, i, row, colour)
    for i, (text, mean) in enumerate(
        {"words only": mean_pooled(rows, real), "with padding": rows.mean(axis=0)}.items()
    ):
        note(chart, 2.6, 1 + 2 * i, text, INK)
        _numbers(chart, 5.4, 1 + 2 * i, mean, INK)
    blank(chart, (-2.2, 7), (4.6, -0.6))
    return figure


def _numbers(chart, left, line, numbers, colour):
    for j, number in enumerate(numbers):
        tile(chart, left + j, line, facecolor=FAINT, alpha=0.4)
        say(chart, left + j, line, f"{number:g}", colour)
