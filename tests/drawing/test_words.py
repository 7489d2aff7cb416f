"""The words' colours can be read on their grounds and told apart, also by colour-blind readers."""

from itertools import combinations

import numpy as np
import pytest

from snippets.drawing.words import (
    MARKS,
    SENTENCE,
    TONES,
    Word,
    contrast,
    css,
    linear_rgb,
    named,
    of_tokens,
)

TOKENS = ["[CLS]", "the", "black", "cat", "sat", "on", "the", "mat", ".", "[SEP]"]
CONTENT = ("black", "cat", "sat", "mat")
GROUNDS = ("light", "dark")

# How a colour looks to a reader who lacks one kind of cone, in linear light: Machado, Oliveira and
# Fernandes 2009, severity 1.
SEEN_BY = {
    "everyone else": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour, seen_by="everyone else"):
    """CIELAB coordinates of a colour (white point D65), in which a distance of 2 is noticed side by
    side and one of 10 at a glance.
    """
    light = np.clip(np.array(SEEN_BY[seen_by]) @ linear_rgb(colour), 0, 1)
    x, y, z = (
        t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29
        for t in XYZ @ light / XYZ.sum(axis=1)
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(first, second, ground, seen_by):
    return np.linalg.norm(
        lab(getattr(named(first), ground), seen_by) - lab(getattr(named(second), ground), seen_by)
    )


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_can_be_read_on_its_ground(ground):
    colours = {word.name: getattr(word, ground) for word in SENTENCE + MARKS} | {
        "ink": TONES["ink"][ground],
        "muted": TONES["muted"][ground],
    }
    assert {
        name: ratio
        for name, colour in colours.items()
        if (ratio := contrast(colour, TONES["paper"][ground])) < 4.5
    } == {}


@pytest.mark.parametrize("seen_by", SEEN_BY)
@pytest.mark.parametrize("ground", GROUNDS)
def test_content_words_stay_apart_for_every_eye(ground, seen_by):
    for first, second in combinations(CONTENT, 2):
        assert distance(first, second, ground, seen_by) > 12, (first, second)


@pytest.mark.parametrize("seen_by", SEEN_BY)
@pytest.mark.parametrize("ground", GROUNDS)
def test_cat_and_black_are_very_different_for_every_eye(ground, seen_by):
    assert distance("black", "cat", ground, seen_by) > 75


@pytest.mark.parametrize("ground", GROUNDS)
def test_faint_lines_recede_and_can_still_be_seen(ground):
    assert 1.3 < contrast(TONES["faint"][ground], TONES["paper"][ground]) < 3


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#1f4fb4", "#1f4fb4") == 1


@pytest.mark.parametrize("colour", ["1f4fb4", "#1f4fb", "#1f4fbg", "blue", None])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError, match="colour must look like"):
        linear_rgb(colour)


def test_the_tokens_of_the_sentence_find_their_words():
    assert [word.name for word in of_tokens(TOKENS)] == [
        "cls",
        "the",
        "black",
        "cat",
        "sat",
        "on",
        "the2",
        "mat",
        "stop",
        "sep",
    ]
    assert of_tokens(TOKENS[1:8]) == SENTENCE


@pytest.mark.parametrize("tokens", [["dog"], ["cat", "cat"], ["the", "the", "the"]], ids=" ".join)
def test_a_token_without_a_colour_is_refused_by_name(tokens):
    with pytest.raises(ValueError, match=f"'{tokens[-1]}' is not, or is there too often"):
        of_tokens(tokens)


def test_a_word_is_found_by_its_name():
    assert named("the2") == Word("the2", "the", named("the2").light, named("the2").dark)
    with pytest.raises(ValueError, match="name must be one of the, black, cat.*not 'dog'"):
        named("dog")


def test_the_css_holds_every_colour_for_both_schemes_and_a_class_a_word():
    light, dark, *classes = css().splitlines()
    assert light.startswith(":root{") and dark.startswith("[data-md-color-scheme=slate]{")
    for word in SENTENCE + MARKS:
        assert f"--word-{word.name}:{word.light};" in light
        assert f"--word-{word.name}:{word.dark};" in dark
        assert f".w-{word.name}{{color:var(--word-{word.name})}}" in classes
    for name, colours in TONES.items():
        assert f"--{name}:{colours['light']};" in light and f"--{name}:{colours['dark']};" in dark
