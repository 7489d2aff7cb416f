"""Numbers of the chapter "Several relations, several sums"."""

import numpy as np

from snippets.heads import GAVE, SWAPPED, around_three_words, cost, one_head, two_heads
from snippets.recordings import load


def one_head_row():
    return {"gave": _row(one_head(GAVE)), "swapped": _row(one_head(SWAPPED))}


def two_heads_row():
    return {"gave": _row(two_heads(GAVE)), "swapped": _row(two_heads(SWAPPED))}


def paid():
    """For 10, 1000 and 100000 words, 64 columns and a next row of 512, with thin spaces."""
    return {
        f"{name}_{n}": f"{value:,}".replace(",", " ")
        for n in (10, 1000, 100000)
        for name, value in cost(n, 64, 512).items()
    }


def cat_to_black_in_layer_1():
    recording = load()
    weights, _, _ = recording.head(1, 3)
    return f"{weights[recording.row('cat'), recording.row('black')]:.4f}"


def black_to_cat_in_layer_1():
    recording = load()
    weights, _, _ = recording.head(1, 3)
    return f"{weights[recording.row('black'), recording.row('cat')]:.4f}"


def both_ways():
    """Of the 72 heads: in how many the weights around "black", "cat" and "mat" have products that
    differ more than twofold, one way and the other; the least and the median factor.
    """
    factors = np.exp(np.abs(np.subtract(*around_three_words())))
    return {
        "twofold": str((factors > 2).sum()),
        "least": f"{factors.min():.2f}",
        "median": f"{np.median(factors):.1f}",
    }


def _row(numbers):
    return " ".join(f"{number:.1f}" for number in np.asarray(numbers))
