"""What moves in the chapter "What is really lost"."""

from snippets.black_cat import real_row
from snippets.frames._controls import Frames, slider
from snippets.losses import BITS, KEPT, bit_by_bit


def bits():
    """The row of "black" in the real transformer, rounded to fewer and fewer bits: the weights solved back, their error and its bound."""
    words = real_row()[0]
    return Frames(
        invitation="Take bits away, one after the other. How few are enough, so that cat is still the strongest?",
        controls={"bits": slider("Significant bits of every number", BITS, 4, spoken="{} bits")},
        states={"words": [word.name for word in words], "kept": KEPT, "rounded": [_rounded(bits) for bits in BITS]},
        first=("words", "kept", "rounded"),
    )


def _rounded(bits):
    """The weights in thousandths, the place of the strongest, how far the list is off, and how far it could be."""
    back, off, bound = bit_by_bit(bits)
    return {"weights": [round(1000 * float(f"{weight:.3f}")) for weight in back], "strongest": int(back.argmax()), "off": f"{off:.2g}", "bound": f"{bound:.2g}"}
