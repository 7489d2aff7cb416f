"""The notebooks of the lab as pages, and as files that readers download.

A notebook that has run becomes Markdown like any page: its texts as they are, its code and what it
printed at their places. MkDocs checks its links, this site's Markdown sets its formulas.
"""

import base64
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import nbformat

from snippets.press import Mistake
from snippets.press.page import Page

HEAD = re.compile(r"# ---\n(.*?)# ---\n", re.DOTALL)
TITLE = re.compile(r"^#{1,6} .*$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\(([\w./-]+)\.(md|py)(#[\w-]+)?\)")
GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git|/)?")
FIGURE = "application/vnd.the-sum-remembers.figure+json"  # as snippets/lab.py writes a drawing
PUBLISHED = "gh-pages"  # the branch that holds the built site
GET_PACKAGE = """\
# This notebook belongs to the site The Sum Remembers. A bare runtime, such as Colab's, \
needs its package first.
try:
    import snippets.lab
except ModuleNotFoundError:
    {}"""
NO_REPOSITORY = (
    'raise ModuleNotFoundError("get a copy of the repository of The Sum Remembers '
    'and install it: pip install ./FOLDER") from None'
)


@dataclass(frozen=True)
class Notebook:
    """A notebook of the lab: its name, its source in docs/lab/, and what it was after it had run.

    repository: where the project is kept; site_url: where it is published; None if not known.
    """

    name: str
    source: str
    ran: bytes
    repository: str | None
    site_url: str | None

    @property
    def path(self) -> str:
        """Its path among the pages."""
        return f"lab/{self.name}.ipynb"

    @property
    def written(self) -> str:
        """Its source, for a message."""
        return f"docs/lab/{self.name}.py"

    @cached_property
    def cells(self) -> list:
        """The cells with what they printed."""
        return nbformat.reads(self.ran.decode(), as_version=4).cells

    @cached_property
    def page(self) -> Page:
        """The notebook as a page of Markdown, with what stands at its head."""
        head = HEAD.match(self.source)
        front = re.sub(r"^# ?", "", head[1], flags=re.MULTILINE) if head else ""
        first, *others = [self._markdown(number, cell) for number, cell in enumerate(self.cells)]
        needs = Page(self.path, f"---\n{front}\n---\n").meta.get("needs", "")
        badges = f'<div data-late="badges {self.name}"></div>'
        body = "\n\n".join([first, f"{needs}\n{{: .before }}", badges, *others])
        return Page(self.path, f"---\n{front}---\n{body}", self.written)

    def _markdown(self, number: int, cell) -> str:
        if cell.cell_type != "markdown":
            return f'<div data-late="cell {self.name} {number}"></div>'
        text = LINK.sub(
            lambda link: f"[{link[1]}]({link[2]}.{_suffix(link)}{link[4] or ''})", cell.source
        )
        titles = TITLE.findall(text)
        if not titles:
            return text
        address = cell.metadata.get("address")
        if len(titles) > 1 or not address:
            raise Mistake(
                f'{self.written}: the heading "{titles[-1]}" has no address; '
                'give it a cell of its own, # %% [markdown] address="the-idea"'
            )
        return text.replace(titles[0], f"{titles[0]} {{#{address}}}", 1)

    def late(self, code: Callable[[str, str], str]) -> dict[str, str]:
        """What stands at the place of each cell of code, by the name of its mark.

        code: a function that writes a block of code as HTML, from its source and language.
        """
        return {
            f"cell {self.name} {number}": _cell(cell, code)
            for number, cell in enumerate(self.cells)
            if cell.cell_type == "code"
        }

    def download(self) -> bytes:
        """The notebook with its outputs, as a reader gets it; its links lead to the site.

        What a solution printed is left out: it would stand open below the folded cell. Drawings
        become images, since a notebook that has not been run yet may show no others.
        """
        notebook = nbformat.reads(self.ran.decode(), as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = LINK.sub(self._offered, cell.source)
            cell.metadata.pop("address", None)
            if "solution" in cell.metadata.get("tags", []):
                cell.metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}
                cell.source = f"# @title A solution\n{cell.source}"
                cell.outputs, cell.execution_count = [], None
            for output in cell.get("outputs", []):
                if figure := output.get("data", {}).pop(FIGURE, None):
                    output.data["text/html"] = _image(**figure)
        package = f'%pip install --quiet "{self.package}"' if self.repository else NO_REPOSITORY
        first = nbformat.v4.new_code_cell(GET_PACKAGE.format(package), id="package")
        notebook.cells.insert(1, first)
        return nbformat.writes(notebook).encode()

    def _offered(self, link: re.Match) -> str:
        """A link that leads to the site, or only its text where the site has no address."""
        text, path, _, anchor = link.groups("")
        if not self.site_url:
            return text
        folder = f"{self.site_url.rstrip('/')}/lab/"
        while path.startswith("../"):
            folder, path = re.sub(r"[^/]+/$", "", folder), path[3:]
        return f"[{text}]({folder}{path}.html{anchor})"

    @property
    def github(self) -> str | None:
        """OWNER/NAME of the repository on GitHub, or None."""
        known = GITHUB.fullmatch(self.repository or "")
        return known and known[1]

    @property
    def package(self) -> str:
        """What pip installs the package of this site from; an archive needs no git."""
        archive = f"https://github.com/{self.github}/archive/refs/heads/main.zip"
        return archive if self.github else f"git+{self.repository}"

    @property
    def badges(self) -> str:
        """Where to get the notebook, and, from GitHub, the services that open it, as HTML."""
        links = {"Download": f"{self.name}.ipynb"}
        if self.github:
            colab, binder = "https://colab.research.google.com/github", "https://mybinder.org/v2/gh"
            links["Open in Colab"] = f"{colab}/{self.github}/blob/{PUBLISHED}/{self.path}"
            links["Open in Binder"] = (
                f"{binder}/{self.github}/{PUBLISHED}?urlpath=lab/tree/{self.path}"
            )
        shown = [f'<a class="badge" href="{address}">{text}</a>' for text, address in links.items()]
        package = html.escape(f'"{self.package}"') if self.repository else "./FOLDER"
        where = (
            ""
            if self.repository
            else (", where <code>FOLDER</code> is your copy of the repository of this site")
        )
        run = f"pip install jupyterlab {package}</code>, then <code>jupyter lab {self.name}.ipynb"
        return (
            f"<p data-search-exclude>{' '.join(shown)}</p>"
            '<p class="before" data-search-exclude>'
            f"To run it on your own machine: <code>{run}</code>{where}.</p>"
        )


def _suffix(link: re.Match) -> str:
    return {"py": "ipynb"}.get(link[3], link[3])


def _cell(cell, code: Callable[[str, str], str]) -> str:
    shown = [code(cell.source, "python"), *(_output(output) for output in cell.outputs)]
    if "solution" not in cell.metadata.get("tags", []):
        return "\n".join(shown)
    summary = "<summary data-search-exclude>A solution</summary>"
    return f'<details class="solution">{summary}{"".join(shown)}</details>'


def _output(output) -> str:
    if output.output_type == "stream":
        return _printed(output.text)
    return output.data.get("text/html") or _printed(output.data["text/plain"])


def _printed(text: str) -> str:
    return f'<pre class="printed"><code>{html.escape(text.strip(chr(10)))}</code></pre>'


def _image(alt: str, svg: str) -> str:
    """A drawing as an image in the notebook, with the text that stands for it."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{html.escape(alt)}" src="data:image/svg+xml;base64,{data}">'
