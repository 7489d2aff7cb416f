"""Figures of the answers on a second vector that is added to a word."""

import numpy as np

from snippets.added import NOUNS, PLACES, SIZES, WORDS, appended, fitting, read_back, sines
from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    bare,
    blank,
    note,
    plain_ticks,
    points,
    say,
    share_ticks,
    tile,
)
from snippets.drawing.words import named

CAT, BLACK = named("cat").light, named("black").light


def by_columns(page):
    """Three tables, for one, two and three known columns. Each has a square for every pair of a
    word, "cat", "dog" or "mat", and a position, 1, 2 or 3; the pairs whose sum fits are filled.
    Column 1 is 5 and leaves three pairs, column 2 leaves two of them, and with column 3 only "cat"
    at position 1 is left.
    """
    figure = page.figure(220)
    charts = figure.subplots(1, WORDS.shape[1])
    for columns, chart in enumerate(charts, 1):
        _pairs(chart, fitting(columns), columns)
    return figure


def _pairs(chart, fits, columns):
    for (i, j), fit in np.ndenumerate(fits):
        tile(chart, j, i, facecolor=CAT if fit else FAINT, alpha=1 if fit else 0.5)
    blank(chart, (-0.6, 2.6), (2.6, -1.1), aspect="equal")
    chart.set_xticks(range(3), ["1", "2", "3"])
    chart.tick_params(length=0)
    chart.set_xlabel("position")
    known = "column 1" if columns == 1 else f"columns 1–{columns}"
    chart.set_title(known)
    if columns == 1:
        chart.set_yticks(range(3), NOUNS)


def room(page):
    """Two lines over the number of columns, from 4 to 512: how often the word, one of 1000, and how
    often the position, one of 100, is read from their sum by dot products. In 4 columns hardly
    ever, in 32 mostly, from 64 columns on always.
    """
    shares = read_back()
    figure = page.figure(250)
    chart = figure.subplots()
    chart.set_xscale("log")
    points(chart, SIZES, shares[:, 0], CAT, fmt="o-")
    points(chart, SIZES, shares[:, 1], BLACK, fmt="o-")
    say(chart, 22, 0.35, "word", CAT, ha="left")
    say(chart, 9, 0.62, "position", BLACK, ha="right")
    plain_ticks(chart, (4, 16, 64, 256))
    chart.set(xlabel="columns", ylim=(0, 1.03))
    share_ticks(chart.yaxis)
    bare(chart, "left", "bottom")
    return figure


def append(page):
    """Three rows of five squares with numbers. The first row is a word, three numbers and two
    zeros; the second a position, three zeros and two numbers; the third is their sum, all five
    numbers side by side. So adding can do what appending does.
    """
    rows = appended(WORDS[0], PLACES[0, ::2])
    figure = page.figure(170)
    chart = figure.subplots()
    for (i, j), number in np.ndenumerate(rows):
        own = CAT if j < WORDS.shape[1] else BLACK
        tile(chart, j, i, facecolor=own if number else FAINT, alpha=0.25 if number else 0.4)
        say(chart, j, i, f"{number:.0f}", own if number else MUTED)
    for i, text in enumerate(("word", "+ position", "= sum")):
        note(chart, -0.8, i, text, INK, ha="right")
    blank(chart, (-2.6, 4.6), (2.6, -0.6))
    return figure


def wavelengths(page):
    """Two charts of positions 0 to 39. First every column carries the same number: the positions
    lie on one line, one direction of the row. Then eight sines and cosines of different
    wavelengths: each position has a pattern of its own over the columns, light and dark.
    """
    figure = page.figure(250 if page.wide else 380)
    charts = figure.subplots(*((1, 2) if page.wide else (2, 1)))
    same = np.repeat(np.arange(40)[:, None] / 39, 8, axis=1)
    for chart, table, title in zip(
        charts, (same, sines(40, 8)), ("the same number in each column", "sines of eight columns")
    ):
        chart.imshow(table.T, cmap="Greys", aspect="auto", interpolation="nearest")
        chart.set(xlabel="position", ylabel="column", yticks=[0, 7], title=title)
        chart.set_yticklabels(["1", "8"])
    return figure


def lengths(page):
    """Two lines over how long a word is where a position has length one, in 64 columns: how often
    the word and how often the position is read from their sum. With equal lengths both nearly
    always. The longer the word, the more often the position is missed.
    """
    scales = (1.0, 2.0, 4.0, 8.0)
    shares = np.array([read_back(scale)[SIZES.index(64)] for scale in scales])
    figure = page.figure(240)
    chart = figure.subplots()
    chart.set_xscale("log")
    points(chart, scales, shares[:, 0], CAT, fmt="o-")
    points(chart, scales, shares[:, 1], BLACK, fmt="o-")
    say(chart, 4, 0.93, "word", CAT)
    say(chart, 3.2, 0.5, "position", BLACK)
    plain_ticks(chart, scales)
    chart.set(xlabel="length of a word, position = 1", ylim=(0, 1.03))
    share_ticks(chart.yaxis)
    bare(chart, "left", "bottom")
    return figure
