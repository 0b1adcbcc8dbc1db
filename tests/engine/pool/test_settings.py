"""Settings: every one can be changed while the pool works, and a bad one is named."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest

from app.engine import ConnectionPool
from app.engine.pool import PoolOptions
from tests.engine.pool.lab import Lab

CHANGES = {
    "min_size": 1,
    "max_size": 3,
    "max_overflow": 2,
    "acquire_timeout": 1.5,
    "max_waiting": 4,
    "max_lifetime": 60.0,
    "max_idle": 30.0,
    "order": "fifo",
    "fair": False,
    "check_after_idle": 0.0,
    "leak_detection_threshold": 5.0,
}

BAD = [
    ("max_size", 0), ("max_size", -1), ("max_size", 2.5), ("max_size", None), ("max_size", "10"),
    ("min_size", -1), ("min_size", 11), ("min_size", 0.5),
    ("max_overflow", -1), ("max_overflow", None),
    ("max_waiting", -1), ("max_waiting", 1.5),
    ("acquire_timeout", -0.1), ("acquire_timeout", float("nan")), ("acquire_timeout", float("inf")),
    ("acquire_timeout", "30"),
    ("check_after_idle", -1.0),
    ("max_lifetime", 0), ("max_lifetime", -1.0), ("max_lifetime", float("nan")),
    ("max_idle", 0.0), ("max_idle", -5.0),
    ("leak_detection_threshold", 0.0), ("leak_detection_threshold", -1.0),
    ("order", "random"), ("order", None),
]  # fmt: skip


def test_the_changes_below_are_all_the_settings_there_are() -> None:
    assert set(CHANGES) == {field.name for field in dataclasses.fields(PoolOptions) if field.init}


def test_the_pool_takes_every_setting_with_the_same_default() -> None:
    parameters = inspect.signature(ConnectionPool).parameters
    for field in dataclasses.fields(PoolOptions):
        if field.init:
            assert parameters[field.name].default == field.default, field.name


@pytest.mark.parametrize(("name", "value"), CHANGES.items())
def test_a_setting_can_be_changed_while_the_pool_works(lab: Lab, name: str, value: Any) -> None:
    pool = lab.make_pool()
    lab.callers(5, hold=1.0)
    lab.at(0.5, lambda: pool.configure(**{name: value}))
    lab.callers(5, at=0.75, hold=1.0, timeout=60.0)
    lab.run()

    assert getattr(pool.options, name) == value
    assert all(visit.served_at is not None for visit in lab.visits)


@pytest.mark.parametrize("name", [name for name in CHANGES if "size" not in name and name not in ("order", "fair")])
def test_a_limit_can_be_set_and_taken_away_again(lab: Lab, name: str) -> None:
    pool = lab.make_pool()
    off = None if name != "max_overflow" else 0
    lab.at(0.5, lambda: pool.configure(**{name: CHANGES[name]}))
    lab.at(1.0, lambda: pool.configure(**{name: off}))
    lab.callers(3, at=1.5, hold=200.0)
    lab.run()

    assert pool.stats().closed == {}
    assert pool.stats().leaked == 0


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_named_by_the_constructor(lab: Lab, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"\b{name} must be .*not {value!r}"):
        lab.make_pool(**{name: value})

    assert lab.journal.position == 0
    assert lab.database.attempts == 0


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_change_is_named_and_changes_nothing(lab: Lab, name: str, value: Any) -> None:
    pool = lab.make_pool(min_size=2)
    lab.run(until=1.0)
    before = pool.options, lab.journal.position, repr(pool)

    with pytest.raises(ValueError, match=rf"\b{name} must be "):
        pool.configure(**{name: value})

    assert (pool.options, lab.journal.position, repr(pool)) == before


def test_a_setting_that_does_not_exist_is_named(lab: Lab) -> None:
    pool = lab.make_pool()

    with pytest.raises(TypeError, match="maximum"):
        pool.configure(maximum=3)


def test_bounds_that_depend_on_each_other_can_be_changed_together(lab: Lab) -> None:
    pool = lab.make_pool(min_size=5, max_size=8)
    lab.at(1.0, lambda: pool.configure(min_size=2, max_size=3))
    lab.run(until=2.0)

    assert pool.stats().idle == 3 or pool.stats().idle == 2
    assert pool.options.capacity == 3


def test_a_higher_min_size_is_filled_up_at_once(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.at(1.0, lambda: pool.configure(min_size=4))
    lab.run(until=1.5)

    assert pool.stats().idle == 4


def test_overflow_allowed_later_serves_those_who_wait(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.caller(hold=9.0)
    waiter = lab.caller(at=1.0)
    lab.at(2.0, lambda: pool.configure(max_overflow=1))
    lab.run()

    assert waiter.served_at == 2.0


def test_overflow_forbidden_later_closes_what_comes_back(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1)
    lab.callers(2, hold=2.0)
    waiters = lab.callers(2, at=0.5, hold=1.0)
    lab.at(1.0, lambda: pool.configure(max_overflow=0))
    lab.run()

    assert [waiter.served_at for waiter in waiters] == [2.0, 3.0]
    assert lab.close_reasons() == ["resized"]


def test_the_order_of_reuse_changes_for_connections_that_are_idle_already(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2)
    short = lab.caller(hold=1.0)
    lab.caller(hold=2.0)
    lab.at(2.5, lambda: pool.configure(order="fifo"))
    late = lab.caller(at=3.0)
    lab.run()

    assert late.connection is short.connection
