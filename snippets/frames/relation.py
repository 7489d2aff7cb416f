"""What moves in the chapter "Same words, other relation"."""

from snippets.drawing.controls import Frames, choice
from snippets.drawing.marks import stacked
from snippets.losses import largest_possible_weight
from snippets.relation import ASKING, KINDS, LIMIT, PARTNER, TWINS, row_of, stacking, train


def swap():
    """For each word that asks and each way to make weights: its row in both sentences, with
    weights, sum and answers.
    """
    limit = f"{largest_possible_weight(8, LIMIT):.2f}"
    return Frames(
        invitation=(
            f"Let no weight be above {limit}: in how many columns is the partner still the largest "
            "part? Then make all weights equal: can both answers be right? Tap another word to let "
            "it ask."
        ),
        controls={
            "weights": choice(
                "Three attentions",
                {"free": "free weights", "limited": f"none above {limit}", "uniform": "all equal"},
                "free",
            ),
            "asks": choice("Who asks", {word: word for word in TWINS[0]}, "black"),
        },
        states={kind: {word: _frame(word, kind) for word in TWINS[0]} for kind in KINDS}
        | {"asking": [list(zip(words, ASKING.tolist())) for words in TWINS]},
        first=(*KINDS, "asking"),
    )


def _frame(word, kind):
    """The row of a word in both sentences, and what is said of the two."""
    rows = [_row(word, words, kind) for words in TWINS]
    return {
        "says": _same(word, rows) if kind == "uniform" else _says(word, rows),
        "rows": [{key: row[key] for key in row if key not in SAID} for row in rows],
    }


SAID = ("leads", "gives", "answer", "right")  # what of a row is said and not drawn


def _row(word, words, kind):
    """Where the asking word stands, its weights, the piled parts of its sum and its totals, all in
    hundredths, in how many columns its partner is the largest part, and the two answers it could
    give.
    """
    row, order = row_of(word, words, train(kind, 0).parameters[-1], kind), stacking(words)
    could = TWINS[0][1::2] if word in TWINS[0][0::2] else TWINS[0][0::2]
    partner, weights = PARTNER[words.index(word)], _hundredths(row.weights)
    numbers = [f"{weight / 100:.2f}" for weight in weights]
    return {
        "place": row.place,
        "weights": weights,
        "numbers": ["1/8"] * len(weights) if kind == "uniform" else numbers,
        "parts": _hundredths(stacked(row.parts[order])),
        "leads": f"{row.leads(partner)} of {row.parts.shape[1]}",
        "gives": numbers[partner],
        "totals": _hundredths(row.parts.sum(axis=0)),
        "answers": {answer: f"{row.answers[answer]:.2f}" for answer in could}
        | {"others": f"{1 - sum(row.answers[answer] for answer in could):.2f}"},
        "answer": row.answer,
        "right": words[words.index(word) ^ 1],
    }


def _says(word, rows):
    first, second = rows
    return (
        f"“{word}” gives “{first['right']}” {first['gives']} in the first sentence "
        f"(largest part of {first['leads']} columns), "
        f"“{second['right']}” {second['gives']} in the second ({second['leads']}). "
        f"Answers: {_answer(first)}, {_answer(second)}."
    )


def _same(word, rows):
    first, second = map(_answer, rows)
    return (
        f"All weights equal: both sums are the same row, so “{word}” gets one answer twice: "
        f"{first} in the first sentence, {second} in the second."
    )


def _answer(row):
    return f"“{row['answer']}” ({'right' if row['answer'] == row['right'] else 'wrong'})"


def _hundredths(numbers):
    return (100 * numbers).round().astype(int).tolist()
