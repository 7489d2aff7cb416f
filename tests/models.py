"""Small random models that the tests make, as they lie on disk."""

import json

import numpy as np
from safetensors.numpy import save_file

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
