"""The decoder in numpy, on small random models that the tests make, and a golden vector."""

import math

import numpy as np
import pytest
from models import SMALL_DECODER, SMALL_GEMMA, decoder_file
from numpy.testing import assert_allclose

from snippets.recordings.decoder import decode, decode_last, load_decoder, projected_lengths, turned
from snippets.recordings.exchange import exchanged, levelled, replaced

TEXT = "the black cat sat on 42 mats"


@pytest.fixture(scope="module")
def decoder(tmp_path_factory):
    return load_decoder(decoder_file(tmp_path_factory.mktemp("decoder") / "small.gguf"))


@pytest.fixture(scope="module")
def gemma(tmp_path_factory):
    return load_decoder(
        decoder_file(tmp_path_factory.mktemp("gemma") / "small.gguf", small=SMALL_GEMMA)
    )


def by_loops(arrays, settings, ids):
    """The rows that leave the last layer, number by number, as the definition says."""
    d, shared = settings.size, settings.heads // settings.groups
    gemma = settings.family.name == "gemma3"

    def norm(row, scale):
        size = math.sqrt(sum(x * x for x in row) / len(row) + settings.epsilon)
        return [x / size * s for x, s in zip(row, scale)]

    def times(matrix, row):
        return [sum(a * b for a, b in zip(line, row)) for line in matrix]

    def turn(head, place, base):
        turned = list(head)
        for i in range(d // 2):
            one, two = (i, i + d // 2) if gemma else (2 * i, 2 * i + 1)
            angle = place * base ** (-2 * i / d)
            turned[one] = head[one] * math.cos(angle) - head[two] * math.sin(angle)
            turned[two] = head[one] * math.sin(angle) + head[two] * math.cos(angle)
        return turned

    def gate(x):
        if gemma:
            return x / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return x / (1 + math.exp(-x))

    rows = [list(arrays["token_embd.weight"][i]) for i in ids]
    if gemma:
        rows = [[x * math.sqrt(settings.width) for x in row] for row in rows]
    for layer in range(settings.layers):
        base = 10_000 if gemma and layer != 5 else settings.base

        def of(name, layer=layer):
            return arrays[f"blk.{layer}.{name}.weight"]

        def of_head(rows, i, head, kind, of=of):
            part = rows[i][head * d : head * d + d]
            return norm(part, of(f"attn_{kind}_norm")) if gemma else part

        normed = [norm(row, of("attn_norm")) for row in rows]
        queries, keys, values = (
            [times(of(f"attn_{each}"), row) for row in normed] for each in "qkv"
        )
        after = []
        for i, row in enumerate(rows):
            joined = []
            for head in range(settings.heads):
                group = head // shared
                query = turn(of_head(queries, i, head, "q"), i, base)
                scores = [
                    sum(a * b for a, b in zip(query, turn(of_head(keys, j, group, "k"), j, base)))
                    / math.sqrt(d)
                    for j in range(i + 1)
                ]
                weights = [math.exp(s - max(scores)) for s in scores]
                joined += [
                    sum(w * values[j][group * d + c] for j, w in enumerate(weights)) / sum(weights)
                    for c in range(d)
                ]
            added = times(of("attn_output"), joined)
            row = [
                x + y
                for x, y in zip(row, norm(added, of("post_attention_norm")) if gemma else added)
            ]
            seen = norm(row, of("ffn_norm"))
            inner = [
                gate(g) * u for g, u in zip(times(of("ffn_gate"), seen), times(of("ffn_up"), seen))
            ]
            added = times(of("ffn_down"), inner)
            after.append(
                [x + y for x, y in zip(row, norm(added, of("post_ffw_norm")) if gemma else added)]
            )
        rows = after
    return rows


def test_the_decoder_computes_what_the_definition_says(decoder):
    ids = decoder.ids(TEXT)
    _, decoding = decoder(TEXT)
    assert_allclose(decoding.rows[-1], by_loops(decoder.arrays, decoder.settings, ids), rtol=1e-9)
    assert len(ids) > 6 and decoder.settings.shared == 2


def test_the_second_family_computes_what_its_definition_says(gemma):
    ids, (_, decoding) = gemma.ids("the cat"), gemma("the cat")
    settings = gemma.settings
    assert_allclose(decoding.rows[-1], by_loops(gemma.arrays, settings, ids), rtol=1e-8)
    assert settings.context == 64 and settings.width != settings.heads * settings.size
    rows, _ = decode_last(gemma.arrays, settings, decoding, lambda layer, weights: weights, 1)
    assert_allclose(rows[0], decoding.rows[-1, -1])


def test_pieces_are_merged_by_their_score_and_every_text_has_a_beginning(gemma):
    def pieces(text):
        return [gemma.vocabulary[i] for i in gemma.ids(text)]

    assert pieces("the cat mat") == ["<bos>", "the", "▁cat", "▁", "m", "at"]
    assert pieces("é")[0] == "<bos>" and "<0xC3>" not in pieces("a")
    assert "".join(gemma.tokens(gemma.ids("the cat mat"))) == "the cat mat"
    assert gemma.vocabulary[gemma.number("cat")] == "▁cat"
    assert [gemma.vocabulary[i] for i in gemma.words] == ["▁the", "▁cat", "▁c", "▁t"]
    with pytest.raises(ValueError, match="word must be one token, but 'mat' is 3"):
        gemma.number("mat")


def test_no_row_sees_what_comes_later_and_every_row_sums_to_one(decoder):
    _, whole = decoder(TEXT)
    _, part = decoder(TEXT[:9])
    n = part.weights.shape[-1]
    assert (np.triu(whole.weights, 1) == 0).all()
    assert_allclose(whole.weights.sum(axis=-1), 1)
    assert_allclose(whole.rows[:, :n], part.rows, rtol=1e-10)


def test_outputs_are_the_weights_times_the_shared_values(decoder):
    _, decoding = decoder(TEXT)
    shared = decoder.settings.shared
    for layer, head in np.ndindex(decoding.weights.shape[:2]):
        values = decoding.values[layer, head // shared]
        assert_allclose(decoding.outputs[layer, head], decoding.weights[layer, head] @ values)


def test_positions_turn_pairs_of_columns_and_keep_products_of_equal_distance():
    rng = np.random.default_rng(0)
    query, key = rng.normal(size=(2, 1, 8))
    places = np.arange(6)
    queries, keys = (turned(row.repeat(6, axis=0), places, 100.0) for row in (query, key))
    assert_allclose(np.linalg.norm(queries, axis=1), np.linalg.norm(query))
    products = queries @ keys.T
    for distance in range(-5, 6):
        assert np.ptp(np.diagonal(products, distance)) < 1e-12
    assert np.ptp(products[0]) > 0.01


def test_the_tokenizer_splits_digits_and_gives_the_text_back(decoder):
    ids = decoder.ids(TEXT)
    assert "".join(decoder.tokens(ids)) == TEXT
    assert {"4", "2"} <= {token.strip() for token in decoder.tokens(ids)}
    assert decoder.ids("é\n 😀") and "".join(decoder.tokens(decoder.ids("é"))) != ""


def test_the_last_row_alone_is_what_the_whole_text_gives(decoder):
    _, decoding = decoder(TEXT)
    rows, weights = decode_last(
        decoder.arrays, decoder.settings, decoding, lambda layer, weights: weights, 2
    )
    assert_allclose(rows, np.repeat(decoding.rows[-1, -1:], 2, axis=0))
    assert_allclose(weights[:, 0], decoding.weights[:, :, -1])


def test_a_changed_row_is_what_loops_over_the_changed_weights_give(decoder):
    """Exchanging in the last layer changes the row by the changed parts only."""
    settings, (_, decoding) = decoder.settings, decoder(TEXT)
    heads = np.zeros((3, settings.layers, settings.heads), bool)
    heads[1, -1, 1] = heads[2] = True
    pair = (1, 3)
    rows, weights = decode_last(
        decoder.arrays, settings, decoding, exchanged(pair, heads), len(heads)
    )
    assert_allclose(rows[0], decoding.rows[-1, -1])
    before = decoding.weights[-1, 1, -1]
    assert_allclose(weights[-1, 1, 1, list(pair)], before[list(pair[::-1])])
    assert_allclose(weights.sum(axis=-1), 1)
    values = decoding.values[-1, 1 // settings.shared]
    moved = (before[3] - before[1]) * (values[1] - values[3])
    outputs = decoding.outputs[-1, :, -1].copy()
    outputs[1] += moved
    assert_allclose(weights[-1, 1, 1] @ values, outputs[1])
    assert_allclose(rows[1], _last_layer(decoder, decoding.rows[-2, -1], outputs.ravel()))
    assert np.abs(rows[1] - rows[0]).max() > 1e-4 and np.abs(rows[2] - rows[1]).max() > 1e-4


def _last_layer(decoder, row, outputs):
    """What leaves the last layer of a row when its heads give these outputs."""
    arrays, name = decoder.arrays, f"blk.{decoder.settings.layers - 1}"
    row = row + arrays[f"{name}.attn_output.weight"] @ outputs
    size = np.sqrt((row**2).mean() + decoder.settings.epsilon)
    normed = row / size * arrays[f"{name}.ffn_norm.weight"]
    gate = arrays[f"{name}.ffn_gate.weight"] @ normed
    inner = gate / (1 + np.exp(-gate)) * (arrays[f"{name}.ffn_up.weight"] @ normed)
    return row + arrays[f"{name}.ffn_down.weight"] @ inner


def test_levelled_and_replaced_weights_are_what_they_say(decoder):
    settings, (_, decoding) = decoder.settings, decoder(TEXT)
    heads = np.ones((1, settings.layers, settings.heads), bool)
    weights = decoding.weights[:, :, -1][0][None]
    mean = levelled((1, 3), heads)(0, weights)
    assert_allclose(mean[..., [1, 3]], weights[..., [1, 3]].mean(axis=-1, keepdims=True) * [1, 1])
    assert_allclose(mean.sum(axis=-1), 1)
    given = decoding.weights[:, :, -1][:, ::-1]
    assert_allclose(replaced(given, heads)(0, weights)[0], given[0])
    assert_allclose(replaced(given, ~heads)(0, weights), weights)


def test_lengths_of_parts_are_those_of_values_times_the_output_matrix(decoder):
    settings, (_, decoding) = decoder.settings, decoder(TEXT)
    lengths = projected_lengths(decoder.arrays, settings, decoding)
    head, size = 3, settings.size
    matrix = decoder.arrays["blk.1.attn_output.weight"][:, head * size : head * size + size]
    for j, value in enumerate(decoding.values[1, head // settings.shared]):
        assert_allclose(lengths[1, head, j], np.linalg.norm(matrix @ value))


def test_a_separate_output_matrix_is_read(tmp_path, decoder):
    separate = load_decoder(decoder_file(tmp_path / "separate.gguf", tied=False))
    assert separate.arrays["output.weight"] is not separate.arrays["token_embd.weight"]
    assert decoder.arrays["output.weight"] is decoder.arrays["token_embd.weight"]
    _, decoding = separate(TEXT)
    row = decoding.rows[-1, -1]
    scale = separate.arrays["output_norm.weight"] / np.sqrt(
        (row**2).mean() + separate.settings.epsilon
    )
    assert_allclose(
        separate.logits(row), [(line * scale) @ row for line in separate.arrays["output.weight"]]
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"general.architecture": "qwen2"}, "architecture must be llama or gemma3, not 'qwen2'"),
        ({"general.architecture": "gemma"}, "architecture must be llama or gemma3, not 'gemma'"),
        ({"llama.block_count": None}, "llama.block_count must be a whole number"),
        ({"llama.embedding_length": 18}, "embedding_length must be an even multiple"),
        ({"llama.attention.head_count_kv": 3}, "head_count must be a multiple of head_count_kv"),
        ({"llama.rope.dimension_count": 2}, "llama.rope.dimension_count must be 4, not 2"),
        ({"llama.rope.scaling.factor": 2.0}, "llama.rope.scaling.factor is not supported"),
        ({"tokenizer.ggml.model": "llama"}, "tokenizer.ggml.model must be 'gpt2', not 'llama'"),
        ({"tokenizer.ggml.pre": None}, "tokenizer.ggml.pre must be 'smollm', not None"),
        ({"tokenizer.ggml.merges": None}, "the merges of its tokenizer are missing"),
        ({"blk.1.attn_k.weight": None}, "the array blk.1.attn_k.weight is missing"),
        ({"blk.1.attn_k.weight": np.ones((3, 16))}, r"must have the shape \(8, 16\), not \(3, 16"),
        (
            {"blk.0.attn_q.bias": np.ones(16)},
            "an array that such a decoder has not: blk.0.attn_q.b",
        ),
    ],
)
def test_another_kind_of_file_is_refused_with_its_reason(tmp_path, changes, message):
    path = decoder_file(tmp_path / "other.gguf", **changes)
    with pytest.raises(ValueError, match=f"^path must be a GGUF file .*{message}"):
        load_decoder(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokenizer.ggml.pre": "smollm"}, "tokenizer.ggml.pre must be 'default', not 'smollm'"),
        ({"tokenizer.ggml.bos_token_id": None}, "the scores, bos_token_id or unknown_token_id are"),
        ({"gemma3.attention.sliding_window": None}, "sliding_window must be a whole number"),
        ({"blk.0.post_ffw_norm.weight": None}, "the array blk.0.post_ffw_norm.weight is missing"),
    ],
)
def test_another_file_of_the_second_family_is_refused_with_its_reason(tmp_path, changes, message):
    path = decoder_file(tmp_path / "other.gguf", small=SMALL_GEMMA, **changes)
    with pytest.raises(ValueError, match=f"^path must be a GGUF file .*{message}"):
        load_decoder(path)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "no.gguf").write_bytes(b"no model at all, only words")
    for name in ("no.gguf", "missing.gguf"):
        with pytest.raises(ValueError, match=f"path must be a GGUF file .*{name} is not: "):
            load_decoder(tmp_path / name)


def test_bad_input_is_refused(decoder):
    with pytest.raises(ValueError, match="text must have 1 to 64 tokens, but it has 0"):
        decoder("")
    with pytest.raises(ValueError, match="text must have 1 to 64 tokens"):
        decoder("x" * 500)
    tokens, alone = decoder("c")
    assert tokens == ("c",) and (alone.weights == 1).all()
    for ids in ([-1], [10**6], [1.5]):
        with pytest.raises(ValueError, match="each of ids must be a whole number from 0 to"):
            decode(decoder.arrays, decoder.settings, ids)
    _, decoding = decoder(TEXT)
    with pytest.raises(ValueError, match="change must return weights of the shape"):
        decode_last(decoder.arrays, decoder.settings, decoding, lambda layer, w: w[:, 0], 1)
    assert SMALL_DECODER["llama.context_length"] == 64
