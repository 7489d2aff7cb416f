"""What moves in the chapter "What is really lost"."""

from snippets.drawing.controls import Frames, slider
from snippets.examples import real_row
from snippets.losses import BITS, KEPT, bit_by_bit, small


def bits():
    """The row of "black" in the real transformer, rounded to fewer and fewer bits: the weights
    solved back, their error and its bound.
    """
    words, weights, _, _ = real_row()
    return Frames(
        invitation="Take bits away, one after the other. Can you make cat lose?",
        controls={"bits": slider("Significant bits of every number", BITS, 4)},
        states={
            "words": [word.name for word in words],
            "true": f"{weights[weights.argmax()]:.3f}",
            "kept": KEPT,
            "rounded": [_rounded(bits) for bits in BITS],
        },
        first=("words", "true", "kept", "rounded"),
    )


def _rounded(bits):
    """The weights in thousandths, the place of the strongest, how far the list is off, and how far
    it could be.
    """
    back, off, bound = bit_by_bit(bits)
    return {
        "weights": [round(1000 * float(f"{weight:.3f}")) for weight in back],
        "strongest": int(back.argmax()),
        "off": small(off),
        "bound": small(bound),
    }
