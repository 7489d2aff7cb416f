"""Numbers of the answers on scores and softmax."""

from snippets.scores import SCORES, TEMPERATURES, WORDS, cooled, scaled


def spread():
    """The spread of dot products of so many columns, not divided."""
    return {str(d): f"{scaled(d, 0.0)[0]:.1f}" for d in (64, 256)}


def largest():
    """The mean of the largest of ten weights at so many columns: not divided, divided by the root,
    and by d.
    """
    return {
        f"{name}_{d}": f"{scaled(d, power)[1]:.2f}"
        for d in (16, 1024)
        for name, power in (("none", 0.0), ("root", 0.5), ("whole", 1.0))
    }


def weights():
    """The weights of the three words at half the temperature, at one and at double."""
    names = dict(zip(TEMPERATURES, ("half", "one", "double")))
    return {
        f"{name}_{word}": f"{weight:.2f}"
        for warmth, name in names.items()
        for word, weight in zip(WORDS, cooled(SCORES, warmth))
    }
