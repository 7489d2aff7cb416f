"""A notebook runs from a clean kernel, and as a page it is held to what pages are held to."""

import re

import nbformat
import pytest
from small_project import NOTEBOOK, make

from snippets.press import Mistake, notebooks
from snippets.press.catalogue import Catalogue
from snippets.press.lab import Notebook

FRONT = NOTEBOOK.partition("# %%")[0]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = make(tmp_path_factory.mktemp("lab"))
    (root / "docs/lab").mkdir()
    return root


def ran(root, cells):
    """What is kept of a notebook with these cells after its title."""
    (root / "docs/lab/n.py").write_text(NOTEBOOK.partition("# %%\n")[0] + cells, encoding="utf-8")
    catalogue = Catalogue(root)
    (run,) = notebooks.runs(catalogue)
    assert run.kept(catalogue.store) is None
    notebooks.run(catalogue, run)
    return nbformat.reads(run.kept(catalogue.store).decode(), as_version=4)


def test_a_notebook_is_kept_with_what_it_printed(root):
    cells = (
        "# %%\nimport os, time\n\nfrom snippets import reading\n\n"
        'print(reading.DATA.name, os.environ["TZ"], time.tzname[0], hash("a") != 0)\n\n'
        '# %% tags=["solution"]\n"ü"\n'
    )
    title, first, second = ran(root, cells).cells
    assert (title.cell_type, title.metadata["address"]) == ("markdown", "a")
    assert first.outputs[0].text == "data.txt UTC UTC True\n"
    assert second.outputs[0].data["text/plain"] == "'ü'" and second.metadata.tags == ["solution"]


MISTAKES = {
    "fails": (
        "# %%\n# a comment\n1 / 0\n",
        'docs/lab/n.py: cell 2 ("# a comment") failed: ZeroDivisionError: division by zero',
    ),
    "warns": (
        "# %%\nimport warnings\n\nwarnings.warn('be careful')\n",
        'docs/lab/n.py: cell 2 ("import warnings") warns: ',
    ),
    "is not Python": ("# %%\n1 +\n", "docs/lab/n.py is not Python: line 17: invalid syntax"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_cell_that_does_not_do_is_refused(root, what):
    cells, complaint = MISTAKES[what]
    with pytest.raises(Mistake, match="^" + re.escape(complaint)):
        ran(root, cells)


def page(*cells, front=FRONT):
    """The page of a notebook with a title and these cells."""
    written = nbformat.v4.new_notebook()
    title = nbformat.v4.new_markdown_cell("# A", metadata={"address": "a"})
    written.cells = [title, *cells]
    return Notebook("n", front, nbformat.writes(written).encode(), None, None).page


def text(source, **metadata):
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def test_a_notebook_is_a_page():
    shown = page(text("[b](../explanation/b.md#c), [d](e.py)"), text("## F", address="f"))
    shown.check({}, {}, {}, {"columns.narrowing": {}})
    assert shown.meta["title"] == "A" and shown.name == "lab/n.ipynb"
    assert [section.anchor for section in shown.sections] == ["a", "f"]
    assert "[b](../explanation/b.md#c), [d](e.ipynb)" in shown.body
    assert "# A {#a}\n\nC\n{: .before }" in shown.body


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        (text("## More"), 'the heading "## More" has no address; give it a cell of its own'),
        (text("## B\n\n## C", address="b"), 'the heading "## C" has no address'),
        (text("## More", address="a"), "two headings have the address #a"),
        (text("It is 0.25 of it."), 'the number 0.25 in "'),
        (text("It is.[✓](claim:none)"), "the claim none has no test"),
    ],
    ids=["no address", "two in a cell", "equal addresses", "loose number", "claim"],
)
def test_what_is_wrong_in_a_notebook_is_refused(cell, complaint):
    with pytest.raises(Mistake, match="^docs/lab/n.py.*" + re.escape(complaint)):
        page(cell).check({}, {}, {})


@pytest.mark.parametrize("name", ["title", "description", "needs", "image"])
def test_a_notebook_says_at_its_head_what_it_is(name):
    front = re.sub(rf"^# {name}: .*\n", "", FRONT, flags=re.MULTILINE)
    with pytest.raises(Mistake, match=f"^docs/lab/n.py: the page has no {name}; write one"):
        page(front=front).check({}, {}, {})
