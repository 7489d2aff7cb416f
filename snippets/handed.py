"""What queries, keys and values are each for: three small words that answer to one question."""

import numpy as np

from snippets.attention import attention

WORDS = ("cat", "mat", "sat")
# One row a word: how much of a noun it is, how much of a verb, and what it means in two numbers.
ROWS = np.array([[4.0, 0.0, 6.0, 0.0], [4.0, 0.0, 0.0, 6.0], [0.0, 4.0, 3.0, 3.0]])
KEY = np.array([[1.0, 0], [0, 1], [0, 0], [0, 0]])  # what a word is found by: its kind
VALUE = np.array([[0.0, 0], [0, 0], [1, 0], [0, 1]])  # what it hands over: its meaning
ASKS = np.array([[4.0, 0.0]])  # "is there a noun?"


def answered(values):
    """The output and the weights of the question for a noun, when these rows are handed over."""
    return attention(ASKS, ROWS @ KEY, values)


def handed_over():
    """What two sentences that differ in their noun, "cat sat" and "mat sat", give to the question
    for a noun: with values of their own, and with the keys handed over. (2, 2, 2)
    """
    keys, values = ROWS @ KEY, ROWS @ VALUE
    return np.array(
        [
            [attention(ASKS, keys[[noun, 2]], rows[[noun, 2]])[0][0] for noun in (0, 1)]
            for rows in (values, keys)
        ]
    )
