"""The weights of three values at the place of their output: mixture.drag."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import helmert

from moving.hand import Figure
from snippets.examples import PLACES
from snippets.mixture import RING

WORDS = ("black", "cat", "mat")
NEAR, SMALL = 0.002, 0.005  # decimals of an address, of a weight


def brief(number):
    return f"{number:.2f}" if number >= 1 else f"{float(f'{number:.2g}')}"


def said(number):
    return f"{number:.2f}".replace("-", "−").replace("−0.00", "0.00")


def places(count):
    """Triangles at random, every fourth of them flat, with outputs inside and anywhere."""
    rng = np.random.default_rng(5)
    for number in range(count):
        corners = np.round(rng.uniform(0, 8, size=(3, 2)), 1) if number else PLACES
        if number % 4 == 1:
            beyond = 2 * corners[1] - corners[0]
            corners[2] = beyond if ((beyond >= 0) & (beyond <= 8)).all() else corners[0]
        weights = rng.dirichlet(np.ones(3))
        anywhere = rng.uniform(0, 8, size=2)
        yield corners, np.round(anywhere if number % 2 else weights @ corners, 2)


def weights_at(corners, points):
    """The weights that sum to one and mix the corners into each of the points."""
    return np.linalg.solve(
        np.vstack([np.transpose(corners), np.ones(3)]),
        [*np.transpose(points), np.ones(len(points))],
    ).T


def is_flat(corners):
    return abs(np.linalg.det(np.diff(corners, axis=0))) < 1e-9


@pytest.fixture(scope="module")
def states(quick, served):
    """What is said and shown at all places: (corners, output, sentence, parts)."""
    figure = Figure(quick, served, "mixture.drag")
    each = (f"{part}-{word}" for part in ("bar", "error", "weight", "area") for word in WORDS)
    parts, cases = ["output", "ring", "sigma", *WORDS, *each], list(places(60))
    settings = [
        {
            "?": "&".join(
                f"drag.{name}={x:g}_{y:g}"
                for name, (x, y) in zip((*WORDS, "output"), (*corners, output))
            )
        }
        for corners, output in cases
    ]
    says, _, shown = figure.every(settings, parts)
    return [
        (*case, sentence, {part: shown[part][i] for part in parts})
        for i, (case, sentence) in enumerate(zip(cases, says))
    ]


def test_every_place_of_the_mixture_is_drawn(states):
    for corners, output, _, shown in states:
        for j, word in enumerate(WORDS):
            assert_allclose(shown[word][0], corners[j], atol=0.02)
            others = [corner for i, corner in enumerate(corners) if i != j]
            assert_allclose(shown[f"area-{word}"], [*others, output], atol=0.02)
        assert_allclose(shown["output"][0], output, atol=0.02)
        assert_allclose(np.linalg.norm(shown["ring"] - output, axis=1), RING, atol=0.02)


def test_every_weight_of_the_mixture_is_what_numpy_computes(states):
    turns = np.linspace(0, 2 * np.pi, 721)
    around = RING * np.column_stack([np.cos(turns), np.sin(turns)])
    steep = [state for state in states if not is_flat(state[0])]
    assert len(steep) >= 40
    for corners, output, _, shown in steep:
        weights = weights_at(corners, [output])[0]
        errors = (weights_at(corners, output + around) - weights).max(axis=0)
        sigma = np.linalg.svd(helmert(3) @ corners, compute_uv=False)[1]
        assert shown["sigma"] == f"σ = {brief(sigma)}"
        for word, weight, error in zip(WORDS, weights, errors):
            text = shown[f"weight-{word}"]
            assert text.strip("←→ ") == f"{word} {said(weight)}"
            assert ("→" in text) == (weight > 1.35) and ("←" in text) == (weight < -0.35)
            box = shown[f"bar-{word}"][:, 0]
            assert_allclose([box.min(), box.max()], np.clip(sorted((0, weight)), -9, 9), atol=0.01)
            half = np.ptp(shown[f"error-{word}"][:, 0]) / 2
            assert_allclose(half, min(9, error), rtol=1e-2, atol=0.01)


def test_what_is_said_of_a_mixture_is_true(states):
    for corners, output, sentence, _ in states:
        if is_flat(corners):
            continue
        weights = weights_at(corners, [output])[0]
        matrix = np.vstack([np.transpose(corners), np.ones(3)])
        heights = 1 / np.linalg.norm(np.linalg.inv(matrix)[:, :2], axis=1)
        # seen in the weights, or in the drawing
        if weights.min() < -SMALL or (weights * heights).min() < -NEAR:
            assert "No weights without negatives lead there" in sentence
        else:
            sigma = np.linalg.svd(helmert(3) @ corners, compute_uv=False)[1]
            more = (
                ", more than any two lists of weights differ" if RING / sigma > np.sqrt(2) else ""
            )
            list_ = ", ".join(f"{word} {said(weight)}" for word, weight in zip(WORDS, weights))
            assert sentence == (
                f"The weights are {list_}. σ is {brief(sigma)}: solved back from an output that "
                f"is off by {RING}, the list can be off by {brief(RING / sigma)}{more}."
            )


def test_what_is_said_of_values_on_one_line_is_true(states):
    flat = [state for state in states if is_flat(state[0])]
    assert len(flat) >= 10
    for corners, output, sentence, shown in flat:
        assert shown["sigma"] == "σ = 0" and shown["weight-cat"] == "cat ?"
        assert expected_on_a_line(corners, output) in sentence


def expected_on_a_line(corners, output):
    extent = np.linalg.norm(corners - corners[:, None], axis=2)
    a, b = np.unravel_index(extent.argmax(), extent.shape)
    along, off = corners[b] - corners[a], output - corners[a]
    share = np.clip(off @ along / (along @ along), 0, 1)
    if np.linalg.norm(off - share * along) > NEAR:
        return "The output is not between them, so no weights lead there."
    alone = [j for j in range(3) if np.allclose(corners[j], output)]
    ends = {j for j in range(3) if np.isclose(extent[j].max(), extent.max())}
    if len(alone) == 1 and alone[0] in ends:
        word = WORDS[alone[0]]
        return f"on {word} alone, and only {word} 1.00 leads there."
    return "The list of weights is lost: many weightings give this output."


def test_a_value_that_is_dragged_takes_the_output_along_and_flattens_the_triangle(view, served):
    figure = Figure(view, served, "mixture.drag")
    weights, start = listed(figure), sigma_of(figure)
    figure.drag(1, 15, 70)
    assert weights in figure.says() and sigma_of(figure) < start / 2
    figure.drag(3, 30, -140)
    assert "outside of the triangle" in figure.says()
    figure.reset()
    figure.says()
    assert_allclose(sigma_of(figure), start)
    figure.drag(3, -900, -900)
    assert "outside of the triangle" in figure.says()
    figure.address("drag.output=0_8")


def test_a_triangle_that_was_pressed_flat_can_be_lifted_again(view, served):
    """Through the moments in which no weights exist they are kept, and of two points in one place
    the one that was moved last is taken.
    """
    figure = Figure(view, served, "mixture.drag")
    weights = listed(figure)
    figure.handle(1).focus()
    for key, times in (("ArrowRight", 10), ("ArrowDown", 36)):
        for _ in range(times):
            view.keyboard.press(key)
            figure.says()
    assert "σ is 0" in figure.says() or sigma_of(figure) < 0.2
    figure.drag(1, 0, -80)
    assert weights in figure.says() and sigma_of(figure) > 1


def listed(figure):
    return re.search(r"black .*?\.\s", figure.says())[0]


def sigma_of(figure):
    return float(figure.part("sigma").text_content().removeprefix("σ = "))


def test_no_weights_lead_to_a_place_that_is_not_between_values_on_one_line(quick, served):
    expected = {
        "drag.cat=5_2.5&drag.output=5_5": "no weights lead there",
        "drag.cat=5_2.5&drag.output=4_2.375": "many weightings give this output",
        "drag.cat=5_2.5&drag.output=9.5_3.1": "no weights lead there",
        "drag.cat=5_2.5&drag.output=9_3": "on mat alone, and only mat 1.00 leads there",
        "drag.cat=5_2.5&drag.output=5_2.5": "many weightings give this output",
        "drag.cat=9_3&drag.output=9_3": "many weightings give this output",
        "drag.cat=9_3&drag.output=1_2": "on black alone, and only black 1.00 leads there",
        "drag.cat=1_2&drag.mat=1_2&drag.output=1_2": "many weightings give this output",
        "drag.cat=1_2&drag.mat=1_2&drag.output=1_3": "no weights lead there",
        "drag.output=2.492_4.006": "mat a little less than 0",
        "drag.output=2.5_4": "The weights are black 0.50, cat 0.50, mat 0.00.",
        # on the edge, but for the digits of an address
        "drag.output=2.333_3.778": "The weights are black 0.56, cat 0.44, mat 0.00.",
        "drag.cat=5_2.6&drag.output=5_2.7": "The output is outside of the triangle",
    }
    figure = Figure(quick, served, "mixture.drag")
    says, *_ = figure.every([{"?": asked} for asked in expected], [])
    for sentence, text in zip(says, expected.values()):
        assert text in sentence
