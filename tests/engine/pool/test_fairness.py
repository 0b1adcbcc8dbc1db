"""Who is served when several wait: the first in the queue, unless the pool is told not to be fair (facts.md, 2.3)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tests.engine.pool.lab import Lab


def greedy_callers(lab: Lab, count: int, rounds: int, hold: float = 0.01) -> None:
    """Threads that ask again as soon as they have returned their connection."""

    def greedy() -> None:
        for _ in range(rounds):
            with lab.pool.connection():
                lab.clock.sleep(hold)

    for n in range(count):
        lab.clock.spawn(greedy, name=f"greedy-{n}")


def test_waiters_are_served_in_the_order_in_which_they_came() -> None:
    for seed in range(20):
        lab = Lab(seed)
        lab.make_pool(max_size=2)
        lab.callers(2, hold=1.0)
        for n in range(8):
            lab.caller(f"waiter-{n}", at=0.1 + 0.01 * n, hold=0.3)
        lab.run()
        assert lab.served_in_order()[2:] == [f"waiter-{n}" for n in range(8)], f"seed {seed}"
        lab.clock.close()


def test_one_who_comes_back_at_once_does_not_overtake_those_who_wait() -> None:
    for seed in range(20):
        lab = Lab(seed)
        lab.make_pool(max_size=1)
        greedy_callers(lab, count=2, rounds=50)
        lab.run()
        order = lab.served_in_order()
        assert all(one != other for one, other in pairwise(order)), f"seed {seed}: not in turns"
        lab.clock.close()


def test_a_fair_pool_serves_everybody_alike(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=None)
    greedy_callers(lab, count=7, rounds=60)
    lab.run(until=2.0)

    shares = Counter(lab.served_in_order())
    assert max(shares.values()) - min(shares.values()) <= 1


def test_an_unfair_pool_lets_the_one_who_comes_back_overtake() -> None:
    overtaken = 0
    for seed in range(20):
        lab = Lab(seed)
        lab.make_pool(max_size=1, fair=False)
        greedy_callers(lab, count=2, rounds=50)
        lab.run()
        order = lab.served_in_order()
        assert Counter(order) == {"greedy-0": 50, "greedy-1": 50}
        overtaken += sum(one == other for one, other in pairwise(order))
        lab.clock.close()
    assert overtaken > 100


def test_an_unfair_pool_serves_its_waiters_too(lab: Lab) -> None:
    lab.make_pool(max_size=2, fair=False)
    lab.callers(2, hold=1.0)
    waiters = lab.callers(4, at=0.5, hold=0.25)
    lab.run()

    assert sorted(waiter.served_at or 99.0 for waiter in waiters) == [1.0, 1.0, 1.25, 1.25]


def test_a_pool_made_fair_while_callers_wait_serves_them_in_order(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, fair=False)
    lab.caller("holder", hold=1.0)
    for n in range(4):
        lab.caller(f"waiter-{n}", at=0.1 * (n + 1), hold=0.5)
    lab.at(0.9, pool.configure, fair=True)
    lab.run()

    assert lab.served_in_order() == ["holder", "waiter-0", "waiter-1", "waiter-2", "waiter-3"]


def test_switching_fairness_at_the_instant_of_a_release_loses_nobody() -> None:
    for seed in range(60):
        lab = Lab(seed)
        pool = lab.make_pool(max_size=2, fair=seed % 2 == 0)
        lab.callers(2, hold=1.0)
        waiters = lab.callers(4, at=0.5, hold=0.25, timeout=9.0)
        lab.at(1.0, pool.configure, fair=seed % 2 == 1)
        lab.run()
        assert sorted(waiter.served_at or 99.0 for waiter in waiters) == [1.0, 1.0, 1.25, 1.25], f"seed {seed}"
        lab.clock.close()
