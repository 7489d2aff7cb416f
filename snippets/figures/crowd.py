"""Figures of the chapter "More words than columns"."""

import numpy as np
from matplotlib.patches import Rectangle

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
from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare, dots, label_words
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
    rng = np.random.default_rng(1)
    weights = one_strong(64, 10)
    figure = page.figure(270 if page.wide else 500)
    readings, spread = figure.subplots(*((1, 2) if page.wide else (2, 1)))

    values = unit_values(64, 64, rng)
    read = values @ (weights @ values)
    readings.axhline(weights[1], color=MUTED, linewidth=1)
    readings.plot(np.arange(1, 64), read[1:], "o", color=MUTED, markersize=4)
    readings.plot(0, read[0], "o", color=CAT, markersize=7)
    readings.annotate(
        "cat",
        (0, read[0]),
        (7, 0),
        textcoords="offset points",
        va="center",
        color=CAT,
        fontweight="bold",
    )
    readings.set(xticks=[], xlabel="64 words", ylabel="dot product with the sum", yticks=[0, 0.1])
    readings.set_title("64 columns")

    theory = [np.sqrt(noise_variance(weights, d)[1]) for d in COLUMNS]
    counted = []
    for d in COLUMNS:
        errors = [
            (values @ (weights @ values) - weights)[1:]
            for values in (unit_values(64, d, rng) for _ in range(40))
        ]
        counted.append(np.std(errors))
    spread.loglog(COLUMNS, theory, color=INK)
    spread.loglog(COLUMNS, counted, "o", color=INK, markersize=6, markeredgecolor=PAPER)
    _plain_ticks(spread, COLUMNS[::2], (0.01, 0.1))
    spread.set(xlabel="columns", ylabel="scatter of the readings", ylim=(0.005, 0.15))
    spread.annotate(
        "line: theory\ndots: simulated",
        (COLUMNS[4], theory[4]),
        (10, 10),
        textcoords="offset points",
    )
    return figure


def pick(page):
    """Two charts. First, how often one dot product a word names the strongest word, against the
    number of columns: a line for theory, dots for what was counted. Second, the readings of all
    words of one such sum, "cat" in its colour, the others grey; whichever is highest, marked with a
    ring, is named. As drawn, for 64 words and 64 columns, "cat" has three times the weight of every
    other word, other words read higher, and it is named in {crowd.named.start} of the trials.
    """
    n, d, times = 64, 64, 3
    shares = [winner_rates()[n, each, times] for each in COLUMNS]
    readings = winner_rates()[n, d, times][2]
    highest = int(readings.argmax())
    figure = page.figure(270 if page.wide else 390)
    curve, sample = figure.subplots(*((1, 2) if page.wide else (2, 1)))
    curve.set_gid("curve")
    sample.set_gid("sample")
    curve.semilogx(COLUMNS, [share[0] for share in shares], color=INK)[0].set_gid("theory")
    dots(curve, COLUMNS, [share[1] for share in shares], INK, 7).set_gid("counted")
    curve.plot(
        d,
        shares[COLUMNS.index(d)][1],
        "o",
        color="none",
        markeredgecolor=CAT,
        markersize=13,
        markeredgewidth=2,
    )[0].set_gid("here")
    _plain_ticks(curve, COLUMNS[::2] if not page.wide else COLUMNS)
    curve.set(
        xlabel="columns",
        ylabel="cat is named",
        xlim=(3.2, 640),
        ylim=(-0.06, 1.1),
        yticks=[0, 0.5, 1],
        yticklabels=["never", "half", "always"],
    )
    others = np.linspace(0.04, 1, n - 1)
    sample.axhline(0, color=MUTED, linewidth=0.8)
    dots(sample, others, readings[1:] / readings.max(), MUTED, 4).set_gid("others")
    sample.plot(0, readings[0] / readings.max(), "o", color=CAT, markersize=8)[0].set_gid("cat")
    sample.plot(
        others[highest - 1] if highest else 0,
        1,
        "o",
        color="none",
        markeredgecolor=INK,
        markersize=12,
        markeredgewidth=1.4,
    )[0].set_gid("highest")
    sample.set_title(
        f"named: {'another word' if highest else 'cat'}",
        color=MUTED if highest else CAT,
        fontweight="bold",
    ).set_gid("named")
    sample.set(
        xlim=(-0.06, 1.06),
        ylim=(-1.2, 1.2),
        xticks=[],
        yticks=[0],
        xlabel="all words",
        ylabel="dot product with the sum",
    )
    return figure


def winners(page):
    """How often the strongest word also has the largest dot product, against the number of columns,
    for sentences of 7, 64 and 512 words in which it has ten times the weight of every other word.
    Each curve climbs from seldom to always: for 7 words at once, for 64 words between 4 and 32
    columns, for 512 words between 16 and 256. Dots from simulation lie close to the curves of
    theory.
    """
    columns = COLUMNS[:-1]
    figure = page.figure(280)
    chart = figure.subplots()
    fine = np.unique(np.geomspace(4, 256, 25).round().astype(int))
    for n, colour, label_at in ((7, SAT, 5), (64, BLACK, 13), (512, CAT, 76)):
        chart.semilogx(fine, [right_winner_theory(n, d, 10) for d in fine], color=colour)
        chart.semilogx(
            columns,
            [winner_rates()[n, d, 10][1] for d in columns],
            "o",
            color=colour,
            markersize=6,
            markeredgecolor=PAPER,
        )
    for x, y, text, colour in (
        (4.1, 0.83, "7 words", SAT),
        (8.6, 0.4, "64 words", BLACK),
        (66, 0.4, "512 words", CAT),
    ):
        chart.text(x, y, text, color=colour, fontweight="bold", va="top")
    _plain_ticks(chart, columns)
    chart.set(
        xlabel="columns",
        ylabel="right winner",
        ylim=(-0.03, 1.05),
        yticks=[0, 0.5, 1],
        yticklabels=["never", "half", "always"],
    )
    return figure


def readings(page):
    """How often the strongest of n words is read right from 32 columns, for n from 4 to 128; it has
    three times the average weight of the others. Plain dot products err from about eight words on,
    and more and more. Undoing the cross-talk between the words by least squares is always right up
    to 33 words, and then falls quickly.
    """
    sizes = [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 64, 96, 128]
    figure = page.figure(270)
    chart = figure.subplots()
    both = np.array([right_by_reader(n, 32, 3, np.random.default_rng(n), 200) for n in sizes]).T
    for shares, colour, text, place in zip(
        both, (BLACK, CAT), ("one dot product\na word", "least\nsquares"), ((4.1, 0.4), (62, 0.75))
    ):
        chart.plot(sizes, shares, "o-", color=colour, markersize=5, markeredgecolor=PAPER)
        chart.text(*place, text, color=colour, fontweight="bold", va="center")
    chart.axvline(33, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    chart.text(31, 0.82, "33 words", color=MUTED, va="center", ha="right")
    chart.set(
        xscale="log",
        xlabel="words in the sentence (32 columns)",
        ylabel="right winner",
        ylim=(-0.03, 1.05),
        yticks=[0, 0.5, 1],
        yticklabels=["never", "half", "always"],
    )
    _plain_ticks(chart, [4, 8, 16, 32, 64, 128])
    return figure


def angles(page):
    """The smallest angle between any two of n lines in 8 columns, for n from 9 to 36. A line falls
    from about 83 degrees: the Welch bound, above which no set of lines can be. Just below it lie
    dots: lines moved apart by a computer. Far below lie random lines.
    """
    rng = np.random.default_rng(3)
    d, sizes = 8, [9, 12, 16, 20, 24, 28, 32, 36]
    figure = page.figure(280)
    chart = figure.subplots()
    fine = np.arange(9, 37)
    bound = _degrees([welch_bound(n, d) for n in fine])
    chart.fill_between(fine, bound, 92, color=FAINT, alpha=0.6, linewidth=0)
    chart.plot(fine, bound, color=INK)
    chart.text(35.5, 84.5, "impossible", ha="right", va="center", color=MUTED, fontweight="bold")
    chart.plot(
        sizes,
        _degrees([largest_cosine(spread_apart(n, d, rng)) for n in sizes]),
        "o",
        color=CAT,
        markeredgecolor=PAPER,
    )
    chart.plot(
        sizes,
        _degrees(
            [np.median([largest_cosine(unit_values(n, d, rng)) for _ in range(40)]) for n in sizes]
        ),
        "o",
        color=BLACK,
        markeredgecolor=PAPER,
    )
    chart.text(20, 60, "moved apart", color=CAT, fontweight="bold")
    chart.text(20, 38, "random", color=BLACK, fontweight="bold")
    chart.set(
        xlabel="lines in 8 columns",
        ylabel="smallest angle",
        ylim=(0, 92),
        yticks=[0, 30, 60, 90],
        yticklabels=["0°", "30°", "60°", "90°"],
    )
    return figure


def two_exact(page):
    """Two rows of seven bars: two different weightings of the seven words that give the same five
    columns of the output. In the first the second "the" has nothing, in the second the first "the"
    has nothing; the other weights differ a little. "Cat" is the largest in both.
    """
    figure = page.figure(250)
    charts = figure.subplots(1, 2, sharey=True)
    for chart, weights, title in zip(
        charts, slid_apart(CROWDED[:, :5], WEIGHTS), ("one weighting", "another, same output")
    ):
        for j, (word, weight) in enumerate(zip(SENTENCE, weights)):
            chart.barh(j, weight, 0.62, color=word.light)
            chart.text(max(weight, 0) + 0.01, j, f"{abs(weight):.2f}", va="center")
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
    sizes, shared = [17, 20, 24, 32, 48, 64, 96, 128], list(range(1, 13))
    shares = share_settled(tuple(sizes), tuple(shared), 16, 12)
    figure = page.figure(330)
    chart = figure.subplots()
    for x in range(len(sizes)):
        for y in range(len(shared)):
            chart.add_patch(
                Rectangle(
                    (x - 0.47, y - 0.47),
                    0.94,
                    0.94,
                    facecolor=BLACK,
                    alpha=0.06 + 0.94 * shares[y, x],
                    linewidth=0,
                )
            )
    chart.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-0.5, len(shared) - 0.5))
    chart.set_xticks(range(len(sizes)), sizes)
    chart.set_yticks(range(0, len(shared), 2), shared[::2])
    chart.tick_params(length=0)
    bare(chart)
    chart.set(xlabel="words in the sentence (16 columns)", ylabel="words that share the weight")
    chart.text(0.5, 8.5, "settled", color=PAPER, fontweight="bold", ha="center")
    chart.text(
        5.5, 9, "several weightings\nfit", color=INK, fontweight="bold", ha="center", va="center"
    )
    return figure


def radio(page):
    """Three waves of different pitch, drawn one below the other, each with its loudness; below them
    their sum, a curve without visible order. Beside the sum three bars: what comes out when the sum
    is multiplied with each wave and averaged. The bars are the three loudnesses,
    {crowd.loudness.1}, {crowd.loudness.2} and {crowd.loudness.3}.
    """
    time, waves, loudness = carriers()
    figure = page.figure(300)
    charts, bars = figure.subplots(1, 2, width_ratios=(3, 1))
    colours = (CAT, BLACK, SAT)
    for row, (wave, amount, colour) in enumerate(zip(waves, loudness, colours)):
        charts.plot(time, amount * wave - 2.2 * row, color=colour, linewidth=1.4)
        charts.text(
            -0.02,
            -2.2 * row,
            f"station {row + 1}" if page.wide else f"{row + 1}",
            ha="right",
            va="center",
            color=colour,
            fontweight="bold",
        )
    charts.plot(time, loudness @ waves - 7.2, color=INK, linewidth=1.4)
    charts.text(
        -0.02, -7.2, "their sum" if page.wide else "sum", ha="right", va="center", fontweight="bold"
    )
    charts.set(xlim=(-0.2 if page.wide else -0.13, 1), ylim=(-9.2, 1.3), xticks=[], yticks=[])
    bare(charts)
    heard = 2 * waves @ (loudness @ waves) / len(time)
    for row, (amount, colour) in enumerate(zip(heard, colours)):
        bars.barh(-2.2 * row, amount, 0.9, color=colour)
        bars.text(
            amount + 0.05, -2.2 * row, f"{amount:.1f}", va="center", color=colour, fontweight="bold"
        )
    bars.text(0, -7.2, "read from\nthe sum", va="center", color=MUTED)
    bars.set(xlim=(0, 1.35), ylim=(-9.2, 1.3), xticks=[], yticks=[])
    bare(bars)
    return figure


def _degrees(cosines):
    return np.degrees(np.arccos(cosines))


def _plain_ticks(axes, xs, ys=None):
    axes.set_xticks(xs, [str(x) for x in xs])
    axes.minorticks_off()
    if ys is not None:
        axes.set_yticks(ys, [f"{y:g}" for y in ys])
