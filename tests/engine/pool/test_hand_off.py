"""A hand-off is accepted or it did not happen: no connection is lost on its way to a waiter (facts.md, 2.2)."""

from __future__ import annotations

import pytest

from app.engine import PoolTimeout
from tests.engine.pool.lab import Lab
from tests.engine.pool.possible import PossiblePool

SEEDS = range(60)


def race(seed: int, *, fair: bool, max_overflow: int = 0) -> Lab:
    """Connections come back at the very instant at which two waits end."""
    lab = Lab(seed)
    lab.make_pool(max_size=1, max_overflow=max_overflow, fair=fair)
    for n in range(1 + max_overflow):
        lab.caller(f"holder-{n}", hold=1.0)
    for n in range(2):
        lab.caller(f"waiter-{n}", at=0.5, timeout=0.5, hold=0.25)
    return lab


@pytest.mark.parametrize("fair", [True, False])
def test_a_connection_is_not_lost_with_a_waiter_that_times_out_at_that_instant(fair: bool) -> None:
    winners = set()
    for seed in SEEDS:
        lab = race(seed, fair=fair)
        for n in range(2):
            lab.caller(f"late-{n}", at=1.0, timeout=0.0, hold=0.25)  # comes at that instant, and cannot wait
        lab.run()
        stats = lab.pool.stats()
        assert (stats.active, stats.idle, stats.waiters) == (0, 1, 0), f"seed {seed}"
        (winner,) = [visit.name for visit in lab.visits if visit.served_at == 1.0]
        assert sum(isinstance(visit.error, PoolTimeout) for visit in lab.visits) == 3, f"seed {seed}"
        assert stats.timeouts == 3
        PossiblePool().follow(lab.journal)
        winners.add(winner)
        lab.clock.close()
    assert len(winners) > 1, "the seeds must give different outcomes, or this proves nothing"


@pytest.mark.parametrize("fair", [True, False])
def test_an_overflow_connection_offered_to_waiters_that_have_all_just_left_does_not_stay(fair: bool) -> None:
    for seed in SEEDS:
        lab = race(seed, fair=fair, max_overflow=1)
        lab.run(until=2.0)
        assert repr(lab.pool) == "<ConnectionPool [0 active, 1 idle, 0 connecting of 1+1 | 0 waiting]>", f"seed {seed}"
        assert {entry.slot for entry in lab.pool.view()[0]} == {0}
        lab.clock.close()


def test_the_waiter_behind_one_that_times_out_gets_the_connection(lab: Lab) -> None:
    for seed in SEEDS:
        lab = Lab(seed)
        lab.make_pool(max_size=1)
        lab.caller("holder", hold=1.0)
        lab.caller("impatient", at=0.2, timeout=0.8)
        patient = lab.caller("patient", at=0.3, timeout=9.0)
        lab.run()
        assert patient.served_at == 1.0, f"seed {seed}"
        lab.clock.close()


class Interrupted(BaseException):
    """As KeyboardInterrupt is: it comes from outside, in the middle of a wait."""


def interrupt(lab: Lab, monkeypatch: pytest.MonkeyPatch, who: str, *, when_served: bool) -> None:
    """Let the wait of `who` end in Interrupted: just after it was served, or instead of being served."""
    from app.engine.pool import PoolWaiter

    wait = PoolWaiter.wait

    def broken_off(self: PoolWaiter, deadline: float | None) -> bool:
        if self.who == who and not when_served:
            deadline = lab.clock.now() + 0.1
        result = wait(self, deadline)
        if self.who == who:
            raise Interrupted
        return result

    monkeypatch.setattr(PoolWaiter, "wait", broken_off)


@pytest.mark.parametrize("fair", [True, False])
@pytest.mark.parametrize("when_served", [True, False])
def test_a_connection_is_not_lost_with_a_waiter_whose_wait_is_broken_off(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, fair: bool, when_served: bool
) -> None:
    pool = lab.make_pool(max_size=1, fair=fair)
    interrupt(lab, monkeypatch, "unlucky", when_served=when_served)
    lab.caller("holder", hold=1.0)

    def unlucky() -> None:
        with pytest.raises(Interrupted):
            pool.acquire()

    lab.clock.spawn(lambda: (lab.clock.sleep(0.2), unlucky()), name="unlucky")
    patient = lab.caller("patient", at=0.5)
    lab.run()

    assert patient.served_at == 1.0
    assert pool.stats().idle == 1
    waits = [(event.kind, event.who) for event in lab.journal if event.kind.startswith("waiter.")]
    if not (fair and when_served):  # then it was served, and gave back what it got
        assert ("waiter.cancelled", "unlucky") in waits


def test_a_connection_that_is_ready_when_its_waiter_has_left_is_kept(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.database.connect_time = 1.0
    lab.caller(timeout=0.5)
    lab.run(until=2.0)

    assert pool.stats().idle == 1
    assert pool.stats().timeouts == 1
