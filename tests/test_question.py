"""The claims of the chapter "Where could the score get lost?"."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import attention, softmax
from snippets.examples import HEAD, LAYER, VALUES, WEIGHTS
from snippets.recordings import load


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_the_weights_of_a_row_sum_to_one(scores):
    """The softmax of a row of seven scores gives seven weights that are positive and sum to one, so
    a word's high weight is taken from the others.
    """
    weights = softmax(scores)
    assert (weights > 0).all()
    assert_allclose(weights.sum(), 1)
    if len(scores) > 1:
        higher = softmax([scores[0] + 1, *scores[1:]])
        assert higher[0] >= weights[0] and (higher[1:] <= weights[1:]).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_scores_are_divided_by_the_root_of_the_number_of_columns_of_a_key(seed, columns):
    """A score is the product of a query and a key divided by the square root of the number of
    columns of a key, however long the key is.
    """
    rng = np.random.default_rng(seed)
    query, keys = rng.normal(size=columns), rng.normal(size=(4, columns))
    _, weights = attention(query[None], keys, np.eye(4))
    for one in range(4):
        for other in range(4):
            apart = sum(query[c] * (keys[one, c] - keys[other, c]) for c in range(columns))
            assert_allclose(
                np.log(weights[0, one] / weights[0, other]), apart / columns**0.5, atol=1e-9
            )


def test_black_to_cat_and_cat_to_black_are_two_numbers():
    """How much “black” attends to “cat” and how much “cat” attends to “black” are two different
    numbers.
    """
    recording = load()
    weights, _, _ = recording.head(LAYER, HEAD)
    black, cat = recording.row("black"), recording.row("cat")
    assert weights[black, cat] > 10 * weights[cat, black]


@given(st.integers(0, 2**32 - 1))
def test_one_weight_multiplies_every_column_of_its_word(seed):
    """Giving a word's value one more in some column changes the output in that column by the word's
    weight, the same in each column.
    """
    rng = np.random.default_rng(seed)
    queries, keys, values = (
        rng.normal(size=(1, 4)),
        rng.normal(size=(7, 4)),
        rng.normal(size=(7, 6)),
    )
    output, weights = attention(queries, keys, values)
    for word in range(7):
        for column in range(6):
            more = values.copy()
            more[word, column] += 1
            change = attention(queries, keys, more)[0] - output
            assert_allclose(change[0], weights[0, word] * np.eye(6)[column], atol=1e-12)


def test_row_2_column_1_is_a_plain_sum_of_seven_parts():
    """Row 2, column 1 of the output is the sum of seven parts, each a weight times a value."""
    total = 0.0
    for weight, value in zip(WEIGHTS, VALUES):
        total += weight * value[0]
    scores = np.log(WEIGHTS)  # queries and keys that lead to these very weights
    output, weights = attention([[2.0, 0, 0, 0]], np.outer(scores, [1.0, 0, 0, 0]), VALUES)
    assert_allclose(weights[0], WEIGHTS)
    assert_allclose(output[0, 0], total)
    assert (
        (WEIGHTS[2] == WEIGHTS.max())
        and VALUES[2, 0] < VALUES[6, 0]
        and WEIGHTS[2] * VALUES[2, 0] > WEIGHTS[6] * VALUES[6, 0]
    )
