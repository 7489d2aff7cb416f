"""Small random models that the tests make, as they lie on disk."""

import json

import numpy as np
from gguf import GGUFWriter
from safetensors.numpy import save_file
from tokenizers.pre_tokenizers import ByteLevel

from snippets.recordings.decoder import FAMILIES, Settings
from snippets.recordings.decoder import shapes as decoder_shapes
from snippets.recordings.encoder import checked_config, shapes

CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "hidden_size": 12,
    "intermediate_size": 20,
    "vocab_size": 11,
    "max_position_embeddings": 8,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "black", "cat", "sat", "on", "mat", "."]


def small(**changes):
    """The settings and the random arrays of a small model."""
    config = checked_config(CONFIG | changes)
    rng = np.random.default_rng(0)
    return config, {
        name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes(config).items()
    }


def write(folder, **changes):
    """Write a small random model into a folder, and return it. Its tokenizer pads and cuts, as
    published ones do.
    """
    special = {
        word: {"id": word, "ids": [WORDS.index(word)], "tokens": [word]}
        for word in ("[CLS]", "[SEP]")
    }
    tokenizer = {
        "version": "1.0",
        "truncation": {
            "max_length": 4,
            "strategy": "LongestFirst",
            "stride": 0,
            "direction": "Right",
        },
        "padding": {
            "strategy": {"Fixed": 7},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        },
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [
                {"Sequence": {"id": "A", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}},
            ],
            "special_tokens": special,
        },
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: place for place, word in enumerate(WORDS)},
            "unk_token": "[UNK]",
        },
    }
    config, arrays = small(**changes)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    save_file(
        arrays | {"embeddings.position_ids": np.arange(8)[None]}, folder / "model.safetensors"
    )
    return folder


SMALL_DECODER = {
    "general.architecture": "llama",
    "llama.block_count": 2,
    "llama.context_length": 64,
    "llama.embedding_length": 16,
    "llama.feed_forward_length": 24,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "llama.rope.freq_base": 100.0,
    "llama.rope.dimension_count": 4,
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.pre": "smollm",
    "tokenizer.ggml.merges": ["t h", "th e", "a t", "c at", "Ġ c", "Ġ the", "Ġc at"],
}


BYTES = [
    "<|endoftext|>",
    *sorted(ByteLevel.alphabet()),
    *(merge.replace(" ", "") for merge in SMALL_DECODER["tokenizer.ggml.merges"]),
]
# The sooner a piece stands here, the better its score.
PIECES = ["<bos>", "<unk>", "▁the", "▁cat", "at", "▁c", "th", "▁t", "the", *"▁abcehkmnst", "<0xC3>"]
SMALL_GEMMA = {
    "general.architecture": "gemma3",
    "gemma3.block_count": 7,
    "gemma3.context_length": 640,
    "gemma3.embedding_length": 10,
    "gemma3.feed_forward_length": 24,
    "gemma3.attention.head_count": 4,
    "gemma3.attention.head_count_kv": 2,
    "gemma3.attention.key_length": 4,
    "gemma3.attention.layer_norm_rms_epsilon": 1e-6,
    "gemma3.attention.sliding_window": 64,
    "gemma3.rope.freq_base": 100.0,
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.pre": "default",
    "tokenizer.ggml.bos_token_id": 0,
    "tokenizer.ggml.unknown_token_id": 1,
}


def decoder_file(path, tied=True, small=SMALL_DECODER, **changes):
    """Write a small random decoder with shared values as a GGUF file, and return its path.

    small: SMALL_DECODER or SMALL_GEMMA; changes: fields and arrays by their names in the file; None
    leaves one out.
    """
    fields = {name: changes.pop(name, value) for name, value in small.items()}
    fields |= {
        name: changes.pop(name)
        for name in list(changes)
        if np.ndim(changes[name]) == 0 and not name.startswith("blk")
    }
    gemma = small is SMALL_GEMMA
    tokens = PIECES if gemma else BYTES
    if gemma:
        fields.setdefault("tokenizer.ggml.scores", [-float(i) for i in range(len(tokens))])
    writer = GGUFWriter(path, fields.pop("general.architecture"))
    for name, value in fields.items():
        if value is not None:
            add = {str: writer.add_string, int: writer.add_uint32, float: writer.add_float32}
            add.get(type(value), writer.add_array)(name, value)
    writer.add_token_list(tokens)
    writer.add_token_types([3] + [1] * (len(tokens) - 1))
    sizes = (7, 4, 2, 10, 4) if gemma else (2, 4, 2, 16, 4)
    family = FAMILIES[small["general.architecture"]]
    settings = Settings(*sizes, 24, 100.0, 1e-5, 64, len(tokens), family)
    rng = np.random.default_rng(0)
    arrays = {
        name: 0.4 * rng.normal(size=shape) for name, shape in decoder_shapes(settings).items()
    }
    if not tied:
        arrays["output.weight"] = rng.normal(size=arrays["token_embd.weight"].shape)
    for name, array in (arrays | changes).items():
        if array is not None:
            writer.add_tensor(name, array.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
