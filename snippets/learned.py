"""Weights that are equal, computed, or unwanted: what learners see when they train attention."""

import numpy as np

from snippets import checks
from snippets.attention import softmax

WORDS = ("black", "cat", "mat")
SPREADS = (0.0, 0.01, 0.1, 1.0, 3.0)  # of scores that stand at equal distances
UNWANTED = np.array([-5.0, -5.0, -5.0])  # scores of a word that wants none of the others
TEXTS = {
    "black cat mat": np.array([[4.0, 0.0], [0.0, 4.0], [4.0, 2.0]]),
    "cat cat mat": np.array([[0.0, 4.0], [0.0, 4.0], [4.0, 2.0]]),
}
DENSE = np.array([0.2, 0.5, 0.3])  # a dense layer's weights, learned and then fixed
QUERY = np.array([0.0, 0.5])


def spaced(spread, n=5):
    """Softmax of n scores at equal distances, the last one higher than the first by the spread:
    (n,), the smallest weight first.
    """
    n = checks.whole("n", n, 2, 10**6)
    return softmax(np.linspace(0, spread, n))


def with_nothing(scores):
    """Softmax beside one more token that has the score zero and brings a value of zeros: the
    weights of the tokens alone, which sum to less than one. scores: (n,).
    """
    return softmax(np.append(checks.array("scores", scores, "n"), 0.0))[:-1]


def asked(text):
    """What a word with one fixed query gives to the three words of a text: computed from them."""
    return softmax(TEXTS[text] @ QUERY)
