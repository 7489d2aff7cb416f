"""Numbers of the answers on places and order."""

from snippets.placed import LAYERS, PLACES, places_kept


def kept():
    """How often a linear read names the place of a row after the last layer and after the first: of
    rows that each layer adds to, and of rows that each layer replaces; and by guessing.
    """
    added, replaced = places_kept(True), places_kept(False)
    return {
        "layers": str(LAYERS),
        "places": str(PLACES),
        "added": f"{added[-1]:.1%}",
        "replaced_1": f"{replaced[1]:.0%}",
        "replaced": f"{replaced[-1]:.0%}",
    }
