"""What the project itself has computed: texts of figures, ids of drawings, the README's picture."""

import base64
import re
from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread

from snippets.press import ROOT, commands
from snippets.press.publish import Site


@pytest.fixture(scope="module")
def figures():
    site = Site()
    site.read()
    return site.figures


def test_every_figure_has_a_text_that_can_stand_for_it(figures):
    texts = {name: figure["alt"] for name, figure in figures.items()}
    assert {
        name: text
        for name, text in texts.items()
        if not 100 <= len(text) <= 1200 or re.search(r"[{}]", text)
    } == {}


def test_no_two_drawings_of_a_page_share_an_id(figures):
    owner = {}
    for name, figure in figures.items():
        for kind in ("phone", "desk"):
            ids = set(re.findall(r'\bid="([^"]+)"', figure[kind]))
            pointed = set(re.findall(r'(?:href="|url\()#([\w-]+)', figure[kind]))
            assert pointed <= ids, f"{name}, {kind}: points to an id that it does not have"
            assert not ids & owner.keys(), (
                f"{name}, {kind}: {[owner[i] for i in ids & owner.keys()]}"
            )
            owner |= dict.fromkeys(ids, f"{name}, {kind}")


def test_the_picture_of_the_readme_is_the_figure(figures):
    drawn = imread(BytesIO(base64.b64decode(figures["columns.narrowing"]["png"])))
    kept = imread(BytesIO(commands.README_PICTURE.read_bytes()))
    assert kept.shape == drawn.shape and np.abs(kept - drawn).mean() < 0.01, (
        "the picture of the README is not the figure: run `make numbers`"
    )
    assert "docs/assets/columns.png" in (ROOT / "README.md").read_text(encoding="utf-8")
