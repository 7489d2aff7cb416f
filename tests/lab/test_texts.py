"""The notebooks as texts: what an author may write there."""

import re

import pytest
from building import ROOT
from notebooks import NAMES, sources


def test_all_notebooks_are_texts_without_outputs():
    assert sorted(path.stem for path in (ROOT / "docs/lab").glob("*.py")) == NAMES
    assert not list((ROOT / "docs").rglob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_defines_nothing_that_belongs_elsewhere(name):
    code = [cell.source for cell in sources(name) if cell.cell_type == "code"]
    assert not [
        source for source in code if re.search(r"^\s*(def|class) |\blambda\b", source, re.MULTILINE)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_a_place_to_work_and_a_solution_that_is_tested(name):
    cells = sources(name)
    exercises = [
        place for place, cell in enumerate(cells) if cell.source.startswith("### Exercise")
    ]
    assert len(exercises) >= 2
    for place in exercises:
        task, turn, solution = cells[place + 1 : place + 4]
        assert (
            task.cell_type == "markdown"
            and "?" in task.source
            and turn.source.startswith("# Your turn.")
        )
        assert solution.metadata["tags"] == ["solution"] and re.search(
            r"^\s*assert ", solution.source, re.MULTILINE
        )
