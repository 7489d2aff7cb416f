"""Figures of the chapter "In a real transformer"."""

import numpy as np
from matplotlib.colors import to_rgba

from snippets.drawing import recorded
from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    bare,
    border,
    label_words,
    layers_by_heads,
    note,
    plain_ticks,
    points,
    say,
    share_ticks,
    stack,
    tile,
)
from snippets.drawing.words import named, of_tokens
from snippets.evidence import (
    growing,
    needed,
    shares_of_marks,
    shares_of_rows,
    solved_back,
    strongest_relations,
)
from snippets.examples import HEAD, LAYER
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
    figure = page.figure(640 if page.wide else 600)
    charts = figure.subplots(3, 1)
    _grid(charts[0], "largest error, in ten-millionths", errors * 1e7)
    _grid(charts[1], "condition number", conditions)
    _grid(charts[2], "columns that prove the strongest word", needed())
    for chart in charts[:2]:
        chart.set_xlabel("")
    return figure


def strongest(page):
    """A grid of six layers by twelve heads. Each square has the colour of the token to which
    "black" gives the most weight in that head, the stronger the weight the fuller the colour. Grey
    squares, [CLS], are most of them. "Cat" is the strongest in {evidence.heads_for_black.cat}
    heads, two of them in layer 2.
    """
    recording = load()
    rows = recording.weights[:, :, recording.row("black")]
    return recorded.strongest(page, of_tokens(recording.tokens), rows)


def relations(page):
    """Six bars, one a layer: the strongest weight that one word gives to another, the marks left
    out. In layer 1 it is "on" to "sat" with nearly one, in layer 4 the first "the" to "cat". All
    six are above two thirds.
    """
    figure = page.figure(230)
    chart = figure.subplots()
    for row, (asking, asked, head, weight) in enumerate(strongest_relations()):
        chart.barh(row, weight, 0.66, color=named(asked).light)
        say(chart, 0.02, row, f"{asking} → {asked}", PAPER, ha="left")
        say(chart, weight - 0.02, row, f"{weight:.2f}", PAPER, ha="right")
        note(chart, 1.03, row, f"head {head}")
    _layers_downwards(chart, 1.22)
    return figure


def marks(page):
    """Six bars, one a layer, each divided in four: the share of all weight that goes to [CLS], to
    [SEP], to the full stop and to the words. [CLS] has about a third in the first and last layer
    and about six tenths in the layers between. The full stop has little everywhere.
    """
    names, opaque = ("[CLS]", "[SEP]", ".", "words"), (1, 0.6, 0.6, 1)
    colours = [*(named(name).light for name in ("cls", "sep", "stop")), BLACK]
    figure = page.figure(230)
    chart = figure.subplots()
    for row, of_marks in enumerate(shares_of_marks()):
        shares = np.append(of_marks, 1 - of_marks.sum())
        labels = [f"{name} {s:.2f}" if s > 0.14 else "" for name, s in zip(names, shares)]
        bars = stack(chart, row, shares, colours, 0.66, labels, across=True, linewidth=1)
        for bar, alpha in zip(bars, opaque):
            bar.set_alpha(alpha)
    _layers_downwards(chart, 1)
    return figure


def parts(page):
    """Two charts of one row of a layer, all heads together, with a bar for each token: first its
    share of all weight, then the share of all sizes that its parts have, weight times value times
    output matrix. As drawn, for the row of "black" in layer 2, [CLS] has
    {evidence.row_of_black.cls_weight} of the weight and {evidence.row_of_black.cls_size} of the
    sizes, "cat" {evidence.row_of_black.cat_weight} and {evidence.row_of_black.cat_size}.
    """
    recording, shares = load(), shares_of_rows()
    words, row = of_tokens(recording.tokens), recording.row("black")
    figure = page.figure(310)
    charts = figure.subplots(1, 2)
    kinds = {"weight": "share of all weight", "size": "share of all sizes"}
    for chart, (kind, label) in zip(charts, kinds.items()):
        chart.set_gid(f"plane-{kind}")
        _shares(chart, kind, words, shares[kind][LAYER - 1, row].round(2))
        chart.set_xlabel(label)
    if not page.wide:
        charts[1].set_yticks([])
    title = f"Row of black, layer {LAYER}, all heads"
    charts[0].set_title(title, fontweight="bold", gid="title").set_in_layout(False)
    charts[1].set_title(" ")
    return figure


def longer(page):
    """Two lines over the length of the text, from 10 to 162 tokens: how often the strongest word of
    a row is named from its sum. Up to 33 tokens both ways of solving are always right. Beyond,
    plain least squares falls to about two thirds at 162 tokens, and non-negative least squares to
    about three quarters. Small dots: always answering [CLS] would be right in six to eight of ten
    rows.
    """
    story = growing()
    figure = page.figure(280)
    chart = figure.subplots()
    border(chart, 33)
    note(chart, 35, 0.42, "33 tokens", va="baseline")
    for name, colour, text, (x, y), ha in (
        ("plain", BLACK, "least squares", (59, 0.75), "right"),
        ("careful", CAT, "without negatives", (62, 0.93), "left"),
    ):
        points(chart, story["length"], story[name], colour, fmt="o-")
        say(chart, x, y, text, colour, ha=ha)
    points(chart, story["length"], story["cls"], MUTED, 4)
    say(chart, 15, 0.58, "always [CLS]", MUTED)
    chart.set(xscale="log", ylim=(0, 1.05))
    chart.set(xlabel="tokens in the text", ylabel="strongest word named")
    share_ticks(chart.yaxis)
    plain_ticks(chart, [10, 16, 24, 33, 64, 162])
    return figure


def by_sharpness(page):
    """Bars for all rows of texts beyond 33 tokens, by the largest weight of the row: how often
    non-negative least squares names the strongest word. For rows whose largest weight is smallest,
    seldom; for the next, in about three quarters; for the upper half of the scale, always. A thin
    line across each bar: how often always answering [CLS] is right. In the first bar it lies far
    above.
    """
    story, borders = growing(), [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]
    ranges = list(zip(borders, borders[1:]))
    figure = page.figure(240)
    chart = figure.subplots()
    for x, (low, high) in enumerate(ranges):
        inside = (story["strongest"] >= low) & (story["strongest"] < high)
        share = story["named"][inside].mean()
        chart.bar(x, 1, 0.8, color=FAINT, alpha=0.5)
        chart.bar(x, share, 0.8, color=CAT)
        always = story["always"][inside].mean()
        chart.plot([x - 0.4, x + 0.4], [always, always], color=INK, linewidth=1.6)
        if share < 0.8:
            say(chart, x, share + 0.03, f"{share:.0%}", va="bottom")
        else:
            nearly = 0.99
            said = f"> {nearly:.0%}" if nearly < share < 1 else f"{share:.0%}"
            say(chart, x, share - 0.05, said, PAPER, va="top")
    chart.set_xticks(range(len(ranges)), [f"{low:g}–\n{high:g}" for low, high in ranges])
    chart.set(yticks=[], xlabel="largest weight of the row", ylim=(0, 1.02))
    chart.tick_params(length=0)
    bare(chart)
    return figure


def _grid(chart, title, table):
    """A number for each head, the larger the darker; the head of chapter 3 is framed."""
    shade = (table - table.min()) / np.ptp(table)
    for (layer, head), number in np.ndenumerate(table):
        framed = (layer + 1, head + 1) == (LAYER, HEAD)
        colour = to_rgba(BLACK, 0.06 + 0.42 * shade[layer, head])
        tile(chart, head, layer, facecolor=colour, edgecolor=INK, linewidth=1.5 * framed)
        say(chart, head, layer, f"{number:.0f}", bold=framed, in_layout=False)
    layers_by_heads(chart)
    chart.set_title(title, fontweight="bold")


def _shares(chart, kind, words, shares):
    """A bar for each word that a script can move, with its share beside it."""
    for j, (word, share) in enumerate(zip(words, shares)):
        chart.barh(j, share, 0.62, color=word.light, gid=f"{kind}-{word.name}")
        note(chart, share + 0.02, j, f"{share:.2f}", INK, gid=f"{kind}-text-{word.name}")
    label_words(chart.yaxis, range(len(words)), words)
    chart.set(xlim=(0, 1.22), ylim=(len(words) - 0.45, -0.6), xticks=[])
    bare(chart)


def _layers_downwards(chart, right):
    """A bar for each layer, the first on top. right: where the chart ends."""
    chart.set(xlim=(0, right), ylim=(5.6, -0.6), xticks=[], ylabel="layer")
    chart.set_yticks(range(6), range(1, 7))
    chart.tick_params(length=0)
    bare(chart)
