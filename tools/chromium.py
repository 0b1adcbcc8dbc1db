"""A Chromium for the browser tests: found on the machine, or installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tools.shell import WINDOWS, call, output_of, say

VARIABLE = "RINGSIDE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
HELP = f"""No Chromium for the browser tests. Any of these will do:
  - install Chromium or Google Chrome
  - .venv/bin/python -m playwright install --with-deps chromium
  - {VARIABLE}=/path/to/chrome ./ringside test"""

Works = Callable[[str], bool]


def works(path: str) -> bool:
    """True if the program starts: some are only a note that says to install another package."""
    if WINDOWS:  # there `chrome.exe --version` opens a window
        return Path(path).is_file()
    return output_of([path, "--version"]) is not None


def find(
    environ: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
    works: Works = works,
    places: Iterable[str] = PLACES,
) -> str | None:
    """The Chromium of the environment variable, else one on the PATH, else one where installers put it.

    A variable that names no working program is a LookupError: whoever set it meant that one.
    """
    if chosen := environ.get(VARIABLE):
        if not works(chosen):
            raise LookupError(f"{VARIABLE} names {chosen}, which does not start.")
        return chosen
    on_path = (which(name) for name in NAMES)
    return next((path for path in (*on_path, *places) if path and works(path)), None)


def playwrights_own(python: str) -> str | None:
    """The Chromium that Playwright has downloaded, if it has."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    path = output_of([python, "-c", ask])
    return path if path and Path(path).is_file() and works(path) else None


def install_with_playwright(python: str) -> str | None:
    """Let Playwright download its Chromium; None where it is out of reach."""
    say("No Chromium here: asking Playwright for one …")
    if not call([python, "-m", "playwright", "install", "chromium"], timeout=600):
        say("Playwright's download is out of reach from here.")
        return None
    return playwrights_own(python)


def install_with_apt() -> str | None:
    """Install Debian's Chromium; None unless we may."""
    if WINDOWS or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Debian's chromium package …")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not call(["apt-get", "update", "-qq"], environ):
        return None
    return find() if call(["apt-get", "install", "-y", "-qq", "chromium"], environ) else None


def ensure(python: str = sys.executable) -> str | None:
    """A Chromium, found or else installed; None, with advice printed, if there is no way."""
    try:
        path = find() or playwrights_own(python) or install_with_playwright(python) or install_with_apt()
    except LookupError as error:
        say(str(error))
        return None
    if path is None:
        say(HELP)
    return path
