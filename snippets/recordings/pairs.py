"""Record three sets of sentences in all-MiniLM-L6-v2, pairs.npz, forms.npz and reads.npz: python -m
snippets.recordings.pairs

The model and what reads it must be installed; `make record` does that. Every word is a single
token.
"""

from itertools import permutations, product

import numpy as np

from snippets.recordings import Forms, Pairs, Reads, record, save

WORDS = {
    "black": "cat",
    "white": "mat",
    "old": "dog",
    "young": "bird",
    "red": "fox",
    "brown": "bear",
    "wooden": "chair",
    "round": "table",
    "soft": "bed",
    "empty": "box",
    "flat": "rock",
    "tall": "tree",
    "cold": "floor",
    "little": "mouse",
}
ADJECTIVES, NOUNS = tuple(WORDS), tuple(WORDS.values())
LAYER = (
    2  # of the rows in Reads: the layer of the head in which adjectives attend most to their noun
)


def record_pairs():
    """The Pairs, made today. Raises ModuleNotFoundError when the model is not installed."""
    order = _order()
    sentences = tuple(
        f"the {ADJECTIVES[a]} {NOUNS[a]} sat on the {ADJECTIVES[b]} {NOUNS[b]}." for a, b in order
    )
    encodings = [_encoding(sentence, 11) for sentence in sentences]
    own, other = (
        np.stack(
            [
                [each.weights[:, :, row, column] for row, column in zip(Pairs.ASKING, columns)]
                for each in encodings
            ]
        )
        for columns in (Pairs.OWN, Pairs.OTHER)
    )
    kept = np.argwhere((own > other).all(axis=(0, 1)))
    turned = [
        [_turned(each.values[*head], each.outputs[*head][list(Pairs.ASKING)]) for head in kept]
        for each in encodings
    ]
    return Pairs(
        adjectives=ADJECTIVES,
        nouns=NOUNS,
        sentences=sentences,
        order=order,
        own=own,
        other=other,
        heads=kept + 1,
        values=np.array([[values for values, _ in heads] for heads in turned]),
        outputs=np.array([[outputs for _, outputs in heads] for heads in turned]),
        provenance=record.provenance("pairs"),
    )


def record_forms():
    """The Forms, made today. Raises ModuleNotFoundError when the model is not installed."""
    order = _order()
    words = [(ADJECTIVES[a], NOUNS[a], ADJECTIVES[b], NOUNS[b]) for a, b in order]
    named = [dict(zip(("A1", "N1", "A2", "N2"), four)) for four in words]
    sentences = [[form.format(**each) for each in named] for form in Forms.FORMS]
    heard = [
        np.stack([_on_nouns(_encoding(each, count), *rows) for each in of_form])
        for of_form, count, *rows in zip(
            sentences, (11, 12, 12), Forms.ASKING, Forms.OWN, Forms.OTHER
        )
    ]
    own, other, own_solved, other_solved = np.moveaxis(np.stack(heard), 2, 0)
    return Forms(
        adjectives=ADJECTIVES,
        nouns=NOUNS,
        sentences=tuple(each for of_form in sentences for each in of_form),
        order=order,
        own=own,
        other=other,
        own_solved=own_solved,
        other_solved=other_solved,
        provenance=record.provenance("pairs"),
    )


def record_reads():
    """The Reads, made today. Raises ModuleNotFoundError when the model is not installed."""
    adjective, noun = np.array(list(product(range(len(ADJECTIVES)), range(len(NOUNS))))).T
    sentences = tuple(
        f"the {ADJECTIVES[a]} {NOUNS[n]} sat on the mat." for a, n in zip(adjective, noun)
    )
    encodings = [_encoding(sentence, 10) for sentence in sentences]
    return Reads(
        adjectives=ADJECTIVES,
        nouns=NOUNS,
        sentences=sentences,
        adjective=adjective,
        noun=noun,
        layer=LAYER,
        rows=np.stack([each.added[LAYER - 1, 2] for each in encodings]),
        before=np.stack([each.inputs[0, 2] for each in encodings]),
        provenance=record.provenance("pairs"),
    )


def main():
    try:
        pairs, forms, reads = record_pairs(), record_forms(), record_reads()
    except ModuleNotFoundError as missing:
        raise SystemExit(record.NO_MODEL.format(missing.name)) from None
    save(pairs, "pairs")
    save(forms, "forms")
    save(reads, "reads")
    told = {"load_pairs()": pairs, "load_forms()": forms, "load_reads()": reads}
    print(*(f"{name}: {len(each.sentences)} sentences" for name, each in told.items()), sep=", ")


def _order():
    """Every two different pairs of WORDS, in both orders: (182, 2)."""
    return np.array(list(permutations(range(len(WORDS)), 2)))


def _encoding(sentence, count):
    encoder, _ = record.installed(record.PACKAGE)
    tokens, encoding = encoder(sentence)
    if len(tokens) != count:
        raise ValueError(
            f"every word must be a single token, but {sentence!r} is {' '.join(tokens)}"
        )
    return encoding


def _on_nouns(encoding, asking, own, other):
    """The weights of the rows that ask on their own nouns and on the other ones, as the model has
    them and as the sums give them back: (4, 2, layers, heads), float32.
    """
    rows = list(asking)
    solved = _solved(encoding.values, encoding.outputs[:, :, rows])
    return np.array(
        [
            [weights[:, :, i, noun] for i, noun in enumerate(nouns)]
            for weights in (encoding.weights[:, :, rows], solved)
            for nouns in (own, other)
        ],
        dtype=np.float32,
    )


def _solved(values, outputs):
    """The weightings that sum to one and give the outputs best: (..., n, d) and (..., m, d) to
    (..., m, n), in double precision.
    """
    values, outputs = values.astype(np.float64), outputs.astype(np.float64)
    first = values[..., :1, :]
    others = (outputs - first) @ np.linalg.pinv(values[..., 1:, :] - first)
    return np.concatenate([1 - others.sum(axis=-1, keepdims=True), others], axis=-1)


def _turned(values, outputs):
    """The values with the first row moved to zero and turned into n - 1 columns, and the outputs
    moved and turned with them.
    """
    values, outputs = values.astype(np.float64), outputs.astype(np.float64)
    turn, columns = np.linalg.qr((values[1:] - values[0]).T)
    moved = np.vstack([np.zeros(len(columns)), columns.T]), (outputs - values[0]) @ turn
    return tuple(each.astype(np.float32) for each in moved)


if __name__ == "__main__":
    main()
