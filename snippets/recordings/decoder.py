"""A decoder in numpy, in double precision: the language models behind the recordings.

Each row sees only itself and what stands before it (a causal mask). Positions turn queries and keys
and nothing else. Several heads share one set of values. Two families are read: Llama and Gemma 3.
Sources: Vaswani et al. 2017, "Attention Is All You Need"; Su et al. 2021, "RoFormer"; Ainslie et
al. 2023, "GQA"; Gemma Team 2025, "Gemma 3 Technical Report". A model is read from one file in the
format GGUF, by the format's own library; arrays have the names that they have there.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from snippets import checks
from snippets.attention import softmax

FIELDS = {  # what a setting is called in the file, after the name of the family
    "layers": "block_count",
    "heads": "attention.head_count",
    "groups": "attention.head_count_kv",
    "width": "embedding_length",
    "size": "attention.key_length",
    "inner": "feed_forward_length",
    "base": "rope.freq_base",
    "epsilon": "attention.layer_norm_rms_epsilon",
    "context": "context_length",
}
USUAL = {"base": 10_000.0}  # what a file may leave out
SPACE = "▁"  # what stands for a space in some tokenizers
CONTROL = 3  # the kind of a token that no text is cut into


def _silu(rows):
    return rows / (1 + np.exp(-rows))


def _gelu(rows):
    return rows / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (rows + 0.044715 * rows**3)))


@dataclass(frozen=True)
class Family:
    """What one family of decoders does in its own way.

    name: in the file; tokenizer: what the file must say of it; gate: the function in the
    feed-forward part; normed: whether queries, keys, and what attention and the feed-forward part
    add have norms of their own; scaled: whether a token's row is multiplied by the root of its
    width at the start; halves: whether positions turn column i with column i + d / 2, instead of
    its neighbour; local: the base of the positions in those layers that see only a window, which
    are all but every sixth; None where all layers are alike.
    """

    name: str
    tokenizer: tuple
    gate: Callable
    normed: bool
    scaled: bool
    halves: bool
    local: float | None


FAMILIES = {
    family.name: family
    for family in (
        Family("llama", ("gpt2", "smollm"), _silu, False, False, False, None),
        Family("gemma3", ("llama", "default"), _gelu, True, True, True, 10_000.0),
    )
}


@dataclass(frozen=True)
class Settings:
    """The sizes of a decoder.

    layers, heads: of queries in each layer; groups: of keys and values, each shared by heads //
    groups heads; width: of a row; size: of a head; inner: of the feed-forward part; base: of the
    rotary positions; epsilon: of the norms; context: the most tokens; vocabulary: how many tokens
    it knows.
    """

    layers: int
    heads: int
    groups: int
    width: int
    size: int
    inner: int
    base: float
    epsilon: float
    context: int
    vocabulary: int
    family: Family = FAMILIES["llama"]

    @property
    def shared(self):
        """How many heads share one value."""
        return self.heads // self.groups


class Decoding(NamedTuple):
    """What the decoder computed for a text of n tokens, in double precision."""

    weights: np.ndarray  # (layers, heads, n, n), zero above the diagonal
    keys: np.ndarray  # (layers, groups, n, d), turned by their positions
    values: np.ndarray  # (layers, groups, n, d)
    outputs: np.ndarray  # (layers, heads, n, d)
    rows: np.ndarray  # (layers + 1, n, width), what enters each layer, and what leaves the last


@dataclass(frozen=True, eq=False)
class Decoder:
    """A text goes in, its tokens and their Decoding come out."""

    settings: Settings
    arrays: dict
    tokenizer: Any

    def ids(self, text):
        """The numbers of the tokens of a text. Raises ValueError for no token, or too many."""
        ids, most = self.tokenizer.encode(text).ids, self.settings.context
        if not 1 <= len(ids) <= most:
            raise ValueError(f"text must have 1 to {most} tokens, but it has {len(ids)}")
        return ids

    def number(self, word):
        """The number of the one token of a word after a space. Raises ValueError for no such."""
        ids = self.tokenizer.encode(f" {word}", add_special_tokens=False).ids
        if len(ids) != 1:
            raise ValueError(f"word must be one token, but {word!r} is {len(ids)}")
        return ids[0]

    def tokens(self, ids):
        """The tokens as texts; a space before a word belongs to it."""
        return tuple(self.tokenizer.decode([number]) for number in ids)

    @cached_property
    def vocabulary(self):
        """Every token as the file writes it; Ġ or ▁ stands for a space."""
        return tuple(map(self.tokenizer.id_to_token, range(self.settings.vocabulary)))

    @cached_property
    def words(self):
        """The numbers of the tokens that are a space and letters."""
        return [
            i
            for i, token in enumerate(self.vocabulary)
            if token[:1] in ("Ġ", SPACE) and token[1:].isalpha()
        ]

    @cached_property
    def mean_unembedding(self):
        """The mean over all tokens of what a row is compared with: (width,)."""
        return self.arrays["output.weight"].mean(axis=0)

    def __call__(self, text):
        """Returns the tokens, n texts, and the Decoding."""
        ids = self.ids(text)
        return self.tokens(ids), decode(self.arrays, self.settings, ids)

    def logits(self, rows):
        """The logit of each token to come next. rows: (…, width), what leaves the last layer.
        Returns (…, vocabulary).
        """
        normed = _normed(rows, self.arrays["output_norm.weight"], self.settings.epsilon)
        return normed @ self.arrays["output.weight"].T


def decode(arrays, settings, ids):
    """Every head's weights, keys, values and outputs, and the rows between the layers.

    arrays: as load_decoder reads them; ids: n whole numbers. Returns a Decoding. Raises ValueError
    for ids that the model does not know, none, or more than its context.
    """
    ids = _checked_ids(ids, settings)
    rows, places = arrays["token_embd.weight"][ids], np.arange(len(ids))
    rows = rows * (math.sqrt(settings.width) if settings.family.scaled else 1)
    hidden_future = np.where(places > places[:, None], -np.inf, 0.0)
    computed = []
    for layer in range(settings.layers):
        queries, keys, values = _asked(arrays, settings, layer, rows, places)
        scores = np.einsum("gsid,gjd->gsij", queries, keys, optimize=True)
        weights = softmax(scores / math.sqrt(settings.size) + hidden_future)
        outputs = weights @ values[:, None]
        computed.append((_by_head(weights), keys, values, _by_head(outputs), rows))
        joined = np.moveaxis(_by_head(outputs), 0, 1).reshape(len(rows), -1)
        rows = _after(arrays, settings, layer, rows, joined)
    *parts, entered = (np.stack(each) for each in zip(*computed))
    return Decoding(*parts, np.concatenate([entered, rows[None]]))


def decode_last(arrays, settings, decoding, change, states):
    """What leaves the last layer in the last row when its weights are changed, and nothing else is.

    change: a function of the layer, counted from 0, and the weights (states, heads, n) that gives
    the weights to go on with; states: how many changes are tried at once. The other rows stay as
    they are in the decoding: under a causal mask none of them hears of the last. Returns the rows
    (states, width) and the changed weights (layers, states, heads, n). Raises ValueError when the
    change gives another shape.
    """
    n = decoding.keys.shape[2]
    rows = np.repeat(decoding.rows[0, -1:], checks.whole("states", states, 1, 10**4), axis=0)
    changed = []
    for layer in range(settings.layers):
        queries, keys, values = _asked(arrays, settings, layer, rows, np.full(len(rows), n - 1))
        before = decoding.keys[layer][:, :-1], decoding.values[layer][:, :-1]
        scores = np.concatenate(
            [
                np.einsum("gsbd,gjd->gsbj", queries, before[0], optimize=True),
                np.einsum("gsbd,gbd->gsb", queries, keys)[..., None],
            ],
            axis=-1,
        )
        weights = np.moveaxis(_by_head(softmax(scores / math.sqrt(settings.size))), 0, 1)
        changed.append(weights := _changed(change, layer, weights))
        grouped = weights.reshape(len(rows), settings.groups, settings.shared, n)
        outputs = np.einsum("bgsj,gjd->bgsd", grouped[..., :-1], before[1], optimize=True)
        outputs += grouped[..., -1:] * np.moveaxis(values, 0, 1)[:, :, None]
        rows = _after(arrays, settings, layer, rows, outputs.reshape(len(rows), -1))
    return rows, np.stack(changed)


def projected_lengths(arrays, settings, decoding):
    """How long what each token of each head would add to a row is, if its weight were one: its
    value times the head's slice of the output matrix. Returns (layers, heads, n).
    """
    lengths = []
    for layer, values in enumerate(decoding.values):
        matrix = arrays[f"blk.{layer}.attn_output.weight"].T
        slices = matrix.reshape(settings.groups, settings.shared, settings.size, -1)
        parts = np.einsum("gjd,gsdw->gsjw", values, slices, optimize=True)
        lengths.append(_by_head(np.linalg.norm(parts, axis=-1)))
    return np.stack(lengths)


def turned(rows, places, base, halves=False):
    """Queries or keys with their position in them: each pair of columns turned by the place times
    an angle that shrinks from pair to pair. rows: (…, n, d), d even; places: (n,); halves: whether
    a pair is column i and column i + d / 2, and not two neighbours. Source: Su et al. 2021.
    """
    d = rows.shape[-1]
    angles = places[:, None] * base ** (-np.arange(0, d, 2) / d)
    pairs = rows.reshape(*rows.shape[:-1], *((2, d // 2) if halves else (d // 2, 2)))
    left, right = np.moveaxis(pairs, -2 if halves else -1, 0)
    cos, sin = np.cos(angles), np.sin(angles)
    both = [left * cos - right * sin, left * sin + right * cos]
    return np.stack(both, axis=-2 if halves else -1).reshape(rows.shape)


def load_decoder(path):
    """The decoder in a GGUF file.

    Llama or Gemma 3, with any number of layers, heads, shared values and columns; tied or separate
    output matrix; where some layers see only a window, texts may not be longer than it. Raises
    ValueError, with the reason, for anything that is not such a decoder, and ModuleNotFoundError
    when the package gguf or tokenizers is missing.
    """
    from gguf import GGUFReader

    try:
        reader = GGUFReader(Path(path))
        settings = _settings(reader)
        return Decoder(settings, _arrays(reader, settings), _tokenizer(reader, settings.family))
    except (ValueError, OSError, KeyError, IndexError) as reason:
        raise ValueError(
            f"path must be a GGUF file with a Llama or Gemma 3 decoder, but {path} is not: {reason}"
        ) from None


def _asked(arrays, settings, layer, rows, places):
    """Queries (groups, shared, n, d), keys and values (groups, n, d) of rows (n, width)."""
    name = f"blk.{layer}.attn"
    normed = _normed(rows, arrays[f"{name}_norm.weight"], settings.epsilon)
    queries, keys, values = (
        np.moveaxis((normed @ arrays[f"{name}_{each}.weight"].T).reshape(*shape), 0, -2)
        for each, shape in (
            ("q", (len(rows), settings.groups, settings.shared, settings.size)),
            ("k", (len(rows), settings.groups, settings.size)),
            ("v", (len(rows), settings.groups, settings.size)),
        )
    )
    if settings.family.normed:
        queries, keys = (
            _normed(rows, arrays[f"{name}_{each}_norm.weight"], settings.epsilon)
            for each, rows in (("q", queries), ("k", keys))
        )
    local = settings.family.local if (layer + 1) % 6 else None
    base, halves = local or settings.base, settings.family.halves
    return turned(queries, places, base, halves), turned(keys, places, base, halves), values


def _after(arrays, settings, layer, rows, outputs):
    """The rows after a layer. outputs: (n, heads * size), of all heads beside one another."""

    def of(name):
        return arrays[f"blk.{layer}.{name}.weight"]

    def normed(rows, name):
        return _normed(rows, of(name), settings.epsilon)

    added = outputs @ of("attn_output").T
    rows = rows + (normed(added, "post_attention_norm") if settings.family.normed else added)
    seen = normed(rows, "ffn_norm")
    inner = settings.family.gate(seen @ of("ffn_gate").T) * (seen @ of("ffn_up").T)
    added = inner @ of("ffn_down").T
    return rows + (normed(added, "post_ffw_norm") if settings.family.normed else added)


def _normed(rows, scale, epsilon):
    return rows / np.sqrt((rows**2).mean(axis=-1, keepdims=True) + epsilon) * scale


def _by_head(grouped):
    """(groups, shared, …) as (heads, …)."""
    return grouped.reshape(-1, *grouped.shape[2:])


def _changed(change, layer, weights):
    given = np.asarray(change(layer, weights))
    if given.shape != weights.shape:
        raise ValueError(
            f"change must return weights of the shape {weights.shape}, not {given.shape}"
        )
    return given


def _field(reader, name):
    field = reader.fields.get(name)
    return None if field is None else field.contents()


def _settings(reader):
    family = FAMILIES.get(kind := _field(reader, "general.architecture"))
    if family is None:
        raise ValueError(f"general.architecture must be {' or '.join(FAMILIES)}, not {kind!r}")
    found = {name: _field(reader, f"{family.name}.{field}") for name, field in FIELDS.items()}
    found |= {name: usual for name, usual in USUAL.items() if found[name] is None}
    found["groups"] = found["groups"] or found["heads"]
    for name in ("layers", "heads", "groups", "width", "inner", "context"):
        checks.whole(f"{family.name}.{FIELDS[name]}", found[name], 1, 10**7)
    if not found["size"]:
        found["size"] = _size_of_head(found["width"], found["heads"])
    if family.local:
        window = _field(reader, f"{family.name}.attention.sliding_window")
        found["context"] = min(found["context"], checks.whole("sliding_window", window, 1, 10**7))
    tokens = _field(reader, "tokenizer.ggml.tokens") or []
    settings = Settings(**found, vocabulary=len(tokens), family=family)
    if settings.heads % settings.groups:
        raise ValueError(
            f"head_count must be a multiple of head_count_kv, but {settings.heads} is none of "
            f"{settings.groups}"
        )
    turns = _field(reader, f"{family.name}.rope.dimension_count")
    if turns not in (None, settings.size):
        raise ValueError(
            f"{family.name}.rope.dimension_count must be {settings.size}, not {turns!r}"
        )
    if strange := [name for name in reader.fields if "rope.scaling" in name or "expert" in name]:
        raise ValueError(f"{strange[0]} is not supported")
    return settings


def _size_of_head(width, heads):
    if width % heads or width // heads % 2:
        raise ValueError(
            f"embedding_length must be an even multiple of head_count, but {width} is none of "
            f"{heads}"
        )
    return width // heads


def shapes(settings):
    """The name and the shape of every array that the decoder reads."""
    width, inner, size = settings.width, settings.inner, settings.size
    joined, shared = settings.heads * size, settings.groups * size
    found = {"token_embd.weight": (settings.vocabulary, width), "output_norm.weight": (width,)}
    for layer in range(settings.layers):
        of_layer = {
            "attn_norm": (width,),
            "attn_q": (joined, width),
            "attn_k": (shared, width),
            "attn_v": (shared, width),
            "attn_output": (width, joined),
            "ffn_norm": (width,),
            "ffn_gate": (inner, width),
            "ffn_up": (inner, width),
            "ffn_down": (width, inner),
        }
        if settings.family.normed:
            of_layer |= {"attn_q_norm": (size,), "attn_k_norm": (size,)}
            of_layer |= {"post_attention_norm": (width,), "post_ffw_norm": (width,)}
        found |= {f"blk.{layer}.{name}.weight": shape for name, shape in of_layer.items()}
    return found


def _arrays(reader, settings):
    """Every array in double precision, whatever few bits the file keeps them in."""
    from gguf.quants import dequantize

    tensors = {tensor.name: tensor for tensor in reader.tensors}
    wanted = shapes(settings)
    separate = {"output.weight": wanted["token_embd.weight"]} if "output.weight" in tensors else {}
    if strange := sorted(set(tensors) - set(wanted | separate)):
        raise ValueError(f"it has an array that such a decoder has not: {strange[0]}")
    arrays = {}
    for name, shape in (wanted | separate).items():
        if name not in tensors:
            raise ValueError(f"the array {name} is missing")
        array = dequantize(tensors[name].data, tensors[name].tensor_type).astype(np.float64)
        if array.shape != shape:
            raise ValueError(f"{name} must have the shape {shape}, not {array.shape}")
        arrays[name] = array
    return {"output.weight": arrays["token_embd.weight"]} | arrays


def _tokenizer(reader, family):
    """The tokenizer of the file: of each family the one kind that is known here."""
    for name, value in zip(("model", "pre"), family.tokenizer):
        if (said := _field(reader, f"tokenizer.ggml.{name}")) != value:
            raise ValueError(f"tokenizer.ggml.{name} must be {value!r}, not {said!r}")
    tokens, kinds = (_field(reader, f"tokenizer.ggml.{name}") for name in ("tokens", "token_type"))
    if not tokens or kinds is None:
        raise ValueError("the tokens or token_type of its tokenizer are missing")
    make = {"gpt2": _byte_level, "llama": _sentence_piece}[family.tokenizer[0]]
    tokenizer = make(reader, tokens)
    tokenizer.add_special_tokens([t for t, kind in zip(tokens, kinds) if kind == CONTROL])
    return tokenizer


def _byte_level(reader, tokens):
    """Byte-level BPE: digits stand alone, no space is put before the text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    if (merges := _field(reader, "tokenizer.ggml.merges")) is None:
        raise ValueError("the merges of its tokenizer are missing")
    pairs = [tuple(merge.split(" ")) for merge in merges]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _sentence_piece(reader, tokens):
    """BPE whose merges follow from the scores of the tokens: the better a token, the sooner any two
    parts of it are put together. Every text starts with the token for a beginning.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers, processors

    scores, first, unknown = (
        _field(reader, f"tokenizer.ggml.{name}")
        for name in ("scores", "bos_token_id", "unknown_token_id")
    )
    if scores is None or first is None or unknown is None:
        raise ValueError("the scores, bos_token_id or unknown_token_id are missing")
    numbers = {token: i for i, token in enumerate(tokens)}
    merges = [
        (scores[i], token[:cut], token[cut:])
        for token, i in numbers.items()
        for cut in range(1, len(token))
        if token[:cut] in numbers and token[cut:] in numbers
    ]
    merges.sort(key=lambda merge: -merge[0])
    model = models.BPE(
        numbers,
        [merge[1:] for merge in merges],
        unk_token=tokens[unknown],
        fuse_unk=True,
        byte_fallback=True,
    )
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{tokens[first]} $A", special_tokens=[(tokens[first], first)]
    )
    return tokenizer


def _checked_ids(ids, settings):
    if not 1 <= len(ids) <= settings.context:
        raise ValueError(f"ids must be 1 to {settings.context} tokens, but there are {len(ids)}")
    return np.array([checks.whole("each of ids", each, 0, settings.vocabulary - 1) for each in ids])
