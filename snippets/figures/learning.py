"""Figures of the chapter "Who taught the sum to be readable"."""

import numpy as np
from matplotlib.patches import Rectangle

from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare, filled
from snippets.drawing.words import SENTENCE, named
from snippets.examples import PLACES, THREE_WEIGHTS, THREE_WORDS
from snippets.learning import gradients, progress, watched
from snippets.relation import PARTNER, TWINS, VOCABULARY, sentence

WANTED = np.array([0.6, 1.0])  # the direction in which the loss wants the output to move
COLOURS = [named(word).light for word in THREE_WORDS]


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
    plane.fill(*PLACES.T, facecolor=FAINT, alpha=0.35, edgecolor=MUTED, linewidth=1)
    across = np.array([WANTED[1], -WANTED[0]]) / np.linalg.norm(WANTED)
    plane.plot(
        *np.array([output - 4.4 * across, output + 4.4 * across]).T,
        color=MUTED,
        linewidth=1,
        linestyle=(0, (4, 3)),
    )
    plane.annotate(
        "",
        output + 1.9 * WANTED,
        output,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2, "shrinkA": 4},
    )
    plane.text(*(output + 2.05 * WANTED), "wanted", ha="center", va="bottom", fontweight="bold")
    plane.plot(*output, "o", color=INK, markersize=8, markeredgecolor=PAPER)
    for corner, word, colour in zip(PLACES, THREE_WORDS, COLOURS):
        above = word == "cat"
        plane.plot(*corner, "o", color=colour, markersize=9, markeredgecolor=PAPER)
        plane.annotate(
            word,
            corner,
            (0, 8 if above else -8),
            textcoords="offset points",
            ha="right" if above else "center",
            va="bottom" if above else "top",
            color=colour,
            fontweight="bold",
        )
    plane.set(xlim=(-0.4, 10.2), ylim=(0.8, 7.8), aspect="equal", xticks=[], yticks=[])
    bare(plane)
    for j, (amount, word, colour) in enumerate(zip(change, THREE_WORDS, COLOURS)):
        bars.bar(j, amount, 0.66, color=colour)
        bars.text(
            j,
            amount + (0.04 if amount > 0 else -0.04),
            f"{amount:+.2f}".replace("-", "−"),
            ha="center",
            va="bottom" if amount > 0 else "top",
            color=colour,
            fontweight="bold",
        )
    reach = np.abs(change).max() * 1.3
    bars.axhline(0, color=MUTED, linewidth=0.8)
    bars.set(ylim=(-reach, reach), xlim=(-0.6, 2.6), xticks=[], yticks=[])
    bars.set_title("change of the score", loc="center")
    bare(bars)
    return figure


def steps(page):
    """Three charts over the steps of training, from 1 to 200. First: the share of right answers
    rises from nothing to all between step 10 and step 30; how well a linear read finds the noun in
    the sum rises a little before. Second: the mean weight on the partner rises from one eighth to
    nearly one. Third: sigma of the values more than doubles, and with a frozen value matrix it
    grows much less.
    """
    count, free = progress(0)
    _, frozen = progress(0, ("value",))
    figure = page.figure(250 if page.wide else 640)
    right, weight, stretch = figure.subplots(*((1, 3) if page.wide else (3, 1)))
    at = np.maximum(count, 0.7)
    cat, black = named("cat").light, named("black").light
    right.plot(at, free[:, 0], color=cat)
    right.plot(at, free[:, 3], color=black)
    right.text(22, 0.5, "right\nanswers", color=cat, fontweight="bold", va="center")
    right.text(0.75, 0.92, "linear read", color=black, fontweight="bold", va="center")
    right.set(ylim=(-0.03, 1.06), yticks=[0, 0.5, 1], yticklabels=["0", "half", "all"])
    weight.plot(at, free[:, 1], color=cat)
    weight.set(ylim=(0, 1.06), yticks=[0, 0.5, 1])
    weight.set_title("weight on the partner", loc="center")
    stretch.plot(at, free[:, 2], color=cat)
    stretch.plot(at, frozen[:, 2], color=MUTED, linestyle=(0, (4, 2)))
    stretch.text(
        200, free[-1, 2] * 0.93, "trained", color=cat, fontweight="bold", ha="right", va="top"
    )
    stretch.text(
        200,
        frozen[-1, 2] * 0.5,
        "matrix frozen",
        color=MUTED,
        fontweight="bold",
        ha="right",
        va="top",
    )
    stretch.set(ylim=(0, free[:, 2].max() * 1.08))
    stretch.set_title("σ of the values", loc="center")
    right.set_title("found", loc="center")
    for chart in (right, weight, stretch):
        chart.set_xscale("log")
        chart.set_xticks([1, 10, 100], ["1", "10", "100"])
        chart.minorticks_off()
        chart.set_xlabel("step of training")
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
    steps, table = progress(0)
    words = [_word(VOCABULARY[token]) for token in sentence(*TWINS[0])]
    figure = page.figure(430 if page.wide else 370)
    grid, chart = figure.subplots(2, 1, height_ratios=(1.5, 1))
    grid.set_gid("grid")
    chart.set_gid("chart")
    for i, row in enumerate(watched()[-1]):
        grid.add_patch(Rectangle((PARTNER[i] - 0.5, i - 0.5), 1, 1, facecolor=FAINT, linewidth=0))
        for j, (weight, (text, colour)) in enumerate(zip(row.weights, words)):
            half = 0.42 * np.sqrt(weight)
            grid.add_patch(
                Rectangle(
                    (j - half, i - half),
                    2 * half,
                    2 * half,
                    **filled(text, colour, colour),
                    linewidth=0.6,
                )
            ).set_gid(f"square-{i}-{j}")
        grid.add_patch(
            Rectangle(
                (row.weights.argmax() - 0.5, i - 0.5),
                1,
                1,
                facecolor="none",
                edgecolor=INK,
                linewidth=1.4,
            )
        ).set_gid(f"largest-{i}")
        text, colour = words[row.place]
        grid.text(-0.8, i, text, ha="right", va="center", color=colour, fontweight="bold")
        grid.text(
            7.75, i, f"{row.answer} {row.answers[row.answer]:.2f} ✓", va="center", fontweight="bold"
        ).set_gid(f"answer-{i}")
    for j, (text, colour) in enumerate(words):
        grid.text(
            j,
            -0.85 - (0 if page.wide else 0.75 * (j % 2)),
            text,
            ha="center",
            va="center",
            color=colour,
        )
    head = -0.85 if page.wide else -2.35
    grid.text(
        7.75,
        head,
        "answers, how sure",
        va="center",
        color=MUTED,
        ha="left" if page.wide else "center",
    )
    grid.text(-0.8, head, "asks", ha="right", va="center", color=MUTED)
    grid.set(xlim=(-2.2, 11.4), ylim=(3.6, head - 0.5), xticks=[], yticks=[], aspect="equal")
    bare(grid)
    at = np.maximum(steps, 0.7)
    chart.semilogx(at, table[:, 0], color=INK)
    chart.semilogx(at, table[:, 1], color=INK, linestyle=(0, (4, 2)))
    chart.plot([at[-1]] * 2, [-0.03, 1.06], color=named("cat").light, linewidth=1.6)[0].set_gid(
        "now"
    )
    for left, style, text in (
        (0.6, "-", "right answers"),
        (9, (0, (4, 2)), "weight on the partner"),
    ):
        chart.plot([left, 1.4 * left], [1.3, 1.3], color=INK, linestyle=style, clip_on=False)
        chart.text(1.55 * left, 1.3, text, va="center")
    chart.set(
        xlim=(0.6, 240),
        ylim=(-0.03, 1.06),
        yticks=[0, 0.5, 1],
        yticklabels=["0", "half", "all"],
        xlabel="step of training",
    )
    chart.set_xticks([0.7, 1, 10, 100], ["0", "1", "10", "100"])
    chart.minorticks_off()
    return figure


def _word(text):
    """A word of the small attention's sentences, and its colour."""
    return text, next((word.light for word in SENTENCE if word.text == text), MUTED)
