"""What a growth rule may look at: how many work, how many have nothing to do, and how many tasks wait."""

from __future__ import annotations

from collections.abc import Sized
from typing import Protocol


class Bounds(Protocol):
    """The settings that decide on growth."""

    @property
    def core_size(self) -> int: ...
    @property
    def limit(self) -> int: ...
    @property
    def room(self) -> int: ...


class Shape(Protocol):
    """A pool as a growth rule sees it."""

    @property
    def options(self) -> Bounds: ...
    @property
    def workers(self) -> Sized: ...
    @property
    def idle(self) -> Sized: ...
    @property
    def queue(self) -> Sized: ...
