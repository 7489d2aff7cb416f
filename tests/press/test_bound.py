"""A claim binds its sentence, and what computes a number computes it."""

import ast
import re

import pytest

from snippets.press import ROOT, Mistake, sentences
from snippets.press.page import LOOSE, Claim, Page

CLAIM = Claim(
    "nine_columns_settle_every_weight",
    "columns",
    "In the real row nine columns settle all 10 weights.",
    "def test_nine():\n    assert needed == 9 and rows == 720",
)
SAID = "Nine columns settle all ten weights of 720 rows.[✓](claim:nine_columns_settle_every_weight)"


def check(body, **bound):
    page = Page("explanation/p.md", f"# P {{#p}}\n\n{body}\n")
    sentences.check(page, {CLAIM.name: CLAIM}, bound)


@pytest.mark.parametrize(
    "body",
    [
        SAID,
        f"{SAID} Of 4 and of seven words, nothing. In 2017 as well.",
        f"{SAID} A head has 10 columns and 720 rows, in $12 a + 34$ and `99`.",
        f'{SAID} All <output name="a.b">81</output> of them, and 81 again.',
        "Nothing is claimed here of 72 heads.",
        f"It has 9 columns, not more. {SAID}",
    ],
)
def test_what_the_claim_says_may_be_said(body):
    check(body, **{"a.b": "81"})


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (SAID.replace("Nine", "Eight"), "8"),
        (SAID.replace("Nine", "Seven"), "7"),
        (SAID.replace("720", "702"), "702"),
        (SAID.replace("ten", "twelve"), "12"),
        (SAID.replace("weights", "weights, in all 6 layers,"), "6"),
        (f"| nine | {SAID.replace('Nine', 'Forty')}", "40"),
    ],
)
def test_a_number_in_a_claimed_sentence_that_its_claim_does_not_say_is_refused(body, number):
    with pytest.raises(
        Mistake, match=rf"explanation/p.md, line 3: the sentence says {number}, but neither"
    ):
        check(body)


@pytest.mark.parametrize("said", ["74 heads", "a count of 12", "1,024 rows"])
def test_a_whole_number_that_nothing_on_the_page_holds_is_refused(said):
    number = re.search(r"[\d,]+", said)[0]
    for body in (f"There are {said}. {SAID}", f"{SAID}\n\n/// caption\n**All {said}.**\n///"):
        with pytest.raises(
            Mistake, match=f"line . ?: the number {number}|line .: the number {number}"
        ):
            check(body)


@pytest.mark.parametrize(
    "sentence",
    ["A radio adds stations.", "Softmax has a temperature.", "Trees grow slowly in winter."],
)
def test_a_claim_after_a_sentence_of_something_else_is_refused(sentence):
    with pytest.raises(Mistake, match="speaks of other things than its sentence"):
        check(f"{sentence}[✓](claim:{CLAIM.name})")


@pytest.mark.parametrize(
    "text",
    "0,25|.25|25&nbsp;%|25 per cent|25 percent|3e-7|1.5|−0.3|12 %|99%|2.5e3|0.5.".split("|"),
)
def test_every_form_of_a_decimal_or_a_percentage_is_seen(text):
    assert LOOSE.search(f"It is {text} of it.")


@pytest.mark.parametrize("text", ["1,024", "chapter 3", "v1", "2017", "10 000", "a-1", "x.y"])
def test_what_is_no_decimal_is_not_taken_for_one(text):
    assert not LOOSE.search(f"It is {text} of it.")


# The code behind numbers, figures and claims


def functions(folder):
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield path, node


def is_literal(function):
    """Whether a function gives a constant: its body reads no name at all."""
    return not any(isinstance(node, ast.Name) for node in ast.walk(function))


def typed(function):
    """The decimals and percentages that stand in the texts of a function, docstring left out."""
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Constant)]
    formats = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for part in ast.walk(node.format_spec)
    }
    said = [t.value for t in texts if isinstance(t.value, str) and id(t) not in formats]
    return [
        text
        for text in said
        if text != ast.get_docstring(function, clean=False) and LOOSE.search(text)
    ]


def checks_something(function):
    """Whether a test asserts what depends on names: a comparison with a call, or a raised error."""
    asserted = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
    called = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and re.match(
            r"assert_|raises$|check", getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        )
    ]
    return any(
        any(isinstance(part, ast.Name) for part in ast.walk(node)) for node in asserted + called
    )


def one(source):
    return ast.parse(source).body[0]


def test_no_number_is_a_literal():
    idle = [f"{path.name}: {f.name}" for path, f in functions("snippets/numbers") if is_literal(f)]
    assert idle == [], "a number is computed; these functions give constants"


@pytest.mark.parametrize(
    "source",
    [
        'def n():\n    return "0.25"',
        'def n():\n    """Of a row."""\n    return {"a": "3", "b": "4"}',
        'def n():\n    return f"{0.25:.2f}"',
    ],
)
def test_a_literal_number_is_seen(source):
    assert is_literal(one(source)) and not is_literal(one("def n():\n    return str(len(WORDS))"))


def test_no_figure_has_a_typed_decimal():
    said = {f"{p.name}: {f.name}": typed(f) for p, f in functions("snippets/figures") if typed(f)}
    assert said == {}, "texts in figures come from computed values"


@pytest.mark.parametrize("text", ['"0.99"', '"about 12 %"', 'f"{x} of .25"'])
def test_a_typed_decimal_in_a_figure_is_seen(text):
    assert typed(one(f'def f(page):\n    """Is 0.5."""\n    say(chart, 0.5, 1, {text})'))
    assert not typed(one('def f(page):\n    """Is 0.5."""\n    say(chart, 0.5, 1, f"{x:.2f}")'))


def test_every_claim_asserts_something():
    chapters = {path.stem for path in (ROOT / "docs/explanation").glob("*.md")}
    chapters |= {path.stem for path in (ROOT / "snippets/figures").glob("*.py")}
    idle = [
        f"{path.name}: {function.name}"
        for path, function in functions("tests")
        if path.stem.removeprefix("test_") in chapters
        and function.name.startswith("test_")
        and not checks_something(function)
    ]
    assert idle == [], "a claim asserts what depends on the code"


@pytest.mark.parametrize(
    "body", ["assert True", '"""Only said."""', "assert 1 == 1", "pass", "x = attention(1)"]
)
def test_a_claim_that_asserts_nothing_is_seen(body):
    assert not checks_something(one(f"def test_x():\n    {body}"))
    assert checks_something(one("def test_x():\n    assert attention(1) == 2"))
