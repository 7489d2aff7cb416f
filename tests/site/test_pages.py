"""The pages as files: valid, light, and in the search index as words."""

import gzip
import json
import subprocess
import sys

import pytest
from building import copy_sources
from validator import messages


def test_every_page_is_valid_html(site):
    assert messages(site) == []


@pytest.fixture(scope="module")
def weights(site, tmp_path_factory):
    """What `make weigh` says: by page, the kB that a browser loads before the first click."""
    root = copy_sources(tmp_path_factory.mktemp("weighed"))
    (root / "site").symlink_to(site)
    command = [sys.executable, "-m", "snippets.press", "weigh"]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    return {line.split()[0]: float(line.split()[-1]) for line in done.stdout.splitlines()[1:]}


def test_every_page_to_read_is_weighed(weights, every):
    chapters = {page for page in every if page.startswith(("explanation/", "lab/"))}
    assert weights.keys() == chapters | {"index.html"}


def test_no_page_is_heavy(weights, site):
    """Everything before the first click weighs less than 200 kB, and less than 150 kB on the home
    page, whose text alone weighs less than 30 kB.
    """
    assert weights["index.html"] < 150
    assert {page: weight for page, weight in weights.items() if weight >= 200} == {}
    assert len(gzip.compress((site / "index.html").read_bytes())) / 1000 < 30


def test_the_search_index_holds_words_and_no_code(site):
    sections = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    assert sections
    assert not [section["location"] for section in sections if "<pre" in section["text"]]
