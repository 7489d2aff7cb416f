"""What moves in the chapter "What is really lost"."""

from snippets.drawing.controls import Frames, slider
from snippets.examples import real_row
from snippets.losses import BITS, KEPT, bit_by_bit, small


def bits():
    """The output for "black" in the real head, rounded to fewer and fewer bits: the weights solved
    back, their error and its bound.
    """
    words = real_row()[0]
    return Frames(
        invitation="Take bits away, one after the other. Can you make cat lose?",
        controls={"bits": slider("Significant bits of every number", BITS, 4)},
        states={
            "words": [word.name for word in words],
            "rounded": [_rounded(bits) for bits in BITS],
        },
        first=("words", "rounded"),
    )


def _rounded(bits):
    """The weights solved back in thousandths, a title, and what is said of them: the strongest, how
    far the list is off, and how far it could be.
    """
    back, off, bound = bit_by_bit(bits)
    words, weights, _, _ = real_row()
    title = f"{bits} significant bit{'' if bits == 1 else 's'}"
    return {
        "weights": [round(1000 * float(f"{weight:.3f}")) for weight in back],
        "title": title,
        "says": (
            f"{title}{_kept(bits)}. The list is off by {small(off)}; the bound is {small(bound)}. "
            f"The strongest is {words[back.argmax()].name}, with {back.max():.3f} "
            f"(true: {weights.max():.3f})."
        ),
    }


def _kept(bits):
    if bits in KEPT:
        return f", as {KEPT[bits]} keeps them"
    return ": every number is plus or minus a power of two" if bits == 1 else ""
