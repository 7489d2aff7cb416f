"""Bad input to the mathematics gets one clear error."""

import numpy as np
import pytest

from snippets import checks, crowd, mixture, reading
from snippets.heads import both_ways_round
from snippets.intervals import is_only_weighting
from snippets.losses import FORMATS, rounded
from snippets.placed import turned
from snippets.recovery import centre

LINE = [[0.0, 0], [1, 1], [2, 2]]


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: turned([[4.0, 0.0], [0.0, 2.0]], [1, 2, 3]),
            "numbers of rows and places must be equal, but rows has 2 and places has 3",
        ),
        (lambda: mixture.area_shares(LINE, [0.5, 0.5]), "corners must not lie on one line"),
        (
            lambda: mixture.area_shares(np.ones((4, 2)), [0.5, 0.5]),
            "numbers of corners and of coordinates must be equal",
        ),
        (
            lambda: mixture.heights([[0.0, 1], [0, 1], [2, 3]]),
            "corners must be three different places",
        ),
        (lambda: mixture.worst_direction([[1.0, 2.0]]), "values must have at least two rows"),
        (lambda: mixture.flattened([[1.0, np.nan]], 1.0), "values must hold finite numbers only"),
        (
            lambda: crowd.unit_values(0, 3, np.random.default_rng(0)),
            "n must be a whole number from 1",
        ),
        (lambda: crowd.one_strong(5, 1.0), "times must be a number larger than 1, not 1.0"),
        (lambda: crowd.noise_variance([np.inf], 3), "weights must hold finite numbers only"),
        (lambda: crowd.welch_bound(1, 3), "n must be a whole number from 2"),
        (
            lambda: crowd.largest_cosine([[0.0, 0], [1, 0]]),
            "values must have at least two rows, and none of them zero",
        ),
        (
            lambda: crowd.least_squares_reading(np.eye(3), np.ones(2)),
            "widths of values and output must be equal",
        ),
        (
            lambda: crowd.sharp_weights(4, 5, np.random.default_rng(0)),
            "k must be a whole number from 1 to 4, not 5",
        ),
        (lambda: crowd.slid_apart(np.eye(3), np.ones(3) / 3), "values must leave a direction free"),
        (lambda: is_only_weighting(np.eye(3), [0.5, 0.6, -0.1]), "weights must not be negative"),
        (lambda: is_only_weighting(np.eye(3), [0.5, 0.5]), "numbers of words must be equal"),
        (
            lambda: reading.fit_probe(np.eye(3), [0, 1], 2),
            "numbers of rows and labels must be equal, but rows has 3 and labels has 2",
        ),
        (
            lambda: reading.fit_probe(np.eye(3), [0, 1, 2], 2),
            "labels must be whole numbers from 0 to 1",
        ),
        (
            lambda: reading.fit_probe(np.eye(3), [0, 1, 1], 2, penalty=0),
            "penalty must be positive, not 0",
        ),
        (
            lambda: reading.heads_back(np.ones((2, 3, 4)), np.ones(5)),
            "widths of projected and added must be equal",
        ),
        (
            lambda: reading.heads_back(np.ones((2, 3, 4)), np.ones(4)),
            "projected must settle every weight, but 2 heads of 3 words leave some free",
        ),
        (
            lambda: reading.heads_back_after_norm(
                np.ones((1, 2, 4)), np.ones(4), np.ones(4), np.zeros(4), np.ones(4)
            ),
            "scale must not hold a zero",
        ),
        (
            lambda: reading.layer_norm([np.nan, 1.0], 1.0, 0.0, 0.0),
            "rows must hold finite numbers only",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("given", [1, 5, np.int64(3)])
def test_both_ends_of_a_range_are_allowed(given):
    assert checks.whole("n", given, 1, 5) == given


@pytest.mark.parametrize("given", [0, 6, 2.0, True, "3", None])
def test_what_is_no_whole_number_of_the_range_is_refused(given):
    with pytest.raises(ValueError, match="^n must be a whole number from 1 to 5, not "):
        checks.whole("n", given, 1, 5)


@pytest.mark.parametrize("word", [-1, 3])
def test_a_word_that_a_head_does_not_have_is_refused(word):
    with pytest.raises(ValueError, match="word must be a whole number from 0 to 2"):
        both_ways_round(np.ones((3, 3)) / 3, 0, 1, word)


def test_the_centre_of_a_column_is_the_number_nearest_to_zero_in_its_range():
    values = [[-1.0, 2, -4], [3, 5, -3]]
    assert centre(np.array(values)).tolist() == [0, 2, -3]


def test_a_row_of_zeros_stays_zero_in_every_format():
    for kind in FORMATS:
        assert rounded([[0.0, 0.0], [1.0, -1.0]], kind).tolist() == [[0, 0], [1, -1]]
