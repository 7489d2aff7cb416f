"""Figures of the chapter "Same words, other relation"."""

import numpy as np

from snippets.drawing.marks import (
    INK,
    MUTED,
    PAPER,
    bare,
    blank,
    border,
    boxes,
    dots,
    filled,
    layers_by_heads,
    note,
    points,
    say,
    say_word,
    stack,
    stacked,
    tile,
)
from snippets.drawing.words import SENTENCE, Word, named
from snippets.losses import largest_possible_weight
from snippets.relation import (
    KINDS,
    LIMIT,
    TWINS,
    VOCABULARY,
    accuracy,
    own_noun_leads,
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
    that "black" gets, drawn as its parts, by length: almost all "cat", then almost all "mat".
    Beside it what it answers: "cat" in the first sentence, "mat" in the second.
    """
    return _both_sentences(page, "free")


def swap(page):
    """Two sentences with the same words, one above the other, and one word's sum in each.
    Under the words stand the weights that the asking word gives; below, its sum in 16 columns,
    every column piled up from the parts of the words in their colours ("white" is hollow), dots for
    the sum itself; beside it, how sure it is of each answer. As drawn, "black" asks: it gives
    nearly everything to "cat" in the first sentence and to "mat" in the second, so the two sums
    differ, and each answer is right.
    """
    figure = page.figure(540 if page.wide else 480)
    widths = (2.4 if page.wide else 1.6, 1)
    grid = figure.add_gridspec(4, 2, height_ratios=(1, 1.6, 1, 1.6), width_ratios=widths)
    parameters = train("free", 0).parameters[-1]
    for number, words in enumerate(TWINS):
        row, top = row_of("black", words, parameters), 2 * number
        line, total, answers = map(
            figure.add_subplot, (grid[top, :], grid[top + 1, 0], grid[top + 1, 1])
        )
        _weights(line, number, _words(words), row)
        _sum(total, number, _words(words), row.parts, stacking(words))
        _answers(answers, number, row.answers)
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
    highest = largest_possible_weight(len(sentence(*TWINS[0])), LIMIT)
    names = {
        "free": "free weights",
        "limited": f"no weight\nabove {highest:.2f}",
        "uniform": "all weights\nequal",
    }
    unseen, starts = unseen_sentences(), range(10)
    figure = page.figure(230)
    chart = figure.subplots()
    for row, kind in enumerate(KINDS):
        shares = [accuracy(train(kind, seed).parameters[-1], unseen, kind) for seed in starts]
        colour = MUTED if kind == "uniform" else INK
        points(chart, shares, row + np.linspace(-0.25, 0.25, len(starts)), colour)
        say(chart, 0.03, row, names[kind], colour, ha="left")
    border(chart, 0.5)
    chart.set(xlim=(0, 1.03), ylim=(2.6, -0.6), yticks=[])
    half = 0.5
    chart.set_xticks([0, half, 1], [f"{0:.0%}", f"{half:.0%}\nguessing", f"{1:.0%}"])
    chart.set_xlabel("right answers for pairs never seen together")
    bare(chart, "bottom")
    return figure


def heads(page):
    """Two grids of the 72 heads of the real transformer, six layers by twelve heads. The fuller the
    colour of a square, the more often an adjective gives more weight to its own noun than to the
    other one. First grid: sentences such as "the black cat sat on the white mat" and their twins
    with the adjectives exchanged; {relation.heads_always.twins} squares are framed: these heads do
    it in every case. Second grid: "the cat is black and the mat is white" and its twins;
    {relation.heads_always.apart} squares are framed, and only layer 1, head 3 is framed in both.
    Most others lie between never and always.
    """
    leads = own_noun_leads()
    figure = page.figure(560)
    forms = ("the black cat sat on the white mat", "the cat is black and the mat is white")
    for chart, form, both in zip(figure.subplots(2, 1), forms, (leads[:2], leads[2:])):
        _heads(page, chart, both.mean(axis=(0, 1, 2)))
        chart.set_title(form, loc="center")
    return figure


def _heads(page, chart, shares):
    """A square for every head, the fuller the larger its share; those with all of it are framed."""
    for (layer, head), share in np.ndenumerate(shares):
        always, alpha = share == 1, 0.05 + 0.9 * share**2
        edge = {"edgecolor": INK, "linewidth": 1.6 if always else 0}
        tile(chart, head, layer, facecolor=BLACK, alpha=alpha, **edge)
        if page.wide or always:
            colour = PAPER if share > 0.8 else INK
            say(chart, head, layer, f"{int(share * 100)}", colour, bold=always)
    layers_by_heads(chart)


def _both_sentences(page, kind):
    figure = page.figure(330 if page.wide else 350)
    for chart, words in zip(figure.subplots(2, 1), TWINS):
        _sentence(chart, words, kind)
    return figure


def _sentence(chart, words, kind):
    """The weights of "black" under its words, its sum as parts by length, its answer."""
    row, shown = row_of("black", words, train(kind, 0).parameters[-1], kind), _words(words)
    for j, (word, weight) in enumerate(zip(shown, row.weights)):
        say_word(chart, j, 2.25, word)
        said = "1/8" if kind == "uniform" else f"{weight:.2f}"
        strong = weight > 0.05
        say(chart, j, 1.6, said, word.light if strong else MUTED, bold=strong)
    asking = shown[row.place]
    ends = [row.place - 0.42, row.place + 0.42]
    chart.plot(ends, [1.92, 1.92], color=asking.light, linewidth=1.5)
    lengths = np.linalg.norm(row.parts, axis=1)
    parts, left = 5.6 * lengths / lengths.sum(), -0.45
    labels = [word.text if part > 0.9 else "" for word, part in zip(shown, parts)]
    colours = [word.light for word in shown]
    stack(chart, 0.55, parts, colours, 0.85, labels, across=True, start=left)
    right = left + parts.sum() + 0.15
    say(chart, right, 0.55, f"answer: {row.answer}", _word(row.answer, 0).light, ha="left")
    blank(chart, (-0.55, 7.5), (-0.1, 2.6))


def _weights(line, number, words, row):
    """The words of a sentence, the asking one underlined, above the weights that it gives."""
    line.set_gid(f"line-{number}")
    for j, (word, weight) in enumerate(zip(words, row.weights)):
        say_word(line, j, 1.55, word, gid=f"word-{number}-{j}")
        fill = filled(word.text, word.light)
        line.bar(j, weight, 0.7, **fill, linewidth=0.8, gid=f"weight-{number}-{j}")
        note(line, j, -0.32, f"{weight:.2f}", INK, ha="center", gid=f"number-{number}-{j}")
    ends = [row.place - 0.42, row.place + 0.42]
    line.plot(ends, [1.2, 1.2], color=INK, linewidth=2, gid=f"asks-{number}")
    line.axhline(0, color=MUTED, linewidth=0.8)
    blank(line, (-0.55, 7.55), (-0.6, 1.85))


def _sum(total, number, words, parts, order):
    """The sum in its columns, each piled up from the parts of the words; dots for the sum itself.

    parts: (n, columns); order: of the words in a pile.
    """
    total.set_gid(f"sum-{number}")
    columns = parts.shape[1]
    for k, (j, edges) in enumerate(zip(order, stacked(parts[order]))):
        fill = filled(words[j].text, words[j].light)
        boxes(total, edges, *fill.values()).set_gid(f"part-{number}-{k}")
    for name, colour, width in (("halos", PAPER, 6), ("totals", INK, 4)):
        dots(total, range(columns), parts.sum(axis=0), colour, width).set_gid(f"{name}-{number}")
    total.axhline(0, color=MUTED, linewidth=0.8)
    blank(total, (-0.6, columns - 0.4), (-3.2, 3.2), xlabel="the sum, column by column")


def _answers(axes, number, answers):
    """How sure the row is of "cat", of "mat" and of all other answers. answers: word to share."""
    axes.set_gid(f"answers-{number}")
    shares = {name: answers[name] for name in ("cat", "mat")}
    shares["others"] = 1 - sum(shares.values())
    for j, (name, share) in enumerate(shares.items()):
        colour = MUTED if name == "others" else named(name).light
        edge = {"edgecolor": MUTED, "linewidth": 0.8}
        axes.barh(j, share, 0.4, color=colour, **edge, gid=f"answer-{number}-{j}")
        said = f"{name} {share:.2f}"
        say(axes, 0.02, j - 0.42, said, colour, ha="left", gid=f"says-{number}-{j}")
    axes.axvline(0, color=MUTED, linewidth=0.8)
    blank(axes, (-0.02, 1.02), (2.4, -0.75), xlabel="answer, how sure")


def _words(words):
    """The words of one of the two sentences, in order."""
    return [_word(VOCABULARY[token], place) for place, token in enumerate(sentence(*words))]


def _word(text, place):
    if text == "white":
        return WHITE
    known = [word for word in SENTENCE if word.text == text]
    return known[-1 if place > 4 else 0] if known else Word("on", text, INK, INK)
