"""The typefaces of the built site, cut down to the characters that its pages show and the weights
that its CSS names.

A cut face is kept under a key that covers what it was cut from, for what, and by which library.
"""

import base64
import io
import re
import string
from importlib.metadata import version
from pathlib import Path

from snippets.press.store import Store, key

FACE = re.compile(
    r"@font-face\s*\{(?=[^}]*(?P<url>url\((?P<file>[^)]*\.woff2)\)))"
    r"(?=[^}]*font-weight:\s*(?P<weights>\d+(?: \d+)?))[^}]*\}"
)
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]


def cut(site: Path, text: set[str], formulas: set[str], store: Store) -> None:
    """Replace every font file of the built site by one that holds no more than its pages need.

    A face that the CSS will not do without (font-display: block) comes inside the style sheet: no
    page is first set in another face and then shifts. site: the folder; text, formulas: the
    characters of the pages and of their formulas.
    """
    shown = text | set(string.printable)  # a reader may type anything printable into the search
    sheets = {"assets/katex/katex.css": formulas, "assets/site.css": shown}
    for sheet, characters in sheets.items():
        css = (site / sheet).read_text(encoding="utf-8")
        for face in FACE.finditer(css):
            path = (site / sheet).parent / face["file"]
            font = _kept(store, path.read_bytes(), "".join(sorted(characters)), face["weights"])
            path.write_bytes(font)
            if "font-display: block" in face[0]:
                data = base64.b64encode(font).decode()
                css = css.replace(face["url"], f"url(data:font/woff2;base64,{data})")
        (site / sheet).write_text(css, encoding="utf-8")


def _kept(store: Store, font: bytes, characters: str, weights: str) -> bytes:
    recipe = [characters, weights, version("fonttools"), version("brotli")]
    recipe_key = key(font, Path(__file__).read_bytes(), *recipe)
    cut = store.get("font", recipe_key)
    if cut is None:
        cut = store.put("font", recipe_key, _cut(font, characters, [*map(int, weights.split())]))
    return cut


def _cut(font, characters, weights):
    from fontTools import subset, ttLib  # half a second that a build with kept faces does without
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
