"""All weightings that some columns allow, by trying every set of words that may have weight."""

from itertools import combinations

import numpy as np


def ranges(values, output):
    """The smallest and the largest of each weight, (n, 2), among all weights without negatives that
    sum to one and mix values (n, k) into an output (k,): attained where no weight can be left out.
    """
    sums = np.vstack([np.ones(len(values)), np.transpose(values)])
    wanted = np.array([1.0, *output])
    rank = np.linalg.matrix_rank(sums, tol=1e-9 * np.abs(sums).max())
    words = np.array([*combinations(range(len(values)), rank)])
    chosen = sums[:, words].transpose(1, 0, 2)
    solved = (np.linalg.pinv(chosen, rcond=1e-11) @ wanted[:, None])[:, :, 0]
    missed = np.abs((chosen @ solved[:, :, None])[:, :, 0] - wanted).max(axis=1)
    exact = (missed < 1e-8 * np.abs(sums).max()) & (solved.min(axis=1) > -1e-8)
    weights = np.zeros((exact.sum(), len(values)))
    np.put_along_axis(weights, words[exact], solved[exact], axis=1)
    return np.column_stack([weights.min(axis=0), weights.max(axis=0)])
