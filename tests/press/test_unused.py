"""Nothing lies unused: no function without a caller, no data that nobody reads."""

import re
from dataclasses import fields

import pytest
import vulture

from snippets import recordings
from snippets.press import ROOT

BY_NAME = re.compile(r"snippets/(figures|numbers|frames)/")  # names are addresses
# What others call by name: pytest, MkDocs, Python-Markdown, HTMLParser, IPython, and so on.
CALLED = """
test_* pytest_* pytestmark collector on_* handle_* log_request log_message extendMarkdown class_name
_repr_* include exclude flavor ip transport edit_uri* repo_name writeable pre_tokenizer normalizer
post_processor outcome argv
""".split()
KINDS = [kind for kind in vars(recordings).values() if isinstance(kind, type)]
KINDS = [kind for kind in KINDS if kind.__module__ == recordings.__name__]


def unused(*paths):
    """What nothing in these files and folders uses, as file and name."""
    found = vulture.Vulture(ignore_names=CALLED, ignore_decorators=["@pytest.fixture*", "@given*"])
    found.scavenge([str(path) for path in paths])
    items = found.get_unused_code(min_confidence=60)
    names = [(item.filename.relative_to(paths[0].parent).as_posix(), item.name) for item in items]
    return [f"{path}: {name}" for path, name in names if not BY_NAME.match(path)]


def test_every_function_has_a_caller():
    assert unused(ROOT / "snippets", ROOT / "docs/lab", ROOT / "tests") == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("def idle():\n    return 1\n", "idle"),
        ("class Idle:\n    pass\n", "Idle"),
        ("IDLE = 3\n", "IDLE"),
        ("import math\n", "math"),
    ],
)
def test_what_nothing_uses_is_seen(tmp_path, code, name):
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets/a.py").write_text(code)
    assert unused(tmp_path / "snippets") == [f"snippets/a.py: {name}"]
    (tmp_path / "snippets/b.py").write_text(f"from snippets.a import {name}\nprint({name})\n")
    assert unused(tmp_path / "snippets") == []


def unread(kinds, code):
    """Which parts of recordings no code reads."""
    named = [(kind.__name__, field.name) for kind in kinds for field in fields(kind)]
    return [
        f"{kind}.{name}"
        for kind, name in named
        if name != "provenance" and not re.search(rf'\.{name}\b|"{name}"', code)
    ]


def code(*folders):
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_part_of_a_recording_is_read():
    assert len(KINDS) >= 10
    assert unread(KINDS, code("snippets", "docs/lab", "tests")) == []


def test_a_part_that_nobody_reads_is_seen():
    assert unread([recordings.Growing], "text.tokens, text.weights") == ["Growing.values"]
