"""Claims of the answers on a second vector that is added to a word."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.added import (
    NOUNS,
    PLACES,
    SIZES,
    WORDS,
    appended,
    fitting,
    four_terms,
    looked_up,
    read_back,
    sines,
)

seeds = st.integers(0, 2**32 - 1)


def test_three_columns_leave_one_word_and_one_position():
    """The sum (5, 1, 1) fits three pairs of word and position in column 1, which is 5 = 3 + 2 = 1 +
    4 = 4 + 1, two in columns 1 and 2, and only "cat" at position 1 in all three: (3, 1, 0) + (2, 0,
    1); "mat" at 3 would give 3 there.
    """
    assert [int(fitting(columns).sum()) for columns in (1, 2, 3)] == [3, 2, 1]
    assert fitting(3)[0, 0] and NOUNS[0] == "cat"
    pairs = list(product(range(3), range(3)))
    one = [(i, j) for i, j in pairs if WORDS[i][0] + PLACES[j][0] == 5]
    assert one == [(0, 0), (1, 1), (2, 2)]
    assert [(i, j) for i, j in one if WORDS[i][1] + PLACES[j][1] == 1] == [(0, 0), (2, 2)]
    assert WORDS[2][2] + PLACES[2][2] == 3 and (WORDS[0] + PLACES[0]).tolist() == [5, 1, 1]
    with pytest.raises(ValueError, match="columns must be a whole number from 1 to 3, not 4"):
        fitting(4)


@given(seeds)
def test_one_table_for_two_coordinates_mixes_them_up(seed):
    """With one table for x and y, row 2 + row 3 is row 3 + row 2, whatever the table; with a table
    for each the two sums differ.
    """
    one, other = np.random.default_rng(seed).normal(size=(2, 5, 16))
    assert_allclose(one[2] + one[3], one[3] + one[2])
    assert np.abs((one[2] + other[3]) - (one[3] + other[2])).max() > 1e-3


def test_word_and_position_are_read_from_their_sum_in_64_columns():
    """Of 1000 random words and 100 random positions of length one, dot products name both in every
    one of 400 sums in 64 columns, the word in about half of them in 16 columns, and in hardly any
    in four.
    """
    shares = dict(zip(SIZES, read_back()))
    assert (shares[64] == 1).all() and 0.4 < shares[16][0] < 0.6 and shares[4][0] < 0.02
    rng = np.random.default_rng(5)
    words = rng.normal(size=(1000, 64)) / 8
    places = rng.normal(size=(100, 64)) / 8
    words /= np.linalg.norm(words, axis=1)[:, None]
    places /= np.linalg.norm(places, axis=1)[:, None]
    right = [
        ((words @ (words[i] + places[j])).argmax(), (places @ (words[i] + places[j])).argmax())
        == (i, j)
        for i, j in zip(rng.integers(1000, size=100), rng.integers(100, size=100))
    ]
    assert np.mean(right) > 0.97


@given(st.lists(st.integers(-9, 9), min_size=1), st.lists(st.integers(-9, 9), min_size=1))
def test_appending_is_adding_with_zeros(word, place):
    """A word (3, 1, 0) and a position (2, 1) side by side are (3, 1, 0, 0, 0) + (0, 0, 0, 2, 1),
    and so for every word and position: 512 columns and 64 more are a sum of 576.
    """
    one, other, total = appended(word, place)
    assert total.tolist() == [*word, *place]
    assert_allclose(one + other, total)
    assert appended([3, 1, 0], [2, 1])[0].tolist() == [3, 1, 0, 0, 0]
    assert len(appended(np.ones(512), np.ones(64))[2]) == 576


@given(seeds, st.integers(1, 6))
def test_adding_looked_up_rows_is_one_matrix_on_all_one_hots(seed, width):
    """Token (3, 1, 0), segment (0, 2, 5) and position (1, 1, 0), looked up and added, are (4, 4,
    5); the one-hots side by side times the tables upon one another are the same, for all tables.
    """
    rng = np.random.default_rng(seed)
    tables = [rng.normal(size=(n, width)) for n in (7, 2, 9)]
    ids = [int(rng.integers(len(table))) for table in tables]
    added, product_ = looked_up(tables, ids)
    assert_allclose(added, product_, atol=1e-12)
    assert_allclose(added, sum(table[row] for table, row in zip(tables, ids)))
    shown = [
        np.array([[9, 9, 9], [3, 1, 0], [9, 9, 9]]),
        np.array([[0, 2, 5], [9, 9, 9]]),
        np.array([[9, 9, 9], [9, 9, 9], [1, 1, 0]]),
    ]
    assert looked_up(shown, (1, 0, 2))[1].tolist() == [4, 4, 5]
    assert sum(map(len, shown)) == 8


def test_the_same_number_in_each_column_is_one_direction_and_sines_are_eight():
    """Forty positions that carry the same number in all eight columns fill one direction; eight
    sines and cosines fill eight, and no two positions are alike.
    """
    same = np.repeat(np.arange(40.0)[:, None], 8, axis=1)
    assert np.linalg.matrix_rank(same) == 1 and np.linalg.matrix_rank(sines(40, 8)) == 8
    apart = np.linalg.norm(sines(40, 8)[:, None] - sines(40, 8), axis=-1)
    assert apart[~np.eye(40, dtype=bool)].min() > 0.05
    assert_allclose(sines(3, 2), [[0, 1], [np.sin(1), np.cos(1)], [np.sin(2), np.cos(2)]])


@given(seeds)
def test_the_order_of_the_columns_changes_no_dot_product(seed):
    """Exchange the columns of all vectors, and the rows of the next matrix with them: every dot
    product stays what it was.
    """
    rng = np.random.default_rng(seed)
    rows, matrix, order = rng.normal(size=(9, 8)), rng.normal(size=(8, 5)), rng.permutation(8)
    assert_allclose(rows[:, order] @ matrix[order], rows @ matrix, atol=1e-12)


@pytest.mark.parametrize("d", [2, 8, 64, 512])
def test_a_position_of_sines_has_the_length_of_the_root_of_half_the_columns(d):
    """Each pair of sine and cosine has length one, so a position of d columns has the length of the
    root of d / 2, whatever the position.
    """
    assert_allclose(np.linalg.norm(sines(50, d), axis=1), np.sqrt(d / 2))


def test_the_longer_summand_hides_the_shorter():
    """In 64 columns, with 1000 random words and 100 random positions, the position is read from
    every sum when word and position are equally long, and in fewer than a fifth when the word is
    eight times as long; the word in all of them.
    """
    at = SIZES.index(64)
    places = [read_back(scale)[at, 1] for scale in (1.0, 2.0, 4.0, 8.0)]
    assert places[0] == 1 and places == sorted(places, reverse=True) and places[-1] < 0.2
    assert read_back(8.0)[at, 0] == 1


@given(seeds)
def test_the_score_of_two_sums_is_four_scores_added_up(seed):
    """The score of word + position with word + position is the sum of four: word with word, word
    with position, position with word, position with position; in the table 4 + 0 + 0 + 2 = 6.
    """
    x, p, y, q = np.random.default_rng(seed).normal(size=(4, 6))
    matrix = np.random.default_rng(seed + 1).normal(size=(6, 6))
    assert_allclose(four_terms(x, p, y, q, matrix).sum(), (x + p) @ matrix @ (y + q))
    joins = np.diag([1.0, 1, 0, 0])
    joins[2, 3] = 2
    word, here, there = [2, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]
    parts = four_terms(*map(np.array, (word, here, word, there)), joins)
    assert parts.tolist() == [4, 0, 0, 2]


def test_in_four_columns_a_search_still_finds_word_and_position():
    """In four columns dot products with each word fail, but of all 100,000 sums of 1000 random
    words and 100 random positions only one fits a given sum: the search finds it in 40 of 40.
    """
    rng = np.random.default_rng(0)
    words, positions = (
        rows / np.linalg.norm(rows, axis=1, keepdims=True)
        for rows in (rng.normal(size=(1000, 4)), rng.normal(size=(100, 4)))
    )
    sums = words[:, None] + positions
    for word, position in zip(rng.integers(1000, size=40), rng.integers(100, size=40)):
        off = np.abs(sums - (words[word] + positions[position])).max(axis=2)
        assert np.unravel_index(off.argmin(), off.shape) == (word, position)
        assert (off < 1e-9).sum() == 1
