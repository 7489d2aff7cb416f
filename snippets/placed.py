"""Where a word stands: positions in queries and keys only, words in another order, and a place that
is added once.
"""

from functools import cache

import numpy as np

from snippets import checks
from snippets.attention import softmax
from snippets.reading import fit_probe

WORDS = ("black", "cat", "mat")
# Two words of a sum with half of the weight each, and values of two columns.
PAIR, HALVES = np.array([[4.0, 0.0], [0.0, 2.0]]), np.array([0.5, 0.5])
# How much two askers give to each of four patches of a picture: one looks left, one looks right.
LOOKS = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]])
ROWS = np.array([[2.0, 0.0], [2.0, 1.0], [0.0, 2.0]])  # of the three words
SHUFFLED = [2, 0, 1]  # "mat black cat"
LAYERS, PLACES = 6, 8


def turned(rows, places):
    """Rows of two columns, each turned by a quarter for every place: rotary positions at their
    coarsest. rows: (n, 2); places: n whole numbers. Returns (n, 2). Source: Su et al. 2021.
    """
    rows, places = checks.array("rows", rows, "n 2"), np.asarray(places)
    checks.same("the numbers of rows and places", ("rows", len(rows)), ("places", len(places)))
    cos, sin = np.array([1, 0, -1, 0])[places % 4], np.array([0, 1, 0, -1])[places % 4]
    x, y = rows.T
    return np.column_stack([cos * x - sin * y, sin * x + cos * y])


def sums_of_turned(first):
    """The sum of PAIR when the values are turned by their places, first and first + 1: (2,)."""
    return HALVES @ turned(PAIR, [first, first + 1])


def attended(rows, query=None):
    """Self-attention without positions, in which the rows are queries, keys and values; or the row
    of one fixed query. rows: (n, d); query: (d,).
    """
    rows = checks.array("rows", rows, "n d")
    return softmax((rows if query is None else np.asarray(query)) @ rows.T) @ rows


@cache
def places_kept(added, texts=200, d=64):
    """How often a linear read names the place of a row, one of 8, before and after each of 6 layers
    of random attention: (7,), shares from 0 to 1.

    Texts of 8 different words out of 40; a vector of its place is added to each word once, before
    the first layer. added: each layer adds to the rows; else it replaces them. Rows are brought to
    one length after each layer. The read is learned from half of the texts.
    """
    rng = np.random.default_rng(0)
    words, places = rng.normal(size=(40, d)), rng.normal(size=(PLACES, d))
    rows = np.array([words[rng.permutation(40)[:PLACES]] for _ in range(texts)]) + places
    place, learned = np.tile(np.arange(PLACES), texts), np.arange(texts * PLACES) % 16 < PLACES
    shares = []
    for _ in range(LAYERS + 1):
        rows = rows * np.sqrt(d) / np.linalg.norm(rows, axis=-1, keepdims=True)
        flat = rows.reshape(-1, d)
        directions, offsets = fit_probe(flat[learned], place[learned], PLACES)
        said = (flat[~learned] @ directions + offsets).argmax(axis=-1)
        shares.append((said == place[~learned]).mean())
        query, key, value = rng.normal(size=(3, d, d)) / np.sqrt(d)
        scores = (rows @ query) @ np.swapaxes(rows @ key, 1, 2) / np.sqrt(d)
        rows = added * rows + softmax(scores) @ (rows @ value)
    return np.array(shares)
