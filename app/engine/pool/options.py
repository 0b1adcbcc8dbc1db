"""The settings of a pool: one immutable, checked object, replaced as a whole when a setting changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeGuard

LEAST = {"max_size": 1, "min_size": 0, "max_overflow": 0, "max_waiting": 0}  # these are whole numbers
NOT_NEGATIVE = ("acquire_timeout", "check_after_idle")  # these are times
POSITIVE = ("max_lifetime", "max_idle", "leak_detection_threshold")  # and these
CAN_BE_NONE = {"max_waiting", *NOT_NEGATIVE, *POSITIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """See ConnectionPool for what each setting means. ValueError names the setting that is out of bounds."""

    min_size: int = 0
    max_size: int = 10
    max_overflow: int = 0
    acquire_timeout: float | None = 30.0
    max_waiting: int | None = None
    max_lifetime: float | None = None
    max_idle: float | None = None
    order: str = "lifo"
    fair: bool = True
    check_after_idle: float | None = None
    leak_detection_threshold: float | None = None
    capacity: int = field(init=False)  # how many connections there may be in all

    def __post_init__(self) -> None:
        for name in (*LEAST, *NOT_NEGATIVE, *POSITIVE):
            value = getattr(self, name)
            if value is not None or name not in CAN_BE_NONE:
                check_setting(name, value)
        if self.min_size > self.max_size:
            raise ValueError(f"min_size must be from 0 to max_size ({self.max_size}), not {self.min_size}")
        if self.order not in ("lifo", "fifo"):
            raise ValueError(f"order must be 'lifo' or 'fifo', not {self.order!r}")
        object.__setattr__(self, "capacity", self.max_size + self.max_overflow)


def checked_timeout(timeout: float) -> float:
    """A timeout that is a time, in seconds; ValueError otherwise."""
    if not _is_time(timeout) or timeout < 0:
        raise ValueError(f"timeout must be None or at least 0 s, not {timeout!r}")
    return timeout


def check_setting(name: str, value: object) -> None:
    """ValueError if `value` is nothing that the number `name` can be."""
    if name in LEAST:
        if not isinstance(value, int) or value < LEAST[name]:
            raise ValueError(f"{name} must be a whole number, at least {LEAST[name]}, not {value!r}")
    elif not _is_time(value) or value < 0 or (value == 0 and name in POSITIVE):
        raise ValueError(f"{name} must be {'above' if name in POSITIVE else 'at least'} 0 s, not {value!r}")


def _is_time(value: object) -> TypeGuard[float]:
    """Whether it is a number of seconds: for ever is None, not infinity."""
    return isinstance(value, int | float) and math.isfinite(value)
