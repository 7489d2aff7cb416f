"""The weights, solved back from the sum.

The unknowns are the weights a of one row: n numbers that sum to one. The equations are its columns:
a @ values = output. Two weightings differ by a direction that sums to zero, so everything depends
on how the values act on such directions.
"""

import numpy as np
from scipy.linalg import helmert
from scipy.optimize import nnls

from snippets import checks


def singular_values(values):
    """How much the values stretch each of the n - 1 directions in which weights can differ.

    values: (n, d_v). Returns (n - 1,), largest first: zeros where a direction is lost, as it must
    be when n > d_v + 1.
    """
    values = _checked(values)
    size = float(np.abs(values).max()) or 1.0  # squares of what is divided by it cannot overflow
    stretches = size * np.linalg.svd(_differences(_centred(values) / size), compute_uv=False)
    return np.pad(stretches, (0, max(0, len(values) - 1 - len(stretches))))


def affine_rank(values):
    """The rank of [V 1]: the number of equations about the weights that are really different.

    Each column is measured in its own rounding, so that the rank stays the same when values are
    moved or a column is scaled, as long as the precision holds their differences.
    values: (n, d_v). Returns a whole number from 1 to min(n, d_v + 1).
    """
    values = _checked(values)
    stretches = np.linalg.svd(_differences(_in_roundings(values)), compute_uv=False)
    lost = max(values.shape) * (1 + np.finfo(np.float64).eps * stretches.max(initial=0))
    return 1 + int((stretches > lost).sum())


def affinely_independent(values):
    """Whether the output row settles every weight: rank [V 1] = n, independent of the weights.

    values: (n, d_v). Always False when n > d_v + 1.
    """
    return affine_rank(values) == len(np.asarray(values))


def sigma(values):
    """The smallest singular value on directions that sum to zero; 0.0 when a direction is lost.

    values: (n, d_v) with n > 1. Two weightings a, b of these values have |a - b| <= |output of a -
    output of b| / sigma.
    """
    values = checks.array("values", values, "n d_v")
    if len(values) == 1:
        raise ValueError(
            "values must have at least two rows: "
            "a single word has the weight one, whatever the output"
        )
    return float(singular_values(values)[-1]) if affinely_independent(values) else 0.0


def free_directions(values):
    """The directions in which the weights can slide without changing the output.

    values: (n, d_v). Returns (n - rank, n), orthonormal rows that sum to zero; no rows when the
    weights are settled.
    """
    values = _checked(values)
    directions, _, _ = np.linalg.svd(_differences(in_units(values)), full_matrices=True)
    return directions.T[affine_rank(values) - 1 :] @ _sum_zero(len(values))


def solve_weights(values, output, tolerance=None):
    """The one weighting that sums to one and gives this output.

    values: (n, d_v), affinely independent; output: (..., d_v). Returns (..., n).
    tolerance: how far the output may lie from the nearest mixture of the values, in the units of
    the values; by default what rounding in the precision of the output can explain.
    Raises ValueError when several weightings give the output, or none does.
    """
    values, output = _mixture(values, output, tolerance)
    if not affinely_independent(values):
        raise ValueError(
            f"values must settle every weight, but {len(values)} words meet only "
            f"{affine_rank(values)} different equations (rank [V 1]): several weightings give this "
            "output; free_directions(values) says which"
        )
    moved, target, unit = _moved(values, output)
    change = (target - moved.mean(axis=0)) @ np.linalg.pinv(_differences(moved))
    weights = 1 / len(values) + change @ _sum_zero(len(values))
    _refuse_far(weights @ moved - target, unit, rounding(values, output), tolerance)
    return weights


def solve_nonnegative(values, output, tolerance=None):
    """A weighting without negative weights that gives this output, also for n > d_v + 1.

    Weights of zero are equations too: a sharp row can be the only non-negative weighting although n
    > d_v + 1.
    values: (n, d_v); output: (d_v,); tolerance as in solve_weights. Returns (n,).
    Raises ValueError when the output lies outside every mixture of the values.
    """
    values, output = _mixture(values, output, tolerance)
    if output.ndim != 1:
        raise ValueError(f"output must have shape (d_v), but its shape is {output.shape}")
    moved, target, unit = _moved(values, output)
    weights, _ = nnls(np.vstack([moved.T, np.ones(len(values))]), np.append(target, 1.0))
    _refuse_far(weights @ moved - target, unit, rounding(values, output), tolerance)
    return weights


def rounding(values, output):
    """How far each column of a weighted sum can be off by rounding alone: (d_v,).

    In the precision of the output, a sum of n products whose weights sum to one is off by at most n
    roundings of its largest value, and so is the sum of the weights.
    """
    return len(values) * _unit(np.abs(values.astype(np.float64)).max(axis=0), output.dtype)


def _unit(sizes, precision):
    """One rounding of numbers of these sizes; of tiny ones, the distance of two neighbours."""
    precision = np.finfo(precision)
    return float(precision.eps) * sizes + float(precision.smallest_subnormal)


def _sum_zero(n):
    """An orthonormal basis of the directions that sum to zero: (n - 1, n)."""
    return helmert(n) if n > 1 else np.empty((0, 1))


def _differences(values):
    return _sum_zero(len(values)) @ values


def centre(values):
    """The number nearest to zero between the smallest and the largest value of each column: (d_v,).

    Nothing is rounded when it is subtracted from values that lie far from zero, and nothing is
    subtracted from values on both sides of it.
    """
    values = values.astype(np.float64)
    return np.clip(0.0, values.min(axis=0), values.max(axis=0))


def _centred(values):
    return values.astype(np.float64) - centre(values)


def in_units(values):
    """The values about their centre, in units of the largest of each column."""
    return _centred(values) / units(values)


def units(values):
    """How large the values of each column are about their centre: (d_v,), all positive.

    A column of equal values has the size of that value, one of zeros that of the largest column.
    """
    size = np.abs(_centred(values)).max(axis=0, initial=0.0)
    size = np.where(size > 0, size, np.abs(values.astype(np.float64)).max(axis=0, initial=0.0))
    return np.where(size > 0, size, size.max(initial=0.0) or 1.0)


def _in_roundings(values):
    """The values about their centre, in units of what rounding can do to their column."""
    return _centred(values) / _unit(np.abs(values.astype(np.float64)).max(axis=0), values.dtype)


def _moved(values, output):
    """Values and output about the centre of the values, in units (d_v,), and these units.

    The nearest mixture is the nearest in space, so that all columns have one unit; but where they
    differ more than a thousandfold each has its own, for else the small would drown in rounding.
    """
    unit = units(values)
    if unit.max() <= 1000 * unit.min():
        unit = np.full_like(unit, unit.max())
    return _centred(values) / unit, (output.astype(np.float64) - centre(values)) / unit, unit


def _checked(values):
    """The values as floats, refused where their precision cannot hold the sums of this module."""
    return checks.precise("values", checks.array("values", values, "n d_v"))


def _mixture(values, output, tolerance):
    values, output = _checked(values), checks.array("output", output, "... d_v")
    checks.same(
        "the widths of values and output",
        ("values", values.shape[-1]),
        ("output", output.shape[-1]),
    )
    if tolerance is not None and not (
        np.isscalar(tolerance) and np.isfinite(tolerance) and tolerance >= 0
    ):
        raise ValueError(f"tolerance must be a number that is not negative, not {tolerance!r}")
    return values, checks.precise("output", output, tiny=True)


def _refuse_far(missed, unit, rounded, tolerance):
    """Refuse an output that is further from the nearest mixture than the tolerance.

    missed: (..., d_v), in units (d_v,). Without a tolerance what counts is rounded (d_v,), how far
    rounding can move each column; both are told in the unit of the largest column.
    """
    if tolerance is None:
        scale, tolerance = unit.max(), 4 * np.linalg.norm(rounded / unit) + 1e-12
    else:
        scale, missed = 1.0, missed * unit
    distance = float(np.linalg.norm(missed, axis=-1).max())
    if distance > tolerance:
        raise ValueError(
            "output must be a mixture of the values, but the nearest one is "
            f"{distance * scale:.3g} away (tolerance {tolerance * scale:.3g})"
        )
