"""What moves in the chapter "More words than columns"."""

import numpy as np

from snippets.crowd import COLUMNS, SIZES, TIMES, TRIALS, one_strong, winner_rates
from snippets.drawing.controls import Frames, choice, slider


def pick():
    """For every number of words, columns and every sharpness: how often the strongest word is
    named, and one sample of the readings.
    """
    return Frames(
        invitation=(
            "Cat is seldom named here. Help it, with one thing at a time, and reset in between: "
            "more columns, fewer words, a larger lead."
        ),
        controls={
            "columns": slider("Columns", COLUMNS, 64, spoken="{} columns"),
            "words": choice("Words", {str(n): str(n) for n in SIZES}, "64"),
            "times": choice(
                "Cat's weight, compared with every other word's",
                {str(times): f"{times} times" for times in TIMES},
                "3",
            ),
        },
        states={str(n): {str(times): _curve(n, times) for times in TIMES} for n in SIZES},
        first=("7", "64"),
    )


def _curve(n, times):
    """For each number of columns: theory and count in thousandths, which word reads highest, the
    readings in hundredths of the highest, and what is said.
    """
    found = [winner_rates()[n, d, times] for d in COLUMNS]
    return {
        "theory": [round(1000 * theory) for theory, _, _ in found],
        "counted": [round(1000 * counted) for _, counted, _ in found],
        "highest": [int(readings.argmax()) for _, _, readings in found],
        "readings": [
            (100 * readings / readings.max()).round().astype(int).tolist()
            for _, _, readings in found
        ],
        "says": [_says(n, d, times, *rates) for d, rates in zip(COLUMNS, found)],
    }


def _says(n, columns, times, theory, counted, readings):
    weight, expected = one_strong(n, times)[0], np.clip(theory, 1e-9, 1 - 1e-9)
    drawn = "cat is highest" if readings.argmax() == 0 else "another word is higher"
    return (
        f"{n} words, {columns} columns; cat has {weight:.3f} of the weight. "
        f"It is named in {_percent(counted)} of {TRIALS} trials; "
        f"theory says {_percent(expected)}. In the one drawn, {drawn}."
    )


def _percent(share):
    """A share as a page writes it; what is only nearly always or never is not called so."""
    said = f"{share:.0%}"
    return (
        {"0%": "less than 1%", "100%": "more than 99%"}.get(said, said) if 0 < share < 1 else said
    )
