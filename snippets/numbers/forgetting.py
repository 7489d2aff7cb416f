"""Numbers of the chapter "One column forgets"."""

from snippets import examples
from snippets.attention import attention
from snippets.drawing.words import SENTENCE
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS, real_row
from snippets.intervals import intervals, proven_strongest

PLACE = {word.name: place for place, word in enumerate(SENTENCE)}


def cat_in_first():
    return f"{WEIGHTS[PLACE['cat']]:.2f}"


def cat_in_second():
    return f"{OTHER_WEIGHTS[PLACE['cat']]:.2f}"


def most():
    """The largest weight that column 1 allows each word."""
    return {
        word.name: f"{high:.3f}"
        for word, (_, high) in zip(SENTENCE, intervals(VALUES, WEIGHTS @ VALUES, 1))
    }


def single_columns():
    """Of all single columns of the ten outputs of one real head, how many prove which word is the
    strongest.
    """
    outputs = [real_row(asking=word.name)[2:] for word in real_row()[0]]
    proven = [
        proven_strongest(values[:, [k]], output[[k]], 1) is not None
        for values, output in outputs
        for k in range(len(output))
    ]
    return {"prove": str(sum(proven)), "all": str(len(proven))}


def course_weight():
    """The weights of the course's first row, by word."""
    _, weights = attention(examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES)
    return {str(word + 1): f"{weight:.3f}" for word, weight in enumerate(weights[0])}
