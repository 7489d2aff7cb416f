"""Answers: pages that settle one question, in clusters, each tied to the section that goes deeper.

`mkdocs.yml` lists them under `extra.answers`, cluster by cluster; a cluster shares one module of
figures, one of numbers, and one of tests. An answer says at its head where it leads `deeper`; the
build writes that link, and the way back into the section.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import PurePosixPath
from posixpath import relpath

from snippets.press import Mistake
from snippets.press.page import ANCHOR, CODE, HEADING, Page, Section, blanked

FOLDER = "answers/"
INDEX = f"{FOLDER}index.md"
HEAD = """\
---
title: Answers
description: Short answers to what learners ask about the weighted sum in attention. One question, \
one page, one link.
---
# One question, one page {{#answers}}

{count} questions that learners ask, each with an answer of one screen. Every number is computed, \
every claim is a test, and each page says when its answer is *not* true.

<p class="filter" hidden><input id="filter" type="search" placeholder="Words of the question" \
aria-label="Show only questions with these words"><output for="filter"></output></p>
"""


class Answers:
    """All answers of a site.

    clusters: a name to its title and the names of its pages, as mkdocs.yml has them; pages: every
    page by its path. Raises Mistake for an answer that stands in no cluster, or in two, and for one
    that leads to what does not exist.
    """

    def __init__(self, clusters: Mapping, pages: Mapping[str, Page]):
        self.titles = {name: cluster["title"] for name, cluster in clusters.items()}
        self.clusters = {
            name: [f"{FOLDER}{page}.md" for page in cluster["pages"]]
            for name, cluster in clusters.items()
        }
        self.pages = pages
        listed = [path for paths in self.clusters.values() for path in paths]
        for path in listed:
            if path not in pages or listed.count(path) > 1:
                what = "there is no such page" if path not in pages else "another cluster has it"
                raise Mistake(f"mkdocs.yml lists the answer {path}, but {what}")
        for path in pages:
            if path.startswith(FOLDER) and path not in listed:
                raise Mistake(f"{path} stands in no cluster; list it in mkdocs.yml under answers")
        self.settled: dict[tuple[str, str], list[Page]] = {}
        for path in listed:
            self.settled.setdefault(self._deeper(pages[path]), []).append(pages[path])

    def _deeper(self, page: Page) -> tuple[str, str]:
        path, _, anchor = str(page.meta.get("deeper")).partition("#")
        if path not in self.pages or anchor not in self.pages[path].anchors:
            raise Mistake(
                f"{page.at}: the answer leads deeper to {page.meta.get('deeper')}, which is no "
                "section; write deeper: explanation/chapter.md#the-idea between the --- lines"
            )
        return path, anchor

    def cluster(self, path: str) -> str:
        """The name of the cluster that an answer belongs to."""
        return next(name for name, paths in self.clusters.items() if path in paths)

    def index(self) -> str:
        """The page that lists every question with the first sentence of its answer."""
        count = sum(map(len, self.clusters.values()))
        parts = [HEAD.format(count=count)]
        for name, paths in self.clusters.items():
            parts.append(f"## {self.titles[name]} {{#{name}}}\n")
            parts += ["<ul>", *(self._listed(self.pages[path]) for path in paths), "</ul>\n"]
        return "\n".join([*parts, '<script defer src="../assets/answers.js"></script>'])

    def _listed(self, page: Page) -> str:
        words = escape(", ".join(page.meta.get("tags") or []))
        first = escape(re.split(r"(?<=[.?!])\s", page.lead)[0], quote=False)
        address, title = f"{PurePosixPath(page.name).stem}.html", escape(page.title, quote=False)
        return f'<li data-words="{words}"><a href="{address}">{title}</a><br>{first}</li>'

    def lead_on(self, page: Page, text: str) -> str:
        """The Markdown of a page with the links between chapters and answers: an answer ends in
        where it leads, a section in the questions that it settles.
        """
        if page.name.startswith(FOLDER):
            return f"{text}\n\n{self._ending(page)}"
        parts, end, anchor = [], 0, ""
        for heading in HEADING.finditer(blanked(CODE)(text)):
            parts += [text[end : heading.start()], self._settles(page, anchor)]
            found = ANCHOR.search(heading[2])
            end, anchor = heading.start(), found[1] if found else ""
        return "".join([*parts, text[end:].rstrip("\n"), "\n\n", self._settles(page, anchor)])

    def _ending(self, page: Page) -> str:
        path, anchor = self._deeper(page)
        deeper = self._section(path, anchor)
        cluster = self.cluster(page.name)
        beside = [self.pages[other] for other in self.clusters[cluster] if other != page.name]
        links = [f"[{other.title}]({PurePosixPath(other.name).name})" for other in beside]
        links.append(f"[all answers](index.md#{cluster})")
        return (
            f"**Deeper:** [{deeper.title}](../{path}#{anchor}).\n{{: .deeper }}\n\n"
            f"**Beside this:** {' · '.join(links)}.\n{{: .beside }}\n"
        )

    def _section(self, path: str, anchor: str) -> Section:
        return next(part for part in self.pages[path].sections if part.anchor == anchor)

    def _settles(self, page: Page, anchor: str) -> str:
        answers: Iterable[Page] = self.settled.get((page.name, anchor), [])
        folder = str(PurePosixPath(page.name).parent)
        links = [f"[{each.title}]({relpath(each.name, folder)})" for each in answers]
        return f"**Asked elsewhere:** {' · '.join(links)}\n{{: .settles }}\n\n" if links else ""
