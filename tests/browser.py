"""The browser of the tests: an installed Chromium or Chrome, or else one that is installed here."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
]
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DEBIAN = [
    ["apt-get", "update", "-qq"],
    [
        "apt-get",
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
        "fonts-liberation",
        "libatomic1",
    ],
]
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
DOWNLOAD = [[*PLAYWRIGHT, "install", "chromium"]]
REMEDY = (
    "The tests need Chromium or Chrome; none was found that they can drive, "
    "and none could be installed.\n"
    "Install it (Debian: apt install chromium libatomic1) "
    "or name it (CHROMIUM=/path/to/chromium make test)."
)


def flags():
    """What the browser is started with; root cannot have its sandbox."""
    return FLAGS + ["--no-sandbox"] * is_root()


def found():
    """The path of an installed browser that Playwright can drive, or None; CHROMIUM may name it."""
    if not succeeds([*PLAYWRIGHT, "--version"]):
        return None
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    places = [shutil.which(name) for name in NAMES] + PLACES
    return next((place for place in places if place and Path(place).exists()), None) or downloaded()


def downloaded():
    """The path of the browser that Playwright has downloaded, or None."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def ways():
    """The ways to install a browser here, best first; a way is a list of commands."""
    return [DEBIAN, DOWNLOAD] if is_root() and is_debian() else [DOWNLOAD]


def ensure():
    """The path of a browser, installed if need be; SystemExit with the remedy where that fails."""
    if path := found():
        return path
    if not os.environ.get("CHROMIUM"):
        for way in ways():
            print("Installing a browser for the tests.", flush=True)
            if all(succeeds(command) for command in way) and (path := found()):
                return path
    raise SystemExit(REMEDY)


def succeeds(command):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_debian():
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


if __name__ == "__main__":
    print("The tests use", ensure())
