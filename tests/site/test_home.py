"""The first page: its question, its answer in a hundred words, and what fits on a first screen."""

import re
from pathlib import Path

import pytest

from snippets.numbers import columns
from snippets.press.page import CLAIM, Page

ROOT = Path(__file__).parents[2]
HOME = (ROOT / "docs/index.md").read_text(encoding="utf-8")
STATEMENTS = ["Recoverable.", "Readable.", "Used.", "Never decoded.", "Lost:"]


def answer():
    """The answer as its source says it: the section up to its figure."""
    section = HOME.partition("{#answer}\n")[2]
    return re.split(r"^(?:<div|!\[|#)", section, maxsplit=1, flags=re.MULTILINE)[0]


def read_words(markdown):
    """The words that a reader sees; a number is one of them, a mark of a claim is none."""
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", "", CLAIM.sub("", markdown))
    return [word for word in text.split() if re.search(r"\w", word)]


@pytest.mark.parametrize(
    "markdown, count",
    [
        ("- [**Two words.**](a/b.md#c)", 2),
        ('up to <output name="a.b">0.899</output>, in *cat*\'s [✓](claim:one_two)', 5),
        ("one - two → (three)", 3),
    ],
)
def test_words_are_counted_as_a_reader_sees_them(markdown, count):
    assert len(read_words(markdown)) == count


def test_the_answer_in_a_hundred_words_has_a_hundred():
    assert len(read_words(answer())) == 100


def test_the_answer_keeps_its_statements_apart_and_each_has_a_number_and_a_test():
    statements = re.findall(r"^- \[\*\*(.*?)\*\*\]\([^)]+\) (.*)$", answer(), re.MULTILINE)
    assert [name for name, _ in statements] == STATEMENTS
    for name, said in statements:
        assert '<output name="' in said and CLAIM.search(said), name


def test_home_and_readme_call_the_sum_weighted():
    for text in (HOME, (ROOT / "README.md").read_text(encoding="utf-8")):
        assert "a weighted sum over all" in text and "plain sum" not in text


def test_readme_and_description_say_how_many_columns_it_takes():
    readme, chapter = (
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("README.md", "docs/explanation/columns.md")
    )
    needed = columns.needed()
    assert f"{needed['proven']} columns of the output" in readme
    assert f"{needed['settled']} settle every weight" in readme
    assert (
        f"In a real transformer {needed['proven']} of them prove"
        in Page("", chapter).meta["description"]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", [(1280, 900), (390, 800)])
def test_the_first_screen_holds_question_answer_and_the_beginning_of_the_picture(
    served, browser, width, height, scheme
):
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    try:
        page.goto(f"{served}/index.html")
        page.wait_for_function("document.fonts.status === 'loaded'")
        page.wait_for_selector(".moves.ready")
        bottoms = page.evaluate(
            """() => ["blockquote", "#answer", "#answer + ul"].map((part) =>
              document.querySelector(`.md-content ${part}`).getBoundingClientRect().bottom)"""
        )
        assert bottoms == sorted(bottoms)
        pictures = page.locator(".drawing svg:visible")
        top = pictures.first.bounding_box()["y"]
        assert bottoms[-1] <= top <= height - 60, (bottoms, top)  # its title and a first bar
    finally:
        page.close()
