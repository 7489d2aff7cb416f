"""Several relations need several sums: what one head can tell, what two can, whether scores have a
direction, and what concatenating words would cost.
"""

import numpy as np

from snippets import checks
from snippets.examples import THREE_WORDS
from snippets.recordings import load

# "mary gave roses to susan": small values for the three that "gave" is about, one row a word.
PEOPLE = {
    "mary": np.array([4.0, 0, 2]),
    "roses": np.array([0.0, 4, 1]),
    "susan": np.array([2.0, 1, 4]),
}
GAVE = ("mary", "roses", "susan")  # giver, thing, receiver
SWAPPED = ("susan", "roses", "mary")
BOTH, GIVER, RECEIVER = (
    (0.4, 0.2, 0.4),
    (0.8, 0.1, 0.1),
    (0.1, 0.1, 0.8),
)  # what a head gives to each of the three


def one_head(words, weights=BOTH):
    """The sum of one head that attends to giver, thing and receiver with these weights: (3,).
    words: their names, in this order.
    """
    return np.asarray(weights) @ np.array([PEOPLE[word] for word in words])


def two_heads(words):
    """The sums of two heads, one that attends to the giver and one that attends to the receiver,
    side by side: (6,).
    """
    return np.concatenate([one_head(words, GIVER), one_head(words, RECEIVER)])


def side_by_side(outputs, matrix):
    """The heads' outputs put side by side and multiplied with the whole output matrix: (m, width).

    outputs: (heads, m, size); matrix: (heads * size, width).
    """
    outputs, matrix = _checked(outputs, matrix)
    return np.concatenate(list(outputs), axis=1) @ matrix


def added_up(outputs, matrix):
    """Each head's output multiplied with its own part of the matrix, and the products added up: (m,
    width).
    """
    outputs, matrix = _checked(outputs, matrix)
    return sum(output @ part for output, part in zip(outputs, np.split(matrix, len(outputs))))


def both_ways_round(weights, *words):
    """The logarithm of the product of the weights around three words, one way and the other: (...)
    each, log w_ij w_jk w_ki and log w_ik w_kj w_ji.

    weights: (..., n, n), positive, the weights of each row summing to one; words: three different
    ones of the n. Scores that are the same in both directions make both equal: what each row is
    divided by stands in both, once for every word.
    """
    weights = checks.array("weights", weights, "... n n")
    checks.same("the sizes", ("rows", weights.shape[-2]), ("columns", weights.shape[-1]))
    if not (weights > 0).all():
        raise ValueError("weights must be positive, or their logarithm does not exist")
    i, j, k = (checks.whole("word", word, 0, weights.shape[-1] - 1) for word in words)
    if len({i, j, k}) < 3:
        raise ValueError(f"words must be three different ones, not {i}, {j}, {k}")
    logs = np.log(weights)
    return tuple(
        logs[..., a, b] + logs[..., b, c] + logs[..., c, a] for a, b, c in ((i, j, k), (i, k, j))
    )


def around_three_words():
    """`both_ways_round` of THREE_WORDS in the recorded sentence: (layers, heads) each."""
    recording = load()
    words = (recording.row(word) for word in THREE_WORDS)
    return both_ways_round(recording.weights.astype(float), *words)


def cost(n, size, width):
    """What one row costs when its n words are summed and when they are concatenated, as a dict of
    whole numbers.

    size: columns of a value; width: of the row that the next matrix makes of it. "sum_*": the
    weighted sum, then a matrix (size, width). "concatenation_*": all n weighted values side by
    side, then a matrix (n * size, width). "numbers": how many the row holds; "parameters": of the
    matrix; "products": multiplications for the row and the matrix.
    """
    n, size, width = (
        checks.whole(name, given, 1, 10**9)
        for name, given in (("n", n), ("size", size), ("width", width))
    )
    return {
        "sum_numbers": size,
        "sum_parameters": size * width,
        "sum_products": n * size + size * width,
        "concatenation_numbers": n * size,
        "concatenation_parameters": n * size * width,
        "concatenation_products": n * size + n * size * width,
    }


def _checked(outputs, matrix):
    outputs, matrix = (
        checks.array("outputs", outputs, "heads m size"),
        checks.array("matrix", matrix, "rows width"),
    )
    checks.same(
        "the sizes", ("outputs", outputs.shape[0] * outputs.shape[2]), ("matrix", len(matrix))
    )
    return outputs, matrix
