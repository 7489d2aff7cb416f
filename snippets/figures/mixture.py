"""Figures of the chapter "A mixture is a place"."""

import numpy as np
from matplotlib.patches import Circle, Polygon
from scipy.linalg import helmert

from snippets.drawing.marks import FAINT, INK, MUTED, PAPER, bare
from snippets.drawing.words import named
from snippets.examples import CORNERS, PLACES, THREE_WEIGHTS, THREE_WORDS
from snippets.mixture import (
    RING,
    WAVELENGTHS,
    broad_light,
    cone_curves,
    flattened,
    heights,
    screen_light,
    worst_direction,
)
from snippets.recovery import sigma

TURN = np.linspace(0, 2 * np.pi, 120)
COLOURS = [named(word).light for word in THREE_WORDS]


def place(page):
    """A triangle in the plane. Its corners are the values of "black", "cat" and "mat", each at its
    two numbers. A point inside is the output. Lines from it to the corners cut the triangle in
    three parts, and the part opposite each corner has the colour of that corner's word: the part
    opposite "cat" is half of the triangle, the other two a quarter each, just like the weights.
    """
    output = THREE_WEIGHTS @ PLACES
    figure = page.figure(330)
    chart = figure.subplots()
    for j, (word, weight, colour) in enumerate(zip(THREE_WORDS, THREE_WEIGHTS, COLOURS)):
        others = np.delete(PLACES, j, axis=0)
        chart.add_patch(
            Polygon([*others, output], facecolor=colour, alpha=0.28, edgecolor=PAPER, linewidth=1.5)
        )
        chart.text(
            *np.mean([*others, output], axis=0),
            f"{weight:.2f}",
            color=colour,
            ha="center",
            va="center",
            fontweight="bold",
        )
    _corners(chart)
    chart.plot(*output, "o", color=INK, markersize=9, markeredgecolor=PAPER)
    chart.annotate(
        f"output ({output[0]:.2f}, {output[1]:.2f})",
        output,
        (7.2, 6.6),
        ha="center",
        fontweight="bold",
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8},
    )
    chart.set(
        xlim=(-0.6, 10.4),
        ylim=(0.6, 7.6),
        aspect="equal",
        xlabel="column 1",
        ylabel="column 2",
        xticks=[2, 4, 6, 8],
        yticks=[2, 4, 6],
    )
    return figure


def drag(page):
    """A triangle in the plane with the values of "black", "cat" and "mat" at its corners and the
    output inside it, and three bars for the weights. Each weight is the share of the area opposite
    its word. A ring around the output shows a rounding of {mixture.ring}, and a thin line on each
    bar how far that rounding can move the weight. For the triangle drawn sigma is {mixture.sigma},
    and the lines are short.
    """
    output = THREE_WEIGHTS @ PLACES
    figure = page.figure(320 if page.wide else 450)
    if page.wide:
        chart, bars = figure.subplots(1, 2, width_ratios=(1.75, 1))
    else:  # the bars above, where no hand covers them
        bars, chart = figure.subplots(2, 1, height_ratios=(1, 2.2))
    chart.set_gid("plane")
    bars.set_gid("bars")
    errors = RING / heights(PLACES)
    chart.add_patch(
        Polygon(PLACES, facecolor=FAINT, alpha=0.35, edgecolor=MUTED, linewidth=1)
    ).set_gid("triangle")
    for j, (word, weight, colour) in enumerate(zip(THREE_WORDS, THREE_WEIGHTS, COLOURS)):
        chart.add_patch(
            Polygon(
                [*np.delete(PLACES, j, axis=0), output],
                facecolor=colour,
                alpha=0.28,
                edgecolor=PAPER,
                linewidth=0.6,
            )
        ).set_gid(f"area-{word}")
        bars.barh(j, weight, 0.6, color=colour)[0].set_gid(f"bar-{word}")
        bars.plot(
            weight + errors[j] * np.array([-1, 1]),
            [j, j],
            color=INK,
            linewidth=2,
            solid_capstyle="butt",
        )[0].set_gid(f"error-{word}")
        bars.text(
            0.03, j - 0.47, f"{word} {weight:.2f}", color=colour, va="center", fontweight="bold"
        ).set_gid(f"weight-{word}")
    chart.add_patch(Circle(output, RING, facecolor="none", edgecolor=INK, linewidth=1.2)).set_gid(
        "ring"
    )
    for word, corner, colour in zip(THREE_WORDS, PLACES, COLOURS):
        chart.plot(*corner, "o", color=colour, markersize=11, markeredgecolor=PAPER, clip_on=False)[
            0
        ].set_gid(word)
        chart.annotate(
            word,
            corner,
            (0, 11),
            textcoords="offset points",
            ha="center",
            color=colour,
            fontweight="bold",
        ).set_gid(f"name-{word}")
    chart.plot(*output, "o", color=INK, markersize=5, clip_on=False)[0].set_gid("output")
    chart.annotate(
        "output",
        output,
        (0, -9),
        textcoords="offset points",
        ha="center",
        va="top",
        fontweight="bold",
    ).set_gid("name-output")
    chart.set(
        xlim=(0, 10),
        ylim=(0, 8),
        aspect="equal",
        xlabel="column 1",
        ylabel="column 2",
        xticks=[0, 2, 4, 6, 8, 10],
        yticks=[0, 2, 4, 6, 8],
    )
    bars.axvline(0, color=MUTED, linewidth=0.8)
    bars.set_title(f"σ = {sigma(PLACES):.2f}", fontweight="bold").set_gid("sigma")
    bars.set(
        xlim=(-0.35, 1.35),
        ylim=(2.5, -0.75),
        yticks=[],
        xticks=[0, 0.5, 1],
        xticklabels=["0", "0.5", "1"],
        xlabel="weights",
    )
    bare(bars, "bottom")
    return figure


def square(page):
    """Four words whose values are the corners of a square, and an output in its centre. Two rows of
    four bars show two weightings that both give it: one half to each of two opposite corners, or
    one half to each of the other two.
    """
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    four = [named(name) for name in ("black", "cat", "sat", "mat")]
    figure = page.figure(250)
    drawing, bars = figure.subplots(1, 2, width_ratios=(1, 1.1))
    drawing.plot(*corners[[0, 2, 1, 3, 0]].T, color=FAINT, linewidth=1)
    for corner, word in zip(corners, four):
        drawing.plot(*corner, "o", color=word.light, markersize=9)
        drawing.annotate(
            word.text,
            corner,
            (0, 9 if corner[1] else -9),
            textcoords="offset points",
            color=word.light,
            ha="center",
            va="bottom" if corner[1] else "top",
            fontweight="bold",
        )
    drawing.plot(0.5, 0.5, "o", color=INK, markersize=9)
    drawing.annotate(
        "output", (0.5, 0.5), (0, 9), textcoords="offset points", ha="center", fontweight="bold"
    )
    drawing.set(xlim=(-0.35, 1.35), ylim=(-0.35, 1.35), aspect="equal", xticks=[], yticks=[])
    bare(drawing)
    for row, weights in enumerate(([0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5])):
        for x, (weight, word) in enumerate(zip(weights, four)):
            bars.bar(x, weight, 0.7, bottom=-0.85 * row, color=word.light)
            bars.text(
                x,
                weight - 0.85 * row + 0.03,
                f"{weight:.1f}",
                ha="center",
                va="bottom",
                color=word.light,
                fontweight="bold",
            )
        bars.plot([-0.5, 3.5], [-0.85 * row] * 2, color=MUTED, linewidth=0.8)
        bars.text(
            (3.5, -0.5)[row],
            0.5 - 0.85 * row,
            ("one weighting", "another")[row],
            ha=("right", "left")[row],
            va="bottom",
            color=MUTED,
        )
    bars.set(xlim=(-0.6, 3.7), ylim=(-0.95, 0.72), xticks=[], yticks=[])
    bare(bars)
    return figure


def stretch(page):
    """Two triangles. Left: the triangle of all weights of "black", "cat" and "mat", with a circle
    around the true weights: all weightings that are equally far from them. Right: the triangle of
    the values, with the outputs of those weightings; the circle has become an ellipse. The same
    radius is marked in both drawings; on the right it is the shortest one of the ellipse. Its
    length, for a change of size one, is sigma, {mixture.sigma}; the longest is
    {mixture.largest_stretch}.
    """
    around = 0.22 * np.column_stack([np.cos(TURN), np.sin(TURN)]) @ helmert(3)
    worst = 0.22 * worst_direction(PLACES)
    figure = page.figure(265 if page.wide else 500)
    for chart, places, title in zip(
        figure.subplots(*((1, 2) if page.wide else (2, 1))),
        (CORNERS, PLACES),
        ("weightings, equally far away", "their outputs"),
    ):
        chart.fill(*places.T, facecolor=FAINT, alpha=0.35, edgecolor=MUTED, linewidth=1)
        chart.plot(*((THREE_WEIGHTS + around) @ places).T, color=INK)
        ends = np.array([THREE_WEIGHTS, THREE_WEIGHTS + worst]) @ places
        chart.plot(*ends.T, color=INK, linewidth=3)
        chart.plot(*ends[0], "o", color=INK, markersize=7, markeredgecolor=PAPER)
        for corner, word, colour in zip(places, THREE_WORDS, COLOURS):
            above = word == "cat"
            chart.annotate(
                word,
                corner,
                (0, 5 if above else -5),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                color=colour,
                fontweight="bold",
            )
        chart.set(xticks=[], yticks=[], aspect="equal")
        chart.margins(0.12, 0.16)
        chart.set_title(title, loc="center")
        bare(chart)
    return figure


def flattening(page):
    """Above: the same triangle of values drawn four times, flatter each time. Below: for each
    height a pair of numbers, sigma and the largest error of the weights when the output is rounded
    by one hundredth. As the triangle flattens sigma falls from {mixture.sigma_by_height.1} to
    {mixture.sigma_by_height.0_01}, and the error a rounding can cause in the weights grows from
    {mixture.error_by_height.1} to {mixture.error_by_height.0_01}.
    """
    heights = (1.0, 0.3, 0.1, 0.01)
    figure = page.figure(215 if page.wide else 250)
    charts = figure.subplots(1, 4)
    for chart, height in zip(charts, heights):
        values = flattened(PLACES, height)
        chart.fill(*values.T, facecolor=FAINT, alpha=0.4, edgecolor=MUTED, linewidth=1)
        for corner, colour in zip(values, COLOURS):
            chart.plot(*corner, "o", color=colour, markersize=7, markeredgecolor=PAPER)
        found = sigma(values)
        chart.set(xlim=(0, 10), ylim=(1, 7), xticks=[], yticks=[])
        bare(chart)
        chart.set_xlabel(f"σ = {found:.2g}\noff by up to\n{0.01 / found:.2g}", linespacing=1.35)
        chart.set_title(f"height {height:g}", loc="center")
    return figure


def metamers(page):
    """Two lights and three cones. Left: the power of a broad, smooth light and of three narrow
    lamps, by wavelength; they look nothing alike. Right: three pairs of bars, what each of the
    three kinds of cone answers to the two lights. In every pair the bars are equally long.
    """
    figure = page.figure(270 if page.wide else 460)
    lights, cones = figure.subplots(
        *((1, 2) if page.wide else (2, 1)), **({"width_ratios": (1.6, 1)} if page.wide else {})
    )
    both = (
        ("lemon", broad_light(), INK, "-"),
        ("screen", screen_light(), named("black").light, "-"),
    )
    for name, light, colour, style in both:
        lights.plot(WAVELENGTHS, light / screen_light().max(), color=colour, linestyle=style)
    lights.text(
        690,
        broad_light()[-1] / screen_light().max() + 0.03,
        "a lemon",
        ha="right",
        va="bottom",
        fontweight="bold",
    )
    lights.text(
        WAVELENGTHS[screen_light().argmax()] + 12,
        0.93,
        "a screen",
        color=named("black").light,
        fontweight="bold",
    )
    lights.set(
        xlabel="wavelength in nanometres", yticks=[], ylim=(0, 1.05), xticks=[400, 500, 600, 700]
    )
    lights.set_title("two lights …")
    answers = np.array([cone_curves().T @ light for _, light, _, _ in both])
    for row, (name, _, colour, _) in enumerate(both):
        cones.barh(
            np.arange(3) + 0.19 * (2 * row - 1), answers[row] / answers.max(), 0.34, color=colour
        )
        cones.text(
            0.02, 0.19 * (2 * row - 1), f"a {name}", color=PAPER, va="center", fontweight="bold"
        )
    cones.set(
        xticks=[],
        xlim=(0, 1.08),
        ylim=(2.6, -0.6),
        yticks=[0, 1, 2],
        yticklabels=["long", "middle", "short"],
    )
    cones.tick_params(length=0)
    cones.set_title("… one answer of the cones")
    bare(cones, "left")
    return figure


def _corners(chart):
    for corner, word, colour in zip(PLACES, THREE_WORDS, COLOURS):
        chart.plot(*corner, "o", color=colour, markersize=10, markeredgecolor=PAPER)
        above = corner[1] > 3
        chart.annotate(
            f"{named(word).text} ({corner[0]:.0f}, {corner[1]:.0f})",
            corner,
            (0, 9 if above else -9),
            textcoords="offset points",
            color=colour,
            ha="center",
            va="bottom" if above else "top",
            fontweight="bold",
        )
