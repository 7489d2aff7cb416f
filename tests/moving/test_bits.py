"""The weights solved back from a row whose numbers keep only some bits: losses.bits."""

import re

import numpy as np
import pytest
from moving.hand import PHONE, Figure, frames
from numpy.testing import assert_allclose

from snippets import losses
from snippets.examples import real_row


def said(number):
    return f"{number:.3f}".replace("-", "−").replace("−0.000", "0.000")


def test_what_is_said_of_a_number_of_bits_is_true(site):
    weights = real_row()[1]
    states = frames(site, "losses.bits")["rounded"]
    for bits, frame in zip(losses.BITS, states, strict=True):
        back, off, bound = losses.bit_by_bit(bits)
        assert frame["title"] == f"{bits} significant bit{'s' if bits > 1 else ''}"
        kept = f", as {losses.KEPT[bits]} keeps them" if bits in losses.KEPT else ""
        only = ": every number is plus or minus a power of two" if bits == 1 else ""
        begins, off_by, bound_is = re.fullmatch(
            r"(.*)\. The list is off by ((?:less than )?[\d.]+\d); the bound is "
            r"((?:less than )?[\d.]+\d)\. "
            rf"The strongest is cat, with {back[3]:.3f} \(true: {weights[3]:.3f}\)\.",
            frame["says"],
        ).groups()
        assert begins == f"{frame['title']}{kept}{only}"
        for number, text in ((off, off_by), (bound, bound_is)):
            if number < 1e-5:
                assert text == "less than 0.00001"
            else:
                assert_allclose(float(text), float(f"{number:.2g}"))


def test_every_number_of_bits_is_what_numpy_computes(quick, served, site):
    figure = Figure(quick, served, "losses.bits")
    words, weights, _, _ = real_row()
    parts = [f"{part}-{word.name}" for part in ("bar", "text", "mark") for word in words]
    settings = [{"bits": i} for i in range(len(losses.BITS))]
    says, _, shown = figure.every(settings, ["title", *parts])
    states = frames(site, "losses.bits")["rounded"]
    assert says == [frame["says"] for frame in states]
    assert shown["title"] == [frame["title"] for frame in states]
    back, off, _ = zip(*map(losses.bit_by_bit, losses.BITS))
    back = np.array(back)
    assert (np.abs(back - weights).max(axis=1) <= np.array(off) + 1e-12).all()
    for j, word in enumerate(words):
        bar, mark = shown[f"bar-{word.name}"][:, :, 0], shown[f"mark-{word.name}"][:, :, 0]
        assert_allclose(bar.min(axis=1), np.minimum(0, back[:, j]), atol=2e-3)
        assert_allclose(bar.max(axis=1), np.maximum(0, back[:, j]), atol=2e-3)
        assert_allclose(mark, np.full(mark.shape, weights[j]), atol=2e-3)
        assert shown[f"text-{word.name}"] == [said(number) for number in back[:, j]]


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_a_finger_taps_the_buttons_of_a_slider(view, served):
    figure = Figure(view, served, "losses.bits")
    for _ in range(3):
        figure.root.get_by_role("button", name="less").tap()
    assert figure.says().startswith(
        "1 significant bit: every number is plus or minus a power of two"
    )
