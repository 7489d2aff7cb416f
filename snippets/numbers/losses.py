"""Numbers of the chapter "What is really lost"."""

import numpy as np

from snippets import losses
from snippets.examples import WEIGHTS, real_row
from snippets.losses import (
    FLAT,
    FORMATS,
    SHARP,
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
    """How far the weights of "black" are off when its output keeps so many significant bits."""
    return {str(bits): losses.small(bit_by_bit(bits)[1]) for bits in (1, 4, 8)}


def cat_with_one_bit():
    """The least and the most that "cat" can have in the weights of "black" when one significant bit
    of every number of the output is known.
    """
    words, _, _, _ = real_row()
    least, most = losses.possible_with_bits(1)[0][[word.name for word in words].index("cat")]
    return {"least": f"{least:.2f}", "most": f"{most:.2f}"}


def named_with_bits():
    """Rows of 720 whose strongest token is named from a sum that keeps so many significant bits."""
    return {str(bits): str(losses.named_with_bits(bits).sum()) for bits in (1, 8)}


def named_beyond_cls():
    """The same among the rows in which [CLS] is not the strongest, and how many rows these are."""
    words = ~losses.led_by_cls()
    named = {str(bits): str(losses.named_with_bits(bits)[words].sum()) for bits in (1, 8)}
    return {**named, "rows": str(words.sum())}


def always_cls():
    """Rows of 720 for which the answer [CLS] is right."""
    return str(losses.led_by_cls().sum())


def near_the_border():
    """With 33 tokens: the largest error of a weight from sums in bfloat16 and in float32, how often
    bfloat16 names the strongest token, and how often the answer [CLS] is right.
    """
    (error, named, cls), (exact, _, _) = (losses.near_the_border(bits) for bits in (8, 24))
    return {
        "bfloat16": f"{error:.2f}",
        "float32": np.format_float_positional(float(f"{exact:.1g}")),
        "named": f"{named.mean():.0%}",
        "always_cls": f"{cls.mean():.0%}",
    }


def harder():
    """In how many of 72 heads sigma is smaller than for random values, on average over the draws;
    and in which share of the heads of layers 1 and 6, and of layers 3 and 4.
    """
    smaller = losses.harder_than_random()
    layers = smaller.mean(axis=(0, 2))
    return {
        "heads": f"{smaller.sum(axis=(1, 2)).mean():.0f}",
        "outer": f"{layers[[0, 5]].mean():.0%}",
        "middle": f"{layers[[2, 3]].mean():.0%}",
    }


def flat_error():
    """The median of the largest errors of flat rows and of sharp ones, and the worst of these."""
    strongest, errors = flat_and_sharp()
    return {
        "flat": losses.small(np.median(errors[strongest < FLAT])),
        "sharp": losses.small(np.median(errors[strongest > SHARP])),
        "worst": losses.small(errors[strongest > SHARP].max()),
    }


def borders():
    """Where we call a row flat, and where sharp: chosen, not measured."""
    return {"flat": f"{FLAT:g}", "sharp": f"{SHARP:g}"}


def difference():
    """Of the rows after three and after twelve layers."""
    return {
        f"{name}_{layer}": f"{spread_by_depth(skip).mean(axis=0)[layer]:.3f}"
        for name, skip in (("replaced", False), ("added", True))
        for layer in (3, 12)
    }


def place():
    """How often the place of the attended word is read when nothing holds it, when the values hold
    it as well as the word, and when only the scores do.
    """
    return {
        "words": f"{places_read():.0%}",
        "both": f"{places_read(carried=True):.0%}",
        "scores": f"{places_read(scored=True):.0%}",
    }
