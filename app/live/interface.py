"""What the stream asks of a lab: the types, so that this package needs no lab to be imported or tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Event(Protocol):
    @property
    def t(self) -> float: ...

    def row(self) -> list[Any]:
        """`[t, kind, *fields]`, ready for JSON."""


class Journal(Protocol):
    @property
    def position(self) -> int:
        """The index that the next event will get; indexes count from 0 for ever."""

    def read(self, index: int) -> tuple[Sequence[Event], int, int]:
        """All events from `index` on, the next index, and how many of those asked for are no longer there."""


class Snapshot(Protocol):
    """The lab's state at one moment: it includes exactly the events with an index below `index`."""

    @property
    def t(self) -> float: ...
    @property
    def index(self) -> int: ...
    @property
    def state(self) -> Any: ...


class Params(Protocol):
    """A lab's parameters: a pydantic model."""

    def model_dump(self) -> dict[str, Any]: ...


class Lab(Protocol):
    """A running lab (`app.labs.Lab`)."""

    @property
    def params(self) -> Any: ...
    @property
    def seed(self) -> int: ...
    @property
    def journal(self) -> Any: ...

    def set(self, name: str, value: object) -> str:
        """Return "live" when it is done, "rebuild" when it is not: then build a new lab from `with_value`."""

    def with_value(self, name: str, value: object) -> Any: ...
    def act(self, action: str, args: Mapping[str, Any]) -> object: ...
    @property
    def start_params(self) -> Any:
        """The parameters that it began with."""

    @property
    def taken(self) -> list[tuple[float, str, str, Any]]:
        """What was changed and done since: (t, "set" or "act", name, value)."""

    def watch(self, name: str, args: Mapping[str, object] | None = None) -> Any:
        """Watch a goal from now on; its `read(now)` says how it stands."""

    def snapshot(self) -> Any: ...
    def metrics(self) -> Mapping[str, float | None]: ...
    def detail(self) -> Mapping[str, Any] | None: ...
    def theory(self) -> Sequence[Mapping[str, Any]]: ...
    def horizon(self) -> float: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def step(self) -> float: ...
    def set_slow(self, slow: float) -> None: ...
    def close(self) -> None: ...
    @property
    def paused(self) -> bool: ...
    @property
    def slow(self) -> float: ...
    @property
    def slipped(self) -> float: ...
    @property
    def failure(self) -> BaseException | None: ...


class LabClass(Protocol):
    """The class of a lab: what can be known and checked before one runs."""

    @classmethod
    def describe(cls) -> dict[str, Any]: ...
    @classmethod
    def parse(cls, values: Mapping[str, object], *, lenient: bool = False) -> tuple[Any, list[str]]: ...
    @classmethod
    def replay(cls, start: Any, taken: Any, until: float, *, paused: bool = False) -> Lab:
        """A new lab that has lived through the same up to model time `until`."""

    def __call__(self, params: Any, *, paused: bool = False) -> Lab: ...
