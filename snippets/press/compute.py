"""Compute everything that the site shows, and keep it: numbers, figures, moving figures, notebooks.

One process computes all of a chapter, so that what its numbers, figures and states share is
computed once. What is kept already, and whose code, data and tools are the same, is left alone.
"""

import base64
import contextlib
import hashlib
import importlib
import io
import json
import os
import re
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from snippets.press import ROOT, Mistake, notebooks
from snippets.press.catalogue import KINDS, Catalogue, environment, script
from snippets.press.store import write

QUOTED = re.compile(r"\{([\w.]+)\}")
TYPED = re.compile(r"\d+\.\d+|\d+\s*%")
PRELOADED = (
    "numpy",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.stats",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "fontTools.ttLib",
)


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
            Unit(kind, *address.split("."), self.catalogue.code_key(kind, *address.split(".")))
            for kind in KINDS
            for address in self.catalogue.functions(kind)
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

    def sweep(self, units: list[Unit], runs: list[notebooks.Run]) -> None:
        """Throw away what was kept of older states of the project."""
        current = [(f"{unit.kind}-{unit.address}", unit.key) for unit in units]
        current += [(f"notebook-{run.name}", run.key) for run in runs]
        self.store.sweep([*(f"{kind}-" for kind in KINDS), "notebook-"], current)

    def docstring(self, unit: Unit) -> str:
        """What the docstring of a unit's function says."""
        return self.catalogue.functions(unit.kind)[unit.address].docstring

    def keep(self, unit: Unit, data: list[str], result) -> None:
        """Keep the result of a unit, and which data files its process had read."""
        seen = json.dumps({path: self.hash(path) for path in data})
        body = json.dumps(result, ensure_ascii=False)
        self.store.put(f"{unit.kind}-{unit.address}", unit.key, f"{seen}\n{body}".encode())

    def hash(self, path: str) -> str:
        """A hash of a data file of the project; of one that is missing, the empty text."""
        if path not in self._hashes:
            file = self.root / path
            known = file.is_file()
            self._hashes[path] = hashlib.sha256(file.read_bytes()).hexdigest() if known else ""
        return self._hashes[path]


def signature(root: Path = ROOT) -> dict[str, list[int]]:
    """The time and size of every file that computing may read: equal signatures, equal results."""
    files = [*(root / "snippets").rglob("*"), *(root / "docs/lab").glob("*.py")]
    files += [root / "mkdocs.yml", *(root / "tests").glob("test_*.py")]
    return {
        str(file.relative_to(root)): [file.stat().st_mtime_ns, file.stat().st_size]
        for file in sorted(files)
        if file.is_file() and "__pycache__" not in file.parts
    }


def run(root: Path = ROOT, say: Callable[[str], None] = print) -> dict:
    """Compute what is not kept yet, and write the manifest of all that is; returns it.

    Raises Mistake for the first thing that cannot be computed.
    """
    before = signature(root)
    computed = Computed(root)
    units = computed.units()
    stale, known = computed.stale(units)
    runs = notebooks.runs(computed.catalogue)
    waiting = [run for run in runs if not run.kept(computed.store)]
    if stale or waiting:
        _compute(computed, stale, known, waiting, say)
    manifest = {
        "environment": environment(),
        "signature": before,
        "units": [[unit.kind, unit.address, unit.key] for unit in units],
        "notebooks": [[run.name, run.key] for run in runs],
    }
    write(root / ".cache/built/manifest.json", json.dumps(manifest).encode())
    computed.sweep(units, runs)
    return manifest


def _compute(computed: Computed, stale: list[Unit], known: dict, runs, say) -> None:
    chapters = sorted({unit.chapter for unit in stale})
    progress = _Progress(len(chapters) + len(runs), say)
    if len(chapters) == 1 and not runs:
        _chapter(computed, stale, lambda mine: known | mine)
        progress.done(f"the chapter {chapters[0]}")
        return
    with ThreadPoolExecutor(len(runs) or 1) as pool:
        running = [pool.submit(notebooks.run, computed.catalogue, run) for run in runs]
        for run, future in zip(runs, running):
            future.add_done_callback(lambda _, run=run: progress.done(f"the notebook {run.name}"))
        if chapters:
            _in_processes(computed.root, chapters, stale, known, progress)
        for future in running:
            future.result()


def _in_processes(root: Path, chapters, stale, known: dict, progress) -> None:
    """Compute each chapter in a process of its own, as many at a time as there are cores."""
    context = _context()
    cores = context.Semaphore(os.cpu_count() or 1)
    ends = {}
    for chapter in chapters:
        here, there = context.Pipe()
        mine = [unit for unit in stale if unit.chapter == chapter]
        process = context.Process(target=_chapter_process, args=(root, mine, cores, there))
        process.start()
        there.close()
        ends[chapter] = process, here
    try:
        known = dict(known)
        for chapter, (_, end) in ends.items():
            known |= _answer(chapter, end)
        for _, end in ends.values():
            end.send(known)
        for chapter, (_, end) in ends.items():
            _answer(chapter, end)
            progress.done(f"the chapter {chapter}")
    finally:
        for process, end in ends.values():
            end.close()
            process.terminate()
            process.join()


def _answer(chapter: str, end):
    """What the process of a chapter says: its numbers, then nothing; Mistake when it failed."""
    try:
        answer = end.recv()
    except EOFError:
        raise Mistake(f"the process that computed the chapter {chapter} died") from None
    if isinstance(answer, Mistake):
        raise answer
    return answer


def _chapter_process(root: Path, units, cores, end) -> None:
    def exchange(mine: dict) -> dict:
        end.send(mine)
        cores.release()
        known = end.recv()
        cores.acquire()
        return known

    cores.acquire()
    try:
        _chapter(Computed(root), units, exchange)
        end.send(None)
    except Mistake as mistake:
        end.send(mistake)
    except EOFError:
        pass  # another chapter failed
    finally:
        cores.release()


def _chapter(computed: Computed, units, exchange: Callable[[dict], dict]) -> None:
    """Compute and keep some units of one chapter.

    exchange: gives the numbers of this chapter, and returns those of all chapters.
    """
    if str(computed.root) not in sys.path:
        sys.path.insert(0, str(computed.root))
    read = _DataRead(computed.root)
    made = {unit: _number(computed, unit) for unit in units if unit.kind == "numbers"}
    known = exchange({name: text for texts in made.values() for name, text in texts.items()})
    made |= {unit: _frames(computed, unit) for unit in units if unit.kind == "frames"}
    for unit in units:
        if unit.kind == "figures" and (figure := _figure(computed, unit, known)):
            made[unit] = figure
    for unit, result in made.items():
        computed.keep(unit, read.files(), result)


class _DataRead:
    """Which files of the project that are not code this process has opened since it began."""

    opened: set[str] = set()
    watching = False

    def __init__(self, root: Path):
        self.root = root
        if not _DataRead.watching:
            sys.addaudithook(self._note)
            _DataRead.watching = True

    def _note(self, event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            self.opened.add(os.path.abspath(arguments[0]))

    def files(self) -> list[str]:
        """Their paths from the root of the project, sorted."""
        under = f"{self.root / 'snippets'}{os.sep}"
        data = (path for path in self.opened if path.startswith(under))
        data = (path for path in data if not path.endswith((".py", ".pyc", ".pyi")))
        return sorted(os.path.relpath(path, self.root) for path in data)


def _number(computed: Computed, unit: Unit) -> dict[str, str]:
    """The texts of a number function by their addresses."""
    answer = _called(computed, unit)
    table = answer if isinstance(answer, dict) else {"": answer}
    texts = {f"{unit.address}.{name}".rstrip("."): text for name, text in table.items()}
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or re.search(r"\b(nan|inf)\b", text):
            raise Mistake(
                f"the number {name} must be a text without NaN or infinity, but it is {text!r}"
            )
    return texts


def _frames(computed: Computed, unit: Unit) -> dict:
    """A moving figure: its controls, its states as JSON, and the scripts that it needs."""
    frames = _called(computed, unit)
    with _one_message(computed, unit):
        states = {name: _json(state) for name, state in frames.states.items()}
    return {
        "invitation": frames.invitation,
        "controls": frames.controls,
        "states": states,
        "first": list(frames.first),
        "scripts": ["moving", *frames.needs, script(unit.address)],
    }


def _json(state) -> str:
    return json.dumps(state, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def _figure(computed: Computed, unit: Unit, known: dict) -> dict | None:
    """A figure: its text, the numbers that the text names, its drawings; None if that is kept."""
    docstring = computed.docstring(unit)
    text = alt(unit.address, docstring, known)
    if (kept := computed.result(unit)) and kept["alt"] == text:
        return None
    page = importlib.import_module("snippets.drawing.page")
    svg = importlib.import_module("snippets.drawing.svg")
    prefix = unit.address.replace(".", "-").replace("_", "-")
    with _one_message(computed, unit):
        function = _function(unit)
        drawings = {
            each.name: svg.Drawing(page.draw(function, each)) for each in (page.PHONE, page.DESK)
        }
        desk = drawings["desk"]
        return {
            "alt": text,
            "quoted": QUOTED.findall(docstring),
            **{name: drawing.inline(f"{prefix}-{name}") for name, drawing in drawings.items()},
            "svg": desk.standalone(text).decode(),
            "png": base64.b64encode(desk.picture(text)).decode(),
        }


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


def _function(unit: Unit):
    return getattr(importlib.import_module(f"snippets.{unit.kind}.{unit.chapter}"), unit.name)


def _called(computed: Computed, unit: Unit):
    with _one_message(computed, unit):
        return _function(unit)()


@contextlib.contextmanager
def _one_message(computed: Computed, unit: Unit):
    """Turn an error into one message that names the function, the error, its file and its line.

    A warning is an error, and so is something that is printed.
    """
    printed = io.StringIO()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("error")
            yield
    except Mistake:
        raise
    except Exception as error:
        where = _where(computed.root, error)
        raise Mistake(
            f"{unit.said} could not be computed: {type(error).__name__}: {error}{where}"
        ) from error
    if said := printed.getvalue().strip():
        raise Mistake(f"{unit.said} prints {said.splitlines()[0]!r}: delete what prints it")


def _where(root: Path, error: Exception) -> str:
    """The last line of the project's own code that an error came through."""
    under = f"{root / 'snippets'}{os.sep}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(under)]
    own = [frame for frame in own if f"{os.sep}press{os.sep}" not in frame.filename]
    return f" ({os.path.relpath(own[-1].filename, root)}, line {own[-1].lineno})" if own else ""


class _Progress:
    """Says what was computed, and how much of it all."""

    def __init__(self, whole: int, say: Callable[[str], None]):
        self.whole, self.say, self.count, self.start = whole, say, 0, time.monotonic()
        say(f"Computing {whole} part{'s' * (whole > 1)} of the site that are new or have changed.")

    def done(self, what: str) -> None:
        self.count += 1
        seconds = time.monotonic() - self.start
        self.say(f"  {self.count} of {self.whole}: {what}, after {seconds:.0f} s")


def answer(stay: bool, root: Path = ROOT) -> str | None:
    """Compute, and return what is wrong in one sentence, or None.

    stay: in a child of a process that has the libraries loaded and stays, so that the code of the
    project is read anew each time.
    """
    if not stay:
        return _said(root)
    context = _context()
    here, there = context.Pipe()
    child = context.Process(target=_answer_through, args=(root, there))
    child.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        return "the process that computes died"
    finally:
        child.join()


def _answer_through(root: Path, end) -> None:
    end.send(_said(root))


def _said(root: Path) -> str | None:
    try:
        run(root, lambda line: print(line, file=sys.stderr, flush=True))
    except Mistake as mistake:
        return str(mistake)
    return None


def _context():
    """How processes are started: where possible as forks of one that has the libraries loaded."""
    context = get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload([*PRELOADED])
    return context
