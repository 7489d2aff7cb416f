"""What is computed is kept until something that it reads has changed."""

import json
import subprocess
import sys

from building import copy_sources

NAMES = ["sentence", "train", "weights"]


def test_a_key_covers_what_a_notebook_reads_and_nothing_else(site, tmp_path):
    workshop = copy_sources(tmp_path / "sources")
    before = keys(workshop)
    for path, changed_names in (
        ("snippets/heads.py", []),
        ("docs/lab/train.py", ["train"]),
        ("snippets/learning.py", ["train"]),
        ("snippets/numbers/learning.py", ["train"]),
        ("snippets/examples.py", ["weights"]),
        ("snippets/recovery.py", NAMES),
        ("snippets/drawing/svg.py", NAMES),
    ):
        text = (workshop / path).read_text()
        (workshop / path).write_text(text + "\n# edited\n")
        assert [
            name for name, key in keys(workshop).items() if key != before[name]
        ] == changed_names, path
        (workshop / path).write_text(text)
    data = workshop / "snippets/recordings/black_cat.npz"
    data.write_bytes(data.read_bytes() + b"0")
    assert [name for name, key in keys(workshop).items() if key != before[name]] == NAMES


def keys(workshop):
    code = "import json; from snippets.press import lab; print(json.dumps({each.name: each.ran.parent.name for each in lab.notebooks()}))"
    return json.loads(
        subprocess.run(
            [sys.executable, "-c", code], cwd=workshop, capture_output=True, text=True, check=True
        ).stdout
    )
