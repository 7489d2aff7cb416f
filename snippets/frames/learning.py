"""What moves in the chapter "Who taught the sum to be readable"."""

from snippets.drawing.controls import Frames, slider
from snippets.learning import progress, watched
from snippets.relation import PARTNER, TWINS, VOCABULARY, sentence


def scrub():
    """Every noted step of one training: the weights of four rows, their answers, and how well the
    whole test goes.
    """
    steps, table = progress(0)
    return Frames(
        invitation="Go to step 0, then step by step. Which comes first in each line: its frame, the largest weight, on the shaded place of the partner, or the right answer?",
        controls={"step": slider("Step of training", steps, steps[-1], spoken="step {}")},
        states={
            "places": PARTNER.tolist(),
            "words": [VOCABULARY[token] for token in sentence(*TWINS[0])],
            "asking": TWINS[0],
            "steps": [_step(rows, *measured[:2]) for rows, measured in zip(watched(), table)],
        },
        first=("places", "words", "asking", "steps"),
    )


def _step(rows, right, partner):
    """The weights in thousandths, where the largest are, the answers with their probability, and
    the share of right answers and the mean weight on the partner.
    """
    return {
        "weights": [(1000 * row.weights).round().astype(int).tolist() for row in rows],
        "largest": [int(row.weights.argmax()) for row in rows],
        "answers": [row.answer for row in rows],
        "sure": [f"{row.answers[row.answer]:.2f}" for row in rows],
        "right": f"{right:.0%}",
        "partner": f"{partner:.2f}",
    }
