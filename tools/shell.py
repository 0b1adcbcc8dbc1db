"""Where things are in the project, and how the script talks and calls other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = os.name == "nt"

Command = Sequence[str | Path]


class SetupError(Exception):
    """Something is missing that the script cannot put right; the message says what to do about it."""


def say(text: str) -> None:
    """Print one line now, before anything that a program called next prints."""
    print(text, flush=True)


def heading(text: str) -> None:
    """Print the heading of one part of the checks."""
    say(f"\n== {text} ==")


def complain(text: str) -> None:
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


def call(command: Command, environ: Mapping[str, str] | None = None, timeout: float | None = None) -> bool:
    """Run a program in the project's folder, without a keyboard; True if it ended well."""
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, timeout=timeout
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        complain(f"{Path(command[0]).name}: {error}")
        return False
    return done.returncode == 0


def output_of(command: Command, timeout: float = 60) -> str | None:
    """What a program prints, stripped; None if it is missing, fails or takes too long."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
