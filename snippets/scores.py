"""Scores and softmax: their scale, their temperature, and signs."""

from functools import cache

import numpy as np

from snippets import checks
from snippets.attention import softmax

SIZES = (1, 4, 16, 64, 256, 1024)  # columns of queries and keys
POWERS = {"not divided": 0.0, "by the root of d": 0.5, "by d": 1.0}
WORDS, SCORES, TEMPERATURES = ("black", "cat", "mat"), np.array([1.0, 2.0, 0.0]), (0.5, 1.0, 2.0)
SIGNED = np.array([[4.0, 1.0], [-4.0, 2.0]])  # the values of two words


@cache
def scaled(d, power, trials=600, n=10):
    """The spread of the scores (their standard deviation) and the mean of the largest of 10
    weights, for random queries and keys of d independent numbers of variance one, when the dot
    products are divided by d to this power.

    Source: Vaswani et al. 2017, footnote 4.
    """
    d = checks.whole("d", d, 1, 10**5)
    rng = np.random.default_rng(d)
    queries, keys = rng.normal(size=(trials, d)), rng.normal(size=(trials, n, d))
    scores = np.einsum("td,tnd->tn", queries, keys) / d**power
    return float(scores.std()), float(softmax(scores).max(axis=1).mean())


def cooled(scores, temperature):
    """Softmax of the scores divided by a temperature. Raises ValueError unless it is positive."""
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, not {temperature!r}")
    return softmax(np.asarray(scores) / temperature)
