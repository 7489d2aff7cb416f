"""Numbers of the chapter "A mixture is a place"."""

from snippets.examples import PLACES, THREE_WEIGHTS, real_row
from snippets.mixture import RING, flattened, worst_direction
from snippets.recovery import sigma as sigma_of
from snippets.recovery import singular_values

HEIGHTS = {"1": 1.0, "0_3": 0.3, "0_1": 0.1, "0_01": 0.01}
ROUNDING = 0.01


def sigma():
    return f"{sigma_of(PLACES):.2f}"


def largest_stretch():
    return f"{singular_values(PLACES)[0]:.2f}"


def sigma_by_height():
    return {name: f"{sigma_of(flattened(PLACES, height)):.2g}" for name, height in HEIGHTS.items()}


def error_by_height():
    """How far the weights can be off when the output is off by a hundredth."""
    return {
        name: f"{ROUNDING / sigma_of(flattened(PLACES, height)):.2g}"
        for name, height in HEIGHTS.items()
    }


def rounding():
    return f"{ROUNDING:g}"


def ring():
    return f"{RING:g}"


def cat_when_flat():
    """How small and how large "cat" can become when the output is off by a hundredth, in the worst
    direction, at a height of a hundredth.
    """
    change = (
        ROUNDING
        / sigma_of(flattened(PLACES, 0.01))
        * abs(worst_direction(flattened(PLACES, 0.01))[1])
    )
    return {"least": f"{THREE_WEIGHTS[1] - change:.2f}", "most": f"{THREE_WEIGHTS[1] + change:.2f}"}


def real_longest():
    return f"{singular_values(real_row()[2])[0]:.1f}"


def height():
    return {name: f"{amount:g}" for name, amount in HEIGHTS.items()}


def real_sigma():
    """In the head of the real transformer that chapter 3 shows."""
    return f"{sigma_of(real_row()[2]):.2f}"
