"""What this site adds to Markdown: figures, words, formulas, wide tables, old addresses, code."""

import json
import re

import pytest
from markdown import Markdown

from snippets.press import Mistake
from snippets.press.formulas import Formulas
from snippets.press.markdown import SiteExtension, fences, highlighted, late
from snippets.press.store import Store


@pytest.fixture
def formulas(tmp_path):
    return Formulas(Store(tmp_path))


@pytest.fixture
def convert(formulas):
    """A function that turns Markdown into HTML as a build does."""

    def convert(text, moved=lambda anchor: [], code=highlighted):
        site = SiteExtension(formulas, lambda: "p.md", moved)
        names = ("attr_list", "md_in_html", "tables", "footnotes", "pymdownx.arithmatex")
        settings = {
            "pymdownx.arithmatex": {"generic": True},
            "pymdownx.superfences": {"custom_fences": fences(code)},
        }
        extensions = [*names, "pymdownx.superfences", "pymdownx.blocks.caption", site]
        return Markdown(extensions=extensions, extension_configs=settings).convert(text)

    return convert


# Figures


@pytest.mark.parametrize("folder", ["", "../", "../../"])
def test_a_figure_becomes_a_mark_of_its_address(convert, folder):
    done = convert(f"Above.\n\n![]({folder}figures/a/the_bar.svg)\n\nBelow.")
    assert done.split("\n") == [
        "<p>Above.</p>",
        '<div data-late="figure a.the_bar"></div>',
        "<p>Below.</p>",
    ]


def test_a_figure_with_a_caption_becomes_a_mark_too(convert):
    done = convert("![](figures/a/b.svg)\n\n/// caption\nA caption.\n///\n")
    assert '<div data-late="figure a.b"></div>' in done and "A caption." in done


def test_an_image_that_is_no_figure_stays_an_image(convert):
    assert '<img alt="A photo" src="assets/photo.png"' in convert("![A photo](assets/photo.png)")


@pytest.mark.parametrize(
    "text",
    [
        "See ![](figures/a/b.svg).",
        "![](figures/a/b.svg)\n![](figures/a/c.svg)",
        "- ![](figures/a/b.svg)",
        "[![](figures/a/b.svg)](x.html)",
    ],
)
def test_a_figure_within_a_text_is_refused(convert, text):
    with pytest.raises(
        Mistake, match="^p.md: the figure a.b must be a paragraph of its own; leave"
    ):
        convert(text)


def test_a_mark_is_escaped():
    assert late('a "b" & <c>') == '<div data-late="a &quot;b&quot; &amp; &lt;c&gt;"></div>'


# Words


def test_a_word_of_the_sentence_takes_its_colour(convert):
    assert (
        convert("*cat* and *cats* and *the* and **cat** and *a cat*")
        == '<p><em class="w w-cat">cat</em> and <em>cats</em> and <em class="w w-the">the</em> '
        "and <strong>cat</strong> and <em>a cat</em></p>"
    )
    assert convert("*[CLS]*") == '<p><em class="w w-cls">[CLS]</em></p>'


# Formulas

REGION = {'tabindex="0"', 'role="group"'}


def test_a_formula_is_set_in_the_colours_of_the_words(convert):
    done = convert(r"So $\cat{\alpha_3} \lt 1$ is, and more.")
    assert 'class="katex"' in done and "w-cat" in done and "<math" in done and r"\(" not in done
    assert done.startswith("<p>So ") and done.endswith(" is, and more.</p>")


def test_a_formula_with_signs_of_html_is_set(convert):
    done = convert("$a < b$ and $c > d$")
    assert "<mo>&lt;</mo>" in done and "<mo>&gt;</mo>" in done and "amp;" not in done


def test_a_wide_formula_can_be_reached_by_keyboard(convert):
    done = convert("$$\na = b\n$$")
    (region,) = re.findall(r'<div [^>]*class="arithmatex"[^>]*>', done)
    assert REGION <= set(re.findall(r'[\w-]+="[^"]*"', region)) and 'aria-label="Formula"' in region
    assert 'class="katex-display"' in done and "tabindex" not in convert("$a$")


@pytest.mark.parametrize("source", [r"\aplha_3", r"\frac{1}{", "1 & 2", r"\href{x}{y}", "a\nb}"])
def test_a_misspelt_formula_is_refused_by_page_and_source(convert, source):
    shown = re.escape(" ".join(source.split()))
    with pytest.raises(Mistake, match=f"^p.md: the formula {shown} cannot be set: .") as refused:
        convert(f"$$\n{source}\n$$")
    assert "\n" not in str(refused.value)


def test_formulas_are_set_once_and_kept(formulas, monkeypatch):
    first = formulas.render("a^2", False, "p.md")
    assert first != formulas.render("a^2", True, "p.md")
    formulas.kept.save()
    monkeypatch.setattr("snippets.press.formulas._set", None)
    kept = Formulas(formulas.kept.store)
    assert kept.render("a^2", False, "p.md") == first


def test_formulas_say_which_characters_they_show(formulas):
    assert formulas.characters == set()
    formulas.render(r"\alpha + \text{xy}", False, "p.md")
    assert formulas.characters >= set("α+xy")
    assert not formulas.characters & set("\\lph")  # they stand in the MathML, which is not shown


# Tables


def test_a_table_can_be_reached_by_keyboard(convert):
    done = convert("| | b |\n|---|---|\n| c | d |\n\nText.")
    region, table, rest = done.partition("<table>")
    assert REGION <= set(re.findall(r'[\w-]+="[^"]*"', region)) and 'aria-label="Table"' in region
    assert rest.endswith("</table></div>\n<p>Text.</p>")
    assert done.count("<table>") == done.count("</table>") == done.count('class="wide"') == 1


def test_the_empty_corner_of_a_table_is_no_heading(convert):
    done = convert("| | b |\n|:--|---|\n| c | d |")
    assert done.count("<th") - done.count("<thead") == 1 and "<th>b</th>" in done
    assert '<td style="text-align: left;"></td>' in done


# Headings


def test_an_old_address_within_a_page_leads_to_its_heading(convert):
    done = convert("# A *b* {#new}\n\n## C {#c}", {"new": ["old", "older"], "c": []}.get)
    assert done.startswith(
        '<h1 id="new"><span id="old"></span><span id="older"></span>A <em>b</em>'
    )
    assert '<h2 id="c">C</h2>' in done


# Code


def test_code_is_written_by_the_function_with_its_language(convert):
    seen = []

    def code(source, language):
        seen.append((source, language))
        return late("code 1")

    done = convert('Text\n\n```python\nx = "<a>"\n\ny = 0.5\n```\n\n```bash\nls\n```\n', code=code)
    assert seen == [('x = "<a>"\n\ny = 0.5', "python"), ("ls", "bash")]
    assert done.count('<div data-late="code 1"></div>') == 2


@pytest.mark.parametrize("language", ["python", "javascript", "bash", "text"])
def test_highlighted_code_says_what_its_source_says(language):
    source = 'if (a < b) { "ü & v" } # </div>'
    done = highlighted(source, language)
    assert done.startswith('<div class="highlight"><pre>') and done.endswith("</div>")
    text = re.sub(r"<[^>]*>", "", done).strip("\n")
    shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert shown.replace("&#39;", "'").replace("&amp;", "&") == source


def test_kept_formulas_are_text(formulas):
    formulas.render("a", False, "p.md")
    formulas.kept.save()
    (path,) = formulas.kept.store.folder.iterdir()
    assert list(json.loads(path.read_bytes().partition(b"\n")[2])) == ["False a"]
