"""What is said of every result, whatever was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.labs.theory_form import number

QUIET = 0.5  # processes that want to run, for each core


def of_the_machine(machine: Mapping[str, Any]) -> list[str]:
    """That others wanted the machine too, if they did: then the runs differ more than the thing itself does."""
    load, cores = machine["load"], machine["cores"]
    if load is None or load < QUIET * cores:
        return []
    return [
        f"This machine was not quiet: {number(load)} programs wanted its {cores} cores in the minute before."
        " Expect the runs to differ."
    ]
