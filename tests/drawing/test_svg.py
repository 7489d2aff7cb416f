"""A drawing says what its figure says, in the colours of the words, in the same bytes each time."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib import font_manager
from matplotlib.image import imread

from snippets.drawing import page as pages
from snippets.drawing import words
from snippets.drawing.page import DESK, PHONE, draw, settings
from snippets.drawing.svg import COLOURS, PAPER, SVG, Drawing

INK = words.TONES["ink"]["light"]
FOLDER = Path(pages.__file__).parent


def figure_of(mark):
    """A figure function that makes one mark on one pair of axes."""

    def function(page):
        figure = page.figure(200)
        mark(figure.subplots())
        return figure

    return function


def drawing_of(mark, page=DESK, **named):
    return Drawing(draw(figure_of(mark), page, **named))


# What is refused

NOT_FINITE = {
    "line": (lambda axes: axes.plot([0, np.nan], [0, 1]), "a line holds NaN or an infinity"),
    "bar": (lambda axes: axes.bar([0, 1], [1, np.inf]), "a patch holds NaN or an infinity"),
    "points": (lambda axes: axes.scatter([0, np.nan], [0, 1]), "a collection holds NaN"),
    "image": (lambda axes: axes.imshow([[0, np.nan]]), "an image holds NaN or an infinity"),
    "place": (lambda axes: axes.text(np.nan, 0, "here"), "the place of a text holds NaN"),
    "text": (lambda axes: axes.text(0, 0, f"{np.nan:.2f}"), "its text says 'nan'"),
    "tick": (lambda axes: axes.set_xticks([0], ["-inf"]), "its text says '-inf'"),
    "title": (lambda axes: axes.set_title("NaN of it"), "its text says 'NaN of it'"),
    "label": (lambda axes: axes.set_xlabel("x = inf"), "its text says 'x = inf'"),
}


@pytest.mark.parametrize("what", NOT_FINITE)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_figure_of_what_is_no_number_is_refused(what):
    mark, said = NOT_FINITE[what]
    with pytest.raises(ValueError, match=f"finite numbers only, but {re.escape(said)}"):
        draw(figure_of(mark), PHONE)


@pytest.mark.parametrize("word", ["nan", "inf", "Nan", "nan inf", "x.nan", "inf-"])
def test_words_that_are_data_are_drawn_as_they_are(word):
    def function(page):
        figure = page.figure(50)
        figure.text(0, 0, word)
        figure.text(0, 1, f"{word}: 0.5")
        return figure

    assert word in texts(Drawing(draw(function, PHONE, data=[word])).inline("a"))
    for data in ([], ["other"]):
        with pytest.raises(ValueError, match="its text says"):
            draw(function, PHONE, data=data)


def test_a_number_that_is_none_is_refused_beside_words_that_are_data():
    mark = figure_of(lambda axes: axes.text(0, 0, f"cat: {np.nan:.2f}"))
    with pytest.raises(ValueError, match="its text says 'cat: nan'"):
        draw(mark, DESK, data=["cat", "mat"])


def test_a_figure_function_must_return_a_figure():
    with pytest.raises(ValueError, match="must return a matplotlib Figure, not str"):
        draw(lambda page: page.name, PHONE)


@pytest.mark.parametrize(
    "mark",
    [
        lambda axes: axes.plot([0, 1], color="red"),
        lambda axes: axes.text(0, 0, "red", color="#ff0000"),
        lambda axes: axes.set_facecolor("#ff0000"),
        lambda axes: axes.bar([0], [1], color=INK, edgecolor="red"),
    ],
    ids=["line", "text", "ground", "edge"],
)
def test_a_colour_that_is_not_of_the_words_is_refused(mark):
    said = "must take its colours from snippets.drawing.words, but it uses #ff0000"
    drawing = drawing_of(mark, PHONE)
    for use in (drawing.inline, drawing.in_notebook, drawing.standalone):
        with pytest.raises(ValueError, match=said):
            use("a")


def test_two_parts_of_one_name_are_refused():
    def mark(axes):
        for _ in range(2):
            axes.plot([0, 1], color=INK)[0].set_gid("a")

    with pytest.raises(ValueError, match="must have different names, but two are called a"):
        drawing_of(mark).inline("a")


# What a drawing says

TEXTS = ["0.427", "0.4278125", "12.3456", "−0.125", "1.000 – 0.999", "α < β & “γ”", "#20242e"]


def label(axes):
    axes.axis("off")
    for place, text in enumerate(TEXTS):
        weight, turn = ("normal", "bold")[place % 2], 15 * (place % 3)
        height = place / len(TEXTS)
        axes.text(0.5, height, text, color=INK, fontweight=weight, rotation=turn)


def texts(svg):
    elements = ElementTree.fromstring(svg).iter(f"{{{SVG}}}text")
    return ["".join(element.itertext()) for element in elements]


@pytest.mark.parametrize("page", [PHONE, DESK], ids=["phone", "desk"])
def test_the_drawing_says_exactly_what_the_figure_says(page):
    drawing = drawing_of(label, page)
    for svg in (drawing.inline("a"), drawing.in_notebook("a"), drawing.standalone("A title")):
        assert sorted(texts(svg)) == sorted(TEXTS)


def both(axes):
    axes.fill_between([0, 1], [0, 1], color=INK, alpha=0.5)
    axes.plot([0, 1], [0, 2], "o-", color=words.named("cat").light, clip_on=True)
    axes.set(xlim=(0, 0.5))


def made(drawing):
    title = "A title"
    return (
        drawing.inline("a"),
        drawing.in_notebook("a"),
        drawing.standalone(title),
        drawing.picture(title),
    )


def test_the_same_figure_is_the_same_bytes():
    assert made(drawing_of(both)) == made(drawing_of(both))


def test_the_order_of_uses_changes_no_byte():
    first, drawing = made(drawing_of(both)), drawing_of(both)
    backwards = [use("a") for use in (drawing.inline, drawing.in_notebook)]
    picture = drawing.picture("A title")
    assert (*backwards, drawing.standalone("A title"), picture) == first
    drawing = drawing_of(both)
    assert (drawing.picture("A title"), drawing.inline("a")) == (first[3], first[0])


def test_colours_follow_the_scheme_of_the_page():
    svg = drawing_of(both).inline("a")
    assert "var(--ink)" in svg and "var(--word-cat)" in svg
    assert not re.search(r"#[0-9a-f]{6}\b", svg)


def test_in_a_notebook_colours_have_a_fallback_and_paper_is_white():
    svg = drawing_of(both).in_notebook("a")
    assert svg.startswith(f'<svg style="background: var(--paper, {PAPER}); font-family: ')
    used = set(re.findall(r"var\(--([\w-]+)(?:, (#\w+))?\)", svg)) - {("md-text-font-family", "")}
    assert {("ink", INK), ("word-cat", words.named("cat").light)} <= used
    assert all(COLOURS[colour] == name for name, colour in used if name != "paper")


def test_a_file_of_its_own_has_a_title_paper_and_typefaces():
    root = ElementTree.fromstring(drawing_of(both).standalone('A "title" & <more>'))
    title, paper = root[0], root[1]
    assert (title.tag, title.text) == (f"{{{SVG}}}title", 'A "title" & <more>')
    assert (paper.get("width"), paper.get("fill")) == ("100%", PAPER)
    assert root.get("font-family").endswith("sans-serif")
    assert root.get("width") == "620" and root.get("height") == "200"


def test_a_picture_is_1200_pixels_wide_on_white_paper_and_no_flatter_than_a_card():
    for height, tall in ((100, 630), (900, None)):
        figure = draw(lambda page, height=height: page.figure(height), DESK)
        image = imread(BytesIO(Drawing(figure).picture("A")))
        assert image.shape[1] == 1200
        np.testing.assert_allclose(image[0, 0, :3], 1)
        assert image.shape[0] == tall if tall else image.shape[0] > 630


def test_ids_begin_with_the_prefix_and_what_points_to_one_finds_it():
    svg = drawing_of(both).inline("columns-bar-desk")
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    pointed = set(re.findall(r'(?:href="|url\()#([\w-]+)', svg))
    assert pointed and pointed <= ids and all(each.startswith("columns-bar-desk-") for each in ids)


def mark(axes):
    axes.set_gid("plane")
    axes.set(xlim=(0, 10), ylim=(5, 0))
    axes.plot(2, 1, "o", color=INK)[0].set_gid("dot")
    axes.text(2, 1, "a text", va="top").set_gid("words")
    axes.plot([1, 2], [1, 2], color=INK, alpha=0)[0].set_gid("hidden")
    axes.plot([1, 2], [2, 2], color=INK, alpha=0.5)[0].set_gid("pale")


def parts(drawing):
    elements = ElementTree.fromstring(drawing.inline("a")).iter()
    return {part.get("data-part"): part for part in elements if part.get("data-part")}


def test_the_parts_of_a_figure_say_where_they_lie():
    """From the numbers of its axes a script finds the place of every mark, and a text stands as far
    from its place as it was drawn.
    """
    drawing = drawing_of(mark)
    named = parts(drawing)
    x0, xs, y0, ys = map(float, named["plane"].get("data-map").split())
    dot = named["dot"].find(f".//{{{SVG}}}use")
    text = named["words"].find(f"{{{SVG}}}text")
    off = [float(number) for number in named["words"].get("data-off").split()]
    place = np.array([x0 + 2 * xs, y0 + ys])
    np.testing.assert_allclose([float(dot.get("x")), float(dot.get("y"))], place, atol=0.02)
    shown = [float(text.get("x")), float(text.get("y"))]
    np.testing.assert_allclose(shown, place + off, atol=0.02)
    assert b"data-part" not in drawing.standalone("A title")


def test_a_logarithmic_axis_says_where_logarithms_lie():
    def mark(axes):
        axes.set_gid("plane")
        axes.set(xlim=(1, 1000), ylim=(0, 1), xscale="log")
        axes.axis("off")
        axes.plot(100, 0.5, "o", color=INK)[0].set_gid("dot")

    named = parts(drawing_of(mark))
    x0, xs, _, _ = map(float, named["plane"].get("data-map").split())
    x = float(named["dot"].find(f".//{{{SVG}}}use").get("x"))
    np.testing.assert_allclose(x, x0 + 2 * xs, atol=0.02)


def test_what_is_drawn_with_alpha_0_starts_hidden_and_any_other_alpha_is_an_opacity():
    named = parts(drawing_of(mark))
    written = ElementTree.tostring(named["hidden"], encoding="unicode")
    assert named["hidden"].get("visibility") == "hidden" and "opacity" not in written
    written = ElementTree.tostring(named["pale"], encoding="unicode")
    assert named["pale"].get("style") == "opacity: 0.5" and written.count("opacity") == 1


# The typefaces and the settings


@pytest.mark.parametrize("weight", [400, 600])
def test_the_faces_that_measure_are_those_that_browsers_get(weight):
    """The files are instances of the face of the site, with a name that no machine has."""
    kept, stream = TTFont(FOLDER / f"source-sans-3-{weight}.ttf"), BytesIO()
    instance = instantiateVariableFont(TTFont(FOLDER / "source-sans-3.woff2"), {"wght": weight})
    instance.flavor = None
    instance.save(stream)
    instance = TTFont(stream)
    assert kept.getGlyphOrder() == instance.getGlyphOrder()
    assert kept.getBestCmap() == instance.getBestCmap()
    assert kept["hmtx"].metrics == instance["hmtx"].metrics
    assert kept.getTableData("glyf") == instance.getTableData("glyf")
    for table, field in (("head", "unitsPerEm"), ("hhea", "ascent"), ("hhea", "descent")):
        assert getattr(kept[table], field) == getattr(instance[table], field)
    assert set(kept.keys()) == set(instance.keys())


def test_matplotlib_measures_with_the_typefaces_of_the_project():
    pages.register_typefaces()
    pages.register_typefaces()
    for family, weight, path in pages.TYPEFACES:
        wanted = font_manager.FontProperties(family=family, weight=weight)
        assert Path(font_manager.findfont(wanted, fallback_to_default=False)) == path
        entries = [entry for entry in font_manager.fontManager.ttflist if entry.name == family]
        assert len(entries) == 2


def test_a_wider_typeface_leaves_more_room():
    def width(family):
        figure = draw(lambda page: page.figure(100), DESK, family)
        with settings(DESK.style() | {"font.family": [family]}):
            text = figure.text(0, 0, "many words in a row")
            return text.get_window_extent().width

    assert width(pages.WIDE) > 1.1 * width(pages.FAMILY)


AUTHOR = {
    "axes.grid": True,
    "font.size": 30,
    "svg.fonttype": "path",
    "savefig.bbox": "tight",
    "savefig.dpi": 300,
    "path.simplify": False,
    "lines.linewidth": 9,
    "axes.prop_cycle": matplotlib.cycler(color=["r"]),
    "svg.hashsalt": None,
    "figure.constrained_layout.h_pad": 1,
}


def test_the_settings_of_an_author_change_no_byte_and_are_left_alone():
    plain = made(drawing_of(both))
    with matplotlib.rc_context(AUTHOR):
        before = dict(matplotlib.rcParams)
        assert made(drawing_of(both)) == plain
        assert dict(matplotlib.rcParams) == before
