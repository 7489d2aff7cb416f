"""Numbers of the chapter "All columns remember"."""

from functools import cache

import numpy as np

from snippets.drawing.words import SENTENCE, named
from snippets.examples import WEIGHTS, real_row
from snippets.intervals import columns_needed, intervals, proven_strongest
from snippets.recordings import load
from snippets.recovery import affinely_independent, solve_weights

SHOWN = (0, 1, 2, 3, 5, 8, 9)  # numbers of columns
ORDERS = 59
WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()


def hand():
    """The weights of the hand-sized row."""
    return {word.name: f"{weight:.2f}" for word, weight in zip(SENTENCE, WEIGHTS)}


def cat():
    words, weights, _, _ = real_row()
    return f"{weights[words.index(named('cat'))]:.3f}"


def cat_least_given():
    return {str(k): f"{_possible(k)[_cat(), 0]:.3f}" for k in SHOWN}


def cat_most_given():
    return {str(k): f"{_possible(k)[_cat(), 1]:.3f}" for k in SHOWN}


def widest_given():
    return {str(k): f"{np.ptp(_possible(k), axis=1).max():.4f}" for k in SHOWN}


def proven_after():
    """How many columns of a row of the same head prove its strongest word."""
    return {name: str(columns_needed(*real_row(asking=name)[2:])) for name in ("on", "mat")}


def needed():
    """How many columns prove "cat" the strongest for "black", how many settle every weight, and how
    many equations these are with the sum to one: in words.
    """
    _, _, values, output = real_row()
    counts = range(1, len(output) + 1)
    settled = next(k for k in counts if affinely_independent(values[:, :k]))
    return {
        "proven": WORDS[columns_needed(values, output)],
        "settled": WORDS[settled],
        "equations": WORDS[settled + 1],
    }


def model():
    """What the recording of our sentence holds, and how many tokens its heads can settle."""
    recording = load()
    layers, heads, tokens, columns = recording.values.shape
    return {
        "layers": WORDS[layers],
        "heads_of_layer": WORDS[heads],
        "heads": str(layers * heads),
        "tokens": WORDS[tokens],
        "rows": str(layers * heads * tokens),
        "columns": str(columns),
        "most_tokens": str(columns + 1),
        "width": str(recording.hidden.shape[1]),
    }


def single():
    """How many single columns of the output of "black" prove "cat" the strongest: in words."""
    _, _, values, output = real_row()
    alone = zip(values.T[:, :, None], output[:, None])
    return WORDS[sum(proven_strongest(*column, 1) == _cat() for column in alone)]


def cls_strongest():
    """In how many rows of weights of all heads [CLS] has the largest weight."""
    recording = load()
    return str(int((recording.weights.argmax(axis=-1) == recording.row("[CLS]")).sum()))


def orders():
    return str(ORDERS)


def order_needs():
    """How many columns prove the strongest word when they are uncovered in random orders: the
    quickest, the median, the slowest.
    """
    _, _, values, output = real_row()
    rng = np.random.default_rng(0)
    counts = [
        columns_needed(values[:, order], output[order])
        for order in (rng.permutation(len(output)) for _ in range(ORDERS))
    ]
    return {
        "least": str(min(counts)),
        "median": f"{np.median(counts):.0f}",
        "most": str(max(counts)),
    }


def largest_error():
    """Of any weight solved back from the model's own single-precision outputs, over all heads and
    rows.
    """
    recording = load()
    layers, heads = recording.weights.shape[:2]
    solved = (
        recording.head(layer, head)
        for layer in range(1, layers + 1)
        for head in range(1, heads + 1)
    )
    errors = [solve_weights(values, outputs) - weights for weights, values, outputs in solved]
    return f"{np.abs(errors).max():.7f}"


def share_of_length():
    """The length of the part of "cat", weight times value, among the lengths of all ten parts."""
    _, weights, values, _ = real_row()
    lengths = weights * np.linalg.norm(values, axis=1)
    return f"{lengths[_cat()] / lengths.sum():.0%}"


def cosine_with_cat():
    _, _, values, output = real_row()
    value = values[_cat()]
    return f"{value @ output / np.linalg.norm(value) / np.linalg.norm(output):.3f}"


def next_cosine():
    """The largest cosine of the output of "black" with the value of a word other than "cat"."""
    _, _, values, output = real_row()
    cosines = values @ output / np.linalg.norm(values, axis=1) / np.linalg.norm(output)
    return f"{np.delete(cosines, _cat()).max():.3f}"


def along_cat():
    """How far the outputs of two words reach along the direction of the value of "cat"."""
    return {name: f"{_along_cat(name):.2f}" for name in ("black", "the2")}


def cat_of_the2():
    """The weight that the second "the" gives to "cat" in the same head."""
    return f"{real_row(asking='the2')[1][_cat()]:.4f}"


def _along_cat(asking):
    _, _, values, output = real_row(asking=asking)
    return output @ values[_cat()] / np.linalg.norm(values[_cat()])


@cache
def _possible(k):
    _, _, values, output = real_row()
    return intervals(values, output, k)


def _cat():
    return real_row()[0].index(named("cat"))
