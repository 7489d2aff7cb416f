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
        invitation=(
            "Go to step 0, then step by step. Which comes first in each line: its frame, the "
            "largest weight, on the shaded place of the partner, or the right answer?"
        ),
        controls={"step": slider("Step of training", steps, steps[-1], spoken="step {}")},
        states={
            "steps": [
                _step(rows) | {"says": _says(step, rows, *measured[:2])}
                for step, rows, measured in zip(steps, watched(), table)
            ]
        },
        first=("steps",),
    )


def _step(rows):
    """The weights in thousandths, where the largest are, the answers with their probability, which
    of them are right, and what each row does, in words.
    """
    right = _right(rows)
    return {
        "weights": [(1000 * row.weights).round().astype(int).tolist() for row in rows],
        "largest": [int(row.weights.argmax()) for row in rows],
        "answers": [
            f"{row.answer} {row.answers[row.answer]:.2f} {'✓' if good else '✗'}"
            for row, good in zip(rows, right)
        ],
        "right": right,
        "details": " ".join(map(_detail, TWINS[0], rows, right)),
    }


def _right(rows):
    """Whether the answer of each row is the word of its partner."""
    words = _words()
    return [row.answer == words[place] for row, place in zip(rows, PARTNER)]


def _detail(asks, row, right):
    most = _words()[row.weights.argmax()]
    verdict = "right" if right else "wrong"
    return f"“{asks}” gives most to “{most}” and answers “{row.answer}”, {verdict}."


def _says(step, rows, right, partner):
    """What is said of a step, the share of right answers and the mean weight on the partner in the
    whole test among it.
    """
    largest = sum(row.weights.argmax() == place for row, place in zip(rows, PARTNER))
    return (
        f"Step {step}: largest weight on the partner in {largest} of 4 lines, "
        f"right answer in {sum(_right(rows))} of 4. "
        f"Whole test: {right:.0%} right, mean weight on the partner {partner:.2f}."
    )


def _words():
    return [VOCABULARY[token] for token in sentence(*TWINS[0])]
