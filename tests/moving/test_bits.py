"""The weights solved back from a row whose numbers keep only some bits: losses.bits."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from moving.hand import PHONE, Figure, frames
from snippets import losses
from snippets.examples import real_row


def said(number):
    return f"{number:.3f}".replace("-", "−").replace("−0.000", "0.000")


@given(st.integers(0, 2**32 - 1), st.integers(1, 20))
def test_significant_bits_keep_the_sign_and_are_off_by_half_a_step_at_most(seed, bits):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=20) * 10.0 ** rng.integers(-6, 6, size=20)
    kept = losses.significant(numbers, bits)
    assert (np.abs(kept - numbers) <= 2.0**-bits * np.abs(numbers)).all()
    assert_allclose(np.frexp(kept)[0] * 2**bits % 1, 0)
    ordinary = numbers[(np.abs(numbers) > 1e-3) & (np.abs(numbers) < 1e4)]
    halves = ordinary.astype(np.float16).astype(float)
    assert_allclose(losses.significant(ordinary, 11), halves, rtol=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_what_is_rounded_comes_from_between_its_limits(seed, bits):
    """Numbers lie between the limits found for their rounded ones, and what lies a little outside
    is rounded to something else.
    """
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=9) * 10.0 ** rng.integers(-6, 6, size=9)
    kept = losses.significant(numbers, bits)
    low, high = losses.before_rounding(kept, bits)
    assert (low <= numbers).all() and (numbers <= high).all()
    width = high - low
    for edge, inwards in ((low, width), (high, -width)):
        assert_allclose(losses.significant(edge + 0.01 * inwards, bits), kept, rtol=1e-12)
        assert (losses.significant(edge - 0.01 * inwards, bits) != kept).all()


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
