"""Pages, and parts of pages, that are written by the build: the code, the claims, the opening of a
chapter.
"""

import ast
import re
from dataclasses import dataclass

from snippets.press import prose
from snippets.press.catalogue import ROOT, SCRIPTS, Mistake, chapters, names, script


@dataclass(frozen=True)
class Section:
    """A section of the site: "page: heading", path#address, and the figures and numbers that stand
    in it.
    """

    label: str
    address: str
    figures: list
    numbers: list


def code():
    """One page for each file of snippets/ that computes, draws or moves: path in docs/ to Markdown.
    Every public function has an address.

    The script of a figure stands below the function that computes its states; a script of several
    figures has a page of its own.
    """
    shown = [
        path
        for folder in (".", "drawing", "figures", "numbers", "frames", "recordings")
        for path in sorted((ROOT / "snippets" / folder).glob("*.py"))
    ]
    found = {
        f"code/{_place(path)}.md": _code_page(path)
        for path in shown
        if path.name != "__init__.py" or path.parent.name == "recordings"
    }
    own = {script(address) for address in names("frames")}
    for path in sorted(path for path in SCRIPTS.glob("*.js") if path.stem not in own):
        found[f"code/{_place(path)}.md"] = "\n".join(
            [*_head(path), _fence(path.read_text().splitlines(), "javascript")]
        )
    return found


def claims(found):
    """The page of all claims: each as a sentence, where the site states it, and the test that holds
    it.
    """
    stated = _stated()
    parts = [
        "---\ntitle: Claims\ndescription: Every fact that this site states, as a sentence, with the test that fails when it is not true.\n---\n",
        "# Every claim is a test {#claims}\n",
        f"These are the {len(found)} facts that the chapters state. Each is the name of a test; the test stands below it and runs before the site is published. "
        "A small ✓ in a chapter leads here.\n",
    ]
    for chapter in chapters():
        mine = [claim for claim in found if claim.chapter == chapter]
        if mine:
            parts.append(f"## {_title(chapter)} {{#{chapter}}}\n")
        for claim in mine:
            sections = stated.get(claim.name, [])
            places = ", ".join(f"[{section.label}](../{section.address})" for section in sections)
            beside = "".join(f"<br>{line}" for line in _beside(sections))
            parts.append(
                f"### {claim.sentence} {{#{claim.name.replace('_', '-')}}}\n\nStated in {places}.{beside}\n\n```python\n{claim.source}\n```\n"
            )
    return {"about/claims.md": "\n".join(parts)}


def opening(markdown, needs, minutes):
    """The page with one line under its title: how long it takes, and what it builds on."""
    line = f"About {minutes} minute{'s' if minutes > 1 else ''}. {needs or ''}".strip()
    return (
        re.sub(
            r"^(# .*)$",
            rf"\1\n\n{line}\n{{: .before }}".replace("\\1", r"\g<1>"),
            markdown,
            count=1,
            flags=re.MULTILINE,
        )
        if needs
        else markdown
    )


def definitions():
    """The words that the page Notation defines, as tooltips for the chapters: one line of Markdown
    each.
    """
    notation = (ROOT / "docs/about/notation.md").read_text()
    found = re.findall(r"^- <dfn>(.*?)</dfn>\. (.*)$", notation, re.MULTILINE)
    return "".join(
        f"\n*[{form}]: {text}"
        for word, text in found
        for form in dict.fromkeys((word, word.lower()))
    )


def refuse_unused(used, numbers, figures, claims):
    """Refuse what is computed, drawn or tested for the prose and stands on no page. used: the sets
    that prose.used returns, of all pages.
    """
    seen_numbers, seen_claims, seen_figures = used
    seen_numbers = seen_numbers.union(*(figures[name].quoted for name in seen_figures))
    for name in sorted(
        {_function(number) for number in numbers} - {_function(number) for number in seen_numbers}
    ):
        raise Mistake(
            f'the number {name} stands on no page: write <output name="{name}"></output> where it belongs and run `make numbers`, or delete its function'
        )
    for name in sorted({claim.name for claim in claims} - seen_claims):
        raise Mistake(
            f"the claim {name} stands on no page: put [✓](claim:{name}) after the sentence that states it, or move the test out of the chapter's module"
        )
    for name in sorted(set(figures) - seen_figures):
        raise Mistake(
            f"the figure {name} stands on no page: show it with ![](…figures/{name.replace('.', '/')}.svg), or delete its function"
        )


def _function(number):
    """The function behind a number: a key of a table of numbers left out."""
    return ".".join(number.split(".")[:2])


def _place(path):
    return path.relative_to(ROOT / "snippets").with_suffix("").as_posix()


def _code_page(path):
    text = path.read_text()
    tree = ast.parse(text)
    lines, start, parts = text.splitlines(), 0, _head(path)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
            parts += [
                _fence(lines[start:first]),
                f"## {node.name} {{#{node.name.replace('_', '-')}}}\n",
            ]
            start = first
            address = f"{path.stem}.{node.name}"
            if path.parent == SCRIPTS and address in names("frames"):
                shows = SCRIPTS / f"{script(address)}.js"
                parts += [
                    _fence(lines[start : node.end_lineno]),
                    f"{shows.relative_to(ROOT).as_posix()}\n",
                    _fence(shows.read_text().splitlines(), "javascript"),
                ]
                start = node.end_lineno
    return "\n".join([*parts, _fence(lines[start:])])


def _head(path):
    place = path.relative_to(ROOT).as_posix()
    return [
        f"---\ntitle: {place}\ndescription: The code of {place}, as it computed this site.\nsearch:\n  exclude: true\n---\n",
        f"# {place} {{#code}}\n",
    ]


def _fence(lines, language="python"):
    code = "\n".join(lines).strip("\n")
    return f"```{language}\n{code}\n```\n" if code else ""


def _title(chapter):
    markdown = (ROOT / f"docs/explanation/{chapter}.md").read_text()
    return re.search(r"^# (.*?)\s*\{#", markdown, re.MULTILINE)[1]


def _beside(sections):
    """Which figures and numbers stand in the sections that state a claim, as lines of Markdown."""
    figures = dict.fromkeys(figure for section in sections for figure in section.figures)
    numbers = dict.fromkeys(_function(number) for section in sections for number in section.numbers)
    if figures:
        yield (
            "Figures there: "
            + ", ".join(
                f"[{name.split('.')[1]}](../code/figures/{_anchor(name)})" for name in figures
            )
            + "."
        )
    if numbers:
        yield (
            "Numbers there: "
            + ", ".join(
                f"[{name.split('.')[1]}](../code/numbers/{_anchor(name)})" for name in numbers
            )
            + "."
        )


def _anchor(name):
    chapter, function = name.split(".")
    return f"{chapter}.md#{function.replace('_', '-')}"


def _stated():
    """The sections that state each claim: its name to a list of sections."""
    found = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        place, page, section = path.relative_to(ROOT / "docs").as_posix(), None, None
        for line in prose.CODE.sub("", path.read_text()).splitlines():
            heading = re.match(r"#+ (.*?)\s*\{#([\w-]+)\}$", line)
            if heading:
                label = f"{page}: {heading[1]}" if page else heading[1]
                page = page or heading[1]
                section = Section(label, f"{place}#{heading[2]}", [], [])
            numbers, claimed, figures = prose.used(line)
            if section:
                section.numbers.extend(sorted(numbers))
                section.figures.extend(sorted(figures))
            for name in claimed:
                found.setdefault(name, []).append(section)
    return found
