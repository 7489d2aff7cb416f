"""What there is to compute, and what is kept of it.

What is kept of a unit says which data its process had read, so that it counts only while its code,
its data and the tools are the same.
"""

import contextlib
import hashlib
import json
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from snippets.press import ROOT, Mistake
from snippets.press.catalogue import KINDS, Catalogue

QUOTED = re.compile(r"\{([\w.]+)\}")
TYPED = re.compile(r"\d+\.\d+|\d+\s*%")


@dataclass(frozen=True)
class Unit:
    """One thing to compute: a public function of a chapter. `key` covers its code."""

    kind: str
    chapter: str
    name: str
    key: str

    @property
    def address(self) -> str:
        return f"{self.chapter}.{self.name}"

    @property
    def said(self) -> str:
        """The unit in a message."""
        return f"the {'frames' if self.kind == 'frames' else self.kind[:-1]} {self.address}"


class Computed:
    """What is kept of the project as it is now."""

    def __init__(self, root: Path = ROOT):
        self.catalogue = Catalogue(root)
        self.root, self.store = root, self.catalogue.store
        self._hashes: dict[str, str] = {}

    def units(self) -> list[Unit]:
        """Everything there is to compute, notebooks left out."""
        return [
            Unit(kind, chapter, name, self.catalogue.code_key(kind, chapter, name))
            for kind in KINDS
            for chapter, name in (at.split(".") for at in self.catalogue.functions(kind))
        ]

    def result(self, unit: Unit):
        """What is kept of a unit; None when nothing is, or when data that it read has changed."""
        kept = self.store.get(f"{unit.kind}-{unit.address}", unit.key)
        if kept is None:
            return None
        data, _, body = kept.partition(b"\n")
        same = all(self.hash(path) == seen for path, seen in json.loads(data).items())
        return json.loads(body) if same else None

    def stale(self, units: list[Unit]) -> tuple[list[Unit], dict[str, str]]:
        """The units to compute, and the numbers that are known already.

        A figure whose text quotes a number that is to be computed is among them.
        """
        kept = {unit: self.result(unit) for unit in units}
        stale = {unit for unit in units if kept[unit] is None}
        numbers = [unit for unit in units if unit.kind == "numbers"]
        known = {f"chapter.{name}": str(n) for name, n in self.catalogue.chapters.items()}
        known |= {name: text for unit in numbers for name, text in (kept[unit] or {}).items()}
        doubtful = {unit.address for unit in numbers if unit in stale}
        for unit in units:
            if unit.kind == "figures" and unit not in stale:
                docstring = self.docstring(unit)
                quoted = {".".join(name.split(".")[:2]) for name in QUOTED.findall(docstring)}
                if quoted & doubtful or alt(unit.address, docstring, known) != kept[unit]["alt"]:
                    stale.add(unit)
        return [unit for unit in units if unit in stale], known

    def sweep(self, units: list[Unit], notebooks: dict[str, str]) -> None:
        """Throw away what was kept of older states. notebooks: their names and keys."""
        current = [(f"{unit.kind}-{unit.address}", unit.key) for unit in units]
        current += [(f"notebook-{name}", key) for name, key in notebooks.items()]
        self.store.sweep([*(f"{kind}-" for kind in KINDS), "notebook-"], current)

    def docstring(self, unit: Unit) -> str:
        """What the docstring of a unit's function says."""
        return self.catalogue.functions(unit.kind)[unit.address].docstring

    def keep(self, unit: Unit, data: dict[str, str], result) -> None:
        """Keep the result of a unit, and a hash of each data file that its process had read."""
        body = json.dumps(result, ensure_ascii=False)
        content = f"{json.dumps(data)}\n{body}".encode()
        self.store.put(f"{unit.kind}-{unit.address}", unit.key, content)

    def hash(self, path: str) -> str:
        """A hash of a data file of the project; of one that is missing, the empty text."""
        if path not in self._hashes:
            self._hashes[path] = hashed(self.root / path)
        return self._hashes[path]


def hashed(file: Path) -> str:
    """A hash of a file; of one that is missing, the empty text."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def signature(root: Path = ROOT) -> dict[str, list[int]]:
    """The time and size of every file that computing may read: equal signatures, equal results."""
    files = [*(root / "snippets").rglob("*"), *(root / "docs/lab").glob("*.py")]
    files += [root / "mkdocs.yml", *(root / "tests").glob("test_*.py")]
    known = {}
    for file in sorted(file for file in files if "__pycache__" not in file.parts):
        with contextlib.suppress(FileNotFoundError):  # an editor's, gone meanwhile, or a dead link
            if stat.S_ISREG((status := file.stat()).st_mode):
                known[str(file.relative_to(root))] = [status.st_mtime_ns, status.st_size]
    return known


def alt(address: str, docstring: str, known: dict[str, str]) -> str:
    """The text for a reader who cannot see the figure: its docstring, each {chapter.number} filled.

    Raises Mistake where there is none, for a number typed by hand, and for one that is unknown.
    """
    text = " ".join(docstring.split())
    if not text:
        raise Mistake(
            f"the figure {address} has no docstring: "
            "say in it what a person who cannot see the figure should know"
        )
    if typed := TYPED.search(text):
        raise Mistake(
            f"the docstring of the figure {address} holds a number typed by hand ({typed[0]}): "
            "write {chapter.name} of a number function"
        )
    for name in QUOTED.findall(text):
        if name not in known:
            raise Mistake(
                f"the docstring of the figure {address} asks for the number {name}, "
                "but no function computes it"
            )
    return QUOTED.sub(lambda match: known[match[1]], text)
