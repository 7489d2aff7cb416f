"""In a language model: who can ask whom, what comes back, and what the weights are used for."""

from functools import cache

import numpy as np
from scipy.optimize import linprog, nnls

from snippets.evidence import proven_by
from snippets.recordings import load_exchange, load_language, load_long
from snippets.recovery import solve_weights

FIRST = 0  # the token that gets the most weight in most rows
INDUCTION = 0.3  # the score from which we call a head an induction head
LATE = 20  # the layers before the late ones


@cache
def solved_back():
    """Every row but the first of every head of the sentence, solved back from the head's output and
    the values up to its token.

    Returns a dict of arrays (layers, heads, n - 1): error, the largest of any weight; right,
    whether the strongest token is named; first, first_by_size: whether the first token has the
    largest weight, and whether it brings the largest part.
    """
    text = load_language()
    layers, heads, n, _ = text.weights.shape
    solved = {name: np.empty((layers, heads, n - 1)) for name in ("error", "right")}
    for layer, head in np.ndindex(layers, heads):
        weights, values, outputs = text.head(layer + 1, head + 1)
        for row in range(1, n):
            back = solve_weights(values[: row + 1], outputs[row])
            solved["error"][layer, head, row - 1] = np.abs(back - weights[row, : row + 1]).max()
            solved["right"][layer, head, row - 1] = back.argmax() == weights[row].argmax()
    sizes = text.weights * text.lengths[:, :, None]
    return solved | {
        "first": text.weights[:, :, 1:].argmax(axis=-1) == FIRST,
        "first_by_size": sizes[:, :, 1:].argmax(axis=-1) == FIRST,
    }


def strongest_heads(asking="cat", asked="black", count=3):
    """The heads in which one word gives another the most: (layer, head, weight), counted from 1."""
    text = load_language()
    weights = text.weights[:, :, text.row(asking), text.row(asked)]
    order = weights.ravel().argsort()[::-1][:count]
    return [
        (int(layer) + 1, int(head) + 1, float(weights[layer, head]))
        for layer, head in zip(*np.unravel_index(order, weights.shape))
    ]


def shared_values():
    """How far apart the weights of heads are that mix the same values: for each layer and group of
    the sentence, the largest difference of a weight between two of its heads. (layers, groups)
    """
    text = load_language()
    groups = text.values.shape[1]
    grouped = text.weights.reshape(len(text.weights), groups, -1, *text.weights.shape[2:])
    return np.ptp(grouped, axis=2).max(axis=(-1, -2))


def natural():
    """Which sentences of the exchange are pairs of words as first recorded; in the others the same
    words stand the other way round. (m,) booleans.
    """
    m = len(load_exchange().words)
    return np.arange(m) < m // 2


def next_words(seen):
    """The shares of own noun, other noun and another word. seen: (…, 4), as Exchange has it, shares
    over the first axis. Returns (3, …).
    """
    return np.stack([(seen[..., 3] == said).mean(axis=0) for said in (1, -1, 0)])


def chances(place):
    """The likeliest next word that is neither noun, and its probability. place: sentence, layers
    and number of heads of the moving figure.
    """
    exchange = load_exchange()
    tokens = exchange.shown_tokens[place[0]].split()
    words, likely = exchange.next_words[place].tolist(), exchange.next_chances[place]
    return next(
        (word, float(chance))
        for word, chance in zip(words, likely)
        if word not in (tokens[2], tokens[7])
    )


def best_probe(shares):
    """After which layer a probe names the place most often, and how often. shares: (layers, 2)."""
    layer = int(shares[:, 0].argmax())
    return layer, float(shares[layer, 0])


def single_heads():
    """How far the exchange in one head alone moves the lead, and how much the part of the own noun
    adds to its own logit there: medians over sentences, (layers, heads) each.
    """
    exchange = load_exchange()
    start = exchange.kinds[exchange.alone, 0, 0, 0]
    moved = np.median(exchange.leads - start[:, None, None], axis=0)
    return moved, np.median(exchange.votes[..., 0], axis=0)


def strange_heads(least=0.5):
    """The late heads that look at the own noun and vote against it: those in which its weight is at
    least so large, and its part lowers its own logit, each as a median over all sentences.

    Returns (layer, head, weight, vote) for each, counted from 1, the largest weight first.
    """
    exchange = load_exchange()
    weights = np.median(exchange.weights[..., 0], axis=0)
    votes = np.median(exchange.votes[..., 0], axis=0)
    heads = np.argwhere((weights >= least) & (votes < 0))
    rows = [(int(i) + 1, int(j) + 1, float(weights[i, j]), float(votes[i, j])) for i, j in heads]
    return sorted(rows, key=lambda row: -row[2])


@cache
def beyond_the_count():
    """The rows of the longer text that stand on more tokens than columns plus one, in one head of
    every layer.

    Returns a dict of arrays (layers, rows): strongest, the largest weight; named, whether
    non-negative least squares names its token; named_by_size, whether it names the token that
    brings the largest part; first and first_by_size, whether these are the first token; proven,
    whether that token has more than one half in every weighting that fits.
    """
    text = load_long()
    rows = range(text.values.shape[-1] + 1, len(text.tokens))
    layers = zip(text.weights.astype(float), text.values.astype(float), text.lengths.astype(float))
    answers = [[_beyond(w[row, : row + 1], v, size) for row in rows] for w, v, size in layers]
    names = ("strongest", "named", "first", "named_by_size", "first_by_size", "proven")
    return dict(zip(names, np.moveaxis(np.array(answers), -1, 0)))


def _beyond(weights, values, lengths):
    """One row of `beyond_the_count`. weights: (k,); values: (n, d) and lengths: (n,), n >= k."""
    weights = weights / weights.sum()
    k, strongest = len(weights), weights.argmax()
    equations = np.vstack([values[:k].T, np.ones(k)])
    back, sizes = nnls(equations, equations @ weights)[0], lengths[:k]
    largest = (weights * sizes).argmax()
    return (
        weights.max(),
        back.argmax() == strongest,
        strongest == FIRST,
        (back * sizes).argmax() == largest,
        largest == FIRST,
        weights.max() > 0.5 and _least(equations, weights, strongest) > 0.5,
    )


def _least(equations, weights, token):
    """A proven lower bound of the token's weight among all weightings that give the same sum."""
    cost, target = np.eye(len(weights))[token], equations @ weights
    solved = linprog(cost, A_eq=equations, b_eq=target, method="highs")
    return proven_by(solved.eqlin.marginals, cost, equations, target)
