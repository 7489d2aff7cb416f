"""Claims of the answers on the sum itself."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

from snippets.attention import softmax
from snippets.examples import THREE_VALUES, THREE_WEIGHTS
from snippets.intervals import intervals, is_only_weighting
from snippets.recovery import affinely_independent, solve_weights
from snippets.sums import trading


def test_two_columns_give_back_three_weights():
    """With the values (4, 6), (6, 2) and (8, 2) the sum (6, 3) has one weighting: a quarter, a half
    and a quarter. Column 1 alone leaves "cat" any weight from 0 to 1; column 2 alone settles that
    of "black".
    """
    assert_allclose(THREE_WEIGHTS @ THREE_VALUES, [6, 3])
    assert_allclose(solve_weights(THREE_VALUES, [6.0, 3.0]), [0.25, 0.5, 0.25])
    assert_allclose(intervals(THREE_VALUES, [6.0, 3.0], 1)[1], [0, 1], atol=1e-9)
    assert_allclose(intervals(THREE_VALUES[:, 1:], [3.0], 1)[0], [0.25, 0.25], atol=1e-9)
    first, second = Fraction(3 - 2, 4), Fraction(1, 2)  # 4 a + 2 = 3, then 4 a + 6 b + 8 c = 6
    assert 4 * first + 6 * second + 8 * (1 - first - second) == 6
    assert_allclose(THREE_WEIGHTS, [float(first), float(second), float(1 - first - second)])


@pytest.mark.parametrize("columns", [1, 2, 5, 64])
def test_a_head_settles_at_most_one_word_more_than_it_has_columns(columns):
    """With d columns the values of d + 1 words can settle every weight, and those of d + 2 never
    can: with 64 columns, 65 words, and not 66.
    """
    rng = np.random.default_rng(columns)
    for _ in range(5):
        assert affinely_independent(rng.normal(size=(columns + 1, columns)))
        assert not affinely_independent(rng.normal(size=(columns + 2, columns)))


@pytest.mark.parametrize(
    ("values", "made"),
    [
        ([[1, 2], [1, 2], [5, 0]], [1, 0]),  # two equal values
        ([[2, 1], [0, 0], [4, 2]], [0.5, 0.5]),  # a value halfway between two others
        ([[0, 0], [1, 0], [0, 1], [1, 1]], [1, 1, -1]),  # the corners of a square
    ],
)
def test_a_value_made_from_the_others_lets_another_weighting_in(values, made):
    """When the first value is made from the others with numbers that sum to one, negative ones
    allowed, weight moved from it to the others in these proportions leaves the sum as it is, and
    positive weights stay positive; no two of the values need be equal, nor one lie among the
    others. When no value is made so, the weighting is the only one.
    """
    values, made = np.array(values, float), np.array(made, float)
    assert made.sum() == 1
    assert_allclose(made @ values[1:], values[0], atol=0)
    weights = np.full(len(values), 1 / len(values))
    other = weights + 0.1 * np.array([-1, *made])
    assert (other > 0).all() and other.sum() == pytest.approx(1)
    assert_allclose(other @ values, weights @ values)
    assert not is_only_weighting(values, weights)
    assert is_only_weighting(THREE_VALUES, THREE_WEIGHTS) and affinely_independent(THREE_VALUES)


def test_weights_give_scores_back_up_to_a_constant():
    """The logarithms of softmax weights are the scores less one number for the whole row, so that
    differences of scores come back and the scores do not: 5 more for all gives the same weights.
    """
    scores = np.random.default_rng(0).normal(size=(20, 7))
    weights = softmax(scores)
    lost = scores - np.log(weights)
    assert_allclose(lost, np.repeat(lost[:, :1], 7, axis=1))
    assert_allclose(softmax(scores + 5), weights)
    assert np.ptp(lost[:, 0]) > 0.1


def test_extreme_weights_differ_unless_the_values_are_equal():
    """All the weight on one word gives that word's value, so two such rows give the same output
    only when two values are equal; values in general position leave one weighting each.
    """
    different, equal, four = trading().values()
    ones = np.eye(3)
    assert len({tuple(row @ different.values) for row in ones}) == 3
    assert len({tuple(row @ equal.values) for row in ones}) == 2
    widths = [
        np.ptp(intervals(case.values, case.weights @ case.values), axis=1)
        for case in (different, equal, four)
    ]
    assert widths[0].max() < 1e-9
    assert widths[1][0] < 1e-9 and widths[1][1:].min() > 0.7
    assert widths[2].min() > 0.05 and widths[2].argmax() == 1


def test_a_corner_with_all_the_weight_is_settled_among_many_words():
    """A word that has all the weight is settled among a hundred words in two columns if its value
    is a corner of them, and is not if its value lies among the others.
    """
    angles = np.linspace(0, 2 * np.pi, 99, endpoint=False)
    values = np.vstack([np.column_stack([np.cos(angles), np.sin(angles)]), [0, 0]])
    assert is_only_weighting(values, np.eye(100)[7])
    assert not is_only_weighting(values, np.eye(100)[99])
