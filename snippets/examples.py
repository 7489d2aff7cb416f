"""The examples that the chapters follow: one sentence by hand-sized values and in a real
transformer, and a course's arrays.
"""

from functools import cache

import numpy as np
from scipy.stats import special_ortho_group

from snippets.drawing import words
from snippets.recordings import load

# What "black" takes from each of the seven words, in twentieths: small enough to check in the head.
WEIGHTS = np.array([2, 4, 8, 2, 1, 1, 2]) / 20

# A very different row, in which cat gets almost nothing, and which column 1 cannot tell from the
# first.
OTHER_WEIGHTS = np.array([1, 8, 1, 1, 3, 1, 5]) / 20

# What each of the seven words puts into the sum: six columns, one fewer than words, and still just
# enough (n = d_v + 1).
VALUES = np.array(
    [
        [2, 0, 4, 0, 2, 6],  # the
        [4, 6, 0, 2, 0, 2],  # black
        [6, 2, 8, 4, 0, 4],  # cat
        [0, 4, 2, 8, 2, 0],  # sat
        [2, 4, 0, 0, 8, 2],  # on
        [0, 0, 4, 4, 2, 8],  # the
        [8, 2, 6, 0, 4, 0],  # mat
    ],
    dtype=float,
)

# Three tables of values for the same weights: each word its own column; the same table turned in
# space; and the crowded one above.
IDENTITY = np.eye(7)
ROTATED = special_ortho_group.rvs(7, random_state=2)
CROWDED = VALUES

# Three words in two columns, small enough to draw every possible weighting as a point of a
# triangle.
THREE_WORDS = ("black", "cat", "mat")
THREE_VALUES = np.array([[4.0, 6.0], [6.0, 2.0], [8.0, 2.0]])
THREE_WEIGHTS = np.array([0.25, 0.5, 0.25])
THIRD_COLUMN = np.array([2.0, 6.0, 4.0])  # one more column of the same words
# The corners of the triangle of all weightings: distances in it are those of weights, divided by
# the root of two.
CORNERS = np.array([[0.0, 0.0], [0.5, np.sqrt(3) / 2], [1.0, 0.0]])

PLACES = np.array(
    [[1.0, 2.0], [4.0, 6.0], [9.0, 3.0]]
)  # the same three words as points of the plane

# The arrays of a course's unit test: four words, two columns. Source: assignment C5W4A1,
# scaled_dot_product_attention.
COURSE_QUERIES = np.array([[1.0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 0, 1]])
COURSE_KEYS = np.array([[1.0, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1]])
COURSE_VALUES = np.array([[0.0, 0], [1, 0], [1, 0], [1, 1]])
COURSE_WEIGHTS = np.array(
    [0.2589478, 0.42693272, 0.15705977, 0.15705977]
)  # of the first row, as printed: float32

LAYER, HEAD, ASKING = (
    2,
    9,
    "black",
)  # the head of the real transformer in which black attends to cat


def real_row(layer=LAYER, head=HEAD, asking=ASKING):
    """One row of the real transformer on the asker's sentence, as exactly as double precision
    allows.

    layer, head: counted from 1; asking: the name of the word whose row it is ("the2" is the second
    "the"). Returns the words (n of them), the weights (n,), which sum to one, the values (n, 32),
    and the output (32,), the sum of the recorded values with the recorded weights.
    Raises ValueError for a layer, head or word that the recording does not hold.
    """
    recording = _recording()
    sentence = words.of_tokens(recording.tokens)
    return sentence, *recording.exact_row(layer, head, sentence.index(words.named(asking)))


@cache
def _recording():
    return load()
