"""Bad input gets one clear error that names the argument, what it got and what it wants."""

import numpy as np


def array(name, given, shape, *, infinite=False):
    """Return `given` as an array of floats, or refuse it.

    shape: what the argument must look like, one word an axis, for example "n d_v"; "..." stands for
    any leading axes.
    infinite: whether infinities may occur. Floats keep their precision (float32 stays float32); all
    else becomes float64.
    Raises ValueError when the argument is not numeric, is empty, holds NaN (or an infinity) or has
    other axes.
    """
    axes = shape.split()
    try:
        array = np.asarray(given)
        if array.dtype.kind not in "fiub":
            raise TypeError
        array = array if array.dtype.kind == "f" else array.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must be an array of real numbers of shape ({', '.join(axes)}), "
            f"not {_kind(given)}"
        ) from None
    named = [axis for axis in axes if axis != "..."]
    if array.ndim < len(named) or ("..." not in axes and array.ndim != len(named)):
        raise ValueError(
            f"{name} must have shape ({', '.join(axes)}), but its shape is {array.shape}"
        )
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {array.shape}")
    if np.isnan(array).any() or (not infinite and not np.isfinite(array).all()):
        wrong = "NaN" if np.isnan(array).any() else "an infinity"
        raise ValueError(f"{name} must hold finite numbers only, but it holds {wrong}")
    return array


def precise(name, array, *, tiny=False):
    """Return the array of floats, or refuse it where its precision cannot hold sums of its numbers.

    Numbers that are all smaller than the least have lost digits (tiny: they may, if others are
    larger); twice a number above the largest may overflow.
    """
    size, precision = float(np.abs(array).max()), np.finfo(array.dtype)
    least = 0.0 if tiny else float(precision.smallest_normal)
    most = min(float(precision.max), float(np.finfo(np.float64).max) / 16)
    if size > most or 0 < size < least:
        raise ValueError(
            f"{name} must be zero or between {least:.2g} and {most:.2g} in size to keep their "
            f"digits in {array.dtype}, but the largest is {size:.3g}"
        )
    return array


def same(what, first, second):
    """Refuse two sizes that should be equal. Each is a pair of (how to say it, size)."""
    if first[1] != second[1]:
        raise ValueError(
            f"{what} must be equal, but {first[0]} has {first[1]} and {second[0]} has {second[1]}"
        )


def whole(name, given, lowest, highest):
    """Return `given` as an int between `lowest` and `highest` (both allowed), or refuse it."""
    if (
        isinstance(given, (bool, np.bool_))
        or not isinstance(given, (int, np.integer))
        or not lowest <= given <= highest
    ):
        raise ValueError(f"{name} must be a whole number from {lowest} to {highest}, not {given!r}")
    return int(given)


def _kind(given):
    return f"an array of {given.dtype}" if isinstance(given, np.ndarray) else type(given).__name__
