"""The arithmetic of three words, triangle.js, against numpy."""

import json

import numpy as np
import pytest
from conftest import ROOT
from numpy.testing import assert_allclose
from scipy.linalg import helmert

from moving.polytope import ranges
from snippets.intervals import intervals
from snippets.mixture import area_shares
from snippets.recovery import affine_rank, sigma


@pytest.fixture(scope="module")
def arithmetic(browser):
    """Call a function of triangle.js for a list of arguments at once."""
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "snippets/frames/triangle.js")
    call = "([name, cases]) => JSON.stringify(JSON.parse(cases).map(c => triangle[name](...c)))"
    yield lambda function, cases: json.loads(page.evaluate(call, [function, json.dumps(cases)]))
    page.close()


def corners_of(count):
    """Triangles of every kind: random, tiny, huge, nearly flat, of small whole numbers, flat, and
    single points.
    """
    rng = np.random.default_rng(7)
    random = rng.normal(size=(count, 3, 2)) * 10.0 ** rng.integers(-3, 4, size=(count, 1, 1))
    nearly = random.copy()
    nearly[:, 2] = nearly[:, 0] + rng.uniform(-1, 2, size=(count, 1)) * (
        nearly[:, 1] - nearly[:, 0]
    )
    nearly[:, 2] += 10.0 ** rng.uniform(-5, -1, size=(count, 1)) * rng.normal(size=(count, 2))
    whole = rng.integers(-4, 5, size=(count, 3, 2)).astype(float)
    flat = whole.copy()
    flat[:, 2] = flat[:, 0] + 2 * (flat[:, 1] - flat[:, 0])
    return np.concatenate([random, nearly, whole, flat, np.ones((1, 3, 2))])


def is_flat(corners):
    try:
        area_shares(corners, corners[0])
    except ValueError:
        return True
    return False


def test_the_weights_at_a_place_are_those_of_numpy(arithmetic):
    corners, rng = corners_of(1500), np.random.default_rng(1)
    places = corners.mean(axis=1) + rng.normal(size=(len(corners), 2)) * np.ptp(corners, axis=1)
    computed = arithmetic("weightsAt", [[c.tolist(), p.tolist()] for c, p in zip(corners, places)])
    assert [weights is None for weights in computed] == [is_flat(corner) for corner in corners]
    assert computed.count(None) > 1500
    solved = [case for case in zip(corners, places, computed) if case[2] is not None]
    mixed = arithmetic("mix", [[weights, corner.tolist()] for corner, _, weights in solved])
    for (corner, place, weights), mixture in zip(solved, mixed):
        expected = area_shares(corner, place)
        assert_allclose(weights, expected, atol=1e-9 * max(1, np.abs(expected).max()))
        size = np.abs(corner).max() * max(1, np.abs(weights).max())
        assert_allclose(mixture, weights @ corner, atol=1e-9 * size)


def test_sigma_and_the_slopes_are_those_of_numpy(arithmetic):
    corners = corners_of(1500)
    sigmas = arithmetic("sigma", [[corner.tolist()] for corner in corners])
    sizes = np.maximum(1, np.abs(corners).max(axis=(1, 2)))
    expected = np.linalg.svd(helmert(3) @ corners, compute_uv=False)[:, 1]
    assert (np.abs(sigmas - expected) <= 1e-9 * sizes).all()
    assert_allclose(sigmas[::50], [sigma(corner) for corner in corners[::50]], atol=1e-8)
    steep = corners[[affine_rank(corner) == 3 for corner in corners]]
    assert len(steep) > 4000
    slopes = np.array(arithmetic("slopes", [[corner.tolist()] for corner in steep]))
    expected = np.linalg.norm(np.linalg.inv(helmert(3) @ steep) @ helmert(3), axis=1)
    harder = 1e-4 * expected.max(axis=1) * np.abs(steep).max(axis=(1, 2))
    assert (np.abs(slopes / expected - 1).max(axis=1) <= 1e-9 * np.maximum(1, harder)).all()


def test_the_nearest_weights_are_the_nearest(arithmetic):
    """Against the projection onto the simplex by sorting (Held, Wolfe and Crowder 1974)."""
    rng = np.random.default_rng(2)
    cases = rng.normal(size=(3000, 3)) * rng.choice([0.1, 1, 5], size=(3000, 1))
    cases[:300] = cases[:300].round()
    cases += (1 - cases.sum(axis=1, keepdims=True)) / 3
    ordered = np.sort(cases, axis=1)[:, ::-1]
    steps = (np.cumsum(ordered, axis=1) - 1) / np.arange(1, 4)
    last = 2 - (ordered > steps)[:, ::-1].argmax(axis=1)
    threshold = np.take_along_axis(steps, last[:, None], axis=1)
    nearest = arithmetic("nearest", [[weights.tolist()] for weights in cases])
    assert_allclose(nearest, np.maximum(cases - threshold, 0), atol=1e-9)


def columns_and_weights(count):
    """Columns of three values and weights that mix them: with parallel columns and without, with
    weights of zero and without.
    """
    rng = np.random.default_rng(3)
    for kind in range(count):
        k = rng.integers(0, 4)
        values = (
            rng.integers(-3, 4, size=(3, k)).astype(float)
            if kind % 2
            else rng.normal(size=(3, k)) * 10.0 ** rng.integers(-2, 3)
        )
        if k > 1 and kind % 3 == 0:
            values[:, 1] = 2 * values[:, 0] + 1
        weights = (
            rng.dirichlet(np.ones(3))
            if kind % 5
            else rng.permutation([0, *rng.choice([[0.5, 0.5], [1, 0]])])
        )
        yield values, weights


def test_what_columns_allow_is_what_trying_every_support_and_linear_programs_allow(arithmetic):
    cases = list(columns_and_weights(1200))
    corners = arithmetic(
        "allowed", [[values.T.tolist(), (weights @ values).tolist()] for values, weights in cases]
    )
    computed = arithmetic("ranges", [[weightings] for weightings in corners])
    for number, ((values, weights), weightings, extent) in enumerate(zip(cases, corners, computed)):
        columns = values if values.shape[1] else np.ones((3, 1))
        output = weights @ columns
        assert_allclose(extent, ranges(columns, output), atol=1e-7)
        if number < 300:
            programs = intervals(columns, output, tolerance=1e-12 * np.abs(columns).max())
            assert_allclose(extent, programs, atol=1e-9)
        assert len(weightings) <= 3 and np.min(weightings) >= 0
        assert_allclose(np.sum(weightings, axis=1), 1, atol=1e-12)
