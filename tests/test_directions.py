"""What snippets.heads computes around three words: products by hand, and bad input."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from snippets.heads import both_ways_round


def test_both_ways_round_are_products_of_three_weights():
    weights = np.array([[2, 3, 5], [1, 8, 1], [4, 5, 1]]) / 10
    one_way, other_way = both_ways_round(weights, 0, 1, 2)
    assert_allclose(np.exp([one_way, other_way]), [0.3 * 0.1 * 0.4, 0.5 * 0.5 * 0.1])
    assert_allclose(both_ways_round(weights[None, None], 1, 0, 2), [[[other_way]], [[one_way]]])
    for wrong, message in (
        ((weights, 0, 1, 3), "word must be a whole number from 0 to 2, not 3"),
        ((weights, 0, 1, 1), "words must be three different ones, not 0, 1, 1"),
        ((np.eye(3), 0, 1, 2), "weights must be positive"),
        ((weights[:2], 0, 1, 2), "the sizes must be equal, but rows has 2 and columns has 3"),
    ):
        with pytest.raises(ValueError, match=message):
            both_ways_round(*wrong)
