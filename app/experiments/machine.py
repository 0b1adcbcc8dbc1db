"""What a program ran on: without this, a measured number says nothing."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_gil() -> bool:
    """Whether one thread at a time runs Python code. A free-threaded interpreter can have it switched on."""
    asked = getattr(sys, "_is_gil_enabled", None)
    return asked is None or bool(asked())


def machine() -> dict[str, Any]:
    """The machine and the interpreter, in plain data."""
    return {
        "cores": usable_cores(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "gil": has_gil(),
        "switch_interval": sys.getswitchinterval(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu": _model(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _model() -> str:
    """The name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
