"""Figures of the chapter "A mixture is a place"."""

import numpy as np
from matplotlib.patches import Circle
from scipy.linalg import helmert

from snippets.drawing.marks import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    bare,
    blank,
    hull,
    name_point,
    note,
    points,
    say,
    side_by_side,
    weight_ticks,
)
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
BLACK = named("black").light


def place(page):
    """A triangle in the plane. Its corners are the values of "black", "cat" and "mat", each at its
    two numbers. A point inside is the output. Lines from it to the corners cut the triangle in
    three parts, and the part opposite each corner has the colour of that corner's word: the part
    opposite "cat" is half of the triangle, the other two a quarter each, just like the weights.
    """
    output = THREE_WEIGHTS @ PLACES
    figure = page.figure(330)
    chart = figure.subplots()
    for part, weight, colour in zip(_parts(output), THREE_WEIGHTS, COLOURS):
        hull(chart, part, 0.28, facecolor=colour, edgecolor=PAPER, linewidth=1.5)
        say(chart, *part.mean(axis=0), f"{weight:.2f}", colour)
    for value, word, colour in zip(PLACES, THREE_WORDS, COLOURS):
        points(chart, *value, colour, 10)
        x, y = value
        name_point(chart, value, f"{word} ({x:.0f}, {y:.0f})", (0, 9 if y > 3 else -9), colour)
    points(chart, *output, INK, 9)
    x, y = output
    style = {"ha": "center", "fontweight": "bold"}
    line = {"arrowstyle": "-", "color": INK, "linewidth": 0.8}
    chart.annotate(f"output ({x:.2f}, {y:.2f})", output, (7.2, 6.6), arrowprops=line, **style)
    chart.set(xlim=(-0.6, 10.4), ylim=(0.6, 7.6), aspect="equal")
    chart.set(xlabel="column 1", ylabel="column 2", xticks=[2, 4, 6, 8], yticks=[2, 4, 6])
    return figure


def drag(page):
    """A triangle in the plane with the values of "black", "cat" and "mat" at its corners and the
    output inside it, and three bars for the weights. Each weight is the share of the area opposite
    its word. A ring around the output shows a rounding of {mixture.ring}, and a thin line on each
    bar how far that rounding can move the weight. For the triangle drawn sigma is {mixture.sigma},
    and the lines are short.
    """
    output, errors = THREE_WEIGHTS @ PLACES, RING / heights(PLACES)
    figure = page.figure(320 if page.wide else 450)
    if page.wide:
        chart, bars = figure.subplots(1, 2, width_ratios=(1.75, 1))
    else:  # the bars above, where no hand covers them
        bars, chart = figure.subplots(2, 1, height_ratios=(1, 2.2))
    _plane(chart, output)
    _weights_with_errors(bars, THREE_WEIGHTS, errors)
    bars.set_title(f"σ = {sigma(PLACES):.2f}", fontweight="bold", gid="sigma")
    return figure


def square(page):
    """Four words whose values are the corners of a square, and an output in its centre. Two rows of
    four bars show two weightings that both give it: one half to each of two opposite corners, or
    one half to each of the other two.
    """
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    words = [named(name) for name in ("black", "cat", "sat", "mat")]
    weightings = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    output = weightings[0] @ corners
    figure = page.figure(250)
    drawing, bars = figure.subplots(1, 2, width_ratios=(1, 1.1))
    drawing.plot(*corners[[0, 2, 1, 3, 0]].T, color=FAINT, linewidth=1)
    for value, word in zip(corners, words):
        drawing.plot(*value, "o", color=word.light, markersize=9)
        name_point(drawing, value, word.text, (0, 9 if value[1] else -9), word.light)
    drawing.plot(*output, "o", color=INK, markersize=9)
    name_point(drawing, output, "output", (0, 9), va="baseline")
    blank(drawing, (-0.35, 1.35), (-0.35, 1.35), aspect="equal")
    for row, weights in enumerate(weightings):
        _weights(bars, -0.85 * row, weights, words)
        x, ha, name = ((3.5, "right", "one weighting"), (-0.5, "left", "another"))[row]
        note(bars, x, 0.5 - 0.85 * row, name, ha=ha, va="bottom")
    blank(bars, (-0.6, 3.7), (-0.95, 0.72))
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
    ends = THREE_WEIGHTS + 0.22 * np.array([np.zeros(3), worst_direction(PLACES)])
    figure = page.figure(265 if page.wide else 500)
    charts = side_by_side(page, figure, 2)
    titles = ("weightings, equally far away", "their outputs")
    for chart, corners, title in zip(charts, (CORNERS, PLACES), titles):
        hull(chart, corners)
        chart.plot(*((THREE_WEIGHTS + around) @ corners).T, color=INK)
        chart.plot(*(ends @ corners).T, color=INK, linewidth=3)
        points(chart, *(THREE_WEIGHTS @ corners), INK, 7)
        for corner, word, colour in zip(corners, THREE_WORDS, COLOURS):
            name_point(chart, corner, word, (0, 5 if word == "cat" else -5), colour)
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
    rounding = 0.01
    figure = page.figure(215 if page.wide else 250)
    for chart, height in zip(figure.subplots(1, 4), (1.0, 0.3, 0.1, 0.01)):
        values = flattened(PLACES, height)
        smallest = sigma(values)
        hull(chart, values, 0.4)
        for value, colour in zip(values, COLOURS):
            points(chart, *value, colour, 7)
        blank(chart, (0, 10), (1, 7))
        said = f"σ = {smallest:.2g}\noff by up to\n{rounding / smallest:.2g}"
        chart.set_xlabel(said, linespacing=1.35)
        chart.set_title(f"height {height:g}", loc="center")
    return figure


def metamers(page):
    """Two lights and three cones. Left: the power of a broad, smooth light and of three narrow
    lamps, by wavelength; they look nothing alike. Right: three pairs of bars, what each of the
    three kinds of cone answers to the two lights. In every pair the bars are equally long.
    """
    lights = np.array([broad_light(), screen_light()])
    answers = lights @ cone_curves()
    figure = page.figure(270 if page.wide else 460)
    widths = {"width_ratios": (1.6, 1)} if page.wide else {}
    curves, cones = side_by_side(page, figure, 2, **widths)
    lemon, screen = lights / lights[1].max()
    curves.plot(WAVELENGTHS, lemon, color=INK)
    curves.plot(WAVELENGTHS, screen, color=BLACK)
    say(curves, 690, lemon[-1] + 0.03, "a lemon", ha="right", va="bottom")
    peak = WAVELENGTHS[screen.argmax()]
    say(curves, peak + 12, 0.93, "a screen", BLACK, ha="left", va="baseline")
    curves.set(xlabel="wavelength in nanometres", yticks=[], ylim=(0, 1.05))
    curves.set_xticks([400, 500, 600, 700])
    curves.set_title("two lights …")
    for answer, name, shift, colour in zip(
        answers / answers.max(), ("a lemon", "a screen"), (-0.19, 0.19), (INK, BLACK)
    ):
        cones.barh(np.arange(3) + shift, answer, 0.34, color=colour)
        say(cones, 0.02, shift, name, PAPER, ha="left")
    cones.set(xticks=[], xlim=(0, 1.08), ylim=(2.6, -0.6))
    cones.set_yticks([0, 1, 2], ["long", "middle", "short"])
    cones.tick_params(length=0)
    cones.set_title("… one answer of the cones")
    bare(cones, "left")
    return figure


def _parts(output):
    """The parts into which the output cuts the triangle of the values, each opposite its word."""
    return [np.array([*np.delete(PLACES, j, axis=0), output]) for j in range(len(PLACES))]


def _plane(chart, output):
    """The triangle of the values that can be dragged, its parts, and the output in its ring."""
    chart.set_gid("plane")
    hull(chart, PLACES, gid="triangle")
    for part, word, colour in zip(_parts(output), THREE_WORDS, COLOURS):
        style = {"facecolor": colour, "edgecolor": PAPER, "linewidth": 0.6}
        hull(chart, part, 0.28, **style, gid=f"area-{word}")
    ring = Circle(output, RING, facecolor="none", edgecolor=INK, linewidth=1.2, gid="ring")
    chart.add_patch(ring)
    for word, value, colour in zip(THREE_WORDS, PLACES, COLOURS):
        points(chart, *value, colour, 11, clip_on=False, gid=word)
        name_point(chart, value, word, (0, 11), colour, va="baseline", gid=f"name-{word}")
    chart.plot(*output, "o", color=INK, markersize=5, clip_on=False, gid="output")
    name_point(chart, output, "output", (0, -9), gid="name-output")
    chart.set(xlim=(0, 10), ylim=(0, 8), aspect="equal", xlabel="column 1", ylabel="column 2")
    chart.set(xticks=[0, 2, 4, 6, 8, 10], yticks=[0, 2, 4, 6, 8])


def _weights_with_errors(bars, weights, errors):
    """A bar for each weight, its number above it, and on it how far a rounding can move it."""
    bars.set_gid("bars")
    for j, (word, colour, weight, error) in enumerate(zip(THREE_WORDS, COLOURS, weights, errors)):
        bars.barh(j, weight, 0.6, color=colour, gid=f"bar-{word}")
        reach, style = [weight - error, weight + error], {"linewidth": 2, "solid_capstyle": "butt"}
        bars.plot(reach, [j, j], color=INK, **style, gid=f"error-{word}")
        said = f"{word} {weight:.2f}"
        say(bars, 0.03, j - 0.47, said, colour, ha="left", gid=f"weight-{word}")
    bars.axvline(0, color=MUTED, linewidth=0.8)
    bars.set(xlim=(-0.35, 1.35), ylim=(2.5, -0.75), yticks=[], xlabel="weights")
    weight_ticks(bars.xaxis)
    bare(bars, "bottom")


def _weights(bars, bottom, weights, words):
    """A row of weights as bars with their numbers on top. bottom: where they stand."""
    for j, (weight, word) in enumerate(zip(weights, words)):
        bars.bar(j, weight, 0.7, bottom=bottom, color=word.light)
        say(bars, j, weight + bottom + 0.03, f"{weight:.1f}", word.light, va="bottom")
    bars.plot([-0.5, 3.5], [bottom, bottom], color=MUTED, linewidth=0.8)
