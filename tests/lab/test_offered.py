"""The notebooks as the site offers them: valid, drawn, and working on a bare runtime."""

import re
import subprocess
import sys
import sysconfig
from dataclasses import replace
from importlib.metadata import distributions
from xml.etree import ElementTree

import nbformat
import pytest
from building import copy_sources
from nbclient import NotebookClient
from notebooks import NAMES, drawings, figures, images, printed, shown, sources

from snippets.press import publish

REPOSITORY, SITE = "https://github.com/someone/the-sum-remembers", "https://sums.example/"
UV = [sys.executable, "-m", "uv"]
# What `%pip` reaches in the runtime: uv, which takes the releases that are installed here.
PIP = """\
import os, subprocess, sys
os.environ |= {{"UV_CONSTRAINT": {constraints!r}, "UV_BUILD_CONSTRAINT": {constraints!r}}}
command, *arguments = sys.argv[1:]
sys.exit(subprocess.call([*{uv!r}, "pip", command, "--python", sys.executable, *arguments]))
"""


@pytest.fixture(scope="module")
def built(site):
    """The notebooks as the site offers them, by name."""
    return {name: nbformat.read(site / f"lab/{name}.ipynb", as_version=4) for name in NAMES}


@pytest.fixture(scope="module")
def kept(site):
    """The notebooks as the build has kept them, by name."""
    publishing = publish.Site()
    publishing.read()
    return publishing.notebooks


@pytest.fixture(scope="module")
def ran(kept):
    """The notebooks as the build has run them, by name."""
    return {name: nbformat.reads(each.ran.decode(), as_version=4) for name, each in kept.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_downloaded_notebook_is_valid_and_folds_its_solutions(built, name):
    notebook = built[name]
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# ") and notebook.cells[1].id == "package"
    solutions = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])]
    assert solutions and all(
        cell.metadata["jupyter"] == {"source_hidden": True}
        and cell.source.startswith("# @title")
        and not cell.outputs
        for cell in solutions
    )
    assert not [cell for cell in notebook.cells if "{#" in cell.source or "BADGES" in cell.source]


@pytest.mark.parametrize("name", NAMES)
def test_the_site_offers_the_notebook_that_its_author_wrote(built, ran, name):
    """Nothing is left of an older text, and every notebook prints."""
    written = [cell.source for cell in sources(name) if is_code(cell)]
    offered = [cell for cell in built[name].cells[2:] if is_code(cell)]
    assert [cell.source.removeprefix("# @title A solution\n") for cell in offered] == written
    assert sum(bool(printed(cell)) for cell in ran[name].cells) >= 8


def is_code(cell):
    return cell.cell_type == "code"


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_notebook_is_an_image_with_a_text(built, ran, name):
    offered = [image for cell in built[name].cells for image in images(cell)]
    texts = [
        output["data"]["text/plain"]
        for cell in shown(ran[name])
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert [f"Figure: {alt}" for alt, _ in offered] == texts
    for _, drawing in offered:
        assert drawing.startswith("<svg ") and drawing.endswith("</svg>")
        assert 'xmlns="http://www.w3.org/2000/svg"' in drawing and "script" not in drawing
        ElementTree.fromstring(drawing)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_notebook_is_drawn_for_both_widths(ran, name):
    drawn = [figure for cell in ran[name].cells for figure in figures(cell)]
    assert drawn
    for figure in drawn:
        (first, second) = re.findall(r'role="img" aria-label="([^"]*)"', figure)
        assert first == second and 80 < len(first) < 1200 and not re.search(r"[{}]|nan", first)
        assert "<style" not in figure
        assert "http" not in figure.replace("http://www.w3.org/", "")


def test_a_downloaded_notebook_says_what_is_missing_on_a_bare_runtime(built, tmp_path):
    python = environment(tmp_path / "bare")
    (tmp_path / "empty").mkdir()
    for notebook in built.values():
        command = [python, "-c", notebook.cells[1].source]
        done = subprocess.run(command, cwd=tmp_path / "empty", capture_output=True, text=True)
        assert done.returncode
        assert "get a copy of the repository of The Sum Remembers and install it" in done.stderr


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    """A Python that can run notebooks and has nothing of this project, nor what it needs."""
    folder = tmp_path_factory.mktemp("runtime")
    python = environment(folder / "python")
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{line}\n" for line in sorted(installed())), encoding="utf-8")
    pip = folder / "python" / packages(folder / "python") / "pip"
    pip.mkdir()
    (pip / "__init__.py").touch()
    stand_in = PIP.format(constraints=str(constraints), uv=UV)
    (pip / "__main__.py").write_text(stand_in, encoding="utf-8")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "ipykernel"], check=True)
    return python


def environment(folder):
    """The Python of a new and empty environment in the folder."""
    command = ["venv", "--quiet", "--no-project", "--python", sys.executable, folder]
    subprocess.run([*UV, *command], check=True)
    return folder / "bin/python"


def packages(folder):
    """Where an environment in the folder keeps its packages."""
    return sysconfig.get_path("purelib", "venv", {"base": folder, "platbase": folder})


def installed():
    """Every release that is installed here, as a constraint, but for the package of the site."""
    return {
        f"{one.name}=={one.version}" for one in distributions() if one.name != "the-sum-remembers"
    }


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the repository, which stands for the address that a published notebook names."""
    folder = tmp_path_factory.mktemp("package") / "package"
    return copy_sources(folder, "pyproject.toml", "README.md", "LICENSE")


@pytest.mark.parametrize("name", NAMES)
def test_the_first_cell_of_a_downloaded_notebook_makes_it_work_on_a_bare_runtime(
    built, kept, runtime, package, tmp_path, name
):
    """It prints and draws what the site shows; so nothing that the build has kept is stale."""
    published = replace(kept[name], repository=REPOSITORY, site_url=SITE)
    offered = nbformat.reads(published.download().decode(), as_version=4)
    archive = f"{REPOSITORY}/archive/refs/heads/main.zip"
    assert archive in offered.cells[1].source
    offered.cells[1].source = offered.cells[1].source.replace(archive, str(package))
    run_with(runtime, offered, tmp_path)
    assert [printed(cell) for cell in shown(offered)] == [
        printed(cell) for cell in shown(built[name])
    ]
    assert [drawings(cell) for cell in shown(offered)] == [
        images(cell) for cell in shown(built[name])
    ]


def run_with(python, notebook, folder):
    """Run a notebook in a folder with the kernel of another Python."""
    for cell in notebook.cells:
        cell.get("outputs", []).clear()
    client = NotebookClient(
        notebook, timeout=None, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    )
    client.create_kernel_manager()
    arguments = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
    client.km.kernel_spec.argv = [str(python), *arguments]
    client.execute()
