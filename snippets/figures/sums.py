"""Figures of the answers on the sum itself."""

from snippets.drawing.marks import interval_bars, label_words, weight_ticks
from snippets.drawing.words import named
from snippets.examples import THREE_VALUES, THREE_WEIGHTS, THREE_WORDS
from snippets.intervals import intervals
from snippets.sums import trading

WORDS = [named(word) for word in THREE_WORDS]


def by_hand(page):
    """Three bars for "black", "cat" and "mat" when column 1 of the sum is known, 4a + 6b + 8c = 6:
    every weight is still open, that of "cat" between 0 and 1. Beside them the same when column 2 is
    known as well, 6a + 2b + 2c = 3: each bar has shrunk to a mark, a quarter, a half and a quarter.
    """
    output = THREE_WEIGHTS @ THREE_VALUES
    figure = page.figure(190)
    charts = figure.subplots(1, 2, sharey=True)
    for columns, (chart, title) in enumerate(zip(charts, ("column 1 known", "both known")), 1):
        interval_bars(chart, intervals(THREE_VALUES, output, columns), WORDS, THREE_WEIGHTS)
        weight_ticks(chart.xaxis)
        chart.set_title(title)
    label_words(charts[0].yaxis, range(3), WORDS)
    charts[1].tick_params(left=False)
    charts[0].set_xlabel("weights that fit")
    return figure


def slides(page):
    """Three groups of bars: what each weight can be when both columns of the sum are known. With
    three different values every bar is a mark. With two equal values, of "cat" and "mat", these two
    bars are long: only their sum is known. With a fourth word no bar is a
    mark any more, and that of "cat" is the longest.
    """
    cases = trading()
    figure = page.figure(210 if page.wide else 400)
    charts = figure.subplots(*((1, 3) if page.wide else (3, 1)), sharex=True)
    for chart, (title, case) in zip(charts, cases.items()):
        words = [named(word) for word in case.words]
        interval_bars(
            chart, intervals(case.values, case.weights @ case.values), words, case.weights
        )
        label_words(chart.yaxis, range(len(words)), words)
        weight_ticks(chart.xaxis)
        chart.set_title(title)
    return figure
