"""Whatever a reader types is drawn as it is: words that look like numbers, formulas or markup."""

import html
import warnings
from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest

from snippets import lab
from snippets.drawing import page, recorded
from snippets.drawing.marks import LONGEST, shortened, visible
from snippets.drawing.words import for_tokens
from snippets.recordings import Recording

SENTENCES = {
    "numbers": "nan inf NaN -inf Infinity 1e400 nan",
    "formulas": r"$x$ costs $5 and $10 a_b^c {x} \alpha \frac{1}{0} $",
    "markup": "<b> & \" ' &amp; </svg> <!-- ]]>",
}
TEXT = "{http://www.w3.org/2000/svg}text"


def spoken(tokens, layers=2, heads=3, d=4):
    """A recording of these tokens, made of chance numbers."""
    n, rng = len(tokens), np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(n), size=(layers, heads, n)).astype(np.float32)
    values = rng.normal(size=(layers, heads, n, d)).astype(np.float32)
    hidden = rng.normal(size=(n, d)).astype(np.float32)
    return Recording(tuple(tokens), weights, values, weights @ values, hidden, {})


def drawings(recording, word):
    """The three drawings of the lab for the last place of a word."""
    occurrence = recording.tokens.count(word)
    return (
        lab.columns(recording, 1, 2, word, occurrence),
        lab.heads(recording, word, occurrence),
        lab.pile(recording, 2, 3, word, occurrence),
    )


def texts(drawn):
    """What a drawing says: the content of its text elements."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(drawn).iter(TEXT)]


@pytest.fixture(scope="module", params=SENTENCES)
def drawn(request):
    """A sentence as tokens, its recording, one of its words, and the three drawings for it."""
    tokens = SENTENCES[request.param].split()
    recording, word = spoken(tokens), tokens[0]
    return tokens, recording, word, drawings(recording, word)


def test_every_word_of_a_sentence_is_drawn_as_it_is(drawn):
    tokens, recording, word, (columns, heads, pile) = drawn
    for page_of_columns in columns.pages.values():
        said = texts(page_of_columns)
        assert set(tokens) <= set(said)
        assert any(text.startswith(f"the row of “{word}”, layer 1, head 2.") for text in said)
    assert set(tokens) <= set(texts(pile.pages["desk"]))
    for page_of_pile in pile.pages.values():
        assert f"the row of “{word}”, layer 2, head 3" in texts(page_of_pile)
    rows = recording.weights[:, :, recording.row(word, tokens.count(word))]
    strongest = {shortened(tokens[j], recorded.CELL) for j in rows.argmax(-1).flat}
    for page_of_heads in heads.pages.values():
        assert strongest | {f"what “{word}” gives the most weight"} <= set(texts(page_of_heads))


def test_the_label_of_a_drawing_is_its_text_escaped_once(drawn):
    _, _, word, figures = drawn
    for figure in figures:
        written = figure._repr_html_()
        root = ElementTree.fromstring(written.replace(" data-search-exclude", ""))
        assert [svg.get("aria-label") for svg in root] == [figure.alt] * 2
        assert f"“{word}”" in figure.alt and html.escape(figure.alt) in written


def test_words_that_cannot_be_seen_and_words_without_end_are_drawn_as_signs():
    tokens = ["", " ", "\u200b", "d" * 500, "e\nf\tg", "\x00\x1b"]
    for figure in drawings(spoken(tokens), tokens[-1]):
        assert "“␣”" in figure.alt and figure.alt.isprintable()
        for page_of_figure in figure.pages.values():
            said = texts(page_of_figure)
            assert all(text.strip() for text in said)
            assert not any("d" * LONGEST in text for text in said)


@pytest.mark.parametrize("drawn_on", [page.PHONE, page.DESK], ids=lambda each: each.name)
@pytest.mark.parametrize("n", [1, 10, 30])
@pytest.mark.parametrize("drawing", ["narrowing", "strongest", "pile"])
def test_long_words_leave_room_for_the_drawing(drawn_on, n, drawing):
    tokens = [f"{j}{'m' * 80}" for j in range(n)]
    recording = spoken(tokens)
    weights, values, output = recording.exact_row(1, 1, 0)
    row = {"weights": weights, "values": values}
    numbers = {
        "narrowing": row | {"output": output, "counts": (0, 1, 2, 3)[:n]},
        "strongest": {"rows": recording.weights[:, :, 0]},
        "pile": row,
    }[drawing]
    words, title = for_tokens(tokens), f"the row of “{shortened(tokens[0], recorded.TITLE)}”"
    function = partial(getattr(recorded, drawing), words=words, title=title, **numbers)
    with warnings.catch_warnings(action="error"):
        figure = page.draw(function, drawn_on, "DejaVu Sans")
    for axes in figure.axes:
        assert min(axes.get_window_extent().size) > 40
        for text in [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts]:
            box = text.get_window_extent()
            assert -1 < box.x0 <= box.x1 < figure.bbox.x1 + 1
            assert -1 < box.y0 <= box.y1 < figure.bbox.y1 + 1


def test_a_number_that_is_none_is_still_refused_beside_words_that_are_data():
    recording = spoken(["cat", "inf"])
    weights, values, _ = recording.exact_row(1, 1, 0)

    def with_a_number(drawn_on):
        figure = recorded.pile(drawn_on, for_tokens(recording.tokens), weights, values, "")
        figure.axes[0].text(0, 0, f"{np.nan:.2f}")
        return figure

    with pytest.raises(ValueError, match="finite numbers only, but its text says 'nan'"):
        page.draw(with_a_number, page.DESK, data=recorded.spellings(recording.tokens))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("cat", "cat"),
        ("", "␣"),
        (" \t\n", "␣"),
        ("\u200b", "␣"),
        ("a\u00a0 b\x07", "a b"),
        ("$x$", "$x$"),
        ("東京", "東京"),
    ],
)
def test_what_cannot_be_seen_is_left_out_of_a_word(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize(
    ("most", "seen"), [(1, "s"), (2, "s…"), (7, "sentenc"[:6] + "…"), (8, "sentence")]
)
def test_a_word_is_cut_to_the_letters_that_have_room(most, seen):
    assert shortened("sentence", most) == seen
    assert shortened("s" * (LONGEST + 1)) == "s" * (LONGEST - 1) + "…"
