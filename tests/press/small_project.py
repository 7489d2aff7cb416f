"""A small project with the whole machine of the site, so that a build takes seconds."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = {
    "docs/index.md": """\
---
title: Home
description: A small site.
---
# Home {#home}

See [chapter N](explanation/columns.md).
""",
    "docs/explanation/columns.md": """\
---
title: Columns
description: One chapter.
needs: "You need nothing."
image: columns/narrowing
---
# Columns {#columns}

A word, *cat*, of a column:
a half is <output name="columns.half">0.50</output>.[✓](claim:half_is_half) So
$\\cat{\\alpha}$ is right.[^a2020]

![](../figures/columns/narrowing.svg)

| | b |
|---|---|
| 1 | 2 |

## Data {#data}

Read: <output name="columns.read">seven</output>.

![](../figures/columns/reads.svg)
""",
    "docs/explanation/losses.md": """\
---
title: Losses
description: A chapter that the literature names.
---
# Losses {#losses}
""",
    "docs/about/notation.md": """\
---
title: Notation
description: Words.
---
# Notation {#notation}

- <dfn>Column</dfn>. One number of a row.
""",
    "docs/about/corrections.md": """\
---
title: Corrections
description: What was wrong.
---
# Corrections {#corrections}
""",
    "docs/about/built.md": """\
---
title: Built
description: How it is built.
---
# Built {#built}
""",
    "docs/about/literature.bib": """\
@misc{a2020, title = {A}, author = {B. C}, year = {2020}, part = {start}, adds = {Much.},
  leaves = {Little.}}
""",
    "docs/assets/katex/katex.css": "",
    "docs/assets/site.css": """\
@font-face { font-family: "S"; font-weight: 400 600; font-display: block;
  src: url(fonts/source-sans-3.woff2) }
""",
    "snippets/numbers/columns.py": '''\
"""Numbers."""

from snippets.reading import DATA


def half():
    """A half."""
    return f"{1 / 2:.2f}"


def read():
    """What the file says."""
    return DATA.read_text(encoding="utf-8").strip()
''',
    "snippets/reading.py": '''\
"""Data."""

from pathlib import Path

DATA = Path(__file__).with_name("data.txt")
''',
    "snippets/data.txt": "seven\n",
    "snippets/figures/columns.py": '''\
"""Figures."""

from snippets.drawing.words import TONES
from snippets.reading import DATA


def narrowing(page):
    """A line that rises to {columns.half}, and it is as long as the text of a figure should be."""
    figure = page.figure(100)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=TONES["ink"]["light"])[0].set_gid("line")
    return figure


def reads(page):
    """A word that a file holds, which is drawn in the middle of the figure, and nothing else."""
    figure = page.figure(60)
    figure.text(0.5, 0.5, DATA.read_text(encoding="utf-8").strip())
    return figure
''',
    "snippets/frames/columns.py": '''\
"""Moving figures."""

from snippets.drawing.controls import Frames, switch


def narrowing():
    """Two states."""
    return Frames("Try it.", {"on": switch("On", True)}, {"all": [[0, 1], [1, 0]]})
''',
    "snippets/frames/moving.js": "// what moves\n",
    "snippets/frames/columns-narrowing.js": "// how it moves\n",
    "tests/test_columns.py": '''\
"""Claims."""

from snippets.numbers import columns


def test_half_is_half():
    """A half is 0.50."""
    assert columns.half() == "0.50"
''',
}
NOTEBOOK = """\
# ---
# title: A
# description: B
# needs: C
# image: columns/narrowing
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] address="a"
# # A

# %%
1 + 1
"""
PAGES = """\
nav:
  - index.md
  - explanation/columns.md
  - explanation/losses.md
  - about/claims.md
  - about/notation.md
  - about/literature.md
  - about/corrections.md
  - about/built.md

"""


def make(root: Path) -> Path:
    """Write the project into an empty folder."""
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name in ("press", "drawing"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / f"snippets/{name}", root / f"snippets/{name}", ignore=ignored)
    for name in ("__init__", "checks", "numbers/__init__", "figures/__init__", "frames/__init__"):
        shutil.copy(ROOT / f"snippets/{name}.py", root / f"snippets/{name}.py")
    before, _, after = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:\n")
    _, _, after = after.partition("not_in_nav:")
    text = f"{before}{PAGES}not_in_nav:{after}"
    text = text.replace("  polyfills: [assets/iframe-worker.js]\n", "")
    text = re.sub(r"  # Every answer.*?(?=  generator)", "", text, flags=re.DOTALL)
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return root
