"""The lab `connection-pool`: what its parameters and actions do to the run."""

from __future__ import annotations

import pytest

from app.engine import AutojumpClock, Event
from app.labs import LABS, LabError
from app.labs.connection_pool import ConnectionPoolLab

from .conftest import MakeLab

NAMES_THAT_STAY_PUT = {
    "threads", "loop", "think_time", "arrival_rate", "query_time", "query_spread", "pooling", "min_size", "max_size",
    "max_overflow", "acquire_timeout", "max_lifetime", "max_idle", "order", "fair", "check_after_idle", "tcp_time",
    "tls_time", "auth_time", "database_cores", "thread_order", "seed", "slow",
}  # fmt: skip


def events(lab: ConnectionPoolLab, *kinds: str) -> list[Event]:
    return [event for event in lab.journal if event.kind in kinds]


def rows(lab: ConnectionPoolLab) -> list[list[object]]:
    return [event.row() for event in lab.journal]


def test_it_declares_the_parameters_and_actions_that_stay_put() -> None:
    described = LABS["connection-pool"].describe()

    assert set(described["params"]["properties"]) >= NAMES_THAT_STAY_PUT
    assert [action["name"] for action in described["actions"]] == [
        "slow_query", "kill_connection", "restart_database", "leak", "reset"
    ]  # fmt: skip
    for declared in described["params"]["properties"].values():
        assert declared["title"]
        assert declared["description"]
        assert declared["applies"] in ("live", "rebuild")


def test_the_same_parameters_give_the_same_journal(make_lab: MakeLab) -> None:
    def run() -> list[list[object]]:
        lab = make_lab(max_size=3, max_overflow=1)
        lab.act_at(1.0, "kill_connection")
        lab.set_at(2.0, "max_size", 5)
        lab.clock.run(until=4.0)
        return rows(lab)

    assert run() == run()


def test_another_seed_gives_another_journal(make_lab: MakeLab) -> None:
    first, second = make_lab(seed=1), make_lab(seed=2)
    first.clock.run(until=1.0)
    second.clock.run(until=1.0)

    assert rows(first) != rows(second)


def test_shrinking_the_pool_makes_callers_wait_and_time_out_within_ten_real_seconds(make_lab: MakeLab) -> None:
    lab = make_lab()
    lab.clock.run(until=2.0)
    assert not events(lab, "waiter.timed_out")

    lab.set_at(2.0, "max_size", 2)
    lab.clock.run(until=2.0 + 10.0 / lab.params.slow)

    assert events(lab, "waiter.timed_out")
    assert lab.pool is not None
    assert lab.pool.stats().size == 2


def test_a_killed_connection_is_replaced(make_lab: MakeLab) -> None:
    lab = make_lab(max_size=2)
    lab.clock.run(until=1.0)
    lab.act_at(1.0, "kill_connection")
    lab.clock.run(until=2.0)

    (killed,) = events(lab, "session.closed")
    (closed,) = events(lab, "connection.closed")
    opened = [event for event in events(lab, "connection.connected") if event.t > killed.t]
    assert (killed.reason, closed.reason) == ("killed", "broken")
    assert len(opened) == 1
    errors = {event.error for event in events(lab, "request.failed") if event.t >= killed.t}
    assert "ConnectionLost" in errors


def test_pre_ping_spares_callers_the_dead_connections_of_a_restart(make_lab: MakeLab) -> None:
    def failures(check_after_idle: float | None) -> int:
        lab = make_lab(check_after_idle=check_after_idle, acquire_timeout=2.0, query_time=0.01, think_time=0.2)
        lab.clock.run(until=1.0)
        lab.act_at(1.0, "restart_database", {"down_for": 0.1})
        lab.clock.run(until=3.0)
        return len(events(lab, "request.failed"))

    assert failures(None) > failures(0.0)


def test_a_leak_is_reported_with_the_borrowers_stack(make_lab: MakeLab) -> None:
    lab = make_lab(leak_detection_threshold=0.5)
    lab.act_at(0.5, "leak")
    lab.clock.run(until=2.0)

    (leak,) = events(lab, "connection.leaked")
    assert "app.engine.service.application:_serve:" in leak.stack
    assert lab.snapshot().state["connections"][str(leak.connection)]["leaked"]


def test_enough_leaks_bring_everything_to_a_standstill(make_lab: MakeLab) -> None:
    lab = make_lab(max_size=3)
    for n in range(3):
        lab.act_at(0.1 * n, "leak")
    lab.clock.run(until=5.0)

    served = events(lab, "request.served")
    assert served[-1].t < 2.0
    assert events(lab, "request.failed")[-1].error == "PoolTimeout"


def test_a_slow_query_holds_its_connection_longer(make_lab: MakeLab) -> None:
    lab = make_lab(query_time=0.05, query_spread=0.0)
    lab.act_at(1.0, "slow_query", {"seconds": 2.0})
    lab.clock.run(until=5.0)

    assert max(event.use_time for event in events(lab, "connection.released")) >= 2.0


def test_without_a_pool_every_request_opens_a_connection_and_closes_it(make_lab: MakeLab) -> None:
    lab = make_lab(pooling=False)
    lab.clock.run(until=2.0)

    served = len(events(lab, "request.served"))
    goodbyes = [event for event in events(lab, "session.closed") if event.reason == "client"]
    assert served == len(goodbyes)
    assert not events(lab, "connection.acquired")


def test_pooling_is_faster_on_the_same_requests() -> None:
    def latency(pooling: bool) -> float:
        params, _ = ConnectionPoolLab.parse({"pooling": pooling, "threads": 4})
        mean = ConnectionPoolLab.measure(params, 20.0)["latency_mean"]
        assert mean is not None
        return mean

    assert latency(True) < latency(False)


@pytest.mark.parametrize("rate", [20.0, 60.0, 200.0])
def test_arrivals_come_at_the_rate_of_the_slider(make_lab: MakeLab, rate: float) -> None:
    lab = make_lab(loop="open", arrival_rate=rate, threads=40, query_time=0.01)
    lab.clock.run(until=60.0)

    # A Poisson count has a standard deviation of its square root; four of them are never left by this seed.
    expected = rate * 60.0
    assert abs(lab.application.arrived - expected) < 4 * expected**0.5


@pytest.mark.parametrize("loop", ["closed", "open"])
def test_every_request_ends_once(make_lab: MakeLab, loop: str) -> None:
    lab = make_lab(loop=loop, arrival_rate=150.0, max_size=3, acquire_timeout=0.1)
    for t in (0.5, 1.5, 2.5):
        lab.act_at(t, "kill_connection")
    lab.act_at(2.0, "restart_database")
    lab.set_at(1.0, "threads", 4)
    lab.set_at(3.0, "threads", 20)
    lab.clock.run(until=5.0)

    app = lab.application
    in_work = sum(worker.request is not None for worker in app.workers.values())
    assert app.arrived == app.served + app.failed + app.refused + len(app.backlog) + in_work
    ended = [event.request for event in events(lab, "request.served", "request.failed", "request.refused")]
    assert len(ended) == len(set(ended)) == app.served + app.failed + app.refused


LIVE = {
    "threads": 3, "think_time": 0.5, "query_time": 0.02, "query_spread": 0.0, "min_size": 5, "max_size": 4,
    "max_overflow": 2, "acquire_timeout": None, "max_waiting": 1, "max_lifetime": 1.0, "max_idle": 0.5,
    "order": "fifo", "fair": False, "check_after_idle": 0.0, "leak_detection_threshold": 0.1, "tcp_time": 0.001,
    "tls_time": 0.001, "auth_time": 0.001, "close_time": 0.001, "database_cores": 1, "query_cpu": 1.0,
    "max_connections": 8, "arrival_rate": 10.0,
}  # fmt: skip


def test_every_live_parameter_is_tried_below() -> None:
    properties = ConnectionPoolLab.describe()["params"]["properties"]

    assert {name for name, declared in properties.items() if declared["applies"] == "live"} == {*LIVE, "slow"}


@pytest.mark.parametrize(("name", "value"), LIVE.items())
def test_a_live_parameter_takes_effect_while_it_runs(make_lab: MakeLab, name: str, value: object) -> None:
    lab = make_lab()
    lab.clock.run(until=1.0)
    lab.set_at(1.0, name, value)
    lab.clock.run(until=2.0)

    assert getattr(lab.params, name) == value
    parts = [lab.application.workload, lab.database.options, lab.pool.options if lab.pool else None]
    held = {field: getattr(part, field) for part in parts for field in getattr(part, "__slots__", ())}
    held |= {"threads": len(lab.application.workers), "database_cores": lab.database.cores.count}
    assert held[name] == (4 if name == "min_size" and lab.params.max_size == 4 else value)
    assert events(lab, "lab.set")[0].row()[2:] == [name, value]


def test_the_pace_is_no_part_of_the_run(make_lab: MakeLab) -> None:
    lab = make_lab()
    assert lab.set("slow", 2.0) == "live"

    assert lab.params.slow == 2.0
    assert lab.taken == []
    assert not events(lab, "lab.set")


def test_a_parameter_that_rebuilds_is_not_changed_in_place(make_lab: MakeLab) -> None:
    lab = make_lab()

    assert lab.set("pooling", False) == "rebuild"
    assert lab.params.pooling is True
    assert lab.with_value("pooling", False).pooling is False


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("max_size", 0, "out_of_range"), ("order", "random", "out_of_range"), ("size", 1, "unknown_parameter")],
)
def test_a_bad_value_is_refused_with_field_and_range_and_changes_nothing(
    make_lab: MakeLab, name: str, value: object, code: str
) -> None:
    lab = make_lab()
    with pytest.raises(LabError) as caught:
        lab.set(name, value)

    assert (caught.value.code, caught.value.field) == (code, name)
    assert caught.value.allowed
    assert lab.params == ConnectionPoolLab.parse({})[0]


def test_an_unknown_action_and_bad_arguments_are_refused(make_lab: MakeLab) -> None:
    lab = make_lab()
    with pytest.raises(LabError, match="no action 'explode'"):
        lab.act("explode")
    with pytest.raises(LabError) as caught:
        lab.act("slow_query", {"seconds": -1})

    assert (caught.value.code, caught.value.field) == ("bad_arguments", "seconds")


def test_an_action_that_cannot_be_done_is_not_written_down(make_lab: MakeLab) -> None:
    lab = make_lab()
    lab.clock.run(until=0.5)
    with pytest.raises(LabError, match="no open connection 999"):
        lab.act("kill_connection", {"connection": 999})

    assert not events(lab, "lab.act")


def test_loose_values_from_a_url_fall_back_with_a_notice() -> None:
    params, notices = ConnectionPoolLab.parse({"max_size": "4", "threads": "many", "colour": "red"}, lenient=True)

    assert (params.max_size, params.threads) == (4, 12)
    assert len(notices) == 2
    assert any("threads" in notice for notice in notices)


def test_a_run_is_measured_in_far_less_than_its_own_time() -> None:
    params, _ = ConnectionPoolLab.parse({"query_spread": 0.0, "max_size": 12})
    values = ConnectionPoolLab.measure(params, 60.0)

    # Little's law holds for whatever was measured: busy connections = loans a second × time held.
    assert values["busy_mean"] == pytest.approx(values["use_rate"] * values["use_mean"], rel=0.02)


def test_a_lab_in_the_order_of_the_operating_system_shows_a_state_that_fits_its_journal() -> None:
    params, _ = ConnectionPoolLab.parse({"thread_order": "os", "slow": 0.1, "max_size": 3})
    with ConnectionPoolLab(params) as lab:
        first = lab.snapshot()
        while lab.journal.position < 2000:  # at most a second: it makes thousands of events a second
            snapshot = lab.snapshot()
            active = [entry for entry in snapshot.state["connections"].values() if entry["state"] == "active"]
            assert len(active) <= 3
            assert snapshot.index >= first.index
            in_work = sum(thread["request"] is not None for thread in snapshot.state["threads"].values())
            totals = snapshot.state["totals"]
            assert totals["arrived"] == totals["served"] + totals["failed"] + in_work
        assert lab.failure is None


def test_the_lab_of_a_closed_clock_says_so() -> None:
    params, _ = ConnectionPoolLab.parse({})
    lab = ConnectionPoolLab(params, clock=AutojumpClock(params.seed))
    lab.close()

    with pytest.raises(LabError, match="has ended"):
        lab.set("threads", 3)
