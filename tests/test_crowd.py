"""The claims of the chapter "More words than columns"."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from snippets.crowd import (
    COLUMNS,
    SIZES,
    TRIALS,
    carriers,
    largest_cosine,
    least_squares_reading,
    noise_variance,
    right_by_reader,
    right_winner_simulated,
    right_winner_theory,
    share_settled,
    sharp_weights,
    slid_apart,
    spread_apart,
    unit_values,
    welch_bound,
    winner_rates,
)
from snippets.examples import CROWDED, WEIGHTS
from snippets.intervals import intervals, is_only_weighting, proven_strongest
from snippets.recovery import solve_nonnegative

seeds = st.integers(0, 2**32 - 1)


def test_the_noise_of_a_reading_is_the_other_squared_weights_over_d():
    """A word's dot product with the sum is its weight plus noise; the noise has mean zero and the
    variance of the other squared weights over d.
    """
    rng = np.random.default_rng(0)
    for n, d in ((7, 16), (64, 64), (30, 5)):
        weights = rng.dirichlet(np.full(n, 0.7))
        noise = np.array(
            [
                values @ (weights @ values) - weights
                for values in (unit_values(n, d, rng) for _ in range(3000))
            ]
        )
        spread = np.sqrt(noise_variance(weights, d))
        assert (np.abs(noise.mean(axis=0)) < 5 * spread / np.sqrt(3000)).all()
        assert_allclose(noise.std(axis=0), spread, rtol=0.12)
        assert_allclose((noise**2 / spread**2).mean(), 1, rtol=0.04)  # over d, not over d - 1


def test_more_columns_name_the_winner_more_often():
    """More columns name the strongest word more often, more words less often, and the theory of
    independent readings is close or pessimistic.
    """
    rates = {case: rate for case, rate in winner_rates().items() if case[2] == 10}
    for n in SIZES:
        counted = [rates[n, d, 10][1] for d in COLUMNS]
        assert (np.diff(counted) >= -0.02).all() and counted[-1] == 1
    for d in COLUMNS:
        assert all(np.diff([rates[n, d, 10][which] for n in SIZES]).max() <= 0 for which in (0, 1))
    assert all(-0.025 < counted - theory < 0.16 for theory, counted, _ in rates.values())
    assert rates[512, 256, 10][1] > 0.99 > rates[512, 128, 10][1]
    assert [round(rates[n, 64, 10][1], 2) for n in SIZES] == [1, 1, 0.53]


def test_least_squares_reads_without_error_up_to_the_count_and_then_fails():
    """With 32 columns, least squares names the strongest of up to 33 words without error, where dot
    products often fail; with many more words both fail.
    """
    rng = np.random.default_rng(6)
    for n in (16, 24, 33):
        plain, least_squares = right_by_reader(n, 32, 3, rng, 150)
        assert least_squares == 1.0 and plain < 0.9
    plain, least_squares = right_by_reader(96, 32, 3, rng, 150)
    assert plain < 0.25 and 0.1 < least_squares < 0.6
    values, weights = unit_values(33, 32, rng), rng.dirichlet(np.ones(33))
    assert_allclose(least_squares_reading(values, weights @ values), weights, atol=1e-8)


def test_neither_few_words_nor_many_columns_nor_a_large_lead_is_enough_alone():
    """With three times the weight of every other word, the strongest of seven words is often missed
    in four columns, and that of 512 words mostly in 512; with thirty times the weight it is mostly
    missed among 512 words in four columns. With two of the three it is found.
    """
    rng = np.random.default_rng(11)
    alone = [
        right_winner_simulated(*case, rng, 200) for case in ((7, 4, 3), (512, 512, 3), (512, 4, 30))
    ]
    together = [
        right_winner_simulated(*case, rng, 200)
        for case in ((7, 128, 3), (7, 8, 30), (512, 128, 30))
    ]
    assert 0.4 < alone[0] < 0.75 and max(alone[1:]) < 0.25 and min(together) > 0.97
    for (n, d, times), (theory, counted, readings) in winner_rates().items():
        again = right_winner_simulated(n, d, times, rng, 100)
        scatter = np.sqrt(max(counted * (1 - counted), 0.02) * (1 / 100 + 1 / TRIALS))
        assert readings.shape == (n,) and (readings.argmax() == 0) == (counted >= 0.5)
        assert abs(counted - again) < 5 * scatter
        assert_allclose(theory, right_winner_theory(n, d, times))


def test_fewer_words_or_more_columns_name_a_word_with_a_small_lead():
    """With three times the weight of every other among 64 words in 64 columns, the strongest word
    is named in fewer than half of the trials; with 7 words or with 512 columns in more than 98
    percent.
    """
    assert winner_rates()[64, 64, 3][1] < 0.5
    assert winner_rates()[7, 64, 3][1] > 0.98 and winner_rates()[64, 512, 3][1] > 0.98


def test_with_few_columns_and_a_large_lead_the_theory_is_far_too_pessimistic():
    """Among 64 words in 4 columns, with thirty times the weight of every other, the strongest word
    is named in more than three quarters of the trials, and the theory says fewer than half; with a
    small lead theory and count stay within a tenth of each other.
    """
    theory, counted, _ = winner_rates()[64, 4, 30]
    assert theory < 0.5 and counted > 0.75
    assert all(
        abs(theory - counted) < 0.1
        for (_, _, times), (theory, counted, _) in winner_rates().items()
        if times == 3
    )


def test_a_fiftieth_of_the_weight_stands_out_among_thousands():
    """A word with a fiftieth of the whole weight is nearly always named by dot products in 64
    columns, even among thousands, if the rest is spread thin.
    """
    assert right_winner_simulated(4000, 64, 3999 / 49, np.random.default_rng(2), 30) > 0.9


@cache
def moved_apart(d):
    """The largest cosine of one direction more than columns, moved apart for long."""
    return largest_cosine(spread_apart(d + 1, d, np.random.default_rng(0), steps=3000))


@given(seeds, st.integers(2, 40), st.integers(1, 12))
def test_no_directions_are_further_apart_than_the_welch_bound(seed, n, d):
    """No set of directions has a smaller largest cosine than the Welch bound; where the bound can
    be reached, moving them apart reaches it.
    """
    rng = np.random.default_rng(seed)
    values = unit_values(n, d, rng)
    assert largest_cosine(values) >= welch_bound(n, d) - 1e-12
    assert largest_cosine(spread_apart(n, d, rng, steps=50)) >= welch_bound(n, d) - 1e-12
    simplex = (
        np.linalg.svd(np.eye(d + 1) - 1 / (d + 1))[0][:, :d] if d > 1 else np.array([[1.0], [-1.0]])
    )
    assert_allclose(largest_cosine(simplex), welch_bound(d + 1, d), atol=1e-9)
    for reached in (2, 3, 5, 8):
        assert_allclose(moved_apart(reached), welch_bound(reached + 1, reached), atol=1e-9)
    assert welch_bound(64, 8) > np.cos(np.radians(80))
    assert_allclose(welch_bound(10_000, 100) ** 2, 9900 / (100 * 9999))  # 84.29 degrees
    assert 84.28 < np.degrees(np.arccos(welch_bound(10_000, 100))) < 84.29


def test_five_columns_leave_two_exact_answers_with_cat_strongest_in_both():
    """With five columns for seven words, two different weightings give the same output to the last
    digits, and “cat” is the strongest in all that fit.
    """
    values = CROWDED[:, :5]
    one, other = slid_apart(values, WEIGHTS)
    assert_allclose(one @ values, other @ values, atol=1e-14)
    assert_allclose([one.sum(), other.sum()], 1)
    assert np.abs(one - other).max() > 0.1 and min(one.min(), other.min()) >= 0
    assert proven_strongest(values, WEIGHTS @ values) == 2
    assert_allclose(sorted([one[2], other[2]]), intervals(values, WEIGHTS @ values)[2], atol=1e-9)


def test_few_words_sharing_the_weight_are_settled_and_many_are_not():
    """In a sentence of more words than columns plus one, few words that share the weight are
    settled by the absence of negatives, many are not.
    """
    shown = share_settled((17, 20, 24, 32, 48, 64, 96, 128), tuple(range(1, 13)), 16, 12)
    assert (shown[:2] == 1).all() and (shown[2] > 0.5).all() and (shown[:, 0] == 1).all()
    assert (shown[-1, 4:] < 0.1).all()
    eight, twelve, twenty = (share_settled((512,), (k,), 64, 40)[0, 0] for k in (8, 12, 20))
    assert eight == 1 and 0.9 < twelve < 1 and twenty < 0.25
    shares = share_settled((40, 128), (1, 3, 8, 14), 16, 12)
    assert (shares[0] == 1).all() and (shares[-1] == 0).all()
    assert (np.diff(shares, axis=0) <= 0.1).all() and (shares[:, 0] >= shares[:, 1]).all()
    rng = np.random.default_rng(1)
    for k in (1, 3, 6, 14):  # where it is settled, non-negative least squares must return it
        values, weights = rng.normal(size=(64, 16)), sharp_weights(64, k, rng)
        back = solve_nonnegative(values, weights @ values)
        if is_only_weighting(values, weights):
            assert_allclose(back, weights, atol=1e-6)
        else:
            assert_allclose(back @ values, weights @ values, atol=1e-9)


def test_nearly_sharp_rows_nearly_come_back():
    """When eight of 512 words share all but a twentieth of the weight, non-negative least squares
    finds every weight to within a few thousandths, in the middle of the trials.
    """
    rng, errors = np.random.default_rng(3), []
    for _ in range(40):
        values, weights = rng.normal(size=(512, 64)), sharp_weights(512, 8, rng)
        weights = np.where(weights > 0, 0.95 * weights, 0.05 / 504)
        assert_allclose(weights.sum(), 1)
        errors.append(np.abs(solve_nonnegative(values, weights @ values) - weights).max())
    assert np.median(errors) < 0.0045


def test_a_radio_reads_each_station_out_of_the_sum():
    """One dot product with a station's wave reads its loudness out of the sum of all stations."""
    time, waves, loudness = carriers()
    assert_allclose(np.diff(time), 1 / 500)
    assert time[0] == 0 and (np.abs(np.fft.rfft(waves)).argmax(axis=1) == [5, 8, 13]).all()
    received = loudness @ waves
    assert_allclose([2 * np.mean(received * wave) for wave in waves], loudness, atol=1e-12)
