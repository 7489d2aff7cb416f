"""One Markdown extension for pages and notebooks: figures, words, formulas, code, wide tables.

What is long and made already, drawings and code, does not go through Markdown, the search index and
the templates: a short mark stands for it, and takes its place when the page is finished.
"""

import html
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pygments
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from snippets.drawing import words
from snippets.press import Mistake
from snippets.press.formulas import Formulas

DRAWING = re.compile(r"(?:^|/)figures/([\w-]+)/([\w-]+)\.svg$")
FORMULA = re.compile(r"\\([(\[])(.*)\\[)\]]", re.DOTALL)
MARK = '<div data-late="{}"></div>'
COLOURED = {word.text: word.name for word in reversed(words.SENTENCE + words.MARKS)}
REGION = {"tabindex": "0", "role": "group"}  # what may scroll sideways can be reached by keyboard
LANGUAGES = ("python", "javascript", "bash", "text")


class SiteExtension(Extension):
    """What this site adds to Markdown.

    formulas: sets them; page: the name of the page at hand; moved: an address to older ones.
    """

    def __init__(
        self,
        formulas: Formulas,
        page: Callable[[], str],
        moved: Callable[[str], list[str]] = lambda anchor: [],
    ):
        super().__init__()
        self.formulas, self.page, self.moved = formulas, page, moved

    def extendMarkdown(self, md: Markdown) -> None:
        """Come last, after MkDocs has looked at links and images."""
        md.treeprocessors.register(_Site(md, self), "site", -10)


class _Site(Treeprocessor):
    def __init__(self, md: Markdown, site: SiteExtension):
        super().__init__(md)
        self.site = site

    def run(self, root: ElementTree.Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if (replaced := self._replaced(child)) is not None:
                    replaced.tail, child.tail = child.tail, None
                    parent[place] = replaced
        for element in root.iter():
            self._change(element)

    def _replaced(self, element: ElementTree.Element) -> ElementTree.Element | None:
        """What stands instead of a paragraph that is a figure, or around a table; else None."""
        if element.tag == "p" and len(element) == 1 and not (element.text or "").strip():
            image = element[0]
            drawing = DRAWING.search(image.get("src", "")) if image.tag == "img" else None
            if drawing:
                return ElementTree.Element(
                    "div", {"data-late": f"figure {'.'.join(drawing.groups())}"}
                )
        if element.tag == "table":
            region = ElementTree.Element("div", {"class": "wide", **REGION, "aria-label": "Table"})
            region.append(element)
            return region
        return None

    def _change(self, element: ElementTree.Element) -> None:
        """Colour a word of the sentence, set a formula, empty a corner, keep an old address.

        Raises Mistake for a figure within a text, where it would be an image without one.
        """
        if element.tag == "img" and (drawing := DRAWING.search(element.get("src", ""))):
            raise Mistake(
                f"{self.site.page()}: the figure {'.'.join(drawing.groups())} must be a paragraph "
                "of its own; leave a line empty above and below it"
            )
        if element.tag == "em" and not len(element) and element.text in COLOURED:
            element.set("class", f"w w-{COLOURED[element.text]}")
        elif element.get("class") == "arithmatex":
            self._set(element)
        elif element.tag == "th" and not len(element) and not (element.text or "").strip():
            element.tag = "td"
        elif re.fullmatch(r"h[1-6]|a", element.tag) and element.get("id"):
            for anchor in reversed(self.site.moved(element.get("id", ""))):
                element.insert(0, ElementTree.Element("span", {"id": anchor}))
                element[0].tail, element.text = element.text, None

    def _set(self, element: ElementTree.Element) -> None:
        formula = FORMULA.fullmatch((element.text or "").strip())
        if not formula:
            return
        display = formula[1] == "["
        done = self.site.formulas.render(formula[2].strip(), display, self.site.page())
        if display:
            for name, value in {**REGION, "aria-label": "Formula"}.items():
                element.set(name, value)
        element.text = AtomicString(self.md.htmlStash.store(done))


def fences(code: Callable[[str, str], str]) -> list[dict]:
    """The settings of pymdownx.superfences that let a function write code blocks.

    code: takes the source and its language.
    """

    def write(source, language, class_name, options, md, **_):
        return code(source, language)

    return [{"name": name, "class": "highlight", "format": write} for name in LANGUAGES]


def highlighted(source: str, language: str) -> str:
    """A code block as HTML."""
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    return pygments.highlight(source, get_lexer_by_name(language), formatter).rstrip("\n")


def late(what: str) -> str:
    """The mark that stands for something until the page is finished."""
    return MARK.format(html.escape(what))
