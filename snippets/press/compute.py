"""Compute everything that the site shows, and keep it: numbers, figures, moving figures, notebooks.

One process computes all of a chapter, so that what its numbers, figures and states share is
computed once. What is kept already, and whose code, data and tools are the same, is left alone.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from snippets.press import ROOT, Mistake, notebooks, results
from snippets.press.catalogue import environment
from snippets.press.store import write
from snippets.press.units import Computed, Unit, hashed, signature

PRELOADED = (
    "numpy",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.stats",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
)


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
    ran = {run.name: run.key for run in runs}
    manifest = {
        "environment": environment(),
        "signature": before,
        "units": [[unit.kind, unit.address, unit.key] for unit in units],
        "notebooks": ran,
    }
    write(root / ".cache/built/manifest.json", json.dumps(manifest).encode())
    computed.sweep(units, ran)
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
            future.add_done_callback(progress.when(f"the notebook {run.name}"))
        if chapters:
            _in_processes(computed.root, chapters, stale, known, progress)
        for future in running:
            future.result()
    progress.end()


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
            progress.elsewhere += _answer(chapter, end)
            progress.done(f"the chapter {chapter}")
    finally:
        for process, end in ends.values():
            end.close()
            process.terminate()
            process.join()


def _answer(chapter: str, end):
    """What the process of a chapter says: its numbers, then its CPU seconds; or its Mistake."""
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
        end.send(time.process_time())
    except Mistake as mistake:
        end.send(mistake)
    except (EOFError, BrokenPipeError):
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
    made = {unit: results.numbers(computed, unit) for unit in units if unit.kind == "numbers"}
    known = exchange({name: text for texts in made.values() for name, text in texts.items()})
    made |= {unit: results.frames(computed, unit) for unit in units if unit.kind == "frames"}
    for unit in units:
        if unit.kind == "figures" and (figure := results.figure(computed, unit, known)):
            made[unit] = figure
    for unit, result in made.items():
        computed.keep(unit, read.files(), result)


class _DataRead:
    """The files of the project that are not code and that this process has opened.

    Each has its hash from before it was first read: one that changes meanwhile counts as changed.
    """

    opened: dict[str, str] = {}
    watching = False

    def __init__(self, root: Path):
        self.root = root
        if not _DataRead.watching:
            sys.addaudithook(self._note)
            _DataRead.watching = True

    def _note(self, event: str, arguments: tuple) -> None:
        if event != "open" or not isinstance(arguments[0], str | os.PathLike):
            return
        path, under = os.path.abspath(arguments[0]), f"{self.root / 'snippets'}{os.sep}"
        code = path.endswith((".py", ".pyc", ".pyi")) or "__pycache__" in path
        if path.startswith(under) and not code and path not in self.opened:
            self.opened[path] = ""  # to hash it is to open it again
            self.opened[path] = hashed(Path(path))

    def files(self) -> dict[str, str]:
        """Their hashes by their paths from the root of the project."""
        return {os.path.relpath(path, self.root): self.opened[path] for path in sorted(self.opened)}


class _Progress:
    """Says what was computed, how much of it all, and at the end what it took."""

    def __init__(self, whole: int, say: Callable[[str], None]):
        self.whole, self.say, self.count, self.start = whole, say, 0, time.monotonic()
        self.elsewhere = 0.0  # CPU seconds of processes that are not children of this one
        say(f"Computing {whole} part{'s' * (whole > 1)} of the site that are new or have changed.")

    def when(self, what: str) -> Callable:
        """What a future calls when it is done."""
        return lambda _: self.done(what)

    def done(self, what: str) -> None:
        """Say that a part is computed."""
        self.count += 1
        seconds = time.monotonic() - self.start
        self.say(f"  {self.count} of {self.whole}: {what}, after {seconds:.0f} s")

    def end(self) -> None:
        """Say how long it took, and how much the processors had to do."""
        used = os.times()
        busy = used.user + used.system + used.children_user + used.children_system + self.elsewhere
        self.say(f"Computed in {time.monotonic() - self.start:.0f} s, {busy:.0f} CPU-s.")


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
