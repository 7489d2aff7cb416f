"""Formulas set by KaTeX while the site is built: a page needs no script for them, and a misspelt
one stops the build.
"""

import html
import re
from functools import cache
from pathlib import Path

import dukpy

from snippets.drawing import words
from snippets.press.catalogue import Mistake

KATEX = Path(__file__).with_name("katex.min.js")
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)

# \cat{...} sets its argument in the colour of the cat; so do the other words, by their names in
# snippets.drawing.words.
MACROS = {
    f"\\{w.name.replace('2', 'two')}": f"\\htmlClass{{w-{w.name}}}{{#1}}" for w in words.SENTENCE
}

SET = """
katex.renderToString(dukpy['source'], {
  displayMode: dukpy['display'], throwOnError: true, output: 'htmlAndMathml', macros: dukpy['macros'],
  trust: function (c) { return c.command === '\\\\htmlClass'; },
  strict: function (code) { return code === 'htmlExtension' ? 'ignore' : 'error'; }
})
"""


def set_formulas(page_html, page):
    """The HTML of a page with every formula set. Raises Mistake for one that KaTeX cannot read,
    naming page and formula.
    """

    def replace(match):
        tag, bracket, source = match.groups()
        try:
            done = _set(html.unescape(source).strip(), bracket == "[")
        except dukpy.JSRuntimeError as error:
            reason = str(error).splitlines()[0]
            raise Mistake(
                f"{page}: the formula {html.unescape(source).strip()} cannot be set: {reason}"
            ) from error
        return f'<{tag} class="arithmatex">{done}</{tag}>'

    return FORMULA.sub(replace, page_html)


@cache
def _set(source, display):
    return _engine().evaljs(SET, source=source, display=display, macros=MACROS)


@cache
def _engine():
    engine = dukpy.JSInterpreter()
    engine.evaljs(KATEX.read_text(encoding="utf-8") + ";0")
    return engine
