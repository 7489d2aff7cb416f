"""Numbers of the chapter "Who taught the sum to be readable"."""

import numpy as np

from snippets.learning import progress, settled_at

FINAL = -1


def sigma():
    """Of the values, before and after training, and with the value matrix frozen."""
    free, frozen = progress(0)[1], progress(0, ("value",))[1]
    return {
        "before": f"{free[0, 2]:.2f}",
        "after": f"{free[FINAL, 2]:.2f}",
        "frozen": f"{frozen[FINAL, 2]:.2f}",
    }


def right():
    """The share of right answers at the end, over five starts: trained, with the value matrix
    frozen.
    """
    return {
        name: f"{np.mean([progress(seed, frozen)[1][FINAL, 0] for seed in range(5)]):.0%}"
        for name, frozen in (("trained", ()), ("frozen", ("value",)))
    }


def read():
    """The share of unseen pairs whose noun a linear read finds in the sum, before any training."""
    return {"before": f"{progress(0)[1][0, 3]:.0%}"}


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
