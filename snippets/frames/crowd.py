"""What moves in the chapter "More words than columns"."""

from snippets.crowd import COLUMNS, SIZES, TIMES, TRIALS, naming, one_strong
from snippets.frames._controls import Frames, choice, slider


def pick():
    """For every number of words, columns and every sharpness: how often the strongest word is named, and one sample of the readings."""
    return Frames(
        invitation="Before you move: with 512 words, from how many columns on is cat always named? And if cat is less far ahead?",
        controls={
            "words": choice("Words", {str(n): str(n) for n in SIZES}, "64"),
            "columns": slider("Columns", COLUMNS, 64, spoken="{} columns"),
            "times": choice("Cat has", {str(times): f"{times} times the weight of every other word" for times in TIMES}, "10"),
        },
        states={"trials": TRIALS} | {str(n): {str(times): _curve(n, times) for times in TIMES} for n in SIZES},
        first=("trials", "7", "64"),
    )


def _curve(n, times):
    """The weight of cat, and for each number of columns: theory and count in thousandths and as they are said, and the readings in
    hundredths of the largest."""
    found = [naming()[n, d, times] for d in COLUMNS]
    return {
        "weight": f"{one_strong(n, times)[0]:.3f}",
        "theory": [round(1000 * theory) for theory, _, _ in found],
        "counted": [round(1000 * counted) for _, counted, _ in found],
        "said": [[f"{theory:.0%}", f"{counted:.0%}"] for theory, counted, _ in found],
        "readings": [(100 * readings / readings.max()).round().astype(int).tolist() for _, _, readings in found],
    }
