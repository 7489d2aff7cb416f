"""A link to a heading or a figure is copied as address or Markdown, a passage as readable text."""

import re

import pytest
from visits import note_complaints, visit

SELECT = """part => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(part));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  let text;
  document.addEventListener("copy", event => { text = event.clipboardData.getData("text/plain"); },
    { once: true });
  document.execCommand("copy");
  return text || getSelection().toString();
}"""


@pytest.fixture
def page(browser, served):
    with visit(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        complaints = note_complaints(page, [served])
        yield page
        assert not any(complaints.values()), complaints


def copied(page, opener, label):
    """What stands in the clipboard after a choice of the menu that the opener opens."""
    opener.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_function("document.querySelector('.copied').textContent === 'Copied.'")
    assert page.locator(".share").count() == 0
    assert opener.evaluate("link => link === document.activeElement")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_heading_is_copied_as_address_markdown_and_quotation(page, served):
    page.goto(f"{served}/explanation/columns.html")
    link = page.locator("#triangle > .headerlink")
    address = f"{served}/explanation/columns.html#triangle"
    title = page.locator("#triangle").inner_text().replace("¶", "").strip()
    assert copied(page, link, "Copy address") == address
    assert copied(page, link, "Copy as Markdown") == f"[{title}]({address})"
    quoted = copied(page, link, "Copy as quotation")
    assert re.fullmatch(rf"> .+\n\n\[{re.escape(title)}\]\({re.escape(address)}\)", quoted)
    assert "✓" not in quoted and page.url == address


def test_a_figure_is_copied_with_its_state_and_as_an_image(page, served):
    page.goto(f"{served}/explanation/language.html?exchange.heads=0")
    page.wait_for_selector("[data-moving='language.exchange'] form.ready")
    link = page.locator("#figure-exchange .to-figure")
    here = f"{served}/explanation/language.html?exchange.heads=0#figure-exchange"
    assert copied(page, link, "Copy address") == here
    image = f"{served}/figures/language/exchange.png"
    assert copied(page, link, "Copy image address") == image
    markdown = copied(page, link, "Copy as Markdown")
    assert markdown.startswith("![Two charts for ") and f"]({image})" in markdown
    assert markdown.endswith(f"[Source]({here})")


def test_escape_closes_the_menu_and_the_keyboard_goes_on_where_it_was(page, served):
    page.goto(f"{served}/index.html")
    link = page.locator("#answer > .headerlink")
    link.focus()
    page.keyboard.press("Enter")
    assert link.get_attribute("aria-expanded") == "true"
    assert page.locator(".share button").first.evaluate("b => b === document.activeElement")
    page.keyboard.press("Escape")
    assert page.locator(".share").count() == 0
    assert link.evaluate("link => link === document.activeElement")


def test_a_quoted_passage_is_readable_text(page, served):
    page.goto(f"{served}/answers/is-the-score-lost.html")
    text = page.evaluate(SELECT, "p:has(.katex)")
    assert "$4a + 6b + 8c = 6$" in text and text.count("8c") == 1 and text.count("7 - 2b") == 1
    assert "✓" not in text and "\n" not in text.strip()


def test_links_to_figures_and_headings_work_without_scripts(browser, served):
    with visit(browser, java_script_enabled=False) as page:
        page.goto(f"{served}/explanation/columns.html")
        page.locator(".to-figure").first.click()
        assert re.search(r"#figure-[\w-]+$", page.url)


def test_on_a_touch_screen_the_links_can_be_seen(browser, served):
    with visit(browser, has_touch=True, is_mobile=True) as page:
        page.goto(f"{served}/explanation/columns.html")
        link = page.locator("#triangle > .headerlink")
        assert float(link.evaluate("link => getComputedStyle(link).opacity")) == 1
