"""Claims of the answers on several heads."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import attention, softmax
from snippets.recordings import load
from snippets.several import (
    APART,
    HALVED,
    OUTPUTS,
    PIECES,
    reached,
    strongest_by_head,
    together,
    trained,
)

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(2, 6))
def test_two_heads_with_the_same_weights_are_one_wider_head(seed, n):
    """Two heads with the same queries and keys and different values give, side by side, what one
    head gives whose values are the two side by side; with different weights they do not.
    """
    rng = np.random.default_rng(seed)
    queries, other, keys, first, second = rng.normal(size=(5, n, 3))
    one, two = (attention(queries, keys, values)[0] for values in (first, second))
    wide = attention(queries, keys, np.hstack([first, second]))[0]
    assert_allclose(np.hstack([one, two]), wide, atol=1e-12)
    assert np.abs(attention(other, keys, second)[0] - two).max() > 1e-9


def test_the_heads_of_a_real_encoder_look_at_different_tokens():
    """In the 72 heads of the real encoder seven tokens or more lead the row of "black" in one head
    or another, "cat" among them.
    """
    recording = load()
    led = {
        recording.weights[layer, head, recording.row("black")].argmax()
        for layer in range(6)
        for head in range(12)
    }
    assert strongest_by_head() == (len(led), 72)
    assert len(led) >= 7 and recording.row("cat") in led


def test_heads_that_start_alike_stay_alike_and_a_thousandth_is_enough():
    """Two heads that start with the same numbers have the same slopes and stay the same through 600
    steps, with an error above 0.05. If each number differs by a thousandth, the heads go apart by
    more than 0.8 of their weight, and the error falls below 0.001.
    """
    alike, same = trained(0)
    errors, differences = trained(APART)
    assert len(alike) == len(errors) == 601 and same.max() < 1e-9 and alike[-1] > 0.05
    assert differences[0] < 0.001 and differences[-1] > 0.8 and errors[-1] < 0.001
    assert abs(errors[0] - alike[0]) < 0.001
    assert (np.diff(alike) < 0).all() and (np.diff(errors) < 1e-6).all()  # a calm descent


def test_cutting_after_the_matrix_keeps_every_column_in_every_head():
    """With a full matrix before the cut each of 8 columns reaches both heads; with the cut first
    each column reaches one head.
    """
    assert reached(narrow=False).all() and reached(narrow=False).shape == (2, 8)
    assert (reached(narrow=True).sum(axis=0) == 1).all()
    assert reached(narrow=True)[0].tolist() == [True] * 4 + [False] * 4


@given(seeds)
def test_two_matrices_in_a_row_are_one_matrix(seed):
    """A word times one matrix and then times another is the word times their product."""
    rng = np.random.default_rng(seed)
    word, first, second = rng.normal(size=8), rng.normal(size=(8, 8)), rng.normal(size=(8, 4))
    assert_allclose((word @ first) @ second, word @ (first @ second), atol=1e-9)


@given(seeds)
def test_an_equal_vote_is_one_choice_of_the_output_matrix(seed):
    """Head 1 writes (1, 4, 1) and head 2 writes (0, 3, -3); side by side times W_O is their sum
    (1, 7, -2). The mean of the heads, (2, 1) here, is what pieces of one half each give, and a
    plain sum is what equal pieces give; other pieces give other results.
    """
    assert together(OUTPUTS, PIECES).tolist() == [1, 7, -2]
    written = [output @ piece for output, piece in zip(OUTPUTS, PIECES)]
    assert [row.tolist() for row in written] == [[1, 4, 1], [0, 3, -3]]
    assert together(OUTPUTS, HALVED).tolist() == OUTPUTS.mean(axis=0).tolist() == [2, 1]
    rng = np.random.default_rng(seed)
    outputs, piece = rng.normal(size=(3, 4)), rng.normal(size=(4, 5))
    assert_allclose(together(outputs, [piece] * 3), outputs.sum(axis=0) @ piece, atol=1e-9)
    assert_allclose(together(outputs[::-1], [piece] * 3), together(outputs, [piece] * 3), atol=1e-9)


@given(seeds, st.integers(2, 6))
def test_the_mean_of_two_averages_is_an_average(seed, n):
    """Two heads that share their values, added with equal pieces, are one head with the mean of the
    two weightings: nobody can tell which head gave what.
    """
    rng = np.random.default_rng(seed)
    values, (one, two) = rng.normal(size=(n, 3)), softmax(rng.normal(size=(2, n)))
    assert_allclose((one @ values + two @ values) / 2, (one + two) / 2 @ values, atol=1e-12)


def test_two_heads_with_values_of_their_own_come_back_from_a_plain_sum():
    """Two heads whose value matrices write in different directions are told apart in their plain
    sum: with four words in six columns all weights of both heads come back, and exchanging the two
    heads' weights changes the sum. With the same values it does not.
    """
    rng = np.random.default_rng(0)
    (one, two), values = softmax(rng.normal(size=(2, 4))), rng.normal(size=(2, 4, 6))
    total = one @ values[0] + two @ values[1]
    equations = np.vstack([np.hstack([*values.swapaxes(1, 2)]), np.kron(np.eye(2), np.ones(4))])
    solved = np.linalg.lstsq(equations, np.append(total, [1, 1]), rcond=None)[0]
    assert np.linalg.matrix_rank(equations) == 8
    assert_allclose(solved, [*one, *two], atol=1e-9)
    assert np.abs(two @ values[0] + one @ values[1] - total).max() > 0.1
    assert_allclose(two @ values[0] + one @ values[0], one @ values[0] + two @ values[0])
