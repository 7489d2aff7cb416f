"""What moves in the chapter "A mixture is a place"."""

from snippets.drawing.controls import Frames, handle
from snippets.examples import PLACES, THREE_WEIGHTS, THREE_WORDS
from snippets.mixture import RING


def drag():
    """Three values and an output to drag: what the script needs to compute the weights, their σ,
    and what a rounding does to them.
    """
    values = {
        word: handle(f"The value of {word}", place, 0, 10, 0.1)
        for word, place in zip(THREE_WORDS, PLACES)
    }
    return Frames(
        invitation=(
            "Drag the output towards cat. Then drag a value, until the triangle is nearly flat. "
            "Reset, and drag the output out of the triangle."
        ),
        controls=values | {"output": handle("The output", THREE_WEIGHTS @ PLACES, 0, 10, 0.05)},
        states={"all": {"words": THREE_WORDS, "ring": RING}},
        needs=("triangle",),
    )
