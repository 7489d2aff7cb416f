"""A table of attention weights and what is done with it: rows, columns, a mask."""

import numpy as np

from snippets.attention import softmax

WORDS = ("black", "cat", "mat")
# Who asks downwards, who is asked across: each row sums to one, the columns do not.
WEIGHTS = np.array([[0.25, 0.5, 0.25], [0.25, 0.75, 0.0], [0.0, 0.5, 0.5]])
VALUES = np.array([[4.0, 0.0], [0.0, 8.0], [8.0, 4.0]])
SCORES = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
HIDDEN = 2  # the word that a padding mask hides


def masked():
    """The weights when nobody may ask the hidden word: minus infinity before the softmax, in its
    column. (3, 3)
    """
    scores = SCORES.copy()
    scores[:, HIDDEN] = -np.inf
    return softmax(scores)
