"""Figures of the answers on [CLS], the last token, and the residual."""

import numpy as np

from snippets.drawing.marks import MUTED, bare, points, say, stack
from snippets.drawing.words import named
from snippets.gathering import of_cls, still_itself

CAT, BLACK = named("cat").light, named("black").light


def cls_row(page):
    """A bar for each of six layers: what the row of [CLS] gives to itself, to the words and to the
    other marks. In layers 2 to 5 it gives itself nearly everything. In layer 6 the words together
    get {gathering.words.6}.
    """
    shares = of_cls()
    figure = page.figure(260)
    chart = figure.subplots()
    for layer, given in enumerate(shares):
        labels = [f"{share:.2f}" if share > 0.1 else "" for share in given]
        stack(chart, layer, given, (MUTED, CAT, BLACK), 0.7, labels, across=True)
    for x, ha, text, colour in (
        (0, "left", "itself", MUTED),
        (0.5, "center", "words", CAT),
        (1, "right", "[SEP] and full stop", BLACK),
    ):
        say(chart, x, -0.8, text, colour, ha=ha)
    chart.set_yticks(range(len(shares)), [f"layer {layer + 1}" for layer in range(len(shares))])
    chart.tick_params(length=0)
    chart.set(xlim=(0, 1), ylim=(len(shares) - 0.4, -1.1), xticks=[])
    bare(chart)
    return figure


def own_row(page):
    """Two lines over six layers. The upper one is how alike a token's row is to the row that it
    began with, on average over the tokens; the lower one how alike it is to the rows of the other
    tokens. Both fall, and the upper one stays above.
    """
    cosines = still_itself()
    own = np.eye(cosines.shape[1], dtype=bool)
    figure = page.figure(250)
    chart = figure.subplots()
    layers = np.arange(1, len(cosines) + 1)
    points(chart, layers, cosines[:, own].mean(axis=1), CAT, fmt="o-")
    points(chart, layers, cosines[:, ~own].mean(axis=1), MUTED, fmt="o-")
    say(chart, 3, 0.83, "own first row", CAT)
    say(chart, 3, 0.22, "first rows of others", MUTED)
    chart.set(xlabel="after layer", ylabel="cosine", ylim=(0, 1), xlim=(0.8, 6.2))
    chart.set_yticks([0, 1], ["0", "1"])
    bare(chart, "left", "bottom")
    return figure
