"""Claims of the answers on equal, computed and unwanted weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import attention, softmax
from snippets.learned import DENSE, SPREADS, TEXTS, UNWANTED, asked, spaced, with_nothing
from snippets.recordings import load

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(2, 30))
def test_weights_are_equal_when_scores_are_and_differ_as_these_differ(seed, n):
    """Equal scores, whatever their size, give one over n to each of n words, and the weights of a
    row say how far its scores are apart: the largest is e to the spread times the smallest, at a
    spread of three about twenty times.
    """
    rng = np.random.default_rng(seed)
    assert_allclose(softmax(np.full(n, rng.normal() * 100)), 1 / n)
    scores = rng.normal(size=n)
    weights = softmax(scores)
    assert_allclose(weights.max() / weights.min(), np.exp(np.ptp(scores)))
    for spread in SPREADS:
        assert_allclose(spaced(spread)[-1] / spaced(spread)[0], np.exp(spread))
    assert spaced(0.01).max() / spaced(0.01).min() < 1.011


@given(seeds, st.integers(2, 8))
def test_zero_queries_equal_keys_or_one_text_of_one_word_make_equal_weights(seed, n):
    """A query of zeros, keys that are all the same, and matrices that are nearly zero give equal
    weights, whatever the other numbers are; rows without positions that are all one word do, too.
    """
    rng = np.random.default_rng(seed)
    queries, keys, values = rng.normal(size=(3, n, 4))
    same = np.repeat(keys[:1], n, axis=0)
    tiny = (1e-4 * queries, 1e-4 * keys, values)
    for case in ((0 * queries, keys, values), (queries, same, values), tiny):
        assert_allclose(attention(*case)[1], 1 / n, atol=1e-6)


def test_a_softmax_over_an_axis_of_one_gives_ones():
    """Softmax over an axis that holds one number gives 1 for every word, whatever the scores."""
    scores = np.random.default_rng(0).normal(size=(5, 1))
    assert (softmax(scores) == 1).all()


def test_a_dense_layer_keeps_its_weights_and_attention_computes_them():
    """The dense layer's weights are the same for every text. Attention gives "cat" two thirds
    in "black cat mat", and in "cat cat mat" less to each of the two, which are equal; it takes a
    text of any length, and words in another order have their weights in that order.
    """
    first, second = (asked(text) for text in TEXTS)
    assert DENSE.sum() == pytest.approx(1)
    assert np.abs(first - second).max() > 0.1
    assert second[0] == second[1] < first[1]
    assert_allclose(softmax(TEXTS["black cat mat"][[2, 0, 1]] @ [0, 0.5]), first[[2, 0, 1]])
    assert len(softmax(np.vstack([*TEXTS.values()]) @ [0, 0.5])) == 6
    with pytest.raises(ValueError):
        DENSE @ np.vstack([*TEXTS.values()])


@given(seeds, st.integers(1, 6))
def test_with_one_product_of_the_inputs_attention_is_no_linear_layer(seed, n):
    """Twice the input gives twice the output of a dense layer, and not of attention."""
    rows = np.random.default_rng(seed).normal(size=(n + 1, 3))
    dense = np.random.default_rng(seed + 1).normal(size=(n + 1, n + 1))
    assert_allclose(dense @ (2 * rows), 2 * (dense @ rows))
    once, twice = attention(rows, rows, rows)[0], attention(2 * rows, 2 * rows, 2 * rows)[0]
    assert np.abs(twice - 2 * once).max() > 1e-6


def test_softmax_cannot_give_nothing_and_a_token_of_zeros_can_take_it():
    """Three words with the score -5 have a third each. Beside a token of zeros with the score 0
    each has less than a hundredth, so that hardly anything comes out; the weights of the words then
    sum to less than one, and with large scores to nearly one.
    """
    assert_allclose(softmax(UNWANTED), 1 / 3)
    assert with_nothing(UNWANTED).max() < 0.01
    assert 0 < with_nothing(UNWANTED).sum() < 0.03
    assert with_nothing(np.array([9.0, 8.0, 7.0])).sum() > 0.999


def test_in_a_real_encoder_the_words_leave_much_weight_on_cls_and_sep():
    """In a real encoder the seven words give [CLS] and [SEP] together two fifths of their
    weight on average in layer 1, and more than two thirds in layer 5.
    """
    recording = load()
    assert recording.tokens[0] == "[CLS]" and recording.tokens[-1] == "[SEP]"
    shares = recording.weights[:, :, 1:-2][..., [0, -1]].sum(axis=-1).mean(axis=(1, 2))
    assert 0.4 < shares[0] < 0.42 and 2 / 3 < shares[4] < 0.71
