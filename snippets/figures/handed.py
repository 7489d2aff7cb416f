"""Figures of the answers on queries, keys and values."""

import numpy as np

from snippets.drawing.marks import FAINT, INK, blank, note, say, say_word, tile
from snippets.drawing.words import named
from snippets.handed import ROWS, VALUE, WORDS, answered, handed_over

NAMED = [named(word) for word in WORDS]


def how_much_and_what(page):
    """Three lines, one a word. First the weight that the question "is there a noun?" gives: a half
    to "cat", a half to "mat" and nothing to "sat". Then the word's value, two numbers. Below, the
    sum of weight times value: (3, 3), the middle between the values of "cat" and "mat".
    """
    values = ROWS @ VALUE
    output, weights = answered(values)
    figure = page.figure(220)
    chart = figure.subplots()
    for i, (word, weight, value) in enumerate(zip(NAMED, weights[0], values)):
        say_word(chart, -0.6, i, word, ha="right")
        say(chart, 0.2, i, f"{weight:.2f} ×")
        _numbers(chart, 1.4, i, value, word.light)
    note(chart, 0.2, -0.9, "how much", ha="center")
    note(chart, 1.9, -0.9, "what", ha="center")
    say(chart, 0.2, 3.2, "sum =")
    _numbers(chart, 1.4, 3.2, output[0], INK)
    blank(chart, (-1.8, 4.2), (3.8, -1.3))
    return figure


def keys_handed_over(page):
    """Two tables of what "is there a noun?" gets from "cat sat" and from "mat sat". With values of
    their own the two answers differ, (6, 0) and (0, 6). With the keys handed over they are the
    same, (4, 0) and (4, 0): a noun was found, and nobody can say which.
    """
    figure = page.figure(190)
    charts = figure.subplots(1, 2)
    for chart, of_rows, title in zip(
        charts, handed_over(), ("values handed over", "keys handed over")
    ):
        for i, (word, row) in enumerate(zip(NAMED, of_rows)):
            say_word(chart, -0.6, i, word, f"{word.text} sat", ha="right")
            _numbers(chart, 0, i, row, word.light)
        blank(chart, (-2.1, 1.6), (1.6, -0.6))
        chart.set_title(title)
    return figure


def _numbers(chart, left, line, numbers, colour):
    for j, number in enumerate(np.round(numbers, 6)):
        tile(chart, left + j, line, facecolor=FAINT, alpha=0.4)
        say(chart, left + j, line, f"{abs(number):.0f}", colour)
