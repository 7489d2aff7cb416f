"""Figures of the chapter "Who taught the sum to be readable"."""

import numpy as np

from snippets.drawing.marks import (
    DASHES,
    FAINT,
    INK,
    MUTED,
    SHORT_DASHES,
    blank,
    filled,
    hull,
    name_point,
    note,
    plain_ticks,
    points,
    say,
    side_by_side,
    tile,
)
from snippets.drawing.words import SENTENCE, named
from snippets.examples import PLACES, THREE_WEIGHTS, THREE_WORDS
from snippets.learning import gradients, progress, watched
from snippets.relation import PARTNER, TWINS, VOCABULARY, sentence

WANTED = np.array([0.6, 1.0])  # the direction in which the loss wants the output to move
COLOURS = [named(word).light for word in THREE_WORDS]
CAT, BLACK = named("cat").light, named("black").light


def pull(page):
    """Left: the triangle of the values of "black", "cat" and "mat" with the output inside and an
    arrow from it to the upper right, the direction in which the loss wants it to move. A line
    through the output, at a right angle to the arrow, parts the plane. "Cat" and "mat" lie on the
    arrow's side, "black" on the other. Right: three bars, the change of each word's score in one
    step of learning: up for "cat", up a little for "mat", down for "black".
    """
    output = THREE_WEIGHTS @ PLACES
    change = -gradients(np.log(THREE_WEIGHTS), PLACES, -WANTED)[0]
    figure = page.figure(270 if page.wide else 290)
    plane, bars = figure.subplots(1, 2, width_ratios=(1.9, 1))
    _values_and_output(plane, output)
    for j, (amount, colour) in enumerate(zip(change, COLOURS)):
        bars.bar(j, amount, 0.66, color=colour)
        end, va = (amount + 0.04, "bottom") if amount > 0 else (amount - 0.04, "top")
        say(bars, j, end, f"{amount:+.2f}".replace("-", "−"), colour, va=va)
    reach = np.abs(change).max() * 1.3
    bars.axhline(0, color=MUTED, linewidth=0.8)
    blank(bars, (-0.6, 2.6), (-reach, reach))
    bars.set_title("change of the score", loc="center")
    return figure


def steps(page):
    """Three charts over the steps of training, from 1 to 200. First: the share of right answers
    rises from nothing to all between step 10 and step 30; how well a linear read finds the noun in
    the sum rises to all a little before. Second: the mean weight on the partner rises from one
    eighth to nearly one. Third: the condition number of the values rises from
    {learning.condition.before} to {learning.condition.after}. A dashed line in the first chart, a
    training in which the values stay frozen, rises to all right answers, too; in the third chart
    it stays level.
    """
    count, free = progress(0)
    _, frozen = progress(0, ("embedding", "value"))
    at, (right_answers, partner, _, probe, trained, _) = np.maximum(count, 0.7), free.T
    frozen_right, frozen_condition = frozen[:, 0], frozen[:, 4]
    figure = page.figure(250 if page.wide else 640)
    right, weight, stretch = side_by_side(page, figure, 3)
    right.plot(at, right_answers, color=CAT)
    right.plot(at, probe, color=BLACK)
    right.plot(at, frozen_right, color=MUTED, linestyle=SHORT_DASHES)
    say(right, 9, 0.42, "right\nanswers", CAT, ha="right")
    say(right, 32, 0.5, "values\nfrozen", MUTED, ha="left")
    say(right, 0.75, 0.92, "linear read", BLACK, ha="left")
    right.set(ylim=(-0.03, 1.06), yticks=[0, 0.5, 1], yticklabels=["0", "half", "all"])
    right.set_title("found", loc="center")
    weight.plot(at, partner, color=CAT)
    weight.set(ylim=(0, 1.06), yticks=[0, 0.5, 1])
    weight.set_title("weight on the partner", loc="center")
    stretch.plot(at, trained, color=CAT)
    stretch.plot(at, frozen_condition, color=MUTED, linestyle=SHORT_DASHES)
    say(stretch, 200, trained[-1] * 1.04, "trained", CAT, ha="right", va="bottom")
    say(stretch, 200, frozen_condition[-1] * 0.93, "values frozen", MUTED, ha="right", va="top")
    stretch.set(ylim=(0, trained.max() * 1.2))
    stretch.set_title("condition number", loc="center")
    for chart in (right, weight, stretch):
        chart.set(xscale="log", xlabel="step of training")
        plain_ticks(chart, [1, 10, 100])
    return figure


def scrub(page):
    """A grid and a chart of the small attention while it learns. Each line of the grid is a word
    that asks, "black", "cat", "white" and "mat"; each square is the weight that it gives to a word
    of the sentence, the larger the square the larger the weight ("white" is hollow); the place of
    the partner is shaded, and the largest weight of each line has a frame; to its right stand its
    answer and how sure it is. The chart shows, over all steps, the share of right answers for
    unseen pairs, and the mean weight on the partner. As drawn, at the last step, each line has one
    large square, its partner, and all four answers are right.
    """
    rows, words = watched()[-1], [_word(VOCABULARY[token]) for token in sentence(*TWINS[0])]
    figure = page.figure(430 if page.wide else 370)
    grid, chart = figure.subplots(2, 1, height_ratios=(1.5, 1))
    grid.set_gid("grid")
    for i, row in enumerate(rows):
        _row(grid, i, row, words)
    for j, (text, colour) in enumerate(words):
        y = -0.85 if page.wide else -0.85 - 0.75 * (j % 2)
        say(grid, j, y, text, colour, bold=False)
    head = -0.85 if page.wide else -2.35
    note(grid, 7.75, head, "answers, how sure", ha="left" if page.wide else "center")
    note(grid, -0.8, head, "asks", ha="right")
    blank(grid, (-2.2, 11.4), (3.6, head - 0.5), aspect="equal")
    _curves(chart, *progress(0))
    return figure


def _values_and_output(plane, output):
    """The values of three words, the output among them, and the direction in which it is wanted."""
    hull(plane, PLACES)
    across = 4.4 * np.array([WANTED[1], -WANTED[0]]) / np.linalg.norm(WANTED)
    ends = np.array([output - across, output + across])
    plane.plot(*ends.T, color=MUTED, linewidth=1, linestyle=DASHES)
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 2, "shrinkA": 4}
    plane.annotate("", output + 1.9 * WANTED, output, arrowprops=arrow)
    say(plane, *(output + 2.05 * WANTED), "wanted", va="bottom")
    points(plane, *output, INK, 8)
    for value, word, colour in zip(PLACES, THREE_WORDS, COLOURS):
        offset, ha = ((0, 8), "right") if word == "cat" else ((0, -8), "center")
        points(plane, *value, colour, 9)
        name_point(plane, value, word, offset, colour, ha=ha)
    blank(plane, (-0.4, 10.2), (0.8, 7.8), aspect="equal")


def _row(grid, i, row, words):
    """A row of the grid: its partner shaded, its largest weight framed, and what it answers."""
    tile(grid, PARTNER[i], i, 1, facecolor=FAINT)
    for j, (weight, (text, colour)) in enumerate(zip(row.weights, words)):
        fill = filled(text, colour, colour)
        tile(grid, j, i, 0.84 * np.sqrt(weight), **fill, linewidth=0.6, gid=f"square-{i}-{j}")
    frame = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.4}
    tile(grid, row.weights.argmax(), i, 1, **frame, gid=f"largest-{i}")
    text, colour = words[row.place]
    say(grid, -0.8, i, text, colour, ha="right")
    said = f"{row.answer} {row.answers[row.answer]:.2f} ✓"
    say(grid, 7.75, i, said, ha="left", gid=f"answer-{i}")


def _curves(chart, steps, table):
    """Over the steps of training, the share of right answers and the weight on the partner."""
    chart.set_gid("chart")
    at = np.maximum(steps, 0.7)
    right_answers, partner = table.T[:2]
    chart.semilogx(at, right_answers, color=INK)
    chart.semilogx(at, partner, color=INK, linestyle=SHORT_DASHES)
    chart.plot([at[-1]] * 2, [-0.03, 1.06], color=CAT, linewidth=1.6, gid="now")
    for left, style, text in (
        (0.6, "-", "right answers"),
        (9, SHORT_DASHES, "weight on the partner"),
    ):
        chart.plot([left, 1.4 * left], [1.3, 1.3], color=INK, linestyle=style, clip_on=False)
        note(chart, 1.55 * left, 1.3, text, INK)
    chart.set(xlim=(0.6, 240), ylim=(-0.03, 1.06), xlabel="step of training")
    chart.set_yticks([0, 0.5, 1], ["0", "half", "all"])
    chart.set_xticks([0.7, 1, 10, 100], ["0", "1", "10", "100"])
    chart.minorticks_off()


def _word(text):
    """A word of the small attention's sentences, and its colour."""
    return text, next((word.light for word in SENTENCE if word.text == text), MUTED)
