"""python -m snippets.press numbers | permalinks | weigh"""

import sys

from snippets.press import catalogue, prose

PERMALINKS = catalogue.ROOT / "tests/permalinks.txt"


def numbers():
    """Rewrite the pages so that every bound number says what its function says now."""
    known, changed = catalogue.numbers(), 0
    for path in sorted((catalogue.ROOT / "docs").rglob("*.md")):
        before = path.read_text()
        after = prose.rewrite_numbers(before, known)
        if after != before:
            path.write_text(after)
            changed += 1
            print(f"rewrote {path.relative_to(catalogue.ROOT)}")
    print(f"{len(known)} numbers computed, {changed} pages rewritten")


def main():
    commands = {"numbers": numbers}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"usage: python -m snippets.press {' | '.join(commands)}")
    commands[sys.argv[1]]()


if __name__ == "__main__":
    main()
