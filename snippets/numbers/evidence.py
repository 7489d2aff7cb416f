"""Numbers of the chapter "In a real transformer"."""

import numpy as np

from snippets.evidence import (
    growing,
    leading,
    least_weights,
    needed,
    shares_of_marks,
    shares_of_rows,
    solved_back,
    widest_at_the_border,
)
from snippets.recordings import load
from snippets.recovery import sigma, solve_weights


def rows():
    """Rows of all heads in the two sentences."""
    return {name: str(load(name).weights[..., 0].size) for name in ("black_cat", "mary")}


def largest_error():
    return {name: f"{solved_back(name)[0].max():.7f}" for name in ("black_cat", "mary")}


def condition():
    return {
        f"{name}_{what}": f"{find(solved_back(name)[1]):.1f}"
        for name in ("black_cat", "mary")
        for what, find in (("middle", np.median), ("worst", np.max))
    }


def worst_condition():
    return f"{solved_back()[1].max():.0f}"


def smallest_sigma():
    recording = load()
    return f"{min(sigma(values) for layer in recording.values for values in layer):.2f}"


def columns():
    counts = needed()
    return {
        "least": str(counts.min()),
        "middle": f"{np.median(counts):.1f}",
        "most": str(counts.max()),
    }


def heads_for_black():
    """In how many heads [CLS] and "cat" get the most from "black"."""
    recording = load()
    largest = recording.weights[:, :, recording.row("black")].argmax(axis=2)
    return {
        "cls": str(int((largest == recording.row("[CLS]")).sum())),
        "cat": str(int((largest == recording.row("cat")).sum())),
    }


def on_cls():
    """The share of all weight that goes to [CLS], by layer, and to the full stop at most; and what
    [CLS] has of all sizes, on average over rows and layers.
    """
    shares = shares_of_marks()
    return {
        "first": f"{shares[0, 0]:.2f}",
        "fifth": f"{shares[4, 0]:.2f}",
        "stop_most": f"{shares[:, 2].max():.2f}",
        "of_sizes": f"{shares_of_rows()['size'][..., 0].mean():.2f}",
    }


def named():
    """The share of rows whose strongest word is named, by number of tokens and way of solving."""
    found = growing()
    return {
        f"{name}_{n}": f"{share:.1%}" if n == 34 else f"{share:.0%}"
        for name in ("careful",)
        for n, share in zip(found["length"], found[name])
        if n in (34, 42, 162)
    }


def error():
    """The largest error of a weight solved back by least squares, at the border and one word
    beyond.
    """
    found = growing()
    return {
        str(n): f"{error:.2f}" for n, error in zip(found["length"], found["error"]) if n in (33, 34)
    }


def widest():
    """The widest interval of any weight at 34 tokens when none may be negative."""
    return {"34": f"{widest_at_the_border().max():.2f}"}


def smaller_than_their_error():
    """How many weights of the recorded sentence are smaller than their own error, solved back; and
    how many weights there are.
    """
    recording, few = load(), 0
    for layer, head in np.ndindex(recording.weights.shape[:2]):
        weights, values, outputs = recording.head(layer + 1, head + 1)
        few += int((np.abs(solve_weights(values, outputs) - weights) > weights).sum())
    return {"few": str(few), "all": str(recording.weights.size)}


def mary():
    """What some words give to others in the second sentence."""
    recording = load("mary")
    row = recording.row
    most = recording.weights[:, :, row("gave"), row("susan")].max()
    gave, roses = recording.head(1, 3)[0], recording.head(2, 9)[0]
    return {
        "gave_susan": f"{most:.3f}",
        "gave_mary": f"{gave[row('gave'), row('mary')]:.3f}",
        "gave_roses": f"{roses[row('gave'), row('roses')]:.3f}",
    }


def leads():
    """In how many rows [CLS] leads: by weight, by size, and by size from the mean."""
    return {kind: str(int((leads == 0).sum())) for kind, leads in leading().items()}


def leads_for_black():
    """In how many heads [CLS] and "cat" bring the largest part to the row of "black"."""
    recording = load()
    largest = leading()["size"][:, :, recording.row("black")]
    return {
        "cls": str(int((largest == recording.row("[CLS]")).sum())),
        "cat": str(int((largest == recording.row("cat")).sum())),
    }


def row_of_black():
    """In the row of "black" in layer 2, over all heads: what [CLS] and "cat" have of all weight and
    of all sizes, and "cat" of what attention adds.
    """
    recording, shares = load(), shares_of_rows()
    row, cat = recording.row("black"), recording.row("cat")
    return {
        "cls_weight": f"{shares['weight'][1, row, 0]:.2f}",
        "cls_size": f"{shares['size'][1, row, 0]:.2f}",
        "cat_weight": f"{shares['weight'][1, row, cat]:.2f}",
        "cat_size": f"{shares['size'][1, row, cat]:.2f}",
        "cat_added": f"{shares['added'][1, row, cat]:.0%}",
    }


def cls_beyond():
    """In what share of the rows [CLS] is the strongest, by number of tokens."""
    return {str(n): f"{least_weights(n)['cls'].mean():.0%}" for n in (34, 42, 162)}


def least_named():
    """The share of rows whose strongest word is named by the weighting that gives it the least."""
    named = {n: least_weights(n)["named"].mean() for n in (34, 42, 162)}
    return {str(n): f"{share:.1%}" if n == 34 else f"{share:.0%}" for n, share in named.items()}


def flat():
    """The share of rows beyond the border with a largest weight below one tenth that are named, and
    that always answering [CLS] names.
    """
    story = growing()
    rows = story["strongest"] < 0.1
    return {name: f"{story[name][rows].mean():.0%}" for name in ("named", "always")}


def proven():
    """In how many of the sharp rows, with a largest weight of one half or more, the least possible
    weight is still more than one half, by number of tokens; and how many sharp rows there are.
    """
    sharp = {n: least_weights(n)["weight"] >= 0.5 for n in (42, 162)}
    return {
        f"{what}_{n}": str(int(rows.sum()))
        for n, of_text in sharp.items()
        for what, rows in (
            ("sharp", of_text),
            ("more", of_text & (least_weights(n)["least"] > 0.5)),
        )
    }
