"""Claims of the answers on places and order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import attention
from snippets.placed import (
    HALVES,
    LOOKS,
    PAIR,
    PLACES,
    ROWS,
    SHUFFLED,
    attended,
    places_kept,
    sums_of_turned,
    turned,
)
from snippets.recordings import load_order

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(0, 50), st.integers(2, 7))
def test_turned_queries_and_keys_see_only_how_far_apart_they_are(seed, shift, n):
    """Queries and keys that are turned by a quarter for every place have the same dot products when
    the whole text moves by any number of places; so the weights are the same, and so are the
    outputs if the values are not turned.
    """
    rng = np.random.default_rng(seed)
    queries, keys, values = rng.normal(size=(3, n, 2))
    places = np.arange(n)
    here, there = (
        attention(turned(queries, p), turned(keys, p), values) for p in (places, places + shift)
    )
    for one, other in zip(here, there):
        assert_allclose(one, other, atol=1e-12)
    apart = turned(queries, places) @ turned(keys, places).T
    assert_allclose(apart[0, -1], queries[0] @ turned(keys[-1:], [n - 1])[0], atol=1e-12)


def test_a_sum_of_turned_values_changes_when_the_text_moves():
    """Half of (4, 0) and half of (0, 2) is (2, 1). With the values turned by a quarter for every
    place the sum is (0, 1) at places 1 and 2, and (-1, 0) one place later. Turned back by the place
    of the word that asks, the two are the same.
    """
    assert (HALVES @ PAIR).tolist() == [2, 1]
    assert sums_of_turned(1).tolist() == [0, 1] and sums_of_turned(2).tolist() == [-1, 0]
    assert turned(PAIR, [1, 2]).tolist() == [[0, 4], [0, -2]]
    back = [turned(sums_of_turned(first)[None], [-first])[0] for first in (1, 2, 7)]
    assert_allclose(back, back[:1] * 3)


def test_how_much_says_where():
    """With weights of four, three, two and one tenths and the same from right to left, a cat in one
    of four patches gives two outputs by which its patch is known: four tenths and one tenth in the
    first, one and four in the last. Half a cat gives half of each, and their ratio still tells the
    patch. Cats in patches 1 and 4 give both askers what cats in 2 and 3 give, and equal weights
    give a quarter wherever the cat is.
    """
    assert_allclose(LOOKS.sum(axis=1), 1)
    outputs = LOOKS @ np.eye(4)
    assert_allclose(outputs.T, [[0.4, 0.1], [0.3, 0.2], [0.2, 0.3], [0.1, 0.4]])
    ratios = outputs[0] / outputs[1]
    assert (np.diff(ratios) < -0.3).all()
    assert_allclose((0.5 * outputs[0]) / (0.5 * outputs[1]), ratios)
    assert_allclose(LOOKS @ [1, 0, 0, 1], LOOKS @ [0, 1, 1, 0])
    assert_allclose(np.full(4, 0.25) @ np.eye(4), 0.25)


def test_in_a_rotary_model_the_order_is_known_after_some_layers():
    """In the language model with rotary positions the order of two tokens is guessed before the
    first layer and read right in more than nine of ten later.
    """
    shares = load_order().rows[:, 0]
    assert abs(shares[0] - 0.5) < 0.02 and shares.max() > 0.9


@given(seeds, st.integers(1, 8))
def test_shuffled_words_have_their_rows_shuffled_in_the_same_way(seed, n):
    """Self-attention without positions and without a mask gives each word the same row in any
    order of the words, in whichever matrices; the mean of all rows, and the row of one fixed query,
    do not change at all.
    """
    rng = np.random.default_rng(seed)
    rows, order = rng.normal(size=(n, 4)), rng.permutation(n)
    matrices = rng.normal(size=(3, 4, 4))

    def layer(rows):
        return attention(*(rows @ matrix for matrix in matrices))[0]

    assert_allclose(layer(rows)[order], layer(rows[order]), atol=1e-9)
    assert_allclose(layer(rows).mean(axis=0), layer(rows[order]).mean(axis=0), atol=1e-9)
    query = rng.normal(size=4)
    assert_allclose(attended(rows, query), attended(rows[order], query), atol=1e-9)
    assert_allclose(attended(ROWS)[SHUFFLED], attended(ROWS[SHUFFLED]), atol=1e-12)


def test_a_mask_or_a_place_makes_the_order_matter():
    """Under a causal mask, or with a place added to each row, the shuffled words do not have the
    same rows shuffled.
    """
    mask = np.tri(3, dtype=bool)
    masked = [attention(r, r, r, mask)[0] for r in (ROWS, ROWS[SHUFFLED])]
    assert np.abs(masked[0][SHUFFLED] - masked[1]).max() > 0.1
    places = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    added = [attended(r + places) for r in (ROWS, ROWS[SHUFFLED])]
    assert np.abs(added[0][SHUFFLED] - added[1]).max() > 0.1


def test_a_place_added_once_is_carried_up_by_what_is_added():
    """A place that is added to each word once, before the first layer, is read right in more than
    99 percent after six layers of random attention that add to the rows; of rows that each layer
    replaces, in fewer than two thirds after one layer and by guessing after three.
    """
    added, replaced = places_kept(True), places_kept(False)
    assert added.shape == replaced.shape == (7,)
    assert added[0] == replaced[0] == 1 and added.min() > 0.99
    assert replaced[1] < 2 / 3 and np.abs(replaced[3:] - 1 / PLACES).max() < 0.03
