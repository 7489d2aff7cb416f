"""Two builds are the same bytes, whatever machine and person make them."""

import hashlib
import shutil

from building import build, copy_sources

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
