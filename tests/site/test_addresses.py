"""What the pages point to is there, and what was ever published stays."""

import pytest
from pages import Page, broken, followed, ids, resolved

from snippets.press.commands import PERMALINKS, addresses

LINES = PERMALINKS.read_text(encoding="utf-8").splitlines()
REDIRECT = '<!doctype html><meta http-equiv="refresh" content="0; url={}"><title>Moved</title>'


def test_every_link_resolves(site, every):
    assert broken(site, every) == []


def test_every_heading_has_an_address(every):
    for address, page in every.items():
        if address == "404.html" or page.moved:
            continue
        assert page.headings and None not in page.headings + page.figures, address


def test_every_address_is_noted_as_a_permalink(site, every):
    """Whoever adds a heading or a figure promises that its address stays."""
    now = addresses(site)
    assert now >= {
        f"{address}#{place}"
        for address, page in every.items()
        if not address.startswith(("code/", "404"))
        for place in page.headings + page.figures
    }
    assert not (new := now - set(LINES)), (
        f"not in tests/permalinks.txt: {sorted(new)}; note them with `make permalinks`"
    )


def test_no_permalink_is_lost(site, every):
    assert LINES == sorted(set(LINES))
    assert [line for line in LINES if not lives(line, site, every)] == [], (
        "these were published once and must stay: give page or heading that address again, or let "
        "a page at the old address lead on"
    )


def lives(line, site, pages):
    """Whether a permalink leads to a file and, past pages that only lead on, to its anchor."""
    path, _, anchor = line.partition("#")
    end = followed(pages, path)
    return (
        (site / path).is_file()
        and end is not None
        and (site / end).is_file()
        and (not anchor or anchor in ids(pages, end))
    )


@pytest.fixture
def small(tmp_path):
    """A small site: a page, one that leads to it, one that leads nowhere, and two in a circle."""
    (tmp_path / "code").mkdir()
    for name, text in {
        "code/new.html": "<h1 id=here>New</h1>",
        "code/old.html": REDIRECT.format("new.html"),
        "code/lost.html": REDIRECT.format("none.html"),
        "code/away.html": REDIRECT.format("https://other.example/code/new.html"),
        "code/one.html": REDIRECT.format("two.html"),
        "code/two.html": REDIRECT.format("one.html"),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path, {
        path.relative_to(tmp_path).as_posix(): Page(path) for path in tmp_path.rglob("*.html")
    }


@pytest.mark.parametrize(
    ("line", "is_alive"),
    [
        ("code/new.html", True),
        ("code/new.html#here", True),
        ("code/new.html#there", False),
        ("code/old.html", True),
        ("code/old.html#here", True),
        ("code/old.html#there", False),
        ("code/lost.html", False),
        ("code/away.html", False),
        ("code/one.html", False),
        ("code/none.html", False),
    ],
)
def test_a_permalink_lives_where_its_page_or_what_that_leads_to_is(small, line, is_alive):
    assert lives(line, *small) == is_alive


def test_a_page_that_leads_on_wrongly_is_a_broken_link(small):
    assert sorted(broken(*small)) == [
        "code/lost.html: none.html does not exist",
    ]


def test_a_link_is_resolved_from_the_page_that_it_stands_on():
    base = "https://sums.example/"
    assert resolved("a/b.html", "../c%20d.html#e", base) == ("c d.html", "e")
    assert resolved("a/b.html", "/", base) == ("index.html", "")
    assert resolved("a/b.html", "//other.example/", base)[0] is None
