"""Figures of the chapter "Several relations, several sums"."""

import numpy as np

from snippets.drawing.marks import FAINT, INK, MUTED, bare, name_point, points, say, stack
from snippets.drawing.words import named
from snippets.examples import HEAD, LAYER
from snippets.heads import (
    BOTH,
    GAVE,
    GIVER,
    PEOPLE,
    RECEIVER,
    SWAPPED,
    around_three_words,
    one_head,
)

COLOURS = {"mary": named("black").light, "roses": named("mat").light, "susan": named("sat").light}


def who_gave(page):
    """Two sentences, "mary gave roses to susan" and "susan gave roses to mary". For each, the sums
    that "gave" gets, as piles of coloured parts. With one head that attends equally to giver and
    receiver the three piles have the same heights in both sentences. With two heads, one for the
    giver and one for the receiver, there are six piles, and the first three are mostly the giver,
    the last three mostly the receiver, so the two sentences give different sums.
    """
    figure = page.figure(400)
    charts = figure.subplots(2, 1, sharex=True)
    for chart, words in zip(charts, (GAVE, SWAPPED)):
        for start, weights in ((0, BOTH), (4.6, GIVER), (7.9, RECEIVER)):
            _piles(chart, start, words, weights)
        said = "{} gave {} to {}".format(*words).split()
        for x, word in zip((-0.4, 0.95, 2.2, 3.55, 4.2), said):
            say(chart, x, 5.0, word, COLOURS.get(word, INK), word in COLOURS, ha="left")
        chart.set(xlim=(-0.6, 10.5), ylim=(0, 5.4), yticks=[])
        bare(chart, "bottom")
    names = ["one head", "giver's head", "receiver's head"]
    charts[1].set_xticks([1, 5.6, 8.9], names, fontweight="bold")
    for chart in charts:
        chart.tick_params(length=0)
    return figure


def asymmetry(page):
    """One dot for each of the 72 heads of the real transformer, a line for every layer. Across, on
    a scale of factors, how many times larger the product of the weights black → cat → mat → black
    is than the product black → mat → cat → black. A line marks the place where both are equal. No
    dot lies on it: the nearest is {heads.both_ways.least} away, as a factor, and half of all dots
    are further than {heads.both_ways.median}. Layer 1, head 3 lies far to the left; the head of
    chapter {chapter.columns} lies to the right.
    """
    one_way, other_way = around_three_words()
    factors = np.exp(one_way - other_way)
    figure = page.figure(330)
    chart = figure.subplots()
    chart.axvline(1, color=FAINT, linewidth=2)
    layers, heads = np.indices(factors.shape)
    points(chart, factors.ravel(), (layers + 1 + (heads - 5.5) / 18).ravel(), MUTED)
    for layer, head, word, offset in ((LAYER, HEAD, "cat", (0, 9)), (1, 3, "black", (0, 9))):
        dot = factors[layer - 1, head - 1], layer + (head - 6.5) / 18
        points(chart, *dot, named(word).light, 8)
        name_point(chart, dot, f"layer {layer}, head {head}", offset, named(word).light)
    chart.set(xscale="log", ylim=(6.7, 0.3), yticks=range(1, 7), ylabel="layer")
    ticks = [0.001, 0.01, 0.1, 1, 10, 100]
    chart.set_xticks(ticks, ["1/1000", "1/100", "1/10", "equal", "10", "100"])
    chart.minorticks_off()
    chart.set_xlabel("one way round, divided by the other way")
    bare(chart, "bottom")
    return figure


def _piles(chart, start, words, weights):
    """The sum of the words with these weights: a pile of parts for each column, from start on."""
    values = np.array([PEOPLE[word] for word in words])
    for column, total in enumerate(one_head(words, weights)):
        parts = np.array(weights) * values[:, column]
        stack(chart, start + column, parts, [COLOURS[word] for word in words], 0.78)
        say(chart, start + column, total + 0.08, f"{total:.1f}", va="bottom")
