"""Labs on the clock that never waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.engine import AutojumpClock
from app.labs.connection_pool import ConnectionPoolLab

MakeLab = Callable[..., ConnectionPoolLab]


@pytest.fixture
def make_lab() -> Iterator[MakeLab]:
    """Makes a pool lab with the given parameters; `lab.clock.run(until=…)` runs it. Closed at the end."""
    labs: list[ConnectionPoolLab] = []

    def make(**params: object) -> ConnectionPoolLab:
        parsed, _ = ConnectionPoolLab.parse(params)
        lab = ConnectionPoolLab(parsed, clock=AutojumpClock(parsed.seed))
        labs.append(lab)
        return lab

    yield make
    for lab in labs:
        lab.close()
