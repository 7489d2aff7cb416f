"""Numbers of the answers on a second vector that is added to a word."""

from snippets.added import SIZES, read_back


def read():
    """How often word and position are read from their sum: by the number of columns, and in 64
    columns with the word eight times as long.
    """
    shares = dict(zip(SIZES, read_back()))
    by_columns = {
        f"{what}_{d}": f"{share:.0%}"
        for d in (4, 16, 64)
        for what, share in zip(("word", "place"), shares[d])
    }
    longer = read_back(8.0)[SIZES.index(64)]
    return by_columns | {"place_8": f"{longer[1]:.0%}"}
