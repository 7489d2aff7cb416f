"""Two builds are the same bytes, whatever machine and person make them."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from building import ROOT, build, copy_sources

# Another place on earth, other hashes of strings, and a locale that knows ASCII only.
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "PYTHONHASHSEED": "1",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
# What an author likes all figures to look like.
STYLE = "axes.grid: True\naxes.facecolor: yellow\nfont.size: 20\nsvg.fonttype: path\n"
# What is kept of one chapter and of the typefaces; the other chapters stay.
FORGOTTEN = ("*question*", "font-*")


def test_two_builds_are_the_same_bytes(site, tmp_path):
    """The second one is made in another folder and another environment, by an author with a style
    of their own, when all but one chapter has been computed before.
    """
    sources = copy_sources(tmp_path / "sources", ".cache")
    (sources / "matplotlibrc").write_text(STYLE, encoding="utf-8")
    for pattern in FORGOTTEN:
        forget(sources / ".cache", pattern)
    again = build(tmp_path / "site", sources, **ELSEWHERE)
    first, second = digests(site), digests(again)
    assert {name for name in first | second if first.get(name) != second.get(name)} == set()


NUMBERS = """
import json
from importlib import import_module
from snippets.press.catalogue import Catalogue

texts = {}
for address in Catalogue().functions("numbers"):
    chapter, name = address.split(".")
    answer = getattr(import_module(f"snippets.numbers.{chapter}"), name)()
    table = answer if isinstance(answer, dict) else {"": answer}
    texts |= {f"{address}.{key}".rstrip("."): text for key, text in table.items()}
print(json.dumps(texts))
"""


def test_numbers_have_the_same_digits_on_another_processor():
    """The linear algebra takes other paths through a computation on other processors, and the last
    bits differ. Here it is told to compute as on an old one; every number printed on a page stays.
    """
    old = {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", NUMBERS],
        cwd=ROOT,
        env=os.environ | old,
        stdout=subprocess.PIPE,
        check=True,
    )
    computed = json.loads(done.stdout)
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    printed = {
        name: text
        for page in pages
        for name, text in re.findall(r'<output name="([^"]+)">([^<]*)</output>', page)
    }
    assert len(printed) > 400
    assert {name: computed[name] for name in printed} == printed


def forget(cache, pattern):
    """Take what matches out of the cache, in which there must be such a thing."""
    kept = [path for path in cache.rglob(pattern) if path.exists()]
    assert kept, f"nothing in .cache is named {pattern}: say here how one chapter is forgotten"
    for path in kept:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def digests(folder):
    """A hash of every file, by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
