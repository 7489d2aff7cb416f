"""Numbers of the answers on several heads."""

from snippets.several import APART, strongest_by_head, trained


def strongest():
    """How many tokens lead the row of "black" in one head or another, and how many heads there
    are.
    """
    return dict(zip(("tokens", "heads"), map(str, strongest_by_head())))


def apart():
    """Of two trained heads: how far their weights are apart in the end, and the error, when they
    started a thousandth apart and when they started alike.
    """
    (errors, differences), (alike, same) = trained(APART), trained(0)
    return {
        "end": f"{differences[-1]:.2f}",
        "error": f"{errors[-1]:.4f}",
        "alike": f"{same[-1]:.2f}",
        "alike_error": f"{alike[-1]:.3f}",
    }
