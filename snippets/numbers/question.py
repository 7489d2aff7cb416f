"""Numbers of the chapter "The question"."""

from snippets.drawing.words import SENTENCE
from snippets.examples import HEAD, LAYER, VALUES, WEIGHTS
from snippets.recordings import load


def part():
    """What each word brings to column 1."""
    return {
        word.name: f"{weight * value:.1f}"
        for word, weight, value in zip(SENTENCE, WEIGHTS, VALUES[:, 0])
    }


def row_2_column_1():
    return f"{WEIGHTS @ VALUES[:, 0]:.1f}"


def black_to_cat():
    return f"{_weight('black', 'cat'):.3f}"


def cat_to_black():
    return f"{_weight('cat', 'black'):.4f}"


def _weight(asking, asked):
    recording = load()
    weights, _, _ = recording.head(LAYER, HEAD)
    return weights[recording.row(asking), recording.row(asked)]
