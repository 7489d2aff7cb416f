"""The claims of the chapter "One column forgets"."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from snippets import examples
from snippets.attention import attention
from snippets.drawing.words import SENTENCE, named
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS
from snippets.intervals import intervals
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
    output = WEIGHTS @ VALUES[:, 0]
    for word in range(7):
        lead = np.hstack(
            [np.delete(np.eye(7), word, axis=0) - np.eye(7)[word], np.ones((6, 1))]
        )  # the others + lead <= the word
        found = linprog(
            [*np.zeros(7), -1],
            A_ub=lead,
            b_ub=np.zeros(6),
            A_eq=[[*VALUES[:, 0], 0], [*np.ones(7), 0]],
            b_eq=[output, 1],
            bounds=[(0, 1)] * 7 + [(None, None)],
        )
        assert found.x[-1] > 0.01
        assert_allclose([found.x[:7] @ VALUES[:, 0], found.x[:7].sum()], [output, 1])
        assert found.x[:7].argmax() == word


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


def test_the_course_has_four_words_and_three_equations():
    """The course's arrays give three different equations for four unknown weights: rank [V 1] is 3."""
    assert examples.COURSE_VALUES.shape == (4, 2)
    assert affine_rank(examples.COURSE_VALUES) == 3
    assert len(free_directions(examples.COURSE_VALUES)) == 1
