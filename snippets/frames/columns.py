"""What moves in the chapter "All columns remember"."""

import re

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
        invitation=(
            "Untick “Show the answer” and choose another row. Press − down to 1 column, then + "
            "until you think that only one word can be the strongest. Tick it again to compare."
        ),
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
            "words": [word.name for word in words],
            "details": "; ".join(f"{word.spoken} {{}}" for word in words) + ".",
            "hidden": f"{{}} of {columns} columns. Which words can still be the strongest? "
            "Show the answer to compare.",
            **{name: _head(*place) for name, place in heads.items()},
        },
        first=("words", "details", "hidden", start),
    )


def lines():
    """Three words, three columns: what the script needs to draw the weightings that the columns
    cannot tell apart.
    """
    return Frames(
        invitation=(
            "Drag the point. Show one column, two, three. Then, with two, let column 2 copy "
            "column 1, and watch what is left."
        ),
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
    """Each row of a head by the name of its word: its title, with {} for the number of columns, and
    what _row and _says make of it.
    """
    words, _, values, _ = real_row()
    heading = f"layer {layer} head {head}: {{}} of {values.shape[1]} columns"
    rows = {word: _row(*real_row(layer, head, word.name)[1:]) for word in words}
    return {
        word.name: {"title": f"Row of {re.sub('[“”]', '', word.spoken)}, {heading}"}
        | row
        | {"says": _says(row, values.shape[1])}
        for word, row in rows.items()
    }


def _row(weights, values, output):
    """The true weights of a row, and for 0, 1, 2 … columns until every weight is settled the
    interval of each weight, both in thousandths, and the places of the words that can still be the
    strongest.
    """
    settled = next(k for k in range(1, values.shape[1] + 1) if affinely_independent(values[:, :k]))
    counts = range(settled + 1)
    return {
        "true": _thousandths(weights),
        "open": [_thousandths(intervals(values, output, k)) for k in counts],
        "can": [np.flatnonzero(can_be_strongest(values, output, k)).tolist() for k in counts],
    }


def _says(row, columns):
    """What is said of 0, 1, 2 … columns of so many, with {} for their number, until one more than
    settle every weight: more of them change nothing.
    """
    return [
        f"{{}} of {columns} columns: {_unsettled(row, seen) or _settled(row, seen)}"
        for seen in range(len(row["open"]) + 1)
    ]


def _unsettled(row, seen):
    """What is said of a number of columns that leaves some weight open, or None."""
    if seen >= len(row["open"]) - 1:
        return None
    words = [word.spoken for word in real_row()[0]]
    possible = [words[place] for place in row["can"][seen]]
    if len(possible) == 1:
        return (
            f"{possible[0]} is the strongest, whatever the hidden columns say{_since(row, seen)}. "
            f"Its weight {_between(*row['open'][seen][row['can'][seen][0]])}."
        )
    if len(possible) == len(words):
        return f"any of the {len(words)} can still be the strongest."
    if len(possible) > 4:
        return f"{len(possible)} of the {len(words)} can still be the strongest."
    return f"the strongest can still be {', '.join(possible[:-1])} or {possible[-1]}."


def _settled(row, seen):
    """What is said of a number of columns that settles every weight."""
    settled, most = len(row["open"]) - 1, max(row["true"])
    strongest = real_row()[0][row["true"].index(most)].spoken
    more = f"every weight was settled by {settled}, and the others only confirm it"
    return (
        f"{more if seen > settled else 'every weight is settled'}. "
        f"The strongest is {strongest}, with {_said(most)}{_since(row, seen)}."
    )


def _since(row, seen):
    """Since which number of columns only one word can be the strongest, if since fewer."""
    certain = next((k for k, can in enumerate(row["can"]) if len(can) == 1), seen)
    return "" if certain == seen else f", certain since column {certain}"


def _between(low, high):
    """What is said of a weight between two limits, in thousandths."""
    if low == high:
        return f"is {_said(low)}, to three decimals"
    return f"lies between {_said(low)} and {_said(high)}"


def _said(thousandths):
    return f"{thousandths / 1000:.3f}"


def _thousandths(numbers):
    """Numbers in thousandths, as a page writes them, so that no script rounds them once more."""
    return (
        [_thousandths(each) for each in numbers]
        if np.ndim(numbers)
        else round(1000 * float(f"{numbers:.3f}"))
    )


def _described(layer, head):
    """A head, and the row for which it was chosen, where that is another than that of "black"."""
    weights, row = load().head(layer, head)[0], load().row
    better = weights[row("cat"), row("black")] > weights[row("black"), row("cat")]
    return f"layer {layer}, head {head}{' (try row “cat”)' if better else ''}"
