"""What was computed is kept whole, or not at all."""

import errno
import os

import pytest

from snippets.press import store as stores
from snippets.press.store import Kept, Store, key, write


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept")


def test_what_is_put_is_got_by_name_and_key(store):
    for content in (b"", b"\n", b"one\ntwo", bytes(range(256))):
        assert store.put("name", "key", content) == store.get("name", "key") == content
    assert store.get("name", "other") is store.get("other", "key") is None


SPOILED = {
    "emptied": lambda content: b"",
    "garbage": lambda content: b"garbage",
    "cut at its end": lambda content: content[:-1],
    "only its hash": lambda content: content[:64],
    "half": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b" ",
    "changed": lambda content: content.replace(b"two", b"six"),
    "another hash": lambda content: b"0" + content[1:],
    "no hash": lambda content: content.partition(b"\n")[2],
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_was_cut_or_changed_is_none(store, how):
    store.put("name", "key", b"one two")
    path = store.path("name", "key")
    path.write_bytes(SPOILED[how](path.read_bytes()))
    assert store.get("name", "key") is None


def test_a_folder_in_the_place_of_a_file_is_none(store):
    store.path("name", "key").mkdir(parents=True)
    assert store.get("name", "key") is None


class Full:
    """A file on a disk that is full after three bytes."""

    def __init__(self, handle, mode):
        self.file = open(handle, mode)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")


def refuse(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("function", "failing"), [("fdopen", Full), ("replace", refuse)])
def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch, function, failing):
    path = tmp_path / "folder/file"
    write(path, b"old and whole")
    monkeypatch.setattr(stores.os, function, failing)
    with pytest.raises(OSError, match="No space left"):
        write(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old and whole"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_written_file_can_be_read_by_others(tmp_path):
    write(tmp_path / "a" / "b", b"text")
    assert os.stat(tmp_path / "a" / "b").st_mode & 0o777 == 0o644


def test_sweeping_leaves_what_is_current_and_what_has_another_name(store):
    for name in ("figures-a.b", "figures-a.c", "font"):
        store.put(name, "old", b"")
        store.put(name, "new", b"")
    store.sweep(["figures-"], [("figures-a.b", "new"), ("font", "new")])
    names = sorted(path.name for path in store.folder.iterdir())
    assert names == ["figures-a.b-new", "font-new", "font-old"]
    Store(store.folder / "none").sweep([""], [])


def test_a_key_tells_its_parts_apart():
    keys = [key(), key(""), key("", ""), key("ab"), key("a", "b"), key("", "ab"), key("b", "a")]
    keys += [key("1:a"), key("a1:b")]
    assert len(set(keys)) == len(keys)
    assert key("α") == key("α".encode()) and key("ab") != key("ac")


def test_texts_that_are_made_once_are_kept_for_the_next(store):
    made = []

    def make():
        made.append(1)
        return f"text {len(made)}"

    first = Kept(store, "texts", "key")
    assert first.get("a", make) == first.get("a", make) == "text 1"
    first.get("b", make)
    first.save()
    second = Kept(store, "texts", "key")
    assert second.get("a", make) == "text 1" and len(made) == 2
    assert second.used == {"a": "text 1"}
    second.save()
    assert Kept(store, "texts", "key").known == {"a": "text 1"}
    assert Kept(store, "texts", "other").known == {}


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": "wrong"}'])
def test_spoiled_texts_are_made_anew(store, content):
    kept = Kept(store, "texts", "key")
    kept.get("a", lambda: "right")
    kept.save()
    store.path("texts", "key").write_bytes(content)
    assert Kept(store, "texts", "key").get("a", lambda: "right") == "right"
