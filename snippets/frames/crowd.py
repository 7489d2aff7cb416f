"""What moves in the chapter "More words than columns"."""

from snippets.crowd import COLUMNS, SIZES, TIMES, TRIALS, naming, one_strong
from snippets.frames._controls import Frames, choice, slider


def pick():
    """For every number of words, columns and every sharpness: how often the strongest word is named, and one sample of the readings."""
    return Frames(
        invitation="Before you move: among 64 words, with only 3 times the weight, how many columns does cat need to be named nearly always?",
        controls={
            "words": choice("Words", {str(n): str(n) for n in SIZES}, "64"),
            "columns": slider("Columns", COLUMNS, 64, spoken="{} columns"),
            "times": choice("Cat has", {str(times): f"{times} times the weight of every other word" for times in TIMES}, "10"),
        },
        states={"trials": TRIALS} | {str(n): {str(times): _curve(n, times) for times in TIMES} for n in SIZES},
        first=("trials", "7", "64"),
    )


def _curve(n, times):
    """The weight of cat, and for each number of columns: theory and count in thousandths and as they are said, which word reads highest,
    and the readings in hundredths of the highest."""
    found = [naming()[n, d, times] for d in COLUMNS]
    return {
        "weight": f"{one_strong(n, times)[0]:.3f}",
        "theory": [round(1000 * theory) for theory, _, _ in found],
        "counted": [round(1000 * counted) for _, counted, _ in found],
        "said": [[_percent(theory), _percent(counted)] for theory, counted, _ in found],
        "highest": [int(readings.argmax()) for _, _, readings in found],
        "readings": [(100 * readings / readings.max()).round().astype(int).tolist() for _, _, readings in found],
    }


def _percent(share):
    """A share as a page writes it; what is only nearly always or never is not called so."""
    said = f"{share:.0%}"
    return {("0%", True): "less than 1%", ("100%", True): "more than 99%"}.get((said, 0 < share < 1), said)
