"""The same promises in the operating system's order of threads, where anything may happen between two lines."""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from app.engine import ConnectionPool, Journal, PoolClosed, PoolTimeout, ScaledClock, TooManyWaiters
from app.engine.pool import PoolWaiter
from tests.engine.pool.accounts import Lent, check_all_closed_once, check_counts
from tests.engine.pool.lab import Connection, FakeDatabase
from tests.engine.pool.possible import PossiblePool

PATIENCE = 30.0  # real seconds after which a thread that has not ended counts as stuck


@pytest.fixture(autouse=True)
def many_switches() -> Iterator[None]:
    """Threads take turns as often as Python can, so that unlikely orders come up."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


class Crowd:
    """Threads of any kind that use a pool in every way, and count how each call ended."""

    def __init__(self, pool: ConnectionPool, database: FakeDatabase, rounds: int) -> None:
        self.pool, self.database, self.rounds = pool, database, rounds
        self.lent = Lent()
        self.endings: Counter[str] = Counter()
        self.errors: list[BaseException] = []
        self._lock = threading.Lock()

    def start(self, count: int, *others: Callable[[], object]) -> list[threading.Thread]:
        jobs: list[Callable[[], object]] = [lambda n=n: self._use(random.Random(n)) for n in range(count)]
        threads = [threading.Thread(target=self._guarded, args=(job,), daemon=True) for job in [*jobs, *others]]
        for thread in threads:
            thread.start()
        return threads

    def finish(self, threads: list[threading.Thread]) -> None:
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"{thread.name} is stuck: {self.pool!r}"
        assert not self.errors, self.errors

    def _guarded(self, job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:
            self.errors.append(error)

    def _use(self, rng: random.Random) -> None:
        for _ in range(self.rounds):
            timeout = rng.choice([None, None, 0.0, 0.001, 0.003])
            try:
                connection = self.pool.acquire(timeout)
            except (PoolTimeout, TooManyWaiters, PoolClosed) as error:
                ending = type(error).__name__
            else:
                ending = "served"
                with self.lent.held(connection):
                    time.sleep(rng.choice([0.0, 0.0, 0.0005, 0.002]))
                    if rng.random() < 0.02:
                        connection.alive = False
                self.pool.release(connection, broken=rng.random() < 0.03)
            with self._lock:
                self.endings[ending] += 1


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.001)


def shake(pool: ConnectionPool, database: FakeDatabase, rng: random.Random) -> None:
    """Everything that can be done to a pool from outside, again and again."""
    changes: list[dict[str, Any]] = [
        {"fair": False}, {"fair": True}, {"order": "fifo"}, {"order": "lifo"}, {"max_overflow": 0}, {"max_overflow": 2},
        {"max_idle": 0.001}, {"max_idle": None}, {"max_lifetime": 0.01}, {"max_lifetime": None}, {"max_waiting": 5},
        {"max_waiting": None}, {"leak_detection_threshold": 0.0005}, {"leak_detection_threshold": None},
    ]  # fmt: skip
    for _ in range(150):
        match rng.randrange(5):
            case 0:
                pool.resize(rng.randint(1, 5))
            case 1:
                pool.drain()
            case 2:
                pool.configure(**rng.choice(changes))
            case 3:
                database.failures = 2
            case 4:
                assert pool.stats().size >= 0
                repr(pool)
        time.sleep(0.002)


def check_afterwards(crowd: Crowd, journal: Journal, calls: int) -> None:
    pool, database = crowd.pool, crowd.database
    stats = pool.stats()
    assert sum(crowd.endings.values()) == calls, "every call of acquire ends in exactly one way"
    assert crowd.endings["served"] > calls / 4
    assert len(crowd.lent) == 0
    assert (stats.active, stats.waiters) == (0, 0)

    pool.configure(max_waiting=None, max_lifetime=None, max_idle=None)
    pool.release(pool.acquire(PATIENCE))
    pool.close()
    eventually(lambda: pool.stats().size == 0)
    eventually(lambda: all(connection.closed for connection in database.made))
    check_all_closed_once(database.made)
    check_counts(pool.stats(), journal, database)
    PossiblePool().follow(journal)


@pytest.mark.parametrize("fair", [True, False])
def test_nothing_is_lost_under_stress(fair: bool) -> None:
    clock = ScaledClock()
    journal = Journal(clock, strict=True)
    database = FakeDatabase(clock)
    database.connect_time = database.check_time = 0.0002
    pool = ConnectionPool(
        database.connect, max_size=4, max_overflow=1, acquire_timeout=PATIENCE, fair=fair, clock=clock,
        journal=journal, check=Connection.check, check_after_idle=0.001, reset=Connection.reset,
    )  # fmt: skip
    crowd = Crowd(pool, database, rounds=120)
    crowd.finish(crowd.start(8, lambda: shake(pool, database, random.Random(7))))

    check_afterwards(crowd, journal, calls=8 * 120)
    assert clock.failure is None
    clock.close()


def test_a_pool_without_a_clock_serves_any_threads() -> None:
    own = ScaledClock()  # only for the stamps and the sleeps of the connections
    database, journal = FakeDatabase(own), Journal(own, strict=True)
    pool = ConnectionPool(database.connect, max_size=3, acquire_timeout=PATIENCE, journal=journal)
    crowd = Crowd(pool, database, rounds=150)
    crowd.finish(crowd.start(8))

    check_afterwards(crowd, journal, calls=8 * 150)
    own.close()


def test_threads_that_come_back_at_once_share_one_connection_in_turns() -> None:
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect, max_size=1, acquire_timeout=PATIENCE, clock=clock)
    order: list[str] = []
    together = threading.Barrier(2, timeout=PATIENCE)

    def greedy() -> None:
        together.wait()
        for _ in range(200):
            with pool.connection():
                order.append(threading.current_thread().name)
                time.sleep(0.0005)  # time enough for the other one to queue up

    crowd = Crowd(pool, database, rounds=0)
    crowd.finish(crowd.start(0, greedy, greedy))
    in_turns = sum(one != other for one, other in pairwise(order))
    assert in_turns > 300, "a pool that lets the one who comes back overtake gives almost 0"
    pool.close()
    clock.close()


@pytest.mark.parametrize("own_clock", [True, False])
def test_closing_while_threads_wait_and_hold_ends_them_all(own_clock: bool) -> None:
    for _ in range(10):
        clock = None if own_clock else ScaledClock()
        stamps = clock or ScaledClock()
        database = FakeDatabase(stamps)
        pool = ConnectionPool(database.connect, max_size=2, acquire_timeout=None, clock=clock)
        crowd = Crowd(pool, database, rounds=1000)
        threads = crowd.start(6)
        eventually(lambda crowd=crowd: crowd.endings["served"] > 20)
        pool.close()
        crowd.finish(threads)

        assert crowd.endings["PoolClosed"] > 0
        assert set(crowd.endings) <= {"served", "PoolClosed", "PoolTimeout"}
        eventually(lambda pool=pool: pool.stats().size == 0)
        eventually(lambda database=database: all(connection.closed for connection in database.made))
        check_all_closed_once(database.made)
        stamps.close()


def test_a_caller_that_is_about_to_wait_when_the_pool_is_closed_hears_that_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pool's own clock is closed with it; what the caller must hear is PoolClosed all the same."""
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect, max_size=1)
    held = pool.acquire()
    wait = PoolWaiter.wait

    def closed_just_before(self: PoolWaiter, deadline: float | None) -> bool:
        pool.close()
        return wait(self, deadline)

    monkeypatch.setattr(PoolWaiter, "wait", closed_just_before)
    with pytest.raises(PoolClosed):
        pool.acquire()

    pool.release(held)
    assert pool.stats().size == 0
    clock.close()


def test_a_pool_with_a_clock_of_its_own_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect, min_size=2, max_idle=1000.0, max_lifetime=1000.0)
    pool.release(pool.acquire())
    eventually(lambda: pool.stats().idle == 2)
    assert set(threading.enumerate()) > before, "somebody waits for the connections to grow old"

    pool.close()
    eventually(lambda: set(threading.enumerate()) <= before)
    clock.close()


def test_settings_of_a_closed_pool_with_a_clock_of_its_own_can_be_changed_to_no_effect() -> None:
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect)
    held = pool.acquire()
    pool.close()
    pool.configure(leak_detection_threshold=1.0, max_idle=1.0, min_size=3)
    pool.drain()
    pool.release(held)

    assert pool.stats().size == 0
    assert len(database.made) == 1
    clock.close()


def test_a_caller_interrupted_while_it_waits_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the main thread, in the middle of acquire, is a KeyboardInterrupt out of the wait."""
    main = threading.get_ident()
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect, max_size=1, clock=clock)
    held = pool.acquire()

    def interrupt() -> None:
        eventually(lambda: pool.stats().waiters == 1)
        signal.pthread_kill(main, signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        pool.acquire()

    assert pool.stats().waiters == 0
    pool.release(held)
    assert pool.stats().idle == 1
    pool.close()
    clock.close()


def test_a_pool_may_be_used_while_it_is_looked_at() -> None:
    database = FakeDatabase(clock := ScaledClock())
    pool = ConnectionPool(database.connect, max_size=3, acquire_timeout=PATIENCE, clock=clock)
    crowd = Crowd(pool, database, rounds=60)
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            stats = pool.stats()
            assert stats.size <= 3
            assert stats.active + stats.idle + stats.connecting == stats.size
            with pool.lock:
                entries, _ = pool.view()
                assert len({entry.slot for entry in entries}) == len(entries)
                lent = [entry for entry in entries if entry.state == "active"]
                assert all(entry.who for entry in lent)

    lookers = crowd.start(0, look)
    crowd.finish(crowd.start(5))
    done.set()
    crowd.finish(lookers)
    pool.close()
    clock.close()
