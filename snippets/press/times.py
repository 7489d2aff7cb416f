"""How long building takes, beside plain Material on the same pages: ratios of one run."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import yaml
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from snippets.press import ROOT, Mistake
from snippets.press.publish import LATE, Site

BUILD = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir"]
OURS = ("hooks", "watch")  # settings that plain Material does without
ROUNDS = 5
EDITED = "    return figure\n"


def times() -> None:
    """Print a table: computing, a build with nothing changed, an edit, a bare clone, the tests."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        copy = _copy(place / "copy")
        print(f"compute everything, nothing kept: {_computing(copy)}", flush=True)
        ours, plain = _beside(copy, _staged(place / "plain"), place)
        print(f"build, nothing changed: {ours:.2f} CPU-s", flush=True)
        print(f"plain Material, the same pages: {plain:.2f} CPU-s, ratio {ours / plain:.2f}")
        print(f"edit a figure until it is served: {_edit(copy):.1f} s", flush=True)
        seconds, busy = _run(["git", "clone", "--quiet", str(ROOT), str(place / "clone")], place)
        seconds, busy = _run(["make", "site"], place / "clone")
        print(f"bare clone to site: {seconds:.0f} s, {busy:.0f} CPU-s", flush=True)
        seconds, busy = _run(["make", "test"], ROOT)
        print(f"all tests: {seconds:.0f} s, {busy / 60:.1f} CPU-minutes")


def _copy(folder: Path) -> Path:
    """The project's files without anything that was computed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def _computing(copy: Path) -> str:
    """What computing everything takes, as it says itself."""
    compute = [sys.executable, "-m", "snippets.press", "compute"]
    done = subprocess.run(compute, cwd=copy, capture_output=True, text=True)
    if done.returncode:
        raise Mistake(done.stderr.strip())
    return done.stdout.splitlines()[-1].removeprefix("Computed in ").rstrip(".")


def _staged(folder: Path) -> Path:
    """The site's pages and files for plain Material: no hook, nothing left to compute."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    site = config["hooks"]["snippets/press/hook.py"].site
    config = config.plugins.on_config(config)
    files = config.plugins.on_files(get_files(config), config=config)
    for file in files:
        if file.src_uri.replace(".md", ".html") in site.moved:
            continue  # it needs a template of ours
        target = folder / "docs" / file.src_uri
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.is_documentation_page() or file.src_uri.endswith(".ipynb"):
            target.with_suffix(".md").write_text(_plain(site, file), encoding="utf-8")
        else:
            target.write_bytes(file.content_bytes)
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings = {name: value for name, value in settings.items() if name not in OURS}
    settings["theme"].pop("custom_dir", None)
    settings["plugins"] = ["search", "offline"]
    text = yaml.safe_dump(settings, sort_keys=False).replace(".ipynb", ".md")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


def _plain(site: Site, file) -> str:
    """A page as Markdown alone, its front matter included."""
    page = SimpleNamespace(file=file, meta={})
    written = file.src_uri in site.pages
    body = site.page_markdown("" if written else file.content_string, page=page)
    if not written:
        return body

    def cell(mark: re.Match) -> str:
        kind, name, *number = mark[1].split()
        source = site.notebooks[name].cells[int(number[0])].source if number else ""
        return f"```python\n{source}\n```" if kind == "cell" else ""

    head = yaml.safe_dump(page.meta, sort_keys=False, allow_unicode=True)
    return f"---\n{head}---\n{LATE.sub(cell, body)}".replace(".ipynb", ".md")


def _beside(copy: Path, plain: Path, place: Path) -> tuple[float, float]:
    """The CPU seconds of a build with nothing changed and of plain Material, in turn."""
    ours, theirs = [], []
    for turn in range(ROUNDS + 1):
        first = _run([*BUILD, str(place / "ours")], copy)[1]
        second = _run([*BUILD, str(place / "theirs")], plain)[1]
        if turn:  # the first of each warms the machine
            ours.append(first)
            theirs.append(second)
    return median(ours), median(theirs)


def _edit(copy: Path) -> float:
    """The seconds from an edit of a figure until it is served, the middle of several."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    serve = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload"]
    source = copy / "snippets/figures/question.py"
    before, seconds = source.read_text(encoding="utf-8"), []
    with subprocess.Popen([*serve, "--dev-addr", address], cwd=copy) as server:
        try:
            figure = f"http://{address}/figures/question/table.svg"
            _wait(partial(_says, figure, "weight"))
            for turn in range(ROUNDS):
                label = f'    figure.text(0.5, 0.5, "edited {turn}")\n'
                source.write_text(before.replace(EDITED, label + EDITED), encoding="utf-8")
                seconds.append(_wait(partial(_says, figure, f"edited {turn}")))
        finally:
            server.terminate()
    return median(seconds[1:])


def _says(address: str, text: str) -> bool:
    """Whether the text stands in what is served there."""
    try:
        with urlopen(address, timeout=10) as answer:
            return text in answer.read().decode()
    except (URLError, ConnectionError, TimeoutError):
        return False


def _wait(condition: Callable[[], bool]) -> float:
    """The seconds until the condition holds; Mistake when that takes more than five minutes."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > 300:
            raise Mistake("the edited figure was not served within five minutes")
        time.sleep(0.02)
    return time.monotonic() - start


def _run(command: list[str], folder: Path) -> tuple[float, float]:
    """The seconds and the CPU seconds of a program. Raises Mistake when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    start, before = time.monotonic(), os.times()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Mistake(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = os.times()
    busy = sum(
        getattr(after, name) - getattr(before, name)
        for name in ("children_user", "children_system")
    )
    return time.monotonic() - start, busy
