"""Figures of the chapter "What is really lost"."""

import numpy as np

from snippets.drawing.marks import INK, MUTED, PAPER, bare, interval_bars, label_words
from snippets.drawing.words import SENTENCE, named
from snippets.examples import WEIGHTS, real_row
from snippets.intervals import intervals
from snippets.losses import (
    FORMATS,
    bit_by_bit,
    collinear_values,
    equal_values,
    flat_and_sharp,
    largest_possible_weight,
    places_read,
    rounding_errors,
    spread_by_depth,
)

CAT, BLACK, SAT = (named(name).light for name in ("cat", "black", "sat"))


def equal(page):
    """Seven bars, one a word, for what each weight can be when all six columns are known and both
    "the" bring the same values. Five bars have shrunk to a mark at the true weight. The bars of the
    two "the" reach from 0 to {losses.both_the}, the total of both.
    """
    values = equal_values()
    figure = page.figure(240)
    chart = figure.subplots()
    interval_bars(chart, intervals(values, WEIGHTS @ values), SENTENCE, truth=WEIGHTS)
    label_words(chart.yaxis, range(len(SENTENCE)), SENTENCE)
    chart.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    chart.set_xlabel("what the weight can be, given all columns")
    return figure


def collinear(page):
    """Three values on one line, "mat" halfway between "black" and "cat", and the output between
    "mat" and "cat". Below, two weightings that both give it: one with half of "mat", one without
    any "mat".
    """
    values = collinear_values()
    three = [named(name) for name in ("black", "cat", "mat")]
    weightings = np.array([[0.0, 0.5, 0.5], [0.25, 0.75, 0.0]])
    figure = page.figure(220)
    line, bars = figure.subplots(1, 2, width_ratios=(1.2, 1))
    line.plot(*values[:2].T, color=MUTED, linewidth=1)
    for word, place in zip(three, values):
        line.plot(*place, "o", color=word.light, markersize=9, markeredgecolor=PAPER)
        line.annotate(
            word.text,
            place,
            (-4, 6),
            textcoords="offset points",
            ha="right",
            va="bottom",
            color=word.light,
            fontweight="bold",
        )
    output = weightings[0] @ values
    line.plot(*output, "o", color=INK, markersize=9, markeredgecolor=PAPER)
    line.annotate(
        "output", output, (6, -6), textcoords="offset points", va="top", fontweight="bold"
    )
    line.set(xlim=(-0.8, 8.6), ylim=(0, 6.4), xticks=[], yticks=[])
    bare(line)
    for row, weights in enumerate(weightings):
        left = 0.0
        for word, weight in zip(three, weights):
            bars.barh(row, weight, 0.55, left=left, color=word.light, edgecolor=PAPER)
            if weight:
                bars.text(
                    left + weight / 2,
                    row,
                    f"{weight:g}",
                    ha="center",
                    va="center",
                    color=PAPER,
                    fontweight="bold",
                )
            left += weight
    bars.set(ylim=(1.7, -0.7), xlim=(0, 1), xticks=[], yticks=[])
    bars.set_title("two weightings, one output", loc="center")
    bare(bars)
    return figure


def too_many(page):
    """Two lines against the number of words, from 1 to 64: the unknown weights, rising by one with
    each word, and the equations of a head with 32 columns, rising with them up to 33 and then
    level. The gap between the lines, shaded, is what is lost: nothing up to 33 words, 31 directions
    at 64.
    """
    words = np.arange(1, 65)
    equations = np.minimum(words, 33)
    figure = page.figure(250)
    chart = figure.subplots()
    chart.fill_between(words, equations, words, color=CAT, alpha=0.22, linewidth=0)
    chart.plot(words, words, color=CAT)
    chart.plot(words, equations, color=INK)
    chart.text(49, 56, "weights", ha="right", va="bottom", color=CAT, fontweight="bold")
    chart.text(50, 30.5, "equations", va="top", fontweight="bold")
    chart.text(56, 41, "lost", ha="center", color=CAT, fontweight="bold")
    chart.set(
        xlim=(1, 64),
        ylim=(0, 66),
        xticks=[1, 16, 33, 48, 64],
        yticks=[0, 33, 64],
        xlabel="words in the sentence (32 columns)",
    )
    return figure


def flat(page):
    """One dot for each of 240 rows of 64 words in 16 columns: across, the largest weight of the
    row, from nearly flat to very sharp; upwards, the largest error of its weights when they are
    solved back without negatives. Flat rows have errors as large as their weights. The sharper the
    row, the smaller the error; above a largest weight of {losses.borders.sharp} hardly any is left.
    """
    strongest, errors = flat_and_sharp()
    figure = page.figure(270)
    chart = figure.subplots()
    chart.plot(
        strongest,
        errors,
        "o",
        color=BLACK,
        markersize=5,
        markeredgecolor=PAPER,
        markeredgewidth=0.6,
    )
    chart.set(
        xlim=(0, 1.02),
        ylim=(0, errors.max() * 1.06),
        xticks=[0, 0.5, 1],
        xlabel="largest weight of the row",
        ylabel="largest error",
    )
    chart.text(0.12, errors.max() * 0.97, "flat", color=MUTED, fontweight="bold")
    chart.text(0.97, errors.max() * 0.12, "sharp", color=MUTED, fontweight="bold", ha="right")
    return figure


def dilution(page):
    """Three falling lines: the largest weight that any word can get, against the number of words
    from 1 to 100 000, when no score can pass 1, 3 or 5. Each line is level near one at first and
    then falls tenfold whenever the number of words grows tenfold.
    """
    words = np.unique(np.geomspace(1, 1e5, 60).round().astype(int))
    figure = page.figure(260)
    chart = figure.subplots()
    for bound, colour in ((1, SAT), (3, BLACK), (5, CAT)):
        chart.loglog(words, [largest_possible_weight(int(n), bound) for n in words], color=colour)
        chart.text(
            1.3e5,
            largest_possible_weight(100_000, bound),
            f"scores\nup to {bound}",
            va="center",
            color=colour,
            fontweight="bold",
            linespacing=0.95,
        )
    chart.set(xlabel="words", ylabel="largest weight", ylim=(3e-5, 1.6), xlim=(1, 1.5e6))
    chart.set_xticks([1, 100, 10_000], ["1", "100", "10 000"])
    chart.set_yticks([1, 0.01, 0.0001], ["1", "0.01", "0.0001"])
    chart.minorticks_off()
    return figure


def rounding(page):
    """For three number formats, float16, bfloat16 and int8, sixty dots each: how far the weights
    that are solved back from a rounded output are off. The errors lie around
    {losses.error.float16}, {losses.error.bfloat16} and {losses.error.int8}. Short lines above the
    dots show the bound of chapter {chapter.mixture}; no dot passes its own bound.
    """
    figure = page.figure(240)
    chart = figure.subplots()
    jitter = np.random.default_rng(0).uniform(-0.2, 0.2, size=200)
    for row, (kind, colour) in enumerate(zip(FORMATS, (SAT, BLACK, CAT))):
        errors, bounds = rounding_errors(kind)
        chart.plot(
            errors[:60],
            row + jitter[:60],
            "o",
            color=colour,
            markersize=3,
            markeredgewidth=0,
            alpha=0.5,
        )
        chart.plot([np.median(bounds)] * 2, [row - 0.32, row + 0.32], color=INK, linewidth=1.6)
        chart.text(2.2e-6, row, kind, va="center", color=colour, fontweight="bold")
    chart.annotate(
        "typical\nbound",
        (np.median(rounding_errors("float16")[1]), 0),
        (8, 0),
        textcoords="offset points",
        va="center",
        color=INK,
    )
    chart.set(
        xscale="log", xlim=(2e-6, 0.03), ylim=(2.5, -0.5), yticks=[], xlabel="error of the weights"
    )
    chart.set_xticks([1e-4, 1e-3, 1e-2], ["0.0001", "0.001", "0.01"])
    chart.minorticks_off()
    bare(chart, "bottom")
    return figure


def bits(page):
    """Ten bars, one a token, for the weights solved back from one row of a real transformer whose
    numbers were rounded; thin marks show the true weights. As drawn, the row of "black" keeps four
    significant bits of every number: the list of weights is off by {losses.bits_off.4}, no further
    than the bound allows, and "cat" is still by far the strongest.
    """
    words, weights, _, _ = real_row()
    back, _, _ = bit_by_bit(4)
    figure = page.figure(340)
    chart = figure.subplots()
    chart.set_gid("plane")
    chart.set_title("4 significant bits", fontweight="bold").set_gid("title")
    for j, (word, weight, found) in enumerate(zip(words, weights, back)):
        chart.barh(j, found, 0.62, color=word.light, edgecolor=word.light, linewidth=1)[0].set_gid(
            f"bar-{word.name}"
        )
        chart.plot(
            [weight] * 2, [j - 0.42, j + 0.42], color=INK, linewidth=1.6, solid_capstyle="butt"
        )[0].set_gid(f"mark-{word.name}")
        chart.text(1.04, j, f"{found:.3f}".replace("-", "−"), va="center").set_gid(
            f"text-{word.name}"
        )
    label_words(chart.yaxis, range(len(words)), words)
    chart.axvline(0, color=MUTED, linewidth=0.8)
    chart.set(
        xlim=(-0.13, 1.2 if page.wide else 1.28),
        ylim=(len(words) - 0.45, -0.6),
        xlabel="weight solved back",
    )
    chart.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    bare(chart)
    return figure


def depth(page):
    """Two lines over twelve layers of random attention: how different the rows of a sentence still
    are. When each layer replaces the rows, the difference falls to nothing within three layers.
    When each layer adds to the rows, it falls slowly and is still there after twelve.
    """
    figure = page.figure(250)
    chart = figure.subplots()
    for skip, colour, text, place in (
        (False, CAT, "each layer replaces the rows", (3.1, 0.06)),
        (True, BLACK, "each layer adds to the rows", (4.7, 0.66)),
    ):
        runs = spread_by_depth(skip)
        chart.plot(runs.T, color=colour, linewidth=0.7, alpha=0.35)
        chart.plot(runs.mean(axis=0), color=colour, linewidth=2.4)
        chart.text(*place, text, color=colour, fontweight="bold")
    chart.set(
        xlim=(0, 12),
        ylim=(-0.02, 1.02),
        xticks=[0, 3, 6, 9, 12],
        yticks=[0, 0.5, 1],
        xlabel="layer",
        ylabel="difference of the rows",
    )
    return figure


def place(page):
    """Two bars: how often a linear read finds the place of the word that was attended to, out of
    eight places. When the values hold words only, it is guessing, {losses.place.words}. When the
    values hold the place as well, it finds it in {losses.place.both}.
    """
    figure = page.figure(150)
    chart = figure.subplots()
    for row, (carried, text, colour) in enumerate(
        ((0, "values hold the word", MUTED), (1, "values hold word and place", CAT))
    ):
        share = places_read(carried)
        chart.barh(row, share, 0.6, color=colour)
        chart.text(
            0.02 if carried else share + 0.02,
            row,
            f"{text}: {share:.0%}",
            va="center",
            color=PAPER if carried else INK,
            fontweight="bold",
        )
    chart.set(xlim=(0, 1.02), ylim=(1.6, -0.6), xticks=[], yticks=[])
    bare(chart)
    return figure
