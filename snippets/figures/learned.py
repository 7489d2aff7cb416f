"""Figures of the answers on equal, computed and unwanted weights."""

import numpy as np

from snippets.attention import softmax
from snippets.drawing.marks import INK, MUTED, blank, note, say, say_word, tile
from snippets.drawing.words import named
from snippets.learned import DENSE, SPREADS, TEXTS, UNWANTED, WORDS, asked, spaced, with_nothing

NAMED = [named(word) for word in WORDS]


def spreads(page):
    """Five rows of five weights, as areas, for scores at equal distances: the last one higher than
    the first by nothing, a hundredth, a tenth, one, and three. In the first three rows the squares
    look the same; in the last they grow from left to right.
    """
    figure = page.figure(260)
    chart = figure.subplots()
    for i, spread in enumerate(SPREADS):
        note(chart, -0.8, i, f"{spread:g}", ha="right")
        for j, weight in enumerate(spaced(spread)):
            tile(chart, j, i, side=1.25 * np.sqrt(weight), facecolor=NAMED[1].light, alpha=0.55)
        note(chart, 4.7, i, f"{spaced(spread)[-1] / spaced(spread)[0]:.2f} times", INK)
    note(chart, -0.8, -1, "spread of scores", ha="right")
    note(chart, 4.7, -1, "last : first")
    blank(chart, (-4.2, 7.2), (4.6, -1.5))
    return figure


def computed(page):
    """Two texts, "black cat mat" and "cat cat mat", and two lines of weights for each. A dense
    layer gives place 1, 2 and 3 the same weights in both texts. Attention computes them from the
    words: in the second text the two "cat" have equal weights, and each less than "cat" had before.
    """
    figure = page.figure(270)
    chart = figure.subplots()
    for top, text in zip((0, 3.4), TEXTS):
        words = [named(word) for word in text.split()]
        for line, (title, weights) in enumerate(
            {"dense layer": DENSE, "attention": asked(text)}.items()
        ):
            note(chart, -0.75, top + line, title, INK, ha="right")
            for j, (word, weight) in enumerate(zip(words, weights)):
                colour = MUTED if title == "dense layer" else word.light
                tile(chart, 1.4 * j, top + line, side=np.sqrt(weight), facecolor=colour, alpha=0.55)
                note(chart, 1.4 * j + 0.45, top + line, f"{weight:.2f}", INK)
        for j, word in enumerate(words):
            say_word(chart, 1.4 * j, top - 0.9, word)
    blank(chart, (-2.9, 4), (5, -1.4))
    return figure


def nothing(page):
    """Three words with the score −5 each. Softmax gives each of them a third all the same. Beside
    one more token with the score 0 and a value of zeros they have less than a hundredth each, and
    that token has nearly all.
    """
    figure = page.figure(260)
    chart = figure.subplots()
    rows = {
        "softmax": np.append(softmax(UNWANTED), 0.0),
        "with a token\nof zeros": np.append(
            with_nothing(UNWANTED), 1 - with_nothing(UNWANTED).sum()
        ),
    }
    for i, (title, weights) in enumerate(rows.items()):
        note(chart, -0.8, 1.7 * i, title, INK, ha="right")
        for j, weight in enumerate(weights):
            colour = NAMED[j].light if j < 3 else MUTED
            if j == 3 and i == 0:
                continue
            tile(chart, 1.5 * j, 1.7 * i, side=np.sqrt(weight), facecolor=colour, alpha=0.55)
            note(chart, 1.5 * j, 1.7 * i + 0.75, f"{weight:.3f}", INK, ha="center")
    for j, word in enumerate(NAMED):
        say_word(chart, 1.5 * j, -1.3, word)
        note(chart, 1.5 * j, -0.85, "score −5", ha="center")
    say(chart, 4.5, -1.3, "zeros", MUTED)
    note(chart, 4.5, -0.85, "score 0", ha="center")
    blank(chart, (-3, 5.4), (2.8, -1.8))
    return figure
