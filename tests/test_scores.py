"""Claims of the answers on scores and softmax."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import softmax
from snippets.recovery import solve_weights
from snippets.scores import SCORES, SIGNED, SIZES, cooled, scaled

seeds = st.integers(0, 2**32 - 1)


def test_the_spread_of_a_dot_product_grows_with_the_root_of_its_columns():
    """Dot products of d independent numbers of variance one spread like the root of d, 8 at 64
    columns and 16 at 256; divided by the root they spread by one at every size, and divided by d by
    one over the root.
    """
    for d in SIZES:
        assert scaled(d, 0.0)[0] == pytest.approx(np.sqrt(d), rel=0.05)
        assert scaled(d, 0.5)[0] == pytest.approx(1, rel=0.05)
        assert scaled(d, 1.0)[0] == pytest.approx(1 / np.sqrt(d), rel=0.05)


def test_only_the_root_keeps_the_weights_as_sharp_at_every_size():
    """The largest of ten weights, on average: not divided it goes above 0.9 at 256 columns and
    more; divided by d it falls to a tenth and a little at 1024; divided by the root it stays within
    0.03 from 16 columns to 1024.
    """
    none, root, whole = (np.array([scaled(d, p)[1] for d in SIZES]) for p in (0, 0.5, 1))
    assert none[-2:].min() > 0.9 and 0.1 < whole[-1] < 0.11
    assert np.ptp(root[2:]) < 0.03 and 0.25 < root[-1] < 0.4


@given(seeds, st.integers(1, 64))
def test_the_fourth_root_on_both_factors_is_the_root_on_the_product(seed, d):
    """Queries and keys each divided by the fourth root of d give the dot product divided by the
    root.
    """
    query, key = np.random.default_rng(seed).normal(size=(2, d))
    assert_allclose((query / d**0.25) @ (key / d**0.25), query @ key / d**0.5, atol=1e-12)


@given(seeds, st.floats(0.2, 5))
def test_temperature_keeps_the_order_and_the_ratios_follow_the_differences(seed, temperature):
    """At every temperature all weights are positive, sum to one and stand in the order of the
    scores; the ratio of two is the exponential of the difference of their scores over the
    temperature. With scores 1, 2, 0 at temperature 1 "cat" has e times as much as "black".
    """
    scores = np.random.default_rng(seed).normal(size=6)
    weights = cooled(scores, temperature)
    assert (weights > 0).all() and weights.sum() == pytest.approx(1)
    assert (weights.argsort() == scores.argsort()).all()
    assert_allclose(weights[0] / weights[1], np.exp((scores[0] - scores[1]) / temperature))
    black, cat, _ = cooled(SCORES, 1)
    assert_allclose(cat / black, np.e)


def test_cold_weights_are_hard_and_hot_ones_equal():
    """At a temperature of a hundredth the strongest of scores 1, 2, 0 has all the weight in double
    precision, and at a thousand each has a third within a thousandth. A temperature of zero is
    refused.
    """
    assert cooled(SCORES, 0.01).tolist() == [pytest.approx(0, abs=1e-40), 1, pytest.approx(0)]
    assert_allclose(cooled(SCORES, 1000), 1 / 3, atol=1e-3)
    with pytest.raises(ValueError, match="temperature must be positive, not 0"):
        cooled(SCORES, 0)


def test_a_hard_choice_has_no_slope():
    """If each score moves by a ten-thousandth, the word with the largest score stays the same, so a
    hard choice does not change at all; each soft weight does.
    """
    for j in range(3):
        moved = SCORES + 1e-4 * np.eye(3)[j]
        assert moved.argmax() == SCORES.argmax() == 1
        assert (np.abs(softmax(moved) - softmax(SCORES)) > 1e-6).all()


def test_signed_values_cancel_in_one_column_and_not_in_both():
    """Half of (4, 1) and half of (-4, 2) is (0, 1.5). Column 1 says nothing of how large the two
    weights are as long as they are equal; column 2 says that they are one half.
    """
    assert (SIGNED.sum(axis=0) / 2).tolist() == [0, 1.5]
    for weight in (0.1, 0.3, 0.5):
        first, second = np.full(2, weight) @ SIGNED
        assert first == 0 and second == pytest.approx(3 * weight)


def test_opposite_values_leave_nothing_to_read_and_yet_settle_the_weights():
    """With values (1, 2), (-1, -2) and (3, 0), equal weights on the first two leave only a part of
    the third in the sum, and no direction that is perpendicular to it reads anything. Solving finds
    all three weights, since they sum to one.
    """
    values, weights = np.array([[1.0, 2.0], [-1.0, -2.0], [3.0, 0.0]]), np.array([0.3, 0.3, 0.4])
    output = weights @ values
    assert_allclose(output, 0.4 * values[2])
    assert output @ [0, 1] == pytest.approx(0)
    assert_allclose(solve_weights(values, output), weights)


@given(seeds)
def test_taking_away_is_adding_the_opposite_value(seed):
    """A positive weight times the opposite of a value is a negative weight times the value; two
    heads with the same values and opposite pieces of the output matrix give the difference of their
    averages.
    """
    rng = np.random.default_rng(seed)
    values, (one, two) = rng.normal(size=(5, 3)), softmax(rng.normal(size=(2, 5)))
    assert_allclose(one @ values + two @ -values, (one - two) @ values, atol=1e-12)
    assert abs((one - two).sum()) < 1e-12
