"""The site opens from a folder, without a server: pages, figures, styles, and the search."""

from searching import results, search
from visits import MEASURE, note_complaints, visit


def test_the_site_opens_from_a_folder(browser, site, read):
    with visit(browser) as page:
        complaints = note_complaints(page, ["file:"])
        for address in read:
            if address == "404.html":  # only a server shows it
                continue
            page.goto((site / address).as_uri())
            assert set(page.evaluate(MEASURE)["drawings"]) <= {1}, address
            page.wait_for_function("[...document.fonts].some(font => font.status === 'loaded')")
        page.goto((site / "index.html").as_uri())
        search(page, "/", "triangle")
        assert "explanation/columns.html" in results(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.startswith("file:") and "h=triangle" in page.url
    assert not any(complaints.values()), complaints
