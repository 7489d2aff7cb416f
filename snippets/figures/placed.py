"""Figures of the answers on places and order."""

import numpy as np

from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    bare,
    blank,
    name_point,
    note,
    plain_ticks,
    points,
    say,
    say_word,
    share_ticks,
    side_by_side,
    tile,
)
from snippets.drawing.words import named
from snippets.placed import (
    HALVES,
    LAYERS,
    LOOKS,
    PAIR,
    PLACES,
    ROWS,
    SHUFFLED,
    WORDS,
    attended,
    places_kept,
    sums_of_turned,
    turned,
)

NAMED = [named(word) for word in WORDS]
BLACK, CAT = NAMED[0].light, NAMED[1].light


def turned_values(page):
    """Two charts with two columns as their axes, each with the values of "black" and "cat" and
    their sum, a half of each. First the values stay as they are: the sum is (2, 1), wherever the
    two words stand. Second, the values are turned by a quarter for every place: at places 1 and 2
    the sum is (0, 1), one place later it is (−1, 0).
    """
    figure = page.figure(250 if page.wide else 520)
    for chart, kept in zip(side_by_side(page, figure, 2), (True, False)):
        for first in (1,) if kept else (1, 2):
            values = PAIR if kept else turned(PAIR, [first, first + 1])
            total = HALVES @ PAIR if kept else sums_of_turned(first)
            faded = {"alpha": 1 if first == 1 else 0.45}
            for word, value in zip(NAMED, values):
                chart.plot(*np.transpose([[0, 0], value]), color=word.light, lw=1.5, **faded)
                points(chart, *value, word.light, 8, **faded)
                if first == 1:
                    name_point(chart, value, word.text, (6, 6), word.light)
            points(chart, *total, INK, 9, "D", **faded)
            text = "sum" if kept else ("sum", "one place later")[first - 1]
            name_point(chart, total, text, (7, 5) if first == 1 else (-6, -6), INK)
        chart.set_title("values as they are" if kept else "values turned by place")
        chart.axhline(0, color=FAINT, lw=1, zorder=0)
        chart.axvline(0, color=FAINT, lw=1, zorder=0)
        chart.set(xlim=(-4.9, 6.4), ylim=(-3, 5.3), aspect="equal")
        bare(chart)
    return figure


def looks(page):
    """Four lines, one for each patch in which a cat can be. Two askers look at them: one gives
    four, three, two and one tenth of its weight, the other the same from right to left. The value
    of a patch is one with a cat in it and zero without. Beside each line stand the two outputs, in
    tenths: 4 and 1 for a cat in the first patch, 3 and 2, 2 and 3, and 1 and 4 for the last.
    """
    figure = page.figure(260)
    chart = figure.subplots()
    for j in range(4):
        note(chart, j, -1.35, f"{j + 1}", ha="center")
    note(chart, 1.5, -2.1, "patch", ha="center")
    for place, x, name in ((0, 5.2, "looks left"), (1, 7.6, "looks right")):
        note(chart, x, -1.35, name, ha="center", colour=(BLACK, CAT)[place])
    for i, values in enumerate(np.eye(4)):
        for j, value in enumerate(values):
            tile(chart, j, i, facecolor=CAT if value else FAINT, alpha=0.35 if value else 0.4)
            if value:
                say_word(chart, j, i, named("cat"))
        for x, output in zip((5.2, 7.6), LOOKS @ values):
            say(chart, x, i, f"{output:.1f}")
    blank(chart, (-0.8, 9), (3.7, -2.6))
    return figure


def shuffled(page):
    """Two tables of three words with their outputs, two numbers each. In the second the words stand
    in another order: every word has the very same output as before, and only the lines have changed
    their places. The mean of the lines is the same in both.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    outputs = attended(ROWS)
    for left, order in ((0, range(3)), (5.4, SHUFFLED)):
        for line, i in enumerate(order):
            say_word(chart, left - 0.75, line, NAMED[i], ha="right")
            _numbers(chart, left, line, outputs[i], NAMED[i].light)
        note(chart, left - 0.75, 3.35, "mean", ha="right")
        _numbers(chart, left, 3.35, attended(ROWS[list(order)]).mean(axis=0), INK)
    note(chart, 3.0, 1, "shuffle", ha="center")
    blank(chart, (-2.3, 7.2), (4, -0.7))
    return figure


def kept(page):
    """Two lines over seven points, from before the first layer to after the sixth: how often a
    linear read names the place of a row. When each layer adds to the rows the line stays at the
    top. When each layer replaces the rows it falls to guessing, one in eight, within three layers.
    """
    figure = page.figure(250)
    chart = figure.subplots()
    layers = np.arange(LAYERS + 1)
    for added, colour, text, at in (
        (True, CAT, "each layer adds", (3.2, 0.9)),
        (False, BLACK, "each layer replaces", (1.3, 0.5)),
    ):
        points(chart, layers, places_kept(added), colour, 6, "o-")
        say(chart, *at, text, colour, ha="left")
    chart.axhline(1 / PLACES, color=MUTED, lw=1, ls="--")
    note(chart, LAYERS, 1 / PLACES + 0.06, "guessing", ha="right")
    plain_ticks(chart, layers)
    chart.set(xlabel="layers passed", ylabel="places named right", ylim=(0, 1.05))
    share_ticks(chart.yaxis)
    bare(chart, "left", "bottom")
    return figure


def _numbers(chart, left, line, numbers, colour):
    for j, number in enumerate(numbers):
        tile(chart, left + 1.1 * j, line, facecolor=FAINT, alpha=0.4)
        say(chart, left + 1.1 * j, line, f"{number:.2f}", colour, bold=False)
