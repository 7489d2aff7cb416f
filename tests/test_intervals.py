"""What k columns say about each weight, against every vertex of the true set, computed in
fractions.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from snippets.intervals import can_be_strongest, columns_needed, intervals, lowest, proven_strongest

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


@settings(deadline=None, max_examples=150)
@given(rows())
def test_intervals_are_the_exact_ones_and_never_narrower(row):
    values, weights = row
    output = np.array([float(w) for w in weights]) @ values
    for k in range(values.shape[1] + 1):
        corners = list(vertices(values, weights, k))
        exact = np.array(
            [
                [float(min(c[j] for c in corners)), float(max(c[j] for c in corners))]
                for j in range(len(values))
            ]
        )
        mine = intervals(values, output, k)
        assert_allclose(mine, exact, atol=1e-9)
        assert (mine[:, 0] <= exact[:, 0] + 1e-15).all() and (
            mine[:, 1] >= exact[:, 1] - 1e-15
        ).all()


@settings(deadline=None, max_examples=60)
@given(rows())
def test_a_word_is_proven_strongest_exactly_when_it_is_in_every_corner(row):
    values, weights = row
    output = np.array([float(w) for w in weights]) @ values
    for k in range(values.shape[1] + 1):
        corners = list(vertices(values, weights, k))
        always = [
            j
            for j in range(len(values))
            if all(
                c[j] - c[i] > Fraction(1, 10**9)
                for c in corners
                for i in range(len(values))
                if i != j
            )
        ]
        assert proven_strongest(values, output, k) == (always[0] if always else None)


@settings(deadline=None, max_examples=60)
@given(rows())
def test_a_word_can_be_the_strongest_exactly_when_some_weighting_says_so(row):
    values, weights = row
    n = len(values)
    output = np.array([float(w) for w in weights]) @ values
    for k in range(values.shape[1] + 1):
        found = can_be_strongest(values, output, k)
        assert found.any()
        for word in range(n):
            for least, expected in (
                (1e-7, True),
                (-1e-7, False),
            ):  # clearly possible, clearly impossible
                leads = np.eye(n) - np.eye(n)[word]  # what every word has more than this one
                equations = np.vstack([values.T[:k], np.ones(n)])
                there = (
                    linprog(
                        np.zeros(n),
                        A_ub=leads,
                        b_ub=np.full(n, -least) * (np.arange(n) != word),
                        A_eq=equations,
                        b_eq=[*output[:k], 1.0],
                    ).status
                    == 0
                )
                if there == expected:
                    assert found[word] == expected, (k, word)


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
