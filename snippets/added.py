"""A word and its position added up: what comes back, in few and in many columns."""

from functools import cache

import numpy as np

from snippets import checks

# Three words and three positions, small enough to add in the head.
NOUNS = ("cat", "dog", "mat")
WORDS = np.array([[3, 1, 0], [1, 2, 2], [4, 0, 3]])
PLACES = np.array([[2, 0, 1], [4, 3, 1], [1, 1, 0]])
ASKED = (0, 0)  # the word and the position whose sum is known

SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
VOCABULARY, LENGTH = 1000, 100  # words and positions of the larger world


def fitting(columns):
    """Which words and positions fit the sum of the asked ones in the first columns: (3, 3)
    booleans, words downwards. columns: 1 to 3.
    """
    columns = checks.whole("columns", columns, 1, WORDS.shape[1])
    sums = WORDS[:, None, :columns] + PLACES[None, :, :columns]
    return (sums == sums[ASKED]).all(axis=-1)


@cache
def read_back(scale=1.0, trials=400):
    """How often the word and how often the position is read from word + position, for each number
    of columns in SIZES: the one with the largest dot product, of 1000 random words and of 100
    random positions. (sizes, 2) shares.

    scale: how long a word is, where a position has length one; trials: sums that are read.
    """
    rng, shares = np.random.default_rng(0), []
    for d in SIZES:
        words, places = (_unit(rng.normal(size=(n, d))) for n in (VOCABULARY, LENGTH))
        word, place = rng.integers(VOCABULARY, size=trials), rng.integers(LENGTH, size=trials)
        sums = scale * words[word] + places[place]
        named = (sums @ words.T).argmax(axis=1), (sums @ places.T).argmax(axis=1)
        shares.append([(named[0] == word).mean(), (named[1] == place).mean()])
    return np.array(shares)


def appended(word, place):
    """A word and a position side by side, as a sum: each with zeros where the other stands.

    word: (a,); place: (b,). Returns the two summands and their sum, (3, a + b).
    """
    word, place = checks.array("word", word, "a"), checks.array("place", place, "b")
    summands = np.concatenate([word, 0 * place]), np.concatenate([0 * word, place])
    return np.array([*summands, sum(summands)])


def looked_up(tables, ids):
    """Rows of several tables, looked up and added; and the same as one product: the one-hots of all
    ids side by side, times the tables upon one another.

    tables: arrays (n, d) of one width; ids: one row number for each. Returns both, (d,) each.
    """
    tables = [checks.array("each of tables", table, "n d") for table in tables]
    one_hots = np.concatenate([np.eye(len(table))[row] for table, row in zip(tables, ids)])
    rows = [table[row] for table, row in zip(tables, ids)]
    return np.sum(rows, axis=0), one_hots @ np.vstack(tables)


def sines(places, d, base=10_000):
    """The positions of the paper: a sine and a cosine for each of d / 2 wavelengths. (places, d)

    Source: Vaswani et al. 2017.
    """
    angles = np.arange(places)[:, None] * base ** (-np.arange(0, d, 2) / d)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(places, d)


def four_terms(word, place, other, elsewhere, matrix):
    """The score of two sums of word and position, in its four parts: word with word, word with
    position, position with word, position with position. All (d,), matrix (d, d). Returns (4,).
    """
    matrix = checks.array("matrix", matrix, "d d")
    return np.array([x @ matrix @ y for x in (word, place) for y in (other, elsewhere)])


def _unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
