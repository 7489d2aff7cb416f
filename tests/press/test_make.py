import re
import shutil
import subprocess

import pytest
from building import ROOT

MAKE = shutil.which("make")
NEEDED = ["Makefile", "pyproject.toml", "requirements.lock"]


@pytest.fixture
def bare(tmp_path):
    """Run make in a fresh clone on a machine that has the given programs and no other."""

    def run(target, **programs):
        for name in NEEDED:
            shutil.copy(ROOT / name, tmp_path)
        for name, script in programs.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
        done = subprocess.run(
            [MAKE, target],
            cwd=tmp_path,
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert done.returncode
        assert not (tmp_path / ".venv").exists()
        return done.stderr.splitlines()[0]

    return run


def test_make_alone_lists_every_command():
    listed = subprocess.run([MAKE], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (commands,) = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(), re.M)
    assert re.findall(r"^make (\w+)", listed, re.M) == commands.split()


def test_without_python_one_sentence_says_so(bare):
    assert bare("site").startswith("Python 3.11 or newer is missing")


def test_without_the_venv_module_one_sentence_says_so(bare):
    python = 'case "$*" in *ensurepip*) exit 1 ;; esac; echo python3'
    assert bare("site", python3=python).startswith("The venv module of Python is missing")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-model.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=\w)", text):
        assert re.match(r"[\w.-]+==", block) and "--hash=sha256:" in block, block
