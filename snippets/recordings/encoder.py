"""A BERT-style encoder in numpy: the transformer behind the recordings, in float32 from end to end
like the real one.

Sources: Vaswani et al. 2017, "Attention Is All You Need"; Devlin et al. 2019, "BERT". Arrays and
settings have their published names.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import erf

from snippets import checks
from snippets.attention import softmax

WANTED = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "is_decoder": False,
}
USUAL = {  # what a config.json may leave out
    "position_embedding_type": "absolute",
    "is_decoder": False,
    "layer_norm_eps": 1e-12,
    "type_vocab_size": 2,
}
COUNTS = (
    *("num_hidden_layers", "num_attention_heads", "hidden_size", "intermediate_size"),
    *("vocab_size", "max_position_embeddings", "type_vocab_size"),
)


class Encoding(NamedTuple):
    """What the encoder computed for one sentence of n tokens, in float32."""

    weights: np.ndarray  # (layers, heads, n, n)
    values: np.ndarray  # (layers, heads, n, d)
    outputs: np.ndarray  # (layers, heads, n, d)
    inputs: np.ndarray  # (layers, n, width), the rows that enter each layer
    added: np.ndarray  # (layers, n, width), what attention adds to them
    normed: np.ndarray  # (layers, n, width), both together, after the LayerNorm
    hidden: np.ndarray  # (n, width), the rows that leave the last layer


@dataclass(frozen=True, eq=False)
class Encoder:
    """A sentence goes in, its tokens and their Encoding come out."""

    config: dict
    arrays: dict
    tokenizer: Any

    def __call__(self, sentence):
        """Returns the tokens, n words, and the Encoding. Raises ValueError for no word, or more
        tokens than the model has positions.
        """
        cut, most = self.tokenizer.encode(sentence), self.config["max_position_embeddings"]
        if all(cut.special_tokens_mask):
            raise ValueError(f"sentence must hold at least one word, not {sentence!r}")
        if len(cut.ids) > most:
            raise ValueError(f"sentence must have at most {most} tokens, but it has {len(cut.ids)}")
        return tuple(cut.tokens), encode(self.arrays, self.config, cut.ids)


def load_encoder(directory):
    """The encoder in a directory with the files config.json, model.safetensors and tokenizer.json.

    Any number of layers, heads and columns. Raises ValueError, with the reason, for anything that
    is not such an encoder, and ModuleNotFoundError when the package safetensors or tokenizers is
    missing.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    def read(name, reader):
        path = Path(directory) / name
        try:
            if not path.is_file():
                raise ValueError("there is no such file")
            return reader(path)
        except Exception as reason:  # tokenizers raises nothing narrower
            raise ValueError(
                f"directory must hold a BERT-style encoder, but {directory} does not. "
                f"{name}: {reason}"
            ) from None

    config = read(
        "config.json", lambda path: checked_config(json.loads(path.read_text(encoding="utf-8")))
    )
    arrays = read("model.safetensors", lambda path: checked_arrays(load_file(path), config))
    tokenizer = read(
        "tokenizer.json", lambda path: _checked_tokenizer(Tokenizer.from_file(str(path)), config)
    )
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Encoder(config, arrays, tokenizer)


def encode(arrays, config, ids):
    """Every head's weights, value rows and output rows, and the rows around every layer's
    attention.

    arrays: as checked_arrays returns them; config: as checked_config returns it; ids: n whole
    numbers, one a token.
    Returns an Encoding. Raises ValueError for ids that the model does not know, none, or more than
    it has positions.
    """
    ids = _checked_ids(ids, config)

    def linear(name, rows):
        return rows @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]

    def normed(name, rows):
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((rows**2).mean(axis=-1, keepdims=True) + config["layer_norm_eps"])
        return rows / spread * arrays[f"{name}.weight"] + arrays[f"{name}.bias"]

    def heads(rows):
        return rows.reshape(len(ids), config["num_attention_heads"], -1).swapaxes(0, 1)

    word, position, kind = (
        arrays[f"embeddings.{each}_embeddings.weight"]
        for each in ("word", "position", "token_type")
    )
    hidden = normed("embeddings.LayerNorm", word[ids] + kind[0] + position[: len(ids)])
    computed = []
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        queries, keys, values = (
            heads(linear(f"{layer}.attention.self.{each}", hidden))
            for each in ("query", "key", "value")
        )
        weights = softmax(queries @ keys.swapaxes(-1, -2) / math.sqrt(keys.shape[-1]))
        outputs = weights @ values
        heard = linear(
            f"{layer}.attention.output.dense", outputs.swapaxes(0, 1).reshape(hidden.shape)
        )
        between = normed(f"{layer}.attention.output.LayerNorm", hidden + heard)
        computed.append((weights, values, outputs, hidden, heard, between))
        thought = linear(
            f"{layer}.output.dense", gelu(linear(f"{layer}.intermediate.dense", between))
        )
        hidden = normed(f"{layer}.output.LayerNorm", between + thought)
    return Encoding(*(np.stack(each) for each in zip(*computed)), hidden)


def projected(arrays, values):
    """What each word of each head would add to a row if its weight were one: its value row times
    the head's slice of the output matrix.

    arrays: as checked_arrays returns them; values: (layers, heads, n, d), of all layers. Returns
    (layers, heads, n, width).
    """
    layers, heads, _, d = values.shape
    matrices = np.stack(
        [
            arrays[f"encoder.layer.{number}.attention.output.dense.weight"].T
            for number in range(layers)
        ]
    )
    return values @ matrices.reshape(layers, heads, d, -1)


def gelu(x):
    """x times the share of a standard normal distribution that lies below x. Any shape. Source:
    Hendrycks & Gimpel 2016.
    """
    return x * (1 + erf(x / math.sqrt(2))) / 2


def shapes(config):
    """The name and the shape of every array that the encoder reads. config: as checked_config
    returns it.
    """
    width, inner = config["hidden_size"], config["intermediate_size"]
    rows = {
        "word": "vocab_size",
        "position": "max_position_embeddings",
        "token_type": "type_vocab_size",
    }
    found = {
        f"embeddings.{each}_embeddings.weight": (config[count], width)
        for each, count in rows.items()
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        square = [
            f"{layer}.attention.{each}"
            for each in ("self.query", "self.key", "self.value", "output.dense")
        ]
        linear = dict.fromkeys(square, (width, width))
        linear |= {
            f"{layer}.intermediate.dense": (inner, width),
            f"{layer}.output.dense": (width, inner),
        }
        for name, shape in linear.items():
            found |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    return found | {f"{norm}.{each}": (width,) for norm in norms for each in ("weight", "bias")}


def checked_config(config):
    """Return the settings of an encoder that `encode` can compute, or raise ValueError with what is
    wrong.
    """
    if not isinstance(config, dict):
        raise ValueError(f"config must be a JSON object, not {type(config).__name__}")
    config = USUAL | config
    for name, value in WANTED.items():
        if config.get(name) != value:
            raise ValueError(f"{name} must be {value!r}, not {config.get(name)!r}")
    for name in COUNTS:
        checks.whole(name, config.get(name), 1, 10**6)
    if config["hidden_size"] % config["num_attention_heads"]:
        raise ValueError(
            f"hidden_size must be a multiple of num_attention_heads, but {config['hidden_size']} "
            f"is none of {config['num_attention_heads']}"
        )
    if not isinstance(config["layer_norm_eps"], float) or not 0 < config["layer_norm_eps"] < 1:
        raise ValueError(
            f"layer_norm_eps must be a number between 0 and 1, not {config['layer_norm_eps']!r}"
        )
    return config


def checked_arrays(arrays, config):
    """Return the arrays that the encoder reads, in float32, or raise ValueError for one that is
    missing or has another shape.

    arrays: a dict; names may begin with "bert.", as they do in a model that has more parts than the
    encoder, and a LayerNorm may call its arrays gamma and beta, as the first published models do.
    """
    arrays = {
        name.removeprefix("bert.")
        .replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias"): array
        for name, array in arrays.items()
    }
    wanted = shapes(config)
    for name, shape in wanted.items():
        if name not in arrays:
            raise ValueError(f"the array {name} is missing")
        if arrays[name].dtype.kind != "f":
            raise ValueError(f"{name} must hold floats, not {arrays[name].dtype}")
        if checks.array(name, arrays[name], "...").shape != shape:
            raise ValueError(
                f"{name} must have shape {shape}, but its shape is {arrays[name].shape}"
            )
    return {name: arrays[name].astype(np.float32, copy=False) for name in wanted}


def _checked_tokenizer(tokenizer, config):
    if tokenizer.get_vocab_size() > config["vocab_size"]:
        raise ValueError(
            f"the model knows {config['vocab_size']} tokens, "
            f"but the tokenizer makes {tokenizer.get_vocab_size()}"
        )
    return tokenizer


def _checked_ids(ids, config):
    known, positions = config["vocab_size"], config["max_position_embeddings"]
    if not 1 <= len(ids) <= positions:
        raise ValueError(f"ids must be 1 to {positions} tokens, but there are {len(ids)}")
    return np.array([checks.whole("each of ids", each, 0, known - 1) for each in ids])
