"""The settings of a pool: one immutable, checked object, replaced as a whole when a setting changes."""

from __future__ import annotations

from dataclasses import dataclass, field


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
        if self.max_size < 1:
            raise ValueError(f"max_size must be at least 1, not {self.max_size}")
        if not 0 <= self.min_size <= self.max_size:
            raise ValueError(f"min_size must be from 0 to max_size ({self.max_size}), not {self.min_size}")
        for name in ("max_overflow", "acquire_timeout", "max_waiting", "check_after_idle"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} must be at least 0, not {value}")
        for name in ("max_lifetime", "max_idle", "leak_detection_threshold"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"{name} must be above 0, not {value}")
        if self.order not in ("lifo", "fifo"):
            raise ValueError(f"order must be 'lifo' or 'fifo', not {self.order!r}")
        object.__setattr__(self, "capacity", self.max_size + self.max_overflow)
