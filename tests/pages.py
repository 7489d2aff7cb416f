"""What a page of the built site holds that others may point to, and what it points to."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

NOWHERE = "https://nowhere.example/"
REFRESH = re.compile(r"0;\s*url=(.+)", re.IGNORECASE)


class Page(HTMLParser):
    """The ids, headings, figures, links, loaded files and metas of a page.

    `moved` is where a page that only leads on leads to, or None.
    """

    def __init__(self, path):
        super().__init__()
        self.ids, self.metas, self.moved = set(), {}, None
        self.headings, self.figures, self.links, self.loaded = [], [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids.add(given.get("id"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(given.get("id"))
        if "drawing" in (given.get("class") or "").split():
            self.figures.append(given.get("id"))
        self._note_metas(tag, given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given["rel"] != "canonical" and "href" in given:
            self.loaded.append(given["href"])
        elif "src" in given:
            self.loaded.append(given["src"])

    def _note_metas(self, tag, given):
        if tag == "meta":
            self.metas[given.get("name") or given.get("property")] = given.get("content")
            if (given.get("http-equiv") or "").lower() == "refresh":
                self.moved = REFRESH.fullmatch(given["content"].strip())[1]
                self.links.append(self.moved)
        if tag == "link":
            self.metas[given["rel"]] = given["href"]


def resolved(address, link, base):
    """The path and the anchor that a link of the page at an address leads to.

    base: the address of the site, with a slash at its end; the path of another host is None.
    """
    target, anchor = urldefrag(urljoin(f"{base}{address}", link))
    if not target.startswith(base):
        return None, anchor
    return unquote(target.removeprefix(base).partition("?")[0]) or "index.html", unquote(anchor)


def followed(pages, path):
    """Where the page at the path leads in the end, past all that only lead on.

    None where they lead to another host, or in a circle.
    """
    passed = set()
    while path in pages and pages[path].moved:
        if path in passed:
            return None
        passed.add(path)
        path, _ = resolved(path, pages[path].moved, NOWHERE)
    return path


def broken(site, pages, base=NOWHERE):
    """Every link of the pages that leads nowhere, and everything they load from another host."""
    faults = []
    for address, page in pages.items():
        previews = [page.metas.get(name) for name in ("canonical", "og:url", "og:image")]
        for link in [*page.links, *page.loaded, *filter(None, previews)]:
            if fault := _fault(site, pages, address, link, base):
                faults.append(f"{address}: {link} {fault}")
    return faults


def _fault(site, pages, address, link, base):
    path, anchor = resolved(address, link, base)
    if path is None:
        scheme = urlsplit(urljoin(f"{base}{address}", link)).scheme
        is_safe = scheme in ("https", "mailto") and link not in pages[address].loaded
        return "" if is_safe else "is loaded from elsewhere, or is no safe address"
    if not (site / path).is_file():
        return "does not exist"
    return "has no such anchor" if anchor and anchor not in ids(pages, path) else ""


def ids(pages, path):
    """The ids at an address, or every id where the file is no page."""
    return pages[path].ids if path in pages else AnyId()


class AnyId:
    def __contains__(self, _):
        return True
