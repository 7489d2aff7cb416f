"""What was computed, kept in a folder: whole, or not at all.

A result is a file whose name holds a key, a hash of everything that shaped it. The file begins with
the hash of its own content, so one that was cut or changed is as good as none. It is written beside
its place and renamed.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from snippets.press import ROOT

FOLDER = ROOT / ".cache/built"


def key(*parts: str | bytes) -> str:
    """One hash of several parts, each told from the next."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:24]


class Store:
    """Results in a folder, by name and key."""

    def __init__(self, folder: Path = FOLDER):
        self.folder = folder

    def path(self, name: str, key: str) -> Path:
        """Where the result of this name and key lies, whether it is there or not."""
        return self.folder / f"{name}-{key}"

    def get(self, name: str, key: str) -> bytes | None:
        """The result, or None when it is missing or not whole."""
        try:
            seal, _, content = self.path(name, key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if seal == _seal(content) else None

    def put(self, name: str, key: str, content: bytes) -> bytes:
        """Keep a result, and return it."""
        write(self.path(name, key), _seal(content) + b"\n" + content)
        return content

    def sweep(self, names: Iterable[str], current: Iterable[tuple[str, str]]) -> None:
        """Of the results whose names begin so, throw away those that are not current."""
        wanted = {self.path(name, key) for name, key in current}
        for path in self.folder.glob("*"):
            if path.name.startswith(tuple(names)) and path not in wanted:
                path.unlink(missing_ok=True)


class Kept:
    """Texts that are made once: what a build used is kept for the next."""

    def __init__(self, store: Store, name: str, key: str):
        self.store, self.name, self.key = store, name, key
        self.known: dict[str, str] = json.loads(store.get(name, key) or b"{}")
        self.used: dict[str, str] = {}

    def get(self, name: str, make) -> str:
        """The text of this name, made by the function where it is not known."""
        if name not in self.used:
            self.used[name] = self.known[name] if name in self.known else make()
        return self.used[name]

    def save(self) -> None:
        """Keep what was used, and only that."""
        if self.used.keys() != self.known.keys():
            self.store.put(self.name, self.key, json.dumps(self.used).encode())
            self.known = self.used


def write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
