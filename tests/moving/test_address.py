"""The state of a moving figure lives in the address, and the two never disagree."""

import re

import pytest

from moving.hand import FIGURES, Figure

ASKED = {  # an address of each figure, and what it says there
    "columns.slide": (
        "slide.columns=1&slide.answer=off&slide.row=on&slide.head=3.9",
        "1 of 32 columns",
    ),
    "columns.lines": (
        "lines.weights=10_20&lines.columns=1&lines.copy=50",
        "A whole line is left: black 0.00 to",
    ),
    "crowd.pick": ("pick.columns=8&pick.words=512&pick.times=10", "512 words, 8 columns"),
    "evidence.parts": ("parts.layer=6&parts.row=the2", "Layer 6, row of the second “the”: "),
    "language.exchange": (
        "exchange.sentence=3&exchange.layers=all&exchange.heads=90",
        "Exchanged in the 90 heads of layers 1–30",
    ),
    "learning.scrub": ("scrub.step=0", "Step 0: "),
    "losses.bits": ("bits.bits=8", "8 significant bits, as bfloat16 keeps them"),
    "mixture.drag": (
        "drag.black=2_2&drag.cat=3_4.5&drag.mat=8_1&drag.output=4.005_2",
        "The weights are",
    ),
    "relation.swap": ("swap.weights=limited&swap.asks=mat", "“mat” gives “white” 0.50"),
}
# What the controls of a figure are set to, as a list of texts.
CONTROLS = """form => [...form.elements].filter(field => field.name).map(field =>
  [field.name, field.value, field.checked].join(" "))"""


def controls(figure):
    return figure.root.locator("form").evaluate(CONTROLS)


@pytest.mark.parametrize("name", FIGURES)
def test_an_address_brings_back_its_state(view, served, name):
    """The state of a link is shown, scrolled to, kept in the address through a change and a reload,
    and ends where it began.
    """
    asked, expected = ASKED[name]
    anchor = f"#figure-{name.split('.')[1]}"
    figure = Figure(view, served, name, asked=f"?{asked}{anchor}")
    figure.waits_for(expected)
    shown, set_ = figure.says(), controls(figure)
    top = figure.root.evaluate("root => root.getBoundingClientRect().top")
    assert 0 <= top < view.viewport_size["height"]
    figure.root.locator("form").evaluate("form => form.dispatchEvent(new Event('change'))")
    view.evaluate("new Promise(done => setTimeout(done, 500))")
    assert view.url.endswith(f"?{asked}{anchor}")
    view.reload()
    figure.waits_for(shown)
    assert controls(figure) == set_
    figure.reset()
    assert figure.says() != shown
    view.wait_for_function("!location.search")


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_to_which_the_reader_comes_back_shows_what_its_controls_say(view, served, name):
    asked, expected = ASKED[name]
    figure = Figure(view, served, name, asked=f"?{asked}")
    figure.waits_for(expected)
    shown, set_ = figure.says(), controls(figure)
    view.goto(f"{served}/404.html")
    view.go_back()
    figure.waits_for(expected)
    assert (figure.says(), controls(figure)) == (shown, set_)
    form = figure.root.locator("form")
    assert form.get_attribute("autocomplete") is None  # WebKit would reset it after the scripts ran


def test_a_change_that_was_not_yet_written_is_written_when_the_reader_leaves(view, served):
    figure = Figure(view, served, "columns.slide")
    figure.field("columns").fill("6")
    said = figure.says()
    view.evaluate("location.href = '404.html'")
    view.wait_for_url("**/404.html")
    view.go_back()
    figure.waits_for("columns")
    figure.address("slide.columns=6")
    assert figure.says() == said and figure.field("columns").input_value() == "6"


def test_one_control_that_was_reset_by_the_browser_changes_no_other(view, served):
    """As it happened in WebKit: all controls fell to their defaults, and one "+" went by them."""
    asked = "?slide.row=cat&slide.columns=28"
    figure = Figure(view, served, "columns.slide", asked=asked)
    figure.root.locator("form").evaluate(
        "form => { form.elements.row.value = 'black'; form.elements.columns.value = 3; }"
    )
    figure.root.get_by_role("button", name="more").click()
    figure.says()
    title = figure.part("title").text_content()
    assert title.startswith("Row of cat") and title.endswith("29 of 32 columns")
    assert figure.field("columns").input_value() == "29"
    assert figure.field("row").input_value() == "cat"


def test_back_within_a_page_shows_the_state_of_the_address(view, served):
    figure = Figure(view, served, "columns.slide", "explanation/columns.html")
    columns, contents = figure.field("columns"), view.locator("nav.md-nav--secondary a:visible")
    columns.fill("8")
    figure.address("slide.columns=8")
    contents.nth(1).click()
    view.wait_for_function("!location.hash.includes('figure')")
    columns.fill("6")
    figure.address("slide.columns=6")
    view.go_back()
    figure.address("slide.columns=8")
    assert figure.says().startswith("8 of 32 columns") and columns.input_value() == "8"
    view.go_forward()
    figure.address("slide.columns=6")
    assert figure.says().startswith("6 of 32 columns") and columns.input_value() == "6"


def test_a_link_within_the_page_leaves_the_last_change_behind(view, served):
    figure = Figure(view, served, "columns.slide", "explanation/columns.html")
    figure.field("columns").fill("8")
    view.locator("nav.md-nav--secondary a:visible").nth(1).click()
    view.wait_for_function("location.hash && !location.hash.includes('figure')")
    assert figure.says().startswith("8 of 32 columns")
    assert "slide.columns=8" in view.evaluate("location.href")
    view.go_back()
    figure.address("slide.columns=8#figure-slide")
    assert figure.says().startswith("8 of 32 columns")


@pytest.mark.parametrize(
    ("name", "at", "end"),
    [
        ("columns.lines", ".handle", "lines.weights=1_50"),
        ("columns.slide", "[name=columns]", "=32"),
    ],
)
def test_a_key_that_is_held_is_written_once_when_it_is_let_go(view, served, stopped, name, at, end):
    view.add_init_script(
        "const replace = history.replaceState; window.writings = 0;"
        "history.replaceState = (...given) => { writings += 1; replace.apply(history, given); };"
    )
    figure = Figure(view, served, name, "explanation/columns.html")
    clock, before = stopped(), view.evaluate("writings")
    figure.root.locator(at).and_(view.locator(":visible")).first.focus()
    for _ in range(120):
        view.keyboard.down("ArrowRight")
        clock.run_for(25)
    view.keyboard.up("ArrowRight")
    clock.run_for(1000)
    assert view.evaluate("writings") - before == 1 and end in view.url


def test_two_figures_of_a_page_keep_their_states_apart(view, served):
    figure = Figure(view, served, "columns.slide", "explanation/columns.html", "?h=basket")
    figure.field("columns").fill("1")
    figure.address("slide.columns=1")
    lines = view.locator('[data-moving="columns.lines"]')
    lines.locator("[name=columns]").fill("1")
    figure.address("?h=basket&slide.columns=1&lines.columns=1#figure-lines")
    lines.get_by_role("button", name="Reset the figure").click()
    view.wait_for_function("!location.search.includes('lines')")
    assert view.url.endswith("?h=basket&slide.columns=1#figure-lines")
    assert figure.says().startswith("1 of 32 columns")


HOSTILE = [
    "slide.columns=99",
    "slide.columns=3.5",
    "slide.columns=-1",
    "slide.columns=",
    "slide.columns=__proto__",
    "slide.row=dog",
    "slide.row=constructor",
    "slide.head=9.9",
    "slide.head=../../evil",
    "slide.answer=maybe",
    "slide.answer=true",
    "slide.answer=constructor",
    "slide.answer=__proto__",
    "slide.gone=1",
    "slide.__proto__=1",
    "slide.constructor=1",
    "slide=1",
    "slide.row=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "slide.row=black%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "slide.columns=1&slide.row=%00",
    "lines.weights=60_60",
    "lines.weights=0_50",
    "lines.weights=50_50",
    "lines.weights=-1_5",
    "lines.weights=1.5_2",
    "lines.weights=1_2_3",
    "lines.weights=NaN_1",
    "lines.weights=1e1_2",
    "lines.weights=99999_0",
    "lines.copy=5",
]


@pytest.fixture(scope="module")
def at_rest(browser, served):
    """Name to what a figure of the page is and says without any address."""
    page, shown = browser.new_page(viewport={"width": 1280, "height": 900}), {}
    for name in ("columns.slide", "columns.lines"):
        figure = Figure(page, served, name, "explanation/columns.html")
        shown[name] = figure.root.evaluate("root => root.outerHTML"), figure.says()
    page.close()
    return shown


@pytest.mark.parametrize("asked", HOSTILE)
def test_a_hostile_or_outdated_address_shows_the_start(view, served, at_rest, asked):
    view.on("dialog", lambda dialog: pytest.fail(f"{asked} ran: {dialog.message}"))
    loaded = []
    view.on("request", lambda request: loaded.append(request.url))
    name = f"columns.{asked.split('.')[0].split('=')[0]}"
    address = f"?{asked}&lines.extra.key=1"
    figure = Figure(view, served, name, "explanation/columns.html", address)
    assert (figure.root.evaluate("root => root.outerHTML"), figure.says()) == at_rest[name]
    assert not [url for url in loaded if re.search(r"slide\.\d.*js$", url)]
