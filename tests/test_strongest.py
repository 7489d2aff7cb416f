"""What snippets.evidence finds in the recordings, against plain loops over all pairs of words."""

import re

import numpy as np
import pytest
from conftest import ROOT
from numpy.testing import assert_allclose

from snippets.evidence import MARKS, least_weights, proven_by, shares_of_marks, strongest_relations
from snippets.recordings import load


@pytest.mark.parametrize("name", ["black_cat", "mary"])
def test_the_strongest_relation_of_a_layer_is_the_largest_weight_between_two_words(name):
    recording = load(name)
    n = len(recording.tokens)
    for layer, relation in zip(recording.weights, strongest_relations(name), strict=True):
        weight, head, asking, asked = max(
            (layer[head, i, j], head + 1, recording.tokens[i], recording.tokens[j])
            for head in range(len(layer))
            for i in range(n)
            for j in range(n)
            if i != j and not {recording.tokens[i], recording.tokens[j]} & set(MARKS)
        )
        assert relation[:3] == (asking, asked, head)
        assert_allclose(relation[3], weight)


def test_the_shares_of_the_marks_are_averages_over_heads_and_rows():
    recording = load()
    for layer, shares in zip(recording.weights, shares_of_marks(), strict=True):
        for mark, share in zip(MARKS, shares, strict=True):
            place = recording.tokens.index(mark)
            assert_allclose(share, np.mean([row[place] for head in layer for row in head]))


def test_the_lines_of_the_page_run_and_print_a_small_error(capsys):
    page = (ROOT / "docs/explanation/evidence.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(lines.replace("white_dog", "black_cat"), {})
    assert 0 < float(capsys.readouterr().out) < 1e-6


def test_whatever_the_prices_what_they_prove_is_not_above_the_truth():
    """And prices that solve cost = prices @ equations prove the truth itself."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        equations = np.vstack([rng.normal(size=(4, 9)), np.ones(9)])
        cost, prices, weights = rng.normal(size=9), rng.normal(size=5), rng.dirichlet(np.ones(9))
        assert proven_by(prices, cost, equations, equations @ weights) < cost @ weights
        assert_allclose(
            proven_by(prices, prices @ equations, equations, equations @ weights),
            prices @ equations @ weights,
            atol=1e-12,
        )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: least_weights(35), "length must be one of 10, 16, 24, 32, 33, 34"),
        (lambda: proven_by([1], [1, 2], [[1, 2, 3]], [1]), "the numbers of words"),
        (lambda: proven_by([1, 2], [1, 2], [[1, 2]], [1]), "the numbers of rows"),
        (lambda: proven_by([1], [1, 2], [[1, 2]], [np.nan]), "target must"),
    ],
)
def test_bad_input_is_refused_with_what_would_be_good(call, message):
    with pytest.raises(ValueError, match=message):
        call()
