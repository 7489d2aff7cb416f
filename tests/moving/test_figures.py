"""What all moving figures share: at rest, by hand, aloud, in print, and without scripts."""

import gzip
import json
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from moving.hand import DATA, FIGURES, PHONE, PLACED, Figure
from moving.test_address import ASKED

# The place of every part that can be seen, in CSS pixels from the corner of its drawing.
BOXES = """root => {
  const svg = [...root.querySelectorAll(":scope > svg")].find(svg => svg.getClientRects().length);
  const frame = svg.getBoundingClientRect();
  const seen = [...svg.querySelectorAll("[data-part]")].filter(part => !part.dataset.map
    && part.getAttribute("visibility") !== "hidden" && part.style.opacity !== "0");
  return Object.fromEntries(seen.map(part => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const box = [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
    return [part.dataset.part, box];
  }));
}"""
TEXTS = """root => [...root.querySelectorAll(":scope > svg")].map(svg =>
  [...svg.querySelectorAll("text")].map(text => text.textContent))"""
TOUCHED = "form :is(button, select, label:has(input)):visible"


@pytest.fixture
def still(browser, served):
    """A figure of a page in a browser without scripts, as wide as another page."""
    contexts = []

    def figure(name, page, size):
        contexts.append(browser.new_context(java_script_enabled=False, viewport=size))
        view = contexts[-1].new_page()
        view.goto(f"{served}/{page}")
        return view.locator(f'[data-moving="{name}"]')

    yield figure
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "page"), PLACED)
@pytest.mark.parametrize("view", [{}, PHONE], ids=["desk", "phone"], indirect=True)
def test_at_rest_a_figure_says_what_it_shows_and_nothing_has_jumped(
    view, still, served, name, page
):
    figure = Figure(view, served, name, page)
    assert len(figure.says()) > 40
    assert figure.root.locator("svg:visible").count() == 1
    for control in figure.root.locator(TOUCHED).all():
        box = control.bounding_box()
        assert box["height"] >= 32 and box["width"] >= 32, control.inner_text()
    assert view.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    built = still(name, page, view.viewport_size)
    assert figure.root.evaluate(TEXTS) == built.evaluate(TEXTS)
    moved, drawn = figure.root.evaluate(BOXES), built.evaluate(BOXES)
    assert moved.keys() == drawn.keys()
    for part, box in moved.items():
        assert_allclose(box, drawn[part], atol=0.7, err_msg=part)


@pytest.mark.parametrize(("name", "page"), PLACED)
def test_without_scripts_the_figure_and_its_caption_stand_alone(still, name, page):
    root = still(name, page, {"width": 1280, "height": 900})
    assert_alone(root)
    assert len(root.locator("xpath=ancestor::figure").locator("figcaption").inner_text()) > 100


def assert_alone(root):
    assert root.locator("svg:visible").count() == 1
    for part in (".try", ".says", "form"):
        assert not root.locator(part).is_visible(), part


@pytest.mark.parametrize("missing", ["moving", "columns-lines"])
def test_where_scripts_are_blocked_the_figure_stands_alone(browser, served, missing):
    """No invitation above an empty gap, and another figure of the page still moves."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route(f"**/{missing}.js", lambda route: route.abort())
    page.goto(f"{served}/explanation/columns.html", wait_until="load")
    assert_alone(page.locator('[data-moving="columns.lines"]'))
    slide = page.locator('[data-moving="columns.slide"]')
    if missing == "moving":
        assert_alone(slide)
    else:
        assert slide.locator(".try").is_visible() and slide.locator("form").is_visible()
    page.close()


# Count how often a part of a figure that is read aloud changes.
LISTEN = """root => {
  window.spoken = [];
  for (const part of root.querySelectorAll("[role=status], [aria-live=polite]"))
    new MutationObserver(() => { if (part.textContent) spoken.push(part.textContent); })
      .observe(part, { childList: true, characterData: true, subtree: true });
}"""


def test_what_a_figure_says_is_read_aloud_once_when_the_hand_rests(view, served, stopped):
    figure = Figure(view, served, "columns.lines")
    figure.root.evaluate(LISTEN)
    clock, says = stopped(), figure.root.locator(".says")
    x, y = figure.centre(figure.handle())
    view.mouse.move(x, y)
    view.mouse.down()
    for step in range(40):
        view.mouse.move(x - step, y + step / 2)
        clock.run_for(25)
    assert view.evaluate("spoken") == []
    view.mouse.up()
    clock.run_for(1000)
    assert view.evaluate("spoken") == [says.inner_text()]


def test_nothing_is_read_aloud_before_a_figure_is_moved(view, served):
    view.add_init_script(
        "window.spoken = []; addEventListener('DOMContentLoaded', () => "
        f"({LISTEN})(document.querySelector('[data-moving]')));"
    )
    figure = Figure(view, served, "columns.slide")
    view.evaluate("new Promise(done => setTimeout(done, 600))")
    assert view.evaluate("spoken") == []
    figure.field("columns").fill("8")
    view.wait_for_function("spoken.length === 1")
    assert view.evaluate("spoken") == [figure.says()]


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
@pytest.mark.parametrize(
    ("name", "dx", "dy"), [("columns.lines", -25, 40), ("mixture.drag", 0, -30)]
)
def test_a_finger_drags_a_handle_and_scrolls_beside_it(view, served, name, dx, dy):
    figure = Figure(view, served, name)
    figure.handle().evaluate("handle => handle.scrollIntoView({ block: 'center' })")
    scrolled = view.evaluate("scrollY")
    x, y = figure.centre(figure.handle())
    # held beside its centre, it does not jump
    touch(view, (x + 5, y - 4), (x + 5 + dx, y - 4 + dy))
    moved = np.subtract(figure.centre(figure.handle()), (x, y))
    assert_allclose(moved, (dx, dy), atol=3.5)
    assert view.evaluate("scrollY") == scrolled
    touch(view, (20, 500), (20, 300))
    view.wait_for_function("before => Math.abs(scrollY - before) > 40", arg=scrolled)


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_a_finger_that_scrolls_over_a_slider_does_not_move_it(view, served):
    figure = Figure(view, served, "losses.bits")
    before, slider = figure.says(), figure.field("bits")
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    scrolled, box = view.evaluate("scrollY"), slider.bounding_box()
    x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    touch(view, (x, y), (x, y - 200))
    view.wait_for_function("before => Math.abs(scrollY - before) > 40", arg=scrolled)
    assert figure.says() == before
    view.wait_for_function(  # it still rolls
        "new Promise(done => { const before = scrollY;"
        "setTimeout(() => done(scrollY === before), 150); })"
    )
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    view.touchscreen.tap(x, slider.bounding_box()["y"] + box["height"] / 2)
    assert figure.says() != before


def touch(view, begin, end):
    """A finger from one place to another, which rests there before it is lifted, so that the page
    does not roll on.
    """
    session = view.context.new_cdp_session(view)

    def send(kind, *points):
        touched = [{"x": float(x), "y": float(y)} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    first, *places = np.linspace(begin, end, 8)
    send("touchStart", first)
    for place in places:
        send("touchMove", place)
    view.wait_for_timeout(150)
    send("touchMove", np.add(end, (0, 1)))
    view.wait_for_timeout(150)
    send("touchEnd")
    view.wait_for_timeout(50)


def test_colours_follow_the_scheme_and_the_state_stays(view, served):
    figure = Figure(view, served, "relation.swap", asked="?swap.asks=cat&swap.weights=uniform")
    text = figure.root.locator(
        'svg:visible :is([data-part="says-0-0"] text, text[data-part="says-0-0"])'
    )
    shown, colours = figure.says(), []
    for scheme, name in (("light", "default"), ("dark", "slate")):
        view.emulate_media(color_scheme=scheme)
        view.wait_for_selector(f"body[data-md-color-scheme={name}]")
        colours.append(text.first.evaluate("text => getComputedStyle(text).fill"))
    assert colours[0] != colours[1] and figure.says() == shown


@pytest.mark.parametrize("name", FIGURES)
def test_printing_prints_the_state_and_no_control(view, served, name):
    asked, expected = ASKED[name]
    figure = Figure(view, served, name, asked=f"?{asked}")
    figure.waits_for(expected)
    view.emulate_media(media="print")
    assert expected in figure.says() and figure.root.locator(".says").is_visible()
    assert not figure.root.locator("form").is_visible()
    assert figure.root.locator("svg:visible").count() == 1


@pytest.mark.parametrize("name", FIGURES)
def test_figures_move_in_pages_opened_from_a_folder(view, site, name):
    figure = Figure(view, site.as_uri(), name)
    before = figure.says()
    fields = figure.root.locator("form :is(input[type=range], input[type=radio]:not(:checked))")
    if fields.count():
        fields.first.evaluate(
            "field => { if (field.type === 'radio') field.checked = true; else field.value = 0;"
            "for (const kind of ['input', 'change'])"
            "field.dispatchEvent(new Event(kind, { bubbles: true })); }"
        )
    else:
        figure.drag(0, 10, -30)
    assert figure.says() != before
    if name == "columns.slide":
        figure.field("head").select_option("6.12")
        view.wait_for_function(
            "document.querySelector('[data-part=title]').textContent.includes('layer 6 head 12')"
        )
    view.evaluate("new Promise(done => setTimeout(done, 500))")  # an address that cannot be written


def test_the_figures_of_a_page_weigh_little(site):
    """Scripts and states of a page's figures are below 30 kB, gzipped, before a reader asks for
    more.
    """
    for page in {page for pages in FIGURES.values() for page in pages}:
        text = (site / page).read_text(encoding="utf-8")
        states = DATA.findall(text)
        scripts = re.findall(r'src="[./]*(assets/moving/[\w-]+\.js)"', text)
        assert len(scripts) == len(set(scripts)) >= 2 and states
        assert all(json.loads(known)["states"] for known in states)
        loaded = [known.encode() for known in states]
        loaded += [(site / script).read_bytes() for script in scripts]
        weight = sum(len(gzip.compress(part)) for part in loaded)
        assert weight < 30_000, f"{page}: {weight}"


def test_only_pages_with_moving_figures_load_their_scripts(site):
    loading = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "assets/moving/" in path.read_text(encoding="utf-8")
    }
    assert loading == {page for pages in FIGURES.values() for page in pages}
