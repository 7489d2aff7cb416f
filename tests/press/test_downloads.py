"""A notebook as a file: where to get it, and where its links lead."""

import json
from dataclasses import replace

import nbformat
import pytest

from snippets.press.lab import FIGURE, Notebook

REPOSITORY, SITE = "https://github.com/someone/the-sum-remembers", "https://sums.example/"
LINKS = "See [σ](../explanation/mixture.md#distance), [next](sentence.py)."


@pytest.fixture
def notebook():
    """A notebook with links, a figure and a solution, after it has run."""
    figure = nbformat.v4.new_output(
        "display_data", {"text/html": "<div>", FIGURE: {"alt": 'A "bar".', "svg": "<svg/>"}}
    )
    printed = nbformat.v4.new_output("stream", text="42")
    solution = nbformat.v4.new_code_cell(
        "6 * 7", outputs=[printed], metadata={"tags": ["solution"]}
    )
    cells = [
        nbformat.v4.new_markdown_cell("# Title", metadata={"address": "title"}),
        nbformat.v4.new_markdown_cell(LINKS),
        nbformat.v4.new_code_cell("show()", outputs=[figure]),
        solution,
    ]
    ran = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    return Notebook("train", "# ---\n# needs: A page.\n# ---\n", ran, REPOSITORY, SITE)


def text(notebook):
    cells = json.loads(notebook.download())["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def test_badges_lead_to_the_services_that_take_a_notebook_from_github(notebook):
    for address in (REPOSITORY, f"{REPOSITORY}.git", f"{REPOSITORY}/"):
        badges = replace(notebook, repository=address).badges
        place = "someone/the-sum-remembers"
        colab = f"https://colab.research.google.com/github/{place}/blob/gh-pages/lab/train.ipynb"
        binder = f"https://mybinder.org/v2/gh/{place}/gh-pages?urlpath=lab/tree/lab/train.ipynb"
        assert f'href="{colab}"' in badges and f'href="{binder}"' in badges
        assert "main.zip" in badges
    elsewhere = replace(notebook, repository="https://git.example/sums").badges
    assert "colab" not in elsewhere and "git+https://git.example/sums" in elsewhere
    unknown = replace(notebook, repository=None).badges
    assert "colab" not in unknown and "./FOLDER" in unknown


def test_links_lead_to_the_site_or_are_only_their_text(notebook):
    published = text(notebook)
    assert f"[σ]({SITE}explanation/mixture.html#distance)" in published
    assert f"[next]({SITE}lab/sentence.html)" in published
    assert "See σ, next." in text(replace(notebook, site_url=None))


def test_the_first_cell_installs_the_package_of_the_repository(notebook):
    assert f'%pip install --quiet "{REPOSITORY}/archive/refs/heads/main.zip"' in text(notebook)
    other = replace(notebook, repository="https://git.example/sums")
    assert '%pip install --quiet "git+https://git.example/sums"' in text(other)
    assert "pip install ./FOLDER" in text(replace(notebook, repository=None))


def test_a_drawing_becomes_an_image_and_a_solution_is_folded_and_empty(notebook):
    _, _, _, drawing, solution = nbformat.reads(notebook.download().decode(), 4).cells
    (output,) = drawing.outputs
    assert output.data.keys() == {"text/html"}
    assert 'alt="A &quot;bar&quot;." src="data:image/svg+xml;base64,' in output.data["text/html"]
    assert solution.source.startswith("# @title A solution") and not solution.outputs
