"""Experiments: the real thing at full speed, in a child process of its own, measured and then replayed slowly.

`EXPERIMENTS` is loaded when it is asked for, and not before: a process that does the work of an experiment imports
this package too, and what it imports beyond its work would come out as what it costs to start a process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.experiments.catalogue import EXPERIMENTS

__all__ = ["EXPERIMENTS"]


def __getattr__(name: str) -> Any:
    if name == "EXPERIMENTS":
        from app.experiments.catalogue import EXPERIMENTS

        return EXPERIMENTS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
