"""What a Python file defines and imports, read without running it."""

import ast
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from snippets.press import Mistake
from snippets.press.store import Store, key

KEEPER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Definition:
    """A function or class at the top of a file.

    first, last: its lines, decorators included, counted from 1; uses: the names that it mentions;
    meaning: a hash of what it does, whatever its layout and comments.
    """

    name: str
    kind: str
    first: int
    last: int
    docstring: str
    uses: tuple
    meaning: str

    @property
    def public(self) -> bool:
        return not self.name.startswith("_")


@dataclass(frozen=True)
class Outline:
    """A file: its definitions, the dotted names it imports, a hash and the names of the rest.

    A relative import begins with its dots.
    """

    definitions: tuple
    imports: tuple
    meaning: str
    uses: tuple

    @property
    def functions(self) -> list[Definition]:
        """The public functions, in the order of the file."""
        return [each for each in self.definitions if each.public and each.kind == "function"]

    @cached_property
    def whole(self) -> str:
        """A hash of what the file does; docstrings are no part of it."""
        return key(self.meaning, *(f"{each.name} {each.meaning}" for each in self.definitions))

    @cached_property
    def texts(self) -> str:
        """A hash of the docstrings, for what reads them."""
        return key(*(f"{each.name} {each.docstring}" for each in self.definitions))

    def behind(self, name: str) -> str:
        """A hash of what one public function means, with all in its file that it may call.

        The other public functions count only where this one, or what it calls, mentions them.
        """
        known = {each.name: each for each in self.definitions}
        waiting, reached = [name, *self.uses], set()
        while waiting:
            here = waiting.pop()
            if here in known and here not in reached:
                reached.add(here)
                waiting += known[here].uses
        return key(self.meaning, *(f"{each} {known[each].meaning}" for each in sorted(reached)))


def outline(path: Path, store: Store) -> Outline:
    """The outline of a file; it is kept, so that an unchanged file is not parsed again.

    Raises Mistake that names file and line when the file is not Python in UTF-8.
    """
    content = path.read_bytes()
    kept = store.get("outline", key(KEEPER, content))
    if kept is None:
        kept = json.dumps(asdict(_read(path, content))).encode()
        store.put("outline", key(KEEPER, content), kept)
    read = json.loads(kept)
    definitions = tuple(
        Definition(**each | {"uses": tuple(each["uses"])}) for each in read["definitions"]
    )
    return Outline(definitions, tuple(read["imports"]), read["meaning"], tuple(read["uses"]))


def _read(path: Path, content: bytes) -> Outline:
    try:
        tree = ast.parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Mistake(f"{path}: line {line} is not UTF-8; save the file in UTF-8") from None
    except SyntaxError as error:
        raise Mistake(f"{path} is not Python: line {error.lineno}: {error.msg}") from None
    except ValueError as error:
        raise Mistake(f"{path} is not Python: {error}") from None
    kinds = {ast.FunctionDef: "function", ast.ClassDef: "class"}
    defined = [node for node in tree.body if type(node) in kinds]
    rest = [node for node in tree.body if type(node) not in kinds and not _is_text(node)]
    return Outline(
        tuple(_definition(node, kinds[type(node)]) for node in defined),
        tuple(dict.fromkeys(name for node in ast.walk(tree) for name in _imported(node))),
        key(*(ast.dump(node) for node in rest)),
        _names(rest),
    )


def _definition(node, kind: str) -> Definition:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    uses = _names([node])
    docstring = ast.get_docstring(node) or ""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and _is_text(each.body[0]):
            each.body = each.body[1:]
    return Definition(node.name, kind, first, node.end_lineno, docstring, uses, key(ast.dump(node)))


def _names(nodes) -> tuple:
    """The names that occur in some statements."""
    names = {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}
    return tuple(sorted(names))


def _is_text(node) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _imported(node) -> list[str]:
    """The dotted names that an import statement may mean; modules and what is taken from them."""
    if isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        join = "." if node.module else ""
        return [base, *(f"{base}{join}{alias.name}" for alias in node.names)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
