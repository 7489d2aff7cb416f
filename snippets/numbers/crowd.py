"""Numbers of the chapter "More words than columns"."""

import numpy as np

from snippets.crowd import (
    TRIALS,
    carriers,
    noise_variance,
    one_strong,
    own_value_rule,
    right_by_reader,
    right_winner_simulated,
    share_settled,
    sharp_weights,
    shortest_is_cls,
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
    """How often the strongest of 512 words is read right from 64 columns."""
    return {"512": f"{winner_rates()[512, 64, 10][1]:.0%}"}


def named():
    """How often the strongest word is named, counted: with a small lead, then with fewer words;
    and where many columns are not enough.
    """
    cases = {"start": (64, 64, 3), "fewer_words": (7, 64, 3), "many_columns": (512, 512, 3)}
    return {name: f"{winner_rates()[case][1]:.0%}" for name, case in cases.items()}


def trials():
    """How often a share is counted."""
    return str(TRIALS)


def give_or_take():
    """How far a share of the counted trials may be off, in percentage points: two standard errors,
    at most.
    """
    return f"{100 * 2 * 0.5 / np.sqrt(TRIALS):.0f}"


def lead_of_two_percent():
    """The weight over the noise of its own reading, among 512 words in 64 columns and among 4000:
    weight 0.02, the rest spread evenly.
    """
    return {
        str(n): f"{0.02 / np.sqrt(noise_variance(one_strong(n, (n - 1) / 49), 64)[0]):.1f}"
        for n in (512, 4000)
    }


def named_with_a_few_hundredths():
    """How often a word is named in 64 columns, the rest spread evenly: 0.04 of the weight among 80
    words, 0.03 among 128, 0.02 among 512.
    """
    rng, cases = np.random.default_rng(4), ((80, 0.04), (128, 0.03), (512, 0.02))
    return {
        str(n): f"{right_winner_simulated(n, 64, w * (n - 1) / (1 - w), rng, 1000):.0%}"
        for n, w in cases
    }


def named_at():
    """How often the strongest of 512 words is named in 64 columns, by how many times the noise of
    its own reading its weight is; the rest is spread evenly.
    """
    rng = np.random.default_rng(4)
    weights = {times: times / (times + np.sqrt(511 * 64)) for times in (3, 6)}
    return {
        str(times): f"{right_winner_simulated(512, 64, w * 511 / (1 - w), rng, 1000):.0%}"
        for times, w in weights.items()
    }


def own_value():
    """The share of rows of a real transformer that are named right, by the rule of this chapter
    and by others.
    """
    shown = ("recorded", "scaled", "random", "lengths", "directions", "cls", "story", "story_cls")
    return {name: f"{own_value_rule()[name].mean():.0%}" for name in shown}


def own_value_rows():
    """How many rows the recorded sentence has; in how many [CLS] leads, and how many of these the
    rule names; in how many a word or the full stop leads, and how many of these.
    """
    rule = own_value_rule()
    return {
        "all": str(rule["cls"].size),
        "cls": str(int(rule["cls"].sum())),
        "cls_named": str(int(rule["recorded"][rule["cls"]].sum())),
        "a_word": str(int(rule["a_word"].sum())),
        "a_word_named": str(int(rule["recorded"][rule["a_word"]].sum())),
    }


def cls_shortest():
    """In how many heads the value of [CLS] is the shortest."""
    return str(shortest_is_cls()[0])


def read_right():
    """From 32 columns, of 33 words and, by least squares, of 64: the strongest has three times the
    average weight of the others.
    """
    shares = {n: right_by_reader(n, 32, 3, np.random.default_rng(5), 400) for n in (33, 64)}
    return {
        f"{name}_{n}": f"{share:.0%}"
        for n, both in shares.items()
        for name, share in zip(("plain", "least_squares"), both)
        if (name, n) != ("plain", 64)
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


def settled_of_128():
    """128 words in 16 columns: how often the columns and the absence of negatives settle k words
    that share the weight, and over how many trials.
    """
    trials = 3 * TRIALS
    settled = share_settled((128,), (1, 2, 3), 16, trials)[:, 0]
    return {str(k): f"{share:.1%}" for k, share in zip((1, 2, 3), settled)} | {
        "trials": str(trials)
    }


def settled_of_512():
    """512 words in 64 columns: how often the columns and the absence of negatives settle k words
    that share the weight.
    """
    return {str(k): f"{share_settled((512,), (k,), 64, 40)[0, 0]:.0%}" for k in (8, 20)}


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
