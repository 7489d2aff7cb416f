"""Which weightings of three words some columns cannot tell apart: columns.lines."""

import re

import numpy as np
from numpy.testing import assert_allclose

from moving.hand import Figure
from moving.polytope import ranges
from snippets.examples import CORNERS, THIRD_COLUMN, THREE_VALUES

WORDS = ("black", "cat", "mat")
SETTINGS = [{"columns": k, "copy": copied} for k in range(4) for copied in range(11)]


def all_weights():
    """The weights at rest, those at the corners, and twelve at random, in hundredths."""
    rng = np.random.default_rng(4)
    random = (1 + rng.multinomial(97, rng.dirichlet(np.ones(3))) for _ in range(12))
    corners = ([25, 50], [1, 1], [98, 1], [1, 98], [50, 49])
    return [*corners, *(weights[:2].tolist() for weights in random)]


def extent(points):
    """The smallest and largest of each weight among points of the triangle."""
    weights = np.linalg.solve(
        np.vstack([CORNERS.T, np.ones(3)]), np.insert(points, 2, 1, axis=1).T
    ).T
    return np.column_stack([weights.min(axis=0), weights.max(axis=0)])


def test_every_state_of_the_lines_is_what_numpy_computes(quick, served):
    figure = Figure(quick, served, "columns.lines")
    parts = ["open", "weights", *(f"{part}-{k}" for part in ("line", "equation") for k in range(3))]
    states = [(weights, setting) for weights in all_weights() for setting in SETTINGS]
    settings = [
        {"?": f"lines.weights={'_'.join(map(str, weights))}"} | setting
        for weights, setting in states
    ]
    says, _, shown = figure.every(settings, [*parts, *(f"word-{word}" for word in WORDS)])
    for i, ((weights, setting), sentence) in enumerate(zip(states, says)):
        true = np.array([*weights, 100 - sum(weights)]) / 100
        share, k = setting["copy"] / 10, setting["columns"]
        first, second = THREE_VALUES.T
        columns = np.column_stack([first, (1 - share) * second + share * first, THIRD_COLUMN])
        possible = ranges(columns[:, :k], true @ columns[:, :k])
        assert_allclose(shown["weights"][i][0], true @ CORNERS, atol=0.01)
        assert_allclose(extent(shown["open"][i]), possible, atol=0.01)
        for j, word in enumerate(WORDS):
            assert shown[f"word-{word}"][i] == f"{word} {true[j]:.2f}"
        for j, column in enumerate(columns.T):
            assert (shown[f"line-{j}"][i] is None) == (j >= k)
            if j < k:
                assert_line(column, true, shown[f"line-{j}"][i], shown[f"equation-{j}"][i])
        assert_said(sentence, k, share, true, possible)


def assert_line(column, weights, line, equation):
    """A line is drawn along all weightings that this column alone allows, and so is its sum."""
    alone = ranges(column[:, None], [weights @ column])
    assert_allclose(extent(line), alone, atol=0.01)
    terms, total = equation.split(" = ")
    assert_allclose(float(total), weights @ column, atol=0.00051)
    factors = [float(term.split()[0]) for term in terms.split(" + ")]
    assert_allclose(factors, column, atol=0.00501)
    assert [term.split()[1] for term in terms.split(" + ")] == [*WORDS]


def assert_said(sentence, k, share, weights, possible):
    repeats = "only repeats the first" in sentence
    if k == 0:
        assert sentence == "No column: every point of the triangle is possible."
    elif np.ptp(possible, axis=1).max() < 1e-6:
        list_ = ", ".join(f"{word} {weight:.2f}" for word, weight in zip(WORDS, weights))
        assert f"One weighting is left: {list_}." in sentence
        assert repeats == (k > 1 and share == 1)
    else:
        assert "A whole line is left: " in sentence and repeats == (k == 2 and share == 1)
        told = re.findall(r"(\w+) (\d\.\d+) to (\d\.\d+)", sentence)
        assert [word for word, *_ in told] == [*WORDS]
        assert_allclose(
            [[float(low), float(high)] for _, low, high in told], possible, atol=0.00501
        )


def test_the_point_of_the_triangle_is_dragged_and_stays_inside(view, served):
    figure = Figure(view, served, "columns.lines")
    before = figure.says()
    figure.drag(0, -40, 30)
    assert figure.says() != before
    figure.address("lines.weights=")
    figure.drag(0, 900, 500)
    assert "black 0.01, cat 0.01, mat 0.98" in figure.says()
    figure.field("columns").fill("2")
    figure.field("copy").fill("10")
    assert "of which the second only repeats the first. A whole line is left" in figure.says()
    figure.drag(0, -120, -60)
    assert "of which the second only repeats the first. A whole line is left" in figure.says()
    figure.field("columns").fill("3")
    assert "One weighting is left" in figure.says()


def test_handles_move_by_arrow_keys_and_say_where_they_are(view, served):
    figure = Figure(view, served, "columns.lines")
    handle = figure.handle()
    handle.focus()
    view.keyboard.press("ArrowUp")
    assert "black 0.24, cat 0.52, mat 0.24" in figure.says()
    for _ in range(3):
        view.keyboard.press("Shift+ArrowRight")
    for _ in range(12):
        view.keyboard.press("ArrowRight")
    assert handle.get_attribute("role") == "slider"
    assert handle.get_attribute("aria-label") == "The true weights"
    assert "black 0.01, cat 0.52, mat 0.47" in figure.says()
    assert handle.get_attribute("aria-valuetext") == "black 0.01, cat 0.52, mat 0.47"
    figure.address("lines.weights=1_52")


def test_keys_that_scroll_a_page_move_a_handle_by_ten_steps(view, served):
    figure = Figure(view, served, "columns.lines")
    figure.handle().focus()
    scrolled = view.evaluate("scrollY")
    for key, black, cat in (
        ("PageUp", 0.15, 0.7),
        ("Home", 0.25, 0.7),
        ("End", 0.15, 0.7),
        ("PageDown", 0.25, 0.5),
        ("PageDown", 0.35, 0.3),
    ):
        view.keyboard.press(key)
        assert f"black {black:.2f}, cat {cat:.2f}" in figure.says()
    assert view.evaluate("scrollY") == scrolled
