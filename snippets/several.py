"""Several heads: what each of them sees, how they become different, how they are put together."""

from functools import cache

import numpy as np

from snippets import checks
from snippets.attention import softmax
from snippets.recordings import load

WIDTH, HEADS = 8, 2
CONTENTS, STEPS, RATE = 4, 600, 2.0
APART = 0.001  # by how much the two heads differ at the start
# Outputs of two heads of two columns, and the pieces of W_O that they are multiplied with.
OUTPUTS = np.array([[1.0, 2.0], [3.0, 0.0]])
PIECES = np.array([[[1.0, 0.0, 1.0], [0.0, 2.0, 0.0]], [[0.0, 1.0, -1.0], [1.0, 0.0, 0.0]]])
HALVED = np.array([np.eye(2) / 2, np.eye(2) / 2])  # the pieces that make the mean of two heads


def together(outputs, pieces):
    """The heads' outputs side by side times W_O: (w,). outputs: (h, d); pieces: (h, d, w)."""
    outputs, pieces = (
        checks.array("outputs", outputs, "h d"),
        checks.array("pieces", pieces, "h d w"),
    )
    checks.same("the numbers of heads", ("outputs", len(outputs)), ("pieces", len(pieces)))
    return np.concatenate(outputs) @ np.concatenate(pieces)


def reached(narrow):
    """Which columns of a word reach which head: (2, 8) booleans.

    narrow: the word is cut first, and each part goes through a small matrix; else the whole word
    goes through one matrix, and the result is cut.
    """
    rng, size = np.random.default_rng(0), WIDTH // HEADS
    matrix = rng.normal(size=(WIDTH, WIDTH))
    if narrow:
        matrix *= np.kron(np.eye(HEADS), np.ones((size, size)))
    return np.array([(matrix[:, h * size : (h + 1) * size] != 0).any(axis=1) for h in range(HEADS)])


def giving(texts, seed=0):
    """Texts of three words in which one gives and one receives, and what is to be known of them.

    Returns words (texts, 3, 6), each one of 4 contents as a one and zeros, with a one in column 5
    for the giver and in column 6 for the receiver; and wanted (texts, 8), the giver's content and
    the receiver's, side by side.
    """
    who = np.random.default_rng(seed).integers(CONTENTS, size=(texts, 3))
    roles = np.broadcast_to(np.eye(3, 2), (texts, 3, 2))
    contents = np.eye(CONTENTS)[who]
    return np.concatenate([contents, roles], axis=2), contents[:, :2].reshape(texts, -1)


def loss_and_slopes(keys, matrices, words, wanted):
    """The mean squared error of heads that are added, and its slopes.

    keys: (h, d), what a fixed query of each head asks for; matrices: (h, d, w), value matrix times
    output matrix of each head; words: (t, n, d); wanted: (t, w). Returns the error and its slopes,
    (h, d) and (h, d, w).
    """
    weights = softmax(np.einsum("hd,tnd->htn", keys, words))
    sums = np.einsum("htn,tnd->htd", weights, words)
    off = np.einsum("htd,hdw->tw", sums, matrices) - wanted
    pushed = np.einsum("tnd,hdw,tw->htn", words, matrices, off)
    pushed = weights * (pushed - (weights * pushed).sum(axis=-1, keepdims=True))
    share = 2 / off.size
    return (
        (off**2).mean(),
        share * np.einsum("htn,tnd->hd", pushed, words),
        share * np.einsum("htd,tw->hdw", sums, off),
    )


@cache
def trained(apart):
    """Two heads trained by gradient descent, from starts that differ by so much in every number:
    the error (601,), and how far the two heads' weights are apart on average (601,).
    """
    words, wanted = giving(200)
    rng = np.random.default_rng(1)
    keys, matrices = rng.normal(size=(1, 6)) / 3, rng.normal(size=(1, 6, 8)) / 3
    keys, matrices = (
        np.concatenate([part, part + apart * rng.choice([-1, 1], size=part.shape)])
        for part in (keys, matrices)
    )
    errors, differences = [], []
    for _ in range(STEPS + 1):
        error, *slopes = loss_and_slopes(keys, matrices, words, wanted)
        first, second = softmax(np.einsum("hd,tnd->htn", keys, words))
        errors.append(error)
        differences.append(np.abs(first - second).sum(axis=-1).mean() / 2)
        keys, matrices = (part - RATE * slope for part, slope in zip((keys, matrices), slopes))
    return np.array(errors), np.array(differences)


def strongest_by_head(word="black"):
    """How many different tokens get the most of this word's weight, one for each head of a real
    encoder; and the heads.
    """
    recording = load()
    strongest = recording.weights[:, :, recording.row(word)].argmax(axis=-1)
    return len(np.unique(strongest)), strongest.size
