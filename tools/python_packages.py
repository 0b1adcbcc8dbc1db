"""The project's own Python environment: .venv, and the requirement files installed into it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from tools.shell import ROOT, WINDOWS, SetupError, call, output_of, say
from tools.stamp import Stamp

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def included(requirements: Path) -> list[Path]:
    """The requirement file and those it includes with `-r`, the innermost first."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    inner = [requirements.parent / line[2:].strip() for line in lines if line.startswith("-r")]
    return [path for file in inner for path in included(file)] + [requirements]


def stamp_of(requirements: Path) -> Stamp:
    """The stamp that says: this requirement file is installed."""
    return Stamp(VENV / f"{requirements.stem}.stamp", included(requirements))


def make_venv() -> None:
    """Make .venv anew, also where an interrupted one is in the way."""
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments: its ensurepip module is missing.\n"
            "On Debian or Ubuntu: sudo apt-get install python3-venv"
        )
    if not call([sys.executable, "-m", "venv", "--clear", VENV]):
        raise SetupError(f"Could not make a virtual environment in {VENV.name}/ (the reason is above).")


def pip_install(*what: str) -> None:
    """Install into .venv."""
    if not call([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *what]):
        raise SetupError("Could not install the Python packages (the reason is above). Is this machine online?")


def ensure_python_packages(name: str = "requirements.txt") -> None:
    """Make .venv and install a requirement file, unless both are there already."""
    requirements = ROOT / name
    stamp = stamp_of(requirements)
    if PYTHON.exists() and stamp.fresh():
        return
    say(f"Installing Python packages into .venv ({name}) …")
    if not PYTHON.exists() or output_of([PYTHON, "-m", "pip", "--version"]) is None:
        make_venv()
    stamp.around(lambda: pip_install("-r", str(requirements)))
    for inner in stamp.sources[:-1]:  # what it includes is installed now, too
        stamp_of(inner).around(lambda: None)
