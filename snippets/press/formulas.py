"""Formulas set by KaTeX while the site is built: a page needs no script for them."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import dukpy

from snippets.drawing import words
from snippets.press import Mistake
from snippets.press.store import Kept, Store, key

KATEX = Path(__file__).with_name("katex.min.js")

# \cat{...} sets its argument in the colour of the cat; so do the other words, by their names.
MACROS = {
    f"\\{w.name.replace('2', 'two')}": f"\\htmlClass{{w-{w.name}}}{{#1}}" for w in words.SENTENCE
}
SET = """
katex.renderToString(dukpy['source'], {
  displayMode: dukpy['display'], throwOnError: true, output: 'htmlAndMathml',
  macros: dukpy['macros'],
  trust: function (c) {
    if (c.command !== '\\\\htmlClass') throw new Error(c.command + ' is not allowed');
    return true;
  },
  strict: function (code) { return code === 'htmlExtension' ? 'ignore' : 'error'; }
})
"""


class Formulas:
    """Every formula that was set; it is kept, so that KaTeX sets a formula once."""

    def __init__(self, store: Store):
        self.kept = Kept(store, "formulas", key(KATEX.read_bytes(), SET, repr(MACROS)))

    def render(self, source: str, display: bool, page: str) -> str:
        """A formula as HTML. Raises Mistake with page and formula when KaTeX cannot read it."""
        try:
            return self.kept.get(f"{display} {source}", lambda: _set(source, display))
        except dukpy.JSRuntimeError as error:
            reason = str(error).splitlines()[0]
            shown = " ".join(source.split())
            raise Mistake(f"{page}: the formula {shown} cannot be set: {reason}") from None

    @property
    def characters(self) -> set[str]:
        """Every character that the formulas of this build show."""
        reader = _Characters()
        for markup in self.kept.used.values():
            reader.feed(markup)
        return reader.characters


class _Characters(HTMLParser):
    """The characters of the visible part of formulas."""

    def __init__(self):
        super().__init__()
        self.characters: set[str] = set()
        self.depth = 0

    def handle_starttag(self, tag, attributes):
        if tag == "span" and (self.depth or dict(attributes).get("class") == "katex-html"):
            self.depth += 1

    def handle_endtag(self, tag):
        if tag == "span" and self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.characters.update(data)


def _set(source: str, display: bool) -> str:
    return _engine().evaljs(SET, source=source, display=display, macros=MACROS)


@cache
def _engine():
    engine = dukpy.JSInterpreter()
    engine.evaljs(KATEX.read_text(encoding="utf-8") + ";0")
    return engine
