"""When two weightings give one sum: three small tables of values."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from snippets.examples import THREE_VALUES, THREE_WEIGHTS, THREE_WORDS


class Case(NamedTuple):
    """A sum of few words. words: n names; values: (n, 2); weights: (n,)."""

    words: tuple[str, ...]
    values: NDArray
    weights: NDArray


def trading():
    """Three sums by their titles: of different values, of two equal ones, of one word more."""
    equal = THREE_VALUES[[0, 1, 1]]
    four = np.vstack([THREE_VALUES, [2.0, 0.0]])
    return {
        "different values": Case(THREE_WORDS, THREE_VALUES, THREE_WEIGHTS),
        "two equal values": Case(THREE_WORDS, equal, THREE_WEIGHTS),
        "four words": Case((*THREE_WORDS, "on"), four, np.array([0.25, 0.5, 0.125, 0.125])),
    }
