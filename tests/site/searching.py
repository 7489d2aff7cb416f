"""The site's search, driven by keyboard."""

from urllib.parse import urlsplit

from visits import PATIENCE

PAUSE = 50  # ms
FOCUSED = "document.activeElement.matches('.md-search__input')"


def search(page, key, query):
    """Open the search with a key, type, and wait for what it finds.

    Until the theme's script listens the key does nothing: it is pressed until it is heard, and what
    it may have typed then is overwritten.
    """
    for _ in range(PATIENCE // PAUSE):
        if page.evaluate(FOCUSED):
            break
        page.keyboard.press(key)
        page.wait_for_timeout(PAUSE)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(query)
    page.wait_for_selector(f".md-search-result__link[href*='h={query}']")


def results(page):
    """The paths that the search offers, in one text."""
    links = page.locator(".md-search-result__link")
    addresses = links.evaluate_all("links => links.map(link => link.href)")
    return " ".join(urlsplit(address).path for address in addresses)
