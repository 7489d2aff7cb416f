"""While the site is served, a page that has not changed is not made again."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from snippets.press.store import key

MADE = ("content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors")


@dataclass
class Made:
    """A page as it was made: from which text and frame, what MkDocs rendered, and the output."""

    key: str
    rendered: dict = field(default_factory=dict)
    output: str = ""


class Again:
    """The pages that the last build made. An output holds marks for what may change without it."""

    def __init__(self) -> None:
        self.pages: dict[str, Made] = {}
        self.frame = ""

    def begin(self, root: Path, pages: list[str]) -> None:
        """Note what shapes every page. pages: a line for each page that others may show."""
        theme = sorted((root / "snippets/press/theme").rglob("*.html"))
        files = [root / "mkdocs.yml", *theme]
        self.frame = key(*(file.read_bytes() for file in files), *pages)

    def take(self, page, text: str) -> None:
        """Let MkDocs render a page, or take what it rendered from the same text."""
        made, wanted = self.pages.get(page.file.src_uri), key(self.frame, text)
        if made and made.key == wanted and made.output:
            page.render = partial(_render, page, made.rendered)
            page.meta |= {"template": "kept.html", "kept": made.output}
        else:
            self.pages[page.file.src_uri] = Made(wanted)

    def rendered(self, page) -> None:
        """Keep what MkDocs has rendered."""
        if "kept" not in page.meta and (made := self.pages.get(page.file.src_uri)):
            made.rendered = {name: getattr(page, name) for name in MADE}

    def finished(self, page, output: str) -> None:
        """Keep the output of a page before its marks are replaced."""
        if "kept" not in page.meta and (made := self.pages.get(page.file.src_uri)):
            made.output = output


def _render(page, rendered: dict, config, files) -> None:
    for name, value in rendered.items():
        setattr(page, name, value)
