"""The commands of a maintainer refuse what they cannot do in one sentence."""

import sys

import pytest

from snippets.press import Mistake, __main__, commands


@pytest.mark.parametrize("arguments", [[], ["numbers", "weigh"], ["none"]], ids=str)
def test_an_unknown_command_is_answered_with_the_known_ones(arguments, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["press", *arguments])
    with pytest.raises(SystemExit, match="2"):
        __main__.main()
    said = capsys.readouterr().err
    assert said.startswith("usage: python -m snippets.press")
    assert "{compute,numbers,permalinks,weigh,moves,times}" in said.replace("\n", "").replace(
        " ", ""
    )


def test_weighing_an_unbuilt_site_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    for command in (commands.weigh, commands.moves):
        with pytest.raises(Mistake, match="index.html is missing: build the site first"):
            command()


def test_weighing_without_a_browser_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(Mistake, match="a browser, and playwright.sync_api is not installed"):
        commands.loaded(tmp_path, [])


def test_every_command_that_is_offered_exists():
    for name in __main__.COMMANDS:
        assert name == "compute" or callable(getattr(commands, name)), name
