"""The claims of the chapter "One column forgets"."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from leading import can_lead, proves
from numpy.testing import assert_allclose

from snippets import examples
from snippets.attention import attention
from snippets.drawing.words import SENTENCE, named
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS, real_row
from snippets.intervals import intervals, proven_strongest
from snippets.recovery import affine_rank, free_directions

CAT = SENTENCE.index(named("cat"))


def test_two_different_weightings_give_the_same_column_1():
    """Two weightings, one with “cat” strongest and one with “cat” almost absent, give the same
    number in column 1, and in no other column.
    """
    for weights in (WEIGHTS, OTHER_WEIGHTS):
        assert (weights > 0).all()
        assert_allclose(weights.sum(), 1)
    assert WEIGHTS.argmax() == CAT and OTHER_WEIGHTS.argmax() == SENTENCE.index(named("black"))
    assert OTHER_WEIGHTS[CAT] == OTHER_WEIGHTS.min()
    difference = OTHER_WEIGHTS @ VALUES - WEIGHTS @ VALUES
    assert abs(difference[0]) < 1e-14
    assert (np.abs(difference[1:]) > 0.1).all()


def test_black_mat_and_on_fill_the_gap_that_cat_leaves():
    """In the second weighting “black”, “mat” and “on” bring more to column 1 than in the first, and
    no other word does.
    """
    gained = (OTHER_WEIGHTS - WEIGHTS) * VALUES[:, 0]
    more = {word.name for word, gain in zip(SENTENCE, gained) if gain > 1e-12}
    assert more == {"black", "mat", "on"} and gained.argmin() == CAT
    assert_allclose(gained.sum(), 0, atol=1e-12)


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=8), st.integers(0, 2**32 - 1))
def test_one_column_never_settles_three_positive_weights(column, seed):
    """One column and the sum to one leave positive weights of three or more words open, whatever
    the values are.
    """
    a, b, c = column[:3]
    change = [b - c, c - a, a - b] if len({a, b, c}) > 1 else [1, -1, 0]
    shares = np.random.default_rng(seed).integers(1, 10, size=len(column)).tolist()
    weights = [Fraction(share, sum(shares)) for share in shares]
    step = min(weights) / 40  # smaller than any weight over any entry of the change
    others = [w + step * move for w, move in zip(weights, change)] + weights[3:]
    assert min(others) > 0 and sum(others) == 1 and others != weights
    assert sum(w * v for w, v in zip(others, column)) == sum(w * v for w, v in zip(weights, column))
    values = np.array(column, dtype=float)[:, None]
    assert affine_rank(values) <= 2 and len(free_directions(values)) >= len(column) - 2


def test_few_single_columns_of_the_real_head_prove_a_strongest_word():
    """Of the 320 single columns of the outputs of layer 2 head 9, 18 prove alone which word is the
    strongest.
    """
    proven = columns = 0
    for word in real_row()[0]:
        _, weights, values, output = real_row(asking=word.name)
        for column, total in zip(values.T, output):
            word_proven = proves(column, total)
            assert proven_strongest(column[:, None], [total], 1) == word_proven
            assert word_proven in (None, weights.argmax())
            proven, columns = proven + (word_proven is not None), columns + 1
    assert (proven, columns) == (18, 320)
    assert all(can_lead(VALUES[:, 0], WEIGHTS @ VALUES[:, 0]))


def test_cat_can_have_any_weight_from_zero_to_its_limit():
    """Given column 1, the weight of “cat” can be anything from zero up to the weight at which “cat”
    alone would bring the whole sum.
    """
    output = WEIGHTS @ VALUES
    low, high = intervals(VALUES, output, 1)[CAT]
    assert_allclose([low, high], [0, output[0] / VALUES[CAT, 0]], atol=1e-9)
    for wanted in np.linspace(low, high, 11):
        both = np.column_stack([VALUES[:, 0], np.eye(7)[CAT]])
        intervals(both, [output[0], wanted])  # refuses what no weighting gives


def test_column_1_cannot_exclude_any_word_from_being_the_strongest():
    """Each of the seven words is the strongest in some weighting that gives the same column 1."""
    twentieths = [Fraction(part, 20) for part in range(21)]
    column = [Fraction(int(value)) for value in VALUES[:, 0]]
    output = sum(round(20 * w) * v for w, v in zip(WEIGHTS, column)) / 20
    for word in range(7):
        others = [other for other in range(7) if other != word]
        assert any(
            _shared_by_three(column, output, most, word, *two)
            for most, two in product(twentieths, permutations(others, 2))
        )


def _shared_by_three(column, output, most, word, one, other):
    """Whether the column comes out, exactly, when the word has `most` and two others less."""
    rest, apart = 1 - most, column[one] - column[other]
    if not apart:
        return False
    share = (output - most * column[word] - rest * column[other]) / apart
    return 0 <= share < most and 0 <= rest - share < most


def test_both_columns_of_the_course_leave_a_whole_line_of_weightings():
    """In the course's arrays, moving weight between words 2 and 3 changes neither column, so only
    their total survives.
    """
    output, weights = attention(
        examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES
    )
    total = weights[0, 1] + weights[0, 2]
    for share in np.linspace(0, 1, 11):
        moved = weights[0].copy()
        moved[1:3] = share * total, (1 - share) * total
        assert_allclose(moved @ examples.COURSE_VALUES, output[0], atol=1e-15)
    assert_allclose(
        intervals(examples.COURSE_VALUES, output[0])[1:3], [[0, total], [0, total]], atol=1e-9
    )
    assert_allclose(
        intervals(examples.COURSE_VALUES, output[0])[[0, 3]],
        weights[0, [0, 3], None].repeat(2, axis=1),
        atol=1e-9,
    )


@given(arrays(np.float64, (4, 2), elements=st.integers(-9, 9).map(float)))
def test_the_course_has_four_words_and_three_equations(values):
    """The course's arrays give three different equations for four unknown weights: rank [V 1] is
    3.
    """
    assert examples.COURSE_VALUES.shape == (4, 2)
    assert affine_rank(examples.COURSE_VALUES) == 3
    assert len(free_directions(examples.COURSE_VALUES)) == 1
    assert affine_rank(values) <= 3  # whatever four words put into two columns
    (slide, *_) = free_directions(values)
    assert_allclose([*(slide @ values), slide.sum(), slide @ slide], [0, 0, 0, 1], atol=1e-12)
