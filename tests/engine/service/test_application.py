"""The application: threads that ask, wait, query and give back; no request is lost on the way."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise

import pytest

from app.engine import Journal, ScaledClock
from app.engine.service import Application, Workload, application
from tests.engine.service.house import AT_ONCE, House, Pooled


def conservation(house: House, app: Application) -> None:
    """Each request arrives once, and is served, failed or refused once, or is still in work or in the backlog."""
    in_work = sum(worker.request is not None for worker in app.workers.values())
    assert app.arrived == app.served + app.failed + app.refused + in_work + len(app.backlog)

    ends: Counter[int] = Counter()
    arrived: set[int] = set()
    started: Counter[int] = Counter()
    for event in house.journal:
        match event.kind:
            case "request.arrived":
                assert event.request not in arrived
                arrived.add(event.request)
            case "request.started":
                assert event.request in arrived
                started[event.request] += 1
            case "request.served" | "request.failed":
                assert started[event.request] == 1
                ends[event.request] += 1
            case "request.refused":
                ends[event.request] += 1
    assert len(arrived) == app.arrived
    assert all(count == 1 for count in (*ends.values(), *started.values()))
    assert len(ends) == app.served + app.failed + app.refused


def in_work(app: Application) -> int:
    return sum(worker.request is not None for worker in app.workers.values())


# -- closed loop -------------------------------------------------------------------------------------------


def test_each_thread_thinks_asks_queries_and_gives_back_in_turn(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), think_time=1.0, query_time=1.0, query_spread=0.0)
    app.resize(1)
    house.clock.run(until=20.0)

    states = [event.state for event in house.events("thread.state")]
    assert states[:9] == [
        "starting", "thinking", "acquiring", "querying", "releasing", "thinking", "acquiring", "querying", "releasing"
    ]  # fmt: skip
    conservation(house, app)


def test_a_state_that_has_a_known_end_says_so(house: House) -> None:
    app = house.application(house.database(**AT_ONCE, query_cpu=0.0), query_time=2.0, query_spread=0.0)
    app.resize(1)
    house.clock.run(until=20.0)

    states = house.events("thread.state")
    for event, following in pairwise(states):
        if event.state in ("thinking", "querying"):
            assert event.until == pytest.approx(following.t)
        else:
            assert event.until is None


def test_in_a_closed_loop_there_are_never_more_requests_than_threads(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), pool={"max_size": 2}, think_time=0.01, query_time=0.5)
    app.resize(6)
    house.clock.run(until=30.0)

    open_now = most = 0
    for event in house.events("request.arrived", "request.served", "request.failed"):
        open_now += 1 if event.kind == "request.arrived" else -1
        most = max(most, open_now)
    assert most == 6
    conservation(house, app)


def test_a_threads_requests_are_the_same_whatever_the_others_do() -> None:
    def demands_of_the_first(threads: int) -> list[float]:
        house = House(seed=5)
        app = house.application(house.database(**AT_ONCE), pool={"max_size": 50}, query_time=1.0)
        app.resize(threads)
        house.clock.run(until=30.0)
        house.clock.close()
        events = [event for event in house.events("thread.state") if event.who == "T1" and event.state == "querying"]
        return [round(event.until - event.t, 6) for event in events]

    alone, in_company = demands_of_the_first(1), demands_of_the_first(8)
    shorter = min(len(alone), len(in_company))
    assert shorter > 10
    assert alone[:shorter] == in_company[:shorter]


# -- open loop ---------------------------------------------------------------------------------------------


def test_in_an_open_loop_requests_arrive_however_slow_the_answers(house: House) -> None:
    app = house.application(
        house.database(**AT_ONCE), pool={"max_size": 1, "acquire_timeout": None}, loop="open", arrival_rate=20.0,
        query_time=1.0,
    )  # fmt: skip
    app.resize(2)
    house.clock.run(until=30.0)

    assert app.arrived == pytest.approx(600, abs=100)
    assert app.served < 40
    assert len(app.backlog) > 450
    conservation(house, app)


def test_requests_are_taken_in_the_order_in_which_they_came(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), loop="open", arrival_rate=50.0, query_time=0.1)
    app.resize(3)
    house.clock.run(until=10.0)

    started = [event.request for event in house.events("request.started")]
    assert started == list(range(1, len(started) + 1))
    assert len(app.backlog) > 0


def test_latency_counts_from_when_the_request_came_not_from_when_a_thread_had_time(house: House) -> None:
    app = house.application(
        house.database(**AT_ONCE, query_cpu=0.0), loop="open", arrival_rate=0.001, query_time=1.0, query_spread=0.0
    )
    app.resize(1)
    house.at(1.0, app.arrive)
    house.at(1.25, app.arrive)
    house.run(until=5.0)

    latencies = [event.latency for event in house.events("request.served") if event.request <= 2]
    assert latencies == [1.0, 1.75]


def test_a_full_backlog_refuses_and_counts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "MAX_BACKLOG", 5)
    app = house.application(house.database(**AT_ONCE), loop="open", arrival_rate=50.0, query_time=1.0)
    app.resize(1)
    house.clock.run(until=5.0)

    assert app.refused > 100
    assert len(app.backlog) == 5
    assert {event.backlog for event in house.events("request.refused")} == {5}
    conservation(house, app)


def test_a_thread_that_is_stopped_at_the_instant_it_is_called_leaves_the_request_to_another(house: House) -> None:
    app = house.application(
        house.database(**AT_ONCE, query_cpu=0.0), loop="open", arrival_rate=1e-6, query_time=1.0, query_spread=0.0
    )
    app.resize(2)
    house.clock.run(until=0.5)
    app.workers = dict(reversed(app.workers.items()))  # as after some resizing: the one to be stopped is called first
    house.at(1.0, lambda: (app.arrive(), app.resize(1)))
    house.run(until=5.0)

    (started,) = house.events("request.started")
    assert (started.t, started.who) == (1.0, "T1")


# -- failures ----------------------------------------------------------------------------------------------


def test_a_request_fails_with_the_name_of_what_went_wrong(house: House) -> None:
    database = house.database(**AT_ONCE)
    app = house.application(
        database, pool={"max_size": 1, "acquire_timeout": 0.5, "max_waiting": 2}, think_time=0.1, query_time=0.3
    )
    app.resize(6)
    house.at(5.0, lambda: database.restart(1.0))
    house.run(until=10.0)

    errors = {event.error for event in house.events("request.failed")}
    assert errors == {"PoolTimeout", "TooManyWaiters", "ConnectionLost"}
    conservation(house, app)


def test_requests_of_a_closed_pool_fail_and_the_threads_go_on(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), think_time=0.1, query_time=0.1)
    app.resize(3)
    assert isinstance(app._connections, Pooled)
    house.at(2.0, app._connections.pool.close)
    house.run(until=5.0)

    assert {event.error for event in house.events("request.failed")} == {"PoolClosed"}
    assert len(app.workers) == 3
    conservation(house, app)


@pytest.mark.parametrize("loop", ["closed", "open"])
@pytest.mark.parametrize("seed", range(5))
def test_no_request_is_lost_whatever_happens(loop: str, seed: int) -> None:
    house = House(seed)
    database = house.database(cores=2, max_connections=6)
    app = house.application(
        database,
        pool={"max_size": 4, "max_overflow": 1, "acquire_timeout": 0.3, "max_waiting": 6},
        loop=loop, think_time=0.05, query_time=0.1, arrival_rate=60.0,
    )  # fmt: skip
    app.resize(8)

    def kill_somebody() -> None:
        for number in list(database.sessions)[:2]:
            database.kill(number)

    house.at(1.0, kill_somebody)
    house.at(2.0, lambda: database.restart(0.3))
    house.at(3.0, lambda: app.resize(2))
    house.at(3.2, app.leak)
    house.at(3.5, lambda: app.slow_query(2.0))
    house.at(4.0, lambda: app.resize(12))
    house.at(5.0, lambda: app.configure(query_time=0.2, arrival_rate=100.0))
    for until in (1.5, 2.1, 3.1, 4.5, 8.0):
        house.run(until=until)
        conservation(house, app)
    assert app.served > 50
    assert app.failed > 0
    house.clock.close()


# -- what a learner does -----------------------------------------------------------------------------------


def test_more_threads_start_at_once(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), think_time=0.1)
    app.resize(2)
    house.at(1.0, lambda: app.resize(5))
    house.run(until=2.0)

    assert list(app.workers) == ["T1", "T2", "T3", "T4", "T5"]
    starts = {event.who: event.t for event in house.events("thread.state") if event.state == "starting"}
    assert starts == {"T1": 0.0, "T2": 0.0, "T3": 1.0, "T4": 1.0, "T5": 1.0}


def test_surplus_threads_stop_after_the_request_that_they_work_on(house: House) -> None:
    app = house.application(
        house.database(**AT_ONCE, query_cpu=0.0), think_time=0.001, query_time=1.0, query_spread=0.0
    )
    app.resize(3)
    house.at(0.5, lambda: app.resize(1))
    house.run(until=4.0)

    stopped = {event.who: event.t for event in house.events("thread.state") if event.state == "stopped"}
    assert set(stopped) == {"T2", "T3"}
    assert all(1.0 <= t < 1.1 for t in stopped.values())
    assert app.failed == 0
    conservation(house, app)


def test_a_thinking_thread_that_is_to_stop_stops_at_once(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), think_time=1000.0)
    app.resize(3)
    house.at(0.5, lambda: app.resize(1))
    house.run(until=1.0)

    assert [event.t for event in house.events("thread.state") if event.state == "stopped"] == [0.5, 0.5]


def test_a_thread_that_is_wanted_again_before_it_has_stopped_goes_on(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), think_time=0.001, query_time=1.0, query_spread=0.0)
    app.resize(3)
    house.at(0.5, lambda: app.resize(1))
    house.at(0.6, lambda: app.resize(3))
    house.run(until=4.0)

    assert not [event for event in house.events("thread.state") if event.state == "stopped"]
    assert len(app.workers) == 3


def test_in_the_operating_systems_order_there_are_in_the_end_as_many_threads_as_asked_for(many_switches: None) -> None:
    clock = ScaledClock(slow=0.01)
    house = House()
    journal = Journal(clock)
    pool = Pooled(house.application(house.database())._connections.pool)  # type: ignore[attr-defined]
    app = Application(clock, journal, 0, Workload(think_time=1000.0), pool)
    for n in range(300):
        app.resize(1 + n % 8)
    app.resize(8)

    # Whoever is still to stop stops, whoever is to live thinks.
    deadline = time.monotonic() + 30.0
    while not (len(app.workers) == 8 and all(worker.state == "thinking" for worker in app.workers.values())):
        assert time.monotonic() < deadline, app
        time.sleep(0.001)
    began: Counter[str] = Counter()
    for event in journal:
        if event.kind == "thread.state" and event.state in ("starting", "stopped"):
            began[event.who] += 1 if event.state == "starting" else -1
    assert {name: count for name, count in began.items() if count} == {f"T{n}": 1 for n in range(1, 9)}
    clock.close()
    house.clock.close()


def test_a_slow_query_slows_one_request(house: House) -> None:
    app = house.application(house.database(**AT_ONCE, query_cpu=0.0), query_time=0.1, query_spread=0.0)
    app.resize(3)
    house.at(1.0, lambda: app.slow_query(5.0))
    house.run(until=10.0)

    lengths = Counter(
        round(event.until - event.t, 6) for event in house.events("thread.state") if event.state == "querying"
    )
    assert lengths[5.1] == 1
    assert set(lengths) == {0.1, 5.1}


def test_a_leak_costs_the_pool_one_connection(house: House) -> None:
    app = house.application(house.database(**AT_ONCE), pool={"max_size": 3, "acquire_timeout": 0.5})
    app.resize(5)
    house.at(1.0, app.leak)
    house.run(until=10.0)

    acquired = Counter(event.connection for event in house.events("connection.acquired"))
    released = Counter(event.connection for event in house.events("connection.released"))
    never_released = acquired - released
    later = [event for event in house.events("connection.acquired") if event.t > 2.0]
    assert len({event.connection for event in later}) == 2
    assert sum(never_released.values()) <= 1 + in_work(app)
    conservation(house, app)


def test_a_changed_workload_counts_from_the_next_request_on(house: House) -> None:
    app = house.application(house.database(**AT_ONCE, query_cpu=0.0), query_time=0.1, query_spread=0.0)
    app.resize(4)
    house.at(5.0, lambda: app.configure(query_time=0.4))
    house.run(until=10.0)

    lengths = [
        (event.t, round(event.until - event.t, 6))
        for event in house.events("thread.state")
        if event.state == "querying"
    ]
    assert {length for t, length in lengths if t < 5.0} == {0.1}
    assert {length for t, length in lengths if t > 5.5} == {0.4}


def test_a_bad_rate_of_arrivals_changes_nothing(house: House) -> None:
    app = house.application(house.database())
    before = app.workload

    with pytest.raises(ValueError, match="rate"):
        app.configure(arrival_rate=0.0, query_time=9.0)

    assert app.workload == before


def test_the_same_seed_gives_the_same_journal() -> None:
    def rows() -> list[list[object]]:
        house = House(seed=11)
        app = house.application(house.database(cores=2), pool={"max_size": 3}, think_time=0.02, query_time=0.05)
        app.resize(8)
        house.at(1.0, lambda: app.resize(4))
        house.run(until=3.0)
        house.clock.close()
        return [event.row() for event in house.journal]

    first = rows()
    assert len(first) > 500
    assert first == rows()


def test_repr_reads_like_a_status_line(house: House) -> None:
    app = house.application(house.database(**AT_ONCE))
    assert repr(app) == "<Application [0 threads | 0 requests: 0 served, 0 failed, 0 refused]>"
