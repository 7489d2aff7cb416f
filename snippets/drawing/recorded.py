"""Drawings that chapters and lab share: the same marks for any sentence, head and row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from numpy.typing import NDArray

from snippets.drawing.marks import (
    INK,
    LONGEST,
    MUTED,
    blank,
    boxes,
    dots,
    interval_bars,
    label_words,
    layers_by_heads,
    note,
    say,
    shortened,
    stacked,
    tile,
)
from snippets.drawing.page import Page
from snippets.drawing.words import Word
from snippets.intervals import intervals, proven_strongest

NEWLINE = "\n"
TITLE, CELL = 12, 5  # letters of a token in a title, and in a square of the grid


def spellings(tokens: Iterable[str]) -> set[str]:
    """The tokens as these drawings write them, in full or cut: none of them is a number."""
    most = (LONGEST, TITLE, CELL)
    return {shortened(form, n) for token in tokens for form in (token, _core(token)) for n in most}


def narrowing(
    page: Page,
    words: Sequence[Word],
    weights: NDArray,
    values: NDArray,
    output: NDArray,
    counts: Sequence[int],
    title: str = "",
) -> Figure:
    """A small chart for each number of columns: what every weight can be, given that many, and
    below it what is known of the strongest word.

    words: n of them; weights: (n,), values: (n, d_v), output: (d_v,) of one row; counts: numbers of
    columns, a chart for each; title: which row this is, for a drawing whose words may be long: then
    it names the strongest word, and the charts do not.
    """
    n, strongest = len(words), int(np.argmax(weights))
    name = shortened(words[strongest].text)
    across = len(counts) if page.wide else 2
    rows = -(-len(counts) // across)
    bars = 20 * max(n, 6)  # pixels
    figure = page.figure((150 + bars) if page.wide else rows * (77 + bars))
    charts = figure.subplots(rows, across, sharey=True, squeeze=False).flat
    for chart in charts[len(counts) :]:
        chart.set_visible(False)
    for chart, k in zip(charts, counts):
        possible, proven = intervals(values, output, k), proven_strongest(values, output, k)
        interval_bars(chart, possible, words, weights)
        chart.set_title(f"{k} column{'' if k == 1 else 's'}", fontweight="bold", loc="center")
        chart.set_xticks([0, 1], ["0", "1"])
        colour = "" if proven is None else words[proven].light
        _verdict(chart, possible[strongest], colour, "" if title else name)
        label_words(chart.yaxis, range(n), words)
    if title:
        said = f"{title}.{' ' if page.wide else NEWLINE}Strongest: {name}"
        figure.suptitle(said, x=0.01, ha="left", parse_math=False)
    return figure


def strongest(page: Page, words: Sequence[Word], rows: NDArray, title: str = "") -> Figure:
    """A grid of heads, each in the colour of the word that gets the most of one row, the stronger
    the weight the fuller.

    words: n of them; rows: (layers, heads, n), the weights of the row in every head; title: which
    row this is.
    """
    layers, heads, _ = rows.shape
    figure = page.figure((75 if title else 50) + 35 * layers)
    chart = figure.subplots()
    letters = CELL if page.wide or heads <= 8 else 1
    for layer, head in np.ndindex(layers, heads):
        weight, word = rows[layer, head].max(), words[int(rows[layer, head].argmax())]
        tile(chart, head, layer, facecolor=to_rgba(word.light, 0.12 + 0.5 * weight))
        name = shortened(_core(word.text), letters)
        note(chart, head, layer, name, INK, ha="center", in_layout=False)
    layers_by_heads(chart, layers, heads)
    if title:
        chart.set_title(title, parse_math=False)
    return figure


def pile(
    page: Page, words: Sequence[Word], weights: NDArray, values: NDArray, title: str
) -> Figure:
    """One row as the sum it is: the weights above their words, and every column piled up from the
    parts that the words bring.

    words: n of them, in a long sentence only those with visible weights are named; weights: (n,);
    values: (n, d_v); title: which row this is.
    """
    n, falling = len(words), np.argsort(weights)[::-1]
    largest = falling[: 8 if page.wide else 5]
    named = list(range(n)) if n <= (20 if page.wide else 12) else sorted(largest)
    longest = max(len(shortened(words[j].text)) for j in named)
    upright = n > (12 if page.wide else 8) or longest * len(named) > (80 if page.wide else 40)
    figure = page.figure(330 + (10 * max(longest - 6, 0) if upright else 0))
    line, total = figure.subplots(2, 1, height_ratios=(1, 1.7))
    _weights(line, words, weights, falling[: n if n <= (12 if page.wide else 6) else 3])
    label_words(line.xaxis, named, [words[j] for j in named])
    if upright:
        line.tick_params(axis="x", rotation=90)
    line.set_title(title, parse_math=False)
    _sum(total, words, weights[:, None] * values)
    said = f"the sum in {values.shape[1]} columns, piled up from its parts"
    total.set_xlabel(f"{said}{';' if page.wide else NEWLINE} dots: the sum itself")
    return figure


def _verdict(chart: Axes, possible: NDArray, colour: str, name: str) -> None:
    """Below a chart, what the weight of the strongest word can be, and whether that is proven.

    possible: (2,); colour: of the word that is proven, or an empty text; name: what the strongest
    word is called, if that is to be said.
    """
    low, high = possible
    if name:
        said, verdict = f"{name}: ", f"{name} is strongest" if colour else "strongest: open"
    else:
        said, verdict = "", "proven" if colour else "open"
    said += f"{low:.2f} – {high:.2f}\n{verdict}"
    label = chart.set_xlabel(said, linespacing=1.4, parse_math=False)
    label.set(color=colour or INK, fontweight="bold" if colour else "normal")


def _core(token: str) -> str:
    """A token without the brackets of a mark, or the signs that it continues a word."""
    if token.startswith("[") and token.endswith("]"):
        return token[1:-1] or token
    return token.removeprefix("##") or token


def _weights(line: Axes, words: Sequence[Word], weights: NDArray, largest: NDArray) -> None:
    """A bar for the weight of each word, and the numbers of the largest that have room for them.

    largest: their places, in falling order.
    """
    n = len(words)
    apart = [
        n <= 12 or all(abs(j - larger) > n / 16 for larger in largest[:rank])
        for rank, j in enumerate(largest)
    ]
    for j, (word, weight) in enumerate(zip(words, weights)):
        line.bar(j, weight, 0.8, color=word.light)
        if j in largest[apart]:
            say(line, j, weight + 0.05, f"{weight:.2f}", word.light, va="bottom")
    line.axhline(0, color=MUTED, linewidth=0.8)
    blank(line, (-0.6, n - 0.4), (0, 1.25))


def _sum(total: Axes, words: Sequence[Word], parts: NDArray) -> None:
    """A sum in its columns, each piled up from the parts of the words; dots for the sum itself.

    parts: (n, columns).
    """
    columns, piles = parts.shape[1], stacked(parts)
    for word, edges in zip(words, piles):
        boxes(total, edges, word.light)
    dots(total, range(columns), parts.sum(axis=0), INK, 3)
    total.axhline(0, color=MUTED, linewidth=0.8)
    room = 0.08 * np.ptp(piles) + 1e-12
    blank(total, (-0.6, columns - 0.4), (piles.min() - room, piles.max() + room))
