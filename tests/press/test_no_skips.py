"""A skip and an expected failure fail the run, wherever they stand."""

import os
import subprocess
import sys

import pytest
from building import ROOT

HEAD = "import pytest\n\n"
TEST = "def test_it():\n    "


@pytest.mark.parametrize(
    "text",
    [
        f"{TEST}pytest.skip('no time')\n",
        f"@pytest.mark.skipif(True, reason='no time')\n{TEST}pass\n",
        f"@pytest.mark.xfail(reason='no time')\n{TEST}assert False\n",
        f"pytest.skip('no time', allow_module_level=True)\n\n\n{TEST}pass\n",
    ],
    ids=["skip", "skipif", "xfail", "module"],
)
def test_a_test_that_does_not_test_fails(tmp_path, text):
    done = run(tmp_path, text)
    assert done.returncode and "was skipped, and no test may be" in done.stdout, done.stdout
    assert "no time" in done.stdout


def test_a_test_that_tests_passes(tmp_path):
    assert run(tmp_path, f"{TEST}pass\n").returncode == 0


def run(folder, text):
    """What pytest did with one file of tests and with the rule against skips."""
    (folder / "test_it.py").write_text(HEAD + text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no_skips", "-p", "no:cacheprovider", "-rA"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(
        [*command, "--rootdir", folder, folder],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
