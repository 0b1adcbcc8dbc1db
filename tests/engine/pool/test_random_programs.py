"""Invariants under chance: whatever callers, failures and changes come, in whatever order of threads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import PoolClosed, PoolTimeout, TooManyWaiters
from tests.engine.pool.accounts import Lent, check_all_closed_once, check_counts
from tests.engine.pool.lab import Connection, Lab
from tests.engine.pool.possible import PossiblePool

# Few different moments, so that much happens at the same instant.
moments = st.integers(0, 30).map(lambda tenths: tenths / 10)
spans = st.integers(0, 8).map(lambda tenths: tenths / 10)


@dataclass(frozen=True)
class Caller:
    at: float
    hold: float
    timeout: float | None
    fate: str  # what becomes of its connection: "ok", "broken" (and it says so), "dead" (and it says nothing)
    rounds: int


@dataclass(frozen=True)
class Act:
    at: float
    name: str
    value: Any


@dataclass(frozen=True)
class Program:
    seed: int
    options: dict[str, Any]
    connect_time: float
    check_time: float
    close_time: float
    callers: list[Caller]
    acts: list[Act]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


options = st.fixed_dictionaries(
    {
        "max_size": st.integers(1, 4),
        "max_overflow": st.integers(0, 2),
        "acquire_timeout": maybe(spans),
        "max_waiting": maybe(st.integers(0, 6)),
        "max_lifetime": maybe(st.sampled_from([0.3, 1.0])),
        "max_idle": maybe(st.sampled_from([0.2, 1.0])),
        "order": st.sampled_from(["lifo", "fifo"]),
        "fair": st.booleans(),
        "check_after_idle": maybe(st.sampled_from([0.0, 0.3])),
        "leak_detection_threshold": maybe(st.just(0.5)),
    }
)
callers = st.builds(
    Caller,
    at=moments,
    hold=spans,
    timeout=maybe(spans),
    fate=st.sampled_from(["ok", "ok", "ok", "broken", "dead"]),
    rounds=st.integers(1, 3),
)
acts = st.one_of(
    st.builds(Act, moments, st.just("resize"), st.integers(1, 5)),
    st.builds(Act, moments, st.just("drain"), st.none()),
    st.builds(Act, moments, st.just("kill"), st.integers(0, 5)),
    st.builds(Act, moments, st.just("outage"), spans),
    st.builds(Act, moments, st.just("fail"), st.integers(1, 4)),
    st.builds(Act, moments, st.just("configure"), st.sampled_from([
        {"fair": True}, {"fair": False}, {"order": "fifo"}, {"max_overflow": 0}, {"max_overflow": 2},
        {"min_size": 0}, {"min_size": 1}, {"max_idle": 0.1}, {"max_lifetime": 0.2}, {"max_waiting": 1},
        {"check_after_idle": 0.0}, {"leak_detection_threshold": 0.1},
    ])),
)  # fmt: skip
programs = st.builds(
    Program,
    seed=st.integers(0, 2**16),
    options=options,
    connect_time=st.sampled_from([0.0, 0.1, 0.35]),
    check_time=st.sampled_from([0.0, 0.1]),
    close_time=st.sampled_from([0.0, 0.1]),
    callers=st.lists(callers, min_size=1, max_size=14),
    acts=st.lists(acts, max_size=6),
)


ENOUGH = 100.0  # model seconds: whoever has not ended by then never will


class Run:
    """A program at work on a pool, and how each call of acquire ended."""

    def __init__(self, program: Program) -> None:
        self.lab = lab = Lab(program.seed)
        database = lab.database
        database.connect_time, database.check_time = program.connect_time, program.check_time
        database.close_time = program.close_time
        self.lent = Lent()
        self.endings: list[str] = []
        self.pool = lab.make_pool(
            check=Connection.check, reset=Connection.reset, rng=random.Random(program.seed), **program.options
        )
        for number, caller in enumerate(program.callers, 1):
            lab.clock.spawn(self._call, caller, name=f"caller-{number}")
        for act in program.acts:
            lab.at(act.at, self._act, act)

    def _call(self, caller: Caller) -> None:
        self.lab.clock.sleep(caller.at)
        for _ in range(caller.rounds):
            asked = self.lab.clock.now()
            limit = self.pool.options.acquire_timeout if caller.timeout is None else caller.timeout
            try:
                connection = self.pool.acquire(caller.timeout)
            except (PoolTimeout, TooManyWaiters, PoolClosed) as error:
                self.endings.append(type(error).__name__)
                if isinstance(error, PoolTimeout):
                    assert limit is not None, "a caller without a deadline has timed out"
                    # A check or a close that began in time is waited for.
                    assert self.lab.clock.now() <= asked + limit + 0.2 + 1e-9, "the deadline was begun anew"
                continue
            with self.lent.held(connection):
                self.lab.clock.sleep(caller.hold)
                connection.alive = connection.alive and caller.fate != "dead"
            self.pool.release(connection, broken=caller.fate == "broken")
            self.endings.append("served")

    def _act(self, act: Act) -> None:
        lab, pool = self.lab, self.pool
        match act.name:
            case "resize":
                pool.resize(act.value)
            case "drain":
                pool.drain()
            case "configure":
                pool.configure(**act.value)
            case "close":
                pool.close()
            case "fail":
                lab.database.failures = act.value
            case "kill":
                for connection in lab.database.open[act.value : act.value + 1]:
                    connection.alive = False
            case "outage":
                lab.database.up = False
                lab.clock.sleep(act.value)
                lab.database.up = True

    def check(self, program: Program) -> None:
        assert len(self.endings) == sum(caller.rounds for caller in program.callers), "a caller without an ending"
        assert len(self.lent) == 0
        stats = self.pool.stats()
        assert (stats.active, stats.waiters) == (0, 0)
        check_counts(stats, self.lab.journal, self.lab.database)
        PossiblePool().follow(self.lab.journal)


@settings(max_examples=150)
@given(programs)
def test_whatever_happens_nothing_is_lost_and_the_pool_recovers(program: Program) -> None:
    run = Run(program)
    run.lab.clock.run(until=ENOUGH)
    run.check(program)

    # The database is up again: a caller with patience is served.
    run.lab.database.failures = 0
    for connection in run.lab.database.open:
        connection.alive = True
    run.lab.do(lambda: run.pool.configure(max_waiting=None, max_lifetime=None))
    late = run.lab.caller("late", at=run.lab.clock.now() + 5.0, timeout=5.0)
    run.lab.run()
    assert late.error is None

    # When it is idle it is no larger than it may be, and with the pool every connection goes, once.
    run.lab.run(until=run.lab.clock.now() + 5.0)
    stats = run.pool.stats()
    assert stats.connecting == 0
    assert stats.size <= stats.max_size
    assert {entry.slot for entry in run.pool.view()[0]} <= set(range(stats.max_size))
    run.lab.do(run.pool.close)
    run.lab.run(until=run.lab.clock.now() + 5.0)
    check_all_closed_once(run.lab.database.made)
    run.lab.clock.close()


@settings(max_examples=80)
@given(programs, moments)
def test_whenever_it_is_closed_everybody_ends_and_every_connection_goes_once(program: Program, at: float) -> None:
    run = Run(program)
    run.lab.at(at, run._act, Act(at, "close", None))
    run.lab.clock.run(until=ENOUGH)
    run.check(program)
    run.lab.run(until=run.lab.clock.now() + 5.0)

    assert run.pool.stats().size == 0
    check_all_closed_once(run.lab.database.made)
    run.lab.clock.close()


@settings(max_examples=25)
@given(programs)
def test_the_same_seed_gives_the_same_journal(program: Program) -> None:
    def rows() -> list[list[Any]]:
        run = Run(program)
        run.lab.clock.run(until=ENOUGH)
        run.lab.clock.close()
        return [event.row() for event in run.lab.journal]

    assert rows() == rows()
