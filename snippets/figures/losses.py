"""Figures of the chapter "What is really lost"."""

import numpy as np

from snippets.drawing.marks import (
    INK,
    MUTED,
    PAPER,
    bare,
    blank,
    interval_bars,
    label_words,
    name_point,
    plain_ticks,
    points,
    say,
    stack,
    true_mark,
    weight_rows,
    weight_ticks,
)
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
    interval_bars(chart, intervals(values, WEIGHTS @ values), SENTENCE, WEIGHTS)
    label_words(chart.yaxis, range(len(SENTENCE)), SENTENCE)
    weight_ticks(chart.xaxis)
    chart.set_xlabel("what the weight can be, given all columns")
    return figure


def collinear(page):
    """Three values on one line, "mat" halfway between "black" and "cat", and the output between
    "mat" and "cat". Below, two weightings that both give it: one with half of "mat", one without
    any "mat".
    """
    values, words = collinear_values(), [named(name) for name in ("black", "cat", "mat")]
    weightings = np.array([[0.0, 0.5, 0.5], [0.25, 0.75, 0.0]])
    output = weightings[0] @ values
    figure = page.figure(220)
    line, bars = figure.subplots(1, 2, width_ratios=(1.2, 1))
    line.plot(*values[:2].T, color=MUTED, linewidth=1)
    for word, value in zip(words, values):
        points(line, *value, word.light, 9)
        name_point(line, value, word.text, (-4, 6), word.light)
    points(line, *output, INK, 9)
    name_point(line, output, "output", (6, -6))
    blank(line, (-0.8, 8.6), (0, 6.4))
    for row, weights in enumerate(weightings):
        labels = [f"{weight:g}" if weight else "" for weight in weights]
        colours = [word.light for word in words]
        stack(bars, row, weights, colours, 0.55, labels, across=True, linewidth=1)
    blank(bars, (0, 1), (1.7, -0.7))
    bars.set_title("two weightings, one output", loc="center")
    return figure


def too_many(page):
    """Two lines against the number of words, from 1 to 64: the unknown weights, rising by one with
    each word, and the equations of a head with 32 columns, rising with them up to 33 and then
    level. The gap between the lines, shaded, is what is lost: nothing up to 33 words, 31 directions
    at 64.
    """
    words, d = np.arange(1, 65), 32
    equations = np.minimum(words, d + 1)
    figure = page.figure(250)
    chart = figure.subplots()
    chart.fill_between(words, equations, words, color=CAT, alpha=0.22, linewidth=0)
    chart.plot(words, words, color=CAT)
    chart.plot(words, equations, color=INK)
    say(chart, 49, 56, "weights", CAT, ha="right", va="bottom")
    say(chart, 50, 30.5, "equations", ha="left", va="top")
    say(chart, 56, 41, "lost", CAT, va="baseline")
    chart.set(xlim=(1, 64), ylim=(0, 66), xticks=[1, 16, d + 1, 48, 64], yticks=[0, d + 1, 64])
    chart.set_xlabel(f"words in the sentence ({d} columns)")
    return figure


def flat(page):
    """One dot for each of 240 rows of 64 words in 16 columns: across, the largest weight of the
    row, from nearly flat to very sharp; upwards, the largest error of its weights when they are
    solved back without negatives. Flat rows have errors as large as their weights. The sharper the
    row, the smaller the error; above a largest weight of {losses.borders.sharp} hardly any is left.
    """
    strongest, errors = flat_and_sharp()
    highest = errors.max()
    figure = page.figure(270)
    chart = figure.subplots()
    points(chart, strongest, errors, BLACK, 5, markeredgewidth=0.6)
    chart.set(xlim=(0, 1.02), ylim=(0, highest * 1.06), xticks=[0, 0.5, 1])
    chart.set(xlabel="largest weight of the row", ylabel="largest error")
    say(chart, 0.12, highest * 0.97, "flat", MUTED, ha="left", va="baseline")
    say(chart, 0.97, highest * 0.12, "sharp", MUTED, ha="right", va="baseline")
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
        largest = [largest_possible_weight(int(n), bound) for n in words]
        chart.loglog(words, largest, color=colour)
        said = f"scores\nup to {bound}"
        say(chart, 1.3e5, largest[-1], said, colour, ha="left", linespacing=0.95)
    chart.set(xlabel="words", ylabel="largest weight", ylim=(3e-5, 1.6), xlim=(1, 1.5e6))
    chart.set_xticks([1, 100, 10_000], ["1", "100", "10 000"])
    shown = (1, 0.01, 0.0001)
    chart.set_yticks(shown, [f"{weight:g}" for weight in shown])
    chart.minorticks_off()
    return figure


def rounding(page):
    """For three number formats, float16, bfloat16 and int8, sixty dots each: how far the weights
    that are solved back from a rounded output are off. The errors lie around
    {losses.error.float16}, {losses.error.bfloat16} and {losses.error.int8}. Short lines above the
    dots show the bound of chapter {chapter.mixture}; no dot passes its own bound.
    """
    dots = 60
    rows = np.random.default_rng(0).uniform(-0.2, 0.2, size=200)[:dots]
    figure = page.figure(240)
    chart = figure.subplots()
    for row, (kind, colour) in enumerate(zip(FORMATS, (SAT, BLACK, CAT))):
        errors, bounds = rounding_errors(kind)
        points(chart, errors[:dots], row + rows, colour, 3, markeredgewidth=0, alpha=0.5)
        true_mark(chart, np.median(bounds), row, 0.32, solid_capstyle="projecting")
        say(chart, 2.2e-6, row, kind, colour, ha="left")
    first_bound = np.median(rounding_errors(FORMATS[0])[1])
    name_point(chart, (first_bound, 0), "typical\nbound", (8, 0), bold=False)
    chart.set(xscale="log", xlim=(2e-6, 0.03), ylim=(2.5, -0.5), yticks=[])
    chart.set_xlabel("error of the weights")
    plain_ticks(chart, (1e-4, 1e-3, 1e-2))
    bare(chart, "bottom")
    return figure


def bits(page):
    """Ten bars, one a token, for the weights solved back from one output of a real head whose
    numbers were rounded; thin marks show the true weights. As drawn, the output for "black" keeps
    four significant bits of every number: the list of weights is off by {losses.bits_off.4}, no
    further than the bound allows, and "cat" is still by far the strongest.
    """
    words, weights, _, _ = real_row()
    kept = 4
    back, _, _ = bit_by_bit(kept)
    figure = page.figure(340)
    chart = figure.subplots()
    chart.set_title(f"{kept} significant bits", fontweight="bold", gid="title")
    texts = [f"{weight:.3f}".replace("-", "−") for weight in back]
    bars = chart.barh(range(len(words)), back, 0.62, linewidth=1)
    weight_rows(chart, words, weights, bars, texts)
    chart.axvline(0, color=MUTED, linewidth=0.8)
    chart.set(xlim=(-0.13, 1.2 if page.wide else 1.28), xlabel="weight solved back")
    return figure


def depth(page):
    """Two lines over twelve layers of random attention: how different the rows of a sentence still
    are. When each layer replaces the rows, the difference falls to nearly nothing within three
    layers. When each layer adds to the rows, it falls slowly, and a little is left after twelve.
    """
    figure = page.figure(250)
    chart = figure.subplots()
    for skip, colour, text, (x, y) in (
        (False, CAT, "each layer replaces the rows", (3.1, 0.06)),
        (True, BLACK, "each layer adds to the rows", (4.7, 0.66)),
    ):
        runs = spread_by_depth(skip)
        chart.plot(runs.T, color=colour, linewidth=0.7, alpha=0.35)
        chart.plot(runs.mean(axis=0), color=colour, linewidth=2.4)
        say(chart, x, y, text, colour, ha="left", va="baseline")
    chart.set(xlim=(0, 12), ylim=(-0.02, 1.02), xticks=[0, 3, 6, 9, 12], yticks=[0, 0.5, 1])
    chart.set(xlabel="layer", ylabel="difference of the rows")
    return figure


def place(page):
    """Three bars: how often one learned direction finds the place of the attended word in the sum,
    out of eight places. When neither values nor scores hold places, it is guessing:
    {losses.place.words}. When the values hold them, it is right in {losses.place.both}; when only
    the scores hold them, in {losses.place.scores}.
    """
    neither, carried, scored = places_read(), places_read(carried=True), places_read(scored=True)
    figure = page.figure(190)
    chart = figure.subplots()
    chart.barh(0, neither, 0.6, color=MUTED)
    say(chart, neither + 0.02, 0, f"nothing holds the place: {neither:.0%}", ha="left")
    chart.barh(1, carried, 0.6, color=CAT)
    say(chart, 0.02, 1, f"the values hold the place: {carried:.0%}", PAPER, ha="left")
    chart.barh(2, scored, 0.6, color=CAT)
    say(chart, 0.02, 2, f"only the scores hold it: {scored:.0%}", PAPER, ha="left")
    blank(chart, (0, 1.02), (2.6, -0.6))
    return figure
