"""How the sum teaches: gradients that pass backwards through a weighted average, and readability
over training.
"""

from functools import cache

import numpy as np
from scipy.linalg import helmert

from snippets import checks
from snippets.attention import softmax
from snippets.reading import fit_probe
from snippets.relation import (
    ADJECTIVES,
    NOUNS,
    PARTNER,
    TWINS,
    forward,
    row_of,
    train,
    training_sentences,
    unseen_sentences,
)


def gradients(scores, values, pull):
    """The gradient of a loss for every score and every value, from its gradient for the output of
    one row.

    scores: (n,); values: (n, d); pull: (d,), how the loss changes with each column of the output o
    = softmax(scores) @ values.
    Returns d_scores (n,) = weight * pull @ (value - o), and d_values (n, d) = weight * pull.
    """
    scores = checks.array("scores", scores, "n")
    values = checks.array("values", values, "n d")
    pull = checks.array("pull", pull, "d")
    checks.same("the numbers of words", ("scores", len(scores)), ("values", len(values)))
    checks.same("the widths", ("values", values.shape[1]), ("pull", len(pull)))
    weights = softmax(scores)
    output = weights @ values
    return weights * ((values - output) @ pull), np.outer(weights, pull)


@cache
def progress(seed=0, frozen=()):
    """One training of the small attention, step by step: (steps, table) with one row of the table
    for each noted step.

    The columns: the share of right answers for unseen pairs; the mean weight on the partner; sigma
    of the values of a sentence (the same word twice counted once); the share of nouns that a linear
    probe finds in the adjective's sum alone; the condition number of the values, and their length.
    """
    training = train("free", seed, frozen=frozen)
    return np.array(training.steps), np.array(
        [_measured(parameters) for parameters in training.parameters]
    )


def mean_push(parameters, tokens):
    """How one step of learning asks the scores of the four rows to move, averaged over sentences:
    (4, 8), for each row one a place.

    tokens: (b, 8). For each sentence this is the rule of the chapter, weight * pull @ (value -
    output), with the sign turned: positive where a score should grow.
    """
    f = forward(parameters, tokens)
    wrong = f["answers"] - np.eye(16)[tokens[:, PARTNER]]
    pull = wrong @ parameters["answer"].T @ parameters["output"].T
    usefulness = np.einsum("brnd,brd->brn", f["values"][:, None] - f["outputs"][:, :, None], pull)
    return -(f["weights"] * usefulness).mean(axis=0)


@cache
def watched(seed=0):
    """The first sentence of TWINS at each noted step of the training of `progress(seed)`: its four
    asking rows, as Row.
    """
    words = TWINS[0]
    return [
        [row_of(word, words, parameters) for word in words]
        for parameters in train("free", seed).parameters
    ]


def settled_at(seed=0):
    """For each row of the watched sentence, the first noted step from which its largest weight
    stays on the partner, and from which its answer stays right: two lists of four.
    """
    steps, words = train("free", seed).steps, TWINS[0]

    def for_good(right):
        return steps[max((place + 1 for place, yes in enumerate(right) if not yes), default=0)]

    lines = list(zip(*watched(seed)))
    weight = [
        for_good([row.weights.argmax() == place for row in line])
        for line, place in zip(lines, PARTNER)
    ]
    answer = [
        for_good([row.answer == words[i ^ 1] for row in line]) for i, line in enumerate(lines)
    ]
    return weight, answer


def read_nouns(parameters):
    """What a linear probe, learned from every seventh sentence of training, names from the head's
    output for the first adjective alone, in each unseen sentence.

    Returns the places in NOUNS of the noun it names, the adjective's own noun, and the other noun
    of the sentence, (16,) each.
    """
    seen, unseen = _every_seventh(), unseen_sentences()
    own, other = (unseen[:, place] - len(ADJECTIVES) for place in (2, 7))
    learned = forward(parameters, seen)["outputs"][:, 0]
    directions, offsets = fit_probe(learned, seen[:, 2] - len(ADJECTIVES), len(NOUNS), penalty=0.1)
    rows = forward(parameters, unseen)["outputs"][:, 0]
    return (rows @ directions + offsets).argmax(axis=1), own, other


@cache
def _every_seventh():
    return training_sentences()[::7]


def _measured(parameters):
    tokens = unseen_sentences()
    state = forward(parameters, tokens)
    right = (state["answers"].argmax(axis=2) == tokens[:, PARTNER]).mean()
    partner = np.mean([state["weights"][:, row, place].mean() for row, place in enumerate(PARTNER)])
    values = state["values"][:, 1:]  # the second "the" stands for both
    stretches = _stretches(values)
    condition = np.median(stretches[:, 0] / stretches[:, -1])
    length = np.median(np.linalg.norm(values, axis=2))
    return right, partner, np.median(stretches[:, -1]), _read(parameters), condition, length


def _stretches(values):
    """How far changes of weights move the output, from the most to the least: sigma is the last.

    values: (b, n, d), no direction being quite lost; returns (b, n - 1).
    """
    return np.linalg.svd(helmert(values.shape[-2]) @ values, compute_uv=False)


def _read(parameters):
    """The share of unseen sentences whose first noun a linear probe finds."""
    named, own, _ = read_nouns(parameters)
    return float((named == own).mean())
