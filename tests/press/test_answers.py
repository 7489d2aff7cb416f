"""Answers: clusters, the page that lists them, the links to and from chapters."""

import re

import pytest

from snippets.press import Mistake
from snippets.press.answers import Answers
from snippets.press.page import Page

HEAD = "---\ntitle: A\ndescription: B\n---\n"
CHAPTER = Page(
    "explanation/a.md", HEAD + "# Chapter {#a}\nOne.\n\n## Part {#part}\nTwo.\n\n## Last {#last}\n"
)
LEAD = (
    'Yes: <output name="a.b">0.50</output> of *it* is [there](../explanation/a.md). It is kept & '
    '"`read`".[✓](claim:kept)'
)


def answer(name="one", deeper="explanation/a.md#part", tags="[PE, x]", lead=LEAD, words=120):
    limits = "## When this is not true {#limits}\n\n" + "word " * words
    head = f"---\ndeeper: {deeper}\ntags: {tags}\nimage: a/b\n---\n"
    return Page(f"answers/{name}.md", f"{head}# Is {name} kept? {{#{name}}}\n\n{lead}\n\n{limits}")


def answers(*pages, **clusters):
    clusters = clusters or {"c": [page.name[8:-3] for page in pages]}
    return Answers(
        {name: {"title": name.upper(), "pages": listed} for name, listed in clusters.items()},
        {page.name: page for page in (CHAPTER, *pages)},
    )


def test_the_first_paragraph_is_the_description_without_marks():
    assert answer().description == "Yes: 0.50 of it is there. It is kept & “read”."
    assert CHAPTER.description == "B"


def test_the_first_figure_is_the_image_of_an_answer_that_names_none():
    body = "# A {#a}\n\n![](../figures/x/y.svg)\n"
    assert Page("answers/a.md", body).image == "x/y" and answer().image == "a/b"
    assert Page("explanation/a.md", body).image == ""


def test_the_list_holds_each_question_with_its_first_sentence_and_words():
    text = answers(answer(), answer("two")).index()
    assert "2 questions" in text and "## C {#c}" in text
    assert (
        '<li data-words="PE, x"><a href="one.html">Is one kept?</a><br>'
        "Yes: 0.50 of it is there.</li>" in text
    )
    assert text.index("one.html") < text.index("two.html")


def test_an_answer_leads_deeper_and_its_section_leads_back():
    one, two = answer(), answer("two", "explanation/a.md#a")
    made = answers(one, two)
    ending = made.lead_on(one, "text")
    assert "**Deeper:** [Part](../explanation/a.md#part)." in ending
    assert "[Is two kept?](two.md) · [all answers](index.md#c)" in ending
    chapter = made.lead_on(CHAPTER, CHAPTER.body)
    parts = " ".join(chapter.split())
    assert "One. **Asked elsewhere:** [Is two kept?](../answers/two.md) {: .settles }" in parts
    assert "Two. **Asked elsewhere:** [Is one kept?](../answers/one.md) {: .settles }" in parts
    assert chapter.count("Asked elsewhere") == 2 and chapter.rstrip().endswith("{#last}")


@pytest.mark.parametrize(
    ("pages", "clusters", "message"),
    [
        ([answer()], {"c": []}, "answers/one.md stands in no cluster; list it in mkdocs.yml"),
        ([answer()], {"c": ["one", "two"]}, "the answer answers/two.md, but there is no such page"),
        ([answer()], {"c": ["one"], "d": ["one"]}, "answers/one.md, but another cluster has it"),
        ([answer(deeper="explanation/a.md#x")], {"c": ["one"]}, "deeper to explanation/a.md#x, wh"),
        ([answer(deeper="explanation/b.md#a")], {"c": ["one"]}, "answers/one.md: the answer leads"),
    ],
)
def test_an_answer_without_its_place_is_refused(pages, clusters, message):
    with pytest.raises(Mistake, match=re.escape(message)):
        answers(*pages, **clusters)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (answer(words=20), "the page has 38 words; answers/*.md take 100 to 300"),
        (answer(words=400), "the page has 418 words"),
        (answer(lead="Yes."), "a first paragraph of 60 to 250, not 12 and 4"),
        (answer(lead="Yes, " * 60), "not 12 and 299"),
        (answer(lead="Yes, $a$ " * 10), "a preview shows no formula"),
        (answer("o" * 80, lead="Yes, " * 20), "a title of at most 80 characters"),
    ],
)
def test_an_answer_that_a_preview_cuts_is_refused(page, message):
    with pytest.raises(Mistake, match=re.escape(message)):
        page._check_form()


def test_an_answer_without_its_limits_or_a_figure_is_refused():
    page = Page("answers/a.md", "---\ndeeper: x\n---\n# A {#a}\n\n" + "word " * 40)
    with pytest.raises(Mistake, match=r"answers/a.md: the page has no section \{#limits\}"):
        page._check_form()
    with pytest.raises(Mistake, match="the page shows no figure; name an image at its head"):
        page._check_figures({})
