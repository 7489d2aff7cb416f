"""How far the columns of one row settle its weights: columns.slide."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import Figure, frames
from moving.polytope import ranges
from snippets.examples import real_row
from snippets.frames.columns import HEADS
from snippets.intervals import can_be_strongest

WORDS = real_row()[0]
ROWS = list(product(HEADS, WORDS))
COLUMNS, SETTLED = 32, 9


@pytest.fixture(scope="module")
def rows(site):
    """The frames of every row, in the order of ROWS."""
    heads = frames(site, "columns.slide")
    return [heads[f"{layer}.{head}"][word.name] for (layer, head), word in ROWS]


def real(row):
    (layer, head), word = row
    return real_row(layer, head, word.name)[1:]


def said(thousandths):
    return f"{thousandths / 1000:.3f}"


def between(low, high):
    return said(low) if low == high else f"{said(low)} – {said(high)}"


def test_every_frame_of_the_columns_is_what_numpy_computes(rows):
    for row, frame in zip(ROWS, rows):
        weights, values, output = real(row)
        assert_allclose(frame["true"], 1000 * weights, atol=0.51)
        assert len(frame["open"]) == len(frame["can"]) == SETTLED + 1 == len(frame["says"]) - 1
        for k, (open_, can) in enumerate(zip(frame["open"], frame["can"])):
            assert_allclose(open_, 1000 * ranges(values[:, :k], output[:k]), atol=0.51)
            if k < SETTLED:
                assert can == np.flatnonzero(can_be_strongest(values, output, k)).tolist()
        assert frame["can"][SETTLED] == [weights.argmax()]
        ones = np.ones((len(WORDS), 1))
        affine_ranks = [
            np.linalg.matrix_rank(np.hstack([ones, values[:, :k]])) for k in (SETTLED - 1, SETTLED)
        ]
        assert affine_ranks == [len(WORDS) - 1, len(WORDS)]


def test_what_is_said_of_the_columns_is_true(rows):
    for row, frame in zip(ROWS, rows):
        weights = real(row)[0]
        strongest = WORDS[weights.argmax()].spoken
        certain = next(k for k, can in enumerate(frame["can"]) if len(can) == 1)
        for k, says in enumerate(frame["says"]):
            possible = frame["can"][min(k, SETTLED)]
            since = f", certain since column {certain}" if certain < k else ""
            text = says.removeprefix(f"{{}} of {COLUMNS} columns: ")
            assert text != says and "{" not in text
            if k >= SETTLED:
                more = f" was settled by {SETTLED}, and the others only confirm it"
                assert text == (
                    f"every weight{more if k > SETTLED else ' is settled'}. "
                    f"The strongest is {strongest}, with {weights.max():.3f}{since}."
                )
            elif len(possible) == 1:
                low, high = frame["open"][k][weights.argmax()]
                weight = "is {}, to three decimals" if low == high else "lies between {} and {}"
                assert text == (
                    f"{strongest} is the strongest, whatever the hidden columns say{since}. "
                    f"Its weight {weight.format(said(low), said(high))}."
                )
            elif len(possible) > 4:
                count = "any" if len(possible) == len(WORDS) else len(possible)
                assert text == f"{count} of the {len(WORDS)} can still be the strongest."
            else:
                names = re.fullmatch(r"the strongest can still be (.*)\.", text)[1]
                assert re.split(", | or ", names) == [WORDS[j].spoken for j in possible]
                assert " or " in names


def test_every_state_of_the_columns_is_drawn_as_its_frame(quick, served, rows):
    figure = Figure(quick, served, "columns.slide")
    kinds = ("bar", "fade-bar", "mark", "text")
    parts = ["title", *(f"{kind}-{word.name}" for kind in kinds for word in WORDS)]
    settings = [
        {"columns": k} if k else {"head": f"{layer}.{head}", "row": word.name, "columns": 0}
        for (layer, head), word in ROWS
        for k in range(COLUMNS + 1)
    ]
    says, labels, shown = figure.every(settings, parts)
    seen = [(*row, k) for row in zip(ROWS, rows) for k in range(COLUMNS + 1)]
    for (_, frame, k), sentence in zip(seen, says):
        assert sentence == frame["says"][min(k, SETTLED + 1)].format(k)
    opened = np.array([frame["open"][min(k, SETTLED)] for _, frame, k in seen]) / 1000
    true = np.array([frame["true"] for _, frame, _ in seen]) / 1000
    for ((layer, head), word), title in zip([row for row, _, _ in seen], shown["title"]):
        spoken = re.sub("[“”]", "", word.spoken)
        assert title.startswith(f"Row of {spoken}, layer {layer} head {head}: ")
    assert [re.search(r": (.*)", title)[1] for title in shown["title"]] == [
        f"{k} of {COLUMNS} columns" for _, _, k in seen
    ]
    for j, word in enumerate(WORDS):
        bar, mark = shown[f"bar-{word.name}"][:, :, 0], shown[f"mark-{word.name}"][:, :, 0]
        assert_allclose(bar.min(axis=1), opened[:, j, 0], atol=1e-3)
        assert_allclose(bar.max(axis=1), opened[:, j, 1], atol=1e-3)
        assert_allclose(mark, np.repeat(true[:, [j]], 2, axis=1), atol=1e-3)
        texts = [between(*frame["open"][min(k, SETTLED)][j]) for _, frame, k in seen]
        assert shown[f"text-{word.name}"] == texts
        assert all(f"{word.spoken} {text}" in label for text, label in zip(texts, labels))
        faded = [1 if j in frame["can"][min(k, SETTLED)] else 0.4 for _, frame, k in seen]
        assert_allclose(shown[f"fade-bar-{word.name}"], faded)


def test_the_answer_is_hidden_and_shown(quick, served):
    figure = Figure(quick, served, "columns.slide")
    settings = [{"columns": k, "answer": answer} for k in range(33) for answer in (False, True)]
    says, _, shown = figure.every(settings, ["mark-cat", "fade-bar-sep"])
    for k in range(33):
        assert says[2 * k] == (
            f"{k} of 32 columns. Which words can still be the strongest? "
            "Show the answer to compare."
        )
        assert says[2 * k + 1] != says[2 * k]
    assert [mark is None for mark in shown["mark-cat"]] == [True, False] * 33
    assert_allclose(shown["fade-bar-sep"][::2], 1)
    assert "strongest is" in says[-1]


def test_the_slider_follows_pointer_keys_and_buttons(view, served):
    figure = Figure(view, served, "columns.slide")
    slider = figure.field("columns")
    assert "“cat” is the strongest, whatever the hidden columns say" in figure.says()
    label = figure.root.locator("svg:visible").get_attribute("aria-label")
    assert "“cat” 0.443 – 0.887; “sat” 0.000 – 0.038;" in label
    slider.focus()
    for key, seen in (("ArrowLeft", 2), ("Home", 0), ("ArrowUp", 1), ("End", 32), ("PageDown", 29)):
        view.keyboard.press(key)
        assert figure.says().startswith(f"{seen} of 32 columns")
        assert slider.get_attribute("aria-valuetext") == f"{seen} of 32"
    figure.root.get_by_role("button", name="less").click()
    assert figure.says().startswith("28 of 32 columns")
    assert figure.root.locator("output").inner_text() == "28"
    view.mouse.click(*figure.centre(slider))
    assert figure.says().startswith("16 of 32 columns")
    figure.address("?slide.columns=16")
    figure.reset()
    assert figure.says().startswith("3 of 32 columns")
    view.wait_for_function("!location.search")


def test_the_buttons_end_where_the_slider_ends(view, served):
    figure = Figure(view, served, "columns.slide", asked="?slide.columns=31")
    less, more = (figure.root.get_by_role("button", name=name) for name in ("less", "more"))
    more.click()
    assert figure.says().startswith("32 of 32") and more.is_disabled() and less.is_enabled()
    figure.field("columns").fill("0")
    assert figure.says().startswith("0 of 32") and less.is_disabled() and more.is_enabled()


def test_rows_and_heads_are_chosen_and_loaded_when_asked_for(view, served):
    asked = []
    view.on("request", lambda request: asked.extend(re.findall(r"slide\.\d.*", request.url)))
    figure = Figure(view, served, "columns.slide", "explanation/columns.html")
    figure.field("row").select_option("the2")
    title = figure.part("title")
    assert title.text_content() == "Row of the second the, layer 2 head 9: 3 of 32 columns"
    assert asked == []
    figure.field("head").select_option("1.3")
    wait_for_title(view, "layer 1 head 3")
    figure.field("head").select_option("2.9")
    figure.field("head").select_option("1.3")
    figure.says()
    assert asked == ["slide.1.3.js"]
    figure.field("answer").uncheck()
    figure.says()
    assert not figure.part("mark-cat").is_visible()


def test_a_part_that_cannot_be_loaded_is_said(browser, served):
    page = browser.new_page()
    page.route("**/slide.1.3.js", lambda route: route.abort())
    figure = Figure(page, served, "columns.slide")
    figure.field("head").select_option("1.3")
    figure.waits_for("This part could not be loaded")
    page.unroute("**/slide.1.3.js")
    figure.field("head").select_option("2.9")
    figure.field("head").select_option("1.3")
    wait_for_title(page, "layer 1 head 3")
    page.close()


def wait_for_title(page, text):
    page.wait_for_function(
        "text => document.querySelector('[data-moving=\"columns.slide\"] [data-part=title]')"
        ".textContent.includes(text)",
        arg=text,
    )
