"""What a later layer can do with the row: read a direction, add, gate, normalise."""

import numpy as np
from scipy.linalg import helmert

from snippets import checks
from snippets.relation import ADJECTIVES, NOUNS, forward, is_unseen, sentence


def fit_probe(rows, labels, classes, penalty=1.0):
    """A fixed linear read, learned once by ridge regression: one direction and one offset for each
    class.

    rows: (m, d); labels: (m,), whole numbers below classes. Returns directions (d, classes) and
    offsets (classes,), so that rows @ directions + offsets is near 1 for a row's own class and near
    0 for the others. Source: Hoerl & Kennard 1970.
    """
    rows = checks.array("rows", rows, "m d").astype(np.float64)
    labels = np.asarray(labels)
    checks.same("the numbers of rows and labels", ("rows", len(rows)), ("labels", len(labels)))
    classes = checks.whole("classes", classes, 2, 10**6)
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers from 0 to {classes - 1}")
    if not penalty > 0:
        raise ValueError(f"penalty must be positive, not {penalty!r}")
    wanted, centre = np.eye(classes)[labels], rows.mean(axis=0)
    away = rows - centre
    directions = away.T @ np.linalg.solve(
        away @ away.T + penalty * np.eye(len(rows)), wanted - wanted.mean(axis=0)
    )
    return directions, wanted.mean(axis=0) - centre @ directions


def both_unit(first, second, threshold=1.5):
    """One ReLU unit over two readings that are near 1 or near 0: it is positive when both are, and
    zero for either alone.

    first, second: numbers or arrays. Returns max(0, first + second - threshold).
    """
    return np.maximum(0.0, np.asarray(first) + np.asarray(second) - threshold)


def heads_back(projected, added):
    """All weights of all heads of a layer for one row, from the one row in which the heads were
    added up.

    projected: (heads, n, width), what each word of each head brings to the row when its weight is
    one; added: (width,), the sum over heads and words of weight times projected. Every head's
    weights sum to one. Returns (heads, n) and the condition number.
    Raises ValueError when several weightings give the row.
    """
    projected = checks.array("projected", projected, "heads n width").astype(np.float64)
    added = checks.array("added", added, "width").astype(np.float64)
    checks.same(
        "the widths of projected and added",
        ("projected", projected.shape[2]),
        ("added", len(added)),
    )
    heads, n, _ = projected.shape
    steps = np.concatenate(
        [helmert(n) @ head for head in projected]
    )  # what each change of weights that sums to zero moves
    return _solved(steps, added - projected.mean(axis=1).sum(axis=0), heads, n)


def heads_back_after_norm(projected, own, normed, scale, shift):
    """The same after the residual was added and LayerNorm applied: normed = (own + added - mean) /
    spread * scale + shift.

    own: (width,), what the row held before, bias included; normed, scale, shift: (width,).
    LayerNorm takes two numbers away, the mean and the spread of the row: what is seen of the row
    are the width - 2 columns in which neither of them moves anything. Returns (heads, n) and the
    condition number in these columns, as `heads_back`.
    """
    projected = checks.array("projected", projected, "heads n width").astype(np.float64)
    heads, n, width = projected.shape
    own, normed, scale, shift = (
        np.asarray(checks.array(name, each, "width"), dtype=np.float64)
        for name, each in (("own", own), ("normed", normed), ("scale", scale), ("shift", shift))
    )
    for name, each in (("own", own), ("normed", normed), ("scale", scale), ("shift", shift)):
        checks.same("the widths", ("projected", width), (name, len(each)))
    if (scale == 0).any():
        raise ValueError("scale must not hold a zero: what LayerNorm multiplies with zero is gone")
    seen = (normed - shift) / scale  # = (own + added - mean) / spread
    columns = np.linalg.qr(np.stack([seen, np.ones(width)], axis=1), mode="complete")[0][:, 2:]
    steps = np.concatenate([helmert(n) @ head for head in projected])
    wanted = -own - projected.mean(axis=1).sum(axis=0)
    return _solved(steps @ columns, wanted @ columns, heads, n)


def layer_norm(rows, scale, shift, epsilon):
    """Each row less its mean, divided by its spread, then scaled and shifted column by column.
    Source: Ba, Kiros & Hinton 2016.
    """
    rows = checks.array("rows", rows, "... width")
    centred = rows - rows.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * scale + shift


def _solved(steps, wanted, heads, n):
    sizes = np.linalg.svd(steps, compute_uv=False)
    if (
        len(steps) > steps.shape[1]
        or sizes[-1] <= max(steps.shape) * np.finfo(float).eps * sizes[0]
    ):
        raise ValueError(
            f"projected must settle every weight, but {heads} heads of {n} words leave some free "
            f"in {steps.shape[1]} columns"
        )
    changes = np.linalg.lstsq(steps.T, wanted, rcond=None)[0]
    return 1 / n + changes.reshape(heads, n - 1) @ helmert(n), float(sizes[0] / sizes[-1])


def split_reads(reads, seed, share=0.5):
    """Which of the recorded sentences a read is learned from, the others being unseen combinations:
    a mask (m,) of booleans.

    Of the random halves, the first is taken in which every adjective and every noun occurs among
    the learned ones.
    """
    rng = np.random.default_rng(seed)
    while True:
        learned = rng.random(len(reads.noun)) < share
        if len(set(reads.noun[learned])) == len(reads.nouns) and len(
            set(reads.adjective[learned])
        ) == len(reads.adjectives):
            return learned


def small_rows(parameters):
    """The row of the first adjective in the small attention of snippets.relation, one for each
    adjective and noun: (8, 8, width).

    The sentence goes on with a second pair of other words.
    """
    tokens = [
        sentence(a, n, ADJECTIVES[(i + 4) % 8], NOUNS[(j + 4) % 8])
        for i, a in enumerate(ADJECTIVES)
        for j, n in enumerate(NOUNS)
    ]
    return forward(parameters, np.array(tokens))["rows"][:, 0].reshape(8, 8, -1)


def small_reads(parameters):
    """Two linear reads of these rows, learned from the pairs that were seen in training only.

    Returns how much of each adjective (8, 8, 8) and of each noun (8, 8, 8) is read in the row of
    each pair; the last axis is the class.
    """
    return tuple(_small(parameters)(small_rows(parameters)))


def small_unit(parameters, tokens):
    """How much "black" and how much "cat" the same two reads find in the first adjective's row of
    other sentences.

    tokens: (b, 8). Returns black (1, b) and cat (1, b).
    """
    adjectives, nouns = _small(parameters)(forward(parameters, tokens)["rows"][:, 0])
    return adjectives[None, :, 0], nouns[None, :, 0]


def _small(parameters):
    rows = small_rows(parameters)
    adjective, noun = np.indices((8, 8))
    seen = np.array([[not is_unseen(a, n) for n in NOUNS] for a in ADJECTIVES])
    reads = [fit_probe(rows[seen], which[seen], 8, penalty=0.1) for which in (adjective, noun)]
    return lambda rows: [rows @ directions + offsets for directions, offsets in reads]
