"""The evidence in full: every head, every row, and texts of growing length, in a real transformer."""

from functools import cache

import numpy as np
from scipy.optimize import nnls

from snippets.intervals import columns_needed
from snippets.recordings import load, load_growing
from snippets.recovery import affinely_independent, singular_values, solve_weights

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
    words = [place for place, token in enumerate(recording.tokens) if token not in MARKS]
    found = []
    for layer in recording.weights:
        among = layer[:, words][:, :, words] * (1 - np.eye(len(words)))
        head, asking, asked = np.unravel_index(among.argmax(), among.shape)
        found.append((words[asking], words[asked], int(head) + 1, float(among.max())))
    return [
        (recording.tokens[i], recording.tokens[j], head, weight) for i, j, head, weight in found
    ]


def shares_of_marks(name="black_cat"):
    """What share of all weight in a layer goes to [CLS], [SEP] and the full stop: (layers, 3)."""
    recording = load(name)
    return np.stack(
        [recording.weights[..., recording.row(mark)].mean(axis=(1, 2)) for mark in MARKS], axis=1
    )


@cache
def growing():
    """Texts of growing length, head 9 of every layer: a dict of arrays, one entry a text.

    length; unique: whether all weights are settled; plain, careful: the share of rows whose
    strongest word is named by least squares and by non-negative least squares; error: the largest
    error of a weight solved back by least squares.
    And for all rows of texts beyond the border: strongest weight and whether non-negative least
    squares names it.
    """
    found = {
        "length": [],
        "unique": [],
        "plain": [],
        "careful": [],
        "error": [],
        "strongest": [],
        "named": [],
    }
    for text in load_growing():
        weights = text.weights.astype(float)
        weights /= weights.sum(axis=-1, keepdims=True)
        n = len(text.tokens)
        plain, careful, errors, unique = [], [], [], []
        for w, v in zip(weights, text.values.astype(float)):
            with_one = np.vstack([v.T, np.ones(n)])
            targets = with_one @ w.T
            back = np.linalg.lstsq(with_one, targets, rcond=None)[0].T
            kept = np.array([nnls(with_one, target)[0] for target in targets.T])
            unique.append(affinely_independent(v))
            plain += list(back.argmax(axis=1) == w.argmax(axis=1))
            careful += list(kept.argmax(axis=1) == w.argmax(axis=1))
            errors.append(np.abs(back - w).max())
            if n > 33:
                found["strongest"] += list(w.max(axis=1))
                found["named"] += list(kept.argmax(axis=1) == w.argmax(axis=1))
        for name, value in (
            ("length", n),
            ("unique", all(unique)),
            ("plain", np.mean(plain)),
            ("careful", np.mean(careful)),
            ("error", max(errors)),
        ):
            found[name].append(value)
    return {name: np.array(values) for name, values in found.items()}
