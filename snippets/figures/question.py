"""Figures of the chapter "The question"."""

from snippets.drawing.marks import INK, MUTED, bare, label_words, stack
from snippets.drawing.words import SENTENCE
from snippets.examples import VALUES, WEIGHTS


def table(page):
    """A table of seven rows, one a word of the sentence. Each row holds the weight that "black"
    gives to the word and the six numbers of the word's value. Below each of the six columns stands
    a pile of seven coloured parts, weight times value; the height of the pile is the number of the
    output in that column. The first pile is {question.row_2_column_1} high, and {question.part.cat}
    of it is the orange part of "cat".
    """
    contributions, n, d_v = WEIGHTS[:, None] * VALUES, *VALUES.shape
    figure = page.figure(470)
    grid, piles = figure.subplots(2, 1, sharex=True, height_ratios=(1.15, 1))

    label_words(grid.yaxis, range(n), SENTENCE)
    grid.set(xlim=(-1.75, d_v - 0.45), ylim=(n - 0.4, -1.35))
    bare(grid)
    grid.tick_params(bottom=False)
    grid.text(-1.2, -1, "weight", ha="center", va="center", color=MUTED)
    for j, (word, weight) in enumerate(zip(SENTENCE, WEIGHTS)):
        grid.text(
            -1.2,
            j,
            f"{weight:.2f} ×",
            ha="center",
            va="center",
            color=word.light,
            fontweight="bold",
        )
    for c in range(d_v):
        grid.text(
            c,
            -1,
            f"column {c + 1}" if page.wide else f"col {c + 1}",
            ha="center",
            va="center",
            color=MUTED,
        )
        for j in range(n):
            grid.text(
                c,
                j,
                f"{VALUES[j, c]:.0f}",
                ha="center",
                va="center",
                color=INK if VALUES[j, c] else MUTED,
            )

    least = 0.35 if page.wide else 0.4
    for c in range(d_v):
        top = stack(piles, c, contributions[:, c], SENTENCE, 0.66, least=least)
        piles.text(c, top + 0.1, f"{top:.1f}", ha="center", va="bottom", fontweight="bold")
    piles.set(ylim=(0, 5.3), yticks=[], xticks=[])
    piles.text(-1.75, 2.4, "row of\n“black”:\n7 parts\nadded", va="center", color=MUTED)
    bare(piles, "bottom")
    return figure
