"""The built site as a reader meets it: every page of it, in a real browser, in both schemes, from
phone to desk.
"""

import gzip
import hashlib
import html
import json
import re
import shutil
import struct
import subprocess
import sys
from collections import defaultdict
from html.parser import HTMLParser
from itertools import product
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import build, copy_sources
from validator import messages

from snippets.press.__main__ import PERMALINKS, addresses

WIDTHS = (360, 390, 768, 1280, 1600)
SCHEMES = {
    "light": "default",
    "dark": "slate",
}  # what the reader's system asks for, and the scheme that the page shows
CODE = [
    "code/attention.html",
    "code/figures/columns.html",
]  # of the pages of code, which are all made alike
PUBLISHED_AT = "https://sums.example/"

MEASURE = """() => {
  const drawings = [...document.querySelectorAll(".drawing")];
  const shown = drawings.map(drawing => [...drawing.querySelectorAll(":scope > svg")].filter(svg => svg.getClientRects().length));
  const texts = shown.flat().flatMap(svg => [...svg.querySelectorAll("text")].map(text => {
    const [box, inside] = [svg.getBoundingClientRect(), text.getBoundingClientRect()];
    const scale = box.width / svg.viewBox.baseVal.width;
    return {
      says: text.textContent,
      size: parseFloat(getComputedStyle(text).fontSize) * scale,
      out: Math.max(box.left - inside.left, inside.right - box.right, box.top - inside.top, inside.bottom - box.bottom),
    };
  }));
  const root = document.documentElement;
  return {
    wider: root.scrollWidth - root.clientWidth,
    drawings: shown.map(svgs => svgs.length),
    small: texts.filter(text => text.size < 11.95).map(text => `${text.says} (${text.size.toFixed(1)} px)`),
    hidden: [...document.querySelectorAll("article :is(h1, h2, h3)")].filter(heading => !heading.getClientRects().length).length,
    clipped: [...document.querySelectorAll(".katex-display, div.arithmatex")]
      .filter(box => getComputedStyle(box).overflowY !== "visible" && box.scrollHeight > box.clientHeight + 1).map(box => box.textContent),
    cut: texts.filter(text => text.out > 1).map(text => `${text.says} (by ${text.out.toFixed(1)} px)`),
  };
}"""


class Page(HTMLParser):
    """What a page holds that others may point to, and what it points to."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.headings, self.figures, self.links, self.loaded, self.metas = (
            set(),
            [],
            [],
            [],
            [],
            {},
        )
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids.add(given.get("id"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(given.get("id"))
        if "drawing" in (given.get("class") or "").split():
            self.figures.append(given.get("id"))
        if tag == "meta":
            self.metas[given.get("name") or given.get("property")] = given.get("content")
        if tag == "link":
            self.metas[given["rel"]] = given["href"]
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given["rel"] != "canonical" and "href" in given:
            self.loaded.append(given["href"])
        elif "src" in given:
            self.loaded.append(given["src"])


@pytest.fixture(scope="module")
def every(site):
    """Every page of the site: its address and what it holds."""
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def read(every):
    """The pages that are written to be read, and a few of the pages of code."""
    return [address for address in every if not address.startswith("code/")] + CODE


FOLLOWED = "scheme => document.body.dataset.mdColorScheme === scheme"  # the page hears of a new scheme a moment later


def ask_for(page, scheme):
    """Let the reader's system ask for a scheme, and wait until the page shows it."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector(f"body[data-md-color-scheme={SCHEMES[scheme]}]", timeout=10_000)


@pytest.fixture(scope="module")
def walk(browser, served, read):
    """A walk through the site in both schemes and at every width: what the browser complained of,
    and what it measured.
    """
    complaints, measures = defaultdict(list), {}
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and complaints["console"].append(f"{page.url}: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: complaints["script"].append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((served, "data:"))
            or complaints["other host"].append(f"{page.url}: {request.url}")
        ),
    )
    page.on(
        "requestfailed", lambda request: complaints["failed"].append(f"{page.url}: {request.url}")
    )
    page.on(
        "response",
        lambda response: (
            response.status < 400
            or complaints["failed"].append(f"{page.url}: {response.url}: {response.status}")
        ),
    )
    for address in read:
        page.goto(f"{served}/{address}")
        for scheme, width in product(SCHEMES, WIDTHS):
            ask_for(page, scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FOLLOWED, arg=SCHEMES[scheme])
            measures[address, scheme, width] = page.evaluate(MEASURE)
    context.close()
    return complaints, measures


@pytest.mark.parametrize("kind", ["other host", "console", "script", "failed"])
def test_no_page_makes_the_browser_complain_or_asks_another_host(walk, kind):
    assert walk[0][kind] == []


def test_no_page_scrolls_sideways(walk):
    assert [where for where, measure in walk[1].items() if measure["wider"] > 0] == []


def test_every_figure_is_shown_once_at_every_width(walk, every):
    for (address, scheme, width), measure in walk[1].items():
        assert measure["drawings"] == [1] * len(every[address].figures), (
            f"{address}, {scheme}, {width} px"
        )


@pytest.mark.parametrize("fault", ["small", "cut", "clipped"])
def test_every_figure_and_formula_can_be_read_at_every_width(walk, fault):
    assert {where: measure[fault] for where, measure in walk[1].items() if measure[fault]} == {}


def test_without_scripts_every_page_is_complete(browser, served, read):
    with_scripts, without = (
        browser.new_context(),
        browser.new_context(java_script_enabled=False, reduced_motion="reduce"),
    )
    pages = with_scripts.new_page(), without.new_page()
    for address in read:
        texts = []
        for page in pages:
            page.goto(f"{served}/{address}")
            if page is pages[1]:
                moving = page.locator(".drawing[data-moving]").count()
                assert (
                    page.locator("article")
                    .inner_text()
                    .count("With JavaScript you can move this figure.")
                    == moving
                    and page.locator(".try:visible, .says:visible, .moves:visible").count() == 0
                )
            page.evaluate(
                "document.querySelectorAll('.try, .moves, .says, noscript').forEach(each => each.remove())"
            )  # what only a script can use, and what only stands for it
            texts.append(" ".join(page.locator("article").inner_text().split()))
        assert texts[0] == texts[1], address
        assert not re.search(r"\\[(\[]", texts[1]), f"{address} holds a formula that is not set"
        for width in (WIDTHS[0], WIDTHS[-1]):
            pages[1].set_viewport_size({"width": width, "height": 900})
            measure = pages[1].evaluate(MEASURE)
            assert (
                measure["wider"] <= 0 and set(measure["drawings"]) <= {1} and not measure["hidden"]
            ), f"{address}, {width} px: {measure}"
        formulas = pages[1].locator(".arithmatex")
        assert formulas.count() == formulas.locator("> .katex, > .katex-display").count(), address
    with_scripts.close()
    without.close()


def test_the_tab_key_reaches_skip_link_search_navigation_and_content(browser, served):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/index.html")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.matches('body') ? '' : document.activeElement.outerHTML.split('>')[0]"
            )
        )
    places = ["md-skip", "md-search__input", "md-nav__link", "explanation/question.html"]
    order = [
        next((step for step, element in enumerate(reached) if place in element), None)
        for place in places
    ]
    assert None not in order and order == sorted(order), f"of {places} the steps are {order}"
    page.goto(f"{served}/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#home", timeout=10_000)
    page.close()


QUERIES = [
    ("/", "basket", "explanation/forgetting.html"),
    ("f", "triangle", "explanation/columns.html"),
]


@pytest.mark.parametrize(("key", "query", "expected"), QUERIES)
def test_search_finds_the_page_by_keyboard_alone(browser, served, key, query, expected):
    page = browser.new_page()
    page.goto(f"{served}/index.html", wait_until="networkidle")
    search(page, key, query)
    assert expected in results(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"h={query}" in page.url
    page.wait_for_selector(f"article mark:text-matches('{query}', 'i')")
    page.close()


def search(page, key, query):
    """Open the search with a key, type, and wait for what it finds."""
    page.keyboard.press(key)
    page.wait_for_function("document.activeElement.matches('.md-search__input')")
    page.keyboard.type(query, delay=20)
    page.wait_for_selector(".md-search-result__link", timeout=10_000)


def results(page):
    links = page.locator(".md-search-result__link").evaluate_all(
        "links => links.map(link => link.href)"
    )
    return " ".join(urlsplit(link).path for link in links)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(browser, served, read, width, scheme):
    """What is a page's own is there at both widths, and what is the theme's on every page: so two
    of the four tests need few pages.
    """
    axe, found = Axe(), {}
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for address in (
        read if (width, scheme) in [(360, "light"), (1280, "dark")] else ["index.html", *CODE]
    ):
        page.goto(f"{served}/{address}")
        ask_for(page, scheme)
        report = axe.run(page, options={"resultTypes": ["violations"]})
        if report.violations_count:
            found[address] = report.generate_report()
    page.close()
    assert found == {}, "\n".join(f"{address}: {report}" for address, report in found.items())


def test_every_page_is_valid_html(site):
    assert messages(site) == []


def test_every_link_resolves(site, every):
    assert broken(site, every) == []


def broken(site, pages, base="https://nowhere.example/"):
    """Every link of the pages that leads nowhere, and everything they load from another host."""
    found = []
    for address, page in pages.items():
        previews = [
            page.metas[name] for name in ("canonical", "og:url", "og:image") if name in page.metas
        ]
        for link in [*page.links, *page.loaded, *previews]:
            target, anchor = urldefrag(urljoin(f"{base}{address}", html.unescape(link)))
            if not target.startswith(base):
                if link in page.loaded or urlsplit(target).scheme not in ("https", "mailto"):
                    found.append(
                        f"{address}: {link} is loaded from elsewhere, or is no safe address"
                    )
                continue
            path = unquote(urlsplit(target).path).lstrip("/") or "index.html"
            if not (site / path).is_file():
                found.append(f"{address}: {link} does not exist")
            elif anchor and path in pages and unquote(anchor) not in pages[path].ids:
                found.append(f"{address}: {link} has no such anchor")
    return found


def test_every_page_can_be_previewed(every):
    for address, page in every.items():
        if address == "404.html":
            continue
        assert 20 <= len(page.metas["description"]) <= 200, (
            f"{address}: {page.metas['description']}"
        )
        assert (
            page.metas["og:title"] and page.metas["og:description"] and page.metas["twitter:card"]
        ), address


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The site as it is built for an address, and its pages."""
    folder = build(tmp_path_factory.mktemp("published") / "site", SITE_URL=PUBLISHED_AT)
    return folder, {
        path.relative_to(folder).as_posix(): Page(path) for path in sorted(folder.rglob("*.html"))
    }


def test_a_published_page_names_its_address_and_an_image(published):
    folder, pages = published
    assert broken(folder, pages, PUBLISHED_AT) == []
    for address, page in pages.items():
        if address == "404.html":
            continue
        own = PUBLISHED_AT + address
        assert page.metas["canonical"].removesuffix("index.html") == own.removesuffix("index.html")
        assert page.metas["og:url"].removesuffix("index.html") == own.removesuffix("index.html")
        image = (folder / page.metas["og:image"].removeprefix(PUBLISHED_AT)).read_bytes()
        assert image.startswith(b"\x89PNG") and struct.unpack(">I", image[16:20])[0] >= 1200, (
            address
        )


def test_two_builds_are_the_same_bytes(site, tmp_path):
    """The second one draws the figures of two chapters and cuts every font anew, in another folder,
    with other hashes of strings.
    """
    sources = copy_sources(tmp_path / "sources", ".cache")
    for pattern in ("press/figures-question-*", "press/figures-columns-*", "fonts"):
        for kept in sources.glob(f".cache/{pattern}"):
            shutil.rmtree(kept)
    again = build(tmp_path / "site", sources, PYTHONHASHSEED="1")
    first, second = (
        {
            p.relative_to(f).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in f.rglob("*")
            if p.is_file()
        }
        for f in (site, again)
    )
    assert {name for name in first | second if first.get(name) != second.get(name)} == set()


def test_the_site_opens_from_a_folder(browser, site, read):
    """Without a server: pages, figures, styles, and the search."""
    complaints, page = [], browser.new_page()
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and complaints.append(f"{page.url}: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("file:", "data:"))
            or complaints.append(f"{page.url}: {request.url}")
        ),
    )
    page.on("requestfailed", lambda request: complaints.append(f"{page.url}: {request.url}"))
    for address in read:
        page.goto(
            (site / address).as_uri() if address != "404.html" else (site / "index.html").as_uri()
        )
        measure = page.evaluate(MEASURE)
        assert set(measure["drawings"]) <= {1}, address
        page.wait_for_function("[...document.fonts].some(font => font.status === 'loaded')")
    page.goto((site / "index.html").as_uri())
    search(page, "/", "triangle")
    assert "explanation/columns.html" in results(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.startswith("file:") and "h=triangle" in page.url
    page.close()
    assert complaints == []


def test_every_heading_has_an_address(every):
    for address, page in every.items():
        assert address == "404.html" or (
            page.headings and None not in page.headings + page.figures
        ), address


def test_every_address_is_noted_as_a_permalink(site, every):
    """Whoever adds a heading or a figure promises that its address stays."""
    now = addresses(site)
    assert now >= {
        f"{address}#{place}"
        for address, page in every.items()
        if not address.startswith(("code/", "404"))
        for place in page.headings + page.figures
    }
    new = now - set(PERMALINKS.read_text().split())
    assert not new, (
        f"not in tests/permalinks.txt: {sorted(new)}; note them with `python -m snippets.press permalinks`"
    )


def test_no_permalink_is_lost(site, every):
    lines = PERMALINKS.read_text().splitlines()
    assert lines == sorted(set(lines))
    for line in lines:
        path, _, anchor = line.partition("#")
        assert (site / path).is_file() and (not anchor or anchor in every[path].ids), (
            f"{line} was published once and must stay: give its page or heading that address again"
        )


def test_no_page_is_heavy(site, tmp_path):
    """Everything before the first click weighs less than 200 kB, and less than 150 kB on the home
    page.
    """
    root = copy_sources(tmp_path)
    (root / "site").symlink_to(site)
    done = subprocess.run(
        [sys.executable, "-m", "snippets.press", "weigh"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    totals = {line.split()[0]: float(line.split()[-1]) for line in done.stdout.splitlines()[1:]}
    assert len(totals) == 1 + len(list((root / "docs/explanation").glob("*.md"))) + len(
        list((root / "docs/lab").glob("*.py"))
    )
    assert totals.pop("index.html") < 150, done.stdout
    assert max(totals.values()) < 200, done.stdout
    assert len(gzip.compress((site / "index.html").read_bytes())) / 1000 < 30


def test_the_search_index_holds_words_and_no_code(site):
    sections = json.loads((site / "search/search_index.json").read_text())["docs"]
    assert sections and not [
        section["location"] for section in sections if "<pre" in section["text"]
    ]
