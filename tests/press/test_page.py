"""What is not true of a page is refused, with one message that names place and remedy."""

import re

import pytest

from snippets.press import Mistake
from snippets.press.page import (
    Claim,
    Page,
    chapters,
    definitions,
    flat,
    kind_of,
    numbered,
    refuse_unused,
    rewritten,
)

KNOWN = {"a.b": "0.25", "a.table.x": "3"}
CLAIMS = {"so_it_is": Claim("so_it_is", "a", 'It is "so" {so}.', "")}
CHAPTERS = {"columns": 1, "crowd": 2}
HEAD = "---\ntitle: A\ndescription: B\n---\n"
NAME = "explanation/p.md"


def page(body, head=HEAD, name=NAME):
    return Page(name, head + body)


def check(body, head=HEAD, name=NAME):
    page(body, head, name).check(KNOWN, CLAIMS, CHAPTERS)


# Every case stands below four lines of front matter, a title and an empty line: line 7.
@pytest.mark.parametrize(
    ("markdown", "complaint"),
    [
        (
            '<output name="a.c">0.25</output>',
            "line 7: no function computes the number a.c; "
            "add it to snippets/numbers or correct the name",
        ),
        (
            'It is\n<output name="a.b">0.26</output>',
            "line 8: the number a.b says 0.26, but it is 0.25; `make numbers` rewrites the pages",
        ),
        (
            "It is known that the weight is 0.25 here.",
            'line 7: the number 0.25 in "t is known that the weight is 0.25 here." is '
            'bound to nothing; write <output name="chapter.name"> around it',
        ),
        ("So.\n\nIt is 25 % of it.", "line 9: the number 25 % in"),
        ("It is 25 percent of it.", "line 7: the number 25 percent in"),
        ("It is −0.5 now.", "line 7: the number −0.5 in"),
        ("It is 0,25 of it.", "line 7: the number 0,25 in"),
        ("It is .25 of it.", "line 7: the number .25 in"),
        ("It is 25&nbsp;% of it.", "line 7: the number 25&nbsp;% in"),
        ("It is 25 per cent of it.", "line 7: the number 25 per cent in"),
        ("It is 3e-7 or less.", "line 7: the number 3e-7 in"),
        ("(0.5, more)", "line 7: the number 0.5 in"),
        ("A 0.5-fold rise", "line 7: the number 0.5 in"),
        ("$0.5$", "line 7: the number 0.5 in"),
        ("```\n0.5\n```\nIt is 0.5.", "line 10: the number 0.5 in"),
        ("`0.5` is 0.7", "line 7: the number 0.7 in"),
        (
            "## Title",
            'line 7: the heading "Title" has no address; '
            "end it in {#the-idea}, and never change that again",
        ),
        ("##Title", 'line 7: the heading "Title" has no address'),
        ("## More {.class}", 'line 7: the heading "More {.class}" has no address'),
        ("Text\n\nMore\n----\n", 'line 9: the heading "More" has no address; write ## before it'),
        ("So\n==\n", 'line 7: the heading "So" has no address'),
        ("## More {#a}", "line 7: two headings have the address #a; give one of them another"),
        (
            "![A table](../figures/a/f.svg)",
            "line 7: the figure a.f takes its text from the docstring of its function; "
            "write ![](…) with nothing in the brackets",
        ),
        (
            "It is.[✓](claim:none)",
            "line 7: the claim none has no test; write test_none in the test module of its "
            "chapter, or correct the name",
        ),
        (
            "See chapter 3.",
            "line 7: 'chapter 3' is typed by hand; "
            "write [chapter N](NAME.md), the build fills the number in",
        ),
        ("See Chapters 3 and 4", "line 7: 'Chapters 3' is typed by hand"),
        ("See chapter N.", "line 7: 'chapter N' is typed by hand"),
        ("[chapter 3](columns.md)", "line 7: 'chapter 3' is typed by hand"),
        ("See [chapter N](none.md#a).", "line 7: none.md is no chapter with a number"),
    ],
)
def test_what_is_not_true_of_a_page_is_refused_with_its_line(markdown, complaint):
    with pytest.raises(Mistake, match="^" + re.escape(f"{NAME}, {complaint}")):
        check(f"# T {{#a}}\n\n{markdown}")


@pytest.mark.parametrize(
    "markdown",
    [
        'It is <output name="a.b">0.25</output>, of 72 heads.',
        "`x = 0.5`",
        "```python\nx = 0.5\n# no heading\n```",
        "~~~\n25 %\n~~~",
        "````\n```\n0.5\n```\n0.6\n````",
        "MiniLM-L6-v2.1 has 1,024 columns and 10,000,000 numbers, in 2 or 3, 4 or 5 layers",
        "[a link](page.html#0.5)",
        '<span title="0.5">half</span>',
        "- a\n- b\n\n---\n\nNothing.",
        "| a | b |\n|---|---|\n| c | d |",
        "`[✓](claim:none)` and `[chapter N](none.md)` and `chapter 3`",
        '```\n![typed](figures/a/f.svg) <output name="a.c">1</output>\n```',
        "In [chapter N](columns.md), [this chapter N, the second](../explanation/crowd.md#x).",
    ],
)
def test_what_is_true_or_code_is_let_through(markdown):
    check(f"# T {{#a}}\n\n{markdown}\n")


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ("", "explanation/p.md: the page has no title; write one between the --- lines"),
        ("---\ntitle: A\n---\n", "explanation/p.md: the page has no description; write one"),
        ("---\ntitle: A\ndescription:\n---\n", "the page has no description"),
        (
            "---\ntitle: A\ndescription: [B\n---\n",
            "explanation/p.md, line 4: what stands between the --- lines is not YAML",
        ),
        ("---\ntitle: A: B\n---\n", "explanation/p.md, line 2: what stands between"),
        ("---\ntitle: 2020-13-45\n---\n", "explanation/p.md: what stands between"),
        ("---\nA title\n---\n", "explanation/p.md: what stands between"),
        ("---\n- A title\n---\n", "explanation/p.md: what stands between"),
        ("---\n---\n", "the page has no title"),
    ],
)
def test_what_must_stand_at_the_head_stands_there(head, complaint):
    with pytest.raises(Mistake, match="^(explanation/p.md: )?" + re.escape(complaint)):
        check("# T {#a}\n", head)


@pytest.mark.parametrize("missing", ["title", "description", "needs", "image"])
def test_a_notebook_needs_more_at_its_head(missing):
    lines = {"title": "A", "description": "B", "needs": "C", "image": "d/e"}
    head = "".join(f"{name}: {text}\n" for name, text in lines.items() if name != missing)
    with pytest.raises(Mistake, match=f"docs/lab/x.py: the page has no {missing}; write one"):
        Page("lab/x.ipynb", f"---\n{head}---\n", "docs/lab/x.py").check({}, {}, {})


def test_a_figure_or_an_image_that_no_function_draws_is_refused():
    known = {"a.f": {}}
    shown = page("# T {#a}\n\n![](../figures/a/f.svg)\n\n![](../figures/a/g.svg)\n")
    with pytest.raises(
        Mistake, match="^explanation/p.md, line 9: no function draws the figure a.g"
    ):
        shown.check(KNOWN, CLAIMS, CHAPTERS, known)
    shown.check(KNOWN, CLAIMS, CHAPTERS, known | {"a.g": {}})
    for image in ("a/f", "a/h"):
        pictured = page("# T {#a}\n", HEAD.replace("title", f"image: {image}\ntitle"))
        if image == "a/f":
            pictured.check(KNOWN, CLAIMS, CHAPTERS, known)
    with pytest.raises(Mistake, match="^explanation/p.md: no function draws the image a/h; write"):
        pictured.check(KNOWN, CLAIMS, CHAPTERS, known)


def test_front_matter_is_taken_off_however_lines_end():
    for text in (HEAD + "# B", "\ufeff" + HEAD + "# B", (HEAD + "# B").replace("\n", "\r\n")):
        read = Page("p.md", text)
        assert (read.meta, read.body) == ({"title": "A", "description": "B"}, "# B")
    assert (Page("p.md", "# B").meta, Page("p.md", "# B").body) == ({}, "# B")
    assert Page("p.md", "---  \ntitle: A\n--- \n# B").meta == {"title": "A"}


def test_a_page_of_no_kind_is_refused_with_the_kinds():
    known = r"answers/\*.md, explanation/\*.md, lab/\*.ipynb, about/\*.md, index.md"
    with pytest.raises(Mistake, match=rf"^other/p.md: no kind of page lies there; .*{known}"):
        kind_of("other/p.md")
    assert [kind_of(name).name for name in ("index.md", "lab/a.ipynb")] == ["home", "notebook"]


def test_chapters_are_numbered_in_the_order_of_the_navigation():
    nav = [{"A": "index.md"}, {"B": ["explanation/b.md", {"C": "explanation/a.md"}]}, "about/c.md"]
    assert flat(nav) == ["index.md", "explanation/b.md", "explanation/a.md", "about/c.md"]
    assert chapters(nav) == {"b": 1, "a": 2}


def test_a_link_to_a_chapter_takes_its_number():
    text = "In [chapter N](columns.md#a) and [Chapter N, again](../explanation/crowd.md)."
    said = "In [chapter 1](columns.md#a) and [Chapter 2, again](../explanation/crowd.md)."
    assert numbered(text, CHAPTERS) == said
    assert numbered("`[chapter N](none.md)`", CHAPTERS) == "`[chapter N](none.md)`"
    with pytest.raises(Mistake, match=r"\(none.md\)\": none.md is no chapter with a number"):
        numbered("[chapter N](none.md)", CHAPTERS)


def test_numbers_are_rewritten_and_nothing_else():
    before = (
        'Of 72 it is <output name="a.b">0.3</output>, then <output name="a.unknown">7</output>. '
        '`<output name="a.b">0.4</output>`'
    )
    assert rewritten(before, KNOWN) == before.replace("0.3", "0.25")


@pytest.mark.parametrize(
    ("count", "figures", "minutes"),
    [(0, 0, 1), (100, 0, 1), (400, 0, 2), (1100, 0, 6), (400, 4, 4)],
)
def test_reading_time_is_a_minute_for_200_words_and_half_a_minute_a_figure(count, figures, minutes):
    code = "\n\n```\n" + "code " * 1000 + "\n```\n"
    marks = "\n\n![](../figures/a/f.svg)" * figures
    assert page("word " * count + marks + code).minutes == minutes


def test_what_a_page_uses_is_seen_outside_of_code():
    used = page(
        '<output name="a.b">0</output> [✓](claim:c)\n\n![](../figures/d/e.svg)\n\n'
        '```\n<output name="f.g">0</output> [✓](claim:h) ![](../figures/i/j.svg)\n```\n'
    )
    assert (used.numbers, used.claims, used.figures) == ({"a.b"}, {"c"}, {"d.e"})


def test_a_section_holds_what_stands_below_its_heading():
    read = page(
        "[✓](claim:none)\n# A {#a}\n[✓](claim:c)\n\n## B, `b` {: #b .x }\n"
        '<output name="a.b">0</output>\n\n![](figures/d/e.svg)\n\n### C {#c}\n'
    )
    sections = [
        (each.level, each.title, each.anchor, each.claims, each.numbers, each.figures)
        for each in read.sections
    ]
    assert [each[0::2] for each in sections] == [(1, "a", []), (2, "b", ["a.b"]), (3, "c", [])]
    assert [each[3] for each in sections] == [["c"], [], []]
    assert [each[5] for each in sections] == [[], ["d.e"], []]
    assert read.title == "A" and read.anchors == {"a", "b", "c"}
    assert page("Nothing.").title == ""


def test_a_page_goes_to_mkdocs_with_claims_chapters_minutes_and_sources():
    head = HEAD.replace("title", "needs: See [chapter N](crowd.md).\ntitle")
    read = page("# T {#a}\n\nSo.[✓](claim:so_it_is) [chapter N](columns.md).[^b][^b]\n", head)
    done = read.markdown(CLAIMS, CHAPTERS, lambda key: f"The source {key}.")
    assert done == (
        "# T {#a}\n\nAbout 1 minute. See [chapter 2](crowd.md).\n{: .before }\n\n"
        "So.[✓](../about/claims/a.md#so-it-is){.claim title=\"Tested: It is 'so' (so).\"} "
        "[chapter 1](columns.md).[^b][^b]\n\n\n[^b]: The source b."
    )


def test_marks_in_code_stay_as_they_are():
    body = "# T {#a}\n\n`[✓](claim:none)`\n\n```\n[chapter N](none.md) [✓](claim:so_it_is)\n```\n"
    assert page(body).markdown(CLAIMS, CHAPTERS, str) == body


def test_an_unknown_source_is_refused():
    def reference(key):
        raise Mistake(f"no {key}")

    with pytest.raises(Mistake, match="no b"):
        page("A.[^b]").markdown({}, {}, reference)


def test_words_of_the_notation_become_tooltips_in_both_spellings():
    notation = "- <dfn>Head</dfn>. One attention.\n- <dfn>softmax</dfn>. Weights.\n- No word.\n"
    lines = definitions(notation).splitlines()
    assert lines == [
        "",
        "*[Head]: One attention.",
        "*[head]: One attention.",
        "*[softmax]: Weights.",
    ]


@pytest.mark.parametrize(
    ("numbers", "figures", "claims", "complaint"),
    [
        (["a.b"], {}, [], 'the number a.b stands on no page: write <output name="a.b"></output>'),
        (
            [],
            {"a.f": []},
            [],
            "the figure a.f stands on no page: show it with ![](…figures/a/f.svg)",
        ),
        ([], {}, ["c"], "the claim c stands on no page: put [✓](claim:c) after the sentence"),
        (["a.b"], {"a.f": ["a.b"]}, [], "the number a.b stands on no page"),
    ],
    ids=["number", "figure", "claim", "quoted by what is not shown"],
)
def test_what_is_computed_and_stands_on_no_page_is_refused(numbers, figures, claims, complaint):
    with pytest.raises(Mistake, match=re.escape(complaint)):
        refuse_unused([page("Nothing.")], numbers, figures, claims)


def test_a_number_is_used_by_one_key_of_its_table_or_by_the_text_of_a_figure():
    shown = page('<output name="a.table.x">1</output>\n\n![](../figures/a/f.svg)')
    refuse_unused([shown], ["a.b", "a.table.x", "a.table.y"], {"a.f": ["a.b"]}, [])


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("*catt*", r"\*catt\* has no colour; write \*cat\*"),
        ("*balck*", r"\*balck\* has no colour; write \*black\*"),
        ("a\tb", "line 6: a tab; indent with four spaces"),
    ],
)
def test_a_word_that_nearly_has_a_colour_and_a_tab_are_refused(said, remedy):
    page = Page("explanation/p.md", HEAD + f"# P {{#p}}\n{said}\n")
    with pytest.raises(Mistake, match=remedy):
        page.check({}, {}, {})


def test_the_words_of_the_sentence_and_others_may_be_emphasised():
    page = Page("explanation/p.md", HEAD + "# P {#p}\n*Cat*, *black*, *query*, *one*, `*catt*`\n")
    page.check({}, {}, {})
