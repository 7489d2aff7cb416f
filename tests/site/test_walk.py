"""Every page of the site in a real browser: in both schemes, from phone to desk, with axe, and
without scripts.
"""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from visits import MEASURE, SCHEMES, TEXT, WIDTHS, ask_for, note_complaints, resize, visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """() => axe.run(document, { resultTypes: ["violations"], preload: false }).then(
  ({ violations }) => violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(node => node.html.slice(0, 200)).join(" | ")}`))"""

# Of each kind of token in the listings of a page the first stays, the others become plain text.
THIN_OUT = """() => {
  const seen = new Set();
  for (const token of document.querySelectorAll(".highlight span[class]")) {
    if (token.children.length) continue;
    if (seen.has(token.className)) token.replaceWith(token.textContent);
    seen.add(token.className);
  }
}"""

# Axe goes to every page on a phone in the light and at a desk in the dark scheme.
AXE_EVERYWHERE = [("light", 360), ("dark", 1280)]
# What the theme brings is on every page: these go to the home page and to two pages of code.
AXE_ONCE = [("light", 1280), ("dark", 360)]
FEW = re.compile(r"index\.html|code/(?:figures/)?[\w-]+\.html")


class Walk:
    """A walk through the site: what the browser complained of, what was measured and read, and what
    axe found.
    """

    def __init__(self, page, served):
        self.page, self.served = page, served
        self.complaints = note_complaints(page, [served])
        self.measures, self.texts, self.violations = {}, {}, {}

    def visit(self, address):
        """Measure a page at every width in both schemes, and let axe look at it."""
        self.page.goto(f"{self.served}/{address}")
        for scheme in SCHEMES:
            ask_for(self.page, scheme)
            for width in WIDTHS:
                resize(self.page, width)
                self.measures[address, scheme, width] = self.page.evaluate(MEASURE)
        self.page.evaluate(AXE)
        self.page.evaluate(THIN_OUT)
        for scheme, width in AXE_EVERYWHERE + AXE_ONCE * bool(FEW.fullmatch(address)):
            ask_for(self.page, scheme)
            resize(self.page, width)
            self.violations[address, scheme, width] = self.page.evaluate(RUN_AXE)
        resize(self.page, 1280)
        self.texts[address] = self.page.evaluate(TEXT)


@pytest.fixture(scope="module")
def walk(browser, served, read):
    with visit(browser) as page:
        walk = Walk(page, served)
        for address in read:
            walk.visit(address)
    return walk


def test_the_walk_leaves_no_page_no_scheme_and_no_width_out(walk, read):
    assert sum(bool(FEW.fullmatch(address)) for address in read) == 3
    for address in read:
        for scheme in SCHEMES:
            assert {(address, scheme, width) for width in WIDTHS} <= set(walk.measures)
            assert walk.violations.keys() & {(address, scheme, width) for width in (360, 1280)}
    assert all(
        ("index.html", scheme, width) in walk.violations
        for scheme, width in AXE_EVERYWHERE + AXE_ONCE
    )


@pytest.mark.parametrize("kind", ["other host", "console", "script", "failed"])
def test_no_page_makes_the_browser_complain_or_asks_another_host(walk, kind):
    assert walk.complaints[kind] == []


def test_no_page_scrolls_sideways(walk):
    assert [where for where, measure in walk.measures.items() if measure["wider"] > 0] == []


def test_every_figure_is_shown_once_at_every_width(walk, every):
    for (address, scheme, width), measure in walk.measures.items():
        assert measure["drawings"] == [1] * len(every[address].figures), (
            f"{address}, {scheme}, {width} px"
        )


def test_the_tests_of_every_claim_fit_a_desk(browser, served, every):
    """At 1280 px no listing on a page of claims scrolls sideways."""
    with visit(browser) as page:
        resize(page, 1280)
        for address in (address for address in every if address.startswith("about/claims/")):
            page.goto(f"{served}/{address}")
            wider = "code => code.map(each => each.scrollWidth - each.clientWidth)"
            listings = page.locator(".highlight code").evaluate_all(wider)
            assert listings and max(listings) <= 0, address


@pytest.mark.parametrize("fault", ["small", "cut", "clipped"])
def test_every_figure_and_formula_can_be_read_at_every_width(walk, fault):
    assert {where: found[fault] for where, found in walk.measures.items() if found[fault]} == {}


def test_axe_finds_no_violation(walk):
    assert {where: found for where, found in walk.violations.items() if found} == {}


@pytest.mark.parametrize(
    ("address", "tag"), [("about/built.html", "p"), ("code/attention.html", "pre")]
)
def test_axe_sees_what_is_wrong(browser, served, address, tag):
    """Words in their ground's colour and a picture without a text are found, in a listing too."""
    with visit(browser) as page:
        page.goto(f"{served}/{address}")
        page.evaluate(AXE)
        page.evaluate(THIN_OUT)
        page.evaluate(
            """tag => {
              const element = document.querySelector(`article ${tag}`);
              document.querySelector("article").append(document.createElement("img"));
              const words = element.querySelector("span[class]") || element;
              words.style.color = "#eee";
              words.style.background = "#fff";
            }""",
            tag,
        )
        rules = {violation.partition(":")[0] for violation in page.evaluate(RUN_AXE)}
        assert {"color-contrast", "image-alt"} <= rules


def test_without_scripts_every_page_is_complete(browser, served, read, walk):
    with visit(browser, java_script_enabled=False) as page:
        for address in read:
            page.goto(f"{served}/{address}")
            assert_still(page, address)
            resize(page, 1280)
            assert page.evaluate(TEXT) == walk.texts[address], address
            assert not re.search(r"\\[(\[]", walk.texts[address]), (
                f"{address} holds a formula that is not set"
            )
            for width in (WIDTHS[0], WIDTHS[-1]):
                resize(page, width)
                assert_complete(page.evaluate(MEASURE), f"{address}, {width} px")
            formulas = page.locator(".arithmatex")
            assert formulas.count() == formulas.locator("> .katex, > .katex-display").count()


def assert_still(page, address):
    """Each moving figure says what a script would do, and shows no control."""
    moving = page.locator(".drawing[data-moving]").count()
    text = page.locator("article").inner_text()
    assert text.count("With JavaScript you can move this figure.") == moving, address
    assert page.locator(".try:visible, .says:visible, .moves:visible").count() == 0, address


def assert_complete(measure, where):
    assert measure["wider"] <= 0 and set(measure["drawings"]) <= {1}, f"{where}: {measure}"
    assert not measure["hidden"], f"{where}: {measure}"
