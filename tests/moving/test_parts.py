"""How much weight each token gets, and how large its parts are: evidence.parts."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import PHONE, Figure, frames
from snippets.drawing.words import of_tokens
from snippets.recordings import load, load_stream

WORDS = of_tokens(load().tokens)
ROWS = [(layer, row) for layer in range(6) for row in range(len(WORDS))]


def shares(layer, row):
    """Of a row: shares of weight and of sizes (n,), and the share of each token in what is added,
    by loops over heads.
    """
    recording, stream = load(), load_stream()
    weights = recording.weights[layer, :, row].astype(float)
    parts = weights[:, :, None] * stream.projected[layer].astype(float)
    sizes = sum(np.linalg.norm(head, axis=1) for head in parts)
    added = stream.added[layer, row].astype(float)
    along = sum(head @ added for head in parts) / (added @ added)
    return sum(weights) / sum(weights).sum(), sizes / sizes.sum(), along


@pytest.fixture(scope="module")
def rows(site):
    """The frames of every row, in the order of ROWS."""
    layers = frames(site, "evidence.parts")
    return [layers[str(layer + 1)][WORDS[row].name] for layer, row in ROWS]


def test_every_frame_of_the_parts_is_what_numpy_computes(rows):
    for place, frame in zip(ROWS, rows, strict=True):
        weight, size, _ = shares(*place)
        assert_allclose(frame["weight"], 100 * weight, atol=0.51)
        assert_allclose(frame["size"], 100 * size, atol=0.51)


def test_what_is_said_of_the_parts_is_true(rows):
    for (layer, row), frame in zip(ROWS, rows):
        weight, size, along = shares(layer, row)
        heaviest, largest = weight.argmax(), size.argmax()
        start = (
            f"Layer {layer + 1}, row of {WORDS[row].spoken}: {WORDS[heaviest].spoken} gets the most"
        )
        assert frame["says"].startswith(start)
        numbers = [
            float(text.replace("−", "-")) for text in re.findall(r"−?\d\.\d\d", frame["says"])
        ]
        parts_of = f"largest parts are those of {WORDS[largest].spoken}"
        if heaviest == largest:
            assert "brings the largest parts too" in frame["says"]
            wanted = [weight[heaviest], size[largest], along[largest]]
        else:
            assert parts_of in frame["says"]
            wanted = [weight[heaviest], size[heaviest], size[largest], along[largest]]
        assert_allclose(numbers, wanted, atol=0.0051)
        for word, of_weight, of_size in zip(WORDS, weight, size):
            told = re.search(
                rf"{re.escape(word.spoken)} (\d\.\d\d) and (\d\.\d\d)", frame["details"]
            )
            assert_allclose([float(told[1]), float(told[2])], [of_weight, of_size], atol=0.0051)
        assert frame["title"].endswith(f", layer {layer + 1}, all heads")
        assert frame["title"].startswith(f"Row of {re.sub('[“”]', '', WORDS[row].spoken)}, ")


def test_every_state_of_the_parts_is_drawn_as_its_frame(quick, served, rows):
    figure = Figure(quick, served, "evidence.parts")
    settings = [{"layer": layer, "row": WORDS[row].name} for layer, row in ROWS]
    names = [f"{kind}{part}" for kind in ("weight", "size") for part in ("-", "-text-")]
    says, _, shown = figure.every(
        settings, ["title", *(f"{name}{word.name}" for name in names for word in WORDS)]
    )
    assert says == [frame["says"] for frame in rows]
    assert shown["title"] == [frame["title"] for frame in rows]
    for kind in ("weight", "size"):
        for j, word in enumerate(WORDS):
            hundredths = np.array([frame[kind][j] for frame in rows])
            bar = shown[f"{kind}-{word.name}"][:, :, 0]
            assert_allclose(bar.min(axis=1), 0, atol=2e-3)
            assert_allclose(bar.max(axis=1), hundredths / 100, atol=3e-3)
            texts = [f"{number / 100:.2f}" for number in hundredths]
            assert shown[f"{kind}-text-{word.name}"] == texts


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_another_layer_and_row_come_by_hand_and_with_the_address(view, served):
    figure = Figure(view, served, "evidence.parts")
    assert figure.says().startswith("Layer 2, row of “black”: [CLS] gets the most weight, 0.60")
    figure.root.get_by_role("button", name="more").tap()
    figure.field("row").select_option("cls")
    figure.waits_for("Layer 3, row of [CLS]: [CLS] gets the most weight")
    assert "brings the largest parts too" in figure.says()
    figure.address("parts.layer=3", "parts.row=cls")
