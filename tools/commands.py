"""The commands of `./ringside`: run, test, lint, format and bench."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import chromium
from tools.browser_libraries import VENDOR, ensure_browser_libraries
from tools.node import Node, ensure_node
from tools.python_packages import PYTHON, VENV, ensure_python_packages
from tools.shell import ROOT, WINDOWS, SetupError, call, complain, heading, say

MOST_PROCESSES = 4  # of tests at a time: each has a browser of its own
USAGE = """\
Ringside: a front-row seat to connection pools, load balancers and thread pools at work.

  ./ringside run [--port N] [--host H] [--open]   set up what is missing, then start
  ./ringside test [pytest arguments]              all tests; with arguments, those of pytest only
  ./ringside lint                                 ruff and mypy
  ./ringside format                               tidy the Python files
  ./ringside bench [name ...]                     measure
"""


class Parts:
    """Runs the parts of a check one after the other, and all of them even if one fails."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def run(self, name: str, part: Callable[[], bool]) -> None:
        """Run one part under its heading."""
        heading(name)
        try:
            well = part()
        except SetupError as error:
            complain(str(error))
            well = False
        if not well:
            self.failed.append(name)

    def end(self) -> int:
        """Say how it went; the exit code."""
        heading(f"Failed: {', '.join(self.failed)}" if self.failed else "All is well")
        return 1 if self.failed else 0


def run(arguments: list[str]) -> int:
    """Start the server with the options given."""
    if not (PYTHON.exists() and VENDOR.is_dir()):
        say("Setting up Ringside: once, about a minute.")
    ensure_python_packages()
    ensure_browser_libraries()
    command = [str(PYTHON), "-m", "app", *arguments]
    if WINDOWS:
        return subprocess.call(command, cwd=ROOT)
    os.chdir(ROOT)
    os.execv(command[0], command)  # the server takes this process over: signals reach it directly


def test(arguments: list[str]) -> int:
    """Run the Python, browser and JavaScript tests; with arguments, pytest alone."""
    parts = Parts()
    heading("Setting up")
    ensure_python_packages("requirements-dev.txt")
    ensure_browser_libraries(node_modules=True)
    node = ensure_node()
    browser = chromium.ensure(str(PYTHON))
    say(f"Chromium: {browser or 'none, the browser tests cannot run'}\nNode.js: {node.node}")
    if browser is None:
        parts.failed.append("Chromium")
    environ = test_environment(node, browser, os.environ)
    parts.run("Python tests", lambda: python_tests(arguments, browser, environ))
    if not arguments:
        parts.run("JavaScript tests", lambda: javascript_tests(node, environ))
    return parts.end()


def test_environment(node: Node, browser: str | None, base: Mapping[str, str]) -> dict[str, str]:
    """What the tests see: our Python and Node.js first on the PATH, and the Chromium that was found."""
    environ = node.environ(base)
    environ["PATH"] = os.pathsep.join([str(PYTHON.parent), environ["PATH"]])
    environ["VIRTUAL_ENV"] = str(VENV)
    return environ | ({chromium.VARIABLE: browser} if browser else {})


def python_tests(arguments: list[str], browser: str | None, environ: Mapping[str, str]) -> bool:
    """Run pytest; without a Chromium, on all but the browser tests. All of them are run by a process for each core."""
    without = [] if browser else ["--ignore=tests/browser"]
    at_once = [] if arguments else ["-n", str(min(MOST_PROCESSES, os.cpu_count() or 1)), "--dist", "loadfile"]
    return call([PYTHON, "-m", "pytest", *without, *at_once, *arguments], environ)


def javascript_tests(node: Node, environ: Mapping[str, str], folder: Path = ROOT / "tests" / "js") -> bool:
    """Run the tests of the pure JavaScript modules. Every file is named: not every Node.js searches a folder."""
    files = sorted(path for path in folder.rglob("*.test.*js") if path.suffix in {".js", ".mjs"})
    if not files:
        complain("Found no tests/js/**/*.test.js.")
        return False
    return call([node.node, "--test", "--test-reporter=spec", *files], environ)


def lint(arguments: list[str]) -> int:
    """Check style and types."""
    ensure_python_packages("requirements-dev.txt")
    parts = Parts()
    parts.run("Lint (ruff)", lambda: call([PYTHON, "-m", "ruff", "check", *arguments]))
    parts.run("Format (ruff)", lambda: call([PYTHON, "-m", "ruff", "format", "--check", *arguments]))
    parts.run("Types (mypy)", lambda: call([PYTHON, "-m", "mypy"]))
    return parts.end()


def format_files(arguments: list[str]) -> int:
    """Tidy the Python files."""
    ensure_python_packages("requirements-dev.txt")
    fixed = call([PYTHON, "-m", "ruff", "check", "--fix", *arguments])
    return 0 if call([PYTHON, "-m", "ruff", "format", *arguments]) and fixed else 1


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, or those named."""
    ensure_python_packages("requirements-bench.txt")
    ensure_browser_libraries()  # one of the figures is the weight of a page
    return 0 if call([PYTHON, "-m", "bench", *arguments]) else 1


COMMANDS = {"run": run, "test": test, "lint": lint, "format": format_files, "bench": bench}


def main(arguments: list[str]) -> int:
    """Run one command; the exit code."""
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        say(USAGE)
        return 0
    command = COMMANDS.get(arguments[0])
    if command is None:
        complain(f"There is no command {arguments[0]!r}.\n\n{USAGE}")
        return 2
    try:
        return command(arguments[1:])
    except SetupError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130
    finally:
        sys.stdout.flush()
