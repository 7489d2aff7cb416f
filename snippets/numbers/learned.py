"""Numbers of the answers on equal, computed and unwanted weights."""

from snippets.learned import TEXTS, UNWANTED, asked, spaced, with_nothing
from snippets.recordings import load


def ratio():
    """How many times the first weight the last one is, when the scores are spread by so much."""
    return {
        name: f"{spaced(spread)[-1] / spaced(spread)[0]:.2f}"
        for name, spread in {"hundredth": 0.01, "tenth": 0.1, "one": 1.0, "three": 3.0}.items()
    }


def cat():
    """What "cat" has in the two texts, the first one if there are two."""
    first, second = (asked(text) for text in TEXTS)
    return {"one": f"{first[1]:.2f}", "two": f"{second[0]:.2f}"}


def unwanted():
    """What each of three words with the score -5 has beside a token of zeros."""
    return f"{with_nothing(UNWANTED)[0]:.3f}"


def sink():
    """The mean share of the weights of the seven words that goes to [CLS] and [SEP], in layers 1
    and 5 of a real encoder.
    """
    weights = load().weights[:, :, 1:-2]
    shares = weights[..., [0, -1]].sum(axis=-1).mean(axis=(1, 2))
    return {str(layer): f"{shares[layer - 1]:.0%}" for layer in (1, 5)}
