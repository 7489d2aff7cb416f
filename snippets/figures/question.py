"""Figures of the chapter "The question"."""

from snippets.drawing.marks import INK, MUTED, bare, label_words, note, say, stack
from snippets.drawing.words import SENTENCE
from snippets.examples import VALUES, WEIGHTS

COLOURS = [word.light for word in SENTENCE]


def table(page):
    """A table of seven rows, one a word of the sentence. Each row holds the weight that "black"
    gives to the word and the six numbers of the word's value. Below each of the six columns stands
    a pile of seven coloured parts, weight times value; the height of the pile is the number of the
    output in that column. The first pile is {question.row_2_column_1} high, and {question.part.cat}
    of it is the orange part of "cat".
    """
    parts, output = WEIGHTS[:, None] * VALUES, WEIGHTS @ VALUES
    least = 0.35 if page.wide else 0.4  # a part that has room for its number
    figure = page.figure(470)
    grid, piles = figure.subplots(2, 1, sharex=True, height_ratios=(1.15, 1))
    _weights_and_values(grid, "column" if page.wide else "col")
    for c, column in enumerate(parts.T):
        labels = [f"{part:.1f}" if part >= least else "" for part in column]
        stack(piles, c, column, COLOURS, 0.66, labels)
        say(piles, c, output[c] + 0.1, f"{output[c]:.1f}", va="bottom")
    piles.set(ylim=(0, 5.3), yticks=[], xticks=[])
    note(piles, -1.75, 2.4, f"row of\n“black”:\n{len(parts)} parts\nadded")
    bare(piles, "bottom")
    return figure


def _weights_and_values(grid, column):
    """The weight and the value of each word, a row each, below the names of the columns."""
    n, d_v = VALUES.shape
    label_words(grid.yaxis, range(n), SENTENCE)
    grid.set(xlim=(-1.75, d_v - 0.45), ylim=(n - 0.4, -1.35))
    bare(grid)
    grid.tick_params(bottom=False)
    note(grid, -1.2, -1, "weight", ha="center")
    for j, (word, weight) in enumerate(zip(SENTENCE, WEIGHTS)):
        say(grid, -1.2, j, f"{weight:.2f} ×", word.light)
    for c, numbers in enumerate(VALUES.T):
        note(grid, c, -1, f"{column} {c + 1}", ha="center")
        for j, number in enumerate(numbers):
            note(grid, c, j, f"{number:.0f}", INK if number else MUTED, ha="center")
