"""What some columns of a sum say about the weights behind it, and what they leave open.

Given the first columns of one output row, the weights may be any that are not negative, sum to one
and give these numbers. The smallest and the largest value of a weight among them are two linear
programs. Each is answered through its dual: for any prices y, one a column, a @ c = y @ output + a
@ (c - values @ y) >= y @ output + min(c - values @ y), because the weights are an average. The
corners of the set of weightings, or a solver where they are too many, only propose y, so that their
rounding can widen an interval but never make it too narrow.
"""

import numpy as np
from scipy.optimize import linprog, nnls
from scipy.sparse import block_diag

from snippets import checks
from snippets.corners import corners, smallest
from snippets.recovery import affinely_independent, centre, in_units, rounding, units

CLOSED = 1e-10  # a smaller gap between what is proven and what is reached counts as none


def lowest(values, output, combination, columns=None, tolerance=None):
    """The smallest value that combination @ weights can take among all that give these columns.

    combination: (n,); the other arguments and errors as in `intervals`. Returns a number.
    """
    seen = _seen(values, output, columns, tolerance)
    combination = checks.array("combination", combination, "n").astype(np.float64)
    checks.same("the numbers of words", ("values", len(values)), ("combination", len(combination)))
    return float(_lowest(*seen, combination[None])[0])


def intervals(values, output, columns=None, tolerance=None):
    """The interval each weight can take, given the first columns of the output row.

    values: (n, d_v); output: (d_v,); columns: how many of them are seen, from 0 to d_v (None: all).
    tolerance: how far the output may be off, one number or one a column; by default what rounding
    in the precision of the output can explain.
    Returns (n, 2): the smallest and the largest possible weight of each word; exact to 1e-9 where
    the output is, and never narrower than the truth. Raises ValueError for bad shapes or when no
    weighting gives the output.
    """
    seen = _seen(values, output, columns, tolerance)
    one = np.eye(len(values))
    low, high = np.split(_lowest(*seen, np.vstack([one, -one])), 2)
    return np.clip(np.column_stack([low, -high]), 0.0, 1.0)


def can_be_strongest(values, output, columns=None, tolerance=None):
    """Which words have the largest weight, alone or with others, in some weighting that fits.

    Arguments and errors as in `intervals`. Returns (n,) booleans, at least one of them True. False
    is proven: whatever the other columns say, some other word has more. What rounding leaves open
    counts as True.
    """
    seen = _seen(values, output, columns, tolerance)
    if len(seen[0]) == 1:
        return np.array([True])
    points = corners(*seen[:2])
    possible, never = (
        _at_corners(*seen, points) if points else np.zeros((2, len(seen[0])), dtype=bool)
    )
    for word in np.flatnonzero(~possible & ~never):
        possible[word] = _can_lead(*seen, word, points)
    return possible


def proven_strongest(values, output, columns=None, tolerance=None):
    """The word with the largest weight in every weighting that fits, None when several can have it.

    Arguments and errors as in `intervals`. Returns the position of the word, from 0.
    """
    seen = _seen(values, output, columns, tolerance)
    points = corners(*seen[:2])
    if points and _strongest(points).sum() > 1:
        return None
    possible = np.flatnonzero(can_be_strongest(values, output, columns, tolerance))
    return int(possible[0]) if len(possible) == 1 else None


def is_only_weighting(values, weights):
    """Whether no other weights without negatives that sum to one give the same output as these.

    values: (n, d_v), all columns are seen; weights: (n,), none negative. Only which weights are
    zero matters, not how large the others are: another weighting exists exactly when some change
    that sums to zero, moves no output and takes nothing from a weight of zero exists.
    """
    values = checks.precise("values", checks.array("values", values, "n d_v"))
    weights = checks.array("weights", weights, "n")
    checks.same("the numbers of words", ("values", len(values)), ("weights", len(weights)))
    if (weights < 0).any() or not (weights > 0).any():
        raise ValueError("weights must not be negative, and at least one must be positive")
    zero = weights == 0
    if not affinely_independent(values[~zero]):
        return False
    return not zero.any() or _all_on_one_side(_beyond(in_units(values), zero))


def columns_needed(values, output, tolerance=None):
    """How many columns of the output row, from the first, prove which word is the strongest.

    Arguments and errors as in `intervals`. Returns None if all of them leave it open.
    """
    counts = range(checks.array("values", values, "n d_v").shape[1] + 1)
    return next(
        (k for k in counts if proven_strongest(values, output, k, tolerance) is not None), None
    )


def _lowest(values, output, tolerance, combinations):
    """The smallest value of each combination @ weights. combinations: (m, n). Returns (m,)."""
    seen = values, output, tolerance
    proven, open_ = np.full(len(combinations), -np.inf), np.ones(len(combinations), dtype=bool)
    points = corners(values, output)
    if points:
        reached, prices = smallest(points, combinations)
        proven = _proven(*seen, combinations, prices)
        open_ = proven < reached - CLOSED
    if open_.any():
        solved = _proven(*seen, combinations[open_], _prices(*seen, combinations[open_]))
        proven[open_] = np.maximum(proven[open_], solved)
    return proven


def _proven(values, output, tolerance, combinations, prices):
    """What no weighting that fits goes below, by whatever prices: (m,). prices: (m, k)."""
    spare = (combinations - prices @ values.T).min(axis=1)
    return prices @ output - np.abs(prices) @ tolerance + spare


def _prices(values, output, tolerance, combinations):
    """A price for each column and combination, (m, k), from a solver."""
    seen, limits = _inequalities(values, output, tolerance)
    programs = [(combination, seen, limits) for combination in combinations]
    above, below = np.split(_marginals(programs, len(values)), 2, axis=1)
    return above - below


def _strongest(points):
    """Which words have the largest weight at some corner: (n,)."""
    return (points.weights >= points.weights.max(axis=1, keepdims=True) - 1e-12).any(axis=0)


def _at_corners(values, output, tolerance, points):
    """Which words can be the strongest, and which never are since one other always has more.

    Returns twice (n,): what remains is decided by no single corner and no single other word.
    """
    possible, never = _strongest(points), np.zeros(len(values), dtype=bool)
    leads = points.weights[:, None, :] - points.weights[:, :, None]  # (m, word, other)
    rivals = leads.min(axis=0).argmax(axis=1)
    open_, one = np.flatnonzero(~possible), np.eye(len(values))
    lead, prices = smallest(points, one[rivals[open_]] - one[open_])
    proven = _proven(values, output, tolerance, one[rivals[open_]] - one[open_], prices)
    never[open_] = proven > 0
    return possible, never


def _can_lead(values, output, tolerance, word, points):
    """Whether the word can be the strongest; what rounding leaves open counts as True.

    Either some mixture of the corners gives the word at least as much as every other, or some
    average of its leads is negative at all of them (Ville's theorem of the alternative). Where the
    tolerance leaves that open a solver finds the average.
    """
    leads = _leads(word, len(values))
    if points:
        shares = _separating(points.weights @ leads.T)
        if shares is None or _lowest(values, output, tolerance, -(shares @ leads)[None])[0] > 0:
            return shares is None
    shares = _shares_of_leads(values, output, tolerance, leads)
    return _lowest(values, output, tolerance, -(shares @ leads)[None])[0] <= 0


def _separating(leads):
    """Shares of the leads, (others,), whose average is negative at every corner; None if none are.

    leads: (corners, others).
    """
    rows = np.vstack([leads.T, np.ones(len(leads))])
    slack = np.vstack([-np.eye(leads.shape[1]), np.zeros(leads.shape[1])])
    missed = _missed(np.hstack([rows, slack]), np.append(np.zeros(leads.shape[1]), 1.0))
    shares = np.clip(missed[:-1], 0, None)
    return shares / shares.sum() if np.linalg.norm(missed) > CLOSED and shares.any() else None


def _missed(columns, wanted):
    """What of the wanted vector no sum of the columns, none taken negatively, can give."""
    return wanted - columns @ nnls(columns, wanted)[0]


def _beyond(values, zero):
    """What each word of weight zero adds to the equations that no change of the others undoes.

    values: (n, d_v); zero: (n,). Returns a row for each word of weight zero, of length one, or zero
    where the others undo it.
    """
    equations = np.column_stack([values, np.ones(len(values))])
    undone = np.linalg.qr(equations[~zero].T)[0]
    rows = equations[zero] - equations[zero] @ undone @ undone.T
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(lengths > CLOSED, rows / np.maximum(lengths, CLOSED), 0.0)


def _all_on_one_side(rows):
    """Whether some direction has a positive product with every row.

    If none has, zero is a mixture of the rows (Gordan's theorem of the alternative).
    """
    missed = _missed(np.vstack([rows.T, np.ones(len(rows))]), np.eye(rows.shape[1] + 1)[-1])
    return bool(np.linalg.norm(missed) > CLOSED)


def _leads(word, n):
    """What the word has more than each other word, as combinations of weights: (n - 1, n)."""
    return np.eye(n)[word] - np.delete(np.eye(n), word, axis=0)


def _shares_of_leads(values, output, tolerance, leads):
    """How to average the leads of a word so that the largest average is its largest smallest lead.

    leads: (others, n). Solves for that lead, less one so that it is not negative. Returns shares
    (others,), which sum to one.
    """
    seen, limits = _inequalities(values, output, tolerance)
    others, n = leads.shape
    nothing, one = np.zeros((len(seen), 1)), np.ones((others, 1))
    matrix, limits = np.block([[seen, nothing], [-leads, one]]), np.append(limits, np.ones(others))
    (marginals,) = _marginals([(-np.eye(n + 1)[n], matrix, limits)], n)
    shares = np.clip(-marginals[len(seen) :], 0, None)
    return shares / shares.sum()


def _inequalities(values, output, tolerance):
    """The columns as inequalities about the weights: matrix (2 k, n) and limits (2 k,)."""
    return (
        np.vstack([values.T, -values.T]),
        np.concatenate([output + tolerance, tolerance - output]),
    )


def _marginals(programs, n):
    """The dual solutions of several linear programs, solved as one: (programs, rows).

    programs: an objective each, to be smallest where matrix @ x <= limits, no x is negative, and
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
            "output must be a mixture of the values, but no weights that are not negative and sum "
            "to one give it"
        )
    if solved.status != 0:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    return solved.ineqlin.marginals.reshape(len(programs), -1)


def _seen(values, output, columns, tolerance):
    """The columns that are seen, values (n, k), output (k,) and tolerance (k,), in units of each.

    Only differences matter: the centre of each column is subtracted, and what that rounds is
    tolerated.
    """
    values = checks.precise("values", checks.array("values", values, "n d_v"))
    output = checks.precise("output", checks.array("output", output, "d_v"), tiny=True)
    checks.same(
        "the widths of values and output", ("values", values.shape[1]), ("output", len(output))
    )
    tolerance = _tolerance(values, output, tolerance)
    k = len(output) if columns is None else checks.whole("columns", columns, 0, len(output))
    unit, origin = units(values), centre(values)
    rounded = np.finfo(np.float64).eps * np.abs(values).max(axis=0)
    seen = in_units(values), (output - origin) / unit, (tolerance + rounded) / unit
    return tuple(part[..., :k] for part in seen)


def _tolerance(values, output, given):
    """How far each column of the output may be off: (d_v,)."""
    if given is None:
        return rounding(values, output)
    tolerance = checks.array("tolerance", given, "...").astype(np.float64)
    if (tolerance < 0).any() or tolerance.shape not in ((), output.shape):
        raise ValueError(
            f"tolerance must be one number or one a column, none negative, but got {tolerance}"
        )
    return np.broadcast_to(tolerance, output.shape)
