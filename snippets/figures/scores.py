"""Figures of the answers on scores and softmax."""

import numpy as np

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
    say_word,
    side_by_side,
    tile,
)
from snippets.drawing.words import named
from snippets.scores import POWERS, SCORES, SIGNED, SIZES, TEMPERATURES, WORDS, cooled, scaled

NAMED = [named(word) for word in WORDS]
COLOURS = dict(zip(POWERS, (word.light for word in NAMED)))


def root(page):
    """Two charts against the number of columns of queries and keys, from 1 to 1024. First, the
    spread of the scores: not divided it grows with the root of the columns, divided by d it falls
    in the same way, divided by the root it stays at one. Second, the largest of ten weights: not
    divided it comes near to all, divided by d near to a tenth, divided by the root it stays the
    same.
    """
    figure = page.figure(270 if page.wide else 480)
    spreads, largest = side_by_side(page, figure, 2)
    for (name, power), up, at in zip(POWERS.items(), (1.6, 1.25, 0.35), (0.87, 0.5, 0.17)):
        measured = np.array([scaled(d, power) for d in SIZES])
        for chart, ys in zip((spreads, largest), measured.T):
            points(chart, SIZES, ys, COLOURS[name], 5, "o-")
        say(spreads, 1.2, up * (3 if power == 0 else 1), name, COLOURS[name], bold=False, ha="left")
        say(largest, 4.5, at, name, COLOURS[name], bold=False, ha="left")
    spreads.set(xscale="log", yscale="log", ylabel="spread of the scores", xlabel="columns, d")
    largest.set(xscale="log", ylabel="largest of ten weights", xlabel="columns, d", ylim=(0, 1.05))
    plain_ticks(spreads, (1, 16, 256), (0.1, 1, 10))
    plain_ticks(largest, (1, 16, 256))
    for chart in (spreads, largest):
        bare(chart, "left", "bottom")
    return figure


def temperature(page):
    """Three rows of weights for the same three scores, 1 for "black", 2 for "cat" and 0 for "mat",
    as areas. At half the temperature "cat" has nearly all; at temperature one about two thirds; at
    double the temperature the three are nearer to each other. The order is the same in all.
    """
    figure = page.figure(250)
    chart = figure.subplots()
    for j, (word, score) in enumerate(zip(NAMED, SCORES)):
        say_word(chart, 1.5 * j, -1.25, word)
        note(chart, 1.5 * j, -0.8, f"score {score:g}", ha="center")
    for i, warmth in enumerate(TEMPERATURES):
        note(chart, -1, i, f"temperature {('½', '1', '2')[i]}", ha="right")
        for j, (word, weight) in enumerate(zip(NAMED, cooled(SCORES, warmth))):
            tile(chart, 1.5 * j, i, side=0.95 * np.sqrt(weight), facecolor=word.light, alpha=0.55)
            note(chart, 1.5 * j + 0.52, i, f"{weight:.2f}", INK)
    blank(chart, (-3.3, 4.4), (2.6, -1.7))
    return figure


def signs(page):
    """Two words with the values 4, 1 and −4, 2, and half of the weight each. In column 1 the parts
    are 2 and −2 and their sum is 0; in column 2 they are one half and 1, and the sum is one and a
    half.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    for i, (word, value) in enumerate(zip(NAMED, SIGNED)):
        say_word(chart, -0.75, i, word, ha="right")
        note(chart, 0, i, "½ ×", ha="center")
        _numbers(chart, 1, i, value, word.light)
        say(chart, 3, i, "=")
        _numbers(chart, 4, i, value / 2, word.light)
    say(chart, 3, 2.2, "sum", INK)
    _numbers(chart, 4, 2.2, SIGNED.sum(axis=0) / 2, INK)
    for j in range(2):
        for left in (1, 4):
            note(chart, left + j, -0.75, f"column {j + 1}", MUTED, ha="center")
    blank(chart, (-2, 5.7), (2.8, -1.1))
    return figure


def _numbers(chart, left, line, numbers, colour):
    for j, number in enumerate(numbers):
        tile(chart, left + j, line, facecolor=FAINT, alpha=0.4)
        say(chart, left + j, line, f"{number:g}".replace("-", "−"), colour, bold=False)
