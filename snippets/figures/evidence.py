"""Figures of the chapter "In a real transformer"."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from snippets.drawing import recorded
from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare, layers_by_heads
from snippets.drawing.words import named, of_tokens
from snippets.evidence import growing, needed, shares_of_marks, solved_back, strongest_relations
from snippets.recordings import load

CAT, BLACK = named("cat").light, named("black").light


def grids(page):
    """Three grids of six layers by twelve heads. First, the largest error of any weight solved
    back, in ten-millionths: between 0 and 3 everywhere. Second, the condition number: mostly below
    ten in layers 2 to 5, up to {evidence.worst_condition} in layers 1 and 6. Third, how many
    columns of the row of "black" prove its strongest word: from {evidence.columns.least} to
    {evidence.columns.most}; in layer 2 head 9 it is 3.
    """
    errors, conditions, _ = solved_back()
    tables = (
        ("largest error, in ten-millionths", errors * 1e7, "{:.0f}"),
        ("condition number", conditions, "{:.0f}"),
        ("columns that prove the strongest word", needed(), "{:.0f}"),
    )
    figure = page.figure(640 if page.wide else 600)
    for chart, (title, table, form) in zip(figure.subplots(3, 1), tables):
        shade = (table - table.min()) / np.ptp(table)
        for (layer, head), value in np.ndenumerate(table):
            framed = (layer, head) == (1, 8)
            chart.add_patch(
                Rectangle(
                    (head - 0.46, layer - 0.46),
                    0.92,
                    0.92,
                    facecolor=to_rgba(BLACK, 0.06 + 0.42 * shade[layer, head]),
                    edgecolor=INK,
                    linewidth=1.5 if framed else 0,
                )
            )
            chart.text(
                head,
                layer,
                form.format(value),
                ha="center",
                va="center",
                fontweight="bold" if framed else "normal",
                color=INK,
            )
        layers_by_heads(chart)
        chart.set_xlabel("head" if chart.get_subplotspec().is_last_row() else "")
        chart.set_title(title, fontweight="bold")
    return figure


def strongest(page):
    """A grid of six layers by twelve heads. Each square has the colour of the token to which
    "black" gives the most weight in that head, the stronger the weight the fuller the colour. Grey
    squares, [CLS], are most of them. "Cat" is the strongest in {evidence.heads_for_black.cat}
    heads, two of them in layer 2.
    """
    recording = load()
    return recorded.strongest(
        page, of_tokens(recording.tokens), recording.weights[:, :, recording.row("black")]
    )


def relations(page):
    """Six bars, one a layer: the strongest weight that one word gives to another, the marks left
    out. In layer 1 it is "on" to "sat" with nearly one, in layer 4 the first "the" to "cat". All
    six are above two thirds.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    for row, (asking, asked, head, weight) in enumerate(strongest_relations()):
        colour = named(asked).light
        chart.barh(row, weight, 0.66, color=colour)
        chart.text(0.02, row, f"{asking} → {asked}", va="center", color=PAPER, fontweight="bold")
        chart.text(
            weight - 0.02,
            row,
            f"{weight:.2f}",
            va="center",
            ha="right",
            color=PAPER,
            fontweight="bold",
        )
        chart.text(1.03, row, f"head {head}", va="center", color=MUTED)
    chart.set(xlim=(0, 1.22), ylim=(5.6, -0.6), xticks=[], ylabel="layer")
    chart.set_yticks(range(6), range(1, 7))
    chart.tick_params(length=0)
    bare(chart)
    return figure


def marks(page):
    """Six bars, one a layer, each divided in four: the share of all weight that goes to [CLS], to
    [SEP], to the full stop and to the words. [CLS] has about a third in the first and last layer
    and about six tenths in the layers between. The full stop has little everywhere.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    for row, shares in enumerate(shares_of_marks()):
        left = 0.0
        for share, name in zip([*shares, 1 - shares.sum()], ("cls", "sep", "stop", None)):
            colour = named(name).light if name else BLACK
            chart.barh(
                row,
                share,
                0.66,
                left=left,
                color=colour,
                alpha=1 if name in ("cls", None) else 0.6,
                edgecolor=PAPER,
                linewidth=1,
            )
            if share > 0.14:
                chart.text(
                    left + share / 2,
                    row,
                    {"cls": "[CLS]", "sep": "[SEP]", None: "words"}[name] + f" {share:.2f}",
                    ha="center",
                    va="center",
                    color=PAPER,
                    fontweight="bold",
                )
            left += share
    chart.set(xlim=(0, 1), ylim=(5.6, -0.6), xticks=[], ylabel="layer")
    chart.set_yticks(range(6), range(1, 7))
    chart.tick_params(length=0)
    bare(chart)
    return figure


def longer(page):
    """Two lines over the length of the text, from 10 to 162 tokens: how often the strongest word of
    a row is named from its sum. Up to 33 tokens both ways of solving are always right. Beyond,
    plain least squares falls to about two thirds at 162 tokens, and non-negative least squares to
    about three quarters.
    """
    found = growing()
    figure = page.figure(280)
    chart = figure.subplots()
    chart.axvline(33, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    chart.text(35, 0.42, "33 tokens", color=MUTED)
    for name, colour, text, place in (
        ("plain", BLACK, "least squares", (46, 0.64)),
        ("careful", CAT, "without negatives", (62, 0.93)),
    ):
        chart.plot(
            found["length"], found[name], "o-", color=colour, markersize=6, markeredgecolor=PAPER
        )
        chart.text(
            *place,
            text,
            color=colour,
            fontweight="bold",
            ha="left" if name == "careful" else "left",
            va="center",
        )
    chart.set(
        xscale="log",
        ylim=(0, 1.05),
        yticks=[0, 0.5, 1],
        yticklabels=["never", "half", "always"],
        xlabel="tokens in the text",
        ylabel="strongest word named",
    )
    chart.set_xticks([10, 16, 24, 33, 64, 162], ["10", "16", "24", "33", "64", "162"])
    chart.minorticks_off()
    return figure


def by_sharpness(page):
    """Bars for all rows of texts beyond 33 tokens, by the largest weight of the row: how often
    non-negative least squares names the strongest word. For rows whose largest weight is smallest,
    seldom; for the next, in about three quarters; for the upper half of the scale, always.
    """
    found = growing()
    borders = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]
    figure = page.figure(240)
    chart = figure.subplots()
    for place, (low, high) in enumerate(zip(borders, borders[1:])):
        inside = (found["strongest"] >= low) & (found["strongest"] < high)
        share = found["named"][inside].mean()
        chart.bar(place, 1, 0.8, color=FAINT, alpha=0.5)
        chart.bar(place, share, 0.8, color=CAT)
        chart.text(
            place,
            share + 0.03 if share < 0.8 else share - 0.05,
            f"{share:.0%}",
            ha="center",
            va="bottom" if share < 0.8 else "top",
            color=INK if share < 0.8 else PAPER,
            fontweight="bold",
        )
    chart.set_xticks(range(6), [f"{low:g}–\n{high:g}" for low, high in zip(borders, borders[1:])])
    chart.set(yticks=[], xlabel="largest weight of the row", ylim=(0, 1.02))
    chart.tick_params(length=0)
    bare(chart)
    return figure
