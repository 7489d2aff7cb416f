"""What moves in the chapter "Same words, other relation"."""

from snippets.drawing.controls import Frames, choice
from snippets.drawing.marks import stacked
from snippets.losses import largest_possible_weight
from snippets.relation import KINDS, LIMIT, PARTNER, TWINS, row_of, stacking, train


def swap():
    """For each word that asks and each way to make weights: its row in both sentences, with
    weights, sum and answers.
    """
    limit = f"{largest_possible_weight(8, LIMIT):.2f}"
    return Frames(
        invitation=f"Let no weight be above {limit}: in how many columns is the partner still the largest part? Then make all weights equal: can both answers be right? Tap another word to let it ask.",
        controls={
            "weights": choice(
                "Three attentions",
                {"free": "free weights", "limited": f"none above {limit}", "uniform": "all equal"},
                "free",
            ),
            "asks": choice("Who asks", {word: word for word in TWINS[0]}, "black"),
        },
        states={
            kind: {word: [_row(word, words, kind) for words in TWINS] for word in TWINS[0]}
            for kind in KINDS
        }
        | {"twins": TWINS},
        first=(*KINDS, "twins"),
    )


def _row(word, words, kind):
    """Where the asking word stands, its weights, the piled parts of its sum and its totals, all in
    hundredths, in how many columns its partner is the largest part, and the two answers it could
    give.
    """
    row, order = row_of(word, words, train(kind, 0).parameters[-1], kind), stacking(words)
    could = TWINS[0][1::2] if word in TWINS[0][0::2] else TWINS[0][0::2]
    return {
        "place": row.place,
        "weights": _hundredths(row.weights),
        "parts": _hundredths(stacked(row.parts[order])),
        "leads": row.leads(PARTNER[words.index(word)]),
        "totals": _hundredths(row.parts.sum(axis=0)),
        "answers": {answer: f"{row.answers[answer]:.2f}" for answer in could}
        | {"others": f"{1 - sum(row.answers[answer] for answer in could):.2f}"},
        "answer": row.answer,
        "right": words[words.index(word) ^ 1],
    }


def _hundredths(numbers):
    return (100 * numbers).round().astype(int).tolist()
