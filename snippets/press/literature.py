"""The literature: one BibTeX file becomes the annotated list, and the footnote of every source."""

import re
from pathlib import Path

import bibtexparser

from snippets.press import Mistake

FILE = "docs/about/literature.bib"
PARTS = {
    "start": (
        "Where the question starts",
        "What the learner who asked had named, the paper, and three books.",
    ),
    "identify": (
        "Can the weights be read back?",
        "Here opinions differ. The entries are to be read against each other.",
    ),
    "sums": ("Sums as memories", "What sums of vectors can hold, in other fields and other words."),
    "lost": ("What is really lost", "The losses of [chapter N](../explanation/losses.md)."),
    "use": ("Models keep it and use it", "Evidence from trained models."),
}
LONGEST = 2  # years from a preprint to what is published of it
NEEDED = ("title", "author", "year", "part", "adds", "leaves")
HEAD = """\
---
title: Literature
description: What to read about the weighted sum of attention, each source with what it adds and what it leaves out. Disputes are shown as disputes.
---
# What others found {#literature}

Each entry says what it adds to the question of this site and what it leaves out. \
Unless something else is said, at least the abstract was read. \
No statement about a source is stronger than what was read; what it leaves out is judged from that. \
Elementary facts are proved on this site instead of cited. \
The same list as a file: [literature.bib](literature.bib).
"""  # noqa: E501 (a description stands on one line)


class Literature:
    """The sources of the site. root: the folder of the project.

    Raises Mistake that names file, entry and remedy when the file does not say what it must.
    """

    def __init__(self, root: Path):
        try:
            text = (root / FILE).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise Mistake(f"{FILE} is not UTF-8; save the file in UTF-8") from None
        library = bibtexparser.parse_string(text)
        if library.failed_blocks:
            line = (library.failed_blocks[0].start_line or 0) + 1
            raise Mistake(f"{FILE}, line {line}: an entry cannot be read; correct its BibTeX")
        self.sources = {
            entry.key: {field.key: field.value.replace("\\%", "%") for field in entry.fields}
            for entry in library.entries
        }
        for key, fields in self.sources.items():
            for name in NEEDED:
                if not fields.get(name):
                    raise Mistake(f"{FILE}: the entry {key} has no {name}; write one")
            self._check_year(key, fields)
            if fields["part"] not in PARTS:
                raise Mistake(
                    f"{FILE}: the part of {key} must be one of {', '.join(PARTS)}, "
                    f"not {fields['part']}"
                )

    @staticmethod
    def _check_year(key: str, fields: dict) -> None:
        """Refuse a year before the preprint, or long after it. arXiv's numbers begin with it."""
        preprint, year = fields.get("eprint", ""), fields["year"]
        first = 2000 + int(preprint[:2]) if re.match(r"\d{4}\.\d+", preprint) else None
        if first and not (year.isdigit() and first <= int(year) <= first + LONGEST):
            raise Mistake(
                f"{FILE}: the year of {key} is {year}, but arXiv:{preprint} is of {first}; "
                "correct one of them"
            )

    def reference(self, key: str) -> str:
        """A source as a line of Markdown: authors, title, place, year, address.

        Raises Mistake for a key that no entry has.
        """
        if key not in self.sources:
            raise Mistake(f"the source {key} is not in {FILE}; add its entry or correct the key")
        fields = self.sources[key]
        names = fields["author"].replace("{", "").replace("}", "").split(" and ")
        many = names[-1] == "others" or len(names) > 4
        authors = f"{names[0]} et al." if many else ", ".join(names)
        title = fields["title"].replace("{", "").replace("}", "")
        place = fields.get("howpublished") or fields.get("publisher")
        preprint = fields.get("eprint")
        address = f", [arXiv:{preprint}](https://arxiv.org/abs/{preprint})" if preprint else ""
        return f"{authors}, *{title}*{f', {place}' if place else ''}, {fields['year']}{address}."

    def page(self) -> str:
        """The annotated list, as a page of Markdown."""
        lines = [HEAD]
        for part, (title, words) in PARTS.items():
            lines.append(f"## {title} {{#{part}}}\n\n{words}\n")
            lines += [self._entry(key) for key, at in self.sources.items() if at["part"] == part]
            lines.append("")
        return "\n".join(lines)

    def _entry(self, key: str) -> str:
        fields = self.sources[key]
        seen = f" *({fields['seen']})*" if "seen" in fields else ""
        return (
            f'- <span id="{key}"></span>{self.reference(key)}{seen}'
            f"<br>Adds: {fields['adds']}<br>Leaves out: {fields['leaves']}"
        )
