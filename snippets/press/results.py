"""What a unit becomes: the texts of a number, the states of a moving figure, a drawn figure."""

import base64
import contextlib
import importlib
import io
import json
import os
import re
import traceback
import warnings
from pathlib import Path

from snippets.press import Mistake
from snippets.press.catalogue import script
from snippets.press.units import QUOTED, Computed, Unit, alt

NOT_FINITE = re.compile(r"\b(nan|inf(inity)?)\b", re.IGNORECASE)


def numbers(computed: Computed, unit: Unit) -> dict[str, str]:
    """The texts of a number function by their addresses."""
    answer = _called(computed, unit)
    table = answer if isinstance(answer, dict) and answer else {"": answer}
    texts = {f"{unit.address}.{name}".rstrip("."): text for name, text in table.items()}
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or NOT_FINITE.search(text):
            raise Mistake(
                f"the number {name} must be a text without NaN or infinity, but it is {text!r}"
            )
    return texts


def frames(computed: Computed, unit: Unit) -> dict:
    """A moving figure: its controls, its states as JSON, and the scripts that it needs."""
    moving = _called(computed, unit)
    with _one_message(computed, unit):
        states = {name: _json(state) for name, state in moving.states.items()}
        controls = json.loads(_json(moving.controls))
    return {
        "invitation": moving.invitation,
        "controls": controls,
        "states": states,
        "first": list(moving.first),
        "scripts": ["moving", *moving.needs, script(unit.address)],
    }


def _json(state) -> str:
    return json.dumps(state, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def figure(computed: Computed, unit: Unit, known: dict) -> dict | None:
    """A figure: its text, the numbers that the text names, its drawings; None if that is kept."""
    docstring = computed.docstring(unit)
    text = alt(unit.address, docstring, known)
    if (kept := computed.result(unit)) and kept["alt"] == text:
        return None
    page = importlib.import_module("snippets.drawing.page")
    svg = importlib.import_module("snippets.drawing.svg")
    prefix = unit.address.replace(".", "-").replace("_", "-")
    with _one_message(computed, unit):
        function = _function(unit)
        drawings = {
            each.name: svg.Drawing(page.draw(function, each)) for each in (page.PHONE, page.DESK)
        }
        desk = drawings["desk"]
        return {
            "alt": text,
            "quoted": QUOTED.findall(docstring),
            **{name: drawing.inline(f"{prefix}-{name}") for name, drawing in drawings.items()},
            "svg": desk.standalone(text).decode(),
            "png": base64.b64encode(desk.picture(text)).decode(),
        }


def _function(unit: Unit):
    return getattr(importlib.import_module(f"snippets.{unit.kind}.{unit.chapter}"), unit.name)


def _called(computed: Computed, unit: Unit):
    with _one_message(computed, unit):
        return _function(unit)()


@contextlib.contextmanager
def _one_message(computed: Computed, unit: Unit):
    """Turn an error into one message that names the function, the error, its file and its line.

    A warning is an error, and so is something that is printed.
    """
    printed = io.StringIO()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("error")
            yield
    except Mistake:
        raise
    except (Exception, SystemExit) as error:
        where = _where(computed.root, error)
        raise Mistake(
            f"{unit.said} could not be computed: {type(error).__name__}: {error}{where}"
        ) from error
    if said := printed.getvalue().strip():
        raise Mistake(f"{unit.said} prints {said.splitlines()[0]!r}: delete what prints it")


def _where(root: Path, error: BaseException) -> str:
    """The last line of the project's own code that an error came through."""
    under = f"{root / 'snippets'}{os.sep}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(under)]
    own = [frame for frame in own if f"{os.sep}press{os.sep}" not in frame.filename]
    return f" ({os.path.relpath(own[-1].filename, root)}, line {own[-1].lineno})" if own else ""
