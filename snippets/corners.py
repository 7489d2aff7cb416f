"""The corners of the set of all weightings that give some columns of a sum.

The weights of one row are not negative, sum to one and give the columns: a bounded set with flat
sides. What is linear in the weights is smallest at one of its corners. At a corner no more weights
are positive than there are different equations, so that for few words all corners can be tried.
"""

from functools import lru_cache
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

MOST = 1500  # sets of words that are tried
FLAT = 1e-10  # a set of equations with a smaller determinant is not solved


class Corners(NamedTuple):
    """All corners of a set of weightings of n words that give k columns.

    Of the k + 1 equations r are different. weights: (m, n); words: (m, r), those that hold the
    weight; solved: (m, r, k + 1), the inverse of their equations, which turns the columns and the
    sum of the weights into these r weights.
    """

    weights: np.ndarray
    words: np.ndarray
    solved: np.ndarray


def corners(values, output):
    """All corners of the weightings that give this output.

    values: (n, k), none larger than one; output: (k,). Returns Corners, or None where too many are
    possible or no weighting gives the output exactly.
    """
    supports = _supports(values.tobytes(), values.shape)
    if supports is None:
        return None
    words, solved = supports
    shares = solved @ np.append(output, 1.0)
    inside = shares.min(axis=1) >= -1e-12
    if not inside.any():
        return None
    weights = np.zeros((inside.sum(), len(values)))
    np.put_along_axis(weights, words[inside], shares[inside], axis=1)
    return Corners(weights, words[inside], solved[inside])


def smallest(points, combinations):
    """Where each combination @ weights is smallest among the corners, and the prices there.

    combinations: (q, n). Returns the smallest values (q,) and prices (q, k): the change of each
    smallest value with the columns.
    """
    reached = combinations @ points.weights.T
    best = reached.argmin(axis=1)
    costs = np.take_along_axis(combinations, points.words[best], axis=1)
    return reached.min(axis=1), np.einsum("qr,qrk->qk", costs, points.solved[best])[:, :-1]


@lru_cache(maxsize=32)
def _supports(values, shape):
    """Every set of words whose weights the equations settle, and these equations solved.

    values: as bytes, since all rows of a head share them. Returns words and solved as in Corners,
    or None where more than MOST sets are possible.
    """
    n, k = shape
    equations = np.vstack([np.frombuffer(values).reshape(shape).T, np.ones(n)])
    left, stretches, different = np.linalg.svd(equations, full_matrices=False)
    r = int((stretches > max(n, k + 1) * np.finfo(np.float64).eps * stretches[0]).sum())
    if comb(n, r) > MOST:
        return None
    words = np.array(list(combinations(range(n), r)))
    squares = different[:r, words].transpose(1, 0, 2)
    solvable = np.abs(np.linalg.det(squares)) > FLAT
    inverses = np.linalg.inv(squares[solvable])
    return words[solvable], inverses @ (left[:, :r] / stretches[:r]).T
