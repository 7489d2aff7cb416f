"""Numbers of the chapter "More words than columns"."""

import numpy as np

from snippets.black_cat import CROWDED, WEIGHTS
from snippets.crowd import (
    carriers,
    least_squares_reading,
    noise_variance,
    one_strong,
    right_winner_simulated,
    share_settled,
    sharp_weights,
    slid_apart,
    welch_bound,
)
from snippets.recovery import nonnegative_weights_back


def weight_of_cat():
    """In a row of 64 words in which it has ten times the weight of every other."""
    return f"{one_strong(64, 10)[0]:.2f}"


def weight_of_another():
    return f"{one_strong(64, 10)[1]:.3f}"


def noise_in_64_columns():
    return f"{np.sqrt(noise_variance(one_strong(64, 10), 64)[1]):.3f}"


def right_in_64_columns():
    """How often the strongest is read right from 64 columns, by the number of words."""
    return {str(n): f"{right_winner_simulated(n, 64, 10, np.random.default_rng(n), 400):.0%}" for n in (7, 64, 512)}


def right_of_33_words():
    """From 32 columns, 33 words, the strongest with three times the weight of each other."""
    ways = {"plain": None, "least_squares": least_squares_reading}
    return {name: f"{right_winner_simulated(33, 32, 3, np.random.default_rng(5), 400, read):.0%}" for name, read in ways.items()}


def welch_angle():
    """The largest smallest angle that 10 000 directions in 100 columns can have."""
    return f"{np.degrees(np.arccos(welch_bound(10_000, 100))):.2f}"


def cat_slid():
    """Its weight in the two weightings that five columns cannot tell apart."""
    return {str(i): f"{weights[2]:.2f}" for i, weights in enumerate(slid_apart(CROWDED[:, :5], WEIGHTS), 1)}


def settled_of_512():
    """512 words in 64 columns: how often k words that share the weight are settled by the absence of negatives alone."""
    return {str(k): f"{share_settled((512,), (k,), 64, 40)[0, 0]:.0%}" for k in (8, 12, 16, 20)}


def found_of_512():
    """The same rows: how often non-negative least squares returns the weights."""
    return {str(k): f"{_found(k):.0%}" for k in (8, 12, 16, 20, 32)}


def loudness():
    return {str(i): f"{amount:.1f}" for i, amount in enumerate(carriers()[2], 1)}


def _found(k):
    rng, right = np.random.default_rng(k), 0
    for _ in range(40):
        values, weights = rng.normal(size=(512, 64)), sharp_weights(512, k, rng)
        right += np.allclose(nonnegative_weights_back(values, weights @ values), weights, atol=1e-6)
    return right / 40
