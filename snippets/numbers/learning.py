"""Numbers of the chapter "Who taught the sum to be readable"."""

import numpy as np

from snippets.learning import progress, settled_at

FINAL, STARTS = -1, range(6)
FROZEN = ("embedding", "value")  # what makes the values


def sigma():
    """Of the values, before and after training."""
    return _before_and_after(2, ".2f")


def length():
    """Of a value, before and after training, and how many times it has grown."""
    table = progress(0)[1]
    return {"grown": f"{table[FINAL, 5] / table[0, 5]:.1f}"}


def condition():
    """The condition number of the values, before and after training."""
    return _before_and_after(4, ".1f")


def right():
    """The share of right answers at the end with the values frozen: the median and the least of six
    starts, and that of one more; and how often the read finds the noun in this one.
    """
    shares = [progress(seed, FROZEN)[1][FINAL, 0] for seed in STARTS]
    eighth = progress(7, FROZEN)[1][FINAL]
    return {
        "frozen": f"{np.median(shares):.0%}",
        "frozen_least": f"{min(shares):.0%}",
        "eighth": f"{eighth[0]:.0%}",
        "eighth_read": f"{eighth[3]:.0%}",
    }


def read():
    """The share of unseen sentences whose noun a linear read finds in the sum, before any training:
    in the start that is drawn, and the least and the most of six starts.
    """
    shares = [progress(seed)[1][0, 3] for seed in STARTS]
    named = {"before": shares[0], "before_least": min(shares), "before_most": max(shares)}
    return {name: f"{share:.0%}" for name, share in named.items()}


def first():
    """Of the four rows of the watched sentence: in how many the largest weight was on the partner
    at an earlier noted step than the answer was right, and in how many both became right at the
    same one (each for good).
    """
    weight, answer = settled_at()
    return {
        "weight": str(sum(w < a for w, a in zip(weight, answer))),
        "together": str(sum(w == a for w, a in zip(weight, answer))),
    }


def partner():
    """The mean weight on the partner before and after training."""
    table = progress(0)[1]
    return {"before": f"{table[0, 1]:.2f}", "after": f"{table[FINAL, 1]:.3f}"}


def _before_and_after(column, form):
    table = progress(0)[1]
    return {"before": f"{table[0, column]:{form}}", "after": f"{table[FINAL, column]:{form}}"}
