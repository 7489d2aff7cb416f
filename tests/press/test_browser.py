import browser
import pytest

DEBIAN_AS_ROOT = {"is_root": True, "is_debian": True}
ELSEWHERE = {"is_root": False, "is_debian": False}


@pytest.fixture
def machine(monkeypatch):
    """Pretend a machine: what is installed on it, and what its commands bring or refuse."""

    def pretend(installed=None, brings=(), is_root=False, is_debian=False):
        ran = []

        def succeeds(command):
            ran.append(command)
            return command[0] in brings

        def found():
            return installed or next(
                (f"/from/{c[0]}" for c in ran if "install" in c and c[0] in brings), None
            )

        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(browser, "is_root", lambda: is_root)
        monkeypatch.setattr(browser, "is_debian", lambda: is_debian)
        monkeypatch.setattr(browser, "succeeds", succeeds)
        monkeypatch.setattr(browser, "found", found)
        return ran

    return pretend


def test_an_installed_browser_is_taken_and_nothing_is_installed(machine):
    ran = machine(installed="/usr/bin/chromium", **DEBIAN_AS_ROOT)
    assert browser.ensure() == "/usr/bin/chromium"
    assert ran == []


def test_root_on_debian_installs_the_package_of_debian(machine):
    ran = machine(brings=["apt-get"], **DEBIAN_AS_ROOT)
    assert browser.ensure() == "/from/apt-get"
    assert ran == browser.DEBIAN


@pytest.mark.parametrize(
    "rights", [ELSEWHERE, dict(ELSEWHERE, is_root=True), dict(ELSEWHERE, is_debian=True)], ids=str
)
def test_anyone_else_downloads_a_browser_with_playwright(machine, rights):
    ran = machine(brings=[browser.sys.executable], **rights)
    assert browser.ensure() == f"/from/{browser.sys.executable}"
    assert ran == browser.DOWNLOAD


def test_where_debian_has_no_package_to_give_playwright_downloads(machine):
    ran = machine(brings=[browser.sys.executable], **DEBIAN_AS_ROOT)
    assert browser.ensure() == f"/from/{browser.sys.executable}"
    assert ran == browser.DEBIAN[:1] + browser.DOWNLOAD


def test_without_any_way_the_remedy_is_told(machine):
    machine(**DEBIAN_AS_ROOT)
    with pytest.raises(SystemExit, match="apt install chromium"):
        browser.ensure()


def test_a_browser_named_by_CHROMIUM_is_taken(monkeypatch, program):
    monkeypatch.setenv("CHROMIUM", program("named"))
    assert browser.ensure() == program("named")


def test_a_wrong_CHROMIUM_is_told_and_nothing_is_installed(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    monkeypatch.setattr(browser, "ways", lambda: pytest.fail("nothing may be installed"))
    with pytest.raises(SystemExit, match="CHROMIUM="):
        browser.ensure()


def test_a_browser_on_the_path_is_found(program):
    path = program("google-chrome")
    assert browser.found() == path


def test_without_any_other_the_browser_of_playwright_is_found(monkeypatch, program):
    monkeypatch.setattr(browser, "downloaded", lambda: program("playwright"))
    assert browser.found() == program("playwright")


def test_a_browser_that_playwright_cannot_drive_does_not_count(monkeypatch, program):
    program("chromium")
    monkeypatch.setattr(browser, "PLAYWRIGHT", ["no-such-driver"])
    assert browser.found() is None


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Make a program by name, on a machine that has no other."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "PLACES", [])

    def make(name):
        (tmp_path / name).touch(mode=0o755)
        return str(tmp_path / name)

    return make


def test_a_command_that_fails_or_does_not_exist_has_not_succeeded(monkeypatch):
    assert browser.succeeds([browser.sys.executable, "-c", ""])
    assert not browser.succeeds([browser.sys.executable, "-c", "raise SystemExit(1)"])
    assert not browser.succeeds(["no-such-command"])


def test_only_root_goes_without_the_sandbox(monkeypatch):
    monkeypatch.setattr(browser, "is_root", lambda: True)
    assert "--no-sandbox" in browser.flags()
    monkeypatch.setattr(browser, "is_root", lambda: False)
    assert "--no-sandbox" not in browser.flags()
