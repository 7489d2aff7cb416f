"""A small attention learns which adjective belongs to which noun: data, model, gradients and
training in numpy alone.

The sentence is "the A1 N1 sat on the A2 N2"; the row of each adjective must name its noun, and the
row of each noun its adjective.
One head: rows of width 32, head size 16. Positions enter queries and keys only. Values and rows
carry words and nothing else, so nothing in the sum says where a word stood; all that can tell two
orders of the same words apart is how much of each word is in it.
Last, the same question to the recorded heads of a real transformer.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from snippets import checks
from snippets.attention import softmax
from snippets.recordings import load_forms, load_pairs

ADJECTIVES = ("black", "white", "old", "young", "red", "brown", "small", "tall")
NOUNS = ("cat", "mat", "dog", "bird", "fox", "bear", "chair", "bed")
VOCABULARY = (*ADJECTIVES, *NOUNS, "the", "sat", "on")
ASKING, PARTNER = (
    np.array([1, 2, 6, 7]),
    np.array([2, 1, 7, 6]),
)  # the places of A1 N1 A2 N2, and of their partners
WIDTH, SIZE = 32, 16
LIMIT = 0.99  # scores squashed into -0.99 to 0.99 give no word of eight more than 0.51
STEPS, BATCH = 200, 64
TOGETHER = 5  # so many starts are trained along one axis: they take as long as two, one by one
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
    state = {"words": words, "placed": placed, "queries": queries, "keys": keys, "values": values}
    state |= {"squashed": squashed, "weights": weights, "outputs": outputs, "rows": rows}
    return state | {"answers": softmax(rows @ p["answer"])}


def loss_and_gradients(parameters, tokens, kind="free"):
    """The mean cross-entropy of the answers, and its gradient for every parameter (chain rule).

    A score depends on two words and their places, an answer on the words and their weights alone:
    both go through a table that is computed once, the two circuits of the head.
    parameters and tokens: as in `forward`, or both with one leading axis of independent starts.
    Returns the loss, or one for each start, and the gradients by name, in the parameters' shapes.
    Source of the circuits: Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits".
    """
    scores, score_gradients = _score_circuit(parameters, tokens)
    weights, slope = _weights(scores, kind)
    loss, d_weights, gradients = _answer_circuit(parameters, tokens, weights)
    d_squashed = weights * (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True))
    for name, gradient in score_gradients(d_squashed * slope).items():
        gradients[name] = gradients.get(name, 0) + gradient
    return loss, gradients


def _score_circuit(p, tokens):
    """The scores (..., b, 4, 8), and what makes gradients of the parameters from theirs.

    Looked up by word and place that asks, and word and place that is asked.
    """
    words, asking = p["embedding"], p["position"][..., ASKING, :]
    queries = _every_pair(words @ p["query"], asking @ p["query"])
    keys = _every_pair(words @ p["key"], p["position"] @ p["key"])
    rows, columns = tokens[..., ASKING] * 4 + np.arange(4), tokens * 8 + np.arange(8)
    table = queries / np.sqrt(SIZE) @ _turned(keys)
    entries = _apart(rows[..., None] * keys.shape[-2] + columns[..., None, :], table)

    def gradients(d_scores):
        d_table = _summed(d_scores / np.sqrt(SIZE), entries, table)
        d_asking, d_query_places = _of_pairs(d_table @ keys, 4)
        d_asked, d_key_places = _of_pairs(_turned(d_table) @ queries, 8)
        d_position = d_key_places @ _turned(p["key"])
        d_position[..., ASKING, :] += d_query_places @ _turned(p["query"])
        return {
            "embedding": d_asking @ _turned(p["query"]) + d_asked @ _turned(p["key"]),
            "position": d_position,
            "query": _turned(words) @ d_asking + _turned(asking) @ d_query_places,
            "key": _turned(words) @ d_asked + _turned(p["position"]) @ d_key_places,
        }

    return table.take(entries), gradients


def _answer_circuit(p, tokens, weights):
    """The loss, its gradient for the weights (..., b, 4, 8), and those of the parameters.

    The rows of all sentences stand one below the other; heard: the weight that each row gives to
    each word of the vocabulary.
    """
    words, values = p["embedding"], p["embedding"] @ p["value"]
    added = values @ p["output"]  # to a row, by a word with the weight one
    asking = tokens[..., ASKING].reshape(*tokens.shape[:-2], -1)
    own = np.eye(len(VOCABULARY))[asking]
    rows = np.arange(asking.shape[-1]).reshape(-1, 4, 1)
    entries = _apart(rows * len(VOCABULARY) + tokens[..., None, :], own)
    heard = _summed(weights, entries, own)
    logits = own @ (words @ p["answer"]) + heard @ (added @ p["answer"])
    loss, d_logits = _cross_entropy(logits, tokens[..., PARTNER].reshape(asking.shape))
    d_own, d_heard = _turned(own) @ d_logits, _turned(heard) @ d_logits
    d_added = d_heard @ _turned(p["answer"])
    d_values = d_added @ _turned(p["output"])
    d_weights = (d_logits @ _turned(added @ p["answer"])).take(entries)
    return (
        loss,
        d_weights,
        {
            "embedding": d_own @ _turned(p["answer"]) + d_values @ _turned(p["value"]),
            "value": _turned(words) @ d_values,
            "output": _turned(values) @ d_added,
            "answer": _turned(words) @ d_own + _turned(added) @ d_heard,
        },
    )


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


def own_noun_leads(solved=False):
    """Whether an adjective of the recorded sentences gives its own noun more weight than the other
    noun, in the real model: (4, 182, 2, layers, heads).

    The forms: adjectives before their nouns, their twins, and the same two with "is" between.
    solved: by the weights solved back out of the sums. Of the first form these are kept for the
    heads that always lead, all others count as not leading.
    """
    pairs, forms = load_pairs(), load_forms()
    first = pairs.own > pairs.other
    if not solved:
        return np.concatenate([first[None], forms.own > forms.other])
    first = np.zeros_like(first)
    values, outputs = pairs.values.astype(float), pairs.outputs.astype(float)
    layers, heads = pairs.heads.T - 1
    weights = _solved(values, outputs)
    own, other = (weights[..., (0, 1), columns] for columns in (pairs.OWN, pairs.OTHER))
    first[:, :, layers, heads] = (own > other).swapaxes(1, 2)
    return np.concatenate([first[None], forms.own_solved > forms.other_solved])


def _solved(values, outputs):
    """The weights of rows of n words in n - 1 columns: as many equations, with the sum to one."""
    equations = np.append(values, np.ones((*values.shape[:-1], 1)), axis=-1).swapaxes(-1, -2)
    sums = np.append(outputs, np.ones((*outputs.shape[:-1], 1)), axis=-1).swapaxes(-1, -2)
    return np.linalg.solve(equations, sums).swapaxes(-1, -2)


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
    seed, steps = checks.whole("seed", seed, 0, 2**31), checks.whole("steps", steps, 1, 10**5)
    size, seeds = checks.whole("size", size, 1, 1000), (seed,)
    if sentences is not None:
        sentences = tuple(map(tuple, _checked_tokens("sentences", sentences).tolist()))
    else:
        seeds = tuple(range(seed - seed % TOGETHER, seed - seed % TOGETHER + TOGETHER))
    return _trained(kind, seeds, steps, tuple(frozen), size, sentences)[seeds.index(seed)]


@cache
def _trained(kind, seeds, steps, frozen, size, sentences):
    """The Training of every seed, all starts along one axis: none of them hears of another."""
    generators = [np.random.default_rng(seed) for seed in seeds]
    numbers = np.array([_one_row(initial(rng, size)) for rng in generators])
    parameters, moments = _by_name(numbers, size), np.zeros((2, *numbers.shape))
    learns = _one_row({name: np.full(s, name not in frozen) for name, s in _shapes(size).items()})
    sentences = training_sentences() if sentences is None else np.array(sentences)
    noted = sorted({0, *np.unique(np.geomspace(1, steps, 30).astype(int)).tolist()})
    kept = [numbers.copy()]
    for step in range(1, steps + 1):
        batch = [rng.integers(len(sentences), size=BATCH) for rng in generators]
        _, gradients = loss_and_gradients(parameters, sentences[np.array(batch)], kind)
        _adam(numbers, moments, learns * _one_row(gradients, 1), step)
        if step in noted:
            kept.append(numbers.copy())
    return [
        Training(tuple(noted), tuple(_by_name(numbers[i], size) for numbers in kept))
        for i in range(len(seeds))
    ]


def _one_row(arrays, axes=0):
    """All numbers of the parameters in one row, after so many leading axes."""
    shape = next(iter(arrays.values())).shape[:axes]
    return np.concatenate([arrays[name].reshape(*shape, -1) for name in _shapes(1)], axis=-1)


def _by_name(numbers, size):
    """The parameters as views into one row of numbers: the reverse of `_one_row`."""
    shapes = _shapes(size)
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])[:-1]
    parts = np.split(numbers, ends, axis=-1)
    return {n: part.reshape(*part.shape[:-1], *shapes[n]) for n, part in zip(shapes, parts)}


def _adam(numbers, moments, gradient, step):
    """One step of Adam, in place. moments: (2, ...), the running means of gradient and square."""
    first, second = moments
    first += 0.1 * (gradient - first)
    second += 0.01 * (gradient**2 - second)
    size = np.sqrt(second / (1 - 0.99**step)) + 1e-8
    numbers -= 0.01 * (first / (1 - 0.9**step)) / size


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
            "parameters must be arrays by name, as in train().parameters[-1], "
            f"not {type(parameters).__name__}"
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
            f"{name} must have shape (n, 8), eight words a sentence, "
            f"but the shape is {tokens.shape}"
        )
    if tokens.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be whole numbers, as sentence() makes them, not {tokens.dtype}"
        )
    if tokens.min() < 0 or tokens.max() >= len(VOCABULARY):
        raise ValueError(
            f"{name} must be from 0 to {len(VOCABULARY) - 1}, "
            f"but reach from {tokens.min()} to {tokens.max()}"
        )
    if tokens[:, ASKING].max() >= len(ADJECTIVES + NOUNS):
        raise ValueError(
            f"{name} must have an adjective or noun at the places {', '.join(map(str, ASKING))}, "
            f"but one has {VOCABULARY[tokens[:, ASKING].max()]!r}"
        )
    return tokens


def _weights(scores, kind):
    """The weights that this kind of attention gives, and the slope of its squashing of scores."""
    if kind == "uniform":
        return np.full_like(scores, 1 / 8), 0.0
    if kind == "limited":
        bent = np.tanh(scores / LIMIT)
        return softmax(LIMIT * bent), 1 - bent**2
    return softmax(scores), 1.0


def _cross_entropy(logits, right):
    """The mean of -log of the probability of the right answers, and its gradient for the logits."""
    answers = softmax(logits)
    entries = np.arange(right.size) * logits.shape[-1] + right.ravel()
    loss = -np.log(answers.take(entries)).reshape(right.shape).mean(axis=-1)
    answers.reshape(-1)[entries] -= 1
    return loss, answers / right.shape[-1]


def _every_pair(words, places):
    """A row for every word at every place: (..., words * places, d)."""
    rows = words[..., :, None, :] + places[..., None, :, :]
    return rows.reshape(*words.shape[:-2], -1, words.shape[-1])


def _of_pairs(d_rows, places):
    """The gradients of words and of places from those of `_every_pair`."""
    d_rows = d_rows.reshape(*d_rows.shape[:-2], -1, places, d_rows.shape[-1])
    return d_rows.sum(axis=-2), d_rows.sum(axis=-3)


def _apart(entries, table):
    """Where the entries of a table lie when the tables of all starts stand one after another."""
    size, starts = table.shape[-2] * table.shape[-1], table.shape[:-2]
    return entries + size * np.arange(np.prod(starts, dtype=int)).reshape(*starts, 1, 1, 1)


def _summed(numbers, entries, table):
    """A table of this one's shape in which every number is added to its entry, one may get many."""
    return np.bincount(entries.ravel(), numbers.ravel(), table.size).reshape(table.shape)


def _turned(matrices):
    return matrices.swapaxes(-1, -2)
