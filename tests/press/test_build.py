"""Whole builds of a small project: what is wrong anywhere in it stops the build in one sentence."""

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from itertools import cycle
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from small_project import FILES, make

from snippets.press import commands, moving
from snippets.press.publish import Site
from snippets.press.store import write

PAGE, FIGURES, FRAMES, NUMBERS, BIB = (
    "docs/explanation/columns.md",
    "snippets/figures/columns.py",
    "snippets/frames/columns.py",
    "snippets/numbers/columns.py",
    "docs/about/literature.bib",
)
pytestmark = pytest.mark.filterwarnings("ignore")  # those of MkDocs and its plugins


class Project:
    """The small project, built in this process."""

    def __init__(self, root):
        self.root, self.site = make(root), root.parent / "site"
        self.settings = (self.root / "mkdocs.yml").read_text(encoding="utf-8")

    def build(self, caplog):
        """What MkDocs complains about; nothing when the strict build succeeds."""
        caplog.clear()
        settings = {"site_dir": str(self.site), "strict": True}
        with caplog.at_level(logging.WARNING, "mkdocs"):
            config = load_config(str(self.root / "mkdocs.yml"), **settings)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
                failed = False
            except Abort:
                failed = True
            finally:
                config.plugins.on_shutdown()
        said = [record.getMessage() for record in caplog.records]
        said = [line for line in said if not line.startswith("Error reading page")]
        assert failed == bool(said), said
        return said

    def edit(self, path, before, after):
        text = (self.root / path).read_text(encoding="utf-8")
        assert before in text and before != after
        self.write(path, text.replace(before, after, 1))

    def more(self, path, text):
        self.write(path, (self.root / path).read_text(encoding="utf-8") + text)

    def write(self, path, text):
        (self.root / path).write_text(text, encoding="utf-8")

    def page(self, path="explanation/columns.html"):
        return (self.site / path).read_text(encoding="utf-8")

    def mend(self):
        for path, text in (FILES | {"mkdocs.yml": self.settings}).items():
            file = self.root / path
            if not file.exists() or file.read_bytes() != text.encode():
                self.write(path, text)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("build") / "project")


@pytest.fixture
def project(whole, monkeypatch):
    """The project; a test may change what it likes."""
    monkeypatch.setattr(moving, "SCRIPTS", whole.root / "snippets/frames", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "315532800")
    for name in ("SITE_URL", "REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    yield whole
    whole.mend()


def test_the_whole_project_builds(project, caplog, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://sums.example/a/")
    assert project.build(caplog) == []
    page = project.page()
    assert page.count('role="img" aria-label="A line that rises to 0.50, and') == 2
    assert 'class="phone"' in page and 'class="desk"' in page and "data-late" not in page
    assert 'id="figure-narrowing" data-moving="columns.narrowing" data-root="../"' in page
    assert '"../figures/columns/narrowing.png"' in page
    assert '"../code/figures/columns.html#narrowing"' in page
    assert '<script defer src="../assets/moving/columns-narrowing.js"></script>' in page
    assert page.count('src="../assets/moving/moving.js"') == 1
    assert "assets/moving" not in project.page("explanation/losses.html")
    assert '<em class="w w-cat">cat</em>' in page and 'class="katex"' in page
    assert 'href="../about/claims/columns.html#half-is-half"' in page
    assert "Tested: A half is 0.50." in page
    assert '<abbr title="One number of a row.">column</abbr>' in page
    assert (
        'property="og:image" content="https://sums.example/a/cards/explanation/columns.png"' in page
    )
    assert 'property="og:url" content="https://sums.example/a/explanation/columns.html"' in page
    tests = re.sub("<[^>]*>", "", project.page("about/claims/columns.html"))
    assert "assert columns.half() ==" in tests
    listed = project.page("about/claims.html")
    assert '<a href="claims/columns.html#half-is-half" id="half-is-half">' in listed
    assert ">chapter 1</a>" in project.page("index.html")
    for path in ("narrowing.svg", "narrowing.png", "reads.svg"):
        assert (project.site / "figures/columns" / path).stat().st_size > 500
    index = project.page("search/search_index.json")
    assert "def narrowing" not in index and "assert columns" not in index


BROKEN = {
    "misspelt figure": (
        (PAGE, "columns/reads.svg", "columns/raeds.svg"),
        "explanation/columns.md, line 23: no function draws the figure columns.raeds; add it",
    ),
    "misspelt image": (
        (PAGE, "image: columns/narrowing", "image: columns/narowing"),
        "explanation/columns.md: no function draws the image columns/narowing; write",
    ),
    "figure within a text": (
        (PAGE, "![](../figures/columns/reads.svg)", "See ![](../figures/columns/reads.svg)"),
        "explanation/columns.md: the figure columns.reads must be a paragraph of its own",
    ),
    "stale number": (
        (PAGE, ">0.50<", ">0.51<"),
        "explanation/columns.md, line 10: the number columns.half says 0.51, but it is 0.50; "
        "`make numbers` rewrites the pages",
    ),
    "misspelt formula": (
        (PAGE, r"\alpha", r"\aplha"),
        r"explanation/columns.md: the formula \cat{\aplha} cannot be set: ",
    ),
    "unknown source": (
        (PAGE, "[^a2020]", "[^b2020]"),
        "explanation/columns.md: the source b2020 is not in docs/about/literature.bib",
    ),
    "chapter that the literature does not find": (
        (BIB, "{Much.}", "{[chapter N](../explanation/none.md).}"),
        "none.md is no chapter with a number",
    ),
    "front matter that is none": (
        (PAGE, "title: Columns", "title: A: B"),
        "explanation/columns.md, line 2: what stands between the --- lines is not YAML",
    ),
    "frames of no figure": (
        (FRAMES, "def narrowing", "def moved"),
        "the frames columns.moved belong to no figure: write the function moved in "
        "snippets/figures/columns.py",
    ),
    "script of no figure": (
        ("snippets/frames/idle.js", None, "// idle\n"),
        "the script snippets/frames/idle.js moves no figure",
    ),
    "number on no page": (
        (PAGE, 'Read: <output name="columns.read">seven</output>.', "Read."),
        "the number columns.read stands on no page",
    ),
    "figure that raises": (
        (FIGURES, "    figure = page.figure(100)", "    1 / 0"),
        "the figure columns.narrowing could not be computed: ZeroDivisionError: division by zero "
        "(snippets/figures/columns.py, line 9)",
    ),
    "page that is not UTF-8": (
        ("docs/explanation/losses.md", None, b"---\ntitle: A\n---\n# \xff"),
        "docs/explanation/losses.md: line 4 is not UTF-8; save the file in UTF-8",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_build_with_a_fault_stops_and_says_which(project, caplog, fault):
    (path, before, after), complaint = BROKEN[fault]
    if before is None:
        content = after if isinstance(after, bytes) else after.encode()
        (project.root / path).write_bytes(content)
    else:
        project.edit(path, before, after)
    try:
        said = project.build(caplog)
    finally:
        if path not in FILES:
            (project.root / path).unlink()
    assert len(said) == 1 and f" {complaint}" in f" {said[0]}"
    assert "Traceback" not in caplog.text and "\n" not in said[0].strip()


def test_what_mkdocs_refuses_is_refused(project, caplog):
    project.more(PAGE, "\n[a](nowhere.md) [b](losses.md#nowhere)\n")
    said = project.build(caplog)
    wanted = {
        "nowhere.md": "not found",
        "losses.md#nowhere": "does not contain an anchor '#nowhere'",
    }
    for link, why in wanted.items():
        (line,) = (line for line in said if f"{link}'" in line or f" {link} " in line)
        assert "explanation/columns.md" in line and why in line


def test_a_snippet_that_is_missing_is_refused(project, caplog):
    project.more(PAGE, '\n```python\n--8<-- "snippets/none.py"\n```\n')
    assert "Snippet at path 'snippets/none.py' could not be found" in str(project.build(caplog))


def test_what_was_spoiled_in_the_cache_is_made_anew(project, caplog):
    assert project.build(caplog) == []
    before, folder = project.page(), project.root / ".cache/built"
    spoils = [lambda content: b"", lambda content: content[:-9], lambda content: b"garbage"]
    for spoil, path in zip(cycle(spoils), sorted(folder.iterdir())):
        path.write_bytes(spoil(path.read_bytes()))
    assert project.build(caplog) == [] and project.page() == before


def test_a_page_written_in_windows_is_the_same_page(project, caplog):
    text = FILES[PAGE].replace("\n", "\r\n")
    (project.root / PAGE).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert project.build(caplog) == []


def test_old_addresses_lead_on(project, caplog):
    moved = (
        "  moved:\n    code/old.html: code/checks.html\n"
        "    explanation/columns.html#old: explanation/columns.html#data\n"
    )
    head, _, tail = project.settings.partition("  moved:\n")
    tail = re.sub(r"\A(?:    .*\n)+", "", tail)
    project.write("mkdocs.yml", f"{head}{moved}{tail}")
    assert project.build(caplog) == []
    assert '<h2 id="data"><span id="old"></span>Data' in project.page()
    assert 'location.replace("checks.html" + location.hash)' in project.page("code/old.html")


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[]", b"\xff"], ids=repr)
def test_a_manifest_that_is_none_is_not_believed(project, content):
    site = Site(project.root)
    write(site.store.folder / "manifest.json", content)
    assert not site._load()


# The programs as they are called


def run(root, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def files(site):
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*.*")}


STRANGE = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "TZ": "Asia/Tokyo",
    "PYTHONHASHSEED": "7",
}


def test_settings_locale_and_time_zone_change_no_byte(project, caplog, tmp_path):
    assert project.build(caplog) == []
    (tmp_path / "matplotlibrc").write_text("axes.grid: True\nfont.size: 20\nsvg.fonttype: path\n")
    for path in (project.root / ".cache/built").iterdir():
        if not path.name.startswith("font-"):  # to cut them again takes long, and shapes nothing
            path.unlink()
    build = ("mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site"))
    done = run(project.root, *build, **STRANGE, MATPLOTLIBRC=str(tmp_path))
    assert done.returncode == 0, done.stderr
    plain, strange = files(project.site), files(tmp_path / "site")
    assert plain.keys() == strange.keys()
    assert [str(path) for path in plain if plain[path] != strange[path]] == []


def test_a_mistake_ends_the_command_in_one_sentence(project):
    project.edit(NUMBERS, "1 / 2", "1 / 0")
    done = run(project.root, "snippets.press", "compute")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(
        "the number columns.half could not be computed: ZeroDivisionError: division by zero "
        "(snippets/numbers/columns.py, line 8)"
    )


def test_one_command_rewrites_a_stale_number_and_draws_the_picture(project):
    project.edit(PAGE, ">0.50<", ">0.3<")
    done = run(project.root, "snippets.press", "numbers")
    assert f"rewrote {PAGE}\n" in done.stdout and "2 numbers computed, 1 pages" in done.stdout
    assert (project.root / PAGE).read_text(encoding="utf-8") == FILES[PAGE]
    assert (project.root / "docs/assets/columns.png").read_bytes().startswith(b"\x89PNG")


def test_one_command_adds_permalinks_and_takes_none_away(project, caplog, monkeypatch):
    assert project.build(caplog) == []
    links = project.root / "tests/permalinks.txt"
    links.write_text("an-old-page.html#gone\n")
    monkeypatch.setattr(commands, "PERMALINKS", links)

    def built(command, **_):
        shutil.copytree(project.site, command[-1], dirs_exist_ok=True)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(commands.subprocess, "run", built)
    commands.permalinks()
    lines = links.read_text().splitlines()
    wanted = {"an-old-page.html#gone", "index.html#home", "figures/columns/narrowing.svg"}
    wanted |= {"explanation/columns.html#figure-narrowing", "about/claims.html#half-is-half"}
    assert wanted <= set(lines) and lines == sorted(lines)


# While the site is served


@pytest.fixture
def served(project, tmp_path):
    """The address at which `mkdocs serve` serves a page of the project, and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    log = tmp_path / "log"
    with (
        log.open("w") as said,
        subprocess.Popen(command, cwd=project.root, stdout=said, stderr=said) as server,
    ):
        try:
            yield f"http://{address}/explanation/columns.html", log
        finally:
            server.terminate()


def fetched(address):
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.read().decode()
    except (URLError, ConnectionError, TimeoutError):
        return ""


def wait(address, *said):
    """Wait until the page says all of it; a failure when it does not within five minutes."""
    wait_for(lambda: all(text in fetched(address) for text in said))


def wait_for(condition):
    limit = time.monotonic() + 300
    while not condition():
        if time.monotonic() > limit:
            pytest.fail("waited in vain", pytrace=False)
        time.sleep(0.1)


def test_while_the_site_is_served_every_kind_of_edit_is_seen(project, served):
    served, log = served
    wait(served, "rises to 0.50,", ">seven<")
    project.edit(FIGURES, "return figure", 'figure.text(0, 0, "edited once")\n    return figure')
    wait(served, "edited once")
    project.edit(FIGURES, "edited once", "edited twice")
    wait(served, "edited twice")
    project.edit(PAGE, "A word,", "A new word,")
    wait(served, "A new word,")
    project.edit(NUMBERS, "1 / 2", "2 / 2")
    project.edit(PAGE, ">0.50<", ">1.00<")
    wait(served, "rises to 1.00,", ">1.00<")
    project.write("snippets/data.txt", "eight\n")
    project.edit(PAGE, ">seven<", ">eight<")
    wait(served, ">eight</text>", ">eight</output>")
    project.edit(FIGURES, "edited twice", "edited\n")
    wait_for(lambda: "is not Python: line" in log.read_text(encoding="utf-8"))
    project.edit(FIGURES, "edited\n", "edited and mended")
    wait(served, "edited and mended")
