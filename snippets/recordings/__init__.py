"""What a real transformer computed, read with numpy alone: a sentence, its stream, three sets of
many sentences, and a growing story.

`snippets.recordings.record` makes the first two, `snippets.recordings.pairs` the sets and
`snippets.recordings.growing` the story; `snippets.recordings.encoder` is the transformer. And the
same of a language model: a text by `record`, what exchanged weights do and a longer text by
`snippets.recordings.exchange`; `snippets.recordings.decoder` is that model.
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from snippets import checks

FOLDER = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Recording:
    """One sentence in a transformer: outputs[layer, head] = weights[layer, head] @ values[layer,
    head].

    tokens:     n words, the pieces into which the model cut the sentence.
    weights:    (layers, heads, n, n), what each word (row) takes from each word (column); every row
    sums to one.
    values:     (layers, heads, n, d), what each word puts into the sums.
    outputs:    (layers, heads, n, d), the sums.
    hidden:     (n, width), the rows that leave the last layer.
    provenance: the sentence and where the recording comes from.
    All arrays are read-only float32.
    """

    tokens: tuple
    weights: np.ndarray
    values: np.ndarray
    outputs: np.ndarray
    hidden: np.ndarray
    provenance: dict

    def head(self, layer, head):
        """The weights (n, n), values (n, d) and outputs (n, d) of one head; layer and head are
        counted from 1.

        Raises ValueError when the model has no such layer or head.
        """
        layers, heads = self.weights.shape[:2]
        place = (
            checks.whole("layer", layer, 1, layers) - 1,
            checks.whole("head", head, 1, heads) - 1,
        )
        return self.weights[place], self.values[place], self.outputs[place]

    def exact_row(self, layer, head, row):
        """One row of one head, as exactly as double precision allows: the weights (n,), which sum
        to one, the values (n, d), and the output (d,), the sum of these values with these weights.
        layer and head are counted from 1, row from 0, as `row` finds it.
        Raises ValueError when the model has no such layer or head, or the sentence no such row.
        """
        weights, values, _ = self.head(layer, head)
        row = checks.whole("row", row, 0, len(weights) - 1)
        weights, values = weights[row].astype(np.float64), values.astype(np.float64)
        weights /= weights.sum()
        return weights, values, weights @ values

    def row(self, word, occurrence=1):
        """The row and column of a word in the arrays, counted from 0; occurrence 2 is its second
        place in the sentence.

        Raises ValueError when the sentence does not hold the word, or not so often.
        """
        places = [place for place, token in enumerate(self.tokens) if token == word]
        if not places:
            raise ValueError(
                f"word must be one of {', '.join(dict.fromkeys(self.tokens))}, not {word!r}"
            )
        if len(places) == 1 and occurrence != 1:
            raise ValueError(
                f"occurrence must be 1, not {occurrence!r}: {word!r} stands there only once"
            )
        return places[checks.whole(f"occurrence of {word!r}", occurrence, 1, len(places)) - 1]


@dataclass(frozen=True, eq=False)
class Stream:
    """The rows of a sentence around the attention of each layer: normed = LayerNorm(inputs +
    added).

    added[layer] = bias[layer] + the sum over all heads of weights[layer, head] @ projected[layer,
    head], with the weights of the Recording of the same name.

    tokens:     n words, the pieces into which the model cut the sentence.
    inputs:     (layers, n, width), the rows that enter each layer; its heads read them, and they
    are the residual.
    projected:  (layers, heads, n, width), what each word of each head would add to a row if its
    weight were one: its value row,
                which carries the bias of the value matrix already, times the head's slice of the
                output matrix.
    bias:       (layers, width), what the output matrix adds to every row, whatever the weights.
    added:      (layers, n, width), what attention adds to each row, as the model computed it.
    normed:     (layers, n, width), the rows after the residual and the LayerNorm.
    scale, shift: (layers, width), and epsilon, a number: of that LayerNorm,
                scale * (row - mean of row) / sqrt(variance of row + epsilon) + shift.
    provenance: the sentence and where the recording comes from.
    All arrays are read-only float32.
    """

    tokens: tuple
    inputs: np.ndarray
    projected: np.ndarray
    bias: np.ndarray
    added: np.ndarray
    normed: np.ndarray
    scale: np.ndarray
    shift: np.ndarray
    epsilon: float
    provenance: dict


@dataclass(frozen=True, eq=False)
class Pairs:
    """All the sentences "the A1 N1 sat on the A2 N2." that two different ones of 14 adjective-noun
    pairs make: 14 * 13 = 182.

    Each is eleven tokens: [CLS] the A1 N1 sat on the A2 N2 . [SEP].

    adjectives, nouns: 14 words each; adjectives[p] and nouns[p] are pair p in every sentence.
    sentences:  182 texts.
    order:      (182, 2) whole numbers, which pair stands first in each sentence and which second.
    own, other: (182, 2, layers, heads), the weight of each adjective, A1 and A2, on its own noun
    and on the other noun.
    heads:      (kept, 2), layer and head, counted from 1, of the heads with own > other for both
    adjectives of all sentences.
                The first of them, layer 1 head 3, gives these nouns less than 1e-7: too little to
                come back from a float32 sum in order.
    values:     (182, kept, 11, 10), the value rows of those heads, moved so that [CLS] lies at zero
    and turned so that each further
                word needs one more column: a shift and a rotation, which cost nothing, because a
                sum whose weights sum to one moves and turns with its words. Ten of the 32 columns
                hold all the differences of eleven words.
    outputs:    (182, kept, 2, 10), the rows A1 and A2 of the sums, as the model computed them,
    moved and turned with the values:
                solve_weights(values[s, k], outputs[s, k]) is (2, 11), the weights of both
                adjectives.
    provenance: where the recording comes from.
    ASKING, OWN, OTHER: the rows of A1 and A2, of the noun of each, and of the noun of the other,
    counted from 0. All arrays are read-only, float32 where nothing else is said.
    """

    ASKING, OWN, OTHER = (2, 7), (3, 8), (8, 3)

    adjectives: tuple
    nouns: tuple
    sentences: tuple
    order: np.ndarray
    own: np.ndarray
    other: np.ndarray
    heads: np.ndarray
    values: np.ndarray
    outputs: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Forms:
    """The words of the sentences in Pairs in three other forms, 182 sentences of each: FORMS.

    In the first form the two adjectives have changed places: the same words as in Pairs, the other
    relation. In the second no adjective stands beside its noun, and in the third they have changed
    places there. A1 N1 is the first pair of `order`, A2 N2 the second, in every form.

    adjectives, nouns, order: as in Pairs.
    sentences:  546 texts, form by form.
    own, other: (3, 182, 2, layers, heads), the weight of each adjective, A1 and A2, on the noun
    that it belongs to in this sentence, and on the other noun.
    own_solved, other_solved: the same weights, solved back in double precision from nothing but the
    values and the sums that the model computed.
    provenance: where the recording comes from.
    ASKING, OWN, OTHER: for each form, the rows of A1 and A2, of the noun of each, and of the noun
    of the other, counted from 0. All arrays are read-only, float32 where nothing else is said.
    """

    FORMS = (
        "the {A2} {N1} sat on the {A1} {N2}.",
        "the {N1} is {A1} and the {N2} is {A2}.",
        "the {N1} is {A2} and the {N2} is {A1}.",
    )
    ASKING = (7, 2), (4, 9), (9, 4)
    OWN = (8, 3), (2, 7), (7, 2)
    OTHER = (3, 8), (7, 2), (2, 7)

    adjectives: tuple
    nouns: tuple
    sentences: tuple
    order: np.ndarray
    own: np.ndarray
    other: np.ndarray
    own_solved: np.ndarray
    other_solved: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Reads:
    """The row of the adjective in all the sentences "the A N sat on the mat." of 14 adjectives and
    14 nouns: 196.

    adjectives, nouns: 14 words each.
    sentences:  196 texts.
    adjective, noun: (196,) whole numbers, which adjective and which noun each sentence holds.
    layer:      the layer of the rows, counted from 1.
    rows:       (196, width), what the attention of that layer adds to the row of the adjective.
    before:     (196, width), the row of the adjective as it enters the first layer, before any
    attention: the same for every noun.
    provenance: where the recording comes from.
    All arrays are read-only, float32 where nothing else is said.
    """

    adjectives: tuple
    nouns: tuple
    sentences: tuple
    adjective: np.ndarray
    noun: np.ndarray
    layer: int
    rows: np.ndarray
    before: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Growing:
    """A text of n tokens in head 9 of every layer: chosen by its number, that of the head in which
    black attends to cat in layer 2.

    tokens:     n words, the pieces into which the model cut the text.
    weights:    (layers, n, n), what each word (row) takes from each word (column); every row sums
    to one, up to rounding.
    values:     (layers, n, d), what each word puts into the sums.
    provenance: the text, as "sentence", and where the recording comes from.
    HEAD:       the head, counted from 1.
    All arrays are read-only float32.
    """

    HEAD = 9

    tokens: tuple
    weights: np.ndarray
    values: np.ndarray
    provenance: dict

    @property
    def outputs(self):
        """The sums, made again: (layers, n, d), in float32 as the model makes them and equal to the
        model's up to rounding.

        Sums without that rounding are weights.astype(float) @ values.
        """
        return self.weights @ self.values


@dataclass(frozen=True, eq=False)
class Language:
    """A text of n tokens in a language model: every head's weights, and the values that it mixes.

    tokens:     n texts; a space before a word belongs to it.
    weights:    (layers, heads, n, n), what each token (row) takes from each token (column): nothing
    from those that come later.
    values:     (layers, groups, n, d): heads // groups heads that follow one another share a group.
    lengths:    (layers, heads, n), how long what a token adds to a row is, if its weight were one.
    provenance: the text and where the recording comes from.
    All arrays are read-only, in double precision.
    """

    tokens: tuple
    weights: np.ndarray
    values: np.ndarray
    lengths: np.ndarray
    provenance: dict

    @property
    def outputs(self):
        """The sums, made again: (layers, heads, n, d), equal to the model's up to rounding."""
        shared = self.weights.shape[1] // self.values.shape[1]
        return self.weights @ np.repeat(self.values, shared, axis=1)

    def head(self, layer, head):
        """The weights (n, n), values (n, d) and outputs (n, d) of one head; layer and head are
        counted from 1. Raises ValueError when the model has no such layer or head.
        """
        layers, heads = self.weights.shape[:2]
        layer = checks.whole("layer", layer, 1, layers) - 1
        head = checks.whole("head", head, 1, heads) - 1
        values = self.values[layer, head * self.values.shape[1] // heads]
        return self.weights[layer, head], values, self.weights[layer, head] @ values

    def row(self, word):
        """Where a word stands, counted from 0. Raises ValueError when the text does not hold it."""
        words = [token.strip() for token in self.tokens]
        if word not in words:
            raise ValueError(f"word must be one of {', '.join(words)}, not {word!r}")
        return words.index(word)


@dataclass(frozen=True, eq=False)
class Exchange:
    """A language model goes on with "The A X sat on the B Y. The A", as it is and with weights of
    the last row changed.

    words:      m sentences, each as "A X B Y": half of them pairs of the encoder's recordings, the
    other half the same words with X and Y exchanged.
    bands:      which layers are changed: nothing, early, middle, late, all.
    kinds:      (m, 5, bands, 4). How they are changed: the weights of X and Y exchanged; those of
    "sat" and "on"; X and Y given their mean; X and another token exchanged; the weights of the text
    in which A and B have changed places. What is seen: the lead of X over Y in logits, the
    probability of X and of Y, and whether the next word is X (1), Y (-1) or another (0).
    counts, counted: so many late heads, those first in which the two weights differ most, and what
    is seen when X and Y are exchanged in these: (m, counts, 4).
    weights:    (m, layers, heads, 2), of X and Y in the last row.
    votes:      (m, layers, heads, 2), how much the part of X adds to the logit of X, over what it
    adds to all words on average; the same of Y.
    looks:      (layers, heads, 2), how often a head looks at an earlier token of a story with 0.3
    of its weight or more, and how often its part then lowers the logit of that very token.
    alone, leads: some sentences, by number, and the lead when X and Y are exchanged in one head
    only: (some, layers, heads).
    induction:  (layers, heads), the share of weight on the token after the earlier occurrence, in
    random tokens that come twice.
    parted:     (m, 2, 4), what is seen when X and Y are exchanged in the late induction heads only,
    and in the other late heads only.
    shown, shown_tokens: the sentences of the moving figure, and their tokens in one text each.
    states:     (shown, 4, counts, 4), what is seen by layers and number of heads, the heads chosen
    within the layers.
    next_words, next_chances: (shown, 4, counts, 3), the three likeliest next words.
    bars:       (shown, 4, counts, n), the weights of the last row before the exchange, averaged
    over these heads, or over all where none is chosen.
    forms, of_forms: other sentences, and what is seen for some words: (forms, some, bands, 4).
    provenance: where the recording comes from.
    All arrays are read-only; weights, votes and leads in float32, the others in double precision.
    """

    words: tuple
    bands: tuple
    kinds: np.ndarray
    counts: np.ndarray
    counted: np.ndarray
    weights: np.ndarray
    votes: np.ndarray
    looks: np.ndarray
    alone: np.ndarray
    leads: np.ndarray
    induction: np.ndarray
    parted: np.ndarray
    shown: tuple
    shown_tokens: tuple
    states: np.ndarray
    next_words: np.ndarray
    next_chances: np.ndarray
    bars: np.ndarray
    forms: tuple
    of_forms: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Second:
    """The exchange in a second language model: words, bands, kinds, forms, of_forms and provenance
    as in Exchange. weights: (n, layers, heads, 2), the last row's weights of the own and the other
    noun. All arrays are read-only, in double precision.
    """

    words: tuple
    bands: tuple
    kinds: np.ndarray
    weights: np.ndarray
    forms: tuple
    of_forms: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Long:
    """A text of n tokens, more than a head has columns, in one head of every layer.

    tokens, weights (layers, n, n), values (layers, n, d), lengths (layers, n): as in Language.
    provenance: the text, and where the recording comes from.
    HEAD:       the head, counted from 1: that in which "cat" gives "black" the most.
    All arrays are read-only float32.
    """

    HEAD = 2

    tokens: tuple
    weights: np.ndarray
    values: np.ndarray
    lengths: np.ndarray
    provenance: dict


@dataclass(frozen=True, eq=False)
class Order:
    """How well a linear probe names the place of a token in texts of random words.

    rows:       (layers + 1, 2), from what enters each layer, and from what leaves the last: the
    share of pairs of tokens that the probe puts in their order, and how many places it is off.
    values:     (layers, 2), the same from the values of a layer.
    places, texts: how many tokens a text has, and how many texts there are; a quarter of them is
    for testing.
    provenance: where the recording comes from.
    """

    rows: np.ndarray
    values: np.ndarray
    places: int
    texts: int
    provenance: dict


def load(name="black_cat", folder=FOLDER):
    """The recording of this name. Raises ValueError when the folder holds no such recording."""
    return _read(Recording, "recordings", name, folder)


def load_stream(name="black_cat", folder=FOLDER):
    """The stream of the recording of this name. Raises ValueError when the folder holds no such
    stream.
    """
    return _read(Stream, "streams", name, folder, "_stream")


def load_pairs():
    """The weights of the adjectives on their nouns in 182 sentences, and what gives them back from
    the sums.
    """
    return _read(Pairs, "pairs", "pairs", FOLDER)


def load_forms():
    """The weights of the adjectives on their nouns in three other forms of the same 182 sentences,
    as the model had them and as the sums give them back.
    """
    return _read(Forms, "forms", "forms", FOLDER)


def load_reads():
    """What attention adds to the row of the adjective in 196 sentences."""
    return _read(Reads, "reads", "reads", FOLDER)


def load_language(name="black_cat", folder=FOLDER):
    """The text of this name in a language model. Raises ValueError when the folder holds none."""
    return _read(Language, "texts", name, folder, "_language")


def load_exchange():
    """What a language model says next, as it is and with weights of its last row changed."""
    return _read(Exchange, "sets", "exchange", FOLDER)


def load_second():
    """What a second language model says next, with the same weights changed."""
    return _read(Second, "sets", "second", FOLDER)


def load_long():
    """A longer text in one head of every layer of a language model."""
    return _read(Long, "texts", "long", FOLDER)


def load_order():
    """How well the place of a token can be read, layer by layer of a language model."""
    return _read(Order, "probes", "order", FOLDER)


def load_growing(folder=FOLDER):
    """A story of the black cat that grows: eleven texts of 10, 16, 24, 32, 33, 34, 36, 42, 64, 96
    and 162 tokens, in this order.

    33 = d + 1 is the border: up to it the sums can settle all weights, beyond it never.
    """
    with np.load(Path(folder) / "growing.npz", allow_pickle=False) as stored:
        parts = {name: _plain(array) for name, array in stored.items()}
    names = [field.name for field in fields(Growing)]
    return tuple(
        Growing(**{name: parts[f"{name}_{number}"] for name in names})
        for number in range(len(parts) // len(names))
    )


def save_growing(texts, folder=FOLDER):
    """Write the texts, a sequence of Growing, as one file, growing.npz, the same bytes for the same
    content, and return its path.
    """
    path = Path(folder) / "growing.npz"
    np.savez_compressed(
        path,
        **{
            f"{name}_{number}": part
            for number, text in enumerate(texts)
            for name, part in _parts(text).items()
        },
    )
    return path


def save(recording, name, folder=FOLDER):
    """Write a Recording, Stream, Pairs, Forms or Reads as one file and return its path.

    The same content makes the same bytes.

    name: small letters, digits and underscores, a letter first. load_stream(name) reads what is
    saved as name_stream.
    Raises ValueError for any other name, and for one that holds a recording of another kind.
    """
    if not (
        isinstance(name, str)
        and name.isascii()
        and name.isidentifier()
        and name == name.lower()
        and name[0] != "_"
    ):
        raise ValueError(
            f"name must be small letters, digits and underscores, a letter first, not {name!r}"
        )
    path = Path(folder) / f"{name}.npz"
    if path.exists() and not _holds(path, type(recording)):
        raise ValueError(
            f"name must be another one: {name!r} already holds a recording of another kind"
        )
    np.savez_compressed(path, **_parts(recording))
    return path


def _parts(recording):
    parts = {field.name: getattr(recording, field.name) for field in fields(recording)}
    return parts | {
        "provenance": json.dumps(parts["provenance"], ensure_ascii=False, sort_keys=True)
    }


def _holds(path, kind):
    with np.load(path, allow_pickle=False) as stored:
        return set(stored.files) == {field.name for field in fields(kind)}


def _read(kind, kinds, name, folder, ending=""):
    paths = {
        path.stem.removesuffix(ending): path
        for path in Path(folder).glob(f"*{ending}.npz")
        if _holds(path, kind)
    }
    if not isinstance(name, str) or name not in paths:
        raise ValueError(
            f"name must be one of the {kinds} ({', '.join(sorted(paths))}), not {name!r}"
        )
    with np.load(paths[name], allow_pickle=False) as stored:
        return kind(**{part: _plain(array) for part, array in stored.items()})


def _plain(array):
    """A stored array as what it was: words as a tuple, text from JSON, a number, or a read-only
    array.
    """
    if array.dtype.kind == "U" and array.ndim < 2:
        return tuple(array.tolist()) if array.ndim else json.loads(array.item())
    array.flags.writeable = False
    return array if array.ndim else array.item()
