"""The claims of the chapter "What the next layer reads"."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

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
    so it is for every word up to layer 5; in layer 6 it is longer for three tokens. In layer 2
    every row still points mostly where it did, and to no other word's row.
    """
    stream, row = load_stream(), load().row("black")
    own, added = stream.inputs.astype(float), stream.added.astype(float)
    shorter = (added**2).sum(axis=2) < (own**2).sum(axis=2)
    assert shorter[:, row].all() and shorter[:5].all()
    longer = [(place, stream.tokens[place]) for place in np.flatnonzero(~shorter[5])]
    assert longer == [(6, "the"), (8, "."), (9, "[SEP]")]
    before, after = (rows / np.sqrt((rows**2).sum(axis=1))[:, None] for rows in (own[1], mixed(1)))
    cosines = after @ before.T
    assert cosines[row, row] > 0.95 and np.diagonal(cosines).min() > 0.9
    assert (cosines.argmax(axis=1) == range(10)).all()
    assert np.delete(cosines[row], row).max() < 0.3


def mixed(layer):
    """The rows after the attention of a layer was added, counted from 0."""
    stream = load_stream()
    return stream.inputs[layer].astype(float) + stream.added[layer]


def test_one_unit_fires_for_black_cat_and_for_neither_alone():
    """One ReLU unit over two learned reads is positive for “black cat”, a pair never seen, and for
    no other of 64 pairs.
    """
    for seed in range(10):
        adjectives, nouns = small_reads(train("free", seed).parameters[-1])
        fired = both_unit(adjectives[..., 0], nouns[..., 0])
        assert fired[0, 0] > 0.3
        fired[0, 0] = 0
        assert fired.max() < 0.05


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
    all that it adds in them is a quarter of what these heads add.
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


def test_all_weights_of_all_heads_come_back_from_one_row():
    """All 120 weights of the twelve heads of a layer come back from the one row in which they were
    added up, in every layer and for every token.
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
    """After the residual and LayerNorm the 120 weights still come back, with the mean and the
    spread as two more unknowns.
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
            back, condition = heads_back_after_norm(
                stream.projected[layer],
                own,
                stream.normed[layer, row],
                stream.scale[layer],
                stream.shift[layer],
            )
            assert_allclose(back, recording.weights[layer, :, row], atol=1e-5)
            assert condition < 300


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
