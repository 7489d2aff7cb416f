"""The pages that the build writes: code, claims, old addresses, literature."""

import re

import pytest
from small_project import make

from snippets.press import Mistake, generated
from snippets.press.catalogue import Catalogue
from snippets.press.literature import FILE, Literature
from snippets.press.page import Claim, Page

HEAD = "---\ntitle: A\ndescription: B\n---\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def pages(small):
    return generated.code(Catalogue(small))


def test_every_file_that_computes_draws_or_moves_has_a_page_and_no_other(pages):
    assert {path for path in pages if not path.startswith("code/drawing/")} == {
        "code/checks.md",
        "code/reading.md",
        "code/figures/columns.md",
        "code/numbers/columns.md",
        "code/frames/columns.md",
        "code/frames/moving.md",
    }
    assert "code/drawing/svg.md" in pages and "code/drawing/__init__.md" not in pages


def test_a_page_of_code_shows_all_of_it_with_an_address_for_each_function(small, pages):
    for path, text in pages.items():
        file = small / "snippets" / path.removeprefix("code/")
        if path == "code/frames/columns.md" or not file.with_suffix(".py").exists():
            continue
        blocks = re.findall(r"^```python\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
        source = file.with_suffix(".py").read_text(encoding="utf-8")
        assert re.sub(r"\s", "", "".join(blocks)) == re.sub(r"\s", "", source), path
        public = re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", source, re.MULTILINE)
        anchors = re.findall(r"^## (\w+) \{#([\w-]+)\}$", text, re.MULTILINE)
        assert anchors == [(name, name.replace("_", "-")) for name in public], path
    assert pages["code/checks.md"].startswith("---\ntitle: snippets/checks.py\n")


def test_the_script_of_a_moving_figure_stands_below_its_states(pages):
    text = pages["code/frames/columns.md"]
    order = [
        "## narrowing {#narrowing}",
        "def narrowing",
        "columns-narrowing.js",
        "// how it moves",
    ]
    assert sorted(order, key=text.index) == order
    assert "```javascript\n// what moves\n```" in pages["code/frames/moving.md"]


def test_what_an_editor_leaves_is_not_shown(small, pages):
    link = small / "snippets/.#checks.py"
    link.symlink_to("somebody@somewhere")
    try:
        assert generated.code(Catalogue(small)) == pages
    finally:
        link.unlink()


def test_code_that_is_not_utf_8_is_refused_in_one_sentence(small):
    path = small / "snippets/idle.py"
    path.write_bytes(b"x = '\xff'\n")
    try:
        with pytest.raises(Mistake, match="^snippets/idle.py: line 1 is not UTF-8"):
            generated.code(Catalogue(small))
    finally:
        path.unlink()


# Claims

CLAIMS = [
    Claim("so_it_is", "a", "So it is.", "def test_so_it_is():\n    assert so"),
    Claim("more", "a", "More.", "def test_more():\n    assert more"),
]
STATED = {"a": ("Chapter", CLAIMS), "b": ("Other", [])}
PAGES = [
    Page(
        "explanation/a.md",
        HEAD + "# Chapter {#a}\nSo.[✓](claim:so_it_is)\n\n## Part {#part}\nMore.[✓](claim:more)\n\n"
        '![](../figures/a/the_bar.svg)\n\n<output name="a.table.x">1</output> '
        '<output name="a.table.y">2</output>',
    ),
    Page("explanation/b.md", HEAD + "# Other {#b}\nAgain.[✓](claim:so_it_is)\n"),
]


def test_every_claim_is_listed_and_stands_with_its_places_and_its_test():
    made = generated.claims(PAGES, STATED)
    listed, text = made["about/claims.md"], made["about/claims/a.md"]
    assert made.keys() == {"about/claims.md", "about/claims/a.md"}
    assert "# Every claim is a test {#claims}" in listed and "the 2 facts" in listed
    assert "## Chapter {#a}" in listed and "{#b}" not in listed and "assert" not in listed
    assert "- [So it is.](claims/a.md#so-it-is){#so-it-is}\n" in listed
    assert "# Chapter: claims and their tests {#a-claims}" in text and "2 claims" in text
    assert (
        "## So it is. {#so-it-is}\n\nStated in [Chapter](../../explanation/a.md#a), "
        "[Other](../../explanation/b.md#b).\n\n"
        "```python\ndef test_so_it_is():\n    assert so\n```\n" in text
    )
    assert (
        "## More. {#more}\n\nStated in [Chapter: Part](../../explanation/a.md#part)."
        "<br>Figures there: [the_bar](../../code/figures/a.md#the-bar)."
        "<br>Numbers there: [table](../../code/numbers/a.md#table).\n" in text
    )


def test_claims_come_in_the_order_of_the_chapters():
    stated = {"a": ("Chapter", CLAIMS[:1]), "b": ("Other", CLAIMS[1:])}
    for names in ("ab", "ba"):
        text = generated.claims(PAGES, {name: stated[name] for name in names})["about/claims.md"]
        anchors = [f"## {stated[name][0]} {{#{name}}}" for name in names]
        assert sorted(anchors, key=text.index) == anchors


def test_an_old_address_leads_on_and_is_not_searched():
    page = Page("code/old.md", generated.moved("code/new.html#there"))
    assert page.meta["location"] == "code/new.html#there" and page.meta["template"] == "moved.html"
    assert page.meta["search"] == {"exclude": True} and page.title == "This page has moved"
    page.check_headings()


# Literature

ENTRY = (
    "@misc{a, title = {{BERT} and more}, author = {A. B}, year = {2020}, part = {start}, "
    "adds = {50\\% more.}, leaves = {All.}}"
)


def _dated(year):
    return ENTRY.replace("year = {2020}", f"eprint = {{1706.03762}}, year = {{{year}}}")


def literature(folder, text):
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return Literature(folder)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "A. B, *BERT and more*, 2020."),
        ({"{A. B}": "{A. B and C. D}"}, "A. B, C. D, *BERT and more*, 2020."),
        ({"{A. B}": "{A. B and others}"}, "A. B et al., *BERT and more*, 2020."),
        ({"{A. B}": "{A and B and C and D and E}"}, "A et al., *BERT and more*, 2020."),
        ({"{A. B}": "{A and B and C and D}"}, "A, B, C, D, *BERT and more*, 2020."),
        ({"{A. B}": "{{The Team}}"}, "The Team, *BERT and more*, 2020."),
        (
            {"year": "howpublished = {ICLR}, eprint = {1.2}, year"},
            "A. B, *BERT and more*, ICLR, 2020, [arXiv:1.2](https://arxiv.org/abs/1.2).",
        ),
        ({"year": "publisher = {P}, year"}, "A. B, *BERT and more*, P, 2020."),
    ],
)
def test_a_source_is_a_line(tmp_path, changes, line):
    text = ENTRY
    for before, after in changes.items():
        text = text.replace(before, after)
    assert literature(tmp_path, text).reference("a") == line


def test_the_list_says_what_each_source_adds_and_leaves_out(tmp_path):
    seen = ENTRY.replace("{a,", "{b, seen = {not read},").replace("{start}", "{lost}")
    page = literature(tmp_path, f"% a comment\n{ENTRY}\n{seen}").page()
    assert '- <span id="a"></span>A. B, *BERT and more*, 2020.<br>Adds: 50% more.<br>Leaves' in page
    assert '<span id="b"></span>A. B, *BERT and more*, 2020. *(not read)*<br>' in page
    assert page.index("{#start}") < page.index('"a"') < page.index("{#lost}") < page.index('"b"')
    Page("about/literature.md", page).check_headings()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ENTRY.replace("{start}", "{end}"), "the part of a must be one of start, identify, sums"),
        (ENTRY.replace(", adds = {50\\% more.}", ""), "the entry a has no adds; write one"),
        (ENTRY.replace("{2020}", "{}"), "the entry a has no year; write one"),
        (_dated(2071), "the year of a is 2071, but arXiv:1706.03762 is of 2017; correct one of"),
        (_dated(2016), "the year of a is 2016, but arXiv:1706.03762 is of 2017"),
        (_dated(2020), "the year of a is 2020, but arXiv:1706.03762 is of 2017"),
        (_dated("n.d."), "the year of a is n.d., but arXiv:1706.03762 is of 2017"),
        (f"\n{ENTRY}\n{ENTRY}", ", line 3: an entry cannot be read; correct its BibTeX"),
        ("@misc{a, title = {A", ", line 1: an entry cannot be read; correct its BibTeX"),
        (b"@misc{a, title = {\xff}}", "is not UTF-8; save the file in UTF-8"),
    ],
)
def test_literature_that_cannot_be_used_is_refused(tmp_path, text, complaint):
    with pytest.raises(Mistake, match=f"^{FILE}[:,]? ?{complaint.lstrip(', ')}"):
        literature(tmp_path, text)


def test_an_unknown_source_is_refused(tmp_path):
    known = literature(tmp_path, ENTRY)
    with pytest.raises(Mistake, match=f"the source b is not in {FILE}; add its entry or correct"):
        known.reference("b")
