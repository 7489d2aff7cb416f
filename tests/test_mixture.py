"""The claims of the chapter "A mixture is a place"."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from snippets.examples import PLACES, THREE_WEIGHTS, real_row
from snippets.intervals import intervals
from snippets.mixture import (
    WAVELENGTHS,
    area_shares,
    broad_light,
    cone_curves,
    flattened,
    heights,
    screen_light,
    worst_direction,
)
from snippets.recovery import (
    affine_rank,
    affinely_independent,
    free_directions,
    sigma,
    singular_values,
    solve_weights,
)

seeds = st.integers(0, 2**32 - 1)
SQUARE = np.array([[0.0, 0], [1, 1], [1, 0], [0, 1]])


@given(arrays(np.float64, (3, 2), elements=st.integers(-9, 9).map(float)), seeds)
def test_a_weight_is_the_share_of_the_area_opposite_its_word(corners, seed):
    """In a triangle of three values, each word's weight is the share of the area opposite to it."""
    assume(affinely_independent(corners))
    weights = np.random.default_rng(seed).dirichlet(np.ones(3))
    assert_allclose(area_shares(corners, weights @ corners), weights, atol=1e-9)
    assert_allclose(area_shares(PLACES, THREE_WEIGHTS @ PLACES), THREE_WEIGHTS)


@given(seeds)
def test_outside_the_triangle_a_weight_would_be_negative(seed):
    """A place is a mixture of three values exactly when none of its three weights is negative;
    beyond a side, the weight of the word opposite is.
    """
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(3))
    beyond = weights.copy()
    beyond[0], beyond[1:] = -weights[0], weights[1:] * (1 + weights[0]) / weights[1:].sum()
    assert_allclose(area_shares(PLACES, beyond @ PLACES), beyond, atol=1e-9)
    assert_allclose(
        intervals(PLACES, weights @ PLACES), weights[:, None].repeat(2, axis=1), atol=1e-6
    )
    assume(weights[0] > 1e-6)
    with pytest.raises(ValueError, match="no weights that are not negative and sum to one give it"):
        intervals(PLACES, beyond @ PLACES)


@given(arrays(np.float64, (3, 2), elements=st.integers(-9, 9).map(float)), seeds)
def test_a_weight_is_off_by_the_rounding_over_the_height_of_its_word(corners, seed):
    """When the output is off by some distance, a weight is off by at most that distance over the
    height of its word above the line through the other two, and by just as much when the output
    moves along that height.
    """
    assume(affinely_independent(corners))
    rng = np.random.default_rng(seed)
    for j, height in enumerate(heights(corners)):
        a, b = np.delete(corners, j, axis=0)
        along = (b - a) / np.linalg.norm(b - a)
        up = corners[j] - a - ((corners[j] - a) @ along) * along
        assert_allclose(height, np.linalg.norm(up))
        turn = rng.uniform(0, 2 * np.pi)
        for direction, share in (
            (up / height, 1.0),
            (np.array([np.cos(turn), np.sin(turn)]), None),
        ):
            change = (
                area_shares(corners, THREE_WEIGHTS @ corners + 0.1 * direction) - THREE_WEIGHTS
            )[j]
            assert abs(change) <= 0.1 / height + 1e-9
            if share:
                assert_allclose(change, 0.1 / height, atol=1e-9)


@given(st.integers(1, 7), st.integers(1, 6), st.data())
def test_weights_are_unique_exactly_when_no_direction_is_free(n, d_v, data):
    """Positive weights are the only ones that give their output if and only if no direction that
    sums to zero leaves the output in place.
    """
    values = data.draw(arrays(np.float64, (n, d_v), elements=st.integers(-2, 2).map(float)))
    weights = np.random.default_rng(data.draw(seeds)).dirichlet(np.ones(n)) * 0.9 + 0.1 / n
    directions = free_directions(values)
    assert affinely_independent(values) == (len(directions) == 0)
    if len(directions):  # then a second weighting, also positive, gives the same output
        other = weights + 0.5 * weights.min() / np.abs(directions[0]).max() * directions[0]
        assert (other > 0).all() and np.abs(other - weights).max() > 1e-3 / n
        assert_allclose([*(other @ values), other.sum()], [*(weights @ values), 1], atol=1e-12)
    else:  # then whatever gives the output is these weights
        assert_allclose(solve_weights(values, weights @ values), weights, atol=1e-9)


def test_the_square_has_rank_three():
    """Four words at the corners of a square give three different equations, and the centre has two
    weightings.
    """
    assert affine_rank(SQUARE) == 3
    assert_allclose(
        np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]]) @ SQUARE, [[0.5, 0.5], [0.5, 0.5]]
    )
    assert affinely_independent(
        np.column_stack([SQUARE, [0, 0, 1, 1]])
    )  # in three dimensions the four have corners of their own


@given(seeds, st.integers(2, 8), st.integers(0, 4))
def test_weights_differ_by_at_most_the_outputs_over_sigma(seed, n, spare):
    """Two weightings are no further apart than their outputs, divided by sigma."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, n - 1 + spare)) * rng.uniform(0.01, 10, size=n - 1 + spare)
    one, other = rng.dirichlet(np.ones(n), size=2)
    assert np.linalg.norm(one - other) <= np.linalg.norm((one - other) @ values) / sigma(values) * (
        1 + 1e-9
    )


@given(seeds, st.integers(2, 8), st.integers(0, 4))
def test_the_bound_is_tight_in_the_worst_direction(seed, n, spare):
    """Along the worst direction the distance of the outputs is exactly sigma times the distance of
    the weights.
    """
    values = np.random.default_rng(seed).normal(size=(n, n - 1 + spare))
    assume(sigma(values) > 1e-6)
    direction = worst_direction(values)
    assert_allclose([direction.sum(), np.linalg.norm(direction)], [0, 1], atol=1e-12)
    assert_allclose(np.linalg.norm(direction @ values), sigma(values), rtol=1e-6)


@given(seeds, st.integers(2, 8), st.integers(0, 4))
def test_sigma_is_a_singular_value_of_the_values_less_their_mean(seed, n, spare):
    """Sigma is the singular value number n - 1, in falling order, of the values from each of which
    their mean was subtracted.
    """
    values = np.random.default_rng(seed).normal(size=(n, n - 1 + spare))
    left = values - values.mean(axis=0)
    squares = np.linalg.eigvalsh(left.T @ left)[::-1]  # of the singular values, falling
    assert_allclose(sigma(values) ** 2, squares[n - 2], atol=1e-9)


def test_the_real_head_is_rounder_than_the_triangle_at_three_tenths():
    """In layer 2 head 9 the longest stretch is less than five times sigma; in the triangle pressed
    to three tenths of its height it is more than six times.
    """
    stretched = [singular_values(values) for values in (real_row()[2], flattened(PLACES, 0.3))]
    real, pressed = (stretch[0] / stretch[-1] for stretch in stretched)
    assert 4 < real < 5 and 6 < pressed < 7


def test_a_flat_triangle_loses_a_direction():
    """As the triangle flattens sigma falls in proportion to its height, and at height zero the
    three values lie on one line and the weights are lost.
    """
    assert_allclose(flattened(PLACES, 1.0), PLACES)
    halved = flattened(PLACES, 0.5)
    assert_allclose(halved[:, 0], PLACES[:, 0])
    assert_allclose(halved[:, 1] - halved[:, 1].mean(), (PLACES[:, 1] - PLACES[:, 1].mean()) / 2)
    heights = np.array([1e-3, 1e-4, 1e-5, 1e-6])
    found = [sigma(flattened(PLACES, height)) for height in heights]
    assert_allclose(found / heights, found[-1] / heights[-1], rtol=1e-3)
    assert sigma(flattened(PLACES, 0.0)) == 0.0 and not affinely_independent(flattened(PLACES, 0.0))


def test_the_eye_leaves_many_directions_free():
    """Three sums of sixty-one wavelengths leave fifty-eight directions free, and two very different
    lights give all three sums.
    """
    curves = cone_curves()
    assert curves.shape == (61, 3) and np.linalg.matrix_rank(curves) == 3 and 61 - 3 == 58
    for curve, peak, width in zip(curves.T, (565, 540, 445), (45, 40, 25), strict=True):
        around = curve[np.isin(WAVELENGTHS, [peak - width, peak, peak + width])]
        assert_allclose(around, [np.exp(-1 / 2), 1, np.exp(-1 / 2)])
    assert_allclose(curves.T @ screen_light(), curves.T @ broad_light())
    assert (screen_light() >= 0).all()
    assert np.abs(screen_light() - broad_light()).max() > 0.9
    at = dict(zip(WAVELENGTHS.tolist(), broad_light()))
    assert_allclose([at[520], at[700]], [0.5, 1 / (1 + np.exp(-10))])
    assert (np.diff(broad_light()) > 0).all()  # all long waves and few short ones
    lamps = dict(zip(WAVELENGTHS.tolist(), screen_light()))
    for peak in (610, 545, 450):  # narrow: four steps of 5 nm away nearly nothing is left
        assert_allclose(lamps[peak + 20] / lamps[peak], np.exp(-(2.5**2) / 2), rtol=0.05)
        assert lamps[peak] > max(lamps[peak - 5], lamps[peak + 5])
