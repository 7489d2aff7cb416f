"""What some columns of a sum say about the weights behind it, and what they leave open.

Given the first columns of one output row, the weights may be any that are not negative, sum to one
and give these numbers. The smallest and the largest value of a weight among them are two linear
programs. Each is answered through its dual: for any numbers y, one a column, a @ c = y @ output + a
@ (c - values @ y) >= y @ output + min(c - values @ y), because the weights are an average. The
solver only proposes y, so its own rounding can widen an interval but never make it too narrow.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag

from snippets import checks
from snippets.recovery import affinely_independent, rounding


def lowest(values, output, combination, columns=None, tolerance=None):
    """The smallest value that combination @ weights can take among all weightings that give these
    columns.

    combination: (n,); the other arguments and errors as in `intervals`. Returns a number.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    combination = checks.array("combination", combination, "n").astype(np.float64)
    checks.same("the numbers of words", ("values", len(values)), ("combination", len(combination)))
    return float(_lowest(values, output, tolerance, combination[None])[0])


def intervals(values, output, columns=None, tolerance=None):
    """The interval each weight can take, given the first columns of the output row.

    values: (n, d_v); output: (d_v,); columns: how many of them are seen, from 0 to d_v (None: all).
    Returns (n, 2): the smallest and the largest possible weight of each word; exact to 1e-9 where
    the output is, and never narrower than the truth. Raises ValueError for bad shapes or when no
    weighting gives the output.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    each = np.eye(len(values))
    low, high = np.split(_lowest(values, output, tolerance, np.vstack([each, -each])), 2)
    return np.clip(np.column_stack([low, -high]), 0.0, 1.0)


def can_be_strongest(values, output, columns=None, tolerance=None):
    """Which words have the largest weight, alone or with others, in some weighting that gives these
    columns.

    Arguments and errors as in `intervals`. Returns (n,) booleans, at least one of them True. False
    is proven: whatever the other columns say, some other word has more. What rounding leaves open
    counts as True.
    """
    values, output, tolerance = _seen(values, output, columns, tolerance)
    n = len(values)
    if n == 1:
        return np.array([True])
    leads = np.eye(n)[:, None] - np.array(
        [np.delete(np.eye(n), word, axis=0) for word in range(n)]
    )  # (n, n - 1, n): what word has more than another
    shares = _shares_of_leads(values, output, tolerance, leads)
    return _lowest(values, output, tolerance, -np.einsum("wo,won->wn", shares, leads)) <= 0


def proven_strongest(values, output, columns=None, tolerance=None):
    """The word that has the largest weight in every weighting that gives these columns, or None
    when several could have it.

    Arguments and errors as in `intervals`. Returns the position of the word, from 0.
    """
    possible = np.flatnonzero(can_be_strongest(values, output, columns, tolerance))
    return int(possible[0]) if len(possible) == 1 else None


def is_only_weighting(values, weights):
    """Whether no other weights without negatives that sum to one give the same output as these, in
    all columns.

    values: (n, d_v); weights: (n,), none negative. Only which weights are zero matters, not how
    large the others are: another weighting exists exactly when some change that sums to zero, moves
    no output and takes nothing from a weight of zero exists.
    """
    values = checks.array("values", values, "n d_v").astype(np.float64)
    weights = checks.array("weights", weights, "n")
    checks.same("the numbers of words", ("values", len(values)), ("weights", len(weights)))
    if (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("weights must not be negative, and at least one must be positive")
    zero = weights == 0
    if not affinely_independent(values[~zero]):
        return False
    if not zero.any():
        return True
    size = np.abs(values).max()
    solved = linprog(
        -zero.astype(float),
        A_eq=np.vstack([values.T / size, np.ones(len(values))]),
        b_eq=np.zeros(values.shape[1] + 1),
        bounds=[(0 if z else -1, 1) for z in zero],
        method="highs",
    )
    if solved.status != 0:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    return bool(-solved.fun < 1e-6)


def columns_needed(values, output, tolerance=None):
    """How many columns of the output row, read from the first, prove which word is the strongest;
    None if all leave it open.

    Arguments and errors as in `intervals`.
    """
    counts = range(checks.array("values", values, "n d_v").shape[1] + 1)
    return next(
        (k for k in counts if proven_strongest(values, output, k, tolerance) is not None), None
    )


def _lowest(values, output, tolerance, combinations):
    """The smallest value of each combination @ weights. combinations: (m, n). Returns (m,)."""
    seen, limits, size = _inequalities(values, output, tolerance)
    above, below = np.split(
        _marginals([(combination, seen, limits) for combination in combinations], len(values)),
        2,
        axis=1,
    )
    y = (above - below) / size
    return y @ output - np.abs(y) @ tolerance + (combinations - y @ values.T).min(axis=1)


def _shares_of_leads(values, output, tolerance, leads):
    """How to average the leads of each word, (words, others, n), so that no weights make the
    average larger than their smallest lead can be.

    Solves for the largest smallest lead, less one so that it is not negative. Returns (words,
    others), rows that sum to one.
    """
    seen, limits, _ = _inequalities(values, output, tolerance)
    words, others, n = leads.shape
    limits, objective = np.append(limits, np.ones(others)), -np.eye(n + 1)[n]
    each = [
        (
            objective,
            np.block([[seen, np.zeros((len(seen), 1))], [-lead, np.ones((others, 1))]]),
            limits,
        )
        for lead in leads
    ]
    shares = np.clip(-_marginals(each, n)[:, len(seen) :], 0, None)
    return shares / shares.sum(axis=1, keepdims=True)


def _inequalities(values, output, tolerance):
    """The columns as inequalities about the weights: matrix (2 k, n) and limits (2 k,), and the
    sizes (k,) they were divided by.
    """
    size = np.abs(values).max(axis=0, initial=0.0)
    size[size == 0] = 1.0
    seen, wanted, slack = (values / size).T, output / size, tolerance / size
    return np.vstack([seen, -seen]), np.concatenate([wanted + slack, slack - wanted]), size


def _marginals(programs, n):
    """The dual solutions of several linear programs, solved as one: (programs, rows).

    programs: each an objective, to be smallest where matrix @ x <= limits, no x is negative, and
    the first n sum to one.
    """
    objectives, matrices, limits = zip(*programs)
    words = (np.arange(len(objectives[0])) < n)[None].astype(float)
    solved = linprog(
        np.concatenate(objectives),
        A_ub=block_diag(matrices, format="csc"),
        b_ub=np.concatenate(limits),
        A_eq=block_diag([words] * len(programs), format="csc"),
        b_eq=np.ones(len(programs)),
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if solved.status == 2:
        raise ValueError(
            "output must be a mixture of the values, but no weights that are not negative and sum to one give it"
        )
    if solved.status != 0:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    return solved.ineqlin.marginals.reshape(len(programs), -1)


def _seen(values, output, columns, tolerance):
    values = checks.array("values", values, "n d_v")
    output = checks.array("output", output, "d_v")
    checks.same(
        "the widths of values and output", ("values", values.shape[1]), ("output", len(output))
    )
    tolerance = (
        rounding(values, output)
        if tolerance is None
        else checks.array("tolerance", tolerance, "...")
    )
    if (tolerance < 0).any() or tolerance.shape not in ((), output.shape):
        raise ValueError(
            f"tolerance must be one number or one a column, none negative, but got {tolerance}"
        )
    k = len(output) if columns is None else checks.whole("columns", columns, 0, len(output))
    tolerance = np.broadcast_to(tolerance, output.shape)
    return (
        values[:, :k].astype(np.float64),
        output[:k].astype(np.float64),
        tolerance[:k].astype(np.float64),
    )
