"""Figures of the chapter "More words than columns"."""

import numpy as np

from snippets.crowd import (
    COLUMNS,
    carriers,
    largest_cosine,
    noise_variance,
    one_strong,
    right_by_reader,
    right_winner_theory,
    share_settled,
    slid_apart,
    spread_apart,
    unit_values,
    welch_bound,
    winner_rates,
)
from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    bare,
    blank,
    border,
    dots,
    label_words,
    name_point,
    note,
    plain_ticks,
    points,
    say,
    share_ticks,
    side_by_side,
    tile,
)
from snippets.drawing.words import SENTENCE, named
from snippets.examples import CROWDED, WEIGHTS

CAT, BLACK, SAT = (named(name).light for name in ("cat", "black", "sat"))


def noise(page):
    """Two charts about reading a sum of 64 words with one dot product each. Left, for 64 columns:
    the readings of all words as dots, "cat" far above the others, which scatter around their small
    weight. Right: the scatter of the readings against the number of columns from 4 to 512; dots
    from simulation lie on the line of theory, which falls by half whenever the columns are four
    times as many.
    """
    rng, n = np.random.default_rng(1), 64
    weights, values = one_strong(n, 10), unit_values(n, n, rng)
    readings = values @ (weights @ values)
    theory = [np.sqrt(noise_variance(weights, d)[1]) for d in COLUMNS]
    simulated = [_scatter_of_readings(weights, d, 40, rng) for d in COLUMNS]
    figure = page.figure(270 if page.wide else 500)
    sample, scatter = side_by_side(page, figure, 2)

    sample.axhline(weights[1], color=MUTED, linewidth=1)
    sample.plot(np.arange(1, n), readings[1:], "o", color=MUTED, markersize=4)
    sample.plot(0, readings[0], "o", color=CAT, markersize=7)
    name_point(sample, (0, readings[0]), "cat", (7, 0), CAT)
    sample.set(xticks=[], xlabel=f"{n} words", ylabel="dot product with the sum", yticks=[0, 0.1])
    sample.set_title(f"{n} columns")

    scatter.loglog(COLUMNS, theory, color=INK)
    points(scatter, COLUMNS, simulated, INK)
    plain_ticks(scatter, COLUMNS[::2], (0.01, 0.1))
    scatter.set(xlabel="columns", ylabel="scatter of the readings", ylim=(0.005, 0.15))
    said, at = "line: theory\ndots: simulated", (COLUMNS[4], theory[4])
    name_point(scatter, at, said, (10, 10), bold=False, va="baseline")
    return figure


def pick(page):
    """Two charts. First, how often one dot product a word names the strongest word, against the
    number of columns: a line for theory, dots for what was counted. Second, the readings of all
    words of one such sum, "cat" in its colour, the others grey; whichever is highest, marked with a
    ring, is named. As drawn, for 64 words and 64 columns, "cat" has three times the weight of every
    other word, other words read higher, and it is named in {crowd.named.start} of the trials.
    """
    n, d, times = 64, 64, 3
    trials = {columns: winner_rates()[n, columns, times] for columns in COLUMNS}
    theory, counted, _ = zip(*trials.values())
    figure = page.figure(270 if page.wide else 390)
    curve, sample = side_by_side(page, figure, 2)
    curve.set_gid("curve")
    curve.semilogx(COLUMNS, theory, color=INK, gid="theory")
    dots(curve, COLUMNS, counted, INK, 7).set_gid("counted")
    _ring(curve, d, trials[d][1], CAT, 13, 2, gid="here")
    plain_ticks(curve, COLUMNS if page.wide else COLUMNS[::2])
    curve.set(xlabel="columns", ylabel="cat is named", xlim=(3.2, 640), ylim=(-0.06, 1.1))
    share_ticks(curve.yaxis)
    _readings(sample, trials[d][2])
    return figure


def winners(page):
    """How often the strongest word also has the largest dot product, against the number of columns,
    for sentences of 7, 64 and 512 words in which it has ten times the weight of every other word.
    Each curve climbs from seldom to always: for 7 words at once, for 64 words between 4 and 32
    columns, for 512 words between 16 and 256. Dots from simulation lie close to the curves of
    theory.
    """
    columns, times = COLUMNS[:-1], 10
    fine = np.unique(np.geomspace(4, 256, 25).round().astype(int))
    places = {7: (4.1, 0.83), 64: (8.6, 0.4), 512: (66, 0.4)}
    figure = page.figure(280)
    chart = figure.subplots()
    for (n, (x, y)), colour in zip(places.items(), (SAT, BLACK, CAT)):
        theory = [right_winner_theory(n, d, times) for d in fine]
        counted = [winner_rates()[n, d, times][1] for d in columns]
        chart.semilogx(fine, theory, color=colour)
        points(chart, columns, counted, colour)
        say(chart, x, y, f"{n} words", colour, ha="left", va="top")
    plain_ticks(chart, columns)
    chart.set(xlabel="columns", ylabel="right winner", ylim=(-0.03, 1.05))
    share_ticks(chart.yaxis)
    return figure


def readings(page):
    """How often the strongest of n words is read right from 32 columns, for n from 4 to 128; it has
    three times the average weight of the others. Plain dot products err from about eight words on,
    and more and more. Undoing the cross-talk between the words by least squares is always right up
    to 33 words, and then falls quickly.
    """
    sizes, d = [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 64, 96, 128], 32
    right = [right_by_reader(n, d, 3, np.random.default_rng(n), 200) for n in sizes]
    dot_product, least_squares = np.array(right).T
    figure = page.figure(270)
    chart = figure.subplots()
    points(chart, sizes, dot_product, BLACK, 5, fmt="o-")
    say(chart, 4.1, 0.4, "one dot product\na word", BLACK, ha="left")
    points(chart, sizes, least_squares, CAT, 5, fmt="o-")
    say(chart, 62, 0.75, "least\nsquares", CAT, ha="left")
    border(chart, d + 1)
    note(chart, 31, 0.82, f"{d + 1} words", ha="right")
    chart.set(xscale="log", xlabel=f"words in the sentence ({d} columns)", ylabel="right winner")
    chart.set_ylim(-0.03, 1.05)
    share_ticks(chart.yaxis)
    plain_ticks(chart, [4, 8, 16, 32, 64, 128])
    return figure


def angles(page):
    """The smallest angle between any two of n lines in 8 columns, for n from 9 to 36. A line falls
    from about 83 degrees: the Welch bound, above which no set of lines can be. Just below it lie
    dots: lines moved apart by a computer. Far below lie random lines.
    """
    rng, d = np.random.default_rng(3), 8
    sizes, fine = [9, 12, 16, 20, 24, 28, 32, 36], np.arange(9, 37)
    bound = _degrees([welch_bound(n, d) for n in fine])
    apart = _degrees([largest_cosine(spread_apart(n, d, rng)) for n in sizes])
    random = _degrees([_typical_cosine(n, d, 40, rng) for n in sizes])
    figure = page.figure(280)
    chart = figure.subplots()
    chart.fill_between(fine, bound, 92, color=FAINT, alpha=0.6, linewidth=0)
    chart.plot(fine, bound, color=INK)
    say(chart, 35.5, 84.5, "impossible", MUTED, ha="right")
    points(chart, sizes, apart, CAT)
    points(chart, sizes, random, BLACK)
    say(chart, 20, 60, "moved apart", CAT, ha="left", va="baseline")
    say(chart, 20, 38, "random", BLACK, ha="left", va="baseline")
    chart.set(xlabel=f"lines in {d} columns", ylabel="smallest angle", ylim=(0, 92))
    chart.set_yticks([0, 30, 60, 90], ["0°", "30°", "60°", "90°"])
    return figure


def two_exact(page):
    """Two rows of seven bars: two different weightings of the seven words that give the same five
    columns of the output. In the first the second "the" has nothing, in the second the first "the"
    has nothing; the other weights differ a little. "Cat" is the largest in both.
    """
    weightings = slid_apart(CROWDED[:, :5], WEIGHTS)
    figure = page.figure(250)
    charts = figure.subplots(1, 2, sharey=True)
    for chart, weights, title in zip(charts, weightings, ("one weighting", "another, same output")):
        for j, (word, weight) in enumerate(zip(SENTENCE, weights)):
            chart.barh(j, weight, 0.62, color=word.light)
            note(chart, max(weight, 0) + 0.01, j, f"{abs(weight):.2f}", INK)
        chart.set(xlim=(0, 0.53), ylim=(6.6, -0.6), xticks=[])
        chart.tick_params(length=0)
        chart.set_title(title)
        bare(chart)
    label_words(charts[0].yaxis, range(7), SENTENCE)
    return figure


def phases(page):
    """A chart of squares: across, the number of words in the sentence, from 17 to 128; upwards, how
    many of them share the weight, from 1 to 12. A full square means that their weights were the
    only ones without negatives in every trial, a pale one in none. With 17 words all squares are
    full. With more words the full region shrinks to the bottom: only rows in which few words share
    the weight are settled.
    """
    d, sizes, sharing = 16, (17, 20, 24, 32, 48, 64, 96, 128), tuple(range(1, 13))
    shares = share_settled(sizes, sharing, d, 12)
    figure = page.figure(330)
    chart = figure.subplots()
    for x, of_size in enumerate(shares.T):
        for y, share in enumerate(of_size):
            tile(chart, x, y, 0.94, facecolor=BLACK, alpha=0.06 + 0.94 * share)
    chart.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-0.5, len(sharing) - 0.5))
    chart.set_xticks(range(len(sizes)), sizes)
    chart.set_yticks(range(0, len(sharing), 2), sharing[::2])
    chart.tick_params(length=0)
    bare(chart)
    chart.set(xlabel=f"words in the sentence ({d} columns)", ylabel="words that share the weight")
    say(chart, 0.5, 8.5, "settled", PAPER, va="baseline")
    say(chart, 5.5, 9, "several weightings\nfit")
    return figure


def radio(page):
    """Three waves of different pitch, drawn one below the other, each with its loudness; below them
    their sum, a curve without visible order. Beside the sum three bars: what comes out when the sum
    is multiplied with each wave and averaged. The bars are the three loudnesses,
    {crowd.loudness.1}, {crowd.loudness.2} and {crowd.loudness.3}.
    """
    time, waves, loudness = carriers()
    mixed = loudness @ waves
    heard = 2 * waves @ mixed / len(time)
    station, total, left = ("station ", "their sum", -0.2) if page.wide else ("", "sum", -0.13)
    figure = page.figure(300)
    charts, bars = figure.subplots(1, 2, width_ratios=(3, 1))
    for row, colour in enumerate((CAT, BLACK, SAT)):
        y = -2.2 * row
        charts.plot(time, loudness[row] * waves[row] + y, color=colour, linewidth=1.4)
        say(charts, -0.02, y, f"{station}{row + 1}", colour, ha="right")
        bars.barh(y, heard[row], 0.9, color=colour)
        say(bars, heard[row] + 0.05, y, f"{heard[row]:.1f}", colour, ha="left")
    charts.plot(time, mixed - 7.2, color=INK, linewidth=1.4)
    say(charts, -0.02, -7.2, total, ha="right")
    note(bars, 0, -7.2, "read from\nthe sum")
    blank(charts, (left, 1), (-9.2, 1.3))
    blank(bars, (0, 1.35), (-9.2, 1.3))
    return figure


def _scatter_of_readings(weights, d, trials, rng):
    """How far the readings of all words but the first scatter around their weights."""
    drawn = (unit_values(len(weights), d, rng) for _ in range(trials))
    return np.std([(values @ (weights @ values) - weights)[1:] for values in drawn])


def _typical_cosine(n, d, trials, rng):
    """The largest cosine between any two of n random lines, the median of several trials."""
    return np.median([largest_cosine(unit_values(n, d, rng)) for _ in range(trials)])


def _degrees(cosines):
    return np.degrees(np.arccos(cosines))


def _readings(sample, readings):
    """The readings of all words of one sum, "cat" first; the highest is ringed and named."""
    sample.set_gid("sample")
    highest, heights = int(readings.argmax()), readings / readings.max()
    xs = np.array([0, *np.linspace(0.04, 1, len(readings) - 1)])
    sample.axhline(0, color=MUTED, linewidth=0.8)
    dots(sample, xs[1:], heights[1:], MUTED, 4).set_gid("others")
    sample.plot(0, heights[0], "o", color=CAT, markersize=8, gid="cat")
    _ring(sample, xs[highest], 1, INK, 12, 1.4, gid="highest")
    name, colour = ("another word", MUTED) if highest else ("cat", CAT)
    sample.set_title(f"named: {name}", color=colour, fontweight="bold", gid="named")
    sample.set(xlim=(-0.06, 1.06), ylim=(-1.2, 1.2), xticks=[], yticks=[0])
    sample.set(xlabel="all words", ylabel="dot product with the sum")


def _ring(axes, x, y, colour, size, width, **style):
    """A ring around a point."""
    rim = {"markeredgecolor": colour, "markeredgewidth": width, "markersize": size}
    axes.plot(x, y, "o", color="none", **rim, **style)
