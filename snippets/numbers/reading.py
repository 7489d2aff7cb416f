"""Numbers of the chapter "What the next layer reads"."""

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
COUNTED = dict(
    enumerate("no one two three four five six seven eight nine ten eleven twelve".split())
)


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


def kept_by_layer():
    """The lowest cosine between any token's row before attention and after it was added: in layers
    1 to 5, and in layer 6.
    """
    own, added = (rows.astype(float) for rows in (load_stream().inputs, load_stream().added))
    after = own + added
    sizes = np.linalg.norm(own, axis=-1) * np.linalg.norm(after, axis=-1)
    lowest = ((own * after).sum(axis=-1) / sizes).min(axis=-1)
    return {"five": f"{lowest[:5].min():.2f}", "six": f"{lowest[5]:.2f}"}


def on_cls():
    """Heads of layer 2 in which "black" gives [CLS] most, the length of what they add together and
    of what the others add, and the share of [CLS] in the first, along its direction.
    """
    recording, projected = load(), load_stream().projected[1].astype(float)
    weights = recording.weights[1, :, recording.row("black")].astype(float)
    heads, parts = weights.argmax(axis=1) == 0, weights[..., None] * projected
    whole, others, cls = parts[heads].sum((0, 1)), parts[~heads].sum((0, 1)), parts[heads, 0].sum(0)
    return {
        "heads": COUNTED[heads.sum()],
        "added": f"{np.linalg.norm(whole):.1f}",
        "others": f"{np.linalg.norm(others):.1f}",
        "share": f"{cls @ whole / (whole @ whole):.0%}",
    }


def condition():
    """Of the changes of the 120 weights of "black", in the sum of the heads of each layer."""
    return {str(layer): f"{_back(layer):.0f}" for layer in range(1, 7)}


def condition_after_norm():
    """The same in the columns that LayerNorm leaves."""
    return {str(layer): f"{_back_after_norm(layer):.0f}" for layer in range(1, 7)}


def _cosines(rows, row):
    return rows @ row / np.linalg.norm(rows, axis=1) / np.linalg.norm(row)


def _share(rows, labels, learned):
    directions, offsets = fit_probe(rows[learned], labels[learned], labels.max() + 1)
    return ((rows[~learned] @ directions + offsets).argmax(axis=1) == labels[~learned]).mean()


def _back(layer):
    stream, row = load_stream(), load().row("black")
    added = stream.added[layer - 1, row] - stream.bias[layer - 1]
    return heads_back(stream.projected[layer - 1], added)[1]


def _back_after_norm(layer):
    stream, row, at = load_stream(), load().row("black"), layer - 1
    own = stream.inputs[at, row].astype(float) + stream.bias[at]
    return heads_back_after_norm(
        stream.projected[at], own, stream.normed[at, row], stream.scale[at], stream.shift[at]
    )[1]
