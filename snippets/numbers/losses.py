"""Numbers of the chapter "What is really lost"."""

import numpy as np

from snippets import losses
from snippets.examples import WEIGHTS, real_row
from snippets.losses import (
    FORMATS,
    bit_by_bit,
    equal_values,
    flat_and_sharp,
    largest_possible_weight,
    places_read,
    rounding_errors,
    spread_by_depth,
)
from snippets.recovery import affine_rank


def both_the():
    return f"{WEIGHTS[0] + WEIGHTS[5]:.2f}"


def equations():
    """With two equal value rows, of seven."""
    return str(affine_rank(equal_values()))


def weight_of_one():
    """The largest weight with scores up to 3."""
    return {str(n): f"{largest_possible_weight(n, 3.0):.2g}" for n in (10, 1000, 100000)}


def error():
    """The typical distance of the weights solved back from a rounded output."""
    return {
        kind: f"{np.median(rounding_errors(kind)[0]):.1g}"
        if kind != "float16"
        else f"{np.median(rounding_errors(kind)[0]):.5f}"
        for kind in FORMATS
    }


def bits_off():
    """How far the weights of the row of "black" are off when it keeps so many significant bits, and
    how many bits that is.
    """
    return {str(bits): losses.small(bit_by_bit(bits)[1]) for bits in (1, 4, 8)}


def cat_with_one_bit():
    """The least and the most that "cat" can have in the row of "black" when one significant bit of
    every number is known.
    """
    words, _, _, _ = real_row()
    least, most = losses.possible_with_bits(1)[0][[word.name for word in words].index("cat")]
    return {"least": f"{least:.2f}", "most": f"{most:.2f}"}


def named_with_bits():
    """Rows of 720 whose strongest word is named from a sum that keeps so many significant bits."""
    return {str(bits): str(losses.named_with_bits(bits)) for bits in (1, 8)}


def flat_error():
    """The middle error of rows whose largest weight is below 0.1, and above 0.9."""
    strongest, errors = flat_and_sharp()
    return {
        "flat": f"{np.median(errors[strongest < 0.1]):.2f}",
        "sharp": f"{np.median(errors[strongest > 0.9]):.4f}",
    }


def borders():
    return {"flat": "0.1", "sharp": "0.9"}


def difference():
    """Of the rows after three and after twelve layers."""
    return {
        f"{name}_{layer}": f"{spread_by_depth(skip).mean(axis=0)[layer]:.3f}"
        for name, skip in (("replaced", False), ("added", True))
        for layer in (3, 12)
    }


def place():
    return {"words": f"{places_read(0):.0%}", "both": f"{places_read(1):.0%}"}
