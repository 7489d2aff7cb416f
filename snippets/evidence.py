"""The evidence in full, in a real transformer: every head, every row, texts of growing length."""

from functools import cache

import numpy as np
from scipy.optimize import linprog, nnls

from snippets import checks
from snippets.intervals import columns_needed
from snippets.recordings import load, load_growing, load_stream
from snippets.recovery import (
    affinely_independent,
    free_directions,
    singular_values,
    solve_weights,
)

MARKS = ("[CLS]", "[SEP]", ".")


@cache
def solved_back(name="black_cat"):
    """For every head of a recording: the largest error of any weight solved back from the model's
    own outputs, and the condition number (largest over smallest singular value on sum-zero
    directions); whether the strongest word is right, for every row.

    Returns errors (layers, heads), conditions (layers, heads), right (layers, heads, n).
    """
    recording = load(name)
    layers, heads, n, _ = recording.weights.shape
    errors, conditions, right = (
        np.empty((layers, heads)),
        np.empty((layers, heads)),
        np.empty((layers, heads, n), bool),
    )
    for layer, head in np.ndindex(layers, heads):
        weights, values, outputs = recording.head(layer + 1, head + 1)
        back, stretch = solve_weights(values, outputs), singular_values(values)
        errors[layer, head] = np.abs(back - weights).max()
        conditions[layer, head] = stretch[0] / stretch[-1]
        right[layer, head] = back.argmax(axis=1) == weights.argmax(axis=1)
    return errors, conditions, right


@cache
def needed(word="black", name="black_cat"):
    """For every head: how many columns of a word's row prove its strongest word. (layers, heads)"""
    recording = load(name)
    row = recording.row(word)
    layers, heads = recording.weights.shape[:2]
    weights = recording.weights[:, :, row].astype(float)
    weights /= weights.sum(axis=2, keepdims=True)
    values = recording.values.astype(float)
    return np.array(
        [
            [columns_needed(values[i, j], weights[i, j] @ values[i, j]) for j in range(heads)]
            for i in range(layers)
        ]
    )


def strongest_relations(name="black_cat"):
    """The strongest weight from one word to another in each layer, marks left out: (from, to, head
    from 1, weight) for each layer.
    """
    recording = load(name)
    words = np.array([token not in MARKS for token in recording.tokens])
    between = np.outer(words, words) & ~np.eye(len(words), dtype=bool)
    relations = []
    for layer in recording.weights:
        among = layer * between
        head, asking, asked = np.unravel_index(among.argmax(), among.shape)
        relations.append(
            (recording.tokens[asking], recording.tokens[asked], int(head) + 1, float(among.max()))
        )
    return relations


def shares_of_marks(name="black_cat"):
    """What share of all weight in a layer goes to [CLS], [SEP] and the full stop: (layers, 3)."""
    recording = load(name)
    return np.stack(
        [recording.weights[..., recording.row(mark)].mean(axis=(1, 2)) for mark in MARKS], axis=1
    )


@cache
def part_sizes(name="black_cat"):
    """The length of every part of every row: of weight times value times the head's slice of the
    output matrix, 384 numbers.

    Returns (layers, heads, n, n): layer, head, the word whose row it is, the word that brings the
    part. Source: Kobayashi et al. 2020.
    """
    lengths = np.linalg.norm(load_stream(name).projected.astype(float), axis=-1)
    return load(name).weights * lengths[:, :, None, :]


@cache
def leading(name="black_cat"):
    """Which word leads each row: by weight, by the size of its part, and by that size measured from
    the mean of the head's parts.

    Returns a dict of arrays (layers, heads, n): weight, size, from_mean.
    """
    sizes = {"weight": load(name).weights, "size": part_sizes(name)}
    projected = load_stream(name).projected.astype(float)
    lengths = np.linalg.norm(projected - projected.mean(axis=2, keepdims=True), axis=-1)
    sizes["from_mean"] = sizes["weight"] * lengths[:, :, None, :]
    return {kind: of_kind.argmax(axis=-1) for kind, of_kind in sizes.items()}


@cache
def shares_of_rows(name="black_cat"):
    """Of each row of each layer, over all heads: the share of all weight that each word gets, the
    share of all sizes that its parts have, and how far the sum of its parts reaches along what
    attention adds to the row, as a share of it.

    Returns a dict of arrays (layers, n, n): weight and size, whose rows sum to one, and added,
    which sums to one only with the share of the layer's bias.
    """
    recording, stream = load(name), load_stream(name)
    sizes, added = part_sizes(name).sum(axis=1), stream.added.astype(float)
    along = np.einsum(
        "lhij,lhjd,lid->lij", recording.weights, stream.projected, added, optimize=True
    )
    return {
        "weight": recording.weights.mean(axis=1, dtype=float),
        "size": sizes / sizes.sum(axis=-1, keepdims=True),
        "added": along / (added**2).sum(axis=-1)[..., None],
    }


@cache
def growing():
    """Texts of growing length, head 9 of every layer: a dict of arrays, one entry a text.

    length; unique: whether all weights are settled; plain, careful: the share of rows whose
    strongest word is named by least squares and by non-negative least squares; cls: by always
    answering [CLS]; error: the largest error of a weight solved back by least squares.
    And for all rows of texts beyond the border: strongest weight, named, whether non-negative
    least squares names it, and always, whether it is [CLS].
    """
    texts = [_solved_text(text) for text in load_growing()]
    rows = [text.pop("rows") for text in texts]
    beyond = [part for part, text in zip(rows, texts) if text["length"] > 33]
    strongest, named, always = np.concatenate(beyond, axis=1)
    return {name: np.array([text[name] for text in texts]) for name in texts[0]} | {
        "strongest": strongest,
        "named": named.astype(bool),
        "always": always.astype(bool),
    }


def _solved_text(text):
    """What `growing` says of one text; rows: its strongest weights, whether each is named, and
    whether it is [CLS].
    """
    weights = text.weights.astype(float)
    weights /= weights.sum(axis=-1, keepdims=True)
    values = text.values.astype(float)
    plain, careful = map(np.array, zip(*[_read_back(w, v) for w, v in zip(weights, values)]))
    named = careful.argmax(axis=2) == weights.argmax(axis=2)
    return {
        "length": len(text.tokens),
        "unique": all(affinely_independent(v) for v in values),
        "plain": (plain.argmax(axis=2) == weights.argmax(axis=2)).mean(),
        "careful": named.mean(),
        "cls": (weights.argmax(axis=2) == 0).mean(),
        "error": np.abs(plain - weights).max(),
        "rows": (weights.max(axis=2).ravel(), named.ravel(), (weights.argmax(axis=2) == 0).ravel()),
    }


def _read_back(weights, values):
    """All rows of a head from their sums, by least squares and without negatives: (n, n) each."""
    with_one = np.vstack([values.T, np.ones(len(values))])
    targets = with_one @ weights.T
    plain = np.linalg.lstsq(with_one, targets, rcond=None)[0].T
    return plain, np.array([nnls(with_one, target)[0] for target in targets.T])


@cache
def least_weights(length):
    """How little the strongest word of each row can have in a text of so many tokens: the least
    weight in any weighting without negatives that gives the row's sum.

    Returns a dict of arrays (layers, n): weight, the true largest; least, a proven lower bound of
    it; named, whether the weighting in which it is least still has it as the strongest; cls,
    whether it is [CLS]. Raises ValueError when no text is that long.
    """
    texts = {len(text.tokens): text for text in load_growing()}
    if length not in texts:
        raise ValueError(f"length must be one of {', '.join(map(str, texts))}, not {length!r}")
    text = texts[length]
    weights = text.weights.astype(float)
    weights /= weights.sum(axis=-1, keepdims=True)
    rows = [
        [_least(row, values.astype(float)) for row in of_layer]
        for of_layer, values in zip(weights, text.values)
    ]
    least, named = np.moveaxis(np.array(rows), -1, 0)
    return {
        "weight": weights.max(axis=-1),
        "least": least,
        "named": named.astype(bool),
        "cls": weights.argmax(axis=-1) == 0,
    }


@cache
def widest_at_the_border():
    """In the text with one token more than the border, how wide the intervals of the weights are
    when none may be negative: the widest interval of each row. (layers, n)

    There the weights of a row can slide in one direction only.
    """
    text = next(text for text in load_growing() if len(text.tokens) == 34)
    weights = text.weights.astype(float)
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.array(
        [_widest(w, free_directions(v)) for w, v in zip(weights, text.values.astype(float))]
    )


def _widest(weights, directions):
    """How far the weight that moves most can move in each row. weights: (n, n); directions: (1, n),
    the one direction in which a row can slide. (n,)
    """
    (direction,) = directions
    steps = -weights / direction
    up, down = np.where(direction < 0, steps, np.inf), np.where(direction > 0, steps, -np.inf)
    return (up.min(axis=1) - down.max(axis=1)) * np.abs(direction).max()


def _least(weights, values):
    """A proven lower bound of the strongest weight among all weightings of these values with the
    same sum, and whether the weighting that comes closest to it still names the same word.
    """
    equations, strongest = np.vstack([values.T, np.ones(len(values))]), weights.argmax()
    cost, target = np.eye(len(values))[strongest], equations @ weights
    solved = linprog(cost, A_eq=equations, b_eq=target, method="highs")
    bound = proven_by(solved.eqlin.marginals, cost, equations, target)
    return bound, solved.x.argmax() == strongest


def proven_by(prices, cost, equations, target):
    """A number that cost @ a cannot be below for any weighting a whose equations @ a is the target,
    be the prices good or bad: cost @ a = prices @ target + a @ (cost - prices @ equations), and a
    is an average.

    prices, target: (m,); cost: (n,); equations: (m, n). A solver only proposes the prices, so that
    its rounding cannot make the number too large. Raises ValueError for bad shapes.
    """
    equations, cost = checks.array("equations", equations, "m n"), checks.array("cost", cost, "n")
    prices, target = checks.array("prices", prices, "m"), checks.array("target", target, "m")
    checks.same("the numbers of words", ("equations", equations.shape[1]), ("cost", len(cost)))
    for name, array in (("prices", prices), ("target", target)):
        checks.same("the numbers of rows", ("equations", len(equations)), (name, len(array)))
    return prices @ target + (cost - prices @ equations).min()
