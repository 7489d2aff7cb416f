"""Claims of the answers on rows, columns, masks and code."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import softmax
from snippets.axes import HIDDEN, SCORES, VALUES, WEIGHTS, masked


def test_each_row_sums_to_one_and_the_columns_do_not():
    """Each row of the table, who asks, sums to one; the column of "cat" sums to one and three
    quarters, and columns of random tables to anything; the output of "black" in column 1 is 0.25 *
    4 + 0.5 * 0 + 0.25 * 8 = 3.
    """
    assert WEIGHTS.sum(axis=1).tolist() == [1, 1, 1]
    assert WEIGHTS.sum(axis=0).tolist() == [0.5, 1.75, 0.75]
    rng = np.random.default_rng(0)
    weights = softmax(rng.normal(size=(50, 3, 3)))
    assert_allclose(weights.sum(axis=-1), 1)
    assert (np.abs(weights.sum(axis=-2) - 1) > 0.01).mean() > 0.9
    assert (WEIGHTS @ VALUES)[0, 0] == 0.25 * 4 + 0.5 * 0 + 0.25 * 8 == 3


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 5))
def test_the_transposed_table_gives_the_same_outputs(seed, n, d):
    """Kept the other way round, asked by asks, the softmax goes over the first axis, and the
    transposed table times the values gives the same outputs.
    """
    rng = np.random.default_rng(seed)
    scores, values = rng.normal(size=(n, n)), rng.normal(size=(n, d))
    turned = np.exp(scores.T) / np.exp(scores.T).sum(axis=0)
    assert_allclose(turned.T @ values, softmax(scores) @ values, atol=1e-12)


def test_a_column_can_sum_to_anything():
    """A word that all ask fully has a column that sums to the number of words, and one that nobody
    asks one that sums to zero.
    """
    all_ask_one = softmax(np.array([[50.0, 0, 0]] * 3))
    assert_allclose(all_ask_one.sum(axis=0), [3, 0, 0], atol=1e-12)


def test_a_masked_column_is_zero_and_every_row_sums_to_one():
    """With minus infinity in the scores of a column, the column is exactly zero after the softmax,
    every row sums to one, and the other weights keep their proportions; the hidden word's row is
    there, too.
    """
    weights, free = masked(), softmax(SCORES)
    assert (weights[:, HIDDEN] == 0).all()
    assert_allclose(weights.sum(axis=1), 1)
    assert_allclose(weights[:, 0] / weights[:, 1], free[:, 0] / free[:, 1])
    assert (weights[HIDDEN, :HIDDEN] > 0).all()


def test_one_weight_is_used_in_every_column():
    """The output of "black" is a quarter of (4, 0), a half of (0, 8) and a quarter of (8, 4): (3,
    5), the weights of three words used in both columns.
    """
    parts = [weight * value for weight, value in zip(WEIGHTS[0], VALUES)]
    assert sum(parts).tolist() == [3, 5] == (WEIGHTS @ VALUES)[0].tolist()
    for column in range(VALUES.shape[1]):
        assert sum(w * v[column] for w, v in zip(WEIGHTS[0], VALUES)) == (3, 5)[column]
