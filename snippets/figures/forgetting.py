"""Figures of the chapter "One column forgets"."""

from snippets import examples
from snippets.attention import attention
from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    blank,
    interval_bars,
    label_words,
    name_point,
    note,
    points,
    say,
    say_word,
    stack,
    weight_ticks,
)
from snippets.drawing.words import SENTENCE
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS
from snippets.intervals import intervals


def two_weightings(page):
    """Two rows of weights over the seven words, and under each the sum it makes in column 1, drawn
    as a bar of coloured parts. In the first row "cat" has {forgetting.cat_in_first} and its part is
    most of the bar. In the second "cat" has {forgetting.cat_in_second}; "black", "mat" and "on"
    fill the gap. Both bars are equally long: {question.row_2_column_1}.
    """
    figure = page.figure(270 if page.wide else 300)
    charts = figure.subplots(2, 1, sharex=True)
    for chart, weights in zip(charts, (WEIGHTS, OTHER_WEIGHTS)):
        _weights_and_sum(chart, weights, VALUES[:, 0])
    return figure


def open_weights(page):
    """Seven bars, one a word, from the smallest to the largest weight the word can have when only
    column 1 is known. Every bar starts at 0. "Black" can reach {forgetting.most.black}, "cat"
    {forgetting.most.cat}. Thin marks show the true weights; they say nothing that column 1 could
    show.
    """
    possible = intervals(VALUES, WEIGHTS @ VALUES, 1)
    figure = page.figure(250)
    chart = figure.subplots()
    interval_bars(chart, possible, SENTENCE, WEIGHTS)
    for j, (_, high) in enumerate(possible):
        note(chart, high + 0.015, j, f"{high:.3f}", INK)
    label_words(chart.yaxis, range(len(SENTENCE)), SENTENCE)
    weight_ticks(chart.xaxis)
    chart.set_xlabel("weight that the word may have, given column 1")
    return figure


def course_line(page):
    """On the left the value table of the course's unit test: four words, two columns; words 2 and 3
    have the same two numbers, 1 and 0. On the right all weights that words 2 and 3 can have when
    both columns of the output are known: a straight line from the upper left to the lower right.
    The true weights, {forgetting.course_weight.2} and {forgetting.course_weight.3}, are one point
    on it.
    """
    inputs = examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES
    output, weights = attention(*inputs)
    possible = intervals(examples.COURSE_VALUES, output[0])
    figure = page.figure(260 if page.wide else 480)
    if page.wide:
        table, line = figure.subplots(1, 2, width_ratios=(1, 1.25))
    else:
        table, line = figure.subplots(2, 1, height_ratios=(1, 1.5))
    _table(table, examples.COURSE_VALUES, output[0])
    _line(line, possible[1], possible[2][::-1], weights[0, 1:3])
    return figure


def _weights_and_sum(chart, weights, column):
    """A row of weights under its words, and under these the sum that it makes in one column."""
    parts, total = weights * column, WEIGHTS @ column
    for j, (word, weight) in enumerate(zip(SENTENCE, weights)):
        x = total * (j + 0.5) / len(SENTENCE)
        say_word(chart, x, 1.55, word)
        say_word(chart, x, 1.0, word, f"{weight:.2f}")
    names = [f"{word.text} " if part >= 0.75 else "" for word, part in zip(SENTENCE, parts)]
    labels = [f"{name}{part:.1f}" if part >= 0.25 else "" for name, part in zip(names, parts)]
    stack(chart, 0, parts, [word.light for word in SENTENCE], 0.9, labels, across=True)
    say(chart, total + 0.06, 0, f"= {parts.sum():.1f}", ha="left")
    blank(chart, (0, total + 0.55), (-0.6, 1.95))


def _table(table, values, output):
    """The values of four words with the twins among them shaded, and the output below."""
    for j, value in enumerate(values):
        twin = (values == value).all(axis=1).sum() > 1
        if twin:
            table.axhspan(j - 0.5, j + 0.5, color=FAINT, alpha=0.6, linewidth=0)
        say(table, -0.4, j, f"word {j + 1}", bold=twin, ha="right")
        for c, number in enumerate(value):
            say(table, c + 0.2, j, f"{number:.0f}", bold=twin)
    for c, number in enumerate(output):
        note(table, c + 0.2, -1, f"column {c + 1}", ha="center")
        say(table, c + 0.2, 4.3, f"{number:.3f}")
    say(table, -0.4, 4.3, "output row 1", ha="right")
    blank(table, (-1.6, 1.8), (4.9, -1.5))


def _line(line, second, third, true):
    """All weights that words 2 and 3 can have, from one end of the line to the other."""
    line.plot(second, third, color=INK, linewidth=2)
    points(line, *true, INK, 8)
    said = f"the true weights\n{true[0]:.3f} and {true[1]:.3f}"
    name_point(line, true, said, (6, 6), bold=False)
    upper_end = (0.1, third[0] - 0.1)
    name_point(line, upper_end, "every point here\ngives the same output", (8, 8), MUTED, False)
    ticks = [0, 0.25, 0.5, 0.75]
    line.set(xlim=(0, 0.75), ylim=(0, 0.75), xticks=ticks, yticks=ticks, aspect="equal")
    line.set(xlabel="weight of word 2", ylabel="weight of word 3")
