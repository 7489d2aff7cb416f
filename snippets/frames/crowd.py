"""What moves in the chapter "More words than columns"."""

import numpy as np

from snippets.crowd import COLUMNS, SIZES, TIMES, TRIALS, one_strong, winner_rates
from snippets.drawing.controls import Frames, choice, slider


def pick():
    """For every number of words, columns and every sharpness: how often the strongest word is
    named, and one sample of the readings.
    """
    return Frames(
        invitation="Cat is seldom named here. Help it, with one thing at a time, and reset in between: more columns, fewer words, a larger lead.",
        controls={
            "columns": slider("Columns", COLUMNS, 64, spoken="{} columns"),
            "words": choice("Words", {str(n): str(n) for n in SIZES}, "64"),
            "times": choice(
                "Cat's weight, compared with every other word's",
                {str(times): f"{times} times" for times in TIMES},
                "3",
            ),
        },
        states={"trials": TRIALS}
        | {str(n): {str(times): _curve(n, times) for times in TIMES} for n in SIZES},
        first=("trials", "7", "64"),
    )


def _curve(n, times):
    """The weight of cat, and for each number of columns: theory and count in thousandths and as
    they are said, which word reads highest, and the readings in hundredths of the highest.
    """
    found = [winner_rates()[n, d, times] for d in COLUMNS]
    return {
        "weight": f"{one_strong(n, times)[0]:.3f}",
        "theory": [round(1000 * theory) for theory, _, _ in found],
        "counted": [round(1000 * counted) for _, counted, _ in found],
        "said": [
            [_percent(np.clip(theory, 1e-9, 1 - 1e-9)), _percent(counted)]
            for theory, counted, _ in found
        ],
        "highest": [int(readings.argmax()) for _, _, readings in found],
        "readings": [
            (100 * readings / readings.max()).round().astype(int).tolist()
            for _, _, readings in found
        ],
    }


def _percent(share):
    """A share as a page writes it; what is only nearly always or never is not called so."""
    said = f"{share:.0%}"
    return (
        {"0%": "less than 1%", "100%": "more than 99%"}.get(said, said) if 0 < share < 1 else said
    )
