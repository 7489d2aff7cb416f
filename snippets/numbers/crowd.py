"""Numbers of the chapter "More words than columns"."""

import numpy as np

from snippets.crowd import (
    SIZES,
    carriers,
    noise_variance,
    one_strong,
    right_by_reader,
    right_winner_simulated,
    share_settled,
    sharp_weights,
    slid_apart,
    welch_bound,
    winner_rates,
)
from snippets.examples import CROWDED, WEIGHTS
from snippets.recovery import solve_nonnegative


def weight_of_cat():
    """In a row of 64 words in which it has ten times the weight of every other."""
    return f"{one_strong(64, 10)[0]:.2f}"


def weight_of_another():
    return f"{one_strong(64, 10)[1]:.3f}"


def noise_in_64_columns():
    return f"{np.sqrt(noise_variance(one_strong(64, 10), 64)[1]):.3f}"


def right_in_64_columns():
    """How often the strongest is read right from 64 columns, by the number of words."""
    return {str(n): f"{winner_rates()[n, 64, 10][1]:.0%}" for n in SIZES}


def named():
    """How often the strongest word is named, counted: with a small lead, then with fewer words or
    more columns; and where one good thing is not enough.
    """
    cases = {"start": (64, 64, 3), "fewer_words": (7, 64, 3), "more_columns": (64, 512, 3)}
    cases |= {"few_words": (7, 4, 3), "many_columns": (512, 512, 3), "large_lead": (512, 4, 30)}
    return {name: f"{winner_rates()[case][1]:.0%}" for name, case in cases.items()}


def read_right():
    """From 32 columns, 33 and 64 words, the strongest with three times the average weight of the
    others.
    """
    shares = {n: right_by_reader(n, 32, 3, np.random.default_rng(5), 400) for n in (33, 64)}
    return {
        f"{name}_{n}": f"{share:.0%}"
        for n, both in shares.items()
        for name, share in zip(("plain", "least_squares"), both)
    }


def right_with_a_fiftieth():
    """4000 words in 64 columns, one of them with a fiftieth of the whole weight, the rest spread
    evenly: how often it is named.
    """
    return f"{right_winner_simulated(4000, 64, 3999 / 49, np.random.default_rng(8), 40):.0%}"


def lead_of_cat():
    """Its weight over the scatter of the other words' readings, 64 words in 64 columns."""
    weights = one_strong(64, 10)
    return f"{weights[0] / np.sqrt(noise_variance(weights, 64)[1]):.1f}"


def welch_angle():
    """The largest smallest angle that 10 000 directions in 100 columns can have."""
    return f"{np.degrees(np.arccos(welch_bound(10_000, 100))):.2f}"


def cat_slid():
    """Its weight in the two weightings that five columns cannot tell apart."""
    return {
        str(i): f"{weights[2]:.2f}"
        for i, weights in enumerate(slid_apart(CROWDED[:, :5], WEIGHTS), 1)
    }


def settled_of_512():
    """512 words in 64 columns: how often the columns and the absence of negatives settle k words
    that share the weight.
    """
    return {str(k): f"{share_settled((512,), (k,), 64, 40)[0, 0]:.0%}" for k in (8, 12, 20)}


def leaked():
    """Eight of 512 words share all but a twentieth of the weight, the rest is spread over all
    others: the middle error of the weights solved back without negatives from 64 columns.
    """
    rng, errors = np.random.default_rng(9), []
    for _ in range(40):
        values, weights = rng.normal(size=(512, 64)), sharp_weights(512, 8, rng)
        weights = np.where(weights > 0, 0.95 * weights, 0.05 / 504)
        errors.append(np.abs(solve_nonnegative(values, weights @ values) - weights).max())
    return f"{np.median(errors):.3f}"


def loudness():
    return {str(i): f"{amount:.1f}" for i, amount in enumerate(carriers()[2], 1)}
