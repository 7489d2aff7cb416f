"""Numbers of the chapter "In a language model"."""

from math import ceil, log10

import numpy as np

from snippets.figures.language import BAND, COUNT, SHOWN
from snippets.language import (
    INDUCTION,
    LATE,
    best_probe,
    beyond_the_count,
    natural,
    next_words,
    single_heads,
    solved_back,
    strange_heads,
    strongest_heads,
)
from snippets.recordings import (
    load_exchange,
    load_language,
    load_long,
    load_order,
    load_second,
)

NEXT = ("own", "other", "another")


def model():
    """Layers, heads in each and in all, heads that share a value, and columns of a head."""
    text = load_language()
    layers, heads = text.weights.shape[:2]
    groups, d = text.values.shape[1], text.values.shape[-1]
    return {
        "layers": str(layers),
        "heads": str(heads),
        "all": str(layers * heads),
        "values": str(groups),
        "shared": _in_words(heads // groups),
        "columns": str(d),
        "most": str(d + 1),
    }


def _in_words(number):
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[number]


def cat_black():
    """The three heads in which "cat" gives "black" the most."""
    heads = strongest_heads()
    names = ("", "second_", "third_")
    return {
        f"{name}{what}": text
        for name, (layer, head, weight) in zip(names, heads)
        for what, text in (
            ("layer", str(layer)),
            ("head", str(head)),
            ("weight", f"{weight:.3f}"),
        )
    }


def rows():
    """How many rows are solved back, a bound on the largest error, and in how many the first token
    leads: by weight, and by the size of its part.
    """
    solved = solved_back()
    decimals = -ceil(log10(solved["error"].max()) + 1)
    return {
        "all": f"{solved['error'].size:,}",
        "error": f"{10.0**-decimals:.{decimals}f}",
        "first": f"{int(solved['first'].sum()):,}",
        "first_by_size": str(int(solved["first_by_size"].sum())),
    }


def sentences():
    """How many sentences the exchange was tried on, and how many of each kind."""
    count = len(load_exchange().words)
    return {"all": str(count), "half": str(count // 2)}


def said():
    """The share of sentences by the next word, for each band of layers: the own noun, the other."""
    return _shares(0)


def controls():
    """The share of own and other nouns when the late layers are changed in another way."""
    kinds = {"sat_on": 1, "mean": 2, "another": 3, "opposite": 4}
    return {
        f"{name}_{which}": text
        for name, kind in kinds.items()
        for which, text in _late(load_exchange().kinds[:, kind]).items()
    }


def leads():
    """The median lead of the own noun over the other, in logits, by what is exchanged."""
    exchange = load_exchange()
    medians = np.median(exchange.kinds[:, 0, :, 0], axis=0)
    texts = {band: _signed(lead) for band, lead in zip(exchange.bands, medians)}
    mean = np.median(exchange.kinds[:, 2, exchange.bands.index("late"), 0])
    return texts | {"mean": _signed(mean)}


def twins():
    """The share of own nouns as it is and of other nouns with the late exchange, for the pairs as
    first recorded and for their twins.
    """
    exchange, first = load_exchange(), natural()
    late = exchange.bands.index("late")
    return {
        f"{name}_{what}": f"{share:.0%}"
        for name, rows in (("first", first), ("twin", ~first))
        for what, share in (
            ("own", (exchange.kinds[rows, 0, 0, 3] == 1).mean()),
            ("other", (exchange.kinds[rows, 0, late, 3] == -1).mean()),
        )
    }


def shown():
    """Of the figure at rest: the probability of both nouns, and of the own one before."""
    states = load_exchange().states
    own, other = states[SHOWN, BAND, COUNT, 1:3]
    return {
        "own": f"{own:.2f}",
        "other": f"{other:.2f}",
        "before": f"{states[SHOWN, BAND, 0, 1]:.2f}",
        "lead": _signed(states[SHOWN, BAND, 0, 0]),
        "lead_late": _signed(states[SHOWN, BAND, -1, 0]),
        "other_late": f"{states[SHOWN, BAND, -1, 2]:.2f}",
        "mean": _signed(load_exchange().kinds[0, 2, load_exchange().bands.index("late"), 0]),
    }


def few_heads():
    """The share of sentences in which the other noun is next with so many late heads exchanged."""
    exchange = load_exchange()
    shares = (exchange.counted[..., 3] == -1).mean(axis=0)
    return {str(count): f"{share:.0%}" for count, share in zip(exchange.counts, shares)}


def forms():
    """For each form: the share of own nouns as it is, and of other nouns with the late exchange."""
    exchange = load_exchange()
    late = exchange.bands.index("late")
    return {
        f"{number}_{what}": f"{share:.0%}"
        for number, seen in enumerate(exchange.of_forms)
        for what, share in (
            ("own", (seen[:, 0, 3] == 1).mean()),
            ("other", (seen[:, late, 3] == -1).mean()),
            ("sign", (seen[:, late, 0] < 0).mean()),
        )
    }


def induction():
    """How many late heads are induction heads, and the share of other nouns with these exchanged,
    and with the rest.
    """
    exchange = load_exchange()
    shares = (exchange.parted[..., 3] == -1).mean(axis=0)
    heads = int((exchange.induction[LATE:] > INDUCTION).sum())
    return {"heads": str(heads), "only": f"{shares[0]:.0%}", "rest": f"{shares[1]:.0%}"}


def against():
    """The late head that looks at the own noun the most and votes against it: where it is, its
    median weight and vote, and what exchanging it alone does to the lead; and how much it gives
    "cat" in the sentence of the figure.
    """
    layer, head, weight, vote = strange_heads()[0]
    exchange, (moved, _) = load_exchange(), single_heads()
    here = exchange.counted[0, :2, 0]
    looked, lowered = exchange.looks[layer - 1, head - 1]
    return {
        "looked": str(looked),
        "lowered": str(lowered),
        "layer": str(layer),
        "head": str(head),
        "weight": f"{weight:.2f}",
        "vote": _signed(vote),
        "moved": _signed(moved[layer - 1, head - 1]),
        "cat": f"{exchange.weights[0, layer - 1, head - 1, 0]:.2f}",
        "lead": _signed(here[0]),
        "lead_after": _signed(here[1]),
        "vote_cat": _signed(exchange.votes[0, layer - 1, head - 1, 0]),
    }


def second():
    """Of the second language model: its layers and heads; for each band of layers the share of own
    and of other nouns and the median lead; the share of other nouns in each form with the exchange
    in all layers; and the fewest own nouns with "sat" and "on" exchanged.
    """
    seen = load_second()
    own, other, _ = next_words(seen.kinds[:, 0])
    leads = np.median(seen.kinds[:, 0, :, 0], axis=0)
    bands = {
        f"{band}_{what}": text
        for band, *texts in zip(
            seen.bands,
            (f"{share:.0%}" for share in own),
            (f"{share:.0%}" for share in other),
            map(_signed, leads),
        )
        for what, text in zip(("own", "other", "lead"), texts)
    }
    every = seen.bands.index("all")
    forms = {
        f"form_{number}": f"{share:.0%}"
        for number, share in enumerate((seen.of_forms[:, :, every, 3] == -1).mean(axis=1))
    }
    layers, heads = seen.weights.shape[1:3]
    late = seen.weights[:, layers * 2 // 3 :].mean(axis=(0, 1, 2))
    least_sat_on = next_words(seen.kinds[:, 1])[0].min()
    return (
        bands
        | forms
        | {
            "layers": str(layers),
            "heads": _in_words(heads),
            "sat_on": f"{least_sat_on:.0%}",
            "weight_own": f"{late[0]:.3f}",
            "weight_other": f"{late[1]:.3f}",
        }
    )


def place():
    """How often the probe puts two tokens in their order, and how far it is off: before the first
    layer, at best from the rows and after which layer, at best from the values.
    """
    order = load_order()
    layer, rows = best_probe(order.rows)
    return {
        "before": f"{order.rows[0, 0]:.0%}",
        "first_values": f"{order.values[0, 0]:.0%}",
        "rows": f"{rows:.0%}",
        "layer": str(layer),
        "values": f"{best_probe(order.values)[1]:.0%}",
        "off_before": f"{order.rows[0, 1]:.1f}",
        "off": f"{order.rows[layer, 1]:.1f}",
        "texts": str(order.texts),
        "tokens": str(order.places),
    }


def beyond():
    """Of the rows beyond the count: how many, named by weight and by size, always the first token
    by weight and by size; sharp ones, named and proven.
    """
    rows = beyond_the_count()
    sharp = rows["strongest"] > 0.5
    shares = {
        name: f"{rows[name].mean():.0%}" for name in rows if name not in ("strongest", "proven")
    }
    others = rows["first"] == 0
    return shares | {
        "tokens": str(len(load_long().tokens)),
        "all": f"{sharp.size:,}",
        "sharp": str(int(sharp.sum())),
        "sharp_named": str(int(rows["named"][sharp].sum())),
        "proven": str(int(rows["proven"].sum())),
        "others": str(int(others.sum())),
        "others_named": f"{rows['named'][others == 1].mean():.0%}",
    }


def _shares(kind):
    exchange = load_exchange()
    shares = next_words(exchange.kinds[:, kind])
    return {
        f"{band}_{which}" if which != NEXT[0] else band: f"{share:.0%}"
        for which, of_bands in zip(NEXT, shares)
        for band, share in zip(exchange.bands, of_bands)
    }


def _late(seen):
    late = load_exchange().bands.index("late")
    return {which: f"{share:.0%}" for which, share in zip(NEXT, next_words(seen[:, late]))}


def _signed(number):
    return f"{number:.1f}".replace("-", "−")
