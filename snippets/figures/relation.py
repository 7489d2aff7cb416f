"""Figures of the chapter "Same words, other relation"."""

import numpy as np
from matplotlib.patches import Rectangle

from snippets.drawing.marks import (
    FUNCTION_WORDS,
    INK,
    MUTED,
    PAPER,
    bare,
    boxes,
    dots,
    filled,
    layers_by_heads,
    stacked,
)
from snippets.drawing.words import SENTENCE, Word, named
from snippets.losses import largest_possible_weight
from snippets.recordings import load_pairs
from snippets.relation import (
    KINDS,
    LIMIT,
    TWINS,
    VOCABULARY,
    accuracy,
    row_of,
    sentence,
    stacking,
    train,
    unseen_sentences,
)

BLACK = named("black").light
WHITE = Word("on", "white", named("on").light, named("on").dark)


def twins(page):
    """Two sentences with the same words: "the black cat sat on the white mat" and "the white cat
    sat on the black mat". Under each word stands the weight that "black" gives to it in the trained
    attention. In the first nearly everything goes to "cat", in the second to "mat". Below, the sum
    of the row of "black" drawn as its parts, by length: almost all "cat", then almost all "mat".
    Beside it what the row answers: "cat" in the first sentence, "mat" in the second.
    """
    return _both_sentences(page, "free")


def swap(page):
    """Two sentences with the same words, one above the other, and what one of their rows adds up.
    Under the words stand the weights that the asking word gives; below, its sum in 16 columns,
    every column piled up from the parts of the words in their colours ("white" is hollow), dots for
    the sum itself; beside it, how sure the row is of each answer. As drawn, "black" asks: it gives
    nearly everything to "cat" in the first sentence and to "mat" in the second, so the two sums
    differ, and each answer is right.
    """
    figure = page.figure(540 if page.wide else 480)
    grid = figure.add_gridspec(
        4, 2, height_ratios=(1, 1.6, 1, 1.6), width_ratios=(2.4 if page.wide else 1.6, 1)
    )
    parameters = train("free", 0).parameters[-1]
    for number, words in enumerate(TWINS):
        line, total, answers = (
            figure.add_subplot(place)
            for place in (grid[2 * number, :], grid[2 * number + 1, 0], grid[2 * number + 1, 1])
        )
        for axes, name in ((line, "line"), (total, "sum"), (answers, "answers")):
            axes.set_gid(f"{name}-{number}")
        row = row_of("black", words, parameters)
        shown = [_word(VOCABULARY[token], place) for place, token in enumerate(sentence(*words))]
        for j, (word, weight) in enumerate(zip(shown, row.weights)):
            bold = "normal" if word.name in FUNCTION_WORDS else "bold"
            line.text(
                j, 1.55, word.text, ha="center", va="center", color=word.light, fontweight=bold
            ).set_gid(f"word-{number}-{j}")
            line.bar(j, weight, 0.7, **filled(word.text, word.light), linewidth=0.8)[0].set_gid(
                f"weight-{number}-{j}"
            )
            line.text(j, -0.32, f"{weight:.2f}", ha="center", va="center").set_gid(
                f"number-{number}-{j}"
            )
        line.plot([row.place - 0.42, row.place + 0.42], [1.2, 1.2], color=INK, linewidth=2)[
            0
        ].set_gid(f"asks-{number}")
        line.axhline(0, color=MUTED, linewidth=0.8)
        line.set(xlim=(-0.55, 7.55), ylim=(-0.6, 1.85), xticks=[], yticks=[])
        order = stacking(words)
        for k, (place, edges) in enumerate(zip(order, stacked(row.parts[order]))):
            fill = filled(shown[place].text, shown[place].light)
            boxes(total, edges, fill["facecolor"], fill["edgecolor"]).set_gid(f"part-{number}-{k}")
        for name, colour, width in (("halos", PAPER, 6), ("totals", INK, 4)):
            dots(total, range(16), row.parts.sum(axis=0), colour, width).set_gid(f"{name}-{number}")
        total.axhline(0, color=MUTED, linewidth=0.8)
        total.set(
            xlim=(-0.6, 15.6),
            ylim=(-3.2, 3.2),
            xticks=[],
            yticks=[],
            xlabel="the sum, column by column",
        )
        others = 1 - row.answers["cat"] - row.answers["mat"]
        for place, (name, share) in enumerate(
            (("cat", row.answers["cat"]), ("mat", row.answers["mat"]), ("others", others))
        ):
            colour = MUTED if name == "others" else named(name).light
            answers.barh(place, share, 0.4, color=colour, edgecolor=MUTED, linewidth=0.8)[
                0
            ].set_gid(f"answer-{number}-{place}")
            answers.text(
                0.02,
                place - 0.42,
                f"{name} {share:.2f}",
                color=colour,
                va="center",
                fontweight="bold",
            ).set_gid(f"says-{number}-{place}")
        answers.axvline(0, color=MUTED, linewidth=0.8)
        answers.set(
            xlim=(-0.02, 1.02), ylim=(2.4, -0.75), xticks=[], yticks=[], xlabel="answer, how sure"
        )
        for axes in (line, total, answers):
            bare(axes)
    return figure


def uniform(page):
    """The same two sentences with the scores switched off: "black" gives one eighth to every word.
    The two sums are made of the same parts, so they are equal, and both sentences get one and the
    same answer.
    """
    return _both_sentences(page, "uniform")


def limited(page):
    """The same two sentences for the attention whose weights are limited. "Black" gives
    {relation.limited_black.cat} to "cat" in the first and {relation.limited_black.mat} to "mat" in
    the second, and the rest to all the other words, so that about half of each sum is other words.
    The answers are still right: "cat" in the first sentence, "mat" in the second.
    """
    return _both_sentences(page, "limited")


def controls(page):
    """Ten dots for each of three ways to train, one a random start: the share of right answers for
    pairs never seen together. With free weights all ten dots are at 100 percent. With weights
    limited to at most {relation.largest_limited_weight} they are at or near 100. With uniform
    weights they are at one half or a little below.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    names = {
        "free": "free weights",
        "limited": f"no weight\nabove {largest_possible_weight(8, LIMIT):.2f}",
        "uniform": "all weights\nequal",
    }
    for row, kind in enumerate(KINDS):
        shares = [
            accuracy(train(kind, seed).parameters[-1], unseen_sentences(), kind)
            for seed in range(10)
        ]
        places = row + np.linspace(-0.25, 0.25, 10)
        chart.plot(
            shares,
            places,
            "o",
            color=INK if kind != "uniform" else MUTED,
            markersize=6,
            markeredgecolor=PAPER,
        )
        chart.text(
            0.03,
            row,
            names[kind],
            va="center",
            fontweight="bold",
            color=INK if kind != "uniform" else MUTED,
        )
    chart.axvline(0.5, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    chart.set(
        xlim=(0, 1.03),
        ylim=(2.6, -0.6),
        yticks=[],
        xticks=[0, 0.5, 1],
        xticklabels=["0%", "50%\nguessing", "100%"],
        xlabel="right answers for pairs never seen together",
    )
    bare(chart, "bottom")
    return figure


def heads(page):
    """A grid of the 72 heads of the real transformer, six layers by twelve heads. The fuller the
    colour of a square, the more often the head gives more weight to the adjective's own noun than
    to the other noun, over 182 sentences with two adjectives and two nouns. Eight squares are
    framed: these heads do it in every case. Most others lie between never and always.
    """
    pairs = load_pairs()
    share = (pairs.own > pairs.other).mean(axis=(0, 1))
    figure = page.figure(270)
    chart = figure.subplots()
    for (layer, head), value in np.ndenumerate(share):
        frame = 1.6 if value == 1 else 0
        chart.add_patch(
            Rectangle(
                (head - 0.46, layer - 0.46),
                0.92,
                0.92,
                facecolor=BLACK,
                alpha=0.05 + 0.9 * value**2,
                edgecolor=INK,
                linewidth=frame,
            )
        )
        if page.wide or value == 1:
            chart.text(
                head,
                layer,
                f"{int(value * 100)}",
                ha="center",
                va="center",
                color=PAPER if value > 0.8 else INK,
                fontweight="bold" if value == 1 else "normal",
            )
    layers_by_heads(chart)
    return figure


def _both_sentences(page, kind):
    figure = page.figure(330 if page.wide else 350)
    for chart, words in zip(figure.subplots(2, 1), TWINS):
        _sentence(chart, words, kind)
    return figure


def _sentence(chart, words, kind):
    """One sentence: the weights of "black" under the words, its sum as parts by length, and its
    answer.
    """
    row = row_of("black", words, train(kind, 0).parameters[-1], kind)
    shown = [_word(VOCABULARY[token], place) for place, token in enumerate(sentence(*words))]
    for j, (word, weight) in enumerate(zip(shown, row.weights)):
        bold = "normal" if word.name in FUNCTION_WORDS else "bold"
        chart.text(j, 2.25, word.text, ha="center", va="center", color=word.light, fontweight=bold)
        chart.text(
            j,
            1.6,
            "1/8" if kind == "uniform" else f"{weight:.2f}",
            ha="center",
            va="center",
            color=word.light if weight > 0.05 else MUTED,
            fontweight="bold" if weight > 0.05 else "normal",
        )
        if word.text == "black":
            chart.plot([j - 0.42, j + 0.42], [1.92, 1.92], color=word.light, linewidth=1.5)
    lengths = np.linalg.norm(row.parts, axis=1)
    left = -0.45
    for word, part in zip(shown, 5.6 * lengths / lengths.sum()):
        chart.barh(0.55, part, 0.85, left=left, color=word.light, edgecolor=PAPER, linewidth=0.8)
        if part > 0.9:
            chart.text(
                left + part / 2,
                0.55,
                word.text,
                ha="center",
                va="center",
                color=PAPER,
                fontweight="bold",
            )
        left += part
    best = row.answer
    chart.text(
        left + 0.15,
        0.55,
        f"answer: {best}",
        va="center",
        fontweight="bold",
        color=_word(best, 0).light,
    )
    chart.set(xlim=(-0.55, 7.5), ylim=(-0.1, 2.6), xticks=[], yticks=[])
    bare(chart)


def _word(text, place):
    known = [word for word in SENTENCE if word.text == text]
    return (
        WHITE
        if text == "white"
        else known[-1 if place > 4 else 0]
        if known
        else Word("on", text, INK, INK)
    )
