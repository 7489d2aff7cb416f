"""Every guard of the build has been seen to fail: what is wrong is refused, with one message that
names it and the remedy.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from xml.etree import ElementTree

import material
import numpy as np
import pytest
from conftest import copy_sources, run_mkdocs
from fontTools.ttLib import TTFont
from matplotlib.image import imread

from snippets.drawing import page as drawing
from snippets.drawing import svg as svgs
from snippets.drawing import words
from snippets.drawing.controls import Frames, choice, handle, slider
from snippets.press import __main__ as command
from snippets.press import catalogue, finish, fonts, formulas, pages, prose
from snippets.press.catalogue import Claim, Drawn, Mistake, Moving

INK = words.TONES["ink"]["light"]
KNOWN = {"a.b": "0.25", "a.table.x": "3"}


# Prose


@pytest.mark.parametrize(
    ("markdown", "complaint"),
    [
        (
            '<output name="a.c">0.25</output>',
            "p.md: no function computes the number a.c; add it to snippets/numbers or correct the name",
        ),
        (
            '<output name="a.b">0.26</output>',
            "p.md: the number a.b says 0.26, but it is 0.25; `make numbers` rewrites the pages",
        ),
        (
            "The weight is 0.25 here.",
            'p.md: the number 0.25 in "The weight is 0.25 here." is bound to nothing',
        ),
        ("It is 25 % of it.", "the number 25 % in"),
        ("It is 25 percent of it.", "the number 25 percent in"),
        ("It is −0.5 now.", "the number −0.5 in"),
    ],
)
def test_a_wrong_or_loose_number_is_refused(markdown, complaint):
    with pytest.raises(Mistake, match=re.escape(complaint)):
        prose.check_numbers(markdown, "p.md", KNOWN)


@pytest.mark.parametrize(
    "markdown",
    [
        'It is <output name="a.b">0.25</output>, of 72 heads.',
        "---\ndescription: 0.5\n---\nNothing.",
        "`x = 0.5`",
        "```python\nx = 0.5\n```",
        "MiniLM-L6-v2.1",
        "[a link](page.html#0.5)",
        '<span title="0.5">half</span>',
    ],
)
def test_a_bound_number_and_one_that_is_no_number_of_the_prose_are_let_through(markdown):
    prose.check_numbers(markdown, "p.md", KNOWN)


def test_numbers_are_rewritten_and_nothing_else():
    before = (
        'Of 72 it is <output name="a.b">0.3</output>, then <output name="a.unknown">7</output>.'
    )
    assert prose.rewrite_numbers(before, KNOWN) == before.replace("0.3", "0.25")


@pytest.mark.parametrize(
    ("markdown", "complaint"),
    [
        ("# Title", 'p.md: the heading "Title" has no address; end it in {#the-idea}'),
        ("# Title {#a}\n## More {.class}", 'the heading "More {.class}" has no address'),
        ("# Title {#a}\n## More {#a}", "p.md: two headings have the address #a"),
    ],
)
def test_a_heading_needs_an_address_of_its_own(markdown, complaint):
    with pytest.raises(Mistake, match=re.escape(complaint)):
        prose.check_headings(markdown, "p.md")


def test_a_comment_in_code_is_no_heading():
    prose.check_headings("# Title {#title}\n\n```python\n# a comment\n```\n", "p.md")


def test_a_claim_becomes_a_link_to_its_test():
    linked = prose.link_claims(
        "So it is.[✓](claim:so_it_is)",
        "p.md",
        {"so_it_is": ("../about/claims.md#so-it-is", 'It is "so".')},
    )
    assert (
        linked
        == 'So it is.[✓](../about/claims.md#so-it-is){.claim title="Tested: It is “so”."}'.replace(
            "“so”", linked.split("It is ")[1].split(".")[0]
        )
    )
    assert '"so"' not in linked  # it would end the title


def test_a_claim_without_a_test_is_refused():
    with pytest.raises(
        Mistake,
        match=re.escape(
            "p.md: the claim so_it_is has no test; write test_so_it_is in the test module of its chapter"
        ),
    ):
        prose.link_claims("[✓](claim:so_it_is)", "p.md", {})


def test_what_a_page_uses_is_found_outside_of_code():
    used = prose.used(
        '<output name="a.b">0</output> [✓](claim:c) ![](../figures/d/e.svg)\n\n```\n<output name="f.g">0</output>\n```\n'
    )
    assert used == ({"a.b"}, {"c"}, {"d.e"})


@pytest.mark.parametrize(("count", "minutes"), [(0, 1), (100, 1), (400, 2), (1100, 6)])
def test_reading_time_is_a_minute_for_200_words(count, minutes):
    assert prose.minutes("---\ntitle: A page\n---\n" + "word " * count) == minutes


def test_front_matter_is_taken_off():
    assert prose.front_matter("---\ntitle: A\n---\n# B") == ("title: A", "# B")
    assert prose.front_matter("# B") == ("", "# B")


# What is known, and what of it is used


@pytest.mark.parametrize(
    ("docstring", "complaint"),
    [
        (
            None,
            "the figure a.f has no docstring: say in it what a person who cannot see the figure should know",
        ),
        (
            "A bar of 0.25.",
            "holds a number typed by hand (0.25): write {chapter.name} of a number function",
        ),
        ("A bar of 5 %.", "holds a number typed by hand (5 %)"),
        (
            "A bar of {a.c}.",
            "the docstring of the figure a.f asks for the number a.c, but no function computes it",
        ),
    ],
)
def test_the_text_of_a_figure_must_be_there_and_its_numbers_computed(docstring, complaint):
    with pytest.raises(Mistake, match=re.escape(complaint)):
        catalogue.alt("a.f", docstring, KNOWN)


def test_the_text_of_a_figure_holds_the_computed_numbers():
    assert (
        catalogue.alt("a.f", "A bar of {a.b}\n    and one of {a.table.x}.", KNOWN)
        == "A bar of 0.25 and one of 3."
    )


@pytest.fixture(scope="module")
def figures():
    return catalogue.figures()


def test_every_figure_has_a_text_that_can_stand_for_it(figures):
    assert {
        name: drawn.alt
        for name, drawn in figures.items()
        if not 100 <= len(drawn.alt) <= 1200 or re.search(r"[{}]", drawn.alt)
    } == {}


NOTHING = Drawn("", frozenset(), "", "", b"", b"")


@pytest.mark.parametrize(
    ("there", "complaint"),
    [
        (({"a.b": "1"}, {}, []), "the number a.b stands on no page"),
        (({}, {"a.f": NOTHING}, []), "the figure a.f stands on no page"),
        (({}, {}, [Claim("c", "a", "C.", "")]), "the claim c stands on no page"),
    ],
    ids=["number", "figure", "claim"],
)
def test_what_is_computed_and_stands_on_no_page_is_refused(there, complaint):
    with pytest.raises(Mistake, match=complaint):
        pages.refuse_unused([set(), set(), set()], *there)


def test_a_number_is_used_by_one_key_of_its_table_or_by_the_text_of_a_figure():
    quoting = Drawn("", frozenset({"a.b"}), "", "", b"", b"")
    pages.refuse_unused(
        [{"a.table.x"}, set(), {"a.f"}],
        {"a.b": "1", "a.table.x": "1", "a.table.y": "2"},
        {"a.f": quoting},
        [],
    )


# Drawings


def figure_of(mark):
    """A figure function that makes one mark on one pair of axes."""

    def function(page):
        figure = page.figure(200)
        mark(figure.subplots())
        return figure

    return function


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        (lambda axes: axes.plot([0, np.nan], [0, 1]), "a line holds NaN or an infinity"),
        (lambda axes: axes.bar([0, 1], [1, np.inf]), "a patch holds NaN or an infinity"),
        (lambda axes: axes.scatter([0, np.nan], [0, 1]), "a collection holds NaN or an infinity"),
        (lambda axes: axes.imshow([[0, np.nan]]), "an image holds NaN or an infinity"),
        (lambda axes: axes.text(np.nan, 0, "here"), "the place of a text holds NaN or an infinity"),
        (lambda axes: axes.text(0, 0, f"{np.nan:.2f}"), "its text says 'nan'"),
        (lambda axes: axes.set_xticks([0], ["-inf"]), "its text says '-inf'"),
    ],
    ids=["line", "patch", "collection", "image", "place", "text", "tick"],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_figure_of_what_is_no_number_is_refused(mark, what):
    with pytest.raises(ValueError, match=re.escape(what)):
        drawing.draw(figure_of(mark), drawing.PHONE)


def test_a_figure_function_must_return_a_figure():
    with pytest.raises(ValueError, match="must return a matplotlib Figure, not str"):
        drawing.draw(lambda page: page.name, drawing.PHONE)


@pytest.mark.parametrize(
    "mark",
    [
        lambda axes: axes.plot([0, 1], color="red"),
        lambda axes: axes.text(0, 0, "red", color="#ff0000"),
        lambda axes: axes.set_facecolor("#ff0000"),
    ],
    ids=["line", "text", "ground"],
)
def test_a_colour_that_is_not_of_the_words_is_refused(mark):
    with pytest.raises(
        ValueError, match="must take its colours from snippets.drawing.words, but it uses #ff0000"
    ):
        svgs.inline(drawing.draw(figure_of(mark), drawing.PHONE), "a")


def label(axes):
    axes.axis("off")
    for place, text in enumerate(TEXTS):
        axes.text(
            0.5,
            place / len(TEXTS),
            text,
            color=INK,
            fontweight=("normal", "bold")[place % 2],
            rotation=15 * (place % 3),
        )


TEXTS = ["0.427", "0.4278125", "12.3456", "−0.125", "1.000 – 0.999", "α < β & “γ”", "#20242e"]


@pytest.mark.parametrize("page", [drawing.PHONE, drawing.DESK], ids=["phone", "desk"])
def test_the_drawing_says_exactly_what_the_figure_says(page):
    figure = drawing.draw(figure_of(label), page)
    for svg in (svgs.inline(figure, "a"), svgs.standalone(figure, "A title")):
        assert sorted(texts(svg)) == sorted(TEXTS)


def texts(svg):
    return [
        "".join(element.itertext())
        for element in ElementTree.fromstring(svg).iter(f"{{{svgs.SVG}}}text")
    ]


def both(axes):
    axes.fill_between([0, 1], [0, 1], color=INK, alpha=0.5)
    axes.plot([0, 1], [0, 2], "o-", color=words.named("cat").light, clip_on=True)
    axes.set(xlim=(0, 0.5))


def test_the_same_figure_is_the_same_bytes():
    def made():
        figure = drawing.draw(figure_of(both), drawing.DESK)
        return (
            svgs.inline(figure, "a"),
            svgs.standalone(figure, "A title"),
            svgs.picture(figure, "A title"),
        )

    assert made() == made()


def test_colours_follow_the_scheme_of_the_page():
    svg = svgs.inline(drawing.draw(figure_of(both), drawing.DESK), "a")
    assert (
        "var(--ink)" in svg and "var(--word-cat)" in svg and not re.search(r"#[0-9a-f]{6}\b", svg)
    )


def test_no_two_drawings_of_a_page_share_an_id(figures):
    owner = {}
    for name, drawn in figures.items():
        for kind in ("phone", "desk"):
            svg = getattr(drawn, kind)
            ids = set(re.findall(r'\bid="([^"]+)"', svg))
            assert set(re.findall(r'(?:href="|url\()#([\w-]+)', svg)) <= ids, (
                f"{name}, {kind}: it points to an id that it does not have"
            )
            assert not ids & owner.keys(), (
                f"{name}, {kind}: ids of {[owner[i] for i in ids & owner.keys()]}"
            )
            owner |= dict.fromkeys(ids, f"{name}, {kind}")


# Formulas


def test_a_formula_is_set_in_the_colours_of_the_words():
    done = formulas.set_formulas(
        r'<span class="arithmatex">\(\cat{\alpha_3} \lt 1\)</span>', "p.md"
    )
    assert 'class="katex"' in done and "w-cat" in done and "<math" in done and r"\(" not in done


@pytest.mark.parametrize("source", [r"\aplha_3", r"\frac{1}{", r"1 & 2"])
def test_a_misspelt_formula_is_refused_by_page_and_source(source):
    with pytest.raises(Mistake, match=re.escape(f"p.md: the formula {source} cannot be set")):
        formulas.set_formulas(
            rf'<div class="arithmatex">\[{source.replace("&", "&amp;")}\]</div>', "p.md"
        )


# The finished page


def test_a_figure_stands_in_the_page_once_for_each_width():
    drawn = Drawn(
        'A "bar".', frozenset(), "<svg id='p'/>".replace("/>", " />"), "<svg id='d' />", b"", b""
    )
    placed = finish.place_figures(
        '<p><img alt="" src="../figures/a/the_bar.svg" /></p>',
        {"a.the_bar": drawn},
        {},
        "../",
        "p.md",
    )
    assert placed.count('role="img" aria-label="A &quot;bar&quot;."') == 2
    assert "class=\"phone\" id='p'" in placed and "class=\"desk\" id='d'" in placed
    assert (
        'id="figure-the-bar"' in placed
        and '"../figures/a/the_bar.png"' in placed
        and '"../code/figures/a.html#the-bar"' in placed
    )


def test_a_figure_takes_its_text_from_nowhere_else():
    with pytest.raises(
        Mistake,
        match=r"p.md: the figure a.f takes its text from the docstring of its function; write !\[\]",
    ):
        finish.place_figures('<p><img alt="typed" src="figures/a/f.svg" /></p>', {}, {}, "", "p.md")


def test_a_word_of_the_sentence_takes_its_colour():
    assert (
        finish.colour_words("<em>cat</em> and <em>cats</em>")
        == '<em class="w w-cat">cat</em> and <em>cats</em>'
    )
    assert finish.colour_words("<em>the</em>") == '<em class="w w-the">the</em>'


MOVING = Moving(
    "Try <it>.",
    {
        "k": {
            "kind": "slider",
            "label": "K & k",
            "stops": ["0", "1"],
            "at": "1",
            "spoken": ["0", "1"],
        }
    },
    {"all": '["</script>"]', "more": "[2]"},
    ("all",),
    ("moving", "a-f"),
)


def test_a_figure_that_moves_comes_with_controls_first_states_and_scripts():
    drawn = Drawn("A bar. It is long.", frozenset(), "<svg />", "<svg />", b"", b"")
    page = '<body><p><img alt="" src="../figures/a/f.svg" /></p></body>'
    placed = finish.place_figures(page * 2, {"a.f": drawn}, {"a.f": MOVING}, "../", "p.md")
    assert (
        'data-moving="a.f" data-root="../"' in placed
        and "Try &lt;it&gt;." in placed
        and "K &amp; k" in placed
    )
    assert (
        placed.count('src="../assets/moving/moving.js"')
        == placed.count('src="../assets/moving/a-f.js"')
        == 1
    )
    known = json.loads(re.search(r'<script type="application/json">(.*?)</script>', placed)[1])
    assert (
        known["states"] == {"all": ["</script>"]}
        and known["more"] == ["more"]
        and known["about"] == "A bar."
    )
    assert "assets/moving" not in finish.place_figures(page, {"a.f": drawn}, {}, "../", "p.md")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: slider("K", range(3), 7),
            "stops must be at least two different texts, among them 7",
        ),
        (lambda: slider("K", [1, 1], 1), "stops must be at least two different texts"),
        (
            lambda: choice("K", {"a": "A", "b": "B"}, "c"),
            "options must be at least two, among them 'c', not a, b",
        ),
        (lambda: handle("K", (1, 20), 0, 10, 1), "at must be two numbers from 0 to 10"),
        (
            lambda: Frames("Try.", {}, {"all": 1}, first=("none",)),
            r"first must name states \(all\), not 'none'",
        ),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def mark(axes):
    axes.set_gid("plane")
    axes.set(xlim=(0, 10), ylim=(5, 0))
    axes.plot(2, 1, "o", color=INK)[0].set_gid("dot")
    axes.text(2, 1, "a text", va="top").set_gid("words")
    axes.plot([1, 2], [1, 2], color=INK, alpha=0)[0].set_gid("hidden")


def test_the_parts_of_a_figure_say_where_they_lie():
    """From the numbers of its axes a script finds the place of every mark, and a text stands as far
    from its place as it was drawn.
    """
    figure = drawing.draw(figure_of(mark), drawing.DESK)
    parts = {
        part.get("data-part"): part
        for part in ElementTree.fromstring(svgs.inline(figure, "a")).iter()
        if part.get("data-part")
    }
    x0, xs, y0, ys = map(float, parts["plane"].get("data-map").split())
    dot, text = (
        parts["dot"].find(f".//{{{svgs.SVG}}}use"),
        parts["words"].find(f"{{{svgs.SVG}}}text"),
    )
    off = map(float, parts["words"].get("data-off").split())
    place = np.array([x0 + 2 * xs, y0 + ys])
    assert np.allclose([float(dot.get("x")), float(dot.get("y"))], place, atol=0.02)
    assert np.allclose([float(text.get("x")), float(text.get("y"))], place + [*off], atol=0.02)
    assert parts["hidden"].get("visibility") == "hidden" and "opacity" not in ElementTree.tostring(
        parts["hidden"], encoding="unicode"
    )
    assert b"data-part" not in svgs.standalone(figure, "A title")


def test_a_preview_is_escaped_and_names_its_image_where_there_is_an_address():
    page = "<head></head>"
    assert 'property="og:title" content="&quot;A&quot; &amp; B"' in finish.add_preview(
        page, '"A" & B', "C", None, None
    )
    assert "og:image" not in finish.add_preview(page, "A", "C", None, None)
    named = finish.add_preview(
        page, "A", "C", "https://sums.example/a.html", "https://sums.example/a.png"
    )
    assert (
        'property="og:image" content="https://sums.example/a.png"' in named
        and 'name="twitter:card" content="summary_large_image"' in named
    )


def test_what_scrolls_sideways_can_be_reached_by_keyboard():
    mended = finish.mend_theme('<table></table><div class="arithmatex"></div><label tabindex="">')
    assert mended.count('tabindex="0"') == 2 and 'tabindex=""' not in mended


def test_the_empty_corner_of_a_table_is_no_heading():
    assert (
        finish.mend_theme('<th style="text-align: left;"></th><th>A</th>')
        == '<td style="text-align: left;"></td><th>A</th>'
    )


def test_a_label_of_nothing_is_no_label():
    assert finish.mend_theme('<label for="__toc">') == "<label>"
    assert (
        finish.mend_theme('<input id="__toc"><label for="__toc">')
        == '<input id="__toc"><label for="__toc">'
    )


def test_everything_to_mend_in_the_script_of_the_theme_is_found():
    (script,) = Path(material.__file__).parent.glob("templates/assets/javascripts/bundle.*.min.js")
    text = script.read_text(encoding="utf-8")
    assert [len(wrong.findall(text)) for wrong, _ in finish.SCRIPT] == [1] * len(finish.SCRIPT)
    assert finish.mend_script(text) != text


def test_the_search_index_loses_its_code():
    index = '{"config":{"lang":["en"]},"docs":[{"location":"a.html","text":"<p>“word”</p> <pre><code>x\\ny</code></pre>","title":"A"}]}'
    assert (
        finish.slim_index(index)
        == '{"config":{"lang":["en"]},"docs":[{"location":"a.html","text":"<p>“word”</p> ","title":"A"}]}'
    )


# Fonts


@pytest.fixture
def small_site(tmp_path):
    """A site of one page, with the fonts and the style sheets of the true one."""
    shutil.copytree(catalogue.ROOT / "docs/assets", tmp_path / "assets")
    shutil.copy(drawing.FONT, tmp_path / "assets/fonts")
    (tmp_path / "index.html").write_text(
        '<p>é <b>–</b> <span class="katex-html"><span>α</span>x</span> ✓</p>', encoding="utf-8"
    )
    return tmp_path


def test_a_cut_font_holds_what_the_pages_show_and_little_else(small_site):
    fonts.cut(small_site)
    shown = {
        path.stem: set(map(chr, TTFont(path).getBestCmap() or []))
        for path in small_site.rglob("*.woff2")
    }
    assert shown["KaTeX_Math-Italic"] == {"α", "x"}
    assert {"é", "–", "a", "Z", "0", "?"} <= shown["source-sans-3"] and "ü" not in shown[
        "source-sans-3"
    ]
    weight = TTFont(small_site / "assets/fonts/source-sans-3.woff2")["fvar"].axes[0]
    assert (weight.minValue, weight.maxValue) == (400, 600)
    assert "fvar" not in TTFont(small_site / "assets/fonts/source-code-pro.woff2")


def test_the_text_face_comes_inside_the_style_sheet(small_site):
    fonts.cut(small_site)
    css = (small_site / "assets/site.css").read_text()
    assert css.count("url(data:font/woff2;base64,") == css.count("font-display: block") == 2
    assert "url(fonts/source-code-pro.woff2)" in css


def test_cutting_again_gives_the_same_bytes(small_site, tmp_path_factory, monkeypatch):
    twin = tmp_path_factory.mktemp("twin") / "site"
    shutil.copytree(small_site, twin)
    fonts.cut(small_site)
    monkeypatch.setattr(fonts, "STORE", twin.parent / "store")
    fonts.cut(twin)
    for path in small_site.rglob("*.*"):
        assert path.read_bytes() == (twin / path.relative_to(small_site)).read_bytes(), path.name


# The whole build, with one thing broken at a time


@pytest.fixture(scope="module")
def workshop(site, tmp_path_factory):
    """A copy of the sources in which things may be broken; `site` sees to it that everything is
    drawn already.
    """
    return copy_sources(tmp_path_factory.mktemp("workshop") / "sources", ".cache")


@pytest.fixture
def write(workshop):
    """Change a file of the workshop; after the test it is as before."""
    before = {}

    def change(path, edit):
        file = workshop / path
        before.setdefault(file, file.read_text(encoding="utf-8") if file.exists() else "")
        after = edit(before[file])
        assert after != before[file], f"{path} is not changed"
        file.write_text(after, encoding="utf-8")
        return workshop

    yield change
    for file, text in before.items():
        file.write_text(text, encoding="utf-8") if text else file.unlink()


def more(text):
    return lambda before: before + text


def stale(page):
    return prose.OUTPUT.sub(
        lambda match: match[0].replace(f">{match[2]}<", ">12345<"), page, count=1
    )


PAGE, TESTS = "docs/explanation/question.md", "tests/test_question.py"
FIGURES, NUMBERS, FRAMES = (
    f"snippets/{kind}/scratch.py" for kind in ("figures", "numbers", "frames")
)  # new, so that nothing else is computed again
NOTEBOOK = "docs/lab/scratch.py"
HEAD = '# ---\n# title: A\n# description: B\n# needs: C\n# image: d/e\n# jupyter:\n#   kernelspec:\n#     display_name: Python 3\n#     language: python\n#     name: python3\n# ---\n\n# %% [markdown] address="a"\n# # A\n\n'
FRAME = "from snippets.drawing.controls import Frames\n\n\ndef moved():\n    return Frames('Try.', {}, {'all': %s})\n"
FIGURE = "def broken(page):\n    {}\n    axes = page.figure(200).subplots()\n    {}\n    return axes.figure\n"
BROKEN = {
    "misspelt figure": (
        PAGE,
        more("\n![](../figures/question/tabel.svg)\n"),
        "'explanation/question.md' contains a link '../figures/question/tabel.svg'",
        "not found",
    ),
    "figure with a typed text": (
        PAGE,
        more("\n![A table](../figures/question/table.svg)\n"),
        "explanation/question.md",
        "write ![](…) with nothing in the brackets",
    ),
    "stale number": (
        PAGE,
        stale,
        "explanation/question.md: the number question.",
        "says 12345, but it is",
        "`make numbers` rewrites the pages",
    ),
    "unknown number": (
        PAGE,
        more('\n<output name="question.none">1</output>\n'),
        "no function computes the number question.none",
        "add it to snippets/numbers",
    ),
    "loose number": (
        PAGE,
        more("\nIt is 0.25 of it.\n"),
        "explanation/question.md: the number 0.25",
        'write <output name="chapter.name"> around it',
    ),
    "dead anchor": (
        PAGE,
        more("\n[there](forgetting.md#nowhere)\n"),
        "explanation/question.md",
        "forgetting.md#nowhere",
        "does not contain an anchor '#nowhere'",
    ),
    "dead link": (
        PAGE,
        more("\n[there](nowhere.md)\n"),
        "explanation/question.md",
        "nowhere.md",
        "not found",
    ),
    "heading without an address": (
        PAGE,
        more("\n## More\n"),
        'explanation/question.md: the heading "More" has no address',
        "end it in {#the-idea}",
    ),
    "claim without a test": (
        PAGE,
        more("\nSo it is.[✓](claim:so_it_is)\n"),
        "explanation/question.md: the claim so_it_is has no test",
        "write test_so_it_is",
    ),
    "misspelt formula": (
        PAGE,
        more("\n$\\aplha$\n"),
        "explanation/question.md: the formula \\aplha cannot be set",
    ),
    "missing snippet": (
        PAGE,
        more('\n```python\n--8<-- "snippets/none.py"\n```\n'),
        "ERROR",
        "explanation/question.md",
        "Snippet at path 'snippets/none.py' could not be found",
    ),
    "snippet that is not Python": (
        "snippets/examples.py",
        lambda code: code + "\ndef broken(:\n",
        "snippets/examples.py is not Python: line",
    ),
    "missing description": (
        PAGE,
        lambda page: re.sub(r"^description: .*\n", "", page, flags=re.M),
        "explanation/question.md: the page has no description",
        "write one",
    ),
    "figure that raises": (
        FIGURES,
        more(FIGURE.format('"""A figure."""', "1 / 0")),
        "the figure scratch.broken could not be computed: ZeroDivisionError",
    ),
    "figure with NaN": (
        FIGURES,
        more(FIGURE.format('"""A figure."""', 'axes.plot([0, float("nan")])')),
        "the figure scratch.broken",
        "finite numbers only",
        "a line holds NaN",
    ),
    "figure in a colour of its own": (
        FIGURES,
        more(FIGURE.format('"""A figure."""', 'axes.plot([0, 1], color="red")')),
        "the figure scratch.broken",
        "colours from snippets.drawing.words",
    ),
    "figure without a text": (
        FIGURES,
        more(FIGURE.format("", "")),
        "the figure scratch.broken has no docstring",
        "say in it what",
    ),
    "figure on no page": (
        FIGURES,
        more(FIGURE.format('"""A figure."""', 'axes.axis("off")')),
        "the figure scratch.broken stands on no page",
        "show it with",
    ),
    "two parts of one name": (
        FIGURES,
        more(
            FIGURE.format(
                '"""A figure."""',
                '[axes.plot([0, 1], color="#20242e")[0].set_gid("a") for _ in range(2)]',
            )
        ),
        "the figure scratch.broken",
        "two are called a",
    ),
    "frames of no figure": (
        FRAMES,
        more(FRAME % "[1]"),
        "the frames scratch.moved belong to no figure",
        "write the function moved in snippets/figures/scratch.py",
    ),
    "frames with NaN": (
        FRAMES,
        more(FRAME % "[float('nan')]"),
        "the frames scratch.moved could not be computed: ValueError: Out of range float values",
    ),
    "frames that raise": (
        FRAMES,
        more(FRAME % "1 / 0"),
        "the frames scratch.moved could not be computed: ZeroDivisionError",
    ),
    "script of no figure": (
        "snippets/frames/scratch-moved.js",
        more("// nothing\n"),
        "the script snippets/frames/scratch-moved.js moves no figure",
        "or delete it",
    ),
    "number on no page": (
        NUMBERS,
        more('def unused():\n    return "1"\n'),
        "the number scratch.unused stands on no page",
        "run `make numbers`",
    ),
    "number that is none": (
        NUMBERS,
        more('def unused():\n    return "nan"\n'),
        "the number scratch.unused must be a text without NaN",
    ),
    "number that raises": (
        NUMBERS,
        more("def unused():\n    return 1 / 0\n"),
        "the number scratch.unused could not be computed: ZeroDivisionError",
    ),
    "notebook without a description": (
        NOTEBOOK,
        more(HEAD.replace("# description: B\n", "")),
        "docs/lab/scratch.py: the notebook has no description",
        "write one",
    ),
    "cell that fails": (
        NOTEBOOK,
        more(HEAD + "# %%\n# a comment\n1 / 0\n"),
        'docs/lab/scratch.py: cell 2 ("# a comment") failed: ZeroDivisionError: division by zero',
    ),
    "cell that warns": (
        NOTEBOOK,
        more(HEAD + "# %%\nimport warnings\n\nwarnings.warn('be careful')\n"),
        'docs/lab/scratch.py: cell 2 ("import warnings") warns: ',
        "be careful",
    ),
    "cell that is not Python": (
        NOTEBOOK,
        more(HEAD + "# %%\n1 +\n"),
        "docs/lab/scratch.py is not Python: line",
    ),
    "notebook with a dead link": (
        NOTEBOOK,
        more(HEAD + "# %% [markdown]\n# [there](../explanation/nowhere.md)\n"),
        "docs/lab/scratch.py: the link ../explanation/nowhere.md leads to no page",
    ),
    "notebook with a dead anchor": (
        NOTEBOOK,
        more(HEAD + "# %% [markdown]\n# [there](../explanation/columns.md#nowhere)\n"),
        "docs/lab/scratch.py: the link ../explanation/columns.md#nowhere leads to no heading",
    ),
    "notebook with a nameless heading": (
        NOTEBOOK,
        more(HEAD + "# %% [markdown]\n# ## More\n"),
        'docs/lab/scratch.py: the heading "## More" has no address',
    ),
    "notebook with two equal addresses": (
        NOTEBOOK,
        more(HEAD + '# %% [markdown] address="a"\n# ## More\n'),
        "docs/lab/scratch.py: two headings have the address a",
    ),
    "notebook with a loose number": (
        NOTEBOOK,
        more(HEAD + "# %% [markdown]\n# It is 0.25 of it.\n"),
        "lab/scratch.ipynb: the number 0.25",
    ),
    "claim on no page": (
        TESTS,
        more("\n\ndef test_so_it_is():\n    pass\n"),
        "the claim so_it_is stands on no page",
        "put [✓](claim:so_it_is) after the sentence",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_build_with_a_fault_stops_and_says_which(write, tmp_path, fault):
    path, edit, *said = BROKEN[fault]
    done = run_mkdocs(write(path, edit), "build", "--strict", "--site-dir", str(tmp_path))
    (complaint, *others) = [
        line for line in done.stderr.splitlines() if all(part in line for part in said)
    ] or [None]
    assert done.returncode and complaint and not others, done.stderr


def test_the_unbroken_workshop_builds(workshop, tmp_path):
    done = run_mkdocs(workshop, "build", "--strict", "--site-dir", str(tmp_path))
    assert done.returncode == 0, done.stderr


# The commands


def press(root, name):
    done = subprocess.run(
        [sys.executable, "-m", "snippets.press", name], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_command_rewrites_a_stale_number(write, workshop):
    before = (workshop / PAGE).read_text(encoding="utf-8")
    write(PAGE, stale)
    assert f"rewrote {PAGE}" in press(workshop, "numbers")
    assert (workshop / PAGE).read_text(encoding="utf-8") == before
    assert "rewrote" not in press(workshop, "numbers")


def test_one_command_adds_permalinks_and_takes_none_away(write, workshop):
    links = "tests/permalinks.txt"
    write(links, lambda lines: lines.replace("index.html#home\n", "an-old-page.html#gone\n"))
    press(workshop, "permalinks")
    lines = (workshop / links).read_text().splitlines()
    assert (
        "index.html#home" in lines and "an-old-page.html#gone" in lines and lines == sorted(lines)
    )


@pytest.mark.parametrize("arguments", [[], ["numbers", "weigh"], ["none"]], ids=str)
def test_an_unknown_command_is_answered_with_the_known_ones(arguments, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["press", *arguments])
    with pytest.raises(
        SystemExit,
        match=r"^usage: python -m snippets.press numbers \| permalinks \| weigh \| moves$",
    ):
        command.main()


def test_weighing_an_unbuilt_site_is_refused(tmp_path, monkeypatch):
    (tmp_path / "mkdocs.yml").touch()
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="index.html is missing: build the site first"):
        command.weigh()


def test_weighing_without_a_browser_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(
        SystemExit, match="this needs a browser, and playwright.sync_api is not installed"
    ):
        command.loaded(tmp_path, [])


def test_while_the_site_is_served_an_edited_figure_is_drawn_anew(write, workshop):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    figure = f"http://{address}/figures/question/table.svg"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    with subprocess.Popen(
        command, cwd=workshop, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            waited_for(lambda: "weight" in fetched(figure), 60)
            seconds = []
            for text in ("once", "twice"):
                write(
                    "snippets/figures/question.py",
                    lambda source: source.replace(
                        "    return figure\n",
                        f'    figure.text(0.5, 0.5, "edited {text}")\n    return figure\n',
                    ),
                )
                seconds.append(waited_for(lambda: f"edited {text}" in fetched(figure), 60))
        finally:
            server.terminate()
    print(
        f"An edited figure was served after {seconds[0]:.1f} s, edited again after {seconds[1]:.1f} s."
    )
    assert min(seconds) < 10


def fetched(address):
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.read().decode()
    except (URLError, ConnectionError, TimeoutError):
        return ""


def waited_for(condition, limit):
    """The seconds until the condition held; a failure when it does not within the limit."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        if condition():
            return time.monotonic() - start
        time.sleep(0.05)
    pytest.fail(f"waited {limit} s in vain", pytrace=False)


def test_the_picture_of_the_readme_is_the_figure():
    kept, drawn = (
        imread(BytesIO(data))
        for data in (
            command.README_PICTURE.read_bytes(),
            catalogue.figures()["columns.narrowing"].png,
        )
    )
    assert kept.shape == drawn.shape and np.abs(kept - drawn).mean() < 0.01, (
        "the picture of the README is not the figure: run `make numbers`"
    )
    assert "docs/assets/columns.png" in (catalogue.ROOT / "README.md").read_text()
