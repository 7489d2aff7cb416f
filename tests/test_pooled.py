"""Claims of the answers on averages of vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import softmax
from snippets.intervals import is_only_weighting
from snippets.pooled import ASKED, EQUAL, VECTORS, mean_pooled, summed_over_root

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(1, 9))
def test_attention_is_an_average_with_weights_of_its_own_for_each_word(seed, n):
    """Weights of a row are positive and sum to one, so the output is an average: it lies between
    the smallest and the largest value of each column, and no further mean is needed. With the three
    vectors the mean is (5, 5), the row of "black" has (5.75, 5.25) and that of "mat" (3.5, 4.5).
    """
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(size=(n, 3)), softmax(rng.normal(size=(n, n)))
    outputs = weights @ values
    assert (outputs <= values.max(axis=0) + 1e-12).all()
    assert (outputs >= values.min(axis=0) - 1e-12).all()
    assert_allclose(EQUAL @ VECTORS, [5, 5])
    assert_allclose([w @ VECTORS for w in ASKED.values()], [[5.75, 5.25], [3.5, 4.5]])


@given(seeds, st.integers(2, 7))
def test_a_sum_does_not_know_the_order_and_a_row_of_all_does(seed, n):
    """Summed, averaged or weighted by their contents, words in another order give the same result,
    such as (2, 8) + (8, 6) = (10, 14); put side by side they do not.
    """
    assert (VECTORS[0] + VECTORS[1]).tolist() == [10, 14]
    rng = np.random.default_rng(seed)
    words, order = rng.normal(size=(n, 4)), rng.permutation(n)
    query = rng.normal(size=4)
    for pooled in (np.sum, np.mean):
        assert_allclose(pooled(words[order], axis=0), pooled(words, axis=0), atol=1e-12)
    one, other = (softmax(rows @ query) @ rows for rows in (words, words[order]))
    assert_allclose(one, other, atol=1e-12)
    if (order != np.arange(n)).any():
        assert np.abs(words[order].ravel() - words.ravel()).max() > 1e-9


def test_a_mean_of_words_can_be_taken_apart_when_the_words_are_few():
    """With three words in two columns the mean (5, 5) has one weighting, a third each; in one
    column, or with a fourth word, it has many.
    """
    assert is_only_weighting(VECTORS, EQUAL)
    assert not is_only_weighting(VECTORS[:, :1], EQUAL)
    assert not is_only_weighting(np.vstack([VECTORS, [4, 4]]), np.ones(4) / 4)


@given(seeds, st.integers(1, 6), st.integers(0, 6))
def test_padding_must_not_count(seed, n, empty):
    """The mean over the words is the same with any number of lines of padding behind them, whatever
    stands there; with two lines of zeros the mean over all lines of the three words is (3, 3)
    instead of (5, 5).
    """
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n + empty, 3))
    assert_allclose(mean_pooled(rows, np.arange(n + empty) < n), rows[:n].mean(axis=0))
    padded = np.vstack([VECTORS, np.zeros((2, 2))])
    assert mean_pooled(padded, [1, 1, 1, 0, 0]).tolist() == [5, 5]
    assert padded.mean(axis=0).tolist() == [3, 3]
    with pytest.raises(ValueError, match="real must mark at least one row as a word"):
        mean_pooled(padded, [0] * 5)


@given(seeds, st.integers(2, 5))
def test_a_mean_forgets_how_many_words_there_were(seed, times):
    """A text repeated any number of times has the same mean; its sum over the root of the number of
    words grows with the root of the repetitions.
    """
    words = np.random.default_rng(seed).normal(size=(4, 3))
    repeated = np.tile(words, (times, 1))
    assert_allclose(repeated.mean(axis=0), words.mean(axis=0), atol=1e-12)
    assert_allclose(summed_over_root(repeated), np.sqrt(times) * summed_over_root(words))


def test_added_positions_do_not_order_a_plain_sum_and_weights_by_place_do():
    """With positions (1, 0) and (0, 1) added, the sum of (2, 8) and (8, 6) is (11, 15) in either
    order. With nine tenths for the first word and one tenth for the second it is (2.6, 7.8) in the
    one and (7.4, 6.2) in the other.
    """
    words, positions = VECTORS[:2], np.eye(2)
    for order in (words, words[::-1]):
        assert (order + positions).sum(axis=0).tolist() == [11, 15]
    weights = np.array([0.9, 0.1])
    assert_allclose([weights @ words, weights @ words[::-1]], [[2.6, 7.8], [7.4, 6.2]])
