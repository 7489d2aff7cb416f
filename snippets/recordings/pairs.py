"""Record two sets of sentences in all-MiniLM-L6-v2, pairs.npz and reads.npz: python -m
snippets.recordings.pairs

The model and what reads it must be installed; `make record` does that. Every word is a single
token.
"""

from itertools import permutations, product

import numpy as np

from snippets.recordings import Pairs, Reads, record, save

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
    order = np.array(list(permutations(range(len(WORDS)), 2)))
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
        pairs, reads = record_pairs(), record_reads()
    except ModuleNotFoundError as missing:
        raise SystemExit(record.NO_MODEL.format(missing.name)) from None
    save(pairs, "pairs")
    save(reads, "reads")
    counts = len(pairs.sentences), len(reads.sentences)
    print("load_pairs(): {} sentences, load_reads(): {} sentences".format(*counts))


def _encoding(sentence, count):
    encoder, _ = record.installed(record.PACKAGE)
    tokens, encoding = encoder(sentence)
    if len(tokens) != count:
        raise ValueError(
            f"every word must be a single token, but {sentence!r} is {' '.join(tokens)}"
        )
    return encoding


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
