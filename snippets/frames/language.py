"""What moves in the chapter "In a language model"."""

from snippets.drawing.controls import Frames, choice, slider
from snippets.figures.language import BAND, COUNT, SHOWN
from snippets.language import chances
from snippets.recordings import load_exchange

LAYERS = {"early": "1–10", "middle": "11–20", "late": "21–30", "all": "1–30"}


def exchange():
    """Every sentence, band of layers and number of heads in which two weights are exchanged: the
    weights, what the model says next, and what is said of it.
    """
    recorded = load_exchange()
    sentences = [tokens.split() for tokens in recorded.shown_tokens]
    texts = [" ".join(tokens).replace(" .", ".") for tokens in sentences]
    counts = recorded.counts.tolist()
    return Frames(
        invitation=(
            "Exchange the two weights in no head, in one, in two, and so on. From how many on does "
            "the next word change? Then try the same in layers 1–10."
        ),
        controls={
            "sentence": choice("Sentence", {str(i): text for i, text in enumerate(texts)}, "0"),
            "layers": choice("Layers", LAYERS, list(LAYERS)[BAND]),
            "heads": slider("Heads", counts, counts[COUNT], spoken="{} heads"),
        },
        states={
            str(i): {
                band: {
                    str(count): _state(recorded, tokens, (i, j, k), LAYERS[band])
                    for k, count in enumerate(counts)
                }
                for j, band in enumerate(LAYERS)
            }
            | {"tokens": tokens}
            for i, tokens in enumerate(sentences)
        },
        first=(str(SHOWN),),
    )


def _state(recorded, tokens, place, layers):
    """The weights after the exchange in hundredths, the three likely words, and what is said."""
    count, likely = int(recorded.counts[place[2]]), chances(place)
    lead, own, other, _ = recorded.states[place]
    weights, pair = recorded.bars[place].copy(), [2, 7]
    if count:
        weights[pair] = weights[pair[::-1]]
    shown = [[tokens[2], float(own)], [tokens[7], float(other)], [likely[0], float(likely[1])]]
    word, chance = max(shown, key=lambda each: each[1])
    ahead, behind = (tokens[2], tokens[7]) if lead > 0 else (tokens[7], tokens[2])
    where = "Nothing is exchanged" if not count else _where(count, layers)
    return {
        "weights": [round(100 * float(weight)) for weight in weights],
        "next": [[text, round(100 * chance)] for text, chance in shown],
        "says": (
            f"{where}: the model goes on with “{word}” ({chance:.2f}). “{ahead}” leads “{behind}” "
            f"by {abs(lead):.1f} logits."
        ),
    }


def _where(count, layers):
    heads = "the head" if count == 1 else f"the {count} heads"
    return f"Exchanged in {heads} of layers {layers} in which the two weights differ most"
