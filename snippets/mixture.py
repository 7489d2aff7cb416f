"""The geometry of a weighted average: it is a place among its values, and its weights say where."""

import numpy as np
from scipy.linalg import helmert

from snippets import checks
from snippets.recovery import affinely_independent, centre

RING = 0.3  # a rounding that is large enough to be seen, in the units of the values
WAVELENGTHS = np.arange(400, 701, 5)  # nanometres


def area_shares(corners, point):
    """For a point in a triangle: the area of the part opposite each corner, as a share of the
    whole.

    corners: (3, 2), not on one line; point: (2,). Returns (3,): these shares are the weights that
    mix the corners into the point.
    Raises ValueError when the corners lie on one line.
    """
    corners = checks.array("corners", corners, "3 2")
    point = checks.array("point", point, "2")
    checks.same(
        "the numbers of corners and of coordinates",
        ("corners", corners.shape),
        ("a triangle", (3, 2)),
    )
    whole = _twice_the_area(*corners)
    if not affinely_independent(corners):
        raise ValueError("corners must not lie on one line: a flat triangle has no area to share")
    parts = [
        _twice_the_area(*(point if i == j else corners[i] for i in range(3))) for j in range(3)
    ]
    return np.array(parts) / whole


def heights(corners):
    """How far each corner of a triangle lies from the line through the other two: (3,).

    corners: (3, 2), no two of them equal. When the output is off by some distance, a weight is off
    by at most that distance over its height.
    """
    corners = checks.array("corners", corners, "3 2")
    checks.same(
        "the numbers of corners and of coordinates",
        ("corners", corners.shape),
        ("a triangle", (3, 2)),
    )
    bases = np.linalg.norm(corners[[1, 2, 0]] - corners[[2, 0, 1]], axis=1)
    if not bases.all():
        raise ValueError(
            "corners must be three different places, since two equal ones have no line through them"
        )
    return abs(_twice_the_area(*corners)) / bases


def worst_direction(values):
    """The change of weights that moves the output least for its size.

    values: (n, d_v) with n > 1. Returns (n,), of length one, summing to zero. The output
    moves by exactly sigma(values) along it.
    """
    values = checks.array("values", values, "n d_v")
    if len(values) < 2:
        raise ValueError(
            "values must have at least two rows: the weight of a single word cannot change"
        )
    basis = helmert(len(values))
    directions, _, _ = np.linalg.svd(basis @ (values - centre(values)), full_matrices=True)
    return directions[:, -1] @ basis


def flattened(values, height):
    """The same values with the second column pressed towards its mean: (n, 2).

    Height 1 leaves them as they are, height 0 puts them on a line.
    """
    values = checks.array("values", values, "n 2")
    mean = values[:, 1].mean()
    return np.column_stack([values[:, 0], mean + height * (values[:, 1] - mean)])


def cone_curves():
    """How strongly each of three kinds of cone answers to light of each wavelength: (61, 3).

    Three bell curves with peaks near those of the human eye (565, 540 and 445 nm); the shapes are a
    model, not measured.
    """
    peaks, widths = np.array([565.0, 540.0, 445.0]), np.array([45.0, 40.0, 25.0])
    return np.exp(-(((WAVELENGTHS[:, None] - peaks) / widths) ** 2) / 2)


def broad_light():
    """A smooth light, like that of a lemon: (61,), its power at each wavelength."""
    return 1 / (1 + np.exp(-(WAVELENGTHS - 520.0) / 18))


def screen_light():
    """The light of three narrow lamps that gives the cones what the broad light gives: (61,)."""
    lamps = np.exp(-(((WAVELENGTHS[:, None] - [610.0, 545.0, 450.0]) / 8) ** 2) / 2)
    powers = np.linalg.solve(cone_curves().T @ lamps, cone_curves().T @ broad_light())
    return lamps @ powers


def _twice_the_area(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
