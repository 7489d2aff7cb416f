"""What a real transformer computed: the weights, value rows and output rows of every head, read with numpy alone.

`snippets.recordings.record` makes such a recording; `snippets.recordings.encoder` is the transformer.
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from snippets import checks

FOLDER = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Recording:
    """One sentence in a transformer: outputs[layer, head] = weights[layer, head] @ values[layer, head].

    tokens:     n words, the pieces into which the model cut the sentence.
    weights:    (layers, heads, n, n), what each word (row) takes from each word (column); every row sums to one.
    values:     (layers, heads, n, d), what each word puts into the sums.
    outputs:    (layers, heads, n, d), the sums.
    hidden:     (n, width), the rows that leave the last layer.
    provenance: the sentence and where the recording comes from.
    All arrays are read-only float32.
    """

    tokens: tuple
    weights: np.ndarray
    values: np.ndarray
    outputs: np.ndarray
    hidden: np.ndarray
    provenance: dict

    def head(self, layer, head):
        """The weights (n, n), values (n, d) and outputs (n, d) of one head; layer and head are counted from 1.

        Raises ValueError when the model has no such layer or head.
        """
        layers, heads = self.weights.shape[:2]
        place = checks.whole("layer", layer, 1, layers) - 1, checks.whole("head", head, 1, heads) - 1
        return self.weights[place], self.values[place], self.outputs[place]

    def row(self, word, occurrence=1):
        """The row and column of a word in the arrays, counted from 0; occurrence 2 is its second place in the sentence.

        Raises ValueError when the sentence does not hold the word, or not so often.
        """
        places = [place for place, token in enumerate(self.tokens) if token == word]
        if not places:
            raise ValueError(f"word must be one of {', '.join(self.tokens)}, not {word!r}")
        return places[checks.whole(f"occurrence of {word!r} in {', '.join(self.tokens)}", occurrence, 1, len(places)) - 1]


def load(name="black_cat", folder=FOLDER):
    """The recording of this name. Raises ValueError when the folder holds no such recording."""
    names = sorted(path.stem for path in Path(folder).glob("*.npz"))
    if name not in names:
        raise ValueError(f"name must be one of the recordings ({', '.join(names)}), not {name!r}")
    with np.load(Path(folder) / f"{name}.npz", allow_pickle=False) as stored:
        parts = {field.name: stored[field.name] for field in fields(Recording)}
    for part in parts.values():
        part.flags.writeable = False
    parts["tokens"] = tuple(parts["tokens"].tolist())
    parts["provenance"] = json.loads(parts["provenance"].item())
    return Recording(**parts)


def save(recording, name, folder=FOLDER):
    """Write a recording as one file, the same bytes for the same recording, and return its path.

    name: small letters, digits and underscores, a letter first. Raises ValueError for any other name.
    """
    if not (isinstance(name, str) and name.isascii() and name.isidentifier() and name == name.lower() and name[0] != "_"):
        raise ValueError(f"name must be small letters, digits and underscores, a letter first, not {name!r}")
    parts = {field.name: getattr(recording, field.name) for field in fields(Recording)}
    parts["provenance"] = json.dumps(parts["provenance"], ensure_ascii=False, sort_keys=True)
    path = Path(folder) / f"{name}.npz"
    np.savez_compressed(path, **parts)
    return path
