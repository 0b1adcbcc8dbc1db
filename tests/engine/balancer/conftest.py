"""A house for one test; when the test is over, its journal must have been possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.engine.balancer.house import House

MakeHouse = Callable[..., House]


@pytest.fixture
def make_house() -> Iterator[MakeHouse]:
    """Makes houses with the given policy and options, and looks at their books at the end."""
    houses: list[House] = []

    def make(*args: object, **options: object) -> House:
        houses.append(House(*args, **options))  # type: ignore[arg-type]
        return houses[-1]

    yield make
    for house in houses:
        house.check()
        house.clock.close()
