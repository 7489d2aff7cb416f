"""A cut face holds what the site shows and little else, and cutting again gives the same bytes."""

import shutil

import pytest
from fontTools.ttLib import TTFont

from snippets.press import ROOT, fonts
from snippets.press.store import Store

TEXT, FORMULAS = set("é–✓"), set("αx")


def site(folder):
    """The faces and style sheets of a built site before they are cut; of KaTeX's, two."""
    shutil.copytree(ROOT / "docs/assets", folder / "assets")
    sheet = folder / "assets/katex/katex.css"
    faces = [face[0] for face in fonts.FACE.finditer(sheet.read_text(encoding="utf-8"))]
    wanted = [face for face in faces if "Math-Italic" in face or "Size1" in face]
    sheet.write_text("\n".join(wanted), encoding="utf-8")
    for path in sheet.parent.rglob("*.woff2"):
        if not any(path.name in face for face in wanted):
            path.unlink()
    shutil.copy(ROOT / "snippets/drawing/source-sans-3.woff2", folder / "assets/fonts")
    return folder


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    folder = site(tmp_path_factory.mktemp("site") / "cut")
    fonts.cut(folder, TEXT, FORMULAS, Store(folder.parent / "kept"))
    return folder


def test_a_cut_face_holds_what_is_shown_and_little_else(cut):
    shown = {
        path.stem: set(map(chr, TTFont(path).getBestCmap() or [])) for path in cut.rglob("*.woff2")
    }
    assert shown["KaTeX_Math-Italic"] == FORMULAS
    assert {"é", "–", "a", "Z", "0", "?"} <= shown["source-sans-3"]
    assert "ü" not in shown["source-sans-3"]


def test_a_cut_face_keeps_the_weights_that_the_style_sheet_names(cut):
    weight = TTFont(cut / "assets/fonts/source-sans-3.woff2")["fvar"].axes[0]
    assert (weight.minValue, weight.maxValue) == (400, 600)
    assert "fvar" not in TTFont(cut / "assets/fonts/source-code-pro.woff2")


def test_the_text_face_comes_inside_the_style_sheet(cut):
    css = (cut / "assets/site.css").read_text(encoding="utf-8")
    assert css.count("url(data:font/woff2;base64,") == css.count("font-display: block") == 2
    assert "url(fonts/source-code-pro.woff2)" in css


def same(first, second):
    for path in first.rglob("*.*"):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name


def test_cutting_again_gives_the_same_bytes(cut, tmp_path):
    fonts.cut(site(tmp_path / "site"), TEXT, FORMULAS, Store(tmp_path / "kept"))
    same(cut, tmp_path / "site")


def test_a_kept_face_is_not_cut_again_and_a_spoiled_one_is(cut, tmp_path, monkeypatch):
    shutil.copytree(cut.parent / "kept", tmp_path / "kept")
    with monkeypatch.context() as patch:
        patch.setattr(fonts, "_cut", None)
        fonts.cut(site(tmp_path / "kept_site"), TEXT, FORMULAS, Store(tmp_path / "kept"))
    same(cut, tmp_path / "kept_site")
    spoiled = sorted((tmp_path / "kept").iterdir())[0]
    whole = spoiled.read_bytes()
    spoiled.write_bytes(whole[:-9])
    fonts.cut(site(tmp_path / "spoiled_site"), TEXT, FORMULAS, Store(tmp_path / "kept"))
    same(cut, tmp_path / "spoiled_site")
    assert spoiled.read_bytes() == whole


def test_the_key_of_a_face_covers_text_weights_and_library(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(fonts, "_cut", lambda *arguments: seen.append(arguments) or b"")
    store = Store(tmp_path)
    fonts._kept(store, b"font", "ab", "400")
    for case in [(b"fond", "ab", "400"), (b"font", "abc", "400"), (b"font", "ab", "600")]:
        fonts._kept(store, *case)
        fonts._kept(store, *case)
    monkeypatch.setattr(fonts, "version", lambda name: "0")
    fonts._kept(store, b"font", "ab", "400")
    assert len(seen) == 5
