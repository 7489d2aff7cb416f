"""Figures of the chapter "In a language model"."""

import numpy as np

from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    bare,
    label_words,
    name_point,
    note,
    points,
    say,
    say_word,
    stack,
    tile,
)
from snippets.drawing.words import named, of_tokens
from snippets.language import LATE, chances, next_words, strange_heads, strongest_heads
from snippets.recordings import load_exchange, load_language, load_order

OWN, OTHER = named("cat").light, named("mat").light
SHOWN, BAND, COUNT = 0, 2, 4  # of the moving figure at rest: sentence, layers, number of heads


def who_asks(page):
    """A table of squares, a line for each word that asks and a column for each word that is asked,
    in the head in which "cat" gives "black" the most, {language.cat_black.weight}. A square's area
    is the weight. All squares above the diagonal are empty: those words come later. "Black" can ask
    only "the" and itself; "cat" can ask "black".
    """
    text, (layer, head, _) = load_language(), strongest_heads()[0]
    words = of_tokens([token.strip().lower() for token in text.tokens])
    figure = page.figure(330)
    chart = figure.subplots()
    for (i, j), weight in np.ndenumerate(text.weights[layer - 1, head - 1]):
        if j > i:
            tile(chart, j, i, facecolor=FAINT, alpha=0.5)
        else:
            tile(chart, j, i, 0.92 * np.sqrt(weight), facecolor=words[j].light)
    n = len(words)
    chart.set(xlim=(-0.6, n - 0.4), ylim=(n - 0.4, -1.3), xticks=[], aspect="equal")
    label_words(chart.yaxis, range(n), words)
    for j, word in enumerate(words):
        say_word(chart, j, -0.9, word)
    bare(chart)
    chart.set_ylabel("who asks")
    note(chart, n - 3, 1, "later words:\nhidden", ha="center")
    return figure


def bands(page):
    """Bars that divide all sentences by the next word that the model says. As it is, the own noun
    in {language.said.nothing}. With the two weights exchanged in the late layers, the other noun in
    {language.said.late_other}; in the early layers, still the own noun. Exchanging two other words
    in the late layers changes little, and taking the weights that the model has in the opposite
    sentence changes most sentences.
    """
    rows = {
        "as it is": (0, "nothing"),
        "layers 1–10": (0, "early"),
        "layers 11–20": (0, "middle"),
        "layers 21–30": (0, "late"),
        "all layers": (0, "all"),
        "“sat” and “on”, 21–30": (1, "late"),
        "both the mean, 21–30": (2, "late"),
        "opposite sentence, 21–30": (4, "late"),
    }
    exchange = load_exchange()
    figure = page.figure(330)
    chart = figure.subplots()
    for place, (kind, band) in enumerate(rows.values()):
        shares = next_words(exchange.kinds[:, kind, exchange.bands.index(band)])
        labels = [f"{share:.0%}" if share > 0.08 else "" for share in shares]
        stack(chart, place, shares, (OWN, OTHER, MUTED), 0.7, labels, across=True)
    chart.set_yticks(range(len(rows)), rows)
    chart.tick_params(length=0)
    chart.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -1.1), xticks=[])
    bare(chart)
    for x, ha, text, colour in (
        (0, "left", "own noun", OWN),
        (0.5, "center", "other noun", OTHER),
        (1, "right", "another word", MUTED),
    ):
        say(chart, x, -0.8, text, colour, ha=ha)
    return figure


def exchange(page):
    """Two charts for "The black cat sat on the white mat. The black". First the weights that the
    last word gives to all eleven tokens, averaged over eight heads of the last ten layers, "cat"
    and "mat" exchanged. Then how likely the next words are: "cat" {language.shown.own}, "mat"
    {language.shown.other}. Before the exchange "cat" is {language.shown.before}.
    """
    recorded = load_exchange()
    tokens = recorded.shown_tokens[SHOWN].split()
    place, state = (SHOWN, BAND, COUNT), recorded.states[SHOWN, BAND, COUNT]
    weights, pair = recorded.bars[place].round(2), [2, 7]
    weights[pair] = weights[pair[::-1]]
    figure = page.figure(300)
    asked, said = figure.subplots(1, 2, width_ratios=(1.5, 1))
    asked.set_gid("plane")
    for j, (token, weight) in enumerate(zip(tokens, weights)):
        colour = {2: OWN, 7: OTHER}.get(j, MUTED)
        asked.barh(j, weight, 0.62, color=colour, linewidth=0)[0].set_gid(f"weight-{j}")
        say(asked, -0.03, j, token, colour, j in pair, "right", gid=f"token-{j}")
        note(asked, weight + 0.02, j, f"{weight:.2f}", INK, gid=f"value-{j}")
    asked.set(xlim=(-0.42, 1.15), ylim=(len(tokens) - 0.4, -0.6), yticks=[], xticks=[])
    asked.set_xlabel("weight in the last row")
    bare(asked)
    _next_words(said, chances(place), tokens, state)
    return figure


def _next_words(chart, likely, tokens, state):
    """How likely the own noun, the other noun and the likeliest of all other words are."""
    chart.set_gid("plane-next")
    rows = zip((tokens[2], tokens[7], likely[0]), (*state[1:3], likely[1]), (OWN, OTHER, MUTED))
    for j, (word, chance, colour) in enumerate(rows):
        chance = round(float(chance), 2)
        chart.barh(3 * j + 1.4, chance, 1.1, color=colour, linewidth=0)[0].set_gid(f"chance-{j}")
        say(chart, 0.03, 3 * j + 0.3, word, colour, ha="left", gid=f"word-{j}")
        note(chart, chance + 0.03, 3 * j + 1.4, f"{chance:.2f}", INK, gid=f"chance-text-{j}")
    chart.set(xlim=(0, 1.3), ylim=(9.6, -1.2), yticks=[], xticks=[])
    chart.set_xlabel("probability of\nthe next word")
    bare(chart, "left")


def against(page):
    """Ninety dots, one for each head of the last ten layers: to the right the more weight it gives
    to the own noun, upwards the more its part raises that noun. Most are near the middle. Some at
    the right are high above zero. The head with the largest weight, layer
    {language.against.layer} head {language.against.head}, is below zero.
    """
    exchange = load_exchange()
    weights, votes = (
        np.median(array[:, LATE:, :, 0], axis=0).ravel()
        for array in (exchange.weights, exchange.votes)
    )
    figure = page.figure(280)
    chart = figure.subplots()
    chart.axhline(0, color=MUTED, linewidth=1)
    points(chart, weights, votes, OWN)
    layer, head, weight, vote = strange_heads()[0]
    name_point(chart, (weight, vote), f"layer {layer}, head {head}", (-8, 6))
    chart.set(xlim=(0, 0.75), xlabel="weight on the own noun", ylabel="vote for it, in logits")
    chart.margins(y=0.1)
    bare(chart, "left", "bottom")
    return figure


def order(page):
    """Two lines over the thirty layers: how often a linear probe puts two tokens of a text in their
    order, when all words are random. Both begin at one half, which is guessing. The line for the
    rows of the residual stream rises to {language.place.rows}, that for the values to
    {language.place.values}; both fall a little at the end.
    """
    recorded = load_order()
    figure = page.figure(260)
    chart = figure.subplots()
    chart.axhline(0.5, color=MUTED, linewidth=1)
    note(chart, 30, 0.51, "guessing", ha="right", va="bottom")
    layers, black = np.arange(len(recorded.rows)), named("black").light
    points(chart, layers, recorded.rows[:, 0], OWN, 4, "o-")
    points(chart, layers[:-1], recorded.values[:, 0], black, 4, "o-")
    say(chart, 8, 0.88, "rows", OWN)
    say(chart, 9.5, 0.69, "values", black)
    chart.set(ylim=(0.45, 1), xlabel="layers before", ylabel="pairs in order")
    chart.set_yticks([0.5, 1], ["half", "all"])
    bare(chart, "left", "bottom")
    return figure
