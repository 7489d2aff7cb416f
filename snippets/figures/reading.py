"""Figures of the chapter "What the next layer reads"."""

import numpy as np

from snippets.drawing.marks import (
    FAINT,
    MUTED,
    PAPER,
    bare,
    points,
    say,
    tile,
    true_mark,
)
from snippets.drawing.words import named, of_tokens
from snippets.reading import both_unit, fit_probe, heads_back, small_reads, split_reads
from snippets.recordings import load, load_reads, load_stream
from snippets.relation import ADJECTIVES, NOUNS, train

CAT, BLACK = named("cat").light, named("black").light


def read_cat(page):
    """One dot for each of about a hundred sentences that were not used for learning, by how much
    "cat" a fixed linear read finds in what attention adds to the row of the adjective. In sentences
    about any of thirteen other nouns the dots lie around zero. In sentences about a cat all of them
    lie far to the right, with a wide gap between. No dot of one kind is among those of the other.
    """
    reads = load_reads()
    learned, cat = split_reads(reads, 0), reads.nouns.index("cat")
    directions, offsets = fit_probe(reads.rows[learned], reads.noun[learned], len(reads.nouns))
    cat_read, noun = (reads.rows @ directions + offsets)[~learned, cat], reads.noun[~learned]
    figure = page.figure(300 if page.wide else 330)
    chart = figure.subplots()
    for row in range(len(reads.nouns)):
        of_noun = cat_read[noun == row]
        chart.axhline(row, color=FAINT, linewidth=0.7, zorder=0)
        points(chart, of_noun, [row] * len(of_noun), CAT if row == cat else MUTED, 5.5)
    names = [f"the … {name}" for name in reads.nouns]
    chart.set_yticks(range(len(names)), names, va="center")
    chart.get_yticklabels()[cat].set(color=CAT, fontweight="bold")
    chart.set(ylim=(len(names) - 0.4, -0.6), xticks=[0, 0.5, 1])
    chart.set_xlabel("how much “cat” is read in what is added")
    chart.tick_params(axis="y", length=0)
    bare(chart, "bottom")
    return figure


def both(page):
    """A table of eight adjectives by eight nouns. In each square the answer of one unit that adds
    how much "black" and how much "cat" is read in the row of the adjective, and takes one and a
    half away. Only the square of "black" and "cat" is filled, with about one half. All others are
    empty, those of "black" with other nouns and of "cat" with other adjectives included.
    """
    adjectives, nouns = small_reads(train("free", 0).parameters[-1])
    black, cat = ADJECTIVES.index("black"), NOUNS.index("cat")
    answers = both_unit(adjectives[..., black], nouns[..., cat])
    figure = page.figure(300)
    chart = figure.subplots()
    for (i, j), answer in np.ndenumerate(answers):
        tile(chart, j, i, facecolor=FAINT, alpha=0.5)
        if answer > 1e-3:
            tile(chart, j, i, 0.92 * np.sqrt(min(answer / 0.5, 1)), facecolor=CAT)
            say(chart, j, i, f"{answer:.1f}", PAPER)
    chart.set(xlim=(-0.55, 7.55), ylim=(7.55, -0.55))
    chart.set_xticks(range(8), NOUNS)
    chart.set_yticks(range(8), ADJECTIVES)
    chart.tick_params(length=0)
    chart.xaxis.tick_top()
    chart.get_xticklabels()[cat].set(color=CAT, fontweight="bold")
    chart.get_yticklabels()[black].set(color=BLACK, fontweight="bold")
    bare(chart)
    return figure


def all_heads(page):
    """Twelve small charts, one for each head of layer 2. In each, ten bars: the weights of "black"
    over the ten tokens, solved back from a single row of 384 numbers in which all twelve heads were
    added up. Thin marks show the true weights; every bar ends at its mark. Most of the heads give
    [CLS] most: {reading.on_cls.heads} of twelve. Two give most to "cat", one to the first "the".
    """
    recording, stream = load(), load_stream()
    row, words = recording.row("black"), of_tokens(recording.tokens)
    back, _ = heads_back(stream.projected[1], stream.added[1, row] - stream.bias[1])
    figure = page.figure(330 if page.wide else 560)
    charts = figure.subplots(*((2, 6) if page.wide else (4, 3)), sharex=True, sharey=True).flat
    for head, chart in enumerate(charts):
        for j, (word, weight) in enumerate(zip(words, recording.weights[1, head, row])):
            chart.barh(j, back[head, j], 0.72, color=word.light, linewidth=0)
            true_mark(chart, weight, j, 0.5, 1.2, solid_capstyle="projecting")
        chart.set(xlim=(-0.03, 1.03), ylim=(9.7, -0.7), yticks=[])
        chart.set_xticks([0, 1], ["0", "1"])
        largest = words[int(back[head].argmax())]
        chart.set_title(f"head {head + 1}: {largest.text}", color=largest.light, loc="center")
        bare(chart, "bottom", "left")
    return figure
