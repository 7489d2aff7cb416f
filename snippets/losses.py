"""What a weighted sum really loses: one small experiment for each loss."""

from functools import cache
from itertools import product

import numpy as np

from snippets import checks
from snippets.attention import softmax
from snippets.examples import VALUES, real_row
from snippets.intervals import intervals, proven_strongest
from snippets.recordings import load, load_growing
from snippets.recovery import rounding, sigma, solve_nonnegative, solve_weights

FORMATS = ("float16", "bfloat16", "int8")
BITS = (*range(1, 13), 16, 20, 24)  # significant bits that `bit_by_bit` is shown for
KEPT = {8: "bfloat16", 11: "float16", 24: "float32"}  # which format keeps so many
FLAT, SHARP = 0.1, 0.9  # the largest weight of a flat row is below the one, of a sharp row above


def equal_values():
    """The hand-sized values without positions: the second "the" brings the same numbers as the
    first. (7, 6)
    """
    values = VALUES.copy()
    values[5] = values[0]
    return values


def collinear_values():
    """Three words on one line: "mat" lies halfway between "black" and "cat". (3, 2)"""
    return np.array([[1.0, 1.0], [7.0, 5.0], [4.0, 3.0]])


def largest_possible_weight(n, bound):
    """The largest weight that softmax can give one of n words when no score passes the bound in
    size: 1 / (1 + (n - 1) exp(-2 bound)).
    """
    n = checks.whole("n", n, 1, 10**12)
    if not np.isfinite(bound) or bound < 0:
        raise ValueError(f"bound must be a number that is not negative, not {bound!r}")
    return float(1 / (1 + (n - 1) * np.exp(-2 * bound)))


def significant(numbers, bits):
    """Numbers rounded to so many significant bits, whatever their size; one bit leaves powers of
    two. numbers: (..., d). bits: from 1 to 52.
    """
    numbers, bits = (
        checks.array("numbers", numbers, "... d").astype(np.float64),
        checks.whole("bits", bits, 1, 52),
    )
    mantissa, exponent = np.frexp(numbers)
    return np.ldexp(np.round(mantissa * 2.0**bits) / 2.0**bits, exponent)


def small(number):
    """A small positive number in two digits, as a text without powers of ten."""
    return (
        "less than 0.00001" if number < 1e-5 else np.format_float_positional(float(f"{number:.2g}"))
    )


def rounded(numbers, kind):
    """Numbers as a format keeps them, back in double precision.

    kind: "float16" (11 significant bits), "bfloat16" (8) or "int8" (255 equal steps from minus to
    plus the largest size in the row).
    """
    numbers = checks.array("numbers", numbers, "... d").astype(np.float64)
    if kind == "float16":
        return numbers.astype(np.float16).astype(np.float64)
    if kind == "bfloat16":
        return significant(numbers, 8)
    if kind == "int8":
        step = np.abs(numbers).max(axis=-1, keepdims=True) / 127
        return np.round(numbers / np.where(step > 0, step, 1)) * step
    raise ValueError(f"kind must be one of {', '.join(FORMATS)}, not {kind!r}")


def rounding_errors(kind):
    """How far the weights solved back from a rounded output are off, and the bound on it.

    kind: of FORMATS. Returns the errors (200,) and the bounds |rounding| / sigma (200,), both as
    distances (roots of sums of squares), for 32 random values of variance 1/64 in 64 columns and
    random softmax weights.
    """
    if kind not in FORMATS:
        raise ValueError(f"kind must be one of {', '.join(FORMATS)}, not {kind!r}")
    return tuple(_rounding_trials()[:, :, FORMATS.index(kind)])


@cache
def _rounding_trials(trials=200, n=32, d=64):
    """Errors and bounds of the same trials in every format: (2, trials, formats)."""
    rng, measured = np.random.default_rng(0), np.empty((2, trials, len(FORMATS)))
    for trial in range(trials):
        values, weights = rng.normal(size=(n, d)) / np.sqrt(d), softmax(rng.normal(size=n))
        output = weights @ values
        kept = np.array([rounded(output, kind) for kind in FORMATS])
        solved = solve_weights(values, kept, tolerance=1.0)
        measured[0, trial] = np.linalg.norm(solved - weights, axis=1)
        measured[1, trial] = np.linalg.norm(kept - output, axis=1) / sigma(values)
    return measured


@cache
def bit_by_bit(bits):
    """The output for "black" in the real head, rounded to so many significant bits: the weights
    solved back (10,), how far their list is off, and the bound |rounding| / sigma.
    """
    _, weights, values, output = real_row()
    seen = significant(output, bits)
    back = solve_weights(values, seen, tolerance=np.linalg.norm(output))
    return back, np.linalg.norm(back - weights), np.linalg.norm(seen - output) / sigma(values)


def before_rounding(kept, bits):
    """The smallest and the largest numbers that `significant` rounds to these: (low, high), as
    sizes with the sign. kept: (..., d).
    """
    kept = checks.array("kept", kept, "... d").astype(np.float64)
    mantissa, exponent = np.frexp(np.abs(kept))
    step = np.where(kept == 0, 0, np.ldexp(1.0, exponent - checks.whole("bits", bits, 1, 52)))
    inward, outward = (
        np.where(mantissa == 0.5, step / 4, step / 2),
        step / 2,
    )  # below a power of two the numbers lie closer
    return kept - np.where(kept < 0, outward, inward), kept + np.where(kept < 0, inward, outward)


@cache
def possible_with_bits(bits):
    """What the output for "black", kept to so many significant bits, says of the weights when
    the values are known: the interval of each weight (10, 2), and the place of the word that is the
    strongest whatever was rounded away, or None.
    """
    _, _, values, output = real_row()
    low, high = before_rounding(significant(output, bits), bits)
    seen = values, (low + high) / 2, None, (high - low) / 2 + rounding(values, output)
    return intervals(*seen), proven_strongest(*seen)


@cache
def named_with_bits(bits):
    """Which of all 720 rows of the recorded sentence name their strongest token when the sum keeps
    so many significant bits: (720,) of booleans.
    """
    recording, right = load(), []
    for layer, head in product(range(1, 7), range(1, 13)):
        weights, values, _ = recording.head(layer, head)
        right += _named(weights, values, lambda outputs: significant(outputs, bits))[1]
    return np.array(right)


def led_by_cls():
    """Which of all 720 rows of the recorded sentence give [CLS] the largest weight, in the order of
    `named_with_bits`: (720,) of booleans.
    """
    return load().weights.argmax(axis=-1).ravel() == 0


def near_the_border(bits):
    """A text of 33 tokens, one more than a head has columns, in head 9 of all six layers, when the
    sums are kept to so many significant bits: 8 are bfloat16, 24 are float32.

    Returns the largest error of a weight solved back, which of the 198 rows name their strongest
    token, and which give [CLS] the largest weight, (198,) of booleans each.
    """
    text = next(text for text in load_growing() if len(text.tokens) == 33)
    errors, right = [], []
    for weights, values in zip(text.weights, text.values):
        error, named = _named(weights, values, lambda sums: significant(sums, bits))
        errors.append(error)
        right += named
    return max(errors), np.array(right), text.weights.argmax(axis=-1).ravel() == 0


def _named(weights, values, keep):
    """The largest error of the weights solved back from what `keep` leaves of their outputs, and
    for each row whether the strongest token is still the same.
    """
    weights, values = weights.astype(np.float64), values.astype(np.float64)
    weights /= weights.sum(axis=1, keepdims=True)
    outputs = weights @ values
    back = solve_weights(values, keep(outputs), tolerance=np.abs(outputs).sum())
    right = back.argmax(axis=1) == weights.argmax(axis=1)
    return float(np.abs(back - weights).max()), right.tolist()


@cache
def harder_than_random(draws=40):
    """In which heads sigma of the recorded values is smaller than that of random values of the same
    lengths: (draws, 6, 12) of booleans.
    """
    values, rng = load().values.astype(np.float64), np.random.default_rng(0)
    lengths = np.linalg.norm(values, axis=-1, keepdims=True)
    real = np.array([[sigma(head) for head in layer] for layer in values])
    smaller = []
    for _ in range(draws):
        drawn = rng.normal(size=values.shape)
        drawn *= lengths / np.linalg.norm(drawn, axis=-1, keepdims=True)
        smaller.append(real < [[sigma(head) for head in layer] for layer in drawn])
    return np.array(smaller)


@cache
def flat_and_sharp(trials=240, n=64, d=16):
    """Rows of 64 words in 16 columns from nearly flat to very sharp: the largest weight and the
    largest error of the weights solved back without negatives, (trials,) each.
    """
    rng, strongest, errors = np.random.default_rng(0), [], []
    for sharpness in np.geomspace(0.1, 12, trials):
        values, weights = rng.normal(size=(n, d)), softmax(sharpness * rng.normal(size=n))
        back = solve_nonnegative(values, weights @ values)
        strongest.append(weights.max())
        errors.append(np.abs(back - weights).max())
    return np.array(strongest), np.array(errors)


@cache
def spread_by_depth(skip, layers=12, n=16, d=64, seeds=10):
    """How different the rows are after each of twelve random attention layers: (seeds, layers + 1).

    The share of the rows' length that is not common to all of them: 1 means no common part, 0 means
    that all rows are equal.
    skip: whether each layer adds its output to its input or replaces it. Rows are brought back to
    length one after each layer.
    """
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        rows = rng.normal(size=(n, d))
        spreads = [_spread(rows)]
        for _ in range(layers):
            queries, keys, values = (rows @ rng.normal(size=(d, d)) / np.sqrt(d) for _ in range(3))
            output = softmax(queries @ keys.T / np.sqrt(d)) @ values
            rows = rows + output if skip else output
            rows = rows / np.linalg.norm(rows, axis=1, keepdims=True) * np.sqrt(d)
            spreads.append(_spread(rows))
        found.append(spreads)
    return np.array(found)


@cache
def places_read(carried=False, scored=False, marked=True, sentences=1200):
    """How often one learned direction finds the place of the attended word in the sum: a share from
    0 to 1.

    Eight different words out of sixteen in random order; one of them is asked for by its content.
    carried: the values hold the place as well as the word. scored: the score of every word grows by
    a quarter from place to place. marked: there is one more token, the same in every sentence.
    The direction is learned from half of the sentences, by least squares; in the others the answer
    is the place whose mean reading is nearest.
    """
    rows, place = placed(carried, scored, marked, sentences)
    learned = np.arange(sentences) < sentences // 2
    away = rows - rows[learned].mean(axis=0)
    direction = np.linalg.lstsq(away[learned], place[learned] - place[learned].mean(), rcond=1e-10)
    readings = away @ direction[0]
    means = np.array([readings[learned & (place == each)].mean() for each in range(8)])
    answers = np.abs(readings[:, None] - means).argmin(axis=1)
    return float((answers == place)[~learned].mean())


def placed(carried, scored, marked, sentences, n=8, d=48):
    """Sums of the sentences of `places_read` (sentences, d), and where the attended word stood
    (sentences,), counted from 0. All words, places and the mark are drawn anew from one seed.
    """
    rng = np.random.default_rng(0)
    words, places, mark = rng.normal(size=(16, d)), rng.normal(size=(n, d)), rng.normal(size=(1, d))
    rows, place = [], rng.integers(n, size=sentences)
    for target in place:
        scores = np.where(np.arange(n) == target, 3.0, 0.0) + scored * np.arange(1, n + 1) / 4
        values = words[rng.permutation(16)[:n]] + carried * places
        if marked:
            scores, values = np.append(0.0, scores), np.concatenate([mark, values])
        rows.append(softmax(scores) @ values)
    return np.array(rows), place


def _spread(rows):
    return np.linalg.norm(rows - rows.mean(axis=0)) / np.linalg.norm(rows)
