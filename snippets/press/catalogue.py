"""A name is an address: which figures, numbers, claims and code pages there are, and what each of
them is.

The figure `narrowing` of the chapter `columns` is the function `narrowing` in
snippets/figures/columns.py and the file figures/columns/narrowing.svg of the site. The number
`columns.cat` is the function `cat` in snippets/numbers/columns.py; a function that returns a table
gives one number for each key, such as `columns.widest_given.3`. The claim
`three_columns_prove_cat_the_strongest` is the test of that name, with `test_` before it, in a test
module named like a chapter. A reader can move the figure `columns.slide` because
snippets/frames/columns.py has a function `slide` as well: it returns the controls and every state,
and snippets/frames/columns-slide.js shows one. There is no other register.

What was drawn or computed is kept in .cache under a key that covers every file it depends on, and
used again while that key holds.
"""

import ast
import hashlib
import importlib
import inspect
import json
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUOTED = re.compile(r"\{([\w.]+)\}")
CACHE = ROOT / ".cache/press"
SCRIPTS = ROOT / "snippets/frames"


class Mistake(ValueError):
    """Something on the site is wrong: one message that names the page or function, and the remedy."""


@dataclass(frozen=True)
class Drawn:
    """A figure as it goes into the site."""

    alt: str
    quoted: frozenset  # the numbers that its text names
    phone: str
    desk: str
    svg: bytes
    png: bytes


@dataclass(frozen=True)
class Moving:
    """How a reader can move a figure: its controls, and every state as JSON, by name; those named
    in `first` come with the page.
    """

    invitation: str
    controls: dict
    states: dict
    first: tuple
    scripts: tuple  # the names of the scripts in snippets/frames/ that it needs, in this order


@dataclass(frozen=True)
class Claim:
    """A statement of the site that is a test. `name` without `test_`; `line` counts from 1."""

    name: str
    chapter: str
    sentence: str
    source: str

    @property
    def address(self):
        return f"about/claims.md#{self.name.replace('_', '-')}"


def names(kind):
    """All addresses "chapter.function" of one kind ("figures", "numbers" or "frames"), in the order
    of the files; nothing is imported.
    """
    return [
        f"{path.stem}.{function.name}" for path in _modules(kind) for function in _functions(path)
    ]


def chapters():
    """The names of the chapters, in reading order."""
    return re.findall(
        r"^\s*- explanation/(\w+)\.md", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE
    )


def claims():
    """Every claim of the chapters, read from the tests without running them."""
    found = []
    for path in [ROOT / "tests" / f"test_{chapter}.py" for chapter in chapters()]:
        text = path.read_text() if path.exists() else ""
        for function in _functions(path) if text else []:
            if function.name.startswith("test_"):
                name = function.name.removeprefix("test_")
                first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
                source = "\n".join(text.splitlines()[first - 1 : function.end_lineno])
                sentence = (
                    ast.get_docstring(function) or name.replace("_", " ").capitalize() + "."
                ).replace("\n", " ")
                found.append(Claim(name, path.stem.removeprefix("test_"), sentence, source))
    return found


def numbers():
    """Every number of the prose: address to text."""
    _together(
        _numbers_of,
        [
            (chapter,)
            for chapter in _chapters_of("numbers")
            if not _store("numbers", chapter).exists()
        ],
    )
    return {
        f"{chapter}.{name}": text
        for chapter in _chapters_of("numbers")
        for name, text in _numbers_of(chapter).items()
    }


def figures():
    """Every figure, drawn: address to Drawn."""
    known = numbers()
    _together(
        _figures_of,
        [
            (chapter, known)
            for chapter in _chapters_of("figures")
            if not _store("figures", chapter).exists()
        ],
    )
    return {
        address: drawn
        for chapter in _chapters_of("figures")
        for address, drawn in _figures_of(chapter, known).items()
    }


def moving():
    """Every figure that can be moved: address to Moving."""
    _together(
        _moving_of,
        [
            (chapter,)
            for chapter in _chapters_of("frames")
            if not _store("frames", chapter).exists()
        ],
    )
    found = {
        f"{chapter}.{name}": each
        for chapter in _chapters_of("frames")
        for name, each in _moving_of(chapter).items()
    }
    drawn = set(names("figures"))
    for address, each in found.items():
        if address not in drawn:
            raise Mistake(
                f"the frames {address} belong to no figure: write the function {address.split('.')[1]} in snippets/figures/{address.split('.')[0]}.py, or delete them"
            )
        for needed in each.scripts:
            if not (SCRIPTS / f"{needed}.js").exists():
                raise Mistake(
                    f"the frames {address} are shown by no script: write snippets/frames/{needed}.js, or delete them"
                )
    for idle in sorted(
        {path.stem for path in SCRIPTS.glob("*.js")}
        - {needed for each in found.values() for needed in each.scripts}
    ):
        raise Mistake(
            f"the script snippets/frames/{idle}.js moves no figure: write the function for it in snippets/frames, or delete it"
        )
    return found


def script(address):
    """The name of the script in snippets/frames/ that shows the states of a figure."""
    return address.replace(".", "-").replace("_", "-")


def alt(address, docstring, known):
    """The text for a reader who cannot see the figure: its docstring, with {chapter.number}
    replaced by that number.
    """
    text = " ".join(inspect.cleandoc(docstring or "").split())
    if not text:
        raise Mistake(
            f"the figure {address} has no docstring: say in it what a person who cannot see the figure should know"
        )
    typed = re.search(r"\d+\.\d+|\d+\s*%", text)
    if typed:
        raise Mistake(
            f"the docstring of the figure {address} holds a number typed by hand ({typed[0]}): write {{chapter.name}} of a number function"
        )

    def fill(match):
        if match[1] not in known:
            raise Mistake(
                f"the docstring of the figure {address} asks for the number {match[1]}, but no function computes it"
            )
        return known[match[1]]

    return QUOTED.sub(fill, text)


@cache
def fingerprint(path, frame=False):
    """A hash of a snippet and of everything in snippets/ that it imports, data included, and of the
    libraries that compute.

    frame: leave the public functions of the snippet itself out, each of which is then answered for
    by its own source.
    """
    digest = hashlib.sha256(
        "".join(f"{name}{version(name)}" for name in ("numpy", "scipy", "matplotlib")).encode()
    )
    for file in sorted(needed(path)):
        content = _frame(file) if frame and file == path else _digest(file)
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()[:24]


def _frame(path):
    """A file without its public functions, as text."""
    tree = _parsed(path)
    tree.body = [node for node in tree.body if not _is_public(node)]
    return ast.unparse(tree).encode()


@cache
def _digest(file):
    return hashlib.sha256(file.read_bytes()).digest()


def sweep(more=()):
    """Throw away what the cache holds for older states of the snippets. more: further folders of it
    that hold the present state.
    """
    now = {
        _store(kind, chapter)
        for kind in ("numbers", "figures", "frames")
        for chapter in _chapters_of(kind)
    } | set(more)
    for entry in CACHE.glob("*"):
        if entry not in now:
            shutil.rmtree(entry)


def _store(kind, chapter):
    return (
        CACHE
        / f"{kind}-{chapter}-{fingerprint(ROOT / f'snippets/{kind}/{chapter}.py', frame=kind == 'figures')}"
    )


def _together(function, tasks):
    """Fill the cache for several chapters at once, one process a core; a single chapter is quicker
    without.
    """
    if len(tasks) > 1:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            list(pool.map(function, *zip(*tasks)))


def _numbers_of(chapter):
    path = ROOT / f"snippets/numbers/{chapter}.py"
    store = _store("numbers", chapter)
    if not (store / "all.json").exists():
        module = _imported(f"snippets.numbers.{chapter}", path)
        texts = {}
        for function in _functions(path):
            answer = _called(
                getattr(module, function.name), f"the number {chapter}.{function.name}"
            )
            table = (
                {f"{function.name}.{key}": text for key, text in answer.items()}
                if isinstance(answer, dict)
                else {function.name: answer}
            )
            texts |= table
        for name, text in texts.items():
            if not isinstance(text, str) or not text.strip() or re.search(r"\b(nan|inf)\b", text):
                raise Mistake(
                    f"the number {chapter}.{name} must be a text without NaN or infinity, but it is {text!r}"
                )
        store.mkdir(parents=True, exist_ok=True)
        (store / "all.json").write_text(json.dumps(texts))
    return json.loads((store / "all.json").read_text())


def _moving_of(chapter):
    path = ROOT / f"snippets/frames/{chapter}.py"
    store = _store("frames", chapter)
    if not (store / "all.json").exists():
        module, found = _imported(f"snippets.frames.{chapter}", path), {}
        for function in _functions(path):
            what = f"the frames {chapter}.{function.name}"
            frames = _called(getattr(module, function.name), what)
            states = {
                name: _called(
                    lambda state=state: json.dumps(
                        state, allow_nan=False, ensure_ascii=False, separators=(",", ":")
                    ),
                    what,
                )
                for name, state in frames.states.items()
            }
            found[function.name] = {
                "invitation": frames.invitation,
                "controls": frames.controls,
                "states": states,
                "first": frames.first,
                "scripts": ["moving", *frames.needs, script(f"{chapter}.{function.name}")],
            }
        store.mkdir(parents=True, exist_ok=True)
        (store / "all.json").write_text(json.dumps(found))
    read = json.loads((store / "all.json").read_text())
    return {
        name: Moving(**parts | {"first": tuple(parts["first"]), "scripts": tuple(parts["scripts"])})
        for name, parts in read.items()
    }


def _figures_of(chapter, known):
    path = ROOT / f"snippets/figures/{chapter}.py"
    store, drawn = _store("figures", chapter), {}
    for function in _functions(path):
        address = f"{chapter}.{function.name}"
        text = alt(address, ast.get_docstring(function), known)
        parts = {"phone.svg": "phone", "desk.svg": "desk", "own.svg": "svg", "own.png": "png"}
        own = hashlib.sha256((text + ast.unparse(function)).encode()).hexdigest()[:12]
        files = {part: store / f"{function.name}-{own}.{end}" for end, part in parts.items()}
        if not all(file.exists() for file in files.values()):
            _draw(
                getattr(_imported(f"snippets.figures.{chapter}", path), function.name),
                address,
                text,
                files,
            )
        read = {
            part: file.read_bytes() if part in ("svg", "png") else file.read_text()
            for part, file in files.items()
        }
        quoted = frozenset(QUOTED.findall(ast.get_docstring(function)))
        drawn[address] = Drawn(alt=text, quoted=quoted, **read)
    return drawn


def _draw(function, address, text, files):
    from snippets.drawing import (
        page as pages,
    )  # matplotlib takes a second to import, and a build that finds all figures kept needs none of it
    from snippets.drawing import (
        svg as drawing,
    )

    files["svg"].parent.mkdir(parents=True, exist_ok=True)
    drawings = {
        page.name: _called(lambda page=page: pages.draw(function, page), f"the figure {address}")
        for page in (pages.PHONE, pages.DESK)
    }
    prefix = address.replace(".", "-").replace("_", "-")
    for name, figure in drawings.items():
        files[name].write_text(
            _called(
                lambda f=figure, n=name: drawing.inline(f, f"{prefix}-{n}"), f"the figure {address}"
            )
        )
    files["svg"].write_bytes(drawing.standalone(drawings["desk"], text))
    files["png"].write_bytes(drawing.picture(drawings["desk"], text))


def _called(function, what):
    try:
        return function()
    except Mistake:
        raise
    except Exception as error:
        raise Mistake(f"{what} could not be computed: {type(error).__name__}: {error}") from error


def _imported(name, path):
    return _called(lambda: importlib.import_module(name), f"the module {path.relative_to(ROOT)}")


def _chapters_of(kind):
    return [path.stem for path in _modules(kind)]


def _modules(kind):
    return [
        path
        for path in sorted((ROOT / "snippets" / kind).glob("*.py"))
        if not path.name.startswith("_")
    ]


def _functions(path):
    """The public functions of a file, as syntax."""
    return [node for node in _parsed(path).body if _is_public(node)]


def _is_public(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def needed(path):
    """The files that a snippet stands on: itself, what it imports from snippets/, and the data that
    lies beside a package.
    """
    waiting, found = [path, ROOT / "snippets/drawing/svg.py"], set()
    while waiting:
        file = waiting.pop()
        if file in found or not file.exists():
            continue
        found.add(file)
        if file.name == "__init__.py" and file.parent.name != "snippets":
            found.update(file.parent.glob("*.npz"))
        waiting += _imports(file)
    return found


@cache
def _imports(file):
    """The files of snippets/ that a file may import; a syntax error is named as such."""
    found = []
    for node in ast.walk(_parsed(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "snippets":
            dotted = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names if alias.name.split(".")[0] == "snippets"]
        else:
            continue
        for name in dotted:
            base = ROOT.joinpath(*name.split("."))
            found += [base.with_suffix(".py"), base / "__init__.py"]
    return found


def _parsed(path):
    try:
        return ast.parse(path.read_text())
    except SyntaxError as error:
        raise Mistake(
            f"{path.relative_to(ROOT)} is not Python: line {error.lineno}: {error.msg}"
        ) from error
