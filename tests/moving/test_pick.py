"""How often one dot product a word names the strongest word: crowd.pick."""

import numpy as np
from numpy.testing import assert_allclose

from moving.hand import Figure, frames
from snippets.crowd import COLUMNS, SIZES, TIMES, TRIALS, one_strong, winner_rates

STATES = [(n, times, d) for n in SIZES for times in TIMES for d in COLUMNS]


def percent(share):
    """Never "0%" of what happened, never "100%" of what failed once."""
    near = round(100 * share)
    if share in (0, 1) or 0 < near < 100:
        return f"{near}%"
    return "less than 1%" if near == 0 else "more than 99%"


def test_what_is_said_of_every_crowd_is_true(site):
    heads = frames(site, "crowd.pick")
    for n, times, d in STATES:
        theory, counted, readings = winner_rates()[n, d, times]
        drawn = "cat is highest" if readings.argmax() == 0 else "another word is higher"
        assert heads[str(n)][str(times)]["says"][COLUMNS.index(d)] == (
            f"{n} words, {d} columns; cat has {one_strong(n, times)[0]:.3f} of the weight. "
            f"It is named in {percent(counted)} of {TRIALS} trials; "
            f"theory says {percent(np.clip(theory, 1e-9, 1 - 1e-9))}. In the one drawn, {drawn}."
        )
        assert (readings.argmax() == 0) == (counted >= 0.5)


def test_every_state_of_the_crowd_is_what_numpy_computes(quick, served, site):
    figure, states = Figure(quick, served, "crowd.pick"), frames(site, "crowd.pick")
    settings = [
        {"words": str(n), "times": str(times), "columns": COLUMNS.index(d)}
        for n, times, d in STATES
    ]
    parts = ["theory", "counted", "here", "others", "cat", "highest", "named"]
    says, _, shown = figure.every(settings, parts)
    rates = winner_rates()
    for i, (n, times, d) in enumerate(STATES):
        _, counted, readings = rates[n, d, times]
        best, right = readings.argmax(), readings.argmax() == 0
        assert says[i] == states[str(n)][str(times)]["says"][COLUMNS.index(d)]
        for part, name in enumerate(("theory", "counted")):
            shares = [rates[n, columns, times][part] for columns in COLUMNS]
            curve = np.column_stack([np.log10(COLUMNS), shares])
            assert_allclose(shown[name][i], curve, atol=0.01)
        spread = 0.04 + 0.96 * np.arange(n - 1) / (n - 2)
        others = np.column_stack([spread, readings[1:] / readings.max()])
        assert_allclose(shown["here"][i][0], [np.log10(d), counted], atol=0.01)
        assert_allclose(shown["others"][i], others, atol=0.02)
        assert_allclose(shown["cat"][i][0], [0, readings[0] / readings.max()], atol=0.02)
        highest = [0 if right else spread[best - 1], 1]
        assert_allclose(shown["highest"][i][0], highest, atol=0.01)
        assert shown["named"][i] == ("named: cat" if right else "named: another word")
