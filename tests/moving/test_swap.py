"""The row of one word in two sentences of the same words: relation.swap."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import PHONE, Figure, frames
from snippets.relation import KINDS, PARTNER, TWINS, row_of, stacking, train

STATES = [(kind, word) for kind in KINDS for word in TWINS[0]]


def rows_of(kind, word):
    parameters = train(kind, 0).parameters[-1]
    return [row_of(word, words, parameters, kind) for words in TWINS]


def answers_of(word):
    return TWINS[0][1::2] if word in TWINS[0][::2] else TWINS[0][::2]


def test_what_is_said_of_two_sentences_is_true(site):
    states = frames(site, "relation.swap")
    for kind, word in STATES:
        rows, told, gives, leads = rows_of(kind, word), [], [], []
        for words, row in zip(TWINS, rows):
            partner = words[words.index(word) ^ 1]
            best = max(row.answers, key=row.answers.get)
            place = PARTNER[words.index(word)]
            largest = sum(np.abs(row.parts).argmax(axis=0) == place)
            told.append(f"“{best}” ({'right' if best == partner else 'wrong'})")
            gives.append(f"“{partner}” {row.weights[place]:.2f}")
            leads.append(f"{largest} of 16")
        assert states[kind][word]["says"] == (
            f"All weights equal: both sums are the same row, so “{word}” gets one answer twice: "
            f"{told[0]} in the first sentence, {told[1]} in the second."
            if kind == "uniform"
            else f"“{word}” gives {gives[0]} in the first sentence (largest part of {leads[0]} "
            f"columns), {gives[1]} in the second ({leads[1]}). Answers: {told[0]}, {told[1]}."
        )


@pytest.fixture(scope="module")
def states(quick, served, site):
    """What is said and shown in every state: (kind, word, rows, sentence, parts)."""
    figure = Figure(quick, served, "relation.swap")
    each = {"weight": 8, "number": 8, "part": 8, "answer": 3, "says": 3}
    parts = [
        f"{part}-{number}-{j}"
        for part, count in each.items()
        for number in range(2)
        for j in range(count)
    ]
    parts += [f"{part}-{number}" for part in ("asks", "totals", "halos") for number in range(2)]
    settings = [{"asks": word, "weights": kind} for kind, word in STATES]
    says, _, shown = figure.every(settings, parts)
    assert says == [frames(site, "relation.swap")[kind][word]["says"] for kind, word in STATES]
    return [
        (kind, word, rows_of(kind, word), {part: shown[part][i] for part in parts})
        for i, (kind, word) in enumerate(STATES)
    ]


def test_every_weight_of_two_sentences_is_what_numpy_computes(states):
    for kind, _, rows, shown in states:
        for number, row in enumerate(rows):
            assert_allclose(shown[f"asks-{number}"][:, 0].mean(), row.place, atol=0.01)
            for j, weight in enumerate(row.weights):
                text = "1/8" if kind == "uniform" else f"{weight:.2f}"
                assert shown[f"number-{number}-{j}"] == text
                assert_allclose(shown[f"weight-{number}-{j}"][:, 1].max(), weight, atol=0.05)


def test_every_sum_of_two_sentences_is_what_numpy_computes(states):
    for kind, _, rows, shown in states:
        for number, (words, row) in enumerate(zip(TWINS, rows)):
            dots = np.column_stack([range(16), row.parts.sum(axis=0)])
            for part in ("totals", "halos"):
                assert_allclose(shown[f"{part}-{number}"], dots, atol=0.05)
            for k, place in enumerate(stacking(words)):
                boxes = shown[f"part-{number}-{k}"].reshape(16, 4, 2)
                assert_allclose(np.ptp(boxes[:, :, 1], axis=1), np.abs(row.parts[place]), atol=0.06)
        first, second = (row.parts.sum(axis=0) for row in rows)
        if kind == "uniform":
            for j in range(8):
                assert_allclose(shown[f"part-0-{j}"], shown[f"part-1-{j}"], atol=0.05)
        else:
            assert np.abs(first - second).max() > 0.5


def test_every_answer_of_two_sentences_is_what_numpy_computes(states):
    for _, word, rows, shown in states:
        for number, row in enumerate(rows):
            shares = {answer: row.answers[answer] for answer in answers_of(word)}
            shares["others"] = 1 - sum(shares.values())
            for k, (answer, share) in enumerate(shares.items()):
                text = f"{answer} {share:.2f}".replace("-0.00", "0.00")
                assert shown[f"says-{number}-{k}"] == text
                assert_allclose(shown[f"answer-{number}-{k}"][:, 0].max(), share, atol=0.02)


def test_a_word_that_is_pointed_at_or_clicked_asks(view, served):
    """A mouse that points at a word is shown its row until it leaves; a click stays, and so does
    the choice by keyboard.
    """
    figure = Figure(view, served, "relation.swap")
    radio = {
        word: figure.root.get_by_role("radio", name=word, exact=True)
        for word in ("black", "cat", "mat")
    }
    x, y = figure.centre(figure.part("word-1-7"))
    view.mouse.move(x, y)
    assert "“mat” gives" in figure.says() and radio["mat"].is_checked()
    view.mouse.move(x, y + 200)
    assert "“black” gives" in figure.says() and radio["black"].is_checked()
    view.mouse.click(*figure.centre(figure.part("number-0-2")))
    view.mouse.move(5, 5)
    assert "“cat” gives" in figure.says()
    figure.address("swap.asks=cat")
    radio["cat"].focus()
    view.keyboard.press("ArrowRight")
    assert "“white” gives" in figure.says()
    figure.root.get_by_role("radio", name="all equal").check()
    assert "both sums are the same row" in figure.says()


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_a_finger_taps_words_and_buttons(view, served):
    figure = Figure(view, served, "relation.swap")
    view.touchscreen.tap(*figure.centre(figure.part("word-0-7")))
    assert "“mat” gives" in figure.says()
    figure.root.get_by_role("radio", name="all equal").tap()
    assert "both sums are the same" in figure.says()
