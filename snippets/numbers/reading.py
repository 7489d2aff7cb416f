"""Numbers of the chapter "What the next layer reads"."""

from functools import cache

import numpy as np

from snippets.reading import (
    both_unit,
    fit_probe,
    heads_back,
    heads_back_after_norm,
    small_reads,
    split_reads,
)
from snippets.recordings import load, load_reads, load_stream
from snippets.relation import train

SPLITS = range(20)


def sentences():
    return str(len(load_reads().sentences))


def right_noun():
    """How often the read names the right one of fourteen nouns: on unseen combinations, and on
    adjectives it never saw; and the same read on the rows before any attention.
    """
    reads = load_reads()
    rng = np.random.default_rng(0)
    shares = {"combinations": [], "adjectives": [], "before": []}
    for seed in SPLITS:
        learned = split_reads(reads, seed)
        shares["combinations"].append(_share(reads.rows, reads.noun, learned))
        known = np.isin(reads.adjective, rng.permutation(14)[:7])
        shares["adjectives"].append(_share(reads.rows, reads.noun, known))
        shares["before"].append(_share(reads.before, reads.noun, known))
    return {name: f"{np.mean(values):.1%}" for name, values in shares.items()}


def fires():
    """What the unit answers for black cat, and the most it answers for any other pair."""
    adjectives, nouns = small_reads(train("free", 0).parameters[-1])
    answers = both_unit(adjectives[..., 0], nouns[..., 0])
    others = np.delete(answers.ravel(), 0)
    return {"black_cat": f"{answers[0, 0]:.2f}", "most_of_others": f"{others.max():.2f}"}


def kept_by_residual():
    """The cosine between the row of "black" before layer 2 and after its attention was added, and
    the lengths of both parts.
    """
    stream, row = load_stream(), load().row("black")
    own, added = stream.inputs[1, row].astype(float), stream.added[1, row].astype(float)
    cosines = _cosines(stream.inputs[1].astype(float), own + added)
    return {
        "cosine": f"{cosines[row]:.2f}",
        "other": f"{np.delete(cosines, row).max():.2f}",
        "own": f"{np.linalg.norm(own):.1f}",
        "added": f"{np.linalg.norm(added):.1f}",
    }


def error():
    """The largest error of the 120 weights of the row of "black" in each layer, from the sum of the
    heads.
    """
    return {str(layer): f"{_back(layer)[0]:.7f}" for layer in range(1, 7)}


def condition():
    return {str(layer): f"{_back(layer)[1]:.0f}" for layer in range(1, 7)}


def error_after_norm():
    return {str(layer): f"{_back_after_norm(layer)[0]:.7f}" for layer in range(1, 7)}


def condition_after_norm():
    return {str(layer): f"{_back_after_norm(layer)[1]:.0f}" for layer in range(1, 7)}


def _cosines(rows, row):
    return rows @ row / np.linalg.norm(rows, axis=1) / np.linalg.norm(row)


def _share(rows, labels, learned):
    directions, offsets = fit_probe(rows[learned], labels[learned], labels.max() + 1)
    return ((rows[~learned] @ directions + offsets).argmax(axis=1) == labels[~learned]).mean()


@cache
def _back(layer):
    recording, stream = load(), load_stream()
    row = recording.row("black")
    back, condition = heads_back(
        stream.projected[layer - 1], stream.added[layer - 1, row] - stream.bias[layer - 1]
    )
    return np.abs(back - recording.weights[layer - 1, :, row]).max(), condition


@cache
def _back_after_norm(layer):
    recording, stream = load(), load_stream()
    row, at = recording.row("black"), layer - 1
    own = stream.inputs[at, row].astype(float) + stream.bias[at]
    back, condition = heads_back_after_norm(
        stream.projected[at], own, stream.normed[at, row], stream.scale[at], stream.shift[at]
    )
    return np.abs(back - recording.weights[at, :, row]).max(), condition
