"""Two weights exchanged, and what the model says next: language.exchange."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import PHONE, Figure, frames
from snippets.recordings import load_exchange

LAYERS = {"early": "1–10", "middle": "11–20", "late": "21–30", "all": "1–30"}


@pytest.fixture(scope="module")
def recorded():
    return load_exchange()


@pytest.fixture(scope="module")
def states(site):
    return frames(site, "language.exchange")


def every(recorded, states):
    """Every state: its place in the recording, the tokens of its sentence, and its frame."""
    for i, tokens in enumerate(recorded.shown_tokens):
        for j, band in enumerate(LAYERS):
            for k, count in enumerate(recorded.counts):
                yield (i, j, k), tokens.split(), states[str(i)][band][str(count)]


def test_every_frame_of_the_exchange_is_what_was_recorded(recorded, states):
    for (i, j, k), tokens, frame in every(recorded, states):
        weights = recorded.bars[i, j, k].tolist()
        if k:
            weights[2], weights[7] = weights[7], weights[2]
        assert_allclose(frame["weights"], 100 * np.array(weights), atol=0.51)
        words, chances = zip(*frame["next"])
        assert words[:2] == (tokens[2], tokens[7])
        assert_allclose(chances[:2], 100 * recorded.states[i, j, k, 1:3], atol=0.51)
        likely = dict(zip(recorded.next_words[i, j, k], recorded.next_chances[i, j, k]))
        third = max((w for w in likely if w not in words[:2]), key=likely.get)
        assert words[2] == third and abs(chances[2] - 100 * likely[third]) < 0.51


def test_what_is_said_of_the_exchange_is_true(recorded, states):
    for (i, j, k), tokens, frame in every(recorded, states):
        lead, own, other, said = recorded.states[i, j, k]
        first = recorded.next_words[i, j, k, 0]
        assert f"goes on with “{first}”" in frame["says"]
        assert (said == 1) == (first == tokens[2]) and (said == -1) == (first == tokens[7])
        ahead = tokens[2] if lead > 0 else tokens[7]
        assert f"“{ahead}” leads" in frame["says"] and f"by {abs(lead):.1f} logits" in frame["says"]
        count = recorded.counts[k]
        if count:
            assert f"of layers {LAYERS[list(LAYERS)[j]]}" in frame["says"]
            assert ("the head " in frame["says"]) == (count == 1)
            assert count == 1 or f"the {count} heads" in frame["says"]
        else:
            assert frame["says"].startswith("Nothing is exchanged")
        assert len(re.findall(r"\d\.\d\d", frame["says"])) == 1


def test_the_figure_shows_the_sentence_and_the_next_word(served, view):
    figure = Figure(view, served, "language.exchange", asked="?exchange.heads=0")
    assert "Nothing is exchanged: the model goes on with “cat”" in figure.says()
    figure.field("heads").fill("11")
    figure.waits_for("the 90 heads of layers 21–30")
    assert "“mat”" in figure.says()
    figure.field("sentence").select_option("3")
    figure.waits_for("“dog”")
    assert "young" in figure.root.locator("svg:visible").text_content()
    figure.address("exchange.sentence=3", "exchange.heads=90")


def test_the_figure_fits_a_phone(served, browser):
    page = browser.new_page(**PHONE)
    try:
        figure = Figure(page, served, "language.exchange")
        assert figure.root.bounding_box()["width"] <= 360
    finally:
        page.close()
