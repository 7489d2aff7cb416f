"""Scaled dot-product attention: every row of the output is one weighted sum of all the value rows.

Source: Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1.
"""

import math

import numpy as np

from snippets import checks


def softmax(scores):
    """Weights that are positive, sum to one along the last axis, and grow with their score.

    scores: (..., n), any finite size; minus infinity gives the weight zero. Returns (..., n).
    Raises ValueError for NaN, plus infinity, or a row that is minus infinity throughout.
    """
    scores = checks.array("scores", scores, "... n", infinite=True)
    highest = scores.max(axis=-1, keepdims=True)
    if not np.isfinite(highest).all():
        raise ValueError(
            "scores must hold at least one finite number in every row, and no plus infinity"
        )
    with np.errstate(over="ignore", under="ignore"):
        grown = np.exp(scores - highest)
    return grown / grown.sum(axis=-1, keepdims=True)


def attention(queries, keys, values, mask=None):
    """The output rows and the weights that made them: output = weights @ values.

    queries: (..., m, d_k), one row for each word that asks.
    keys:    (..., n, d_k), one row for each word that can be attended to.
    values:  (..., n, d_v), what each of those words puts into the sum.
    mask:    (..., m, n) of booleans, True where the asking word may attend; None lets every word
    attend to every word.
    Returns the output (..., m, d_v) and the weights (..., m, n); leading axes broadcast.
    Raises ValueError for bad shapes, NaN, infinities, scores too large for a float, or a word that
    may attend to nothing.
    """
    queries = checks.array("queries", queries, "... m d_k")
    keys = checks.array("keys", keys, "... n d_k")
    values = checks.array("values", values, "... n d_v")
    checks.same(
        "the widths of queries and keys", ("queries", queries.shape[-1]), ("keys", keys.shape[-1])
    )
    checks.same(
        "the numbers of keys and values", ("keys", keys.shape[-2]), ("values", values.shape[-2])
    )
    with np.errstate(over="ignore", invalid="ignore"):
        scores = queries @ np.swapaxes(keys, -1, -2) / math.sqrt(queries.shape[-1])
    if not np.isfinite(scores).all():
        raise ValueError(
            "queries and keys must be smaller: their dot products are too large for a float"
        )
    if mask is not None:
        scores = np.where(_allowed(mask, scores.shape), scores, -np.inf)
    weights = softmax(scores)
    return weights @ values, weights


def _allowed(mask, shape):
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"mask must hold booleans (True: may attend), not {mask.dtype}")
    try:
        mask = np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"mask must have shape (..., m, n) = {shape} or broadcast to it, "
            f"but its shape is {mask.shape}"
        ) from None
    if not mask.any(axis=-1).all():
        raise ValueError("mask must leave every asking word at least one word to attend to")
    return mask
