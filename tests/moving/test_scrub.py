"""One training of the small attention, step by step: learning.scrub."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import Figure, frames
from snippets.learning import progress, watched
from snippets.relation import PARTNER, TWINS, VOCABULARY, sentence

WORDS = [VOCABULARY[token] for token in sentence(*TWINS[0])]


@pytest.fixture(scope="module")
def steps(site):
    """The frames of all steps."""
    return frames(site, "learning.scrub")["steps"]


def best(row):
    return max(row.answers, key=row.answers.get)


def right(rows):
    """For each row whether its answer is the other word of its pair."""
    return [best(row) == TWINS[0][i ^ 1] for i, row in enumerate(rows)]


def test_what_is_said_of_a_step_is_true(steps):
    assert WORDS[1:3] == ["black", "cat"]
    for step, measured, rows, frame in zip(*progress(0), watched(), steps, strict=True):
        largest = sum(row.weights.argmax() == PARTNER[i] for i, row in enumerate(rows))
        assert frame["says"] == (
            f"Step {step}: largest weight on the partner in {largest} of 4 lines, "
            f"right answer in {sum(right(rows))} of 4. Whole test: {measured[0]:.0%} right, "
            f"mean weight on the partner {measured[1]:.2f}."
        )
        assert frame["details"] == " ".join(
            f"“{TWINS[0][i]}” gives most to “{WORDS[row.weights.argmax()]}” and answers "
            f"“{best(row)}”, {'right' if good else 'wrong'}."
            for i, (row, good) in enumerate(zip(rows, right(rows)))
        )


def test_every_step_of_the_training_is_what_numpy_computes(quick, served, steps):
    figure = Figure(quick, served, "learning.scrub")
    squares = [f"square-{i}-{j}" for i in range(4) for j in range(8)]
    rows = [f"{part}-{i}" for part in ("largest", "answer") for i in range(4)]
    settings = [{"step": i} for i in range(len(steps))]
    says, labels, shown = figure.every(settings, ["now", *rows, *squares])
    assert says == [frame["says"] for frame in steps]
    assert all(frame["details"] in label for frame, label in zip(steps, labels))
    at = np.log10(np.maximum(progress(0)[0], 0.7))
    assert_allclose(shown["now"][:, :, 0], np.column_stack([at, at]), atol=0.01)
    for i in range(4):
        asked = [rows[i] for rows in watched()]
        weights = np.array([row.weights for row in asked])
        largest = np.column_stack([weights.argmax(axis=1), np.full(len(steps), i)])
        assert_allclose(shown[f"largest-{i}"].mean(axis=1), largest, atol=0.05)
        assert shown[f"answer-{i}"] == [
            f"{best(row)} {row.answers[best(row)]:.2f} {'✓' if right(rows)[i] else '✗'}"
            for row, rows in zip(asked, watched())
        ]
        for j in range(8):
            side = 0.84 * np.sqrt(weights[:, [j]])
            square = shown[f"square-{i}-{j}"]
            assert_allclose(np.ptp(square, axis=1), np.hstack([side, side]), atol=0.05)
            centres = np.tile([j, i], (len(steps), 1))
            assert_allclose((square.min(axis=1) + square.max(axis=1)) / 2, centres, atol=0.05)
