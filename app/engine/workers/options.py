"""The settings of a thread pool: one immutable, checked object, replaced as a whole when a setting changes."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field

from app.engine.workers.growth import GROWTH
from app.engine.workers.rejection import REJECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPoolOptions:
    """See ThreadPool for what each setting means. ValueError names the setting that is out of bounds."""

    core_size: int
    max_size: int | None = None
    queue_capacity: int | None = None
    rejection: str = "abort"
    growth: str = "java"
    keep_alive: float = 60.0
    limit: int = field(init=False)  # how many workers there may be at most
    room: int = field(init=False)  # how many tasks may wait at most
    capacity: int | None = field(init=False)  # the same, for people: None is any number

    def __post_init__(self) -> None:
        _check_count("core_size", self.core_size, 1)
        if self.max_size is not None:
            _check_count("max_size", self.max_size, 1)
            if self.max_size < self.core_size:
                raise ValueError(f"max_size must be at least core_size ({self.core_size}), not {self.max_size}")
        if self.queue_capacity is not None:
            _check_count("queue_capacity", self.queue_capacity, 0)
        _check_choice("rejection", self.rejection, list(REJECTION))
        _check_choice("growth", self.growth, list(GROWTH))
        if not isinstance(self.keep_alive, int | float) or not 0 <= self.keep_alive < math.inf:
            raise ValueError(f"keep_alive must be at least 0 s, not {self.keep_alive!r}")
        endless = self.queue_capacity is None or self.growth == "cpython"
        object.__setattr__(self, "limit", self.core_size if self.max_size is None else self.max_size)
        object.__setattr__(self, "capacity", None if endless else self.queue_capacity)
        object.__setattr__(self, "room", sys.maxsize if endless else self.queue_capacity)


def _check_count(name: str, value: object, least: int) -> None:
    if not isinstance(value, int) or value < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, not {value!r}")


def _check_choice(name: str, value: object, allowed: list[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
