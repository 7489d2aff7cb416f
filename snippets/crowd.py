"""More words than columns: what one dot product can read from a sum, and what more careful reading
can.
"""

from functools import cache
from itertools import product

import numpy as np
from scipy.stats import beta, norm

from snippets import checks
from snippets.intervals import is_only_weighting
from snippets.recordings import load, load_growing
from snippets.recovery import free_directions

SIZES, COLUMNS, TIMES, TRIALS = (
    (7, 64, 512),
    (4, 8, 16, 32, 64, 128, 256, 512),
    (3, 10, 30),
    400,
)  # of `winner_rates`


def unit_values(n, d, rng):
    """n values of length one in random directions: (n, d). rng: a numpy Generator."""
    shape = checks.whole("n", n, 1, 10**6), checks.whole("d", d, 1, 10**6)
    values = rng.standard_normal(shape)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def one_strong(n, times):
    """A row of n weights in which the first is `times` as large as every other. (n,)"""
    checks.whole("n", n, 2, 10**6)
    if not (np.isscalar(times) and 1 < times < np.inf):
        raise ValueError(f"times must be a number larger than 1, not {times!r}")
    return np.array([times] + [1.0] * (n - 1)) / (times + n - 1)


def uneven(n, times, rng):
    """A row of n weights in which the first is `times` the average of the others, which differ
    among themselves. (n,)
    """
    others = rng.uniform(0, 2, size=checks.whole("n", n, 2, 10**6) - 1)
    weights = np.array([times * others.mean(), *others])
    return weights / weights.sum()


def noise_variance(weights, d):
    """The variance of each word's dot-product reading over random unit values: the sum of the other
    squared weights, divided by d.

    weights: (..., n); d: the number of columns. Returns (..., n). The reading of word j is o @ v_j
    = weights[j] + noise, because v_j @ v_j = 1 and every other v_k @ v_j has mean 0 and variance
    1/d.
    """
    weights = checks.array("weights", weights, "... n")
    squares = weights**2
    return (squares.sum(axis=-1, keepdims=True) - squares) / checks.whole("d", d, 1, 10**9)


def right_winner_theory(n, d, times):
    """How often the strongest word gets the largest dot product, over random unit values in d > 1
    columns.

    Weights as in `one_strong`: a for the strongest, b for every other. The strongest reads a + z,
    another word reads b + a * c + y, where c is its cosine with the strongest (2 c' - 1 for a
    beta-distributed c'), and z, y are normal with variance (n - 2) b**2 / d, the noise of all the
    rest. Returns a share from 0 to 1.
    """
    strong, other = one_strong(n, times)[:2]
    d = checks.whole("d", d, 2, 10**9)
    rest = max(other * np.sqrt((n - 2) / d), 1e-12)
    points, shares = np.polynomial.hermite_e.hermegauss(61)
    lead = (strong - other) * (1 - _cosines(d))[:, None] + rest * points
    one_below = norm.cdf(lead / rest).mean(axis=0)
    return float(one_below ** (n - 1) @ shares / shares.sum())


@cache
def _cosines(d):
    """400 cosines between random directions in d columns, each as likely as the others: (400,)."""
    return 2 * beta.ppf((np.arange(400) + 0.5) / 400, (d - 1) / 2, (d - 1) / 2) - 1


def right_winner_simulated(n, d, times, rng, trials=400):
    """The same share, counted over random unit values."""
    weights = one_strong(n, times)
    return np.mean(
        [
            (values @ (weights @ values)).argmax() == 0
            for values in (unit_values(n, d, rng) for _ in range(trials))
        ]
    )


@cache
def winner_rates():
    """How often one dot product a word names the strongest, for all of SIZES words, COLUMNS, TIMES.

    Returns a dict (n, d, times) to (theory, counted, readings): two shares, the second over TRIALS
    random values, and the n readings of one of them, the last in which that happened which happens
    more often. times: how many times the weight of every other word the strongest has.
    """
    rng, rates = np.random.default_rng(0), {}
    for n, d in product(SIZES, COLUMNS):
        counted, samples = _winners(n, d, rng)
        for times, share, (wrong, right) in zip(TIMES, counted, samples):
            sample = right if share >= 0.5 else wrong
            rates[n, d, times] = right_winner_theory(n, d, times), share, sample
    return rates


def _winners(n, d, rng):
    """For every lead of TIMES, the share of trials that name the strongest of n words in d columns.

    Returns shares (times,), and for each the last readings that named another word and it.
    """
    weights, right = np.array([one_strong(n, times) for times in TIMES]), np.zeros(len(TIMES))
    samples = [[None, None] for _ in TIMES]
    for _ in range(TRIALS):
        values = rng.standard_normal((n, d))
        lengths = np.sqrt(
            np.einsum("nd,nd->n", values, values)
        )  # divided by below, not n * d times
        readings = weights / lengths @ values @ values.T / lengths
        named = readings.argmax(axis=1) == 0
        right += named
        for sample, yes, reading in zip(samples, named, readings):
            sample[int(yes)] = reading
    return right / TRIALS, samples


def right_by_reader(n, d, times, rng, trials=400):
    """How often two readers name the strongest word of the same uneven rows: dot products, and
    least squares. Two shares.
    """
    right = np.zeros(2)
    for _ in range(trials):
        values, weights = unit_values(n, d, rng), uneven(n, times, rng)
        output = weights @ values
        right += [
            (values @ output).argmax() == 0,
            least_squares_reading(values, output).argmax() == 0,
        ]
    return right / trials


def least_squares_reading(values, output):
    """The smallest weights whose mixture, and sum, come closest to the output, and one: dot
    products with the cross-talk undone.

    values: (n, d); output: (..., d). Returns (..., n). Exact when the values are affinely
    independent.
    """
    values = checks.array("values", values, "n d")
    output = checks.array("output", output, "... d")
    checks.same(
        "the widths of values and output", ("values", values.shape[1]), ("output", output.shape[-1])
    )
    with_one = np.concatenate([output, np.ones((*output.shape[:-1], 1))], axis=-1)
    return with_one @ np.linalg.pinv(np.column_stack([values, np.ones(len(values))]))


@cache
def own_value_rule():
    """Which rows of a real transformer are named right by the word whose own value has the largest
    dot product with the output, and by other rules.

    Returns a dict of arrays: recorded, story (the longest text, head 9 of every layer), random (the
    recorded weights over random unit values), lengths (these made as long as the recorded values)
    and directions (the recorded values made length one): right by the dot product; scaled,
    story_scaled: by the dot product over the squared length of the value; cls, story_cls: [CLS] is
    the strongest; a_word: a word or the full stop is. Of the sentence (layers, heads, n), of the
    story (layers, n).
    """
    recording, story = load(), load_growing()[-1]
    weights, values = recording.weights.astype(float), recording.values.astype(float)
    strongest = weights.argmax(axis=-1)
    chance = unit_values(weights[..., 0].size, values.shape[-1], np.random.default_rng(0))
    chance, lengths = chance.reshape(values.shape), np.linalg.norm(values, axis=-1, keepdims=True)
    rules = _own_value(weights, values)
    of_story = _own_value(story.weights.astype(float), story.values.astype(float))
    return {
        **dict(zip(("recorded", "scaled"), rules)),
        **dict(zip(("story", "story_scaled"), of_story)),
        "random": _own_value(weights, chance)[0],
        "lengths": _own_value(weights, chance * lengths)[0],
        "directions": _own_value(weights, values / lengths)[0],
        "cls": strongest == 0,
        "story_cls": story.weights.argmax(axis=-1) == 0,
        "a_word": (strongest > 0) & (strongest < len(recording.tokens) - 1),
    }


def _own_value(weights, values):
    """Whether the strongest word of each row is named by dot products of the output with the
    values, and by these over the squared lengths of the values.

    weights: (..., n, n); values: (..., n, d). Returns two arrays (..., n) of booleans.
    """
    strongest, readings = weights.argmax(axis=-1), weights @ values @ np.swapaxes(values, -1, -2)
    squares = (values**2).sum(axis=-1)[..., None, :]
    return (
        readings.argmax(axis=-1) == strongest,
        (readings / squares).argmax(axis=-1) == strongest,
    )


def shortest_is_cls():
    """In how many heads [CLS] has the shortest value of all tokens, and how many heads there
    are.
    """
    lengths = np.linalg.norm(load().values, axis=-1)
    return int((lengths.argmin(axis=-1) == 0).sum()), lengths[..., 0].size


def welch_bound(n, d):
    """The largest of all cosines between n unit vectors in d dimensions, in size, cannot be smaller
    than this. Source: Welch 1974.
    """
    n, d = checks.whole("n", n, 2, 10**12), checks.whole("d", d, 1, 10**12)
    return float(np.sqrt((n - d) / (d * (n - 1)))) if n > d else 0.0


def largest_cosine(values):
    """The largest size of a cosine between two different rows. values: (n, d), no zero row."""
    values = checks.array("values", values, "n d")
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    if len(values) < 2 or (lengths == 0).any():
        raise ValueError("values must have at least two rows, and none of them zero")
    cosines = np.abs((values / lengths) @ (values / lengths).T)
    return float(cosines[~np.eye(len(values), dtype=bool)].max())


def spread_apart(n, d, rng, steps=600):
    """n unit vectors in d dimensions, moved step by step until their largest cosine is small: (n,
    d).

    Gradient descent on a sum of high powers of the cosines, which the largest of them dominate; the
    power doubles on the way.
    """
    values = unit_values(n, d, rng)
    for power in (4, 8, 16, 32, 64):
        for step in range(steps // 5):
            cosines = values @ values.T - np.eye(n)
            largest = np.abs(cosines).max()
            pull = (cosines / largest) ** (power - 1) @ values
            values = (
                values
                - 0.3
                / (1 + step / 20)
                * pull
                / max(np.linalg.norm(pull, axis=1).max(), 1e-300)
                * largest
            )
            values /= np.linalg.norm(values, axis=1, keepdims=True)
    return values


def sharp_weights(n, k, rng):
    """A row in which k of n words share everything, in random proportions: (n,)."""
    k = checks.whole("k", k, 1, checks.whole("n", n, 1, 10**6))
    weights = np.zeros(n)
    weights[rng.choice(n, k, replace=False)] = rng.dirichlet(np.full(k, 2.0))
    return weights


@cache
def share_settled(sizes, shared, d, trials):
    """For Gaussian values in d columns: how often a row in which k of n words share the weight is
    the only one without negatives.

    sizes: the numbers n; shared: the numbers k. Returns (len(shared), len(sizes)), shares from 0 to
    1, over seeded trials.
    """
    rng = np.random.default_rng(0)
    return np.array([[_settled(n, k, d, trials, rng) for n in sizes] for k in shared])


def _settled(n, k, d, trials, rng):
    return np.mean(
        [
            is_only_weighting(rng.normal(size=(n, d)), sharp_weights(n, k, rng))
            for _ in range(trials)
        ]
    )


def slid_apart(values, weights):
    """Two weightings without negatives that give the same output as these weights, as far apart as
    the first free direction allows.

    values: (n, d_v) that leave some direction free; weights: (n,), all positive. Returns (2, n).
    """
    directions = free_directions(values)
    if not len(directions):
        raise ValueError("values must leave a direction free, but they settle every weight")
    weights = checks.array("weights", weights, "n")
    direction = directions[0]
    reach = -weights / direction
    return np.clip(
        [
            weights + reach[direction > 0].max() * direction,
            weights + reach[direction < 0].min() * direction,
        ],
        0,
        None,
    )


def carriers():
    """Three radio stations in one antenna: the time (500,) from 0 to 1, their carrier waves (3,
    500), their loudness (3,).

    Every carrier completes whole periods, so that the average of the product of two different ones
    is zero.
    """
    time = np.arange(500) / 500
    return (
        time,
        np.sin(2 * np.pi * np.array([[5.0], [8.0], [13.0]]) * time),
        np.array([1.0, 0.3, 0.6]),
    )
