"""The literature: one BibTeX file becomes the annotated list, and the footnote of every source that
a chapter cites.
"""

import re
from functools import cache

import bibtexparser

from snippets.press.catalogue import ROOT, Mistake

FILE = ROOT / "docs/about/literature.bib"
PARTS = {
    "start": ("Where the question starts", "What the asker named, the paper, and three books."),
    "identify": (
        "Can the weights be read back?",
        "Here opinions differ. The entries are to be read against each other.",
    ),
    "sums": ("Sums as memories", "What sums of vectors can hold, in other fields and other words."),
    "lost": ("What is really lost", "The losses of chapter 10."),
    "use": ("Models keep it and use it", "Evidence from trained models."),
}
CITED = re.compile(r"\[\^([\w-]+)\]")


@cache
def sources():
    """Every source by its key: a dict of its fields."""
    library = bibtexparser.parse_string(FILE.read_text(encoding="utf-8"))
    if library.failed_blocks:
        raise Mistake(
            f"{FILE.relative_to(ROOT)}: an entry cannot be read near line {library.failed_blocks[0].start_line + 1}"
        )
    found = {
        entry.key: {field.key: field.value.replace("\\%", "%") for field in entry.fields}
        for entry in library.entries
    }
    for key, fields in found.items():
        for needed in ("title", "author", "year", "part", "adds", "leaves"):
            if not fields.get(needed):
                raise Mistake(f"{FILE.relative_to(ROOT)}: the entry {key} has no {needed}")
        if fields["part"] not in PARTS:
            raise Mistake(
                f"{FILE.relative_to(ROOT)}: the part of {key} must be one of {', '.join(PARTS)}, not {fields['part']}"
            )
    return found


def reference(fields):
    """One source as a line of Markdown: authors, title, place, year, address."""
    names = fields["author"].replace("{", "").replace("}", "").split(" and ")
    authors = f"{names[0]} et al." if names[-1] == "others" or len(names) > 4 else ", ".join(names)
    place = fields.get("howpublished") or fields.get("publisher")
    address = (
        f", [arXiv:{fields['eprint']}](https://arxiv.org/abs/{fields['eprint']})"
        if "eprint" in fields
        else ""
    )
    return f"{authors}, *{fields['title'].replace('{', '').replace('}', '')}*{f', {place}' if place else ''}, {fields['year']}{address}."


def add_footnotes(markdown, page):
    """The page with a footnote for every source it cites as [^key]. Raises Mistake for a key that
    the file does not hold.
    """
    keys = dict.fromkeys(CITED.findall(markdown))
    for key in keys:
        if key not in sources():
            raise Mistake(
                f"{page}: the source {key} is not in {FILE.relative_to(ROOT)}; add its entry or correct the key"
            )
    return (
        markdown + "\n\n" + "\n".join(f"[^{key}]: {reference(sources()[key])}" for key in keys)
        if keys
        else markdown
    )


def page():
    """The annotated list, as a page of Markdown."""
    lines = [
        "---\ntitle: Literature\ndescription: What to read about the weighted sum of attention, each source with what it adds and what it leaves out. Disputes are shown as disputes.\n---\n",
        "# What others found {#literature}\n",
        "Each entry says what it adds to the question of this site and what it leaves out. Unless something else is said, at least the abstract was read. "
        "No statement about a source is stronger than what was read; what it leaves out is judged from that. Elementary facts are proved on this site instead of cited. The same list as a file: [literature.bib](literature.bib).\n",
    ]
    for part, (title, words) in PARTS.items():
        lines.append(f"## {title} {{#{part}}}\n\n{words}\n")
        for key, fields in sources().items():
            if fields["part"] == part:
                seen = f" *({fields['seen']})*" if "seen" in fields else ""
                lines.append(
                    f'- <span id="{key}"></span>{reference(fields)}{seen}<br>Adds: {fields["adds"]}<br>Leaves out: {fields["leaves"]}'
                )
        lines.append("")
    return "\n".join(lines)
