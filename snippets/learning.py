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
    is_unseen,
    row_of,
    sentence,
    train,
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
    probe finds in the adjective's sum alone.
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
def watched():
    """The first sentence of TWINS at each noted step of the training of `progress(0)`: its four
    asking rows, as Row.
    """
    words = TWINS[0]
    return [
        [row_of(word, words, parameters) for word in words]
        for parameters in train("free", 0).parameters
    ]


def settled_at():
    """For each row of the watched sentence, the first noted step from which its largest weight
    stays on the partner, and from which its
    answer stays right: two lists of four.
    """
    steps, words = train("free", 0).steps, TWINS[0]

    def for_good(right):
        return steps[max((place + 1 for place, yes in enumerate(right) if not yes), default=0)]

    lines = list(zip(*watched()))
    weight = [
        for_good([row.weights.argmax() == place for row in line])
        for line, place in zip(lines, PARTNER)
    ]
    answer = [
        for_good([row.answer == words[i ^ 1] for row in line]) for i, line in enumerate(lines)
    ]
    return weight, answer


def read_nouns(parameters):
    """What a linear probe, learned from the seen pairs, names from the head's output for the
    adjective alone, for each unseen pair.

    Returns the places in NOUNS of the noun it names, the adjective's own noun, and the other noun
    of the sentence, (16,) each.
    """
    tokens, noun, seen = _pairs()
    rows = forward(parameters, tokens)["outputs"][:, 0]
    directions, offsets = fit_probe(rows[seen], noun[seen], 8, penalty=0.1)
    return (rows[~seen] @ directions + offsets).argmax(axis=1), noun[~seen], (noun[~seen] + 4) % 8


@cache
def _pairs():
    """Every adjective with every noun, and two others after them: the tokens (64, 8), the place of
    the noun in NOUNS, and whether the pair is one of training, (64,) each.
    """
    adjective, noun = np.indices((8, 8)).reshape(2, -1)
    words = [(ADJECTIVES[a], NOUNS[n]) for a, n in zip(adjective, noun)]
    others = zip((adjective + 4) % 8, (noun + 4) % 8)
    tokens = [sentence(*pair, ADJECTIVES[a], NOUNS[n]) for pair, (a, n) in zip(words, others)]
    return np.array(tokens), noun, np.array([not is_unseen(*pair) for pair in words])


def _measured(parameters):
    tokens = unseen_sentences()
    state = forward(parameters, tokens)
    right = (state["answers"].argmax(axis=2) == tokens[:, PARTNER]).mean()
    partner = np.mean([state["weights"][:, row, place].mean() for row, place in enumerate(PARTNER)])
    sigmas = _sigmas(state["values"][:, 1:])  # the second "the" stands for both
    return right, partner, np.median(sigmas), _read(parameters)


def _sigmas(values):
    """sigma of the values of each sentence: (b, n, d) to (b,), no direction being quite lost."""
    differences = helmert(values.shape[-2]) @ values
    return np.linalg.svd(differences, compute_uv=False)[:, -1]


def _read(parameters):
    """The share of unseen pairs whose noun a linear probe finds."""
    named, own, _ = read_nouns(parameters)
    return float((named == own).mean())
