"""Drawings that chapters and lab share: the same marks for any sentence, head and row."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from snippets.drawing.marks import (
    INK,
    MUTED,
    bare,
    boxes,
    dots,
    interval_bars,
    label_words,
    layers_by_heads,
    stacked,
)
from snippets.intervals import intervals, proven_strongest


def narrowing(page, words, weights, values, output, counts, title=None):
    """A small chart for each number of columns: what every weight can be, given that many, and
    below it what is known of the strongest word.

    words: n of them; weights: (n,), values: (n, d_v), output: (d_v,) of one row; counts: numbers of
    columns, a chart for each; title: which
    row this is, for a drawing whose words may be long: then it names the strongest word, and the
    charts do not.
    """
    n, strongest = len(words), int(np.argmax(weights))
    across = len(counts) if page.wide else 2
    rows = -(-len(counts) // across)
    figure = page.figure((150 + 20 * n) if page.wide else rows * (77 + 20 * n))
    charts = figure.subplots(rows, across, sharey=True, squeeze=False).flat
    for chart in charts[len(counts) :]:
        chart.set_visible(False)
    for chart, k in zip(charts, counts):
        possible = intervals(values, output, k)
        interval_bars(chart, possible, words, truth=weights)
        low, high = possible[strongest]
        proven = proven_strongest(values, output, k)
        decided, colour = ("normal", INK) if proven is None else ("bold", words[proven].light)
        name, is_strongest = (
            ("", "proven")
            if title
            else (f"{words[strongest].text}: ", f"{words[strongest].text} is strongest")
        )
        verdict = ("open" if title else "strongest: open") if proven is None else is_strongest
        chart.set_title(f"{k} column{'' if k == 1 else 's'}", fontweight="bold", loc="center")
        chart.set_xticks([0, 1], ["0", "1"])
        chart.set_xlabel(
            f"{name}{low:.2f} – {high:.2f}\n{verdict}",
            color=colour,
            fontweight=decided,
            linespacing=1.4,
        )
        label_words(chart.yaxis, range(n), words)
    if title:
        figure.suptitle(
            f"{title}. Strongest: {words[strongest].text}"
            if page.wide
            else f"{title}.\nStrongest: {words[strongest].text}",
            x=0.01,
            ha="left",
        )
    return figure


def strongest(page, words, rows, title=None):
    """A grid of heads, each in the colour of the word that gets the most of one row, the stronger
    the weight the fuller.

    words: n of them; rows: (layers, heads, n), the weights of the row in every head; title: which
    row this is.
    """
    layers, heads, _ = rows.shape
    figure = page.figure((75 if title else 50) + 35 * layers)
    chart = figure.subplots()
    room = (5 if page.wide else 1) if heads > 8 else 5  # letters
    for layer, head in np.ndindex(layers, heads):
        weight, word = rows[layer, head].max(), words[int(rows[layer, head].argmax())]
        chart.add_patch(
            Rectangle(
                (head - 0.46, layer - 0.46),
                0.92,
                0.92,
                facecolor=to_rgba(word.light, 0.12 + 0.5 * weight),
                linewidth=0,
            )
        )
        label = word.text.strip("[]#") or word.text
        chart.text(
            head,
            layer,
            label if len(label) <= room else label[0] if room == 1 else f"{label[: room - 1]}…",
            ha="center",
            va="center",
            color=INK,
        )
    layers_by_heads(chart, layers, heads)
    if title:
        chart.set_title(title)
    return figure


def pile(page, words, weights, values, title):
    """One row as the sum it is: the weights above their words, and every column piled up from the
    parts that the words bring.

    words: n of them, in a long sentence only those with visible weights are named; weights: (n,);
    values: (n, d_v); title: which row this is.
    """
    n, d_v = values.shape
    parts = weights[:, None] * values
    figure = page.figure(330)
    line, total = figure.subplots(2, 1, height_ratios=(1, 1.7))
    falling = np.argsort(weights)[::-1]
    first = falling[: n if n <= (12 if page.wide else 6) else 3]
    told = [
        j
        for place, j in enumerate(first)
        if n <= 12 or all(abs(j - larger) > n / 16 for larger in first[:place])
    ]  # numbers do not fit side by side
    named = (
        range(n) if n <= (20 if page.wide else 12) else np.sort(falling[: 8 if page.wide else 5])
    )
    for j, (word, weight) in enumerate(zip(words, weights)):
        line.bar(j, weight, 0.8, color=word.light)
        if j in told:
            line.text(
                j,
                weight + 0.05,
                f"{weight:.2f}",
                ha="center",
                va="bottom",
                color=word.light,
                fontweight="bold",
            )
    line.axhline(0, color=MUTED, linewidth=0.8)
    line.set(xlim=(-0.6, n - 0.4), ylim=(0, 1.25), yticks=[])
    line.set_title(title)
    label_words(line.xaxis, list(named), [words[j] for j in named])
    if n > (12 if page.wide else 8):
        line.tick_params(axis="x", rotation=90)
    piles = stacked(parts)
    for word, edges in zip(words, piles):
        boxes(total, edges, word.light)
    dots(total, range(d_v), parts.sum(axis=0), INK, 3)
    total.axhline(0, color=MUTED, linewidth=0.8)
    room = 0.08 * np.ptp(piles) + 1e-12
    total.set(
        xlim=(-0.6, d_v - 0.4),
        ylim=(piles.min() - room, piles.max() + room),
        xticks=[],
        yticks=[],
        xlabel=f"the sum in {d_v} columns, piled up from its parts"
        + (";" if page.wide else "\n")
        + " dots: the sum itself",
    )
    bare(line)
    bare(total)
    return figure
