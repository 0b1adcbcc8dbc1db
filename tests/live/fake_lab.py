"""A lab without threads: model time moves, and events happen, when a test says so."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel

from app.live.errors import LiveError

# name -> (applies, minimum, maximum)
RANGES = {
    "size": ("live", 1, 10),
    "threads": ("rebuild", 1, 8),
    "slow": ("live", 0.1, 1000),
    "seed": ("rebuild", 0, 99),
}


class FakeEvent(NamedTuple):
    t: float
    number: int
    text: str

    def row(self) -> list[Any]:
        return [self.t, "fake.tick", self.number, self.text]


class FakeJournal:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.events: list[FakeEvent] = []
        self.first = 0
        self.lock = threading.Lock()

    @property
    def position(self) -> int:
        return self.first + len(self.events)

    def append(self, t: float, text: str = "") -> None:
        with self.lock:
            self.events.append(FakeEvent(t, self.position, text))
            if len(self.events) > self.capacity:
                forget = len(self.events) - self.capacity
                self.first += forget
                del self.events[:forget]

    def read(self, index: int) -> tuple[list[FakeEvent], int, int]:
        with self.lock:
            dropped = max(0, self.first - index)
            return self.events[max(0, index - self.first) :], self.position, dropped


class FakeParams(BaseModel):
    size: int = 3
    threads: int = 2
    slow: float = 10.0
    seed: int = 0


class FakeSnapshot(NamedTuple):
    t: float
    index: int
    state: dict[str, Any]


class FakeLab:
    """`happen()` makes events. Its state is how many there were: enough to see that none came twice or never."""

    made: ClassVar[list[FakeLab]]
    capacity: ClassVar[int] = 100_000
    unbuildable: ClassVar[bool] = False
    more: ClassVar[dict[str, Any] | None] = None  # its `detail`

    @classmethod
    def kind(cls, **attributes: Any) -> type[FakeLab]:
        """A class of its own for one test, which remembers its instances in `made`."""
        return type("FakeLab", (cls,), {"made": [], **attributes})

    @classmethod
    def describe(cls) -> dict[str, Any]:
        return {"slug": "fake", "title": "Fake", "events": {"fake.tick": ["number", "text"]}, "params": {}}

    @classmethod
    def parse(cls, values: Mapping[str, object], *, lenient: bool = False) -> tuple[FakeParams, list[str]]:
        return FakeParams(**{name: cls.check(name, value) for name, value in values.items()}), []

    @classmethod
    def check(cls, name: str, value: Any) -> Any:
        if name not in RANGES:
            raise LiveError("unknown_parameter", f"no {name}", field=name, allowed={"enum": sorted(RANGES)})
        _, low, high = RANGES[name]
        if not isinstance(value, int | float) or not low <= value <= high:
            raise LiveError("out_of_range", f"{name}", field=name, allowed={"minimum": low, "maximum": high})
        return value

    def __init__(self, params: FakeParams, *, paused: bool = False) -> None:
        if self.unbuildable:
            raise RuntimeError("cannot be built")
        self.params = self.start_params = params
        self.taken: list[tuple[float, str, str, Any]] = []
        self.seed = params.seed
        self.journal = FakeJournal(self.capacity)
        self.standing = threading.Event()
        if paused:
            self.standing.set()
        self.slipped = 0.0
        self.failure: BaseException | None = None
        self.now = 0.0
        self.closed = threading.Event()
        self.go = threading.Event()  # cleared by a test: snapshots and the action "hang" wait for it
        self.go.set()
        self.stuck = threading.Event()  # set while one waits
        self.made.append(self)

    @property
    def slow(self) -> float:
        return self.params.slow

    @property
    def paused(self) -> bool:
        return self.standing.is_set()

    def happen(self, count: int = 1, *, dt: float = 0.01, text: str = "") -> None:
        """`count` events, `dt` model seconds apart; the first one `dt` from now."""
        for _ in range(count):
            self.now += dt
            self.journal.append(self.now, text)

    def set(self, name: str, value: object) -> str:
        params = self.with_value(name, value)
        if RANGES[name][0] == "live":
            self.params = params
        return RANGES[name][0]

    def with_value(self, name: str, value: object) -> FakeParams:
        return self.params.model_copy(update={name: self.check(name, value)})

    def act(self, action: str, args: Mapping[str, Any]) -> object:
        if action == "echo":
            return dict(args)
        if action == "bug":
            raise ZeroDivisionError("secret detail")
        if action == "hang":
            self.wait_for_go()
            return None
        raise LiveError("unknown_action", f"no {action}", field="action", allowed={"enum": ["echo", "reset"]})

    def wait_for_go(self) -> None:
        self.stuck.set()
        self.go.wait()
        self.stuck.clear()

    def snapshot(self) -> FakeSnapshot:
        if not self.go.is_set():
            self.wait_for_go()
        index = self.journal.position
        return FakeSnapshot(self.now, index, {"count": index})

    def metrics(self) -> dict[str, float | None]:
        return {"events": self.journal.position, "unknown": None}

    def detail(self) -> dict[str, Any] | None:
        return self.more

    def theory(self) -> list[dict[str, Any]]:
        return []

    def horizon(self) -> float:
        return self.now

    def pause(self) -> None:
        self.standing.set()

    def resume(self) -> None:
        self.standing.clear()

    def step(self) -> float:
        self.happen()
        return self.now

    def set_slow(self, slow: float) -> None:
        self.params = self.with_value("slow", slow)

    def close(self) -> None:
        self.closed.set()
