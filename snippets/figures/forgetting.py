"""Figures of the chapter "One column forgets"."""

from snippets import examples
from snippets.attention import attention
from snippets.drawing.marks import (
    FAINT,
    FUNCTION_WORDS,
    INK,
    MUTED,
    PAPER,
    bare,
    interval_bars,
    label_words,
)
from snippets.drawing.words import SENTENCE
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS
from snippets.intervals import intervals


def two_weightings(page):
    """Two rows of weights over the seven words, and under each the sum it makes in column 1, drawn
    as a bar of coloured parts. In the first row "cat" has {forgetting.cat_in_first} and its part is
    most of the bar. In the second "cat" has {forgetting.cat_in_second}, and "black" and "mat" make
    up the bar. Both bars are equally long: {question.row_2_column_1}.
    """
    figure = page.figure(270 if page.wide else 300)
    charts = figure.subplots(2, 1, sharex=True)
    column = VALUES[:, 0]
    total = WEIGHTS @ column

    for chart, weights in zip(charts, (WEIGHTS, OTHER_WEIGHTS)):
        for j, (word, weight) in enumerate(zip(SENTENCE, weights)):
            x = total * (j + 0.5) / len(SENTENCE)
            bold = "normal" if word.name in FUNCTION_WORDS else "bold"
            chart.text(
                x, 1.55, word.text, ha="center", va="center", color=word.light, fontweight=bold
            )
            chart.text(
                x, 1.0, f"{weight:.2f}", ha="center", va="center", color=word.light, fontweight=bold
            )
        left = 0.0
        for word, part in zip(SENTENCE, weights * column):
            chart.barh(0, part, 0.9, left=left, color=word.light, edgecolor=PAPER, linewidth=0.8)
            if part >= 0.75:
                chart.text(
                    left + part / 2,
                    0,
                    f"{word.text} {part:.1f}",
                    ha="center",
                    va="center",
                    color=PAPER,
                    fontweight="bold",
                )
            elif part >= 0.25:
                chart.text(
                    left + part / 2,
                    0,
                    f"{part:.1f}",
                    ha="center",
                    va="center",
                    color=PAPER,
                    fontweight="bold",
                )
            left += part
        chart.text(total + 0.06, 0, f"= {left:.1f}", va="center", fontweight="bold")
        chart.set(xlim=(0, total + 0.55), ylim=(-0.6, 1.95), xticks=[], yticks=[])
        bare(chart)
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
    interval_bars(chart, possible, SENTENCE, truth=WEIGHTS)
    for j, (_, high) in enumerate(possible):
        chart.text(high + 0.015, j, f"{high:.2f}", va="center")
    label_words(chart.yaxis, range(len(SENTENCE)), SENTENCE)
    chart.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    chart.set_xlabel("weight that the word may have, given column 1")
    return figure


def course_line(page):
    """On the left the value table of the course's unit test: four words, two columns; words 2 and 3
    have the same two numbers, 1 and 0. On the right all weights that words 2 and 3 can have when
    both columns of the output are known: a straight line from the upper left to the lower right.
    The true weights, {forgetting.course_weight.2} and {forgetting.course_weight.3}, are one point
    on it.
    """
    output, weights = attention(
        examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES
    )
    possible = intervals(examples.COURSE_VALUES, output[0])
    figure = page.figure(260 if page.wide else 480)
    table, line = figure.subplots(
        *((1, 2) if page.wide else (2, 1)),
        **({"width_ratios": (1, 1.25)} if page.wide else {"height_ratios": (1, 1.5)}),
    )

    for j, value in enumerate(examples.COURSE_VALUES):
        twin = j in (1, 2)
        if twin:
            table.axhspan(j - 0.5, j + 0.5, color=FAINT, alpha=0.6, linewidth=0)
        table.text(
            -0.4,
            j,
            f"word {j + 1}",
            ha="right",
            va="center",
            fontweight="bold" if twin else "normal",
        )
        for c, number in enumerate(value):
            table.text(
                c + 0.2,
                j,
                f"{number:.0f}",
                ha="center",
                va="center",
                fontweight="bold" if twin else "normal",
            )
    for c in range(2):
        table.text(c + 0.2, -1, f"column {c + 1}", ha="center", va="center", color=MUTED)
        table.text(c + 0.2, 4.3, f"{output[0, c]:.3f}", ha="center", va="center", fontweight="bold")
    table.text(-0.4, 4.3, "output row 1", ha="right", va="center", fontweight="bold")
    table.set(xlim=(-1.6, 1.8), ylim=(4.9, -1.5), xticks=[], yticks=[])
    bare(table)

    ends = possible[1], possible[2][::-1]
    line.plot(*ends, color=INK, linewidth=2)
    line.plot(*weights[0, 1:3], "o", color=INK, markersize=8, markeredgecolor=PAPER)
    line.annotate(
        f"the true weights\n{weights[0, 1]:.3f} and {weights[0, 2]:.3f}",
        weights[0, 1:3],
        (6, 6),
        textcoords="offset points",
        va="bottom",
    )
    line.annotate(
        "every point here\ngives the same output",
        (0.1, possible[2, 1] - 0.1),
        (8, 8),
        textcoords="offset points",
        va="bottom",
        color=MUTED,
    )
    line.set(
        xlim=(0, 0.75),
        ylim=(0, 0.75),
        xticks=[0, 0.25, 0.5, 0.75],
        yticks=[0, 0.25, 0.5, 0.75],
        aspect="equal",
    )
    line.set(xlabel="weight of word 2", ylabel="weight of word 3")
    return figure
