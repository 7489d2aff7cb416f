"""What is kept of a notebook holds until something that it reads has changed."""

from building import copy_sources

from snippets.press import notebooks
from snippets.press.catalogue import Catalogue

NAMES = {"sentence", "train", "weights"}
EDITS = {
    "snippets/heads.py": set(),
    "docs/lab/train.py": {"train"},
    "snippets/learning.py": {"train"},
    "snippets/numbers/learning.py": {"train"},
    "snippets/recovery.py": NAMES,
    "snippets/drawing/svg.py": NAMES,
}


def test_a_key_covers_what_a_notebook_reads_and_nothing_else(tmp_path):
    workshop = copy_sources(tmp_path / "sources")
    before = keys(workshop)
    assert before.keys() == NAMES
    for path, changed in EDITS.items():
        text = (workshop / path).read_text(encoding="utf-8")
        (workshop / path).write_text(text + "\nEDITED = True\n", encoding="utf-8")
        assert differing(before, keys(workshop)) == changed, path
        (workshop / path).write_text(text, encoding="utf-8")
    data = workshop / "snippets/recordings/black_cat.npz"
    data.write_bytes(data.read_bytes() + b"0")
    assert differing(before, keys(workshop)) == NAMES


def keys(workshop):
    return {run.name: run.key for run in notebooks.runs(Catalogue(workshop))}


def differing(before, after):
    return {name for name in before if before[name] != after[name]}
