"""What is computed is kept under an honest key, and what cannot be is said in one sentence."""

import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from small_project import FILES, make

from snippets.press import Mistake, compute
from snippets.press.compute import Computed, alt, signature

KNOWN = {"a.b": "0.25", "a.table.x": "3"}
NUMBERS, FIGURES, FRAMES = (
    f"snippets/{kind}/columns.py" for kind in ("numbers", "figures", "frames")
)


# The text of a figure


@pytest.mark.parametrize(
    ("docstring", "complaint"),
    [
        (
            "",
            "the figure a.f has no docstring: say in it what a person who cannot see the figure "
            "should know",
        ),
        (
            "A bar of 0.25.",
            "the docstring of the figure a.f holds a number typed by hand (0.25): "
            "write {chapter.name} of a number function",
        ),
        ("A bar of 5 %.", "holds a number typed by hand (5 %)"),
        (
            "A bar of {a.c}.",
            "the docstring of the figure a.f asks for the number a.c, but no function computes it",
        ),
    ],
)
def test_the_text_of_a_figure_must_be_there_and_its_numbers_computed(docstring, complaint):
    with pytest.raises(Mistake, match="^.*" + complaint.replace("(", r"\(").replace(")", r"\)")):
        alt("a.f", docstring, KNOWN)


def test_the_text_of_a_figure_holds_the_computed_numbers():
    text = alt("a.f", "A bar of {a.b}\n    and one of {a.table.x}.", KNOWN)
    assert text == "A bar of 0.25 and one of 3."


# The small project, computed by a process that stays


class Project:
    """A small project, and the process that computes it as `mkdocs serve` does."""

    def __init__(self, root):
        self.root, self.said = make(root), (root / "said").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "snippets.press", "compute", "--pipe", "--stay"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
        )

    def compute(self):
        """What is wrong, or None; `news` are the files of results written meanwhile."""
        before = self.results()
        self.process.stdin.write("compute\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        after = self.results()
        self.news = {name.rpartition("-")[0] for name in after if after[name] != before.get(name)}
        return answer

    def all_said(self):
        """What the process has said so far."""
        return (self.root / "said").read_text(encoding="utf-8")

    def results(self):
        paths = (self.root / ".cache/built").glob("*s-*.*")
        return {path.name: path.stat().st_ino for path in paths}

    def write(self, path, text):
        (self.root / path).write_text(text, encoding="utf-8")

    def edit(self, path, before, after):
        text = (self.root / path).read_text(encoding="utf-8")
        assert before in text and before != after
        self.write(path, text.replace(before, after, 1))

    def figure(self, name):
        """What is kept of a figure."""
        computed = Computed(self.root)
        (unit,) = (unit for unit in computed.units() if unit.said == f"the figure columns.{name}")
        return computed.result(unit)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("project"))
    assert project.compute() is None
    yield project
    project.process.stdin.close()
    project.process.wait()
    project.process.stdout.close()
    project.said.close()


@pytest.fixture
def project(running):
    """The project as it was written, computed; a test may change what it likes."""
    yield running
    for path, text in FILES.items():
        file = running.root / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            running.write(path, text)


EVERYTHING = {
    "numbers-columns.half",
    "numbers-columns.read",
    "figures-columns.narrowing",
    "figures-columns.reads",
    "frames-columns.narrowing",
}


def test_everything_is_computed_once_and_nothing_twice(project):
    store = project.root / ".cache/built"
    shutil.rmtree(store)
    assert project.compute() is None and project.news == EVERYTHING
    assert "  1 of 1: the chapter columns, after " in project.all_said()
    lines = project.all_said().count("\n")
    assert project.compute() is None and project.news == set()
    assert project.all_said().count("\n") == lines


def test_the_manifest_names_all_that_is_kept_and_what_it_was_made_of(project):
    project.compute()
    folder = project.root / ".cache/built"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {f"{kind}-{address}" for kind, address, _ in manifest["units"]} == EVERYTHING
    assert all((folder / f"{kind}-{at}-{key}").exists() for kind, at, key in manifest["units"])
    assert manifest["signature"] == signature(project.root)
    assert manifest["environment"] == compute.environment()


def test_only_what_an_edit_touches_is_computed_again(project):
    project.compute()
    project.edit(NUMBERS, '"""A half."""', '"""Half of one."""  # a comment')
    assert project.compute() is None and project.news == set()
    project.edit(FIGURES, "figure.text(0.5, 0.5,", "figure.text(0.4, 0.5,")
    assert project.compute() is None and project.news == {"figures-columns.reads"}


def test_data_that_changed_count_for_what_read_them(project):
    project.compute()
    project.write("snippets/data.txt", "eight\n")
    assert project.compute() is None
    assert {"numbers-columns.read", "figures-columns.reads"} <= project.news
    assert ">eight<" in project.figure("reads")["desk"]
    (project.root / "snippets/data.txt").unlink()
    assert "FileNotFoundError" in project.compute()


def test_data_that_nothing_reads_do_not_count(project):
    project.compute()
    project.write("snippets/other.txt", "nine\n")
    assert project.compute() is None and project.news == set()


def test_data_that_change_while_they_are_read_count_next_time(project):
    old, new = "DATA.read_text(", "_raced("
    race = (
        '\n\ndef _raced(**named):\n    text = DATA.read_text(**named)\n    if text == "seven\\n":\n'
        '        DATA.write_text("eight\\n")\n    return text\n'
    )
    project.edit(NUMBERS, old, new)
    project.write(NUMBERS, (project.root / NUMBERS).read_text() + race)
    shutil.rmtree(project.root / ".cache/built")
    assert project.compute() is None and project.compute() is None
    computed = Computed(project.root)
    results = [computed.result(unit) for unit in computed.units() if unit.name == "read"]
    assert results == [{"columns.read": "eight"}]


def test_the_text_of_a_figure_changes_when_a_number_does_and_not_without(project):
    project.compute()
    assert "rises to 0.50," in project.figure("narrowing")["alt"]
    project.edit(NUMBERS, "1 / 2", "2 / 2")
    assert project.compute() is None
    assert project.news == {"numbers-columns.half", "figures-columns.narrowing"}
    assert "rises to 1.00," in project.figure("narrowing")["alt"]
    project.edit(NUMBERS, "2 / 2", "3 / 3")
    assert project.compute() is None and project.news == {"numbers-columns.half"}
    project.edit(FIGURES, "A line that", "A straight line that")
    assert project.compute() is None and project.news == {"figures-columns.narrowing"}
    assert project.figure("narrowing")["alt"].startswith("A straight line that rises to 1.00")


HALF, LINE = '    return f"{1 / 2:.2f}"', "    figure = page.figure(100)"
PLOT = 'color=TONES["ink"]["light"]'
COULD_NOT = "could not be computed:"
MISTAKES = {
    "number that raises": (
        NUMBERS,
        HALF,
        "    return 1 / 0",
        f"the number columns.half {COULD_NOT} ZeroDivisionError: division by zero "
        "(snippets/numbers/columns.py, line 8)",
    ),
    "error deep in a library": (
        NUMBERS,
        HALF,
        "    import numpy as np\n    return np.linalg.inv(np.zeros((2, 2)))",
        f"the number columns.half {COULD_NOT} LinAlgError: Singular matrix "
        "(snippets/numbers/columns.py, line 9)",
    ),
    "number that is none": (
        NUMBERS,
        HALF,
        '    return "nan"',
        "the number columns.half must be a text without NaN or infinity, but it is 'nan'",
    ),
    "number that is written large": (NUMBERS, HALF, '    return "NaN"', "but it is 'NaN'"),
    "table of nothing": (NUMBERS, HALF, "    return {}", "but it is {}"),
    "number that exits": (
        NUMBERS,
        HALF,
        "    raise SystemExit",
        f"the number columns.half {COULD_NOT} SystemExit",
    ),
    "number that is infinite": (NUMBERS, HALF, '    return "−inf"', "but it is '−inf'"),
    "number of a table": (
        NUMBERS,
        HALF,
        '    return {"a": "1", "b": "nan %"}',
        "the number columns.half.b must be a text without NaN",
    ),
    "number that is no text": (NUMBERS, HALF, "    return 0.5", "but it is 0.5"),
    "number that is empty": (NUMBERS, HALF, '    return " "', "but it is ' '"),
    "number that prints": (
        NUMBERS,
        HALF,
        f'    print("look here")\n{HALF}',
        "the number columns.half prints 'look here': delete what prints it",
    ),
    "module that prints": (NUMBERS, "def half", 'print("here")\n\n\ndef half', "prints 'here'"),
    "number that warns": (
        NUMBERS,
        HALF,
        f'    import warnings\n    warnings.warn("be careful")\n{HALF}',
        f"the number columns.half {COULD_NOT} UserWarning: be careful "
        "(snippets/numbers/columns.py, line 9)",
    ),
    "module that cannot be imported": (
        NUMBERS,
        "def half",
        "import nowhere\n\n\ndef half",
        f"the number columns.half {COULD_NOT} ModuleNotFoundError: No module named 'nowhere' "
        "(snippets/numbers/columns.py, line 6)",
    ),
    "module that is not Python": (
        NUMBERS,
        HALF,
        "    return (",
        "snippets/numbers/columns.py is not Python: line 8: ",
    ),
    "figure that raises": (
        FIGURES,
        LINE,
        "    page.size",
        f"the figure columns.narrowing {COULD_NOT} AttributeError: ",
    ),
    "figure that prints": (FIGURES, LINE, f"{LINE}\n    print(1)", "narrowing prints '1'"),
    "figure without a text": (
        FIGURES,
        '    """A line that rises to {columns.half}, and it is as long as the text of a figure '
        'should be."""\n',
        "",
        "the figure columns.narrowing has no docstring: say in it what",
    ),
    "figure with a typed number": (
        FIGURES,
        "{columns.half}",
        "0.50",
        "the docstring of the figure columns.narrowing holds a number typed by hand (0.50)",
    ),
    "figure with an unknown number": (
        FIGURES,
        "{columns.half}",
        "{columns.none}",
        "asks for the number columns.none, but no function computes it",
    ),
    "figure with NaN": (
        FIGURES,
        "[0, 1], [0, 1]",
        '[0, 1], [0, float("nan")]',
        f"the figure columns.narrowing {COULD_NOT} ValueError: a figure must hold finite numbers "
        "only, but a line holds NaN or an infinity",
    ),
    "figure in a colour of its own": (
        FIGURES,
        PLOT,
        'color="red"',
        "a figure must take its colours from snippets.drawing.words, but it uses #ff0000",
    ),
    "two parts of one name": (
        FIGURES,
        LINE,
        f'{LINE}\n    figure.text(0, 0, "a").set_gid("line")',
        "two are called line",
    ),
    "figure that is none": (
        FIGURES,
        "    return figure",
        "    return axes",
        "a figure function must return a matplotlib Figure, not Axes",
    ),
    "state with NaN": (
        FRAMES,
        "[[0, 1], [1, 0]]",
        '[0, float("nan")]',
        f"the frames columns.narrowing {COULD_NOT} ValueError: Out of range float values",
    ),
    "state that is no JSON": (
        FRAMES,
        "[[0, 1], [1, 0]]",
        "[{1}]",
        f"the frames columns.narrowing {COULD_NOT} TypeError: Object of type set",
    ),
    "control with NaN": (
        FRAMES,
        'switch("On", True)',
        '{"kind": "handle", "step": float("nan")}',
        f"the frames columns.narrowing {COULD_NOT} ValueError: Out of range float values",
    ),
    "control that is no JSON": (
        FRAMES,
        'switch("On", True)',
        "{1}",
        f"the frames columns.narrowing {COULD_NOT} TypeError: Object of type set",
    ),
    "frames that raise": (
        FRAMES,
        "    return Frames",
        "    1 / 0\n    return Frames",
        f"the frames columns.narrowing {COULD_NOT} ZeroDivisionError: division by zero "
        "(snippets/frames/columns.py, line 8)",
    ),
    "frames that are none": (
        FRAMES,
        "    return Frames(",
        "    return list((",
        "snippets/frames/columns.py is not Python",
    ),
}


@pytest.fixture
def here(project, monkeypatch):
    """A function that computes the project in this process, which takes a tenth of the time."""

    def function(unit):
        path = project.root / f"snippets/{unit.kind}/{unit.chapter}.py"
        names = {}
        exec(compile(path.read_text(encoding="utf-8"), path, "exec"), names)
        return names[unit.name]

    reading = SimpleNamespace(DATA=project.root / "snippets/data.txt")
    monkeypatch.setitem(sys.modules, "snippets.reading", reading)
    monkeypatch.setattr(compute, "_function", function)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return lambda: compute.run(project.root, lambda line: None)


@pytest.mark.parametrize("fault", MISTAKES)
def test_what_cannot_be_computed_is_said_in_one_sentence(project, here, fault):
    path, before, after, complaint = MISTAKES[fault]
    project.edit(path, before, after)
    with pytest.raises(Mistake) as refused:
        here()
    assert complaint in str(refused.value) and "\n" not in str(refused.value)


def test_after_a_mistake_is_mended_all_is_well(project):
    project.edit(NUMBERS, HALF, "    return 1 / 0")
    assert project.compute()
    project.edit(NUMBERS, "    return 1 / 0", HALF)
    assert project.compute() is None


@pytest.mark.parametrize("spoil", [b"garbage", None], ids=str)
def test_a_spoiled_file_is_computed_anew(project, spoil):
    project.compute()
    folder = project.root / ".cache/built"
    for path in [*folder.glob("figures-columns.reads-*"), *folder.glob("outline-*")]:
        path.write_bytes(path.read_bytes()[:-9] if spoil is None else spoil)
    (folder / "manifest.json").write_bytes(b"{" if spoil is None else spoil)
    assert project.compute() is None and project.news == {"figures-columns.reads"}
    assert ">seven<" in project.figure("reads")["desk"]


def test_older_results_are_swept(project):
    project.edit(NUMBERS, "1 / 2", "2 / 2")
    project.compute()
    names = [name.rpartition("-")[0] for name in project.results()]
    assert sorted(names) == sorted(EVERYTHING)


# What counts as a change


def test_the_signature_changes_with_code_data_notebooks_tests_and_the_navigation(tmp_path):
    files = ("snippets/a.py", "snippets/recordings/a.npz", "docs/lab/n.py", "mkdocs.yml")
    for name in (*files, "tests/test_a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    for name in (*files, "tests/test_a.py"):
        before = signature(tmp_path)
        (tmp_path / name).write_text("two")
        assert signature(tmp_path) != before, name
    before = signature(tmp_path)
    (tmp_path / "snippets/__pycache__").mkdir()
    (tmp_path / "snippets/__pycache__/a.pyc").write_text("1")
    assert signature(tmp_path) == before
    (tmp_path / "snippets/a.py").unlink()
    assert signature(tmp_path) != before
