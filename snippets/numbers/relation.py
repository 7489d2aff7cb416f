"""Numbers of the chapter "Same words, other relation"."""

import numpy as np

from snippets.recordings import load_pairs
from snippets.relation import (
    PARTNER,
    STEPS,
    TWINS,
    accuracy,
    forward,
    limited_partners,
    row_of,
    train,
    training_sentences,
    unseen_sentences,
)

SEEDS = range(10)


def steps():
    return str(STEPS)


def training_size():
    return str(len(training_sentences()))


def right():
    """The share of right answers for pairs never seen together, of ten starts: the least, the
    middle, the most.
    """
    shares = {
        kind: [
            accuracy(train(kind, seed).parameters[-1], unseen_sentences(), kind) for seed in SEEDS
        ]
        for kind in ("free", "limited", "uniform")
    }
    return {
        f"{kind}_{name}": f"{find(values):.0%}"
        for kind, values in shares.items()
        for name, find in (("least", min), ("middle", np.median), ("most", max))
    }


def largest_limited_weight():
    """Of any asking row, any sentence, any of the ten starts."""
    starts = (train("limited", seed).parameters[-1] for seed in SEEDS)
    states = (forward(parameters, unseen_sentences(), "limited") for parameters in starts)
    return f"{max(state['weights'].max() for state in states):.2f}"


def limited_black():
    """What the limited attention of the first start gives from "black" to its noun, in the two
    sentences.
    """
    rows = [
        row_of("black", words, train("limited", 0).parameters[-1], "limited") for words in TWINS
    ]
    return {
        noun: f"{row.weights[PARTNER[words.index('black')]]:.2f}"
        for noun, row, words in zip(("cat", "mat"), rows, TWINS)
    }


def largest_part():
    """In how many columns, at least, the partner is the largest part of a sum of the limited
    attention: in the first start, and in all.
    """
    columns = np.array([limited_partners(seed)[1] for seed in SEEDS])
    return {"first": str(columns[0].min()), "any": str(columns.min())}


def partner_share():
    """The weight on the partner in the same rows: the least and the most in the first start, the
    least in all.
    """
    shares = np.array([limited_partners(seed)[0] for seed in SEEDS])
    return {
        "least": f"{shares[0].min():.2f}",
        "most": f"{shares[0].max():.2f}",
        "least_any": f"{shares.min():.2f}",
    }


def heads_always():
    """Heads of the real transformer that tie both adjectives to their own nouns in all 182
    sentences.
    """
    pairs = load_pairs()
    return str(int((pairs.own > pairs.other).all(axis=(0, 1)).sum()))


def heads_always_solved():
    """The same, from the weights solved back out of the sums."""
    pairs = load_pairs()
    solved = _solved(pairs.values.astype(float), pairs.outputs.astype(float))
    own, other = (solved[..., (0, 1), columns] for columns in (pairs.OWN, pairs.OTHER))
    return str(int((own > other).all(axis=(0, 2)).sum()))


def _solved(values, outputs):
    """The weights of rows of n words in n - 1 columns: as many equations, with the sum to one."""
    equations = np.append(values, np.ones((*values.shape[:-1], 1)), axis=-1).swapaxes(-1, -2)
    sums = np.append(outputs, np.ones((*outputs.shape[:-1], 1)), axis=-1).swapaxes(-1, -2)
    return np.linalg.solve(equations, sums).swapaxes(-1, -2)


def faint_weight():
    """The largest weight on the own noun that the head in layer 1 gives, the one whose weights do
    not come back.
    """
    pairs = load_pairs()
    return f"{pairs.own[:, :, 0, 2].max():.9f}"
