"""The linear probes and solved heads of snippets.reading, against calculus and at their limits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from snippets.reading import fit_probe, heads_back, split_reads
from snippets.recordings import load_reads


def test_as_many_columns_as_unknowns_settle_all_weights_and_one_fewer_does_not():
    rng = np.random.default_rng(0)
    projected, weights = rng.normal(size=(3, 5, 12)), rng.dirichlet(np.ones(5), size=3)
    back, condition = heads_back(projected, np.einsum("hn,hnw->w", weights, projected))
    assert_allclose(back, weights, atol=1e-9)
    assert condition > 1
    with pytest.raises(ValueError, match="3 heads of 5 words leave some free in 11 columns"):
        heads_back(projected[:, :, :11], np.ones(11))
    projected[2] = projected[2, :1]  # a head whose words all bring the same
    with pytest.raises(ValueError, match="leave some free in 12 columns"):
        heads_back(projected, np.ones(12))


def test_a_probe_of_one_direction_is_what_calculus_says():
    """Two rows 0 and 2 of one column, labels 0 and 1: the slope is 1 / (2 + penalty)."""
    directions, offsets = fit_probe([[0.0], [2.0]], [0, 1], 2, penalty=2.0)
    assert_allclose(directions, [[-0.25, 0.25]])
    assert_allclose(offsets, [0.75, 0.25])
    assert_allclose(fit_probe([[0.0], [2.0]], [0, 1], 2)[0], [[-1 / 3, 1 / 3]])
    for classes in (1, 10**6 + 1):
        with pytest.raises(ValueError, match="^classes must be a whole number from 2 to"):
            fit_probe([[0.0], [2.0]], [0, 0], classes)


@pytest.mark.parametrize("labels", [[-1, 0], [0, 2], [0, 3], [0.0, 1.0]])
def test_labels_that_are_no_classes_are_refused(labels):
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 1"):
        fit_probe([[0.0], [2.0]], labels, 2)


@pytest.mark.parametrize("penalty", [0.0, -1.0, np.nan])
def test_a_penalty_that_is_not_positive_is_refused(penalty):
    with pytest.raises(ValueError, match="penalty must be positive"):
        fit_probe([[0.0], [2.0]], [0, 1], 2, penalty)


@pytest.mark.parametrize("share", [0.5, 0.15])
def test_what_a_read_learns_from_holds_every_adjective_and_every_noun(share):
    reads = load_reads()
    for seed in range(20):
        learned = split_reads(reads, seed, share)
        assert set(reads.adjective[learned]) == set(reads.noun[learned]) == set(range(14))
        assert abs(learned.mean() - share) < 0.15
        rng = np.random.default_rng(seed)
        half = rng.random(196) < share
        while not complete(reads, half):
            half = rng.random(196) < share
        assert_allclose(learned, half)


def complete(reads, half):
    return all(len(set(words[half])) == 14 for words in (reads.adjective, reads.noun))
