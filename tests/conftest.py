"""What the tests share: how examples are drawn, the built site, its address, and a browser.

SITE_FOLDER=folder names a site that is built already; EXPLORE=1 draws fresh examples, and many.
"""

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from browser import ensure, flags
from building import ROOT, build, copy_sources, run_mkdocs
from filelock import FileLock
from hypothesis import HealthCheck, settings
from pages import Page
from playwright.sync_api import sync_playwright

__all__ = ["ROOT", "build", "copy_sources", "run_mkdocs"]
pytest_plugins = ["no_skips"]

# How long an example takes says nothing on another machine, or on a busy one.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("site", **UNTIMED, derandomize=True, database=None)
settings.register_profile("explore", **UNTIMED, max_examples=2000, print_blob=True)
PROFILE = "explore" if os.environ.get("EXPLORE") else "site"
settings.load_profile(PROFILE)


def pytest_report_header():
    """One line on how examples are drawn, and how one that fails is seen again."""
    if PROFILE == "explore":
        return (
            "examples: fresh ones. One that fails is kept in .hypothesis and comes first next "
            "time; elsewhere, put the @reproduce_failure that is printed above its test."
        )
    return "examples: the same every time (EXPLORE=1 draws fresh ones)"


def pytest_collection_modifyitems(items):
    """What needs the built site comes last: one worker builds it while another tests the rest. Of
    that the longest, the walk, comes first, so that no worker waits for it in the end.
    """
    items.sort(key=lambda item: ("site" in item.fixturenames, "walk" not in item.fixturenames))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the strictly built site: SITE_FOLDER, or one that all workers share."""
    if named := os.environ.get("SITE_FOLDER"):
        return existing(Path(named))
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            build(shared / "unfinished").rename(folder)
    return folder


def existing(folder):
    """The folder, which must hold a built site."""
    if not (folder / "index.html").is_file():
        pytest.fail(f"SITE_FOLDER={folder} holds no index.html: build there, or unset it")
    return folder.resolve()


@pytest.fixture(scope="session")
def every(site):
    """Every page of the site: its address and what it holds."""
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="session")
def read(every):
    """The pages that are written to be read, and of the pages of code one of every folder."""
    code, folders = {}, ("code/", "about/claims/")
    for address, page in every.items():
        if address.startswith(folders) and not page.moved:
            code.setdefault(address.rpartition("/")[0], address)
    return [address for address in every if not address.startswith(folders)] + [*code.values()]


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
    """A headless Chromium, driven by Playwright; one for each worker."""
    path = ensure()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags())
        yield chromium
        chromium.close()
