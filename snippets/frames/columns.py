"""What moves in the chapter "All columns remember"."""

import numpy as np

from snippets.drawing.controls import Frames, choice, handle, slider, switch
from snippets.examples import (
    CORNERS,
    HEAD,
    LAYER,
    THIRD_COLUMN,
    THREE_VALUES,
    THREE_WEIGHTS,
    THREE_WORDS,
    real_row,
)
from snippets.intervals import can_be_strongest, intervals
from snippets.recordings import load
from snippets.recovery import affinely_independent

# Of every layer the head in which black gives cat the most, and the head in which cat gives black
# nearly everything.
HEADS = ((1, 5), (2, 9), (3, 9), (4, 2), (5, 10), (6, 12), (1, 3))
SEEN = 3  # columns at rest


def slide():
    """Every row of seven heads of the real transformer, and what each number of its columns leaves
    open.
    """
    words, _, values, _ = real_row()
    columns = values.shape[1]
    heads = {f"{layer}.{head}": (layer, head) for layer, head in HEADS}
    start = f"{LAYER}.{HEAD}"
    return Frames(
        invitation="Untick “Show the answer” and choose another row. Press − down to 1 column, then + until you think that only one word can be the strongest. Tick it again to compare.",
        controls={
            "columns": slider(
                "Columns you may see", range(columns + 1), SEEN, spoken=f"{{}} of {columns}"
            ),
            "answer": switch("Show the answer", True),
            "row": choice("Row of", {word.name: word.spoken for word in words}, "black"),
            "head": choice(
                "Head", {name: _described(*place) for name, place in heads.items()}, start
            ),
        },
        states={
            "words": [{"name": word.name, "spoken": word.spoken} for word in words],
            **{name: _head(*place) for name, place in heads.items()},
        },
        first=("words", start),
    )


def lines():
    """Three words, three columns: what the script needs to draw the weightings that the columns
    cannot tell apart.
    """
    return Frames(
        invitation="Drag the point. Show one column, two, three. Then, with two, let column 2 copy column 1, and watch what is left.",
        controls={
            "weights": handle("The true weights", np.round(100 * THREE_WEIGHTS[:2]), 1, 98, 0.01),
            "columns": slider("Columns that are seen", range(4), 2),
            "copy": slider(
                "Column 2 copies column 1, percent", range(0, 101, 10), 0, spoken="{} percent"
            ),
        },
        states={
            "all": {
                "words": THREE_WORDS,
                "values": THREE_VALUES.tolist(),
                "third": THIRD_COLUMN.tolist(),
                "corners": CORNERS.tolist(),
            }
        },
        needs=("triangle",),
    )


def _head(layer, head):
    """Each row of a head by the name of its word: its true weights, and for 0, 1, 2 … columns until
    every weight is settled the interval of each weight, both in thousandths, and the places of the
    words that can still be the strongest.
    """
    return {word.name: _row(*real_row(layer, head, word.name)[1:]) for word in real_row()[0]}


def _row(weights, values, output):
    settled = next(k for k in range(1, values.shape[1] + 1) if affinely_independent(values[:, :k]))
    counts = range(settled + 1)
    return {
        "true": _thousandths(weights),
        "open": [_thousandths(intervals(values, output, k)) for k in counts],
        "can": [np.flatnonzero(can_be_strongest(values, output, k)).tolist() for k in counts],
    }


def _thousandths(numbers):
    """Numbers as a page writes them, with three decimals, so that no script rounds them once more."""
    return (
        [_thousandths(each) for each in numbers]
        if np.ndim(numbers)
        else round(1000 * float(f"{numbers:.3f}"))
    )


def _described(layer, head):
    """A head, and the row for which it was chosen, where that is another than that of "black"."""
    weights, row = load().head(layer, head)[0], load().row
    return f"layer {layer}, head {head}{' (try row “cat”)' if weights[row('cat'), row('black')] > weights[row('black'), row('cat')] else ''}"
