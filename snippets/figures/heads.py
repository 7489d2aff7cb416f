"""Figures of the chapter "Several relations, several sums"."""

import numpy as np

from snippets.drawing.marks import FAINT, INK, MUTED, bare, name_point, points, say, stack
from snippets.drawing.words import named
from snippets.examples import HEAD, LAYER
from snippets.heads import BOTH, GAVE, GIVER, PEOPLE, RECEIVER, SWAPPED, one_head
from snippets.recordings import load

COLOURS = {"mary": named("black").light, "roses": named("mat").light, "susan": named("sat").light}


def who_gave(page):
    """Two sentences, "mary gave roses to susan" and "susan gave roses to mary". For each, the row
    of "gave" as piles of coloured parts. With one head that attends equally to giver and receiver
    the three piles have the same heights in both sentences. With two heads, one for the giver and
    one for the receiver, there are six piles, and the first three are mostly the giver, the last
    three mostly the receiver, so the two sentences give different rows.
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
    """One dot for each of the 72 heads of the real transformer: across, how much "black" gives
    to "cat", upwards, how much "cat" gives to "black". Most dots crowd in the corner where both
    weights are small; of the others hardly any lies near the diagonal. The head of chapter
    {chapter.columns} lies at the lower right, with {question.black_to_cat} and
    {question.cat_to_black}. A head of layer 1 lies at the upper left: there "cat" gives nearly
    everything to "black", and "black" nearly nothing to "cat".
    """
    recording = load()
    black, cat = recording.row("black"), recording.row("cat")
    there, back = recording.weights[:, :, black, cat], recording.weights[:, :, cat, black]
    figure = page.figure(310)
    chart = figure.subplots()
    chart.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    points(chart, there.ravel(), back.ravel(), MUTED)
    for layer, head, word, offset in ((LAYER, HEAD, "cat", (-8, 6)), (1, 3, "black", (8, -2))):
        head_at = there[layer - 1, head - 1], back[layer - 1, head - 1]
        points(chart, *head_at, named(word).light, 8)
        name_point(chart, head_at, f"layer {layer}, head {head}", offset, named(word).light)
    ticks = [0, 0.5, 1]
    chart.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), xticks=ticks, yticks=ticks, aspect="equal")
    chart.set(xlabel="black → cat", ylabel="cat → black")
    return figure


def _piles(chart, start, words, weights):
    """The sum of the words with these weights: a pile of parts for each column, from start on."""
    values = np.array([PEOPLE[word] for word in words])
    for column, total in enumerate(one_head(words, weights)):
        parts = np.array(weights) * values[:, column]
        stack(chart, start + column, parts, [COLOURS[word] for word in words], 0.78)
        say(chart, start + column, total + 0.08, f"{total:.1f}", va="bottom")
