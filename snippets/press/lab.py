"""The notebooks of the lab: run, kept while nothing they read has changed, and given to
mkdocs-jupyter to become pages.

A notebook is a text, docs/lab/NAME.py, in the percent format of jupytext. It is run with a kernel
of its own. From what it printed
come two files: one for its page, and one that readers download, whose first cell gets the package
of this site.
"""

import base64
import hashlib
import html
import os
import platform
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from snippets.press import prose
from snippets.press.catalogue import CACHE, ROOT, Mistake, fingerprint, needed

FOLDER = ROOT / "docs/lab"
TEMPLATES = Path(__file__).with_name("notebook")
HEADING = re.compile(r'<h([1-3]) id="([\w-]+)">(.*?)<a class="headerlink"', re.DOTALL)
LINK = re.compile(r"\]\(([\w./-]+\.(?:md|py))(#[\w-]+)?\)")
WHOLE_LINK = re.compile(r"\[([^\]]*)" + LINK.pattern)
PUBLISHED = "gh-pages"  # the branch that holds the built site
GET_PACKAGE = """\
# This notebook belongs to the site The Sum Remembers. A bare runtime, such as Colab's, needs its package first.
try:
    import snippets.lab
except ModuleNotFoundError:
    {}"""
NO_REPOSITORY = 'raise ModuleNotFoundError("get a copy of the repository of The Sum Remembers and install it: pip install ./FOLDER") from None'
DRAWING = re.compile(
    r'<div class="drawing".*?</svg>(?P<desk><svg [^>]*aria-label="(?P<alt>[^"]*)".*</svg>)</div>',
    re.DOTALL,
)


@dataclass(frozen=True)
class Notebook:
    """A notebook of the lab. `head` is what stands at its beginning, `ran` where it lies after it
    has run.
    """

    name: str
    path: Path
    head: dict
    ran: Path

    @property
    def source(self):
        return f"lab/{self.name}.ipynb"


@cache
def notebooks():
    """Every notebook of the lab; none is run."""
    return [
        Notebook(
            path.stem, path, _head(path), CACHE / f"lab-{path.stem}-{_key(path)}" / "ran.ipynb"
        )
        for path in sorted(FOLDER.glob("*.py"))
    ]


def run():
    """Run every notebook of which something that it reads has changed, several at once."""
    waiting = [notebook for notebook in notebooks() if not notebook.ran.exists()]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_run, waiting))


def page(notebook, numbers, files):
    """The folder of the file that mkdocs-jupyter turns into the page: links and addresses as in any
    page, and a note of all that shapes the page.

    The note is what makes the cache of mkdocs-jupyter honest: its key is the content of this file.
    files: paths of all pages and their sources, to find dead links. Raises Mistake for a dead link,
    a heading without an address, and a number that is bound to nothing.
    """
    import nbformat

    found = nbformat.read(notebook.ran, as_version=4)
    addresses = set()
    found.cells[0].source += f"\n\n{notebook.head['needs']}\n{{: .before }}\n\nBADGES"
    for cell in found.cells:
        if cell.cell_type == "markdown":
            cell.source = _with_address(cell, notebook, addresses)
            prose.check_numbers(cell.source, notebook.source, numbers)
            cell.source = LINK.sub(lambda match: _linked(match, notebook, files), cell.source)
    found.metadata["shaped_by"] = _shape()
    _write(found, notebook.ran.parent / notebook.source)
    return notebook.ran.parent


def download(notebook, site_url, repository):
    """The notebook with its outputs, as a reader gets it: bytes. Its links lead to the site where
    its address is known.

    What a solution printed is left out: it would stand open below the folded cell. Drawings become
    images, since a notebook that has not been run yet may show no others.
    """
    import nbformat

    found = nbformat.read(notebook.ran, as_version=4)
    for cell in found.cells:
        if cell.cell_type == "markdown":
            cell.source = WHOLE_LINK.sub(
                lambda match: _offered(*match.groups(""), site_url), cell.source
            )
        cell.metadata.pop("address", None)
        if "solution" in cell.metadata.get("tags", []):
            cell.metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}
            cell.source = f"# @title A solution\n{cell.source}"
            cell.outputs, cell.execution_count = [], None
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = DRAWING.sub(_as_image, output.data["text/html"])
    get = f'%pip install --quiet "{_package(repository)}"' if repository else NO_REPOSITORY
    first = nbformat.v4.new_code_cell(GET_PACKAGE.format(get), id="package")
    found.cells.insert(1, first)
    return nbformat.writes(found).encode()


def badges(notebook, repository):
    """Where to get the notebook, as HTML: the file, and if the repository is on GitHub the services
    that open it from there.
    """
    links = {"Download": f"{notebook.name}.ipynb"}
    if github := _github(repository):
        links["Open in Colab"] = (
            f"https://colab.research.google.com/github/{github}/blob/{PUBLISHED}/lab/{notebook.name}.ipynb"
        )
        links["Open in Binder"] = (
            f"https://mybinder.org/v2/gh/{github}/{PUBLISHED}?urlpath=lab/tree/lab/{notebook.name}.ipynb"
        )
    shown = " ".join(
        f'<a class="badge" href="{address}">{text}</a>' for text, address in links.items()
    )
    package = f'"{_package(repository)}"' if repository else "./FOLDER"
    where = (
        ""
        if repository
        else ", where <code>FOLDER</code> is your copy of the repository of this site"
    )
    run = f"pip install jupyterlab {html.escape(package)}</code>, then <code>jupyter lab {notebook.name}.ipynb"
    return f'<p data-search-exclude>{shown}</p><p class="before" data-search-exclude>To run it on your own machine: <code>{run}</code>{where}.</p>'


def _as_image(match):
    """The drawing for a desk as an image in the page, with the text that stands for it."""
    return f'<img alt="{match["alt"]}" src="data:image/svg+xml;base64,{base64.b64encode(match["desk"].encode()).decode()}">'


def _github(repository):
    """OWNER/NAME of a repository on GitHub, or None."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git|/)?", repository or "")
    return found and found[1]


def _package(repository):
    """What pip installs the package of this site from; an archive needs no git."""
    github = _github(repository)
    return (
        f"https://github.com/{github}/archive/refs/heads/main.zip"
        if github
        else f"git+{repository}"
    )


def contents(page_html):
    """The headings of a page of the lab, nested, as MkDocs wants them."""
    root = {"level": 0, "children": []}
    path = [root]
    for level, address, name in HEADING.findall(page_html):
        while path[-1]["level"] >= int(level):
            path.pop()
        token = {
            "level": int(level),
            "id": address,
            "name": html.unescape(re.sub(r"<[^>]*>", "", name)).strip(),
            "children": [],
        }
        path[-1]["children"].append(token)
        path.append(token)
    return root["children"]


def without_styles(page_html):
    """A page as mkdocs-jupyter writes it, without the style sheet that it puts at the end: that of
    this site does.
    """
    return re.sub(r"<style>(?:(?!<style>).)*</style>\s*$", "", page_html, flags=re.DOTALL)


def prepare(config):
    """Let mkdocs-jupyter write pages as this site writes its other pages: the same Markdown, and a
    template without styles and scripts.
    """
    from markdown import Markdown
    from mkdocs_jupyter.config import settings
    from nbconvert.exporters.templateexporter import default_filters

    writer = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    settings.templates_dir = str(TEMPLATES)
    default_filters["markdown_of_the_site"] = lambda text: writer.reset().convert(text)


def _run(notebook):
    """Run a notebook from a clean kernel, and keep it with what it printed. Raises Mistake that
    names notebook, cell and error.
    """
    import jupytext
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    found = jupytext.read(notebook.path)
    found.cells = [cell for cell in found.cells if cell.cell_type != "raw"]
    for place, cell in enumerate(found.cells, 1):
        cell.id = cell.metadata.get("address", f"cell-{place}")
    client = NotebookClient(
        found,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(ROOT)}},
    )
    client.create_kernel_manager()
    try:
        with TemporaryDirectory() as folder:
            if (
                os.name == "posix"
            ):  # a socket in a folder of its own; elsewhere the loopback address
                client.km.transport, client.km.ip = "ipc", f"{folder}/kernel"
            client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        place, cell = next(
            (place, cell)
            for place, cell in reversed([*enumerate(found.cells, 1)])
            if cell.cell_type == "code" and cell.execution_count
        )
        said = (
            f"{error.ename}: {error.evalue}"
            if isinstance(error, CellExecutionError)
            else "the kernel died"
        )
        raise Mistake(
            f'docs/lab/{notebook.path.name}: cell {place} ("{_first_line(cell)}") failed: {said}'
        ) from error
    for place, cell in enumerate(found.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise Mistake(
                    f'docs/lab/{notebook.path.name}: cell {place} ("{_first_line(cell)}") warns: {output.text.strip().splitlines()[-1]}'
                )
    found.metadata = {
        "kernelspec": found.metadata["kernelspec"],
        "language_info": {"name": "python"},
    }
    _write(found, notebook.ran)


def _write(notebook, path):
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    nbformat.write(notebook, unfinished)
    unfinished.replace(path)


def _first_line(cell):
    return next((line for line in cell.source.splitlines() if line.strip()), "")


def _head(path):
    """What stands at the beginning of a notebook between --- lines."""
    text = re.match(r"# ---\n(.*?)# ---\n", path.read_text(encoding="utf-8"), re.DOTALL)
    found = yaml.safe_load(re.sub(r"^# ?", "", text[1], flags=re.MULTILINE)) if text else {}
    for name in ("title", "description", "needs", "image"):
        if not found.get(name):
            raise Mistake(
                f"docs/lab/{path.name}: the notebook has no {name}; write one between the # --- lines at its head"
            )
    return found


def _with_address(cell, notebook, addresses):
    """The text of a cell, its heading with the address that the cell names."""
    headings = re.findall(r"^#{1,6} .*$", cell.source, re.MULTILINE)
    if not headings:
        return cell.source
    address = cell.metadata.get("address")
    if len(headings) > 1 or not address:
        raise Mistake(
            f'docs/lab/{notebook.path.name}: the heading "{headings[-1]}" has no address; give it a cell of its own, # %% [markdown] address="the-idea"'
        )
    if address in addresses:
        raise Mistake(
            f"docs/lab/{notebook.path.name}: two headings have the address {address}; give one of them another"
        )
    addresses.add(address)
    return cell.source.replace(headings[0], f"{headings[0]} {{#{address}}}", 1)


def _linked(match, notebook, files):
    """A link of a notebook as its page needs it."""
    target, anchor = _resolved("lab/", match[1]), (match[2] or "")[1:]
    if target not in files:
        raise Mistake(f"docs/lab/{notebook.path.name}: the link {match[1]} leads to no page")
    text = files[target]
    if (
        anchor
        and text is not None
        and f"#{anchor}}}" not in text
        and f'address="{anchor}"' not in text
    ):
        raise Mistake(
            f"docs/lab/{notebook.path.name}: the link {match[1]}#{anchor} leads to no heading"
        )
    return f"]({_html(match[1])}{match[2] or ''})"


def _offered(text, path, anchor, site_url):
    """A link of a downloaded notebook: it leads to the site, or is no more than its text where the
    address of the site is not known.
    """
    return (
        f"[{text}]({_resolved(site_url.rstrip('/') + '/lab/', _html(path))}{anchor})"
        if site_url
        else text
    )


def _html(source):
    return re.sub(r"\.(md|py)$", ".html", source)


def _resolved(folder, path):
    """A relative path without its "..", from a folder that ends in a slash."""
    while path.startswith("../"):
        folder, path = re.sub(r"[^/]+/$", "", folder), path[3:]
    return folder + path


def _key(path):
    """A hash of everything that a notebook reads: itself, the snippets it imports with their data,
    the numbers that its figures quote, and what runs it.
    """
    numbers = [
        ROOT / "snippets/numbers" / file.name
        for file in needed(path)
        if file.parent.name == "figures"
    ]
    prints = [
        fingerprint(file) for file in [path, *sorted(file for file in numbers if file.exists())]
    ]
    tools = [
        platform.python_version(),
        *(version(name) for name in ("ipykernel", "nbclient", "jupytext")),
    ]
    return hashlib.sha256(
        "\0".join([*prints, *tools]).encode() + Path(__file__).read_bytes()
    ).hexdigest()[:24]


def _shape():
    """A hash of what turns a notebook that has run into a page."""
    files = [ROOT / "mkdocs.yml", *sorted(path for path in TEMPLATES.rglob("*") if path.is_file())]
    return hashlib.sha256(
        b"".join(path.read_bytes() for path in files) + version("mkdocs-jupyter").encode()
    ).hexdigest()[:24]
