"""Averages of word vectors: what they keep, what they lose, and what padding does to them."""

import numpy as np

from snippets import checks

WORDS = ("black", "cat", "mat")
VECTORS = np.array([[2.0, 8.0], [8.0, 6.0], [5.0, 1.0]])
EQUAL = np.ones(3) / 3
ASKED = {"black": np.array([0.25, 0.5, 0.25]), "mat": np.array([0.5, 0.0, 0.5])}


def mean_pooled(rows, real):
    """The mean of the rows that are words, padding left out. rows: (n, d); real: n booleans.

    Raises ValueError when no row is a word.
    """
    rows, real = checks.array("rows", rows, "n d"), np.asarray(real, dtype=bool)
    checks.same("the numbers of rows", ("rows", len(rows)), ("real", len(real)))
    if not real.any():
        raise ValueError("real must mark at least one row as a word, but all are padding")
    return rows[real].mean(axis=0)


def summed_over_root(rows):
    """The sum of the rows over the root of their number: (d,)."""
    rows = checks.array("rows", rows, "n d")
    return rows.sum(axis=0) / np.sqrt(len(rows))
