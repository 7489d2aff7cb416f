"""A name is an address: which figures, numbers, moving figures, claims and notebooks there are.

The figure `narrowing` of the chapter `columns` is the function `narrowing` in
snippets/figures/columns.py and the file figures/columns/narrowing.svg of the site. The number
`columns.cat` is the function `cat` in snippets/numbers/columns.py; a function that returns a table
gives one number for each key, such as `columns.widest_given.3`. The claim
`three_columns_prove_cat_the_strongest` is the test of that name, with `test_` before it, in a test
module named like a chapter. A reader can move the figure `columns.slide` because
snippets/frames/columns.py has a function `slide` as well, which returns the controls and every
state; snippets/frames/columns-slide.js shows one. There is no other register.
"""

import platform
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import yaml

from snippets.press import ROOT, Mistake
from snippets.press.outline import Definition, Outline, outline
from snippets.press.page import Claim, chapters
from snippets.press.store import Store, key

KINDS = ("numbers", "figures", "frames")
LIBRARIES = ("numpy", "scipy", "matplotlib")
MAKERS = {"numbers": "numbers", "figures": "figure", "frames": "frames"}  # in results.py
NOTEBOOK_LIBRARIES = ("ipykernel", "nbclient", "jupytext")


@cache
def environment() -> str:
    """What shapes every result besides the project's own files: Python and the libraries."""
    return " ".join([platform.python_version(), *(f"{name}-{version(name)}" for name in LIBRARIES)])


def script(address: str) -> str:
    """The name of the script in snippets/frames/ that shows the states of a moving figure."""
    return address.replace(".", "-").replace("_", "-")


class Catalogue:
    """What the files of the project define, as they are now; nothing is imported or run."""

    def __init__(self, root: Path = ROOT, store: Store | None = None):
        self.root = root
        self.store = store or Store(root / ".cache/built")
        self._outlines: dict[Path, Outline] = {}
        self._needed: dict[Path, frozenset] = {}

    @cached_property
    def chapters(self) -> dict[str, int]:
        """The number of each chapter by its name."""
        config = yaml.safe_load((self.root / "mkdocs.yml").read_text(encoding="utf-8"))
        return chapters(config["nav"])

    def outline(self, path: Path) -> Outline:
        """The outline of a file of the project."""
        if path not in self._outlines:
            try:
                self._outlines[path] = outline(path, self.store)
            except Mistake as mistake:
                raise Mistake(str(mistake).replace(f"{self.root}/", "")) from None
        return self._outlines[path]

    def modules(self, kind: str) -> list[Path]:
        """The files of one kind, in alphabetical order."""
        paths = sorted((self.root / "snippets" / kind).glob("*.py"))
        return [path for path in paths if not path.name.startswith(("_", "."))]

    def functions(self, kind: str) -> dict[str, Definition]:
        """Every public function of a kind by its address "chapter.function"."""
        return {
            f"{path.stem}.{function.name}": function
            for path in self.modules(kind)
            for function in self.outline(path).functions
        }

    @cached_property
    def scripts(self) -> list[str]:
        """The names of the scripts that move figures."""
        return sorted(path.stem for path in (self.root / "snippets/frames").glob("*.js"))

    def claims(self, chapter: str) -> list[Claim]:
        """The claims of one chapter, in the order of its test module."""
        path = self.root / "tests" / f"test_{chapter}.py"
        if not path.exists():
            return []
        functions = self.outline(path).functions
        lines = path.read_text(encoding="utf-8").splitlines()
        return [
            _claim(function, chapter, lines)
            for function in functions
            if function.name.startswith("test_")
        ]

    def needed(self, path: Path) -> frozenset[Path]:
        """The files of snippets/ that a file stands on, itself included."""
        if path not in self._needed:
            waiting, reached = [path], set()
            while waiting:
                here = waiting.pop()
                if here not in reached and here.exists():
                    reached.add(here)
                    waiting += self._imported(here)
            self._needed[path] = frozenset(reached)
        return self._needed[path]

    def _imported(self, path: Path) -> list[Path]:
        names = [self._absolute(name, path) for name in self.outline(path).imports]
        names = [name for name in names if name[:1] == ["snippets"]]
        names = [name[:depth] for name in names for depth in range(1, len(name) + 1)]
        bases = dict.fromkeys(self.root.joinpath(*name) for name in names)
        return [file for base in bases for file in (base.with_suffix(".py"), base / "__init__.py")]

    def _absolute(self, name: str, path: Path) -> list[str]:
        """The parts of an imported name, whose leading dots mean folders above the file."""
        bare = name.lstrip(".")
        dots, parts = len(name) - len(bare), bare.split(".") if bare else []
        return [*path.relative_to(self.root).parts[:-dots], *parts] if dots else parts

    def code_key(self, kind: str, chapter: str, function: str) -> str:
        """A hash of all code that shapes one result.

        That is the function, what it stands on, what makes of it the result that is kept, and of a
        figure also what draws and writes it.
        """
        path = self.root / f"snippets/{kind}/{chapter}.py"
        files = self.needed(path)
        if kind == "figures":
            files |= self.needed(self.root / "snippets/drawing/svg.py")
        others = [
            f"{file.relative_to(self.root)} {self.outline(file).whole}" for file in files - {path}
        ]
        maker = self.outline(self.root / "snippets/press/results.py").behind(MAKERS[kind])
        return key(environment(), maker, self.outline(path).behind(function), *sorted(others))

    def notebook_key(self, path: Path) -> str:
        """A hash of all code and text that shapes what a notebook prints.

        That is the notebook itself, what it imports, the numbers that the texts of its figures
        quote, and the libraries that run it.
        """
        files = self.needed(path) - {path}
        quoted = [
            self.root / "snippets/numbers" / file.name
            for file in files
            if file.parent.name == "figures"
        ]
        for number in quoted:
            files |= self.needed(number) if number.exists() else frozenset()
        codes = [
            f"{file.relative_to(self.root)} {self.outline(file).whole} {self.outline(file).texts}"
            for file in files
        ]
        tools = " ".join(version(name) for name in NOTEBOOK_LIBRARIES)
        return key(environment(), tools, path.read_bytes(), *sorted(codes))


def _claim(function: Definition, chapter: str, lines: list[str]) -> Claim:
    name = function.name.removeprefix("test_")
    sentence = function.docstring or f"{name.replace('_', ' ').capitalize()}."
    source = "\n".join(lines[function.first - 1 : function.last])
    return Claim(name, chapter, " ".join(sentence.split()), source)
