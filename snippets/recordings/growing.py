"""Record a story that grows from 10 tokens to 162 in all-MiniLM-L6-v2, growing.npz: python -m
snippets.recordings.growing

The model and what reads it must be installed; `make record` does that. The story crosses the border
n = d + 1 = 33 word by word.
"""

from snippets.recordings import Growing, record, save_growing

MAT = "the black cat sat on the mat."
SOFT = f"{MAT} it was warm and soft."
DOOR = f"{SOFT} the white dog came to the door."
YAWNED = f"{DOOR} the black cat looked up at the wet dog and yawned"
LAY = f"{YAWNED}, and the dog lay down."
SUN = (
    f"{LAY} soon the rain stopped and the sun came out. "
    "the dog wanted to go out and play in the garden."
)
DREAM = (
    f"{SUN} but the cat was still sleepy. "
    "it closed its eyes and dreamed of a small grey mouse with a long tail. "
    "in the dream the mouse ran very fast."
)
DARK = (
    f"{DREAM} when the cat woke up, the house was quiet and the dog was gone. "
    "the mat was empty and a little cold on one side. "
    "the cat walked to the window and saw the dog under the old tree. "
    "so it went out, sat down beside the dog, and watched the birds in the tree until it was dark."
)
TEXTS = (
    MAT,
    SOFT,
    DOOR,
    f"{DOOR} the cat looked up at the dog.",
    f"{DOOR} the cat looked up at the wet dog.",
    f"{DOOR} the black cat looked up at the wet dog.",
    f"{YAWNED}.",
    LAY,
    SUN,
    DREAM,
    DARK,
)


def record_growing():
    """The texts as Growing, made today, the shortest first. Raises ModuleNotFoundError when the
    model is not installed.
    """
    return tuple(map(_recorded, TEXTS))


def main():
    try:
        texts = record_growing()
    except ModuleNotFoundError as missing:
        raise SystemExit(record.NO_MODEL.format(missing.name)) from None
    save_growing(texts)
    print("load_growing(): texts of", *(len(text.tokens) for text in texts), "tokens")


def _recorded(text):
    encoder, _ = record.installed(record.PACKAGE)
    tokens, encoding = encoder(text)
    weights, values = (array[:, Growing.HEAD - 1] for array in (encoding.weights, encoding.values))
    return Growing(tokens, weights, values, record.provenance("growing", sentence=text))


if __name__ == "__main__":
    main()
