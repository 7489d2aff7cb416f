"""What was written comes out: no sign of Markdown is left in a page, and no file lies unreached."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag

import pytest
from pages import NOWHERE, resolved

from snippets.press import ROOT

SIGNS = {
    "a block that was not closed, or has another name": re.compile(r"///"),
    "a formula without its second dollar": re.compile(r"\$"),
    "a fence of code that was not closed": re.compile(r"```|~~~"),
    "a link whose reference is defined nowhere": re.compile(r"(?<!\w)\[[^\]\n]*\][\[(]"),
    "attributes that belong to nothing": re.compile(r"\{[:#.]"),
    "emphasis that was not closed": re.compile(r"\*\*|(?<![\w*])\*\w|\w\*(?![\w*])"),
}
SILENT = {"code", "pre", "script", "style", "annotation", "math", "svg", "title"}
# What no page links to: the theme's own files, pages of code, and the pictures of previews.
THEME = re.compile(
    r"^(cards/|assets/(javascripts|stylesheets|images|katex|fonts)/|search/|sitemap|code/)"
)


class Words(HTMLParser):
    """The text of a page as a reader sees it, code and formulas left out."""

    def __init__(self, text):
        super().__init__()
        self.words, self.depth = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.depth += tag in SILENT

    def handle_endtag(self, tag):
        self.depth -= tag in SILENT

    def handle_data(self, data):
        if not self.depth:
            self.words.append(data)


def left_over(text):
    words = " ".join(Words(text).words)
    return [what for what, sign in SIGNS.items() if sign.search(words)]


def test_no_sign_of_markdown_is_left_in_a_page(site, read):
    found = {
        address: left
        for address in read
        if (left := left_over((site / address).read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/// captoin", "a block"),
        ("the end ///", "a block"),
        ("it costs $a", "a formula"),
        ("``` python", "a fence"),
        ("[here][nowhere]", "a link"),
        ("[here](x y.md)", "a link"),
        ("Title {#the-idea}", "attributes"),
        ("**bold", "emphasis"),
        ("a *catt", "emphasis"),
    ],
)
def test_a_sign_that_is_left_is_seen(text, what):
    assert any(said.startswith(what) for said in left_over(f"<p>{text}</p>"))
    assert left_over(f"<p>Words.</p><code>{text}</code>") == []


def test_every_file_is_reached_from_a_page(site, every):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    reached = {"404.html", "index.html", "runtime.txt", *re.findall(r"\(docs/([^)]+)\)", readme)}
    for address, page in every.items():
        for link in [*page.links, *page.loaded]:
            path, _ = resolved(address, urldefrag(link)[0], NOWHERE)
            reached.add(path)
    # runtime.txt is for Binder
    styles = " ".join(p.read_text(encoding="utf-8") for p in site.rglob("assets/*.css"))
    lost = [
        name
        for path in sorted(site.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(site).as_posix()) not in reached
        and not THEME.match(name)
        and not every.get(name)
        and not re.match(r"figures/[\w-]+/[\w.-]+\.(svg|js)$", name)  # addresses of their own
        and path.name not in styles
    ]
    assert lost == []


def test_the_readme_names_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"`[^`]*`", "", text)
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", text)
    assert links and [link for link in links if not (ROOT / link).exists()] == []
    assert not re.search(r"\]\[", text)
