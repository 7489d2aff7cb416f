"""Claims of the answers on queries, keys and values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.attention import attention
from snippets.handed import ROWS, VALUE, WORDS, answered, handed_over

seeds = st.integers(0, 2**32 - 1)


def test_the_weights_say_how_much_and_the_values_what():
    """The question for a noun gives "cat" a half, "mat" a half and "sat" nothing to speak of; the
    output is the sum of a half of (6, 0) and a half of (0, 6), (3, 3). Other values with the same
    weights give another output.
    """
    values = ROWS @ VALUE
    output, weights = answered(values)
    assert WORDS == ("cat", "mat", "sat") and values.tolist()[:2] == [[6, 0], [0, 6]]
    assert_allclose(weights, [[0.5, 0.5, 0]], atol=1e-4)
    assert_allclose(output, [[3, 3]], atol=1e-3)
    other, same = answered(values[:, ::-1] * [1, 2])
    assert_allclose(same, weights)
    assert np.abs(other - output).max() > 1


def test_keys_handed_over_do_not_say_which_noun_was_found():
    """The question for a noun gets (6, 0) from "cat sat" and (0, 6) from "mat sat" when values are
    handed over, and twice the same, (4, 0), when keys are: all nouns have the same key.
    """
    values, keys = handed_over()
    assert_allclose(values, [[6, 0], [0, 6]], atol=1e-2)
    assert_allclose(keys[0], keys[1])
    assert_allclose(keys[0], [4, 0], atol=1e-2)


@given(seeds, st.integers(2, 6), st.integers(2, 6))
def test_three_matrices_make_queries_keys_and_values_of_one_input(seed, n, width):
    """attention(x, x, x) with three matrices inside is attention(x W_Q, x W_K, x W_V): one input,
    three products. Multiplying twice, (x W) W_i, is multiplying once with W W_i.
    """
    rng = np.random.default_rng(seed)
    x, w_q, w_k, w_v = (rng.normal(size=shape) for shape in ((n, width), *3 * [(width, 3)]))

    def heads(query, key, value):
        return attention(query @ w_q, key @ w_k, value @ w_v)[0]

    assert_allclose(heads(x, x, x), attention(x @ w_q, x @ w_k, x @ w_v)[0])
    inner = rng.normal(size=(3, 2))
    assert_allclose((x @ w_q) @ inner, x @ (w_q @ inner), atol=1e-12)


@given(seeds, st.integers(2, 6))
def test_the_value_matrix_can_be_moved_behind_the_sum(seed, n):
    """Weights times (x W_V), then W_O, is weights times x, then W_V W_O: the sum mixes rows, the
    matrices mix columns. So with an output matrix, a single head needs no value matrix of its own.
    """
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(n), size=n)
    x, w_v, w_o = rng.normal(size=(n, 8)), rng.normal(size=(8, 3)), rng.normal(size=(3, 8))
    assert_allclose(weights @ (x @ w_v) @ w_o, (weights @ x) @ (w_v @ w_o), atol=1e-12)
    assert np.linalg.matrix_rank(w_v @ w_o) == 3
