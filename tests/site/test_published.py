"""The site as it is built for an address."""

import struct

import pytest
from building import build
from pages import Page, broken

PUBLISHED_AT = "https://sums.example/"


@pytest.fixture(scope="module")
def published(site, tmp_path_factory):
    """The folder and the pages; `site` sees to it that everything is computed already."""
    folder = build(tmp_path_factory.mktemp("published") / "site", SITE_URL=PUBLISHED_AT)
    return folder, {
        path.relative_to(folder).as_posix(): Page(path) for path in sorted(folder.rglob("*.html"))
    }


def read_and_code(pages):
    """Every page but that of an unknown address and those that only lead on."""
    return [item for item in pages.items() if item[0] != "404.html" and not item[1].moved]


def test_every_link_of_a_published_page_resolves(published):
    assert broken(*published, PUBLISHED_AT) == []


def test_a_published_page_names_its_address(published):
    for address, page in read_and_code(published[1]):
        own = (PUBLISHED_AT + address).removesuffix("index.html")
        assert page.metas["canonical"].removesuffix("index.html") == own
        assert page.metas["og:url"].removesuffix("index.html") == own


def test_a_published_page_names_an_image(published):
    folder, pages = published
    for address, page in read_and_code(pages):
        image = (folder / page.metas["og:image"].removeprefix(PUBLISHED_AT)).read_bytes()
        assert image.startswith(b"\x89PNG"), address
        assert struct.unpack(">II", image[16:24]) == (1200, 630), address
        assert page.metas["og:image:width"] == "1200" and page.metas["og:image:height"] == "630"
        assert len(page.metas["og:image:alt"]) > 60, address


def test_every_page_can_be_previewed(every):
    for address, page in read_and_code(every):
        description = page.metas["description"]
        most = 250 if address.startswith("answers/") else 200
        assert 20 <= len(description) <= most, f"{address}: {description}"
        for name in ("og:title", "og:description", "twitter:card"):
            assert page.metas[name], address
