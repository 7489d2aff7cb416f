"""Numbers of the chapter "In a real transformer"."""

import numpy as np

from snippets.evidence import growing, needed, shares_of_marks, solved_back
from snippets.recordings import load
from snippets.recovery import sigma


def rows():
    """Rows of all heads in the two sentences."""
    return {name: str(load(name).weights[..., 0].size) for name in ("black_cat", "mary")}


def largest_error():
    return {name: f"{solved_back(name)[0].max():.7f}" for name in ("black_cat", "mary")}


def right():
    """Rows whose strongest word is named right."""
    return {name: str(int(solved_back(name)[2].sum())) for name in ("black_cat", "mary")}


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
    """The share of all weight that goes to [CLS], by layer, and to the full stop at most."""
    shares = shares_of_marks()
    return {
        "first": f"{shares[0, 0]:.2f}",
        "fifth": f"{shares[4, 0]:.2f}",
        "stop_most": f"{shares[:, 2].max():.2f}",
    }


def named():
    """The share of rows whose strongest word is named, by number of tokens and way of solving."""
    found = growing()
    return {
        f"{name}_{n}": f"{share:.1%}" if n == 34 else f"{share:.0%}"
        for name in ("plain", "careful")
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
