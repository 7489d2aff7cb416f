"""The claims of the chapter "Several relations, several sums"."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.heads import GAVE, PEOPLE, SWAPPED, added_up, cost, one_head, side_by_side, two_heads
from snippets.recordings import load
from snippets.recovery import affinely_independent

seeds = st.integers(0, 2**32 - 1)


def test_one_head_with_equal_weights_cannot_tell_giver_from_receiver():
    """A head that gives giver and receiver the same weight makes the same row for both sentences,
    although its weights are readable.
    """
    assert_allclose(one_head(GAVE), one_head(SWAPPED))
    assert affinely_independent(np.array([PEOPLE[word] for word in GAVE]))
    assert np.abs(one_head(GAVE, (0.5, 0.2, 0.3)) - one_head(SWAPPED, (0.5, 0.2, 0.3))).max() > 0.1


def test_two_heads_tell_giver_from_receiver():
    """Two heads, one for each role, make different rows for the two sentences: the halves change
    places.
    """
    gave, swapped = two_heads(GAVE), two_heads(SWAPPED)
    assert np.abs(gave - swapped).max() > 1
    assert_allclose(gave, np.roll(swapped, 3))


@given(seeds, st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(1, 8))
def test_heads_side_by_side_times_the_matrix_are_heads_added(seed, heads, m, size, width):
    """Heads put side by side and multiplied with W_O are the heads, each multiplied with its own
    part of W_O, added up.
    """
    rng = np.random.default_rng(seed)
    outputs, matrix = rng.normal(size=(heads, m, size)), rng.normal(size=(heads * size, width))
    assert_allclose(side_by_side(outputs, matrix), added_up(outputs, matrix), atol=1e-12)


def test_most_heads_treat_the_two_directions_differently():
    """In most heads what “black” gives to “cat” and what “cat” gives to “black” differ by more than
    a factor of two.
    """
    recording = load()
    black, cat = recording.row("black"), recording.row("cat")
    there, back = recording.weights[:, :, black, cat], recording.weights[:, :, cat, black]
    assert (np.abs(np.log2(there / back)) > 1).mean() > 0.6
    weights, _, _ = recording.head(1, 3)
    assert weights[cat, black] > 0.999 and weights[black, cat] < 1e-4


@given(st.integers(1, 10**6), st.integers(1, 512), st.integers(1, 4096))
def test_a_sum_has_one_size_for_every_length(n, size, width):
    """The row of a sum and the matrix after it do not grow with the sentence; side by side both
    grow in proportion to it.
    """
    paid = cost(n, size, width)
    assert (
        paid["sum_numbers"] == cost(1, size, width)["sum_numbers"]
        and paid["sum_parameters"] == cost(1, size, width)["sum_parameters"]
    )
    assert (
        paid["concatenation_numbers"] == n * paid["sum_numbers"]
        and paid["concatenation_parameters"] == n * paid["sum_parameters"]
    )
    assert paid["concatenation_products"] >= paid["sum_products"]
