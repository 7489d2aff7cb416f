"""Claims of the answers on [CLS], the last token, and the residual."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import softmax
from snippets.gathering import cls_of_two_sentences, cosine, of_cls, still_itself
from snippets.recordings import load, load_language, load_stream

seeds = st.integers(0, 2**32 - 1)


def test_cls_is_a_row_that_asks_like_every_other():
    """The row of [CLS] in each head is a weighted average with weights of its own, neither equal
    ones nor a maximum: in layers 2 to 5 it gives itself more than nine tenths, in layer 6 less than
    a third, and more than half to the seven words.
    """
    shares = of_cls()
    assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert (shares[1:5, 0] > 0.9).all() and shares[5, 0] < 1 / 3 and shares[5, 1] > 0.5
    recording = load()
    for layer, head in np.ndindex(6, 12):
        weights, values, outputs = recording.head(layer + 1, head + 1)
        assert_allclose(weights[0] @ values, outputs[0], atol=1e-5)
        assert np.abs(outputs[0] - values.mean(axis=0)).max() > 0.01
        assert np.abs(outputs[0] - values.max(axis=0)).max() > 0.01


def test_cls_begins_as_one_row_and_ends_as_two():
    """[CLS] begins every sentence as the same row and ends two different sentences as rows whose
    cosine is less than one half.
    """
    assert cls_of_two_sentences() < 0.5
    assert cosine(load().hidden[0], load().hidden[0]) == pytest.approx(1, abs=1e-6)
    with pytest.raises(ValueError, match="one and other must have a length"):
        cosine([0, 0], [1, 0])


def test_only_the_last_row_of_a_language_model_has_asked_every_token():
    """Under a causal mask row i has positive weights on the first i tokens and none on later ones:
    only the last row is a sum over all.
    """
    weights = load_language().weights
    n = weights.shape[-1]
    for row in range(n):
        assert (weights[:, :, row, row + 1 :] == 0).all()
    assert (weights[:, :, -1] > 0).all() and n == 7


@given(seeds, st.integers(1, 6), st.integers(1, 6))
def test_one_linear_layer_on_two_vectors_side_by_side_is_two_layers_added(seed, d, out):
    """Context vector and decoder state side by side, times one matrix, is each times its own part
    of the matrix, added up.
    """
    rng = np.random.default_rng(seed)
    context, state, matrix = rng.normal(size=d), rng.normal(size=d), rng.normal(size=(2 * d, out))
    assert_allclose(
        np.concatenate([context, state]) @ matrix,
        context @ matrix[:d] + state @ matrix[d:],
        atol=1e-12,
    )


def test_most_rows_stay_most_alike_to_their_own_first_row():
    """After three layers all ten rows of the sentence are more alike to their own first row than to
    that of any other token, after six layers eight of ten.
    """
    right = (still_itself().argmax(axis=2) == np.arange(10)).sum(axis=1)
    assert right[:3].tolist() == [10, 10, 10] and right[5] == 8
    stream = load_stream()
    assert_allclose(
        still_itself()[0, 2, 2], cosine(stream.inputs[1, 2], stream.inputs[0, 2]), rtol=1e-5
    )


@given(seeds, st.integers(2, 6))
def test_adding_the_row_is_giving_every_word_weight_on_itself(seed, n):
    """x + A x is (A + 1) x with the identity 1: each row gets one more of itself than attention
    alone gives it. With equal weights all rows of A x are the same, and those of x + A x are not.
    """
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(n, 4)), softmax(rng.normal(size=(n, n)))
    assert_allclose(x + weights @ x, (weights + np.eye(n)) @ x, atol=1e-12)
    equal = np.full((n, n), 1 / n)
    assert np.ptp(equal @ x, axis=0).max() < 1e-12
    assert_allclose((x + equal @ x) - (x + equal @ x)[0], x - x[0], atol=1e-12)
