"""What the tests share: the built site, its address, and a browser."""

import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from browser import ensure, flags
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent

# Random inputs without a time limit for each; on a machine that checks others' work, the same ones
# every time.
settings.register_profile("site", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("site")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the strictly built site; parallel workers share one build."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            build(shared / "unfinished").rename(folder)
    return folder


def build(folder, root=ROOT, **environment):
    """Build the site into the folder as `make site` does, or fail with what MkDocs said."""
    done = run_mkdocs(root, "build", "--strict", "--site-dir", str(folder), **environment)
    if done.returncode:
        pytest.fail(f"mkdocs build --strict failed:\n{done.stdout}{done.stderr}", pytrace=False)
    return folder


def run_mkdocs(root, *arguments, **environment):
    """Run MkDocs over the sources in the folder `root`."""
    environment = {
        "SOURCE_DATE_EPOCH": "315532800",
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )


def copy_sources(folder, *more):
    """A copy of all that a build reads, in the folder; `more` names further files or folders, such
    as ".cache".
    """
    for name in ("mkdocs.yml", "docs", "snippets", "tests", *more):
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="session")
def served(site):
    """The address at which the built site is served, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, driven by Playwright."""
    path = ensure()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags())
        yield chromium
        chromium.close()
