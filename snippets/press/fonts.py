"""The typefaces of the built site, cut down to the characters that its pages show and the weights
that its CSS names.

A cut face is kept in .cache under a key that covers what it was cut from, for what, and by which
library.
"""

import base64
import hashlib
import html
import io
import os
import re
import string
from html.parser import HTMLParser
from importlib.metadata import version

from snippets.press.catalogue import ROOT

FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FILE = re.compile(r"url\(([^)]*\.woff2)\)")
WEIGHTS = re.compile(r"font-weight:\s*(\d+(?: \d+)?)")
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
STORE = ROOT / ".cache/fonts"


def cut(site):
    """Replace every font file of the built site by one that holds no more than its pages need.

    A face that the CSS will not do without (font-display: block) comes inside the style sheet: no
    page is first set in another face and then shifts. site: the folder.
    """
    text, formulas = (
        set(string.printable),
        Formulas(),
    )  # a reader may type anything printable into the search
    for page in sorted(site.rglob("*.html")):
        markup = page.read_text(encoding="utf-8")
        text.update(html.unescape(markup))
        if "katex-html" in markup:
            formulas.feed(markup)
    for sheet, characters in (
        (site / "assets/katex/katex.css", formulas.characters),
        (site / "assets/site.css", text),
    ):
        css = sheet.read_text(encoding="utf-8")
        for face in FACE.findall(css):
            url = FILE.search(face)
            path = sheet.parent / url[1]
            font = _kept(path.read_bytes(), "".join(sorted(characters)), WEIGHTS.search(face)[1])
            path.write_bytes(font)
            if "font-display: block" in face:
                css = css.replace(
                    url[0], f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"
                )
        sheet.write_text(css, encoding="utf-8")


class Formulas(HTMLParser):
    """The characters of the formulas in pages."""

    def __init__(self):
        super().__init__()
        self.characters, self.depth = set(), 0

    def handle_starttag(self, tag, attributes):
        if tag == "span" and (self.depth or dict(attributes).get("class") == "katex-html"):
            self.depth += 1

    def handle_endtag(self, tag):
        if tag == "span" and self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.characters.update(data)


def _kept(font, characters, weights):
    recipe = "".join([characters, weights, *FEATURES, version("fonttools"), version("brotli")])
    store = STORE / f"{hashlib.sha256(font + recipe.encode()).hexdigest()[:24]}.woff2"
    if not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        unfinished = store.with_suffix(f".{os.getpid()}")  # another build may be doing the same
        unfinished.write_bytes(_cut(font, characters, [int(weight) for weight in weights.split()]))
        unfinished.replace(store)
    return store.read_bytes()


def _cut(font, characters, weights):
    from fontTools import (
        subset,
        ttLib,
    )  # half a second to import, and a build that finds all faces kept needs none of it
    from fontTools.varLib.instancer import instantiateVariableFont

    face = ttLib.TTFont(io.BytesIO(font), recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(layout_features=FEATURES, hinting=False))
    cutter.populate(text=characters)
    cutter.subset(face)
    if "fvar" in face:
        face = instantiateVariableFont(face, {"wght": (weights[0], weights[-1])})
    face.flavor, stream = "woff2", io.BytesIO()
    face.save(stream)
    return stream.getvalue()
