"""A page, parsed once: what stands in it, what is refused, and how it goes to MkDocs.

A number stands literally in the text, inside the element that names the function which computes it:
`<output name="columns.cat_given_three">0.443</output>`. A claim is followed by the mark
`[✓](claim:name_of_its_test)`. A heading ends in `{#the-idea}`, the part of its address that never
changes. A link to a chapter says `[chapter N](columns.md)`; the build fills the number in.
"""

import difflib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import PurePosixPath

import yaml

from snippets.drawing.words import SENTENCE
from snippets.press import Mistake

NUMBER = re.compile(r'<output name="([^"]*)">([^<]*)</output>')
CLAIM = re.compile(r"\[✓\]\(claim:(\w*)\)")
FIGURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)*figures/([\w-]+)/([\w-]+)\.svg\)")
HEADING = re.compile(r"^(#{1,6})[ \t]*(.*?)[ \t]*$", re.MULTILINE)
UNDERLINED = re.compile(r"(?:\A|\n[ \t]*\n)([^\n]+)\n(?:=+|-+)[ \t]*(?=\n|\Z)")
ANCHOR = re.compile(r"\s*\{[^}]*#([\w-]+)[^}]*\}$")
CODE = re.compile(r"^(```+|~~~+).*?^\1[^\n]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
NO_PROSE = re.compile(r"\]\([^)]*\)|<[^>]*>|\{[^}]*\}")
LOOSE = re.compile(
    r"(?<![\w.,#/-])[-−]?(?:\d*(?:\.\d+)+|\d+,\d+(?<!,\d{3}))(?![\w/]|[.,]\d)"  # 1,024 is a count
    r"|\d+(?:\s|&nbsp;)?(?:%|per ?cent\b)|\b\d+e[-−+]?\d+\b"
)
CHAPTER = re.compile(r"\[([^\]]*\b[Cc]hapters?) N\b([^\]]*)\]\(([^)#\s]*?)(\w+)\.md(#[^)]*)?\)")
TYPED_CHAPTER = re.compile(r"\b[Cc]hapters? (?:\d+|N\b)")
CITED = re.compile(r"\[\^([\w-]+)\]")
DEFINED = re.compile(r"^- <dfn>(.*?)</dfn>\. (.*)$", re.MULTILINE)

EMPHASIS = re.compile(r"(?<![\w*])\*(\w{3,})\*(?![\w*])")  # "on" is too short to be missed
COLOURED = sorted({word.text.lower() for word in SENTENCE if len(word.text) > 2})
TITLE, DESCRIPTION = 80, 250  # characters that a preview shows


@dataclass(frozen=True)
class Claim:
    """A statement of the site that is a test. `name` without `test_`."""

    name: str
    chapter: str
    sentence: str
    source: str

    @property
    def anchor(self) -> str:
        """The part of an address that leads to this claim."""
        return self.name.replace("_", "-")

    @property
    def address(self) -> str:
        """Where the claim stands with its test, in docs/."""
        return f"about/claims/{self.chapter}.md#{self.anchor}"


@dataclass(frozen=True)
class Kind:
    """A kind of pages.

    pages: a pattern for their paths in docs/; needs: what must stand between the --- lines at the
    head; numbered: whether they are chapters with a number, in the order of `nav`; tested: whether
    the tests of tests/test_NAME.py are claims that the page must state; timed: whether the page
    says how long it takes; explained: whether words of the notation are explained where they occur;
    anchors: sections that it must have; words: how many it may have, at least and at most; led:
    whether its first paragraph is its description, and its first figure its image.
    """

    name: str
    pages: str
    needs: tuple = ("title", "description")
    numbered: bool = False
    tested: bool = False
    timed: bool = False
    explained: bool = False
    anchors: tuple = ()
    words: tuple[int, int] | None = None
    led: bool = False


KINDS = (
    Kind(
        "answer",
        "answers/*.md",
        needs=("deeper",),
        explained=True,
        anchors=("limits",),
        words=(100, 300),
        led=True,
    ),
    Kind("chapter", "explanation/*.md", numbered=True, tested=True, timed=True, explained=True),
    Kind("notebook", "lab/*.ipynb", needs=("title", "description", "needs", "image")),
    Kind("about", "about/*.md"),
    Kind("home", "index.md"),
)


def kind_of(name: str) -> Kind:
    """The kind of the page at this path. Raises Mistake when no kind knows it."""
    for kind in KINDS:
        if fnmatch(name, kind.pages):
            return kind
    known = ", ".join(kind.pages for kind in KINDS)
    raise Mistake(f"{name}: no kind of page lies there; move it ({known}) or add a kind to KINDS")


def chapters(nav) -> dict[str, int]:
    """The number of each chapter by its name. nav: the navigation, as mkdocs.yml says it."""
    paths = [path for path in flat(nav) if kind_of(path).numbered]
    return {PurePosixPath(path).stem: number for number, path in enumerate(paths, 1)}


def flat(nav) -> list[str]:
    """The paths of all pages of the navigation, in reading order."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav or []
    return [path for part in parts for path in flat(part)]


@dataclass
class Section:
    """A heading and what stands below it: the names of numbers, claims and figures."""

    level: int
    title: str
    anchor: str
    numbers: list = field(default_factory=list)
    claims: list = field(default_factory=list)
    figures: list = field(default_factory=list)


class Page:
    """A page of Markdown, front matter included. name: its path in docs/."""

    def __init__(self, name: str, text: str, at: str | None = None):
        self.name, self.at = name, at or name
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        head = HEAD.match(self.text)
        self.body = self.text[head.end() :] if head else self.text
        self._head = head[1] if head else ""

    @cached_property
    def meta(self) -> dict:
        """What stands between the --- lines at the head. Raises Mistake when that is not YAML."""
        line = ""
        try:
            meta = yaml.safe_load(self._head) or {}
        except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none
            meta, mark = None, getattr(error, "problem_mark", None)
            line = f", line {mark.line + 2}" if mark else ""
        if not isinstance(meta, dict):
            raise Mistake(f"{self.at}{line}: what stands between the --- lines is not YAML")
        return meta

    @cached_property
    def prose(self) -> str:
        """The body with every code blanked, so that places and lines stay the same."""
        return blanked(CODE)(self.body)

    def line(self, position: int) -> str:
        """The place of a position in the prose, for a message."""
        above = len(self.text) - len(self.body)
        return f"{self.at}, line {self.text.count(chr(10), 0, above + position) + 1}"

    @cached_property
    def sections(self) -> list[Section]:
        """Every section, in order; what stands before the first heading belongs to none."""
        sections, starts = [], []
        for heading in HEADING.finditer(self.prose):
            anchor = ANCHOR.search(heading[2])
            title = ANCHOR.sub("", heading[2])
            sections.append(Section(len(heading[1]), title, anchor[1] if anchor else ""))
            starts.append(heading.start())
        ends = [*starts[1:], len(self.prose)]
        for section, start, end in zip(sections, starts, ends):
            text = self.prose[start:end]
            section.numbers += [name for name, _ in NUMBER.findall(text)]
            section.claims += CLAIM.findall(text)
            section.figures += [f"{chapter}.{name}" for _, chapter, name in FIGURE.findall(text)]
        return sections

    @property
    def title(self) -> str:
        """The first heading, without its address."""
        return self.sections[0].title if self.sections else ""

    @cached_property
    def lead(self) -> str:
        """The first paragraph below the title as plain text, bound numbers included."""
        below = HEADING.sub("", self.body, count=1).strip()
        text = NUMBER.sub(r"\2", CLAIM.sub("", below.partition("\n\n")[0]))
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)|<[^>]*>|[*`]", r"\1", text)
        text = re.sub(r'"([^"]*)"', r"“\1”", html.unescape(text))  # a preview stands in quotes
        return " ".join(text.split())

    @property
    def description(self) -> str:
        """What a preview of the page says."""
        return self.lead if kind_of(self.name).led else self.meta.get("description", "")

    @property
    def image(self) -> str:
        """The figure that a preview of the page shows, as chapter/name; empty for none."""
        if kind_of(self.name).led and "image" not in self.meta:
            first = FIGURE.search(self.prose)
            return f"{first[2]}/{first[3]}" if first else ""
        return self.meta.get("image", "")

    @property
    def numbers(self) -> set[str]:
        return {name for name, _ in NUMBER.findall(self.prose)}

    @property
    def claims(self) -> set[str]:
        return set(CLAIM.findall(self.prose))

    @property
    def figures(self) -> set[str]:
        return {f"{chapter}.{name}" for _, chapter, name in FIGURE.findall(self.prose)}

    @property
    def anchors(self) -> set[str]:
        return {section.anchor for section in self.sections}

    @property
    def minutes(self) -> int:
        """How long the page takes at 200 words a minute and half a minute a figure, at least 1."""
        return max(1, round(self.words / 200 + len(FIGURE.findall(self.body)) / 2))

    @property
    def words(self) -> int:
        """How many words the page has, code left out."""
        text = CODE.sub("", FIGURE.sub("", self.body))
        return len(re.findall(r"\w+", re.sub(r"<[^>]*>|\{[^}]*\}|\]\([^)]*\)", " ", text)))

    def check(
        self,
        numbers: Mapping[str, str],
        claims: Mapping[str, Claim],
        chapters: Mapping,
        figures: Mapping | None = None,
    ) -> None:
        """Refuse what is not true of the page, with one message that names place and remedy.

        numbers: every number and its text; claims: every claim; chapters: a name to its number;
        figures: every figure, None if they are not known.
        """
        for name in kind_of(self.name).needs:
            if not self.meta.get(name):
                raise Mistake(f"{self.at}: the page has no {name}; write one between the --- lines")
        self._check_form()
        self.check_headings()
        self.check_text(numbers)
        for mark in CLAIM.finditer(self.prose):
            if mark[1] not in claims:
                raise Mistake(
                    f"{self.line(mark.start())}: the claim {mark[1]} has no test; write "
                    f"test_{mark[1]} in the test module of its chapter, or correct the name"
                )
        self._check_chapters(chapters)
        self._check_spelling()
        if figures is not None:
            self._check_figures(figures)

    def _check_form(self) -> None:
        """Refuse a page that has not the form of its kind."""
        kind = kind_of(self.name)
        for anchor in kind.anchors:
            if anchor not in self.anchors:
                raise Mistake(f"{self.at}: the page has no section {{#{anchor}}}; write one")
        if kind.words and not kind.words[0] <= self.words <= kind.words[1]:
            least, most = kind.words
            raise Mistake(
                f"{self.at}: the page has {self.words} words; {kind.pages} take {least} to {most}"
            )
        if kind.led and "$" in self.lead:
            raise Mistake(
                f"{self.at}: a preview shows no formula; write the first paragraph in words"
            )
        if kind.led and (len(self.title) > TITLE or not 60 <= len(self.lead) <= DESCRIPTION):
            raise Mistake(
                f"{self.at}: a preview takes a title of at most {TITLE} characters and a first "
                f"paragraph of 60 to {DESCRIPTION}, not {len(self.title)} and {len(self.lead)}"
            )

    def _check_spelling(self) -> None:
        """Refuse a word that is nearly one of the sentence and would lose its colour, and a tab."""
        for mark in EMPHASIS.finditer(self.prose):
            word = mark[1].lower()
            near = difflib.get_close_matches(word, COLOURED, 1, 0.8)
            if near and word not in COLOURED:
                raise Mistake(
                    f"{self.line(mark.start())}: *{mark[1]}* has no colour; write *{near[0]}*, or "
                    "take the emphasis away"
                )
        if (tab := self.prose.find("\t")) >= 0:
            raise Mistake(f"{self.line(tab)}: a tab; indent with four spaces")

    def _check_figures(self, figures: Mapping) -> None:
        for mark in FIGURE.finditer(self.prose):
            if (name := f"{mark[2]}.{mark[3]}") not in figures:
                raise Mistake(
                    f"{self.line(mark.start())}: no function draws the figure {name}; "
                    "add it to snippets/figures or correct the name"
                )
        image = self.image
        if kind_of(self.name).led and not image:
            raise Mistake(f"{self.at}: the page shows no figure; name an image at its head")
        if image and image.replace("/", ".") not in figures:
            raise Mistake(
                f"{self.at}: no function draws the image {image}; "
                "write chapter/figure between the --- lines"
            )

    def check_headings(self) -> None:
        """Refuse a heading without an address of its own, and two headings of one address."""
        seen = set()
        for heading in HEADING.finditer(self.prose):
            anchor = ANCHOR.search(heading[2])
            where = self.line(heading.start())
            if not anchor:
                raise Mistake(
                    f'{where}: the heading "{heading[2]}" has no address; '
                    "end it in {#the-idea}, and never change that again"
                )
            if anchor[1] in seen:
                raise Mistake(
                    f"{where}: two headings have the address #{anchor[1]}; give one of them another"
                )
            seen.add(anchor[1])
        if underlined := UNDERLINED.search(self.prose):
            raise Mistake(
                f'{self.line(underlined.start(1))}: the heading "{underlined[1]}" has no address; '
                "write ## before it and {#the-idea} after it, and no line below it"
            )

    def check_text(self, numbers: Mapping[str, str]) -> None:
        """Refuse a number that is not what its function says, and one that is bound to none."""
        for number in NUMBER.finditer(self.prose):
            name, text = number.groups()
            where = self.line(number.start())
            if name not in numbers:
                raise Mistake(
                    f"{where}: no function computes the number {name}; "
                    "add it to snippets/numbers or correct the name"
                )
            if text != numbers[name]:
                raise Mistake(
                    f"{where}: the number {name} says {text}, but it is {numbers[name]}; "
                    "`make numbers` rewrites the pages"
                )
        for figure in FIGURE.finditer(self.prose):
            if figure[1]:
                raise Mistake(
                    f"{self.line(figure.start())}: the figure {figure[2]}.{figure[3]} takes its "
                    "text from the docstring of its function; write ![](…) with nothing in the "
                    "brackets"
                )
        loose = blanked(NUMBER, NO_PROSE)(self.prose)
        if bare := LOOSE.search(loose):
            around = loose[max(0, bare.start() - 30) : bare.end() + 20]
            raise Mistake(
                f"{self.line(bare.start())}: the number {bare[0].strip()} in "
                f'"{" ".join(around.split())}" is bound to nothing; '
                'write <output name="chapter.name"> around it'
            )

    def _check_chapters(self, chapters: Mapping) -> None:
        linked = blanked(CHAPTER)(self.prose)
        if typed := TYPED_CHAPTER.search(linked):
            raise Mistake(
                f"{self.line(typed.start())}: {typed[0]!r} is typed by hand; "
                "write [chapter N](NAME.md), the build fills the number in"
            )
        for link in CHAPTER.finditer(self.prose):
            if link[4] not in chapters:
                raise Mistake(
                    f"{self.line(link.start())}: {link[4]}.md is no chapter with a number"
                )

    def markdown(
        self, claims: Mapping[str, Claim], chapters: Mapping, reference: Callable[[str], str]
    ) -> str:
        """The body as MkDocs gets it: claims linked, chapters numbered, sources as footnotes.

        reference: what a key of the literature stands for; it raises Mistake for an unknown one.
        """
        root = "../" * self.name.count("/")
        text = _changed(CLAIM, lambda mark: _link(claims[mark[1]], root), self.body)
        text = numbered(text, chapters)
        if self.meta.get("needs") and kind_of(self.name).timed:
            minutes = f"About {self.minutes} minute{'s' * (self.minutes > 1)}."
            line = f"{minutes} {self.meta['needs']}\n{{: .before }}"
            text = HEADING.sub(lambda title: f"{title[0]}\n\n{numbered(line, chapters)}", text, 1)
        keys = dict.fromkeys(CITED.findall(text))
        notes = [f"[^{key}]: {reference(key)}" for key in keys]
        return f"{text}\n\n" + "\n".join(notes) if notes else text


def numbered(text: str, chapters: Mapping) -> str:
    """The text with the number of each chapter that it links to as [chapter N](…).

    Raises Mistake for a link to what is no chapter.
    """

    def number(link: re.Match) -> str:
        before, after, folder, name, anchor = link.groups("")
        if name not in chapters:
            raise Mistake(f'"{link[0]}": {name}.md is no chapter with a number')
        return f"[{before} {chapters[name]}{after}]({folder}{name}.md{anchor})"

    return _changed(CHAPTER, number, text)


def rewritten(text: str, numbers: Mapping[str, str]) -> str:
    """The same page with every bound number as its function says it."""

    def rewrite(number: re.Match) -> str:
        return f'<output name="{number[1]}">{numbers.get(number[1], number[2])}</output>'

    return _changed(NUMBER, rewrite, text)


def definitions(notation: str) -> str:
    """The words that the page Notation defines, as tooltips: one line of Markdown each."""
    return "".join(
        f"\n*[{form}]: {text}"
        for word, text in DEFINED.findall(notation)
        for form in dict.fromkeys((word, word.lower()))
    )


def refuse_unused(pages: list[Page], numbers, figures: Mapping[str, list], claims) -> None:
    """Refuse what is computed, drawn or tested for the prose and stands on no page.

    numbers, claims: their names; figures: each with the numbers that its text quotes.
    """
    shown = set().union(*(page.figures for page in pages)) & set(figures)
    said = set().union(*(page.numbers for page in pages), *(figures[name] for name in shown))
    for name in _missing(map(_function, numbers), map(_function, said)):
        raise Mistake(
            f'the number {name} stands on no page: write <output name="{name}"></output> '
            "where it belongs and run `make numbers`, or delete its function"
        )
    for name in _missing(claims, set().union(*(page.claims for page in pages))):
        raise Mistake(
            f"the claim {name} stands on no page: put [✓](claim:{name}) after the sentence "
            "that states it, or move the test out of the chapter's module"
        )
    for name in _missing(figures, shown):
        address = name.replace(".", "/")
        raise Mistake(
            f"the figure {name} stands on no page: "
            f"show it with ![](…figures/{address}.svg), or delete its function"
        )


def _missing(wanted, there) -> Iterator[str]:
    return iter(sorted(set(wanted) - set(there)))


def _function(number: str) -> str:
    """The function behind a number: a key of a table of numbers left out."""
    return ".".join(number.split(".")[:2])


def blanked(*patterns: re.Pattern) -> Callable[[str], str]:
    """A function that blanks what the patterns match, so that places and lines stay the same."""

    def blank(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        return text

    return blank


def _changed(pattern: re.Pattern, make: Callable[[re.Match], str], text: str) -> str:
    """The text with what the pattern matches outside of code made anew."""
    parts, end = [], 0
    for place in pattern.finditer(blanked(CODE)(text)):
        if match := pattern.match(text, place.start()):
            parts += [text[end : place.start()], make(match)]
            end = match.end()
    return "".join([*parts, text[end:]])


def _link(claim: Claim, root: str) -> str:
    sentence = claim.sentence.replace('"', "'").replace("{", "(").replace("}", ")")
    return f'[✓]({root}{claim.address}){{.claim title="Tested: {sentence}"}}'
