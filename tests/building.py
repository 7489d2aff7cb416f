"""How the tests build the site: MkDocs as `make site` runs it, over these sources or a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMAND = {"SOURCE_DATE_EPOCH": "315532800", "OPENBLAS_NUM_THREADS": "1"}  # as make gives them
SOURCES = ("mkdocs.yml", "docs", "snippets", "tests")


def run_mkdocs(root, *arguments, **environment):
    """What MkDocs did with the sources in the folder `root`: its exit status and its words."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=root,
        env={**COMMAND, **os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def build(folder, root=ROOT, **environment):
    """The folder with the strictly built site in it, or a failure that says what MkDocs said."""
    done = run_mkdocs(root, "build", "--strict", "--site-dir", str(folder), **environment)
    if done.returncode:
        pytest.fail(f"mkdocs build --strict failed:\n{done.stdout}{done.stderr}", pytrace=False)
    return folder


def copy_sources(folder, *more):
    """The folder with a copy of all that a build reads in it.

    more: names of further files or folders, such as ".cache".
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*SOURCES, *more):
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder)
    return folder
