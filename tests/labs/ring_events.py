"""What tests of the ring lab read from its journal."""

from __future__ import annotations

from typing import Any

from app.engine import AutojumpClock, Event
from app.labs.hash_ring import HashRingLab


def events(lab: HashRingLab, *kinds: str) -> list[Event]:
    return [event for event in lab.journal if event.kind in kinds]


def moves(lab: HashRingLab, scheme: str = "ring") -> list[list[Any]]:
    """What the last change moved: [from, to, keys]."""
    found: list[list[Any]] = [event.moves for event in events(lab, "keys.moved") if event.scheme == scheme][-1]
    return found


def moved_keys(lab: HashRingLab, scheme: str = "ring") -> int:
    return sum(len(keys) for _, _, keys in moves(lab, scheme))


def run_on(lab: HashRingLab, seconds: float) -> None:
    """Let so many seconds of the model pass."""
    assert isinstance(lab.clock, AutojumpClock)
    lab.clock.run(until=lab.clock.now() + seconds)
