"""The claims of the chapter "All columns remember"."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from leading import proves
from numpy.testing import assert_allclose
from scipy.stats import special_ortho_group

from snippets.examples import (
    CROWDED,
    HEAD,
    IDENTITY,
    LAYER,
    ROTATED,
    THIRD_COLUMN,
    THREE_VALUES,
    THREE_WEIGHTS,
    real_row,
)
from snippets.frames.columns import HEADS
from snippets.intervals import columns_needed, intervals, proven_strongest
from snippets.recordings import load
from snippets.recovery import (
    affine_rank,
    affinely_independent,
    free_directions,
    sigma,
    solve_weights,
)

seeds = st.integers(0, 2**32 - 1)
ordinary = st.floats(-3, 3, allow_subnormal=False)


@given(seeds)
def test_with_identity_values_the_output_row_is_the_weight_row(seed):
    """When every word has its own column, the output row is the list of the weights."""
    weights = np.random.default_rng(seed).dirichlet(np.ones(7))
    assert_allclose(weights @ IDENTITY, weights, atol=0)


@given(seeds)
def test_rotating_the_values_loses_nothing(seed):
    """Turning the values in space loses nothing: the same weights come back, and rounding hurts
    them no more than before.
    """
    weights = np.random.default_rng(seed).dirichlet(np.ones(7))
    turned = special_ortho_group.rvs(7, random_state=seed)
    assert_allclose(solve_weights(turned, weights @ turned), weights, atol=1e-12)
    assert_allclose(sigma(turned), sigma(IDENTITY))
    assert_allclose(ROTATED @ ROTATED.T, np.eye(7), atol=1e-12)


@given(seeds)
def test_six_columns_settle_seven_weights(seed):
    """Six columns and the sum to one settle seven weights; with five columns some can slide."""
    weights = np.random.default_rng(seed).dirichlet(np.ones(7))
    assert CROWDED.shape == (7, 6)
    assert_allclose(solve_weights(CROWDED, weights @ CROWDED), weights, atol=1e-12)
    assert not affinely_independent(CROWDED[:, :5]) and len(free_directions(CROWDED[:, :5])) == 1


def test_two_columns_settle_three_weights():
    """For three words, column 1 says that “black” and “mat” are equal, column 2 that “black” is a
    quarter; together they leave one point.
    """
    output = THREE_WEIGHTS @ THREE_VALUES
    assert_allclose(output, [6, 3])
    assert_allclose(solve_weights(THREE_VALUES, output), [1 / 4, 1 / 2, 1 / 4])
    (line,) = free_directions(THREE_VALUES[:, :1])
    assert_allclose(line[0], line[2])  # along the line of column 1, black and mat stay equal
    (line,) = free_directions(THREE_VALUES[:, 1:])
    assert_allclose(line[0], 0, atol=1e-12)  # along the line of column 2, black stays a quarter
    assert_allclose(intervals(THREE_VALUES, output, 1), [[0, 0.5], [0, 1], [0, 0.5]], atol=1e-9)


@given(seeds, st.integers(2, 6), ordinary, ordinary)
def test_a_repeated_column_adds_nothing(seed, n, times, plus):
    """A column that only repeats an earlier one, scaled or shifted, leaves the weights as open as
    before.
    """
    values = np.random.default_rng(seed).normal(size=(n, n - 1))
    assume(sigma(values) > 1e-3)
    missing = values[:, :-1]
    repeated = (
        np.column_stack([missing, times * values[:, 0] + plus]) if n > 2 else np.full((n, 1), plus)
    )
    assert affinely_independent(values)
    assert not affinely_independent(repeated)
    assert affine_rank(repeated) == affine_rank(missing) if n > 2 else affine_rank(repeated) == 1


def test_a_third_column_makes_good_for_a_repeated_one():
    """When column 2 repeats column 1, two columns leave a whole line of weightings, and a third one
    that says something new settles all three words.
    """
    repeated = THREE_VALUES[:, [0, 0]]
    assert len(free_directions(repeated)) == 1
    assert_allclose(
        np.ptp(intervals(repeated, THREE_WEIGHTS @ repeated), axis=1), [0.5, 1, 0.5], atol=1e-9
    )
    with_third = np.column_stack([repeated, THIRD_COLUMN])
    assert_allclose(
        intervals(with_third, THREE_WEIGHTS @ with_third),
        THREE_WEIGHTS[:, None].repeat(2, axis=1),
        atol=1e-9,
    )


def test_a_weight_of_zero_can_come_back_without_the_rule():
    """Three values, 0, 1 and 2, in one column with output 2 leave only the weights 0, 0 and 1,
    although rank [V 1] is 2; with output 1, which positive weights give, the weights stay open.
    """
    values = np.array([[0.0], [1.0], [2.0]])
    assert affine_rank(values) == 2 and not affinely_independent(values)
    assert_allclose(intervals(values, [2.0]), [[0, 0], [0, 0], [1, 1]], atol=1e-9)
    assert_allclose(intervals(values, [1.0]), [[0, 0.5], [0, 1], [0, 0.5]], atol=1e-9)


def test_the_rows_of_this_head_need_two_to_five_columns():
    """In layer 2 head 9 the ten outputs need two to five columns to prove their strongest word:
    “on” two, “mat” five.
    """
    needed = {word.name: columns_needed(*real_row(asking=word.name)[2:]) for word in real_row()[0]}
    assert (min(needed.values()), max(needed.values())) == (2, 5)
    assert (needed["on"], needed["mat"]) == (2, 5)


def test_nine_columns_settle_every_row_of_the_seven_heads():
    """In each of the seven heads that the figure offers, nine columns and the sum to one settle all
    ten weights of every output, and eight do not.
    """
    recording = load()
    for layer, head in HEADS:
        values = recording.head(layer, head)[1]
        assert affinely_independent(values[:, :9]) and not affinely_independent(values[:, :8])


def test_in_the_chosen_heads_of_layers_4_and_5_cls_gets_more_than_cat():
    """The heads that the figure offers are, for each layer, the one in which “black” gives “cat”
    the most; in those of layers 4 and 5 it gives [CLS] even more, in that of layer 1 “mat”, by less
    than a hundredth. In that of layer 6 all ten rows give “cat” the most.
    """
    recording = load()
    black, cat = recording.row("black"), recording.row("cat")
    for layer, head in HEADS[:6]:
        assert recording.weights[layer - 1, :, black, cat].argmax() == head - 1
    rows = [recording.head(layer, head)[0][black] for layer, head in HEADS[:6]]
    assert [recording.tokens[row.argmax()] for row in rows] == [
        "mat",
        "cat",
        "cat",
        "[CLS]",
        "[CLS]",
        "cat",
    ]
    assert 0 < rows[0].max() - rows[0][cat] < 0.01
    assert (recording.head(*HEADS[5])[0].argmax(axis=1) == cat).all()
    assert HEADS[6] == (1, 3) and recording.head(1, 3)[0][cat, black] > 0.999


def test_three_columns_prove_cat_the_strongest():
    """In a real transformer three columns of the output for “black”, in layer 2 head 9, prove “cat”
    the strongest, and two do not.
    """
    words, weights, values, output = real_row()
    cat = [word.text for word in words].index("cat")
    assert weights.argmax() == cat
    assert [proven_strongest(values, output, k) for k in range(5)] == [None, None, None, cat, cat]
    assert columns_needed(values, output) == 3


def test_nine_columns_settle_every_weight():
    """In a real transformer nine columns of the output for “black”, in layer 2 head 9, settle all
    ten weights, and eight do not quite.
    """
    _, weights, values, output = real_row()
    assert affine_rank(values[:, :9]) == 10 and affine_rank(values[:, :8]) == 9
    assert_allclose(intervals(values, output, 9), weights[:, None].repeat(2, axis=1), atol=1e-9)
    assert 1e-6 < np.ptp(intervals(values, output, 8), axis=1).max() < 1e-3


def test_no_head_gives_cat_more_of_black():
    """Of all 72 heads, layer 2 head 9 is the one in which “black” gives “cat” the largest
    weight.
    """
    recording = load()
    black_to_cat = recording.weights[:, :, recording.row("black"), recording.row("cat")]
    assert np.unravel_index(black_to_cat.argmax(), black_to_cat.shape) == (LAYER - 1, HEAD - 1)


def test_the_row_of_black_points_where_the_value_of_cat_points():
    """The output of “black” points where the value of “cat” points, closer than at any other word's
    value; the runner-up is “mat”.
    """
    words, _, values, output = real_row()
    cosines = values @ output / np.linalg.norm(values, axis=1) / np.linalg.norm(output)
    cat = [word.text for word in words].index("cat")
    assert cosines[cat] > 0.99
    assert [words[j].text for j in cosines.argsort()[::-1][:2]] == ["cat", "mat"]
    assert 0.7 < np.delete(cosines, cat).max() < 0.8


def test_along_the_value_of_cat_an_output_without_cat_reads_high_too():
    """Along the value of “cat” the output of the second “the”, which gives “cat” a weight below a
    thousandth, reaches three quarters as far as that of “black”, and further than the output of
    “cat”, which gives itself more than a quarter. Most of it is “mat”.
    """
    words = real_row()[0]
    cat, mat = ([word.text for word in words].index(name) for name in ("cat", "mat"))
    weight, reached = {}, {}
    for name in ("black", "the2", "cat"):
        _, weights, values, output = real_row(asking=name)
        weight[name], reached[name] = weights[cat], sum(output * values[cat])
        if name == "the2":
            parts = weights * np.sqrt((values**2).sum(axis=1))
            assert parts.argmax() == mat and parts[mat] > 0.9 * parts.sum()
    assert weight["the2"] < 0.001 and weight["cat"] > 0.25 and weight["black"] > 0.85
    assert reached["the2"] > 0.75 * reached["black"] and reached["the2"] > reached["cat"]
    mat_and_cat = values[mat] @ values[cat] / np.sqrt((values[[mat, cat]] ** 2).sum(axis=1)).prod()
    assert 0.7 < mat_and_cat < 0.8


def test_one_other_direction_reads_the_weight_of_cat_exactly():
    """Perpendicular to all differences between the values of the other words there is a direction
    along which every output of layer 2 head 9, plus one fixed number, is the weight of “cat”.
    """
    words, _, values, _ = real_row()
    cat = [word.text for word in words].index("cat")
    first, *others = np.delete(values, cat, axis=0)
    plane = np.linalg.qr((np.array(others) - first).T)[0]
    direction = values[cat] - first
    direction -= plane @ (plane.T @ direction)
    direction /= direction @ (values[cat] - first)
    for word in words:
        _, weights, _, output = real_row(asking=word.name)
        assert_allclose(output @ direction - first @ direction, weights[cat], atol=1e-12)
    own = values[cat] / np.sqrt(values[cat] @ values[cat])
    assert direction @ own / np.sqrt(direction @ direction) < 0.7


def test_three_single_columns_prove_cat_alone():
    """Of the 32 columns of the output of “black” three prove “cat” the strongest, each alone."""
    words, _, values, output = real_row()
    proven = [proves(column, given) for column, given in zip(values.T, output)]
    cat = [word.text for word in words].index("cat")
    assert proven.count(cat) == 3 and set(proven) == {None, cat}
    for column, word in enumerate(proven):
        assert proven_strongest(values[:, [column]], output[[column]], 1) == word


def test_the_order_of_the_columns_is_not_special():
    """In random orders of the columns, three is the usual number that proves “cat” the strongest,
    and six were enough in 40 orders.
    """
    _, _, values, output = real_row()
    rng = np.random.default_rng(1)  # other orders than those on the page
    counts = [
        columns_needed(values[:, order], output[order])
        for order in (rng.permutation(32) for _ in range(40))
    ]
    assert np.median(counts) == 3
    assert max(counts) <= 6


def test_every_row_of_every_head_comes_back():
    """All weights of all 72 heads come back from the outputs that the model computed, up to its own
    rounding.
    """
    recording = load()
    for layer in range(1, 7):
        for head in range(1, 13):
            weights, values, outputs = recording.head(layer, head)
            assert affinely_independent(values)
            assert_allclose(solve_weights(values, outputs), weights, atol=5e-7)


def test_the_strongest_word_is_right_in_every_row():
    """In all 720 rows the word with the largest weight solved back is the word with the largest
    weight. Always answering [CLS] would be right in 557.
    """
    recording, rows, on_cls = load(), 0, 0
    for layer in range(1, 7):
        for head in range(1, 13):
            weights, values, outputs = recording.head(layer, head)
            assert (solve_weights(values, outputs).argmax(axis=1) == weights.argmax(axis=1)).all()
            rows += len(outputs)
            on_cls += sum(row[0] == max(row) for row in weights.tolist())
    assert (rows, on_cls, recording.tokens[0]) == (720, 557, "[CLS]")
