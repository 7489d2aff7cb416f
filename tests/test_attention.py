"""Scaled dot-product attention, against its definition in plain loops, the course's own numbers,
two other implementations (attention_cases.py), and what must not matter.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from snippets.attention import attention, softmax
from snippets.examples import COURSE_KEYS as KEYS
from snippets.examples import COURSE_QUERIES as QUERIES
from snippets.examples import COURSE_VALUES as VALUES
from snippets.examples import COURSE_WEIGHTS as EXPECTED_FIRST_WEIGHTS

with np.load(Path(__file__).with_name("attention_cases.npz"), allow_pickle=False) as stored:
    PROVENANCE = json.loads(stored["provenance"].item())
    PARTS = {part: array for part, array in stored.items() if "." in part}
CASES = sorted({part.split(".")[0] for part in PARTS})

sizes = st.integers(1, 6)
moderate = st.floats(-10, 10, width=32)


@st.composite
def triples(draw):
    m, n, d_k, d_v = (draw(sizes) for _ in range(4))
    return tuple(
        draw(arrays(np.float64, shape, elements=moderate))
        for shape in [(m, d_k), (n, d_k), (n, d_v)]
    )


def attention_in_loops(queries, keys, values, mask=None):
    output, weights = [], []
    for i, query in enumerate(queries):
        scores = [sum(q * k for q, k in zip(query, key)) / math.sqrt(len(key)) for key in keys]
        grown = [math.exp(s) if mask is None or mask[i][j] else 0.0 for j, s in enumerate(scores)]
        weights.append([g / sum(grown) for g in grown])
        output.append(
            [
                sum(w * value[c] for w, value in zip(weights[-1], values))
                for c in range(len(values[0]))
            ]
        )
    return np.array(output), np.array(weights)


@given(triples())
def test_attention_is_its_definition_in_loops(triple):
    for mine, reference in zip(attention(*triple), attention_in_loops(*triple)):
        assert_allclose(mine, reference, rtol=1e-9, atol=1e-12)


@given(triples(), st.randoms(use_true_random=False))
def test_masked_attention_is_its_definition_in_loops(triple, random):
    m, n = len(triple[0]), len(triple[1])
    mask = np.array([[random.random() < 0.5 for _ in range(n)] for _ in range(m)])
    mask[:, random.randrange(n)] = True
    output, weights = attention(*triple, mask)
    reference_output, reference_weights = attention_in_loops(*triple, mask)
    assert_allclose(output, reference_output, rtol=1e-9, atol=1e-12)
    assert_allclose(weights, reference_weights, rtol=1e-9, atol=1e-12)
    assert (weights[~mask] == 0).all()


def test_the_course_expects_these_weights():
    output, weights = attention(QUERIES, KEYS, VALUES)
    assert_allclose(weights[0], EXPECTED_FIRST_WEIGHTS, atol=5e-8)
    assert_allclose(output[0], EXPECTED_FIRST_WEIGHTS @ VALUES, atol=1e-7)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("precision, rtol", [(np.float32, 2e-5), (np.float64, 1e-12)])
def test_attention_is_what_two_other_implementations_compute(case, precision, rtol):
    parts = {part.split(".")[1]: array for part, array in PARTS.items() if f"{case}." in part}
    given = (parts[name].astype(precision) for name in ("queries", "keys", "values"))
    computed = attention(*given, parts.get("mask"))
    ending = "" if precision == np.float32 else "_double"
    for mine, name in zip(computed, ("outputs", "weights"), strict=True):
        theirs = parts[f"{name}{ending}"]
        assert mine.dtype == theirs.dtype == precision and mine.shape == theirs.shape
        assert_allclose(mine, theirs, rtol=rtol, atol=rtol * np.abs(theirs).max())


def test_the_other_implementations_were_asked_for_what_is_hard():
    assert PROVENANCE["versions"].keys() == {"numpy", "onnx", "onnxruntime"}
    assert PROVENANCE["program"] == "tests/attention_cases.py"
    masks = [array for part, array in PARTS.items() if part.endswith(".mask")]
    assert len(masks) == 3 and not any(mask.all() for mask in masks)
    weights = {part: array for part, array in PARTS.items() if part.endswith(".weights")}
    assert weights["sharp.weights"].max() > 0.9999 and weights["flat.weights"].max() < 0.084
    assert weights["large_scores.weights"].min() == 0 and weights["heads.weights"].ndim == 4


@given(triples(), st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_matter(triple, random):
    queries, keys, values = triple
    order = random.sample(range(len(keys)), len(keys))
    output, weights = attention(queries, keys, values)
    shuffled_output, shuffled_weights = attention(queries, keys[order], values[order])
    assert_allclose(shuffled_output, output, atol=1e-12)
    assert_allclose(shuffled_weights, weights[:, order], atol=1e-12)


@given(arrays(np.float64, (3, 4), elements=moderate), st.floats(-1e6, 1e6))
def test_adding_one_number_to_all_scores_changes_no_weight(scores, shift):
    assert_allclose(softmax(scores + shift), softmax(scores), rtol=1e-8)


@given(triples())
def test_masking_a_word_is_leaving_it_out(triple):
    queries, keys, values = triple
    if len(keys) == 1:
        return
    mask = np.ones((len(queries), len(keys)), dtype=bool)
    mask[:, -1] = False
    assert_allclose(
        attention(queries, keys, values, mask)[0],
        attention(queries, keys[:-1], values[:-1])[0],
        atol=1e-12,
    )


@given(arrays(np.float64, (2, 3), elements=moderate), arrays(np.float64, (1, 5), elements=moderate))
def test_one_word_gets_the_weight_one(queries, value):
    output, weights = attention(queries, np.ones((1, 3)), value)
    assert_allclose(weights, np.ones((2, 1)))
    assert_allclose(output, np.repeat(value, 2, axis=0))


def test_many_words_still_sum_to_one():
    rng = np.random.default_rng(0)
    _, weights = attention(
        rng.normal(size=(3, 8)), rng.normal(size=(20_000, 8)), rng.normal(size=(20_000, 2))
    )
    assert_allclose(weights.sum(axis=-1), 1.0, rtol=1e-12)


def test_leading_axes_are_batches_and_broadcast():
    rng = np.random.default_rng(1)
    queries, keys, values = (
        rng.normal(size=(2, 3, 4, 5)),
        rng.normal(size=(3, 6, 5)),
        rng.normal(size=(1, 6, 7)),
    )
    mask = rng.random((2, 1, 4, 6)) < 0.7
    mask[..., 0] = True
    output, weights = attention(queries, keys, values, mask)
    assert output.shape == (2, 3, 4, 7) and weights.shape == (2, 3, 4, 6)
    one_output, one_weights = attention(queries[1, 2], keys[2], values[0], mask[1, 0])
    assert_allclose(output[1, 2], one_output)
    assert_allclose(weights[1, 2], one_weights)


@pytest.mark.parametrize(
    "scores", [[1e308, -1e308], [1e308, 1e308], [-1e308, -1e308], [0.0, 800.0], [-np.inf, 3.0]]
)
def test_huge_scores_stay_weights(scores):
    weights = softmax(scores)
    assert np.isfinite(weights).all()
    assert_allclose(weights.sum(), 1.0)


def test_precision_of_the_input_is_kept():
    assert softmax(np.zeros(3, dtype=np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: softmax([]), "scores must not be empty"),
        (lambda: softmax([1.0, np.nan]), "scores must hold finite numbers only, but it holds NaN"),
        (
            lambda: softmax([1.0, np.inf]),
            "scores must hold at least one finite number in every row, and no plus infinity",
        ),
        (
            lambda: softmax([[0.0, 1.0], [-np.inf, -np.inf]]),
            "at least one finite number in every row",
        ),
        (
            lambda: softmax("cat"),
            r"scores must be an array of real numbers of shape \(..., n\), not str",
        ),
        (lambda: softmax([[1.0], [1.0, 2.0]]), "scores must be an array of real numbers"),
        (lambda: softmax([1j]), "scores must be an array of real numbers of shape .*, not list"),
        (
            lambda: attention(QUERIES[0], KEYS, VALUES),
            r"queries must have shape \(..., m, d_k\), but its shape is \(4,\)",
        ),
        (
            lambda: attention(QUERIES[:, :3], KEYS, VALUES),
            "widths of queries and keys must be equal, but queries has 3 and keys has 4",
        ),
        (
            lambda: attention(QUERIES, KEYS, VALUES[:3]),
            "numbers of keys and values must be equal, but keys has 4 and values has 3",
        ),
        (lambda: attention(QUERIES, KEYS, VALUES * np.inf), "values must hold finite numbers only"),
        (
            lambda: attention(QUERIES * 1e200, KEYS * 1e200, VALUES),
            "queries and keys must be smaller",
        ),
        (lambda: attention(QUERIES, KEYS, VALUES, np.ones((3, 4))), "mask must hold booleans"),
        (
            lambda: attention(QUERIES, KEYS, VALUES, np.ones((2, 4), bool)),
            r"mask must have shape \(..., m, n\) = \(3, 4\)",
        ),
        (
            lambda: attention(QUERIES, KEYS, VALUES, np.zeros((3, 4), bool)),
            "mask must leave every asking word at least one word",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        call()
