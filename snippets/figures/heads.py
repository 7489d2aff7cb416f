"""Figures of the chapter "Several relations, several sums"."""

from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare
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
            for column, total in enumerate(one_head(words, weights)):
                bottom = 0.0
                for word, weight in zip(words, weights):
                    part = weight * PEOPLE[word][column]
                    chart.bar(
                        start + column,
                        part,
                        0.78,
                        bottom=bottom,
                        color=COLOURS[word],
                        edgecolor=PAPER,
                        linewidth=0.8,
                    )
                    bottom += part
                chart.text(
                    start + column,
                    total + 0.08,
                    f"{total:.1f}",
                    ha="center",
                    va="bottom",
                    fontweight="bold",
                )
        for x, word in zip(
            (-0.4, 0.95, 2.2, 3.55, 4.2), (words[0], "gave", words[1], "to", words[2])
        ):
            chart.text(
                x,
                5.0,
                word,
                ha="left",
                va="center",
                color=COLOURS.get(word, INK),
                fontweight="bold" if word in COLOURS else "normal",
            )
        chart.set(xlim=(-0.6, 10.5), ylim=(0, 5.4), yticks=[])
        bare(chart, "bottom")
    charts[1].set_xticks(
        [1, 5.6, 8.9], ["one head", "giver's head", "receiver's head"], fontweight="bold"
    )
    for chart in charts:
        chart.tick_params(length=0)
    return figure


def asymmetry(page):
    """One dot for each of the 72 heads of the real transformer: across, how much "black" gives to
    "cat", upwards, how much "cat" gives to "black". Most dots crowd in the corner where both
    weights are small; of the others hardly any lies near the diagonal. The head of chapter {chapter.columns} lies
    at the lower right, with {question.black_to_cat} and {question.cat_to_black}. A head of layer 1
    lies at the upper left: there "cat" gives nearly everything to "black", and "black" nearly
    nothing to "cat".
    """
    recording = load()
    black, cat = recording.row("black"), recording.row("cat")
    there, back = (
        recording.weights[:, :, black, cat].ravel(),
        recording.weights[:, :, cat, black].ravel(),
    )
    figure = page.figure(310)
    chart = figure.subplots()
    chart.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    chart.plot(there, back, "o", color=MUTED, markersize=6, markeredgecolor=PAPER)
    for layer, head, place in ((LAYER, HEAD, (-8, 6)), (1, 3, (8, -2))):
        at = (layer - 1) * 12 + head - 1
        colour = named("cat" if (layer, head) == (LAYER, HEAD) else "black").light
        chart.plot(there[at], back[at], "o", color=colour, markersize=8, markeredgecolor=PAPER)
        chart.annotate(
            f"layer {layer}, head {head}",
            (there[at], back[at]),
            place,
            textcoords="offset points",
            ha="right" if place[0] < 0 else "left",
            va="bottom" if place[0] < 0 else "top",
            color=colour,
            fontweight="bold",
        )
    chart.set(
        xlim=(-0.04, 1.04),
        ylim=(-0.04, 1.04),
        xticks=[0, 0.5, 1],
        yticks=[0, 0.5, 1],
        aspect="equal",
        xlabel="black → cat",
        ylabel="cat → black",
    )
    return figure
