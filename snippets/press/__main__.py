"""python -m snippets.press compute | numbers | permalinks | weigh | moves | times"""

import argparse
import importlib
import json
import os
import sys

from snippets.press import Mistake

COMMANDS = ("compute", "numbers", "permalinks", "weigh", "moves", "times")


def main() -> None:
    """Run one command; what is wrong is said in one sentence."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices here are small
    parser = argparse.ArgumentParser(prog="python -m snippets.press")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--pipe", action="store_true", help="compute: answer a program")
    parser.add_argument("--stay", action="store_true", help="compute: stay, and answer again")
    options = parser.parse_args()
    module = options.command if options.command in ("compute", "times") else "commands"
    program = importlib.import_module(f"snippets.press.{module}")
    if options.pipe:
        for _ in sys.stdin:
            print(json.dumps(program.answer(options.stay)), flush=True)
        return
    try:
        getattr(program, "run" if options.command == "compute" else options.command)()
    except Mistake as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main()
