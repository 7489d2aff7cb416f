"""What some columns of a sum say about the weights behind it, and what they leave open.

Given the first columns of one output row, the weights may be any that are not negative, sum to one and give these numbers.
The smallest and the largest value of a weight among them are two linear programs. Each is answered through its dual: for any
numbers y, one a column, a @ c = y @ output + a @ (c - values @ y) >= y @ output + min(c - values @ y), because the weights
are an average. The solver only proposes y, so its own rounding can widen an interval but never make it too narrow.
"""

import numpy as np
from scipy.optimize import linprog

from snippets import checks
from snippets.recovery import is_unique, rounding


def lowest(values, output, combination, columns=None, tolerance=None):
    """The smallest value that combination @ weights can take among all weightings that give these columns.

    combination: (n,); the other arguments and errors as in `intervals`. Returns a number.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    combination = checks.numbers("combination", combination, "n").astype(np.float64)
    checks.same("the numbers of words", ("values", len(values)), ("combination", len(combination)))
    return _lowest(values, output, combination, tolerance)


def intervals(values, output, columns=None, tolerance=None):
    """The interval each weight can take, given the first columns of the output row.

    values: (n, d_v); output: (d_v,); columns: how many of them are seen, from 0 to d_v (None: all).
    Returns (n, 2): the smallest and the largest possible weight of each word; exact to 1e-9 where the output is, and never
    narrower than the truth. Raises ValueError for bad shapes or when no weighting gives the output.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    each = np.eye(len(values))
    low = [_lowest(values, output, word, tolerance) for word in each]
    high = [-_lowest(values, output, -word, tolerance) for word in each]
    return np.clip(np.column_stack([low, high]), 0.0, 1.0)


def proven_strongest(values, output, columns=None, tolerance=None):
    """The word that has the largest weight in every weighting that gives these columns, or None when several could have it.

    Arguments and errors as in `intervals`. Returns the position of the word, from 0.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    each = np.eye(len(values))
    word = int(np.argmax(_solve(values, output, np.zeros(len(values)), tolerance)[0]))  # no other word leads in this weighting
    leads = each[word] - np.delete(each, word, axis=0)
    return word if all(_lowest(values, output, lead, tolerance) > 0 for lead in leads) else None


def is_only_weighting(values, weights):
    """Whether no other weights without negatives that sum to one give the same output as these, in all columns.

    values: (n, d_v); weights: (n,), none negative. Only which weights are zero matters, not how large the others are: another
    weighting exists exactly when some change that sums to zero, moves no output and takes nothing from a weight of zero exists.
    """
    values = checks.numbers("values", values, "n d_v").astype(np.float64)
    weights = checks.numbers("weights", weights, "n")
    checks.same("the numbers of words", ("values", len(values)), ("weights", len(weights)))
    if (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("weights must not be negative, and at least one must be positive")
    zero = weights == 0
    if not is_unique(values[~zero]):
        return False
    if not zero.any():
        return True
    size = np.abs(values).max()
    solved = linprog(
        -zero.astype(float), A_eq=np.vstack([values.T / size, np.ones(len(values))]), b_eq=np.zeros(values.shape[1] + 1),
        bounds=[(0 if z else -1, 1) for z in zero], method="highs",
    )
    if solved.status != 0:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    return bool(-solved.fun < 1e-6)


def columns_needed(values, output, tolerance=None):
    """How many columns of the output row, read from the first, prove which word is the strongest; None if all leave it open.

    Arguments and errors as in `intervals`.
    """
    counts = range(checks.numbers("values", values, "n d_v").shape[1] + 1)
    return next((k for k in counts if proven_strongest(values, output, k, tolerance) is not None), None)


def _lowest(values, output, combination, tolerance):
    _, y = _solve(values, output, combination, tolerance)
    return float(y @ output - np.abs(y) @ tolerance + (combination - values @ y).min())


def _solve(values, output, combination, tolerance):
    """A weighting for which combination @ weights is smallest, (n,), and the y that shows it, (k,)."""
    size = np.abs(values).max(axis=0, initial=0.0)
    size[size == 0] = 1.0
    seen, wanted, slack = (values / size).T, output / size, tolerance / size
    solved = linprog(
        combination,
        A_ub=np.vstack([seen, -seen]),
        b_ub=np.concatenate([wanted + slack, slack - wanted]),
        A_eq=np.ones((1, len(values))),
        b_eq=[1.0],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if solved.status == 2:
        raise ValueError("output must be a mixture of the values, but no weights that are not negative and sum to one give it")
    if solved.status != 0:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    above, below = np.split(solved.ineqlin.marginals, 2)
    return solved.x, (above - below) / size


def _seen(values, output, columns, tolerance):
    values = checks.numbers("values", values, "n d_v")
    output = checks.numbers("output", output, "d_v")
    checks.same("the widths of values and output", ("values", values.shape[1]), ("output", len(output)))
    tolerance = rounding(values, output) if tolerance is None else checks.numbers("tolerance", tolerance, "...")
    if (tolerance < 0).any() or tolerance.shape not in ((), output.shape):
        raise ValueError(f"tolerance must be one number or one a column, none negative, but got {tolerance}")
    k = len(output) if columns is None else checks.whole("columns", columns, 0, len(output))
    tolerance = np.broadcast_to(tolerance, output.shape)
    return values[:, :k].astype(np.float64), output[:k].astype(np.float64), tolerance[:k].astype(np.float64)
