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
    """How much the values stretch each of the n - 1 directions in which weights can differ, largest
    first.

    values: (n, d_v). Returns (n - 1,): zeros where a direction is lost, as it must be when n > d_v
    + 1.
    """
    values = checks.array("values", values, "n d_v")
    found = np.linalg.svd(_differences(values), compute_uv=False)
    return np.pad(found, (0, max(0, len(values) - 1 - len(found))))


def affine_rank(values):
    """The rank of [V 1]: the number of equations about the weights that are really different.

    values: (n, d_v). Returns a whole number from 1 to min(n, d_v + 1).
    """
    values = checks.array("values", values, "n d_v")
    return 1 + int((singular_values(values) > _lost(values)).sum())


def affinely_independent(values):
    """Whether the output row settles every weight: the values are affinely independent, rank [V 1]
    = n.

    values: (n, d_v). Always False when n > d_v + 1.
    """
    return affine_rank(values) == len(np.asarray(values))


def sigma(values):
    """The smallest singular value of the values on directions that sum to zero; 0.0 when a
    direction is lost.

    values: (n, d_v) with n > 1. Two weightings a, b of these values have |a - b| <= |output of a -
    output of b| / sigma.
    """
    values = checks.array("values", values, "n d_v")
    if len(values) == 1:
        raise ValueError(
            "values must have at least two rows: a single word has the weight one, whatever the output"
        )
    return float(singular_values(values)[-1]) if affinely_independent(values) else 0.0


def free_directions(values):
    """The directions in which the weights can slide without changing the output.

    values: (n, d_v). Returns (n - rank, n), orthonormal rows that sum to zero; no rows when the
    weights are settled.
    """
    values = checks.array("values", values, "n d_v")
    directions, _, _ = np.linalg.svd(_differences(values), full_matrices=True)
    return directions.T[affine_rank(values) - 1 :] @ _sum_zero(len(values))


def solve_weights(values, output, tolerance=None):
    """The one weighting that sums to one and gives this output.

    values: (n, d_v), affinely independent; output: (..., d_v). Returns (..., n).
    tolerance: how far the output may lie from the nearest mixture of the values, in the units of
    the values; by default what rounding in the precision of the output can explain.
    Raises ValueError when several weightings give the output, or none does.
    """
    values, output, tolerance = _mixture(values, output, tolerance)
    if not affinely_independent(values):
        raise ValueError(
            f"values must settle every weight, but {len(values)} words meet only {affine_rank(values)} different equations "
            "(rank [V 1]): several weightings give this output; free_directions(values) says which"
        )
    centre = values.mean(axis=0, dtype=np.float64)
    weights = 1 / len(values) + (output - centre) @ np.linalg.pinv(
        _differences(values)
    ) @ _sum_zero(len(values))
    _refuse_far(weights @ values - output, tolerance)
    return weights


def solve_nonnegative(values, output, tolerance=None):
    """A weighting without negative weights that gives this output, also for more words than columns
    can settle.

    Weights of zero are equations too: a sharp row can be the only non-negative weighting although n
    > d_v + 1.
    values: (n, d_v); output: (d_v,); tolerance as in solve_weights. Returns (n,).
    Raises ValueError when the output lies outside every mixture of the values.
    """
    values, output, tolerance = _mixture(values, output, tolerance)
    if output.ndim != 1:
        raise ValueError(f"output must have shape (d_v), but its shape is {output.shape}")
    scale = float(np.abs(values).max()) or 1.0
    weights, _ = nnls(
        np.vstack([values.T.astype(np.float64) / scale, np.ones(len(values))]),
        np.append(output / scale, 1.0),
    )
    _refuse_far(weights @ values - output, tolerance)
    return weights


def _sum_zero(n):
    """An orthonormal basis of the directions that sum to zero: (n - 1, n)."""
    return helmert(n) if n > 1 else np.empty((0, 1))


def _differences(values):
    return _sum_zero(len(values)) @ values.astype(np.float64)


def _lost(values):
    """Below this a singular value is rounding."""
    return (
        max(values.shape)
        * np.finfo(values.dtype).eps
        * np.linalg.norm(values.astype(np.float64), 2)
    )


def rounding(values, output):
    """How far each column of a weighted sum can be off by rounding alone, in the precision of the
    output: (d_v,).

    A sum of n products whose weights sum to one is off by at most n roundings of its largest value,
    and so is the sum of the weights.
    """
    return len(values) * np.finfo(output.dtype).eps * np.abs(values).max(axis=0)


def _mixture(values, output, tolerance):
    values = checks.array("values", values, "n d_v")
    output = checks.array("output", output, "... d_v")
    checks.same(
        "the widths of values and output",
        ("values", values.shape[-1]),
        ("output", output.shape[-1]),
    )
    if tolerance is None:
        tolerance = 4 * np.linalg.norm(rounding(values, output)) + 1e-12 * np.abs(values).max()
    elif not np.isscalar(tolerance) or not np.isfinite(tolerance) or tolerance < 0:
        raise ValueError(f"tolerance must be a number that is not negative, not {tolerance!r}")
    return values, output.astype(np.float64), tolerance


def _refuse_far(missed, tolerance):
    distance = float(np.linalg.norm(missed, axis=-1).max())
    if distance > tolerance:
        raise ValueError(
            f"output must be a mixture of the values, but the nearest one is {distance:.3g} away (tolerance {tolerance:.3g})"
        )
