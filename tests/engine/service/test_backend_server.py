"""A backend server: real workers before a bounded queue, that can be slow, fail, crash, shrink and stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import AutojumpClock, Journal
from app.engine.service.backend_server import BackendServer, ServerOptions


class Job:
    """A job that remembers what became of it."""

    def __init__(self, yard: Yard, demand: float, luck: float = 1.0) -> None:
        self._yard = yard
        self.demand = demand
        self.luck = luck
        self.began: list[tuple[float, str, float]] = []  # when, who, until when
        self.ended: list[tuple[float, str | None]] = []

    def begin(self, who: str, until: float) -> None:
        self.began.append((self._yard.clock.now(), who, until))

    def end(self, problem: str | None) -> None:
        self.ended.append((self._yard.clock.now(), problem))


class Yard:
    """One server on a clock that never waits."""

    def __init__(self, seed: int = 0, **options: Any) -> None:
        self.clock = AutojumpClock(seed)
        self.journal = Journal(self.clock, strict=True)
        self.server = BackendServer("A", clock=self.clock, journal=self.journal, **options)
        self.server.start("1", threading.RLock())
        self.jobs: list[Job] = []
        self.run(0.0)

    def offer(self, demand: float = 1.0, luck: float = 1.0) -> str | None:
        """Bring a job; what the server says to it. One that is taken is in `jobs`."""
        job = Job(self, demand, luck)
        answer = self.server.accept(job)
        if answer is None:
            self.jobs.append(job)
        return answer

    def run(self, until: float) -> None:
        self.clock.run(until=until)

    @property
    def ends(self) -> list[list[tuple[float, str | None]]]:
        return [job.ended for job in self.jobs]

    @property
    def who(self) -> list[str]:
        return [who for job in self.jobs for _, who, _ in job.began]


@pytest.fixture
def make_yard() -> Iterator[Any]:
    yards: list[Yard] = []

    def make(**options: Any) -> Yard:
        yards.append(Yard(**options))
        return yards[-1]

    yield make
    for yard in yards:
        yard.clock.close()


def test_one_worker_takes_jobs_in_the_order_in_which_they_came(make_yard: Any) -> None:
    yard = make_yard(workers=1)
    for demand in (1.0, 2.0, 0.5):
        assert yard.offer(demand) is None
    yard.run(10.0)

    assert yard.ends == [[(1.0, None)], [(3.0, None)], [(3.5, None)]]
    assert yard.who == ["A/1"] * 3
    assert [until for job in yard.jobs for _, _, until in job.began] == [1.0, 3.0, 3.5]


def test_several_workers_work_at_the_same_time(make_yard: Any) -> None:
    yard = make_yard(workers=3)
    for _ in range(4):
        yard.offer(2.0)
    yard.run(10.0)

    assert yard.ends == [[(2.0, None)]] * 3 + [[(4.0, None)]]
    assert set(yard.who[:3]) == {"A/1", "A/2", "A/3"}


def test_idle_workers_take_turns(make_yard: Any) -> None:
    yard = make_yard(workers=3)
    for n in range(6):
        yard.offer(0.5)
        yard.run(n + 1.0)

    assert sorted(yard.who[:3]) == sorted(yard.who[3:]) == ["A/1", "A/2", "A/3"]


@pytest.mark.parametrize(("workers", "capacity"), [(1, 0), (1, 3), (3, 0), (2, 2)])
def test_the_queue_holds_what_free_workers_take_and_its_capacity(make_yard: Any, workers: int, capacity: int) -> None:
    yard = make_yard(workers=workers, queue_capacity=capacity)
    answers = [yard.offer() for _ in range(workers + capacity + 2)]

    assert answers == [None] * (workers + capacity) + ["queue_full"] * 2
    assert yard.server.longest_queue == capacity
    yard.run(0.5)
    assert yard.offer() == "queue_full"
    assert len(yard.server.queue) == capacity
    yard.run(1.0)
    assert [yard.offer() for _ in range(capacity)] == [None] * min(workers, capacity) + ["queue_full"] * max(
        0, capacity - workers
    )


def test_speed_divides_the_time_of_work_that_begins_from_then_on(make_yard: Any) -> None:
    yard = make_yard(speed=4.0)
    for _ in range(3):
        yard.offer(2.0)
    yard.run(0.25)
    yard.server.configure(speed=0.5)
    yard.run(20.0)

    assert yard.ends == [[(0.5, None)], [(4.5, None)], [(8.5, None)]]


def test_a_job_fails_if_its_luck_is_below_the_failure_rate(make_yard: Any) -> None:
    yard = make_yard(failure_rate=0.3)
    for luck in (0.0, 0.29, 0.3, 0.99):
        yard.offer(1.0, luck)
    yard.run(10.0)

    assert [problem for ((_, problem),) in yard.ends] == ["error", "error", None, None]
    assert yard.ends[0] == [(1.0, "error")], "it takes its time to fail"


def test_a_failure_rate_of_one_leaves_nobody_out(make_yard: Any) -> None:
    yard = make_yard(failure_rate=1.0)
    yard.offer(luck=0.999999)
    yard.run(2.0)

    assert yard.ends == [[(1.0, "error")]]


def test_a_crash_loses_what_is_queued_and_what_is_worked_on_once(make_yard: Any) -> None:
    yard = make_yard(workers=2)
    for _ in range(5):
        yard.offer(2.0)
    yard.run(1.0)
    yard.server.crash()

    assert yard.ends == [[(1.0, "crashed")]] * 5
    assert yard.offer() == "refused"
    assert (yard.server.busy, yard.server.free, len(yard.server.queue)) == (0, 2, 0)
    yard.run(10.0)
    assert yard.ends == [[(1.0, "crashed")]] * 5


def test_a_server_that_has_come_up_again_works_as_before(make_yard: Any) -> None:
    yard = make_yard(workers=2)
    for _ in range(3):
        yard.offer(2.0)
    yard.run(1.0)
    yard.server.crash()
    yard.server.restart()  # at the same moment: the workers have not even noticed
    yard.jobs.clear()
    for _ in range(3):
        assert yard.offer(2.0) is None
    yard.run(10.0)

    assert yard.ends == [[(3.0, None)], [(3.0, None)], [(5.0, None)]]
    assert [event.kind for event in yard.journal] == ["server.crashed", "server.restarted"]


def test_a_job_that_would_be_done_at_the_moment_of_the_crash_ends_once(make_yard: Any) -> None:
    for seed in range(8):
        yard = make_yard(seed=seed, workers=2)
        yard.offer(1.0)
        yard.offer(1.0)
        yard.clock.spawn(lambda yard=yard: (yard.clock.sleep(1.0), yard.server.crash()))
        yard.run(3.0)
        assert [len(ended) for ended in yard.ends] == [1, 1]


def test_only_a_queued_job_can_be_withdrawn(make_yard: Any) -> None:
    yard = make_yard()
    for _ in range(3):
        yard.offer()
    yard.run(0.5)

    assert [yard.server.withdraw(job) for job in yard.jobs] == [False, True, True]
    assert yard.server.withdraw(yard.jobs[1]) is False
    yard.run(5.0)
    assert yard.ends == [[(1.0, None)], [], []]


def test_a_worker_called_for_a_job_that_was_withdrawn_can_be_called_again(make_yard: Any) -> None:
    yard = make_yard()
    yard.offer()
    assert yard.server.withdraw(yard.jobs.pop())
    yard.run(0.5)
    yard.offer()
    yard.run(5.0)

    assert yard.ends == [[(1.5, None)]]


def test_a_server_that_retires_takes_nothing_more_and_finishes_what_it_has(make_yard: Any) -> None:
    yard = make_yard(workers=2)
    for _ in range(5):
        yard.offer()
    yard.run(0.5)
    yard.server.retire()

    assert yard.offer() == "refused"
    yard.run(10.0)
    assert [ended for (ended,) in yard.ends] == [(1.0, None), (1.0, None), (2.0, None), (2.0, None), (3.0, None)]
    assert yard.server.workers == [], "its threads have ended"


def test_a_stopped_server_finishes_what_it_has_and_works_again_after_a_restart(make_yard: Any) -> None:
    yard = make_yard()
    yard.offer()
    yard.offer()
    yard.run(0.5)
    yard.server.stop()

    assert yard.offer() == "refused"
    assert "stopped" in repr(yard.server)
    yard.run(5.0)
    assert [ended for (ended,) in yard.ends[:2]] == [(1.0, None), (2.0, None)]
    yard.server.restart()
    assert yard.offer() is None
    yard.run(10.0)
    assert [problem for ((_, problem),) in yard.ends] == [None] * 3


def test_a_server_that_retires_while_idle_ends_its_threads(make_yard: Any) -> None:
    yard = make_yard(workers=3)
    yard.run(1.0)
    yard.server.retire()
    yard.run(2.0)

    assert yard.server.workers == []


def test_workers_that_are_taken_away_stop_after_what_they_do_however_much_is_queued(make_yard: Any) -> None:
    yard = make_yard(workers=3)
    for _ in range(8):
        yard.offer(1.0)
    yard.run(0.5)
    yard.server.configure(workers=1)
    yard.run(0.75)
    assert yard.server.busy == 3
    yard.run(20.0)

    assert [t for ((t, _),) in yard.ends] == [1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert set(yard.who[3:]) == {"A/1"}


def test_a_worker_called_and_then_taken_away_sends_another_one(make_yard: Any) -> None:
    called = set()
    for seed in range(8):  # who has been idle for longest is up to chance
        yard = make_yard(seed=seed, workers=3)
        called.add(yard.server._idle[0].name)
        yard.offer(1.0)
        yard.server.configure(workers=1)
        yard.run(5.0)
        assert yard.ends == [[(1.0, None)]]
        assert yard.who == ["A/1"]
    assert len(called) > 1


def test_new_workers_begin_with_what_is_queued(make_yard: Any) -> None:
    yard = make_yard(workers=1)
    for _ in range(5):
        yard.offer(1.0)
    yard.run(0.5)
    yard.server.configure(workers=3)
    yard.run(10.0)

    assert [t for ((t, _),) in yard.ends] == [1.0, 1.5, 1.5, 2.0, 2.5]


def test_a_smaller_queue_keeps_what_it_has_and_takes_no_more(make_yard: Any) -> None:
    yard = make_yard(queue_capacity=4)
    for _ in range(5):
        yard.offer()
    yard.run(0.5)
    yard.server.configure(queue_capacity=1)
    yard.run(2.5)

    assert len(yard.server.queue) == 2
    assert yard.offer() == "queue_full"
    yard.run(10.0)
    assert [len(ended) for ended in yard.ends] == [1] * 5


@pytest.mark.parametrize(
    ("name", "bad"),
    [("workers", 0), ("queue_capacity", -1), ("speed", 0.0), ("speed", float("nan")), ("failure_rate", 1.5)],
)
def test_a_bad_option_is_refused_by_name_and_changes_nothing(make_yard: Any, name: str, bad: float) -> None:
    yard = make_yard()
    with pytest.raises(ValueError, match=name):
        yard.server.configure(**{name: bad})
    with pytest.raises(ValueError, match=name):
        ServerOptions(**{name: bad})

    assert yard.server.options == ServerOptions()


def test_it_works_for_one_balancer_only(make_yard: Any) -> None:
    yard = make_yard()
    with pytest.raises(ValueError, match="behind the balancer '1'"):
        yard.server.start("2", threading.RLock())


steps = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from([0.0, 0.5, 1.0])),
    st.tuples(st.just("workers"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.sampled_from([0.25, 1.0])),
    st.tuples(st.sampled_from(["crash", "restart", "withdraw"]), st.none()),
)


@settings(max_examples=60)
@given(st.integers(0, 99), st.lists(steps, max_size=30), st.booleans())
def test_whatever_is_done_to_it_every_job_ends_once(seed: int, program: list[tuple[str, Any]], stops: bool) -> None:
    yard = Yard(seed, workers=2, queue_capacity=5)
    now, withdrawn = 0.0, 0
    for what, value in program:
        match what:
            case "offer":
                yard.offer(value)
            case "workers":
                yard.server.configure(workers=value)
            case "wait":
                now += value
                yard.run(now)
            case "withdraw":
                withdrawn += bool(yard.jobs) and yard.server.withdraw(yard.jobs[-1])
            case _:
                getattr(yard.server, what)()
        assert yard.server.busy + yard.server.free >= yard.server.options.workers
    if stops:
        yard.server.retire()
    yard.run(now + 50.0)

    assert sorted(len(ended) for ended in yard.ends) == [0] * withdrawn + [1] * (len(yard.jobs) - withdrawn)
    assert len(yard.server.workers) == (0 if stops else yard.server.options.workers)
    assert (yard.server.busy, len(yard.server.queue)) == (0, 0)
    yard.clock.close()
