"""The site by keyboard alone: the order of the focus, and the search."""

import pytest
from searching import results, search
from visits import resize, visit

STOPS = ["md-skip", "md-search__input", "md-nav__link", "explanation/question.html"]
FOCUS = "() => document.activeElement.matches('body') ? '' : document.activeElement.outerHTML"


def test_the_tab_key_reaches_skip_link_search_navigation_and_content(browser, served):
    with visit(browser) as page:
        resize(page, 1280)
        page.goto(f"{served}/index.html")
        reached = []
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(FOCUS).partition(">")[0])
        order = [
            next((step for step, element in enumerate(reached) if stop in element), None)
            for stop in STOPS
        ]
        assert None not in order and order == sorted(order), f"of {STOPS} the steps are {order}"
        page.goto(f"{served}/index.html")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**#home")


@pytest.mark.parametrize(
    ("key", "query", "expected"),
    [
        ("/", "basket", "explanation/forgetting.html"),
        ("f", "triangle", "explanation/columns.html"),
    ],
)
def test_search_finds_the_page_by_keyboard_alone(browser, served, key, query, expected):
    with visit(browser) as page:
        page.goto(f"{served}/index.html")
        search(page, key, query)
        assert expected in results(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert f"h={query}" in page.url
        page.wait_for_selector(f"article mark:text-matches('{query}', 'i')")
