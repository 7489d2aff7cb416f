"""Everything that is to be corrected in the theme is there, and corrected."""

import re
from pathlib import Path

import jinja2
import material
import pytest

from snippets.press import ROOT, Mistake, theme

MATERIAL = Path(material.__file__).parent / "templates"
OURS = ROOT / "snippets/press/theme"


@pytest.fixture(scope="module")
def environment():
    loader = jinja2.FileSystemLoader([OURS, MATERIAL])
    return jinja2.Environment(loader=theme.Mended(loader))


@pytest.mark.parametrize("template", theme.TEMPLATES)
def test_what_is_corrected_in_a_template_stands_there_and_is_gone_afterwards(environment, template):
    before = (MATERIAL / template).read_text(encoding="utf-8")
    after = environment.loader.get_source(environment, template)[0]
    for wrong, right in theme.TEMPLATES[template]:
        assert wrong in before and right in after
        assert after.count(wrong) == after.count(right) * right.count(wrong)
    environment.parse(after)


def test_other_templates_are_left_alone(environment):
    source = environment.loader.get_source(environment, "partials/header.html")[0]
    assert source == (MATERIAL / "partials/header.html").read_text(encoding="utf-8")
    assert {"main.html", "base.html", "moved.html"} <= set(environment.list_templates())


@pytest.mark.parametrize("template", theme.TEMPLATES)
def test_a_template_that_says_something_else_is_refused_at_once(template):
    known = {name: (MATERIAL / name).read_text(encoding="utf-8") for name in theme.TEMPLATES}
    wrong = theme.TEMPLATES[template][-1][0]
    known[template] = known[template].replace(wrong, "")
    said = f"Material's template {template} no longer says {wrong!r}: see whether"
    with pytest.raises(Mistake, match=re.escape(said)):
        theme.Mended(jinja2.DictLoader(known))


@pytest.fixture
def script(tmp_path):
    """A copy of Material's script in a built site."""
    (original,) = (MATERIAL / "assets/javascripts").glob("bundle.*.min.js")
    copy = tmp_path / "assets/javascripts" / original.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(original.read_bytes())
    return copy


def test_the_script_is_corrected(script, tmp_path):
    before = script.read_text(encoding="utf-8")
    theme.mend_script(tmp_path)
    after = script.read_text(encoding="utf-8")
    for wrong, right in theme.SCRIPT:
        assert len(wrong.findall(before)) == 1 and right in after
    assert len(theme.SCRIPT) == 3 and after != before


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("times", [0, 2])
def test_a_script_that_says_something_else_is_refused(script, tmp_path, place, times):
    text = script.read_text(encoding="utf-8")
    wrong = theme.SCRIPT[place][0].search(text)
    start, end = wrong.start(), wrong.end() + 60
    script.write_text(text[:start] + times * text[start:end] + text[end:], encoding="utf-8")
    with pytest.raises(Mistake, match=f"says .* {times} times instead of once: see whether"):
        theme.mend_script(tmp_path)


def rendered(**context):
    loader = jinja2.DictLoader(
        {
            "base.html": "{% block extrahead %}{% endblock %}{% block scripts %}<s>{% endblock %}",
            "main.html": (OURS / "main.html").read_text(encoding="utf-8"),
        }
    )
    environment = jinja2.Environment(loader=loader)
    environment.filters["url"] = lambda path: f"../{path}"
    return environment.get_template("main.html").render(**context)


def test_a_preview_is_escaped_and_its_card_is_large_where_there_is_an_address():
    plain = rendered(preview={"og:title": '"A" & B'})
    assert '<meta property="og:title" content="&#34;A&#34; &amp; B">' in plain
    assert '<meta name="twitter:card" content="summary">' in plain
    named = rendered(preview={"og:url": "https://s.example/a.html"})
    assert 'content="summary_large_image"' in named
    assert "og:" not in rendered()


def test_a_page_loads_the_scripts_of_its_figures_after_those_of_the_theme():
    share = '<s>\n<script defer src="../assets/share.js"></script>'
    figure = '\n<script defer src="../assets/moving/a-f.js"></script>'
    assert share + figure in rendered(scripts={"a-f": None})
    assert share in rendered() and rendered().count("<script") == 1
