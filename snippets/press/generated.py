"""Pages that are written by the build: the code, the claims, and old addresses that lead on."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from snippets.press.catalogue import Catalogue, script
from snippets.press.page import Claim, Page, Section

FOLDERS = (".", "drawing", "figures", "numbers", "frames", "recordings")  # whose code is shown
CLAIMS = """\
---
title: Claims
description: Every fact that this site states, as a sentence, with the test that fails when it is not true.
---
# Every claim is a test {{#claims}}

These are the {count} facts that the chapters and answers state. Each is the name of a test that \
runs before the site is published; a sentence leads to its test, and a small ✓ leads there, too. \
What was once said and is corrected stands on the page [Corrections](corrections.md).
"""  # noqa: E501 (a description stands on one line)
TESTS = """\
---
title: "Claims: {title}"
description: "What “{title}” states: {count}, and the tests that fail when one is not true."
hide: [toc]
search:
  exclude: true
---
# {title}: claims and their tests {{#{name}-claims}}

Each sentence is the name of the test below it. [All claims of the site](../claims.md).
"""


def code(catalogue: Catalogue) -> dict[str, str]:
    """One page for each file that computes, draws or moves: its path in docs/ to its Markdown.

    Every public function has an address. The script of a moving figure stands below the function
    that computes its states; a script of several figures has a page of its own.
    """
    folder = catalogue.root / "snippets"
    paths = [path for name in FOLDERS for path in sorted((folder / name).glob("*.py"))]
    paths = [path for path in paths if not path.name.startswith(".")]
    shown = [
        path for path in paths if path.name != "__init__.py" or path.parent.name == "recordings"
    ]
    pages = {_place(folder, path): _code_page(catalogue, path) for path in shown}
    own = {script(address) for address in catalogue.functions("frames")}
    for path in (folder / f"frames/{name}.js" for name in catalogue.scripts if name not in own):
        text = path.read_text(encoding="utf-8").splitlines()
        pages[_place(folder, path)] = "\n".join([*_head(folder, path), _fence(text, "javascript")])
    return pages


def claims(pages: list[Page], stated: Mapping[str, tuple[str, list[Claim]]]) -> dict[str, str]:
    """The list of all claims, and for each chapter or cluster a page of its claims: each as a
    sentence, where it is stated, and the test that holds it. A path in docs/ to its Markdown.

    pages: all pages; stated: the name of a chapter or cluster to its title and claims, in reading
    order.
    """
    sections = _sections(pages)
    made, listed = {}, [CLAIMS.format(count=sum(len(claims) for _, claims in stated.values()))]
    for name, (title, claims) in stated.items():
        if not claims:
            continue
        count = "one claim" if len(claims) == 1 else f"{len(claims)} claims"
        listed.append(f"## {title} {{#{name}}}\n")
        listed += [_listed(claim) for claim in claims]
        made[f"about/claims/{name}.md"] = "\n".join(
            [
                TESTS.format(title=title, count=count, name=name),
                *(_claim(claim, sections.get(claim.name, [])) for claim in claims),
            ]
        )
    return made | {"about/claims.md": "\n".join(listed)}


def moved(new: str) -> str:
    """A page at an old address that leads on to a new one; both are files of the built site."""
    return (
        f"---\ntitle: Moved\ndescription: This page has moved to {new}.\n"
        f"template: moved.html\nlocation: {new}\nsearch:\n  exclude: true\n---\n"
        "# This page has moved {#moved}\n"
    )


def _listed(claim: Claim) -> str:
    return f"- [{claim.sentence}]({claim.address.removeprefix('about/')}){{#{claim.anchor}}}\n"


def _claim(claim: Claim, sections: list[tuple[str, str, Section]]) -> str:
    places = ", ".join(f"[{label}](../../{address})" for label, address, _ in sections)
    beside = "".join(f"<br>{line}" for line in _beside([section for *_, section in sections]))
    test = f"```python\n{claim.source}\n```"
    return f"## {claim.sentence} {{#{claim.anchor}}}\n\nStated in {places}.{beside}\n\n{test}\n"


def _beside(sections: list[Section]) -> Iterator[str]:
    """Which figures and numbers stand in the sections that state a claim, as lines of Markdown."""
    figures = dict.fromkeys(name for section in sections for name in section.figures)
    numbers = dict.fromkeys(
        ".".join(name.split(".")[:2])
        for section in sections
        for name in sorted(set(section.numbers))
    )
    for said, kind, names in (("Figures", "figures", figures), ("Numbers", "numbers", numbers)):
        if names:
            links = [f"[{name.split('.')[1]}](../../code/{kind}/{_anchor(name)})" for name in names]
            yield f"{said} there: {', '.join(links)}."


def _anchor(address: str) -> str:
    chapter, function = address.split(".")
    return f"{chapter}.md#{function.replace('_', '-')}"


def _sections(pages: list[Page]) -> dict[str, list[tuple[str, str, Section]]]:
    """The sections that state each claim: how to call it, its address in docs/, and the section."""
    stated: dict[str, list] = {}
    for page in sorted(pages, key=lambda page: page.name):
        for section in page.sections:
            label = (
                section.title if section is page.sections[0] else f"{page.title}: {section.title}"
            )
            for name in section.claims:
                place = label, f"{page.name}#{section.anchor}", section
                stated.setdefault(name, []).append(place)
    return stated


def _place(folder: Path, path: Path) -> str:
    return f"code/{path.relative_to(folder).with_suffix('.md').as_posix()}"


def _code_page(catalogue: Catalogue, path: Path) -> str:
    folder, definitions = catalogue.root / "snippets", catalogue.outline(path).definitions
    lines, start, parts = path.read_text(encoding="utf-8").splitlines(), 0, _head(folder, path)
    moving = catalogue.functions("frames") if path.parent.name == "frames" else {}
    for definition in definitions:
        if not definition.public:
            continue
        anchor = definition.name.replace("_", "-")
        parts += [_fence(lines[start : definition.first - 1])]
        parts += [f"## {definition.name} {{#{anchor}}}\n"]
        start = definition.first - 1
        if (address := f"{path.stem}.{definition.name}") in moving:
            shows = path.with_name(f"{script(address)}.js")
            text = shows.read_text(encoding="utf-8").splitlines() if shows.exists() else []
            parts += [_fence(lines[start : definition.last])]
            parts += [f"snippets/frames/{shows.name}\n", _fence(text, "javascript")]
            start = definition.last
    return "\n".join([*parts, _fence(lines[start:])])


def _head(folder: Path, path: Path) -> list[str]:
    place = path.relative_to(folder.parent).as_posix()
    return [
        f"---\ntitle: {place}\ndescription: The code of {place}, as it computed this site.\n"
        "search:\n  exclude: true\n---\n",
        f"# {place} {{#code}}\n",
    ]


def _fence(lines: list[str], language: str = "python") -> str:
    text = re.sub(r"\A\n+|\n+\Z", "", "\n".join(lines))
    return f"```{language}\n{text}\n```\n" if text else ""
