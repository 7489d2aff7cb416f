"""A small attention learns which adjective belongs to which noun: data, model, gradients and
training in numpy alone.

The sentence is "the A1 N1 sat on the A2 N2"; the row of each adjective must name its noun, and the
row of each noun its adjective.
One head: rows of width 32, head size 16. Positions enter queries and keys only. Values and rows
carry words and nothing else, so nothing in the sum says where a word stood; all that can tell two
orders of the same words apart is how much of each word is in it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from snippets import checks
from snippets.attention import softmax

ADJECTIVES = ("black", "white", "old", "young", "red", "brown", "small", "tall")
NOUNS = ("cat", "mat", "dog", "bird", "fox", "bear", "chair", "bed")
VOCABULARY = (*ADJECTIVES, *NOUNS, "the", "sat", "on")
ASKING, PARTNER = (
    np.array([1, 2, 6, 7]),
    np.array([2, 1, 7, 6]),
)  # the places of A1 N1 A2 N2, and of their partners
WIDTH, SIZE = 32, 16
LIMIT = 0.99  # scores squashed into -0.99 to 0.99 give no word of eight more than 0.51
STEPS = 200
KINDS = ("free", "limited", "uniform")
TWINS = (
    ("black", "cat", "white", "mat"),
    ("white", "cat", "black", "mat"),
)  # two sentences of the same words, in pairs never seen in training


@dataclass(frozen=True, eq=False)
class Row:
    """The row of one word in a sentence of eight words.

    place: where the word stands, from 0; weights: (8,); parts: (8, 16), weight times value of each
    word; answers: a word to its probability.
    """

    place: int
    weights: np.ndarray
    parts: np.ndarray
    answers: dict

    @property
    def answer(self):
        """The word it is surest of."""
        return max(self.answers, key=self.answers.get)

    def leads(self, place):
        """In how many columns of the sum the word at this place is the largest part, in size."""
        return int((np.abs(self.parts).argmax(axis=0) == place).sum())


@dataclass(frozen=True, eq=False)
class Training:
    """What one training left: the parameters (name to array) at some of its steps, the last one
    included.
    """

    steps: tuple
    parameters: tuple


def sentence(first_adjective, first_noun, second_adjective, second_noun):
    """The token numbers of "the A1 N1 sat on the A2 N2": (8,). Raises ValueError for a word of
    another kind.
    """
    for word, kind in (
        (first_adjective, ADJECTIVES),
        (first_noun, NOUNS),
        (second_adjective, ADJECTIVES),
        (second_noun, NOUNS),
    ):
        if word not in kind:
            raise ValueError(
                f"the words of a sentence must be {', '.join(kind)} at this place, not {word!r}"
            )
    words = ("the", first_adjective, first_noun, "sat", "on", "the", second_adjective, second_noun)
    return np.array([VOCABULARY.index(word) for word in words])


def is_unseen(adjective, noun):
    """Whether this pair is held out of training: black or white with cat or mat, old or young with
    dog or bird, and so on.
    """
    return ADJECTIVES.index(adjective) // 2 == NOUNS.index(noun) // 2


def training_sentences():
    """All sentences of two pairs that are both seen in training, no word twice: (n, 8)."""
    seen = [(a, n) for a in ADJECTIVES for n in NOUNS if not is_unseen(a, n)]
    return np.array(
        [
            sentence(*first, *second)
            for first in seen
            for second in seen
            if first[0] != second[0] and first[1] != second[1]
        ]
    )


def unseen_sentences():
    """All sentences of two adjectives and two nouns none of which was ever seen together: (16, 8).

    They come in fours that hold the same words, such as black cat, white mat and white cat, black
    mat.
    """
    fours = [(ADJECTIVES[i : i + 2], NOUNS[i : i + 2]) for i in range(0, 8, 2)]
    return np.array(
        [
            sentence(a, n, b, m)
            for (a1, a2), (n1, n2) in fours
            for a, b in ((a1, a2), (a2, a1))
            for n, m in ((n1, n2), (n2, n1))
        ]
    )


def forward(parameters, tokens, kind="free"):
    """Everything between the tokens and the answers, by name.

    tokens: (b, 8). kind: "free" softmax weights, "limited" scores squashed by tanh, or "uniform"
    weights of one eighth.
    Returns a dict: weights (b, 4, 8) of the four rows that ask, values (b, 8, size), outputs (b, 4,
    size), rows (b, 4, 32) = own embedding + output through W_O, answers (b, 4, 16), a probability
    for each adjective and noun; and what the gradients need.
    """
    _check_kind(kind)
    p, tokens = _checked_parameters(parameters), _checked_tokens("tokens", tokens)
    words = p["embedding"][tokens]
    placed = words + p["position"]
    queries, keys, values = placed[:, ASKING] @ p["query"], placed @ p["key"], words @ p["value"]
    scores = queries @ keys.swapaxes(1, 2) / np.sqrt(SIZE)
    squashed = {
        "free": scores,
        "limited": LIMIT * np.tanh(scores / LIMIT),
        "uniform": np.zeros_like(scores),
    }[kind]
    weights = softmax(squashed)
    outputs = weights @ values
    rows = words[:, ASKING] + outputs @ p["output"]
    return {
        "words": words,
        "placed": placed,
        "queries": queries,
        "keys": keys,
        "values": values,
        "squashed": squashed,
        "weights": weights,
        "outputs": outputs,
        "rows": rows,
        "answers": softmax(rows @ p["answer"]),
    }


def loss_and_gradients(parameters, tokens, kind="free"):
    """The mean cross-entropy of the answers, and its gradient for every parameter, derived by hand
    (chain rule, last step first).
    """
    p, f = parameters, forward(parameters, tokens, kind)
    right = tokens[:, PARTNER]
    at_right = np.take_along_axis(f["answers"], right[..., None], axis=2)
    d_logits = (f["answers"] - np.eye(16)[right]) / right.size
    d_rows = d_logits @ p["answer"].T
    d_outputs = d_rows @ p["output"].T
    d_weights = d_outputs @ f["values"].swapaxes(1, 2)
    d_values = f["weights"].swapaxes(1, 2) @ d_outputs
    d_squashed = f["weights"] * (d_weights - (f["weights"] * d_weights).sum(axis=2, keepdims=True))
    slope = {"free": 1.0, "limited": 1 - (f["squashed"] / LIMIT) ** 2, "uniform": 0.0}[kind]
    d_scores = d_squashed * slope / np.sqrt(SIZE)
    d_queries, d_keys = d_scores @ f["keys"], d_scores.swapaxes(1, 2) @ f["queries"]
    d_placed = d_keys @ p["key"].T
    d_placed[:, ASKING] += d_queries @ p["query"].T
    d_words = d_placed + d_values @ p["value"].T
    d_words[:, ASKING] += d_rows
    d_embedding = np.zeros_like(p["embedding"])
    np.add.at(d_embedding, tokens, d_words)
    gradients = {
        "embedding": d_embedding,
        "position": d_placed.sum(axis=0),
        "query": _product(f["placed"][:, ASKING], d_queries),
        "key": _product(f["placed"], d_keys),
        "value": _product(f["words"], d_values),
        "output": _product(f["outputs"], d_rows),
        "answer": _product(f["rows"], d_logits),
    }
    return float(-np.log(at_right).mean()), gradients


def row_of(word, words, parameters, kind="free"):
    """The Row of an adjective or noun. words: the adjectives and nouns of a sentence, in its order;
    parameters and kind as in `forward`.
    """
    if not isinstance(words, (tuple, list)) or len(words) != 4:
        raise ValueError(f"words must be four words, as in TWINS, not {words!r}")
    if word not in words:
        raise ValueError(f"word must be one of {', '.join(words)}, not {word!r}")
    row = words.index(word)
    seen = forward(parameters, sentence(*words)[None], kind)
    weights = seen["weights"][0, row]
    return Row(
        int(ASKING[row]),
        weights,
        weights[:, None] * seen["values"][0],
        dict(zip(VOCABULARY, seen["answers"][0, row])),
    )


def stacking(words):
    """The places of a sentence of TWINS in the order of the words in the first one, so that equal
    sums are drawn alike: 8 whole numbers.
    """
    first = list(sentence(*TWINS[0]))
    return sorted(range(8), key=lambda place: (first.index(sentence(*words)[place]), place))


def limited_partners(seed):
    """The eight rows of both TWINS in one start of the limited attention: their weights on the
    partner, and in how many of the columns of their sums the partner is the largest part, (8,)
    each.
    """
    parameters = train("limited", seed).parameters[-1]
    rows = [
        (row_of(word, words, parameters, "limited"), place)
        for words in TWINS
        for word, place in zip(words, PARTNER)
    ]
    return np.array([row.weights[place] for row, place in rows]), np.array(
        [row.leads(place) for row, place in rows]
    )


def initial(rng, size=SIZE):
    """Small random parameters. rng: a numpy Generator; size: the number of columns of a value, and
    so of the sum.
    """
    return {
        name: rng.normal(
            scale=0.5 if name in ("embedding", "position") else shape[0] ** -0.5, size=shape
        )
        for name, shape in _shapes(size).items()
    }


def train(kind="free", seed=0, steps=STEPS, frozen=(), size=SIZE, sentences=None):
    """Train with Adam on batches of 64 sentences and return a Training; the same arguments give the
    same parameters.

    frozen: names of parameters that stay as they began; size: columns of the values and of the sum;
    sentences: (n, 8) token numbers to learn from, by default all training_sentences(). Source of
    Adam: Kingma & Ba 2015.
    """
    _check_kind(kind)
    names = tuple(_shapes(size=1))
    if not isinstance(frozen, (tuple, list, set)) or not set(map(str, frozen)) <= set(names):
        raise ValueError(
            f"frozen must be a tuple of names of parameters ({', '.join(names)}), not {frozen!r}"
        )
    if sentences is not None:
        sentences = tuple(map(tuple, _checked_tokens("sentences", sentences).tolist()))
    return _train(
        kind,
        checks.whole("seed", seed, 0, 2**31),
        checks.whole("steps", steps, 1, 10**5),
        tuple(frozen),
        checks.whole("size", size, 1, 1000),
        sentences,
    )


@cache
def _train(kind, seed, steps, frozen, size, sentences):
    rng = np.random.default_rng(seed)
    parameters = initial(rng, size)
    sentences = training_sentences() if sentences is None else np.array(sentences)
    first, second = (
        {name: np.zeros_like(array) for name, array in parameters.items()} for _ in range(2)
    )
    noted = sorted({0, *np.unique(np.geomspace(1, steps, 30).astype(int))})
    kept = [{name: array.copy() for name, array in parameters.items()}]
    for step in range(1, steps + 1):
        _, gradients = loss_and_gradients(
            parameters, sentences[rng.integers(len(sentences), size=64)], kind
        )
        for name, gradient in gradients.items():
            if name in frozen:
                continue
            first[name] += 0.1 * (gradient - first[name])
            second[name] += 0.01 * (gradient**2 - second[name])
            parameters[name] -= (
                0.01
                * (first[name] / (1 - 0.9**step))
                / (np.sqrt(second[name] / (1 - 0.99**step)) + 1e-8)
            )
        if step in noted:
            kept.append({name: array.copy() for name, array in parameters.items()})
    return Training(tuple(int(step) for step in noted), tuple(kept))


def accuracy(parameters, tokens, kind="free"):
    """The share of right answers, from 0 to 1. tokens: (b, 8)."""
    return float(
        (forward(parameters, tokens, kind)["answers"].argmax(axis=2) == tokens[:, PARTNER]).mean()
    )


def _shapes(size):
    """The name and the shape of every parameter."""
    return {
        "embedding": (len(VOCABULARY), WIDTH),
        "position": (8, WIDTH),
        "query": (WIDTH, SIZE),
        "key": (WIDTH, SIZE),
        "value": (WIDTH, size),
        "output": (size, WIDTH),
        "answer": (WIDTH, 16),
    }


def _check_kind(kind):
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")


def _checked_parameters(parameters):
    if not isinstance(parameters, dict) or "embedding" not in parameters:
        raise ValueError(
            f"parameters must be arrays by name, as in train().parameters[-1], not {type(parameters).__name__}"
        )
    return parameters


def _checked_tokens(name, tokens):
    """Token numbers of whole sentences, (b, 8), or one error that says what they should be."""
    try:
        tokens = np.asarray(tokens)
    except ValueError:  # lists of different lengths
        tokens = np.array(None)
    if tokens.ndim != 2 or tokens.shape[1] != 8 or not len(tokens):
        raise ValueError(
            f"{name} must have shape (n, 8), eight words a sentence, but the shape is {tokens.shape}"
        )
    if tokens.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be whole numbers, as sentence() makes them, not {tokens.dtype}"
        )
    if tokens.min() < 0 or tokens.max() >= len(VOCABULARY):
        raise ValueError(
            f"{name} must be from 0 to {len(VOCABULARY) - 1}, but reach from {tokens.min()} to {tokens.max()}"
        )
    if tokens[:, ASKING].max() >= len(ADJECTIVES + NOUNS):
        raise ValueError(
            f"{name} must have an adjective or noun at the places {', '.join(map(str, ASKING))}, but one has {VOCABULARY[tokens[:, ASKING].max()]!r}"
        )
    return tokens


def _product(inputs, d_outputs):
    """The gradient of a matrix that maps inputs (b, m, i) to outputs (b, m, o): (i, o)."""
    return np.einsum("bmi,bmo->io", inputs, d_outputs)
