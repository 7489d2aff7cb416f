"""The key of a result covers all code that shapes it, and nothing else."""

import shutil

import pytest

from snippets.press import ROOT, Mistake, catalogue, notebooks
from snippets.press.catalogue import Catalogue, script
from snippets.press.outline import outline
from snippets.press.store import Store

FIGURES = '''\
"""Figures of a chapter."""

import numpy as np

from snippets.drawing import words
from snippets.relation import turned

SCALE = 2


def bar(page):
    """A bar."""
    return _helped(page, SCALE)


def other(page):
    """Another figure."""
    return page


def _helped(page, scale):
    """It helps."""

    def inner(x):
        """Inside."""
        return x + 1

    return inner(turned(scale))


def _idle():
    return 1


def _width():
    return 3


WIDTH = _width()
'''
FILES = {
    "mkdocs.yml": "nav: [index.md, explanation/a.md]\n",
    "snippets/__init__.py": "",
    "snippets/relation.py": '"""Relation."""\n\nfrom .matrix import power\n\n\n'
    "def turned(x):\n    return power(x)\n",
    "snippets/matrix.py": "def power(x):\n    return x**2\n",
    "snippets/reading.py": "def read(x):\n    return x\n",
    "snippets/drawing/__init__.py": "",
    "snippets/drawing/words.py": "INK = 1\n",
    "snippets/drawing/svg.py": "from snippets.drawing import page\n",
    "snippets/drawing/page.py": "WIDTH = 1\n",
    "snippets/figures/__init__.py": "",
    "snippets/figures/a.py": FIGURES,
    "snippets/numbers/a.py": "from snippets import relation\n\n\ndef b():\n    return '1'\n",
    "docs/lab/n.py": "from snippets.figures import a\n",
}
ADDRESS = ("figures", "a", "bar")


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "snippets/press").mkdir()
    shutil.copy(ROOT / "snippets/press/compute.py", tmp_path / "snippets/press/compute.py")
    return tmp_path


def edit(root, path, before, after):
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert before in text and before != after
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


A = "snippets/figures/a.py"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (A, "SCALE = 2", "SCALE = 2  # a comment"),
        (A, "SCALE = 2\n", "# a comment\n\nSCALE   =   2\n\n\n"),
        (A, "return _helped(page, SCALE)", "return _helped(\n        page, (SCALE)\n    )"),
        (A, '"""A bar."""', '"""A long bar."""'),
        (A, '    """A bar."""\n', ""),
        (A, '"""Inside."""', '"""Within."""'),
        (A, '"""Figures of a chapter."""', '"""More figures."""'),
        (A, '    """Another figure."""\n    return page', "    return page.figure(1)"),
        (A, "def _idle():\n    return 1", "def _idle():\n    return 2"),
        (A, "def _idle():\n    return 1\n", ""),
        ("snippets/relation.py", '"""Relation."""', '"""Relations."""'),
        ("snippets/reading.py", "return x", "return x + 1"),
        ("snippets/numbers/a.py", "'1'", "'2'"),
        ("snippets/press/compute.py", "Compute everything", "Compute all"),
    ],
)
def test_what_shapes_no_result_changes_no_key(root, path, before, after):
    key = Catalogue(root).code_key(*ADDRESS)
    edit(root, path, before, after)
    assert Catalogue(root).code_key(*ADDRESS) == key


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (A, "SCALE = 2", "SCALE = 3"),
        (A, "return _helped(page, SCALE)", "return _helped(SCALE, page)"),
        (A, "return x + 1", "return x - 1"),
        (A, "return 3", "return 4"),
        (A, "def _helped(page, scale):", "def _helped(page, scale=1):"),
        (A, "import numpy as np", "import scipy as np"),
        (A, "def bar(page):", "@cached\ndef bar(page):"),
        ("snippets/relation.py", "return power(x)", "return power(-x)"),
        ("snippets/matrix.py", "x**2", "x**3"),
        ("snippets/drawing/words.py", "INK = 1", "INK = 2"),
        ("snippets/drawing/page.py", "WIDTH = 1", "WIDTH = 2"),
        ("snippets/press/compute.py", "desk.picture(text)", "desk.picture(address)"),
        ("snippets/press/compute.py", 'simplefilter("error")', 'simplefilter("ignore")'),
    ],
)
def test_whatever_shapes_a_result_changes_its_key(root, path, before, after):
    key = Catalogue(root).code_key(*ADDRESS)
    edit(root, path, before, after)
    assert Catalogue(root).code_key(*ADDRESS) != key


@pytest.mark.parametrize("package", ["snippets/__init__.py", "snippets/drawing/__init__.py"])
def test_a_package_that_is_imported_on_the_way_counts(root, package):
    key = Catalogue(root).code_key(*ADDRESS)
    (root / package).write_text("X = 1\n")
    assert Catalogue(root).code_key(*ADDRESS) != key


def test_another_public_function_counts_where_it_is_called(root):
    edit(root, A, "return _helped(page, SCALE)", "return other(page)")
    key = Catalogue(root).code_key(*ADDRESS)
    edit(root, A, '"""Another figure."""\n    return page', "return 2 * page")
    assert Catalogue(root).code_key(*ADDRESS) != key


def test_a_library_of_another_version_changes_every_key(root, monkeypatch):
    known = Catalogue(root)
    run = notebooks.runs(known)[0].key
    key = known.code_key(*ADDRESS)
    monkeypatch.setattr(catalogue, "environment", lambda: "numpy-0")
    assert Catalogue(root).code_key(*ADDRESS) != key
    assert notebooks.runs(Catalogue(root))[0].key != run


def test_the_environment_names_python_and_the_libraries():
    known = catalogue.environment().split()
    assert [part.split("-")[0] for part in known[1:]] == list(catalogue.LIBRARIES)
    assert all(part[-1].isdigit() for part in known)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("docs/lab/n.py", "import a", "import a\n# a word"),
        (A, '"""A bar."""', '"""A long bar."""'),
        (A, "x + 1", "x - 1"),
        ("snippets/numbers/a.py", "'1'", "'2'"),
        ("snippets/matrix.py", "x**2", "x**3"),
        ("snippets/drawing/words.py", "INK = 1", "INK = 2"),
    ],
)
def test_a_notebook_runs_again_for_code_texts_and_quoted_numbers(root, path, before, after):
    key = notebooks.runs(Catalogue(root))[0].key
    edit(root, path, before, after)
    assert notebooks.runs(Catalogue(root))[0].key != key


def test_a_notebook_runs_again_for_data_beside_what_it_imports_and_for_nothing_else(root):
    key = notebooks.runs(Catalogue(root))[0].key
    edit(root, "snippets/reading.py", "return x", "return -x")
    edit(root, A, "SCALE = 2", "SCALE = 2  # a comment")
    (root / "docs/lab/.#n.py").symlink_to("nowhere")
    assert [run.key for run in notebooks.runs(Catalogue(root))] == [key]
    (root / "snippets/figures/data.npz").write_bytes(b"1")
    assert notebooks.runs(Catalogue(root))[0].key != key


# What there is


def test_a_name_is_an_address(root):
    known = Catalogue(root)
    assert list(known.functions("figures")) == ["a.bar", "a.other"]
    assert known.functions("frames") == {} and known.scripts == []
    assert known.chapters == {"a": 1}
    assert script("columns.widest_given") == "columns-widest-given"


def test_what_an_editor_leaves_beside_a_file_is_no_module(root):
    (root / "snippets/figures/.#a.py").symlink_to("somebody@somewhere")
    (root / "snippets/figures/_shared.py").write_text("def x():\n    pass\n")
    assert list(Catalogue(root).functions("figures")) == ["a.bar", "a.other"]


def test_a_claim_is_a_test_with_its_sentence_and_source(root):
    (root / "tests").mkdir()
    (root / "tests/test_a.py").write_text(
        '@mark\ndef test_so_it_is():\n    """It is\n    so."""\n    assert 1\n\n\n'
        "def helper():\n    pass\n\n\ndef test_plain():\n    assert 2\n"
    )
    first, second = Catalogue(root).claims("a")
    assert (first.name, first.chapter, first.sentence) == ("so_it_is", "a", "It is so.")
    assert first.source.startswith("@mark\ndef") and first.source.endswith("assert 1")
    assert second.sentence == "Plain." and Catalogue(root).claims("none") == []


BROKEN = [
    (b"x = 1\ndef broken(:\n", "is not Python: line 2: "),
    (b"x = 1\ny = '\xff'\n", "line 2 is not UTF-8; save the file in UTF-8"),
    (b"x = 1\0\n", "is not Python: "),
]


@pytest.mark.parametrize(("content", "complaint"), BROKEN)
def test_a_file_that_is_not_python_is_refused_in_one_sentence(root, content, complaint):
    for path in ("snippets/matrix.py", "snippets/figures/a.py"):
        (root / path).write_bytes(content)
        with pytest.raises(Mistake, match=f"^{path}:? {complaint}"):
            Catalogue(root).code_key(*ADDRESS)


def test_tests_that_are_not_utf_8_are_refused_in_one_sentence(root):
    (root / "tests").mkdir()
    (root / "tests/test_a.py").write_bytes(b"x = '\xff'\n")
    with pytest.raises(Mistake, match="^tests/test_a.py: line 1 is not UTF-8"):
        Catalogue(root).claims("a")


# An outline


def test_an_outline_is_kept_and_read_back_the_same(tmp_path, monkeypatch):
    path, store = tmp_path / "a.py", Store(tmp_path / "kept")
    path.write_text(FIGURES, encoding="utf-8")
    first = outline(path, store)
    monkeypatch.setattr("snippets.press.outline._read", None)
    assert outline(path, store) == first
    assert [(each.name, each.kind, each.public) for each in first.definitions] == [
        ("bar", "function", True),
        ("other", "function", True),
        ("_helped", "function", False),
        ("_idle", "function", False),
        ("_width", "function", False),
    ]
    assert first.definitions[0].docstring == "A bar."
    assert (first.definitions[1].first, first.definitions[1].last) == (16, 18)


def test_a_file_with_a_byte_order_mark_is_python(tmp_path):
    (tmp_path / "a.py").write_text("\ufeffx = 1\n", encoding="utf-8")
    assert outline(tmp_path / "a.py", Store(tmp_path / "kept")).definitions == ()
