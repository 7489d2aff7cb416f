"""Weights back from the sum: what the equations settle, what they leave free, and how far rounding
can push the answer.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from snippets.examples import COURSE_VALUES as VALUES
from snippets.recovery import (
    affine_rank,
    affinely_independent,
    free_directions,
    sigma,
    singular_values,
    solve_nonnegative,
    solve_weights,
)

seeds = st.integers(0, 2**32 - 1)
whole_numbers = st.integers(-3, 3)


@st.composite
def small_values(draw, most=6):
    """Whole-numbered values, often with repeated or dependent rows: (n, d_v)."""
    n, d_v = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(arrays(np.float64, (n, d_v), elements=whole_numbers.map(float)))


def random_weights(rng, *shape):
    return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def rank_in_fractions(matrix):
    """Gauss elimination without any rounding."""
    rows, found = [[Fraction(int(x)) for x in row] for row in matrix], 0
    for column in range(len(rows[0])):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][column] / rows[found][column]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[found])]
        found += 1
    return found


@given(small_values())
def test_rank_counts_the_different_equations(values):
    with_ones = np.hstack([values, np.ones((len(values), 1))])
    assert affine_rank(values) == rank_in_fractions(with_ones)
    assert affinely_independent(values) == (rank_in_fractions(with_ones) == len(values))


@given(seeds, st.integers(1, 12), st.integers(0, 5))
def test_weights_come_back_when_the_values_are_affinely_independent(seed, n, spare):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, max(1, n - 1 + spare)))
    weights = random_weights(rng, 4, n)
    assume(n == 1 or sigma(values) > 1e-4)
    assert_allclose(solve_weights(values, weights @ values), weights, atol=1e-9)


@given(seeds, st.integers(2, 12), st.integers(1, 10))
def test_more_words_than_columns_plus_one_never_come_back(seed, n, d_v):
    assume(n > d_v + 1)
    values = np.random.default_rng(seed).normal(size=(n, d_v))
    assert not affinely_independent(values)
    assert sigma(values) == 0.0
    with pytest.raises(ValueError, match=rf"{n} words meet only {d_v + 1} different equations"):
        solve_weights(values, values.mean(axis=0))


@given(small_values(), seeds)
def test_free_directions_are_all_the_ways_the_weights_can_slide(values, seed):
    directions = free_directions(values)
    assert directions.shape == (len(values) - affine_rank(values), len(values))
    assert_allclose(directions @ values, 0, atol=1e-12)
    assert_allclose(directions.sum(axis=1), 0, atol=1e-12)
    assert_allclose(directions @ directions.T, np.eye(len(directions)), atol=1e-12)
    slide = np.random.default_rng(seed).normal(size=len(directions)) @ directions
    weights = random_weights(np.random.default_rng(seed), len(values))
    assert_allclose((weights + slide) @ values, weights @ values, atol=1e-11)


@given(seeds, st.integers(2, 8), st.integers(1, 8))
def test_two_weightings_are_no_further_apart_than_the_outputs_over_sigma(seed, n, d_v):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, d_v))
    first, second = random_weights(rng, 2, n)
    apart = np.linalg.norm((first - second) @ values)
    assert sigma(values) * np.linalg.norm(first - second) <= apart + 1e-12


@given(seeds, st.integers(2, 8))
def test_the_bound_is_reached_in_the_worst_direction(seed, n):
    values = np.random.default_rng(seed).normal(size=(n, n))
    assume(sigma(values) > 1e-6)
    directions = np.linalg.svd((np.eye(n) - 1 / n) @ values)[0].T[: n - 1]
    assert_allclose(directions.sum(axis=1), 0, atol=1e-9)
    assert_allclose(np.linalg.norm(directions[-1] @ values), sigma(values), rtol=1e-6)


@given(seeds, st.integers(2, 8), st.floats(1e-6, 1e6), st.floats(-100, 100))
def test_shifting_all_values_changes_nothing_and_scaling_scales(seed, n, scale, shift):
    values = np.random.default_rng(seed).normal(size=(n, n + 1))
    assert affinely_independent(scale * values)
    assert_allclose(
        singular_values(scale * values + scale * shift),
        scale * singular_values(values),
        rtol=1e-6,
        atol=1e-9 * scale,
    )


def test_singular_values_are_as_many_as_directions_and_zero_where_one_is_lost():
    """Their squares sum to those of the values about their mean: 16/9 + 1/9 + 25/9."""
    assert_allclose(singular_values([[0.0], [1], [3]]), [np.sqrt(14 / 3), 0], atol=1e-12)
    assert_allclose(singular_values(np.ones((4, 2))), [0, 0, 0], atol=1e-12)
    assert_allclose(singular_values([[0.0, 0], [2, 0]]), [np.sqrt(2)])
    assert singular_values([[5.0, 1.0]]).shape == (0,)


@given(small_values(), st.integers(-9, 9), st.sampled_from(["move", "scale", "column"]), seeds)
def test_moved_or_scaled_values_keep_their_rank_and_give_the_same_weights(values, power, how, seed):
    scales = np.ones(values.shape[1])
    if how != "move":
        scales[: None if how == "scale" else 1] = 10.0**power
    moved = values + 10.0**power if how == "move" else values * scales
    rounded = 1e-11 + (1e-13 * 10.0**power if how == "move" else 0)
    assert affine_rank(moved) == affine_rank(values)
    directions = free_directions(moved)
    assert_allclose(directions @ values, 0, atol=1e-9)
    weights = random_weights(np.random.default_rng(seed), 3, len(values))
    for row in weights:
        mixed = (solve_nonnegative(moved, row @ moved) - row) @ values
        assert_allclose(mixed, 0, atol=100 * rounded)
    if affinely_independent(values):
        assert_allclose(solve_weights(moved, weights @ moved), weights, atol=100 * rounded)


@pytest.mark.parametrize("power", range(-36, 38, 4))
@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_true_outputs_of_any_size_come_back_and_others_are_refused(power, precision):
    rng = np.random.default_rng(8)
    power *= 1 if precision is np.float32 else 8
    values = (rng.uniform(-1, 1, size=(6, 9)) * 10.0**power).astype(precision)
    weights = random_weights(rng, 4, 6).astype(precision)
    outputs, rounded = weights @ values, 50 * np.finfo(precision).eps
    assert_allclose(solve_weights(values, outputs), weights, atol=rounded)
    assert_allclose(solve_nonnegative(values, outputs[0]), weights[0], atol=rounded)
    off = outputs.astype(float) + 1e-3 * 10.0**power
    for solve, output in ((solve_weights, off), (solve_nonnegative, off[0])):
        with pytest.raises(ValueError, match="output must be a mixture of the values"):
            solve(values, output.astype(precision))


@pytest.mark.parametrize(
    "values, largest",
    [
        (np.float32([[0.0], [1e-40]]), "1e-40"),
        (np.array([[0.0], [1e-310]]), "1e-310"),
        (np.array([[0.0], [1e308]]), r"1e\+308"),
    ],
)
def test_values_that_their_precision_cannot_hold_are_refused(values, largest):
    message = rf"values must be zero or between .* in size .*, but the largest is {largest}"
    for call in (affine_rank, singular_values, sigma, free_directions):
        with pytest.raises(ValueError, match=message):
            call(values)
    with pytest.raises(ValueError, match=message):
        solve_weights(values, values[0])


def test_a_small_column_counts_beside_a_large_one_and_a_repeated_one_never():
    values = np.array([[0.0, 0], [1e9, 0], [0, 1e-9]])
    weights = np.array([0.2, 0.3, 0.5])
    assert affine_rank(values) == 3
    assert_allclose(solve_weights(values, weights @ values), weights, atol=1e-12)
    assert affine_rank(np.column_stack([values[:, 1], 1e12 * values[:, 1] + 3])) == 2


def test_the_course_arrays_lose_one_direction():
    assert affine_rank(VALUES) == 3
    (direction,) = free_directions(VALUES)
    assert_allclose(np.abs(direction), np.array([0, 1, 1, 0]) / np.sqrt(2), atol=1e-12)


@given(seeds)
def test_a_sharp_row_comes_back_without_negative_weights(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, 16))
    weights = np.zeros(40)
    weights[rng.choice(40, 3, replace=False)] = random_weights(rng, 3)
    assume(np.sort(weights)[-3] > 0.01)
    back = solve_nonnegative(values, weights @ values)
    assert_allclose(back @ values, weights @ values, atol=1e-9)
    assert_allclose(back.sum(), 1, atol=1e-9)
    assert (back >= 0).all()


@given(seeds, st.sampled_from([np.float32, np.float64]))
def test_weights_without_negatives_are_found_for_values_in_either_precision(seed, precision):
    """Also where the output is kept more exactly than the values, and where many values are nearly
    the same.
    """
    rng = np.random.default_rng(seed)
    values = (rng.normal(size=16) + 0.01 * rng.normal(size=(33, 16))).astype(precision)
    output = random_weights(rng, 33) @ values.astype(np.float64)
    back = solve_nonnegative(values, output)
    assert_allclose(back @ values.astype(np.float64), output, atol=1e-10)
    assert (back >= 0).all()


def test_a_sharp_row_usually_is_the_only_weighting_without_negative_weights():
    rng = np.random.default_rng(0)
    right = 0
    for _ in range(100):
        values, weights = rng.normal(size=(40, 16)), np.zeros(40)
        weights[rng.choice(40, 3, replace=False)] = random_weights(rng, 3)
        right += np.allclose(solve_nonnegative(values, weights @ values), weights, atol=1e-6)
    assert right >= 90


def test_float32_outputs_come_back_to_their_own_precision():
    rng = np.random.default_rng(3)
    values, weights = (
        rng.normal(size=(10, 32)).astype(np.float32),
        random_weights(rng, 5, 10).astype(np.float32),
    )
    assert_allclose(solve_weights(values, weights @ values), weights, atol=1e-5)


@pytest.mark.parametrize("offset", [1e-9, 1e-3, 1.0])
def test_an_output_off_the_values_is_refused_unless_tolerated(offset):
    values = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    output = np.array([0.25, 0.25, offset])
    with pytest.raises(
        ValueError, match="output must be a mixture of the values, but the nearest one is"
    ):
        solve_weights(values, output)
    assert_allclose(solve_weights(values, output, tolerance=2 * offset), [0.5, 0.25, 0.25])


square = np.eye(3)


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: affine_rank(np.ones(3)),
            r"values must have shape \(n, d_v\), but its shape is \(3,\)",
        ),
        (lambda: affine_rank(np.ones((0, 3))), "values must not be empty"),
        (
            lambda: sigma(np.full((2, 2), np.nan)),
            "values must hold finite numbers only, but it holds NaN",
        ),
        (lambda: sigma(np.ones((1, 2))), "values must have at least two rows"),
        (lambda: free_directions([["a"]]), "values must be an array of real numbers"),
        (
            lambda: solve_weights(square, np.ones(2)),
            "widths of values and output must be equal, but values has 3 and output has 2",
        ),
        (
            lambda: solve_weights(square, [0.5, 0.5, np.inf]),
            "output must hold finite numbers only, but it holds an infinity",
        ),
        (
            lambda: solve_weights(VALUES, VALUES[0]),
            r"4 words meet only 3 different equations \(rank \[V 1\]\)",
        ),
        (
            lambda: solve_weights(square, [0.5, 0.5, 0.0], tolerance=-1),
            "tolerance must be a number that is not negative, not -1",
        ),
        (lambda: solve_weights(square, [0.5, 0.5, 0.5]), "output must be a mixture of the values"),
        (
            lambda: solve_nonnegative(square, [1.5, -0.5, 0.0]),
            "output must be a mixture of the values, but the nearest",
        ),
        (
            lambda: solve_nonnegative(square, square),
            r"output must have shape \(d_v\), but its shape is \(3, 3\)",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
