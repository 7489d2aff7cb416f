"""Numbers of the chapter "One column forgets"."""

from snippets import examples
from snippets.attention import attention
from snippets.drawing.words import SENTENCE
from snippets.examples import OTHER_WEIGHTS, VALUES, WEIGHTS
from snippets.intervals import intervals

PLACE = {word.name: place for place, word in enumerate(SENTENCE)}


def cat_in_first():
    return f"{WEIGHTS[PLACE['cat']]:.2f}"


def cat_in_second():
    return f"{OTHER_WEIGHTS[PLACE['cat']]:.2f}"


def most():
    """The largest weight that column 1 allows each word."""
    return {
        word.name: f"{high:.2f}"
        for word, (_, high) in zip(SENTENCE, intervals(VALUES, WEIGHTS @ VALUES, 1))
    }


def course_weight():
    """The weights of the course's first row, by word."""
    _, weights = attention(examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES)
    return {str(word + 1): f"{weight:.3f}" for word, weight in enumerate(weights[0])}
