"""Two programs with a folder between them.

compute: finds what the snippets, tests and notebooks define, computes it, and keeps each result
under a key that covers everything that shaped it. It knows no MkDocs. Its modules: outline,
catalogue, store, compute, notebooks.

publish: computes nothing. It reads what compute kept, parses each page once, refuses what is not
true of it, and hands MkDocs what it needs. Its modules: page, markdown, generated, literature,
formulas, fonts, moving, lab, publish, hook.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]


class Mistake(ValueError):
    """Something on the site is wrong: one message that names the place, and the remedy."""
