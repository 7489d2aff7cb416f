"""What k columns say about each weight, against the true set of weightings, in fractions."""

from contextlib import contextmanager
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from snippets import corners
from snippets.intervals import (
    can_be_strongest,
    columns_needed,
    intervals,
    is_only_weighting,
    lowest,
    proven_strongest,
)

small = st.integers(-3, 3).map(float)


@st.composite
def rows(draw):
    """Values in whole numbers and weights in fractions, zeros and repeated rows included; the
    output is exact.
    """
    n, d_v = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    values = draw(arrays(np.float64, (n, d_v), elements=small))
    parts = draw(st.lists(st.integers(0, 8), min_size=n, max_size=n).filter(any))
    weights = [Fraction(part, sum(parts)) for part in parts]
    return values, weights


def solve_in_fractions(matrix, wanted):
    """The one solution of a square system, or None."""
    rows = [list(map(Fraction, row)) + [Fraction(b)] for row, b in zip(matrix, wanted)]
    for i in range(len(rows)):
        pivot = next((r for r in range(i, len(rows)) if rows[r][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(len(rows)):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i])]
    return [row[-1] for row in rows]


def vertices(values, weights, k):
    """All corners of the set of weightings that agree with `weights` in the first k columns,
    exactly.
    """
    n = len(values)
    equations = [[Fraction(int(v)) for v in column] for column in values.T[:k]] + [
        [Fraction(1)] * n
    ]
    wanted = [sum(e * w for e, w in zip(equation, weights)) for equation in equations]
    kept = []  # independent equations only, so that systems are square
    for equation, b in zip(equations, wanted):
        if np.linalg.matrix_rank(np.array([e for e, _ in kept] + [equation], dtype=float)) > len(
            kept
        ):
            kept.append((equation, b))
    for support in combinations(range(n), len(kept)):
        solution = solve_in_fractions(
            [[equation[j] for j in support] for equation, _ in kept], [b for _, b in kept]
        )
        if solution is not None and min(solution) >= 0:
            corner = [Fraction(0)] * n
            for j, s in zip(support, solution):
                corner[j] = s
            yield corner


def feasible_in_fractions(matrix, wanted):
    """Whether matrix @ x = wanted for some x without negatives: the simplex method."""
    n = len(matrix[0])
    rows = [
        [Fraction(x) * (-1 if b < 0 else 1) for x in [*row, b]] for row, b in zip(matrix, wanted)
    ]
    basis = [None] * len(rows)  # the column that each row has been solved for
    while True:
        open_rows = [row for row, column in zip(rows, basis) if column is None]
        enters = next((j for j in range(n) if sum(row[j] for row in open_rows) > 0), None)
        if enters is None:
            return not any(row[-1] for row in open_rows)
        _, _, leaves = min(
            (row[-1] / row[enters], -1 if basis[i] is None else basis[i], i)
            for i, row in enumerate(rows)
            if row[enters] > 0
        )
        basis[leaves] = enters
        rows[leaves] = [x / rows[leaves][enters] for x in rows[leaves]]
        for i, row in enumerate(rows):
            if i != leaves:
                rows[i] = [x - row[enters] * y for x, y in zip(row, rows[leaves])]


def can_lead_in_fractions(values, weights, k, word):
    """Whether the word has the largest weight in some weighting that agrees in k columns."""
    n, others = len(values), [other for other in range(len(values)) if other != word]
    no_lead = [0] * len(others)
    equations = [[int(v) for v in column] for column in values.T[:k]] + [[1] * n]
    wanted = [sum(e * w for e, w in zip(equation, weights)) for equation in equations]
    leads = [
        [int(j == word) - int(j == other) for j in range(n)] + [-int(i == other) for i in others]
        for other in others
    ]
    matrix = [equation + no_lead for equation in equations] + leads
    return feasible_in_fractions(matrix, wanted + no_lead)


@contextmanager
def tried_at_most(most):
    """Within it corners are looked for among at most so many sets of words."""
    before, corners.MOST = corners.MOST, most
    corners._supports.cache_clear()
    try:
        yield
    finally:
        corners.MOST = before
        corners._supports.cache_clear()


both_ways = pytest.mark.parametrize("most, examples", [(corners.MOST, 120), (0, 30)])


def over_rows(check, examples):
    """Check what is stated of a row for random ones: its values, weights and output."""

    @settings(deadline=None, max_examples=examples)
    @given(rows())
    def run(row):
        values, weights = row
        check(values, weights, np.array([float(w) for w in weights]) @ values)

    run()


@both_ways
def test_intervals_are_the_exact_ones_and_never_narrower(most, examples):
    def check(values, weights, output):
        for k in range(values.shape[1] + 1):
            true = list(vertices(values, weights, k))
            exact = np.array([[float(min(w)), float(max(w))] for w in zip(*true)])
            mine = intervals(values, output, k)
            assert_allclose(mine, exact, atol=1e-9)
            assert (mine[:, 0] <= exact[:, 0] + 1e-15).all()
            assert (mine[:, 1] >= exact[:, 1] - 1e-15).all()

    with tried_at_most(most):
        over_rows(check, examples)


@both_ways
def test_a_word_is_proven_strongest_exactly_when_it_is_in_every_corner(most, examples):
    def check(values, weights, output):
        n = len(values)
        for k in range(values.shape[1] + 1):
            true = list(vertices(values, weights, k))
            always = [
                j for j in range(n) if all(w[j] > w[i] for w in true for i in range(n) if i != j)
            ]
            assert proven_strongest(values, output, k) == (always[0] if always else None)

    with tried_at_most(most):
        over_rows(check, examples // 2)


@both_ways
def test_a_word_can_be_the_strongest_exactly_when_some_weighting_says_so(most, examples):
    def check(values, weights, output):
        for k in range(values.shape[1] + 1):
            exact = [can_lead_in_fractions(values, weights, k, word) for word in range(len(values))]
            assert can_be_strongest(values, output, k).tolist() == exact

    with tried_at_most(most):
        over_rows(check, examples // 2)


def test_a_tie_that_rounding_hides_counts_as_possible():
    values = np.array([[0.0, 0, 0], [1, 0, 0], [2, 1, 0], [1, 2, 1]])
    weights = [Fraction(1, 3), Fraction(0), Fraction(1, 3), Fraction(1, 3)]
    output = np.array([float(w) for w in weights]) @ values
    assert can_be_strongest(values, output).tolist() == [True, False, True, True]
    assert [can_lead_in_fractions(values, weights, 3, j) for j in range(4)] == [1, 0, 1, 1]


def test_weights_are_the_only_ones_exactly_when_the_true_set_is_one_corner():
    def check(values, weights, output):
        alone = len({tuple(corner) for corner in vertices(values, weights, values.shape[1])}) == 1
        assert is_only_weighting(values, [float(w) for w in weights]) == alone

    over_rows(check, 120)


@st.composite
def moves(draw):
    """A change of values that leaves what the outputs say about the weights as it was.

    Returns the function of values, and what rounding may then change: more where values lie far
    from zero compared with their differences.
    """
    kind, sign = draw(st.sampled_from(["move", "scale", "column"])), draw(st.sampled_from([-1, 1]))
    power = draw(st.integers(-9, 9))
    if kind == "move":
        return lambda values: values + sign * 10.0**power, 1e-9 + 1e-14 * 10.0**power
    if kind == "scale":
        many = draw(st.sampled_from([1, 10, 30]))
        return lambda values: values * sign * 10.0 ** (many * power), 1e-9
    return lambda values: values * np.array([sign * 10.0**power] + [1.0] * (values.shape[1] - 1)), (
        1e-9
    )


@settings(deadline=None, max_examples=150)
@given(rows(), moves())
def test_moved_or_scaled_values_leave_the_same_weights_open(row, change):
    values, weights = row
    weights = np.array([float(w) for w in weights])
    move, rounded = change
    moved = move(values)
    assert is_only_weighting(moved, weights) == is_only_weighting(values, weights)
    for k in range(values.shape[1] + 1):
        before, after = intervals(values, weights @ values, k), intervals(moved, weights @ moved, k)
        assert_allclose(after, before, atol=1e3 * rounded)
        assert (after[:, 0] <= weights + 1e-15).all() and (weights <= after[:, 1] + 1e-15).all()
        lost = can_be_strongest(values, weights @ values, k) & ~can_be_strongest(
            moved, weights @ moved, k
        )
        assert not lost.any()  # a tie may open, but what is possible is never denied


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(2, 7), st.integers(1, 7), moves())
def test_moved_or_scaled_random_values_leave_the_same_words_possible(seed, n, d_v, change):
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(size=(n, d_v)), rng.dirichlet(np.ones(n))
    moved = change[0](values)
    turned = values @ np.linalg.qr(rng.normal(size=(d_v, d_v)))[0]
    possible = can_be_strongest(values, weights @ values)
    assert (can_be_strongest(moved, weights @ moved) == possible).all()
    assert (can_be_strongest(turned, weights @ turned) == possible).all()


def test_values_a_billion_from_zero_are_read_as_those_near_it():
    values, weights = np.array([[0.0, 0], [1, 0], [0, 1]]) + 1e9, np.array([0.2, 0.3, 0.5])
    assert_allclose(intervals(values, weights @ values), weights[:, None].repeat(2, 1), atol=1e-5)
    assert can_be_strongest(values, weights @ values).tolist() == [False, False, True]


@pytest.mark.parametrize("small", [1.0, 1e-9, 1e-100])
@pytest.mark.parametrize("offset", [0.0, 1e7])
def test_a_corner_of_a_triangle_is_the_only_weighting_however_flat_it_is(small, offset):
    flat = np.array([[0.0, 0], [1, 0], [0, small]]) + [offset, 0]
    assert is_only_weighting(flat, [1.0, 0, 0]) and is_only_weighting(flat, [0.5, 0, 0.5])
    assert not is_only_weighting(np.vstack([flat, flat.mean(axis=0)]), [0, 0, 0, 1.0])


@pytest.mark.parametrize("scale", [1e-36, 1e-17, 1.0, 1e17, 1e37])
def test_float32_rows_of_any_size_keep_the_truth_inside_and_refuse_what_is_no_mixture(scale):
    rng = np.random.default_rng(6)
    values = (rng.uniform(-1, 1, size=(6, 8)) * scale).astype(np.float32)
    weights = rng.dirichlet(np.ones(6)).astype(np.float32)
    low, high = intervals(values, weights @ values).T
    assert (low <= weights).all() and (weights <= high).all() and (high - low < 1e-4).all()
    with pytest.raises(ValueError, match="output must be a mixture of the values, but no weights"):
        intervals(values, weights @ values + np.float32(scale))


def test_a_tolerance_widens_the_intervals_to_all_that_it_lets_in():
    assert_allclose(intervals([[0.0], [2.0]], [1.0], tolerance=0.5), [[0.25, 0.75]] * 2, atol=1e-12)
    assert can_be_strongest([[0.0], [2.0]], [0.8], tolerance=0.1).tolist() == [True, False]
    assert can_be_strongest([[0.0], [2.0]], [0.8], tolerance=0.3).tolist() == [True, True]
    assert_allclose(lowest([[0.0], [2.0]], [0.8], [0.0, 1.0], tolerance=[0.3]), 0.25)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 12))
def test_more_columns_never_widen_an_interval_and_the_truth_stays_inside(seed, n, d_v):
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(size=(n, d_v)), rng.dirichlet(np.ones(n))
    before = np.tile([0.0, 1.0], (n, 1))
    for k in range(d_v + 1):
        now = intervals(values, weights @ values, k)
        assert (now[:, 0] >= before[:, 0] - 1e-9).all() and (now[:, 1] <= before[:, 1] + 1e-9).all()
        assert (now[:, 0] <= weights + 1e-15).all() and (weights <= now[:, 1] + 1e-15).all()
        before = now
    if n <= d_v + 1:
        assert_allclose(now[:, 0], now[:, 1], atol=1e-6)


def test_no_column_leaves_everything_open():
    assert_allclose(intervals([[1.0], [2.0], [3.0]], [2.5], columns=0), [[0, 1]] * 3)


def test_equal_columns_of_ones_say_nothing():
    assert_allclose(intervals(np.ones((3, 2)), np.ones(2)), [[0, 1]] * 3, atol=1e-12)


def test_a_number_at_the_edge_settles_everything():
    assert_allclose(intervals([[0.0], [1.0], [3.0]], [3.0]), [[0, 0], [0, 0], [1, 1]], atol=1e-12)


def test_columns_needed_counts_from_the_first():
    values = np.array([[0.0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    weights = np.array([0.2, 0.7, 0.1])
    assert columns_needed(values, weights @ values) == 3
    assert columns_needed(values[:, 1:], weights @ values[:, 1:]) == 2
    assert columns_needed(values[:, :1], weights @ values[:, :1]) is None


def test_float32_rows_keep_the_truth_inside():
    rng = np.random.default_rng(5)
    for _ in range(20):
        values, weights = (
            rng.normal(size=(8, 12)).astype(np.float32),
            rng.dirichlet(np.ones(8)).astype(np.float32),
        )
        for k in range(13):
            low, high = intervals(values, weights @ values, k).T
            assert (low <= weights).all() and (weights <= high).all()


three = np.array([[0.0], [1.0], [3.0]])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: intervals(three, [4.0]), "output must be a mixture of the values, but no weights"),
        (
            lambda: intervals(three, [np.nan]),
            "output must hold finite numbers only, but it holds NaN",
        ),
        (
            lambda: intervals(three, [1.0, 2.0]),
            "widths of values and output must be equal, but values has 1 and output has 2",
        ),
        (
            lambda: intervals(three, [1.0], columns=2),
            "columns must be a whole number from 0 to 1, not 2",
        ),
        (
            lambda: intervals(three, [1.0], columns=True),
            "columns must be a whole number from 0 to 1, not True",
        ),
        (
            lambda: intervals(three, [1.0], tolerance=-1.0),
            "tolerance must be one number or one a column, none negative",
        ),
        (lambda: intervals(np.empty((0, 1)), [1.0]), "values must not be empty"),
        (
            lambda: intervals(three * 5e307, [5e307]),
            "values must be zero or between 2.2e-308 and 1.1e.307 in size to keep their digits",
        ),
        (
            lambda: intervals(np.float32([[0], [1e-40]]), np.float32([1e-41])),
            "values must be zero or between 1.2e-38 and 3.4e.38 in size to keep their digits",
        ),
        (
            lambda: is_only_weighting(three, [0.0, 0.0, 0.0]),
            "weights must not be negative, and at least one must be positive",
        ),
        (
            lambda: lowest(three, [1.0], [1.0, 0.0]),
            "numbers of words must be equal, but values has 3 and combination has 2",
        ),
        (
            lambda: lowest(three, [1.0], [1.0, 0.0, np.inf]),
            "combination must hold finite numbers only",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
