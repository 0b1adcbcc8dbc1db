"""A house for one test, torn down after it; and restless threads."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.engine.service.house import House


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.clock.close()


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Threads take turns as often as Python can, so that unlikely orders come up."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
