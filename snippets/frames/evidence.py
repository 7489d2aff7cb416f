"""What moves in the chapter "In a real transformer"."""

import re

from snippets.drawing.controls import Frames, choice, slider
from snippets.drawing.words import of_tokens
from snippets.evidence import shares_of_rows
from snippets.examples import LAYER
from snippets.recordings import load


def parts():
    """Every row of every layer: the weight that each token gets over all heads, the sizes of its
    parts, and what is said of them.
    """
    words, layers = of_tokens(load().tokens), range(1, 7)
    return Frames(
        invitation=(
            "Go through the layers, then choose the row of “cat” or of “mat”. Is there a row in "
            "which the token with the most weight also brings the largest parts?"
        ),
        controls={
            "layer": slider("Layer", layers, LAYER, spoken="layer {}"),
            "row": choice("Row of", {word.name: word.spoken for word in words}, "black"),
        },
        states={
            "words": [word.name for word in words],
            **{
                str(layer): {word.name: _row(layer, j, words) for j, word in enumerate(words)}
                for layer in layers
            },
        },
        first=("words", str(LAYER)),
    )


def _row(layer, row, words):
    """The shares of a row in hundredths, its title, and what is said of it."""
    shares = {kind: of_kind[layer - 1, row] for kind, of_kind in shares_of_rows().items()}
    name = re.sub("[“”]", "", words[row].spoken)
    return {
        "title": f"Row of {name}, layer {layer}, all heads",
        "weight": _hundredths(shares["weight"]),
        "size": _hundredths(shares["size"]),
        "says": _says(f"Layer {layer}, row of {words[row].spoken}", shares, words),
        "details": _details(shares, words),
    }


def _says(row, shares, words):
    """Who gets the most weight, whose parts are the largest, and how much of what is added is
    theirs.
    """
    heaviest, largest = (int(shares[kind].argmax()) for kind in ("weight", "size"))
    sizes = f"{shares['size'][heaviest]:.2f} of all sizes"
    along = f"{shares['added'][largest]:.2f}".replace("-", "−")
    added = f"{along} of what attention adds to this row, along its direction"
    if heaviest == largest:
        other = f"and brings the largest parts too: {sizes}, and {added}."
    else:
        other = (
            f"and its parts are {sizes}. The largest parts are those of {words[largest].spoken}: "
            f"{shares['size'][largest]:.2f} of all sizes, and {added}."
        )
    return (
        f"{row}: {words[heaviest].spoken} gets the most weight, "
        f"{shares['weight'][heaviest]:.2f} of all, {other}"
    )


def _details(shares, words):
    """The shares of every token, for those who cannot see the bars."""
    each = zip(words, shares["weight"], shares["size"])
    said = [f"{word.spoken} {weight:.2f} and {size:.2f}" for word, weight, size in each]
    return f"Weight and size: {'; '.join(said)}."


def _hundredths(shares):
    return [round(100 * float(f"{share:.2f}")) for share in shares]
