"""Numbers of the chapter "Same words, other relation"."""

import numpy as np

from snippets.examples import HEAD, LAYER
from snippets.recordings import load_forms, load_pairs
from snippets.relation import (
    PARTNER,
    STEPS,
    TWINS,
    WIDTH,
    accuracy,
    forward,
    limited_partners,
    own_noun_leads,
    row_of,
    train,
    training_sentences,
    unseen_sentences,
)

SEEDS = range(10)


def steps():
    return str(STEPS)


def row():
    """How many numbers a row has, the word's embedding as well."""
    return str(WIDTH)


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
    """Heads of the real transformer in which every adjective gives its own noun more weight than
    the other one, without exception: in both twins, and in both forms in which no adjective stands
    beside its noun.
    """
    return _counted(own_noun_leads())


def heads_always_solved():
    """The same, from the weights solved back out of the sums."""
    return _counted(own_noun_leads(solved=True))


def apart():
    """How often the head of the chapter of columns is right where no adjective stands beside its
    noun.
    """
    shares = own_noun_leads()[2:].mean(axis=(0, 1, 2))
    return {f"layer_{LAYER}_head_{HEAD}": f"{shares[LAYER - 1, HEAD - 1]:.0%}"}


def nearly_always():
    """Over all four forms: the cases that a head is asked, and the wrong ones of two heads."""
    wrong = (~own_noun_leads()).sum(axis=(0, 1, 2))
    heads = {f"layer_{layer}_head_{head}": (layer, head) for layer, head in ((3, 12), (4, 9))}
    told = {name: str(wrong[layer - 1, head - 1]) for name, (layer, head) in heads.items()}
    return told | {"asked": str(own_noun_leads()[..., 0, 0].size)}


def faint_weight():
    """The largest weight on an own noun, in both twins, of the head in layer 1 whose weights do not
    come back.
    """
    largest = max(load_pairs().own[:, :, 0, 2].max(), load_forms().own[0, :, :, 0, 2].max())
    return f"{largest:.9f}"


def _counted(leads):
    """leads: (4, 182, 2, layers, heads), the twins first."""
    kinds = {"twins": leads[:2], "apart": leads[2:]}
    return {kind: str(int(each.all(axis=(0, 1, 2)).sum())) for kind, each in kinds.items()}
