"""The encoder in numpy computes what a BERT-style encoder is defined to compute, and what another
implementation computed.

golden_black_cat.npz holds the sentence embedding (384 numbers, float32) that transformers 5.23.0 on
PyTorch 2.13.0 (eager attention, float32) computed for the recorded sentence: the mean of its last
hidden rows, divided by its length. The largest
differences between that run and the recording, over all 6 layers and 12 heads: weights 1.1e-6,
value rows 2.6e-6 (of 3.4), output rows 2.4e-6 (of 3.1), last hidden rows 2.3e-6 (of 5.4), sentence
embedding 1.3e-7.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from models import CONFIG, small, write
from numpy.testing import assert_allclose, assert_array_equal
from safetensors.numpy import load_file, save_file

from snippets.attention import attention
from snippets.recordings import load
from snippets.recordings.encoder import (
    checked_arrays,
    checked_config,
    encode,
    gelu,
    load_encoder,
    projected,
)

IDS = [2, 4, 5, 6, 7, 3]


def by_definition(arrays, config, ids):
    """The same transformer, one number after the other, in float64.

    Returns the weights of every layer and head, the rows that enter each layer, what attention adds
    to them and what leaves it after the LayerNorm, and the last rows.
    """
    heads, width = config["num_attention_heads"], config["hidden_size"]
    d = width // heads

    def linear(name, row):
        matrix, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        return [
            sum(float(m) * x for m, x in zip(line, row)) + float(b) for line, b in zip(matrix, bias)
        ]

    def normed(name, row):
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + config["layer_norm_eps"])
        return [
            (x - mean) / spread * float(g) + float(b)
            for x, g, b in zip(row, arrays[f"{name}.weight"], arrays[f"{name}.bias"])
        ]

    def added(*rows):
        return [sum(map(float, numbers)) for numbers in zip(*rows)]

    tables = [
        arrays[f"embeddings.{each}_embeddings.weight"]
        for each in ("word", "position", "token_type")
    ]
    hidden = [
        normed("embeddings.LayerNorm", added(tables[0][each], tables[1][k], tables[2][0]))
        for k, each in enumerate(ids)
    ]
    found, stream = [], []
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        q, k, v = (
            [linear(f"{layer}.attention.self.{each}", row) for row in hidden]
            for each in ("query", "key", "value")
        )
        sums = [[] for _ in ids]
        found.append([])
        for head in range(heads):
            part = slice(head * d, (head + 1) * d)
            found[-1].append([])
            for asking, query in enumerate(q):
                grown = [
                    math.exp(sum(a * b for a, b in zip(query[part], key[part])) / math.sqrt(d))
                    for key in k
                ]
                weights = [g / sum(grown) for g in grown]
                found[-1][-1].append(weights)
                sums[asking] += [
                    sum(w * value[column] for w, value in zip(weights, v))
                    for column in range(d * head, d * (head + 1))
                ]
        heard = [linear(f"{layer}.attention.output.dense", row) for row in sums]
        between = [
            normed(f"{layer}.attention.output.LayerNorm", added(*rows))
            for rows in zip(hidden, heard)
        ]
        stream.append((hidden, heard, between))
        after = []
        for row in between:
            inner = [
                x * (1 + math.erf(x / math.sqrt(2))) / 2
                for x in linear(f"{layer}.intermediate.dense", row)
            ]
            after.append(
                normed(
                    f"{layer}.output.LayerNorm", added(row, linear(f"{layer}.output.dense", inner))
                )
            )
        hidden = after
    return found, zip(*stream), hidden


@pytest.mark.parametrize(
    "layers, heads, width, epsilon",
    [(1, 1, 2, 1e-12), (2, 3, 12, 1e-12), (3, 4, 8, 1e-12), (1, 6, 6, 1e-12), (2, 2, 4, 0.3)],
)
def test_the_encoder_computes_what_its_definition_says(layers, heads, width, epsilon):
    config, arrays = small(
        num_hidden_layers=layers,
        num_attention_heads=heads,
        hidden_size=width,
        layer_norm_eps=epsilon,
    )
    weights, (inputs, added, normed), hidden = by_definition(arrays, config, IDS)
    encoding = encode(arrays, config, IDS)
    assert (
        encoding.values.shape == encoding.outputs.shape == (layers, heads, len(IDS), width // heads)
    )
    assert_allclose(encoding.weights, weights, rtol=0, atol=2e-5)
    assert_allclose(encoding.inputs, inputs, rtol=0, atol=2e-4)
    assert_allclose(encoding.added, added, rtol=0, atol=2e-4)
    assert_allclose(encoding.normed, normed, rtol=0, atol=2e-4)
    assert_allclose(encoding.hidden, hidden, rtol=0, atol=2e-4)


def test_a_head_of_the_encoder_is_the_attention_of_the_pages():
    config, arrays = small(num_hidden_layers=1)
    hidden = np.random.default_rng(1).normal(size=(len(IDS), 12)).astype(np.float32)
    arrays |= {"embeddings.word_embeddings.weight": np.zeros((11, 12), np.float32)}
    arrays |= {"embeddings.token_type_embeddings.weight": np.zeros((2, 12), np.float32)}
    arrays |= {
        "embeddings.position_embeddings.weight": np.vstack([hidden, np.zeros((2, 12), np.float32)])
    }
    normed = (hidden - hidden.mean(axis=1, keepdims=True)) / hidden.std(axis=1, keepdims=True)
    normed = normed * arrays["embeddings.LayerNorm.weight"] + arrays["embeddings.LayerNorm.bias"]
    names = [f"encoder.layer.0.attention.self.{each}" for each in ("query", "key", "value")]
    rows = [normed @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"] for name in names]
    encoding = encode(arrays, config, IDS)
    for head in range(3):
        queries, keys, values = (each[:, 4 * head : 4 * head + 4] for each in rows)
        outputs, weights = attention(queries, keys, values)
        assert_allclose(encoding.weights[0, head], weights, rtol=0, atol=1e-5)
        assert_allclose(encoding.values[0, head], values, rtol=0, atol=1e-5)
        assert_allclose(encoding.outputs[0, head], outputs, rtol=0, atol=2e-5)


def test_every_output_row_of_the_encoder_is_a_weighted_sum():
    config, arrays = small()
    encoding = encode(arrays, config, IDS)
    assert_allclose(encoding.weights.sum(axis=-1), 1, rtol=0, atol=1e-6)
    assert_allclose(encoding.outputs, encoding.weights @ encoding.values, rtol=0, atol=1e-5)


def test_what_attention_adds_is_the_weighted_sum_over_all_heads_of_the_projected_words():
    config, arrays = small()
    encoding = encode(arrays, config, IDS)
    words = projected(arrays, encoding.values)
    assert words.shape == (2, 3, len(IDS), 12)
    bias = [arrays[f"encoder.layer.{number}.attention.output.dense.bias"] for number in range(2)]
    for layer in range(2):
        added = bias[layer] + sum(
            encoding.weights[layer, head] @ words[layer, head] for head in range(3)
        )
        assert_allclose(encoding.added[layer], added, rtol=0, atol=1e-4)


def test_without_positions_the_order_of_the_words_does_not_matter():
    config, arrays = small()
    arrays["embeddings.position_embeddings.weight"] *= 0
    there, back = encode(arrays, config, IDS), encode(arrays, config, IDS[::-1])
    assert_allclose(back.hidden, there.hidden[::-1], rtol=0, atol=2e-5)
    assert_allclose(back.weights, there.weights[:, :, ::-1, ::-1], rtol=0, atol=2e-5)


def test_one_token_attends_to_itself():
    config, arrays = small()
    encoding = encode(arrays, config, [4])
    assert_array_equal(encoding.weights, np.ones((2, 3, 1, 1)))
    assert_array_equal(encoding.outputs, encoding.values)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_the_encoder_computes_in_float32(kind):
    config, arrays = small()
    arrays = checked_arrays({name: array.astype(kind) for name, array in arrays.items()}, config)
    assert {array.dtype for array in (*arrays.values(), *encode(arrays, config, IDS))} == {
        np.dtype(np.float32)
    }


def test_gelu_keeps_what_is_large_and_drops_what_is_very_negative():
    assert_allclose(
        gelu(np.array([-20.0, -1.0, 0.0, 1.0, 20.0])),
        [0, -0.15865525, 0, 0.84134475, 20],
        rtol=0,
        atol=1e-8,
    )


def test_a_larger_model_may_hold_the_encoder_under_the_name_bert():
    config, arrays = small()
    larger = {f"bert.{name}": array for name, array in arrays.items()} | {
        "cls.predictions.bias": np.zeros(11)
    }
    assert checked_arrays(larger, config).keys() == arrays.keys()


def test_a_layer_norm_may_call_its_arrays_gamma_and_beta():
    config, arrays = small()
    older = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
            "LayerNorm.bias", "LayerNorm.beta"
        ): array
        for name, array in arrays.items()
    }
    assert older.keys() != arrays.keys() and checked_arrays(older, config).keys() == arrays.keys()


WRONG_SETTINGS = [
    ("model_type", "roberta"),
    ("model_type", None),
    ("hidden_act", "relu"),
    ("position_embedding_type", "relative_key"),
    ("is_decoder", True),
    ("num_hidden_layers", 0),
    ("num_attention_heads", 2.0),
    ("hidden_size", 13),
    ("hidden_size", "12"),
    ("intermediate_size", None),
    ("vocab_size", -1),
    ("max_position_embeddings", True),
    ("type_vocab_size", 0),
    ("layer_norm_eps", "1e-12"),
    ("layer_norm_eps", math.nan),
]


@pytest.mark.parametrize("name, value", WRONG_SETTINGS)
def test_another_kind_of_model_is_refused(name, value):
    with pytest.raises(ValueError, match=f"^{name} must be "):
        checked_config(CONFIG | {name: value})


def test_settings_that_are_no_settings_are_refused():
    with pytest.raises(ValueError, match="^config must be a JSON object, not list$"):
        checked_config([])


def test_a_missing_array_is_refused():
    config, arrays = small()
    del arrays["encoder.layer.1.output.dense.bias"]
    with pytest.raises(
        ValueError, match=r"^the array encoder\.layer\.1\.output\.dense\.bias is missing$"
    ):
        checked_arrays(arrays, config)


@pytest.mark.parametrize(
    "wrong",
    [
        np.ones((12, 11)),
        np.ones(12),
        np.full((12, 12), np.nan),
        np.empty((0, 12)),
        np.ones((12, 12), np.int8),
    ],
)
def test_an_array_that_does_not_fit_is_refused(wrong):
    config, arrays = small()
    with pytest.raises(ValueError, match=r"^encoder\.layer\.0\.attention\.self\.key\.weight must "):
        checked_arrays(arrays | {"encoder.layer.0.attention.self.key.weight": wrong}, config)


def test_the_first_and_the_last_token_and_all_positions_are_known():
    config, arrays = small()
    assert encode(arrays, config, [0, 10] * 4).hidden.shape == (8, 12)


@pytest.mark.parametrize("ids", [[], [4] * 9, [11], [-1], [1.5]])
def test_tokens_that_the_model_does_not_know_are_refused(ids):
    config, arrays = small()
    with pytest.raises(ValueError, match="^(each of )?ids must be "):
        encode(arrays, config, ids)


def test_the_recording_agrees_with_another_implementation():
    recording = load()
    with np.load(Path(__file__).with_name("golden_black_cat.npz"), allow_pickle=False) as golden:
        embedding, provenance = golden["embedding"], json.loads(golden["provenance"].item())
    assert {
        name: recording.provenance[name] for name in ("sentence", "model", "sha256")
    }.items() <= provenance.items()
    mean = recording.hidden.mean(axis=0)
    assert_allclose(mean / np.linalg.norm(mean), embedding, rtol=0, atol=1e-6)


@pytest.fixture
def directory(tmp_path):
    return write(tmp_path)


def test_an_encoder_read_from_its_directory_computes_the_same(directory):
    tokens, encoding = load_encoder(directory)("The black cat sat")
    assert tokens == ("[CLS]", "the", "black", "cat", "sat", "[SEP]")
    config, arrays = small()
    for read, given in zip(encoding, encode(arrays, config, IDS), strict=True):
        assert_array_equal(read, given)


@pytest.mark.parametrize(
    "sentence, wrong",
    [("", "at least one word"), ("cat " * 7, "sentence must have at most 8 tokens, but it has 9")],
)
def test_a_sentence_that_does_not_fit_is_refused(directory, sentence, wrong):
    with pytest.raises(ValueError, match=wrong):
        load_encoder(directory)(sentence)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("text", [None, "", "{}", "not a model"])
def test_a_directory_that_is_no_encoder_is_refused(directory, name, text):
    (directory / name).unlink()
    if text is not None:
        (directory / name).write_text(text)
    with pytest.raises(
        ValueError, match=f"^directory must hold a BERT-style encoder, but .* does not. {name}: "
    ):
        load_encoder(directory)


def test_a_tokenizer_that_makes_tokens_the_model_does_not_know_is_refused(directory):
    config = json.loads((directory / "config.json").read_text()) | {"vocab_size": 10}
    arrays = load_file(directory / "model.safetensors")
    arrays["embeddings.word_embeddings.weight"] = arrays["embeddings.word_embeddings.weight"][:10]
    (directory / "config.json").write_text(json.dumps(config))
    save_file(arrays, directory / "model.safetensors")
    with pytest.raises(
        ValueError, match="tokenizer.json: the model knows 10 tokens, but the tokenizer makes 11$"
    ):
        load_encoder(directory)


def test_a_directory_that_lacks_an_array_is_refused(directory):
    save_file({"bias": np.zeros(2)}, directory / "model.safetensors")
    wrong = "does not. model.safetensors: the array embeddings.word_embeddings.weight is missing$"
    with pytest.raises(ValueError, match=wrong):
        load_encoder(directory)
