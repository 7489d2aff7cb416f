"""The claims of the chapter "What the next layer reads"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import helmert

from snippets.reading import (
    both_unit,
    fit_probe,
    heads_back,
    heads_back_after_norm,
    layer_norm,
    small_reads,
    small_unit,
    split_reads,
)
from snippets.recordings import load, load_reads, load_stream
from snippets.relation import sentence, train


def right(rows, labels, learned):
    directions, offsets = fit_probe(rows[learned], labels[learned], int(labels.max()) + 1)
    return ((rows[~learned] @ directions + offsets).argmax(axis=1) == labels[~learned]).mean()


def test_one_fixed_direction_a_noun_reads_the_noun_in_the_adjectives_row():
    """A linear read, learned once, names the noun from the adjective's row nearly always, for
    unseen combinations and for unseen adjectives.
    """
    reads, rng = load_reads(), np.random.default_rng(7)
    assert len(reads.sentences) == 196
    for seed in range(100, 110):
        learned = split_reads(reads, seed)
        assert right(reads.rows, reads.noun, learned) > 0.97
        assert (
            right(reads.rows, reads.noun, np.isin(reads.adjective, rng.permutation(14)[:7])) > 0.97
        )


def test_before_attention_the_row_of_the_adjective_does_not_know_the_noun():
    """Before any attention the row of an adjective is the same whatever noun follows, and the same
    read can only guess.
    """
    reads = load_reads()
    for adjective in range(14):
        mine = reads.before[reads.adjective == adjective]
        assert_allclose(mine, mine[:1].repeat(14, axis=0), atol=0)
    assert_allclose(right(reads.before, reads.noun, np.isin(reads.adjective, range(7))), 1 / 14)


def test_attention_adds_to_the_row_and_does_not_replace_it():
    """What attention adds to the row of “black” is shorter than the row itself, in every layer, and
    so it is for every token up to layer 5; in layer 6 it is longer for three tokens. In every layer
    every row is nearer in direction to what it was than to any other token's row, with a cosine of
    0.88 or more up to layer 5 and of two thirds or more in layer 6.
    """
    stream, row = load_stream(), load().row("black")
    own, added = stream.inputs.astype(float), stream.added.astype(float)
    shorter = (added**2).sum(axis=2) < (own**2).sum(axis=2)
    assert shorter[:, row].all() and shorter[:5].all()
    longer = [(place, stream.tokens[place]) for place in np.flatnonzero(~shorter[5])]
    assert longer == [(6, "the"), (8, "."), (9, "[SEP]")]
    lowest = []
    for layer in range(6):
        before, after = (
            rows / np.sqrt((rows**2).sum(axis=1))[:, None] for rows in (own[layer], mixed(layer))
        )
        cosines = after @ before.T
        assert (cosines.argmax(axis=1) == range(10)).all()
        lowest.append(np.diagonal(cosines).min())
        if layer == 1:
            assert cosines[row, row] > 0.95 and np.delete(cosines[row], row).max() < 0.3
    assert min(lowest[:5]) > 0.88 and 0.67 < lowest[5] < 0.69


def mixed(layer):
    """The rows after the attention of a layer was added, counted from 0."""
    stream = load_stream()
    return stream.inputs[layer].astype(float) + stream.added[layer]


def test_one_unit_fires_for_black_cat_and_for_neither_alone():
    """One ReLU unit over two learned reads is positive for “black cat”, a pair never seen, and for
    none of the 63 others of 64 pairs.
    """
    for seed in range(10):
        adjectives, nouns = small_reads(train("free", seed).parameters[-1])
        fired = both_unit(adjectives[..., 0], nouns[..., 0])
        assert fired[0, 0] > 0.3
        fired[0, 0] = 0
        assert fired.max() < 0.05 and fired.size - 1 == 63


def test_the_unit_stays_silent_when_both_words_are_there_but_not_paired():
    """The unit for “black cat” stays silent in the row of “black” when “cat” is in the sentence but
    belongs to another adjective.
    """
    tokens = np.array(
        [
            sentence("black", "mat", "white", "cat"),
            sentence("black", "dog", "old", "cat"),
            sentence("black", "bed", "tall", "cat"),
        ]
    )
    for seed in range(5):
        parameters = train("free", seed).parameters[-1]
        black, cat = small_unit(parameters, tokens)
        assert (black > 0.8).all() and (both_unit(black, cat) < 0.05).all()


def test_in_layer_2_the_value_of_cls_is_almost_zero():
    """In layer 2 what [CLS] brings to a row, when its weight is one, is at most a fifth as long as
    what any other token brings, in every head. Nine of the twelve heads of “black” give it most;
    of what these heads add together, measured along its direction, it makes a tenth. They add a row
    three quarters as long as that of the other three heads.
    """
    recording, stream = load(), load_stream()
    lengths = np.sqrt((stream.projected[1].astype(float) ** 2).sum(axis=2))
    assert (lengths[:, :1] < 0.2 * lengths[:, 1:]).all()
    weights = recording.weights[1, :, recording.row("black")].astype(float)
    on_cls = weights.argmax(axis=1) == 0
    assert on_cls.sum() == 9
    parts = weights[on_cls, :, None] * stream.projected[1, on_cls]
    whole, cls = parts.sum(axis=(0, 1)), parts[:, 0].sum(axis=0)
    assert 0.2 < np.sqrt((cls @ cls) / (whole @ whole)) < 0.27
    assert_allclose(cls @ whole / (whole @ whole), 0.1, atol=0.005)
    others = np.einsum("hn,hnw->w", weights[~on_cls], stream.projected[1, ~on_cls])
    assert_allclose(np.sqrt((whole @ whole) / (others @ others)), 0.75, atol=0.01)


def test_all_weights_of_all_heads_come_back_from_one_row():
    """All 120 weights of the twelve heads of a layer come back from the one row in which they were
    added up, to within three millionths, in every layer and for every token.
    """
    recording, stream = load(), load_stream()
    for layer in range(6):
        for row in range(10):
            back, condition = heads_back(
                stream.projected[layer], stream.added[layer, row] - stream.bias[layer]
            )
            assert_allclose(back, recording.weights[layer, :, row], atol=3e-6)
            assert (back.argmax(axis=1) == recording.weights[layer, :, row].argmax(axis=1)).all()
            assert condition < 80


def test_layernorm_takes_two_numbers_away_and_leaves_the_weights():
    """After the residual and LayerNorm the 120 weights still come back, although mean and spread
    are unknown; those of “black” to within a millionth.
    """
    recording, stream = load(), load_stream()
    for layer in range(6):
        for row in range(10):
            own = stream.inputs[layer, row].astype(float) + stream.bias[layer]
            normed = layer_norm(
                (stream.inputs + stream.added)[layer, row],
                stream.scale[layer],
                stream.shift[layer],
                stream.epsilon,
            )
            assert_allclose(normed, stream.normed[layer, row], atol=1e-5)
            back, _ = heads_back_after_norm(
                stream.projected[layer],
                own,
                stream.normed[layer, row],
                stream.scale[layer],
                stream.shift[layer],
            )
            black = row == recording.row("black")
            assert_allclose(back, recording.weights[layer, :, row], atol=1e-6 if black else 1e-5)


def test_layernorm_leaves_the_condition_as_it_was():
    """In the columns that LayerNorm leaves, the condition number of the 120 weights is what it was
    before LayerNorm, to within a fiftieth, in every layer and for every token.
    """
    stream = load_stream()
    for layer in range(6):
        changes = np.concatenate(
            [helmert(10) @ head.astype(float) for head in stream.projected[layer]]
        )
        grown = np.linalg.eigvalsh(changes @ changes.T)
        before = np.sqrt(grown[-1] / grown[0])
        for row in range(10):
            _, after = heads_back_after_norm(
                stream.projected[layer],
                stream.inputs[layer, row],
                stream.normed[layer, row],
                stream.scale[layer],
                stream.shift[layer],
            )
            assert_allclose(after, before, rtol=0.02)


def test_twelve_heads_share_one_row_up_to_33_words():
    """The weights of twelve heads of 33 words come back from a row of 384 numbers, those of 34
    words, with 396 unknowns, do not; after LayerNorm the border is 32 words.
    """
    rng = np.random.default_rng(0)
    projected, own = rng.normal(size=(12, 34, 384)), rng.normal(size=384)
    for n in (32, 33):
        weights = rng.dirichlet(np.ones(n), size=12)
        added = np.einsum("hn,hnw->w", weights, projected[:, :n])
        assert_allclose(heads_back(projected[:, :n], added)[0], weights, atol=1e-8)
        normed = layer_norm(own + added, np.ones(384), np.zeros(384), 0.0)
        seen = projected[:, :n], own, normed, np.ones(384), np.zeros(384)
        if n == 32:
            assert_allclose(heads_back_after_norm(*seen)[0], weights, atol=1e-8)
    with pytest.raises(ValueError, match="12 heads of 33 words leave some free in 382 columns"):
        heads_back_after_norm(*seen)
    with pytest.raises(ValueError, match="12 heads of 34 words leave some free in 384 columns"):
        heads_back(projected, own)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-100, 100))
def test_layernorm_forgets_the_mean_and_the_length_of_a_row(seed, times, plus):
    """LayerNorm gives the same row for any row multiplied by a positive number, and for any number
    added to all its columns.
    """
    rng = np.random.default_rng(seed)
    row, scale, shift = rng.normal(size=(3, 16))
    assert_allclose(
        layer_norm(times * row + plus, scale, shift, 0.0),
        layer_norm(row, scale, shift, 0.0),
        atol=1e-7,
    )
