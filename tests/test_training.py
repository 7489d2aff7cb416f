"""The gradients and the training of snippets.relation and of two heads, against finite differences
and plain loops; bad input.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from snippets.attention import attention
from snippets.relation import (
    KINDS,
    LIMIT,
    PARTNER,
    SIZE,
    WIDTH,
    _trained,
    accuracy,
    forward,
    initial,
    loss_and_gradients,
    row_of,
    sentence,
    train,
    training_sentences,
    unseen_sentences,
)
from snippets.several import giving, loss_and_slopes


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**31), st.sampled_from(KINDS))
def test_gradients_are_finite_differences(seed, kind):
    rng = np.random.default_rng(seed)
    parameters, tokens = initial(rng), training_sentences()[rng.integers(1776, size=5)]
    _, gradients = loss_and_gradients(parameters, tokens, kind)
    for name, array in parameters.items():
        direction = rng.normal(size=array.shape)
        losses = [
            loss_and_gradients({**parameters, name: array + step * direction}, tokens, kind)[0]
            for step in (1e-5, -1e-5)
        ]
        assert_allclose(
            (gradients[name] * direction).sum(),
            (losses[0] - losses[1]) / 2e-5,
            rtol=1e-5,
            atol=1e-8,
        )


def test_its_attention_is_the_site_s_attention():
    parameters, tokens = initial(np.random.default_rng(0)), training_sentences()[:3]
    f = forward(parameters, tokens)
    for b in range(3):
        output, weights = attention(f["queries"][b], f["keys"][b], f["values"][b])
        assert_allclose(f["weights"][b], weights)
        assert_allclose(f["outputs"][b], output)
    assert f["queries"].shape[-1] == SIZE


def test_the_limit_is_on_the_scores():
    parameters = initial(np.random.default_rng(0))
    assert (
        np.abs(forward(parameters, training_sentences()[:9], "limited")["squashed"]).max() < LIMIT
    )


def test_the_same_seed_trains_the_same_parameters_alone_and_among_others():
    first, again = (
        _trained.__wrapped__("free", seeds, 20, (), SIZE, None)[-1].parameters[-1]
        for seeds in ((1,), (7, 1))
    )
    for name in first:
        assert_allclose(first[name], again[name], atol=0)


def test_size_and_sentences_are_those_that_were_asked_for():
    chosen = training_sentences()[:16]
    training = train("free", 2, 40, size=3, sentences=chosen)
    parameters = training.parameters[-1]
    assert parameters["value"].shape == (WIDTH, 3) and parameters["output"].shape == (3, WIDTH)
    used = np.unique(chosen)
    moved = np.abs(parameters["embedding"] - training.parameters[0]["embedding"]).max(axis=1) > 0
    assert (
        moved[used].all() and not np.delete(moved, used).any()
    )  # a word that is in no sentence learns nothing


@pytest.mark.parametrize("steps", [1, 3, 40, 200])
def test_the_steps_that_are_kept_lie_ever_further_apart(steps):
    training = train("free", 0, steps)
    powers = {max(k for k in range(1, steps + 1) if k**29 <= steps**i) for i in range(30)}
    assert list(training.steps) == sorted({0} | powers)
    shorter = train("free", 0, 1).parameters
    assert len(training.parameters) == len(training.steps)
    for name, array in training.parameters[1].items():
        assert_allclose(array, shorter[1][name], atol=0)
        assert_allclose(training.parameters[0][name], initial(np.random.default_rng(0))[name])


def test_two_steps_of_adam_are_its_formula():
    before, once, twice = train("free", 4, 2).parameters
    rng = np.random.default_rng(4)
    initial(rng)
    gradients = []
    for parameters in (before, once):
        tokens = training_sentences()[rng.integers(1776, size=64)]
        gradients.append(loss_and_gradients(parameters, tokens)[1])
    for name in before:
        first, second = gradients[0][name], gradients[1][name]
        assert_allclose(once[name], before[name] - 0.01 * first / (np.abs(first) + 1e-8), atol=1e-9)
        mean = (0.9 * 0.1 * first + 0.1 * second) / (1 - 0.9**2)
        square = (0.99 * 0.01 * first**2 + 0.01 * second**2) / (1 - 0.99**2)
        step = 0.01 * mean / (np.sqrt(square) + 1e-8)
        assert_allclose(twice[name], once[name] - step, atol=1e-9)


def test_starts_along_one_axis_do_not_hear_of_each_other():
    rngs = [np.random.default_rng(seed) for seed in range(3)]
    starts = [initial(rng) for rng in rngs]
    tokens = np.array([training_sentences()[rng.integers(1776, size=6)] for rng in rngs])
    stacked = {name: np.stack([start[name] for start in starts]) for name in starts[0]}
    for kind in KINDS:
        losses, gradients = loss_and_gradients(stacked, tokens, kind)
        for i, start in enumerate(starts):
            loss, alone = loss_and_gradients(start, tokens[i], kind)
            assert_allclose(losses[i], loss, rtol=1e-14)
            for name in alone:
                assert_allclose(gradients[name][i], alone[name], rtol=1e-13, atol=1e-16)
            right = np.take_along_axis(
                forward(start, tokens[i], kind)["answers"], tokens[i][:, PARTNER, None], 2
            )
            assert_allclose(loss, -np.log(right).mean(), rtol=1e-12)


def test_frozen_parameters_stay():
    training = train("free", 2, 10, frozen=("value",))
    assert_allclose(training.parameters[-1]["value"], training.parameters[0]["value"], atol=0)
    assert np.abs(training.parameters[-1]["query"] - training.parameters[0]["query"]).max() > 0


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: sentence("black", "sat", "white", "mat"),
            "words of a sentence must be cat, mat, .* at this place, not 'sat'",
        ),
        (
            lambda: forward(initial(np.random.default_rng(0)), training_sentences()[:1], "sharp"),
            "kind must be one of free, limited, uniform, not 'sharp'",
        ),
        (lambda: train("free", -1), "seed must be a whole number from 0"),
        (lambda: train("free", 0, 0), "steps must be a whole number from 1"),
        (
            lambda: train(frozen=("values",)),
            r"frozen must be a tuple of names of parameters \(embedding, .*\), not \('values',\)",
        ),
        (lambda: train(frozen="value"), "frozen must be a tuple of names of parameters"),
        (lambda: train(size=0), "size must be a whole number from 1"),
        (lambda: train(frozen=None), "frozen must be a tuple of names of parameters .*, not None"),
        (
            lambda: train(sentences=[[1, 2]]),
            r"sentences must have shape \(n, 8\), eight words .*, but the shape is \(1, 2\)$",
        ),
        (
            lambda: train(sentences=[[99] * 8]),
            "sentences must be from 0 to 18, but reach from 99 to 99",
        ),
        (
            lambda: accuracy(train(), unseen_sentences()),
            r"parameters must be arrays by name, as in train\(\).parameters\[-1\], not Training",
        ),
        (
            lambda: accuracy(train().parameters[-1], unseen_sentences()[0]),
            r"tokens must have shape \(n, 8\), eight words a sentence, but the shape is \(8,\)",
        ),
        (
            lambda: accuracy(train().parameters[-1], unseen_sentences() * 1.0),
            "tokens must be whole numbers",
        ),
        (
            lambda: accuracy(train().parameters[-1], unseen_sentences() + 50),
            "tokens must be from 0 to 18, but reach from 50 to 68",
        ),
        (lambda: train(sentences=[[1, 2], [3]]), r"sentences must have shape \(n, 8\)"),
        (
            lambda: train(sentences=np.full((2, 8), 16)),
            "sentences must have an adjective or noun at the places 1, 2, 6, 7, but one has 'the'",
        ),
        (lambda: train(["free"]), "kind must be one of free, limited, uniform"),
        (
            lambda: row_of("cat", "the cat", train().parameters[-1]),
            "words must be four words, as in TWINS, not 'the cat'",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@given(st.integers(0, 2**32 - 1))
def test_slopes_of_two_heads_are_those_of_the_error(seed):
    """The slopes by which the heads are trained are those that the error really has."""
    rng = np.random.default_rng(seed)
    keys, matrices = rng.normal(size=(2, 6)), rng.normal(size=(2, 6, 8))
    words, wanted = giving(5, seed)

    def error(numbers):
        return loss_and_slopes(
            numbers[:12].reshape(2, 6), numbers[12:].reshape(2, 6, 8), words, wanted
        )[0]

    _, by_key, by_matrix = loss_and_slopes(keys, matrices, words, wanted)
    start = np.concatenate([keys.ravel(), matrices.ravel()])
    slopes = np.concatenate([by_key.ravel(), by_matrix.ravel()])
    assert_allclose(approx_fprime(start, error, 1e-7), slopes, atol=1e-5)
