"""Figures of the chapter "What the next layer reads"."""

import numpy as np
from matplotlib.patches import Rectangle

from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare
from snippets.drawing.words import named, of_tokens
from snippets.reading import both_unit, fit_probe, heads_back, small_reads, split_reads
from snippets.recordings import load, load_reads, load_stream
from snippets.relation import ADJECTIVES, NOUNS, train

CAT, BLACK = named("cat").light, named("black").light


def read_cat(page):
    """One dot for each of about a hundred sentences that were not used for learning, by how much
    "cat" a fixed linear read finds in the row of the adjective. In sentences about any of thirteen
    other nouns the dots lie around zero. In sentences about a cat all of them lie far to the right,
    with a wide gap between. No dot of one kind is among the dots of the other.
    """
    reads = load_reads()
    learned = split_reads(reads, 0)
    directions, offsets = fit_probe(reads.rows[learned], reads.noun[learned], len(reads.nouns))
    found = (reads.rows @ directions + offsets)[~learned, reads.nouns.index("cat")]
    nouns = reads.noun[~learned]
    figure = page.figure(300 if page.wide else 330)
    chart = figure.subplots()
    for row, noun in enumerate(reads.nouns):
        mine = found[nouns == reads.nouns.index(noun)]
        is_cat = noun == "cat"
        chart.axhline(row, color=FAINT, linewidth=0.7, zorder=0)
        chart.plot(
            mine,
            [row] * len(mine),
            "o",
            color=CAT if is_cat else MUTED,
            markersize=5.5,
            markeredgecolor=PAPER,
        )
    chart.set_yticks(range(len(reads.nouns)), [f"the … {noun}" for noun in reads.nouns])
    for label in chart.get_yticklabels():
        label.set_va("center")
    chart.get_yticklabels()[reads.nouns.index("cat")].set(color=CAT, fontweight="bold")
    chart.set(
        ylim=(len(reads.nouns) - 0.4, -0.6),
        xlabel="how much “cat” is read in the adjective's row",
        xticks=[0, 0.5, 1],
    )
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
    fired = both_unit(adjectives[..., ADJECTIVES.index("black")], nouns[..., NOUNS.index("cat")])
    figure = page.figure(300)
    chart = figure.subplots()
    for (i, j), value in np.ndenumerate(fired):
        chart.add_patch(
            Rectangle((j - 0.46, i - 0.46), 0.92, 0.92, facecolor=FAINT, alpha=0.5, linewidth=0)
        )
        if value > 1e-3:
            side = 0.92 * np.sqrt(min(value / 0.5, 1))
            chart.add_patch(
                Rectangle((j - side / 2, i - side / 2), side, side, facecolor=CAT, linewidth=0)
            )
            chart.text(
                j, i, f"{value:.1f}", ha="center", va="center", color=PAPER, fontweight="bold"
            )
    chart.set(xlim=(-0.55, 7.55), ylim=(7.55, -0.55))
    chart.set_xticks(range(8), NOUNS)
    chart.set_yticks(range(8), ADJECTIVES)
    chart.tick_params(length=0)
    chart.xaxis.tick_top()
    chart.get_xticklabels()[0].set(color=CAT, fontweight="bold")
    chart.get_yticklabels()[0].set(color=BLACK, fontweight="bold")
    bare(chart)
    return figure


def all_heads(page):
    """Twelve small charts, one for each head of layer 2. In each, ten bars: the weights of "black"
    over the ten tokens, solved back from a single row of 384 numbers in which all twelve heads were
    added up. Thin marks show the true weights; every bar ends at its mark. The heads are very
    different: some look at "cat", others at [CLS] or at the next word.
    """
    recording, stream = load(), load_stream()
    row = recording.row("black")
    back, _ = heads_back(stream.projected[1], stream.added[1, row] - stream.bias[1])
    words = of_tokens(recording.tokens)
    figure = page.figure(330 if page.wide else 560)
    charts = figure.subplots(*((2, 6) if page.wide else (4, 3)), sharex=True, sharey=True).flat
    for head, chart in enumerate(charts):
        for j, word in enumerate(words):
            chart.barh(j, back[head, j], 0.72, color=word.light, linewidth=0)
            true = recording.weights[1, head, row, j]
            chart.plot([true, true], [j - 0.5, j + 0.5], color=INK, linewidth=1.2)
        chart.set(
            xlim=(-0.03, 1.03), ylim=(9.7, -0.7), yticks=[], xticks=[0, 1], xticklabels=["0", "1"]
        )
        largest = words[int(back[head].argmax())]
        chart.set_title(f"head {head + 1}: {largest.text}", color=largest.light, loc="center")
        bare(chart, "bottom", "left")
    return figure
