"""One row that answers for all, and rows that stay themselves: [CLS] and the residual, measured."""

import numpy as np

from snippets import checks
from snippets.recordings import load, load_stream


def of_cls():
    """What the row of [CLS] gives in each layer, on average over the heads: to itself, to the words
    of the sentence, and to [SEP] and the full stop. (layers, 3), each row sums to one.
    """
    recording = load()
    given = recording.weights[:, :, 0].mean(axis=1, dtype=float)
    marks = [recording.row("[SEP]"), recording.row(".")]
    words = [j for j in range(1, given.shape[1]) if j not in marks]
    return np.stack([given[:, 0], given[:, words].sum(axis=1), given[:, marks].sum(axis=1)], axis=1)


def cosine(one, other):
    """The cosine of the angle between two rows. Raises ValueError for a row of length zero."""
    one, other = checks.array("one", one, "d"), checks.array("other", other, "d")
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    if not lengths:
        raise ValueError("one and other must have a length, but one of them is all zeros")
    return float(one @ other / lengths)


def cls_of_two_sentences():
    """The cosine between the last rows of [CLS] in two different sentences; it begins as the same
    row in both.
    """
    return cosine(load().hidden[0], load("mary").hidden[0])


def still_itself():
    """How alike each token's row is to the rows that all tokens began with, after each layer.

    Returns cosines (layers, n, n): layer, the token whose row it is, the token whose first row.
    """
    stream, last = load_stream(), load().hidden
    rows = np.concatenate([stream.inputs[1:], last[None]]).astype(float)
    rows /= np.linalg.norm(rows, axis=-1, keepdims=True)
    first = stream.inputs[0] / np.linalg.norm(stream.inputs[0], axis=-1, keepdims=True)
    return rows @ first.T
