"""How snippets.losses rounds numbers and what it says of scores, against definitions; bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.losses import (
    before_rounding,
    largest_possible_weight,
    placed,
    rounded,
    rounding_errors,
    significant,
    small,
)

seeds = st.integers(0, 2**32 - 1)


def test_the_largest_possible_weight_of_one_and_of_two_words():
    assert_allclose([largest_possible_weight(1, bound) for bound in (0, 3)], 1)
    assert_allclose(largest_possible_weight(2, np.log(3) / 2), 3 / 4)
    assert_allclose(largest_possible_weight(10**12, 0), 1e-12)
    for n in (0, 10**12 + 1, 2.0):
        with pytest.raises(ValueError, match="^n must be a whole number from 1 to 10{12}, not"):
            largest_possible_weight(n, 1.0)
    for bound in (-1e-9, np.inf, np.nan):
        with pytest.raises(ValueError, match="^bound must be a number that is not negative, not"):
            largest_possible_weight(5, bound)


@given(seeds, st.integers(1, 12))
def test_what_rounds_to_the_kept_numbers_lies_between_their_ends(seed, bits):
    numbers = np.random.default_rng(seed).normal(size=40)
    kept = significant(numbers, bits)
    assert (np.abs(numbers - kept) <= np.abs(kept) * 2.0**-bits).all()
    assert_allclose(kept, [to_bits(number, bits) for number in numbers], atol=0)
    low, high = before_rounding(kept, bits)
    assert (low <= numbers).all() and (numbers <= high).all()
    inside, outside = 1 - 1e-9, 1 + 1e-9
    for end in (low, high):
        assert_allclose(significant(kept + inside * (end - kept), bits), kept, atol=0)
        assert (significant(kept + outside * (end - kept), bits) != kept).all()
    assert_allclose(before_rounding([0.0], bits), 0, atol=0)


def to_bits(number, bits):
    """A number to so many significant bits by halving and doubling, a half to the even one."""
    size, power = abs(number), 0
    while size >= 2.0**bits:
        size, power = size / 2, power + 1
    while size < 2.0 ** (bits - 1):
        size, power = size * 2, power - 1
    return np.sign(number) * round(size) * 2.0**power


def test_the_formats_keep_what_they_say():
    assert_allclose(rounded([1 + 2**-10, 1 + 2**-11, 65504.0], "float16"), [1 + 2**-10, 1, 65504])
    assert_allclose(rounded([1 + 2**-7, 1 + 2**-8, 2.0**100], "bfloat16"), [1 + 2**-7, 1, 2.0**100])
    kept = rounded([[-2.54, 0.011, 1.0], [0, 0, 0]], "int8")
    assert_allclose(kept, [[-2.54, 0.02, 1], [0, 0, 0]])
    for wrong in ("float8", None):
        with pytest.raises(ValueError, match="^kind must be one of float16, bfloat16, int8, not"):
            rounded([1.0], wrong)
        with pytest.raises(ValueError, match="^kind must be one of float16, bfloat16, int8, not"):
            rounding_errors(wrong)


@pytest.mark.parametrize("number, text", [(9.99e-6, "less than 0.00001"), (1e-5, "0.00001")])
def test_a_small_number_is_told_without_powers_of_ten(number, text):
    assert small(number) == text and small(0.012345) == "0.012"


@pytest.mark.parametrize("carried, scored", [(0, 0), (1, 0), (0, 1)])
def test_the_sums_in_which_a_place_is_read_have_the_weights_of_their_scores(carried, scored):
    rng = np.random.default_rng(0)
    words, places, mark = rng.normal(size=(16, 48)), rng.normal(size=(8, 48)), rng.normal(size=48)
    rows, targets = placed(carried, scored, True, 30)
    parts = np.linalg.lstsq(np.vstack([mark, places, words]).T, rows.T, rcond=None)[0].T
    assert set(targets) == set(range(8))
    for (first, *rest), target in zip(parts, targets):
        where, taken = np.array(rest[:8]), np.array(rest[8:])
        grown = [np.exp(3 * (j == target) + scored * (j + 1) / 4) for j in range(8)]
        weights = np.array([1, *grown]) / (1 + sum(grown))
        assert_allclose(first, weights[0], atol=1e-9)
        assert_allclose(np.sort(taken), np.sort([0] * 8 + [*weights[1:]]), atol=1e-9)
        assert_allclose(where, carried * weights[1:], atol=1e-9)
