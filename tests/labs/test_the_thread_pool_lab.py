"""The lab `thread-pool`: what its parameters and actions do to the run."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import AutojumpClock
from app.labs import LABS
from app.labs.thread_pool import ThreadPoolLab

from .conftest import MakeThreads
from .thread_pool_runs import EVEN, LIVE_CHANGES, STARTS, events, full, rough_run, rows


def test_it_declares_the_parameters_and_actions_that_stay_put() -> None:
    described = LABS["thread-pool"].describe()

    assert set(described["params"]["properties"]) == {
        *LIVE_CHANGES, "pattern", "thread_order", "seed", "slow"
    }  # fmt: skip
    assert [action["name"] for action in described["actions"]] == [
        "burst", "poison", "cancel_queued", "shut_down", "shut_down_now", "reset"
    ]  # fmt: skip
    for declared in described["params"]["properties"].values():
        assert declared["title"]
        assert declared["description"]
        assert declared["applies"] in ("live", "rebuild")


@settings(derandomize=True, max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.sampled_from(STARTS))
def test_no_task_is_lost_or_done_twice_and_the_snapshot_is_what_the_journal_tells(
    seed: int, start: dict[str, object]
) -> None:
    params, _ = ThreadPoolLab.parse({**start, "seed": seed})
    with ThreadPoolLab(params, clock=AutojumpClock(seed)) as lab:
        run = rough_run(lab, seed, seconds=6.0)

    ends = [row[2] for row in run["events"] if row[1] in ("task.finished", "task.discarded", "task.cancelled")]
    ends += [row[2] for row in run["events"] if row[1] == "task.rejected" and row[3] == "abort"]
    assert len(ends) == len(set(ends))
    assert run["schema"].keys() >= {row[1] for row in run["events"]}


def test_the_same_parameters_give_the_same_journal_and_another_seed_another(make_threads: MakeThreads) -> None:
    def run(**params: object) -> list[list[object]]:
        lab = make_threads(queue_capacity=3, **params)
        lab.act_at(1.0, "burst")
        lab.set_at(2.0, "max_size", 12)
        lab.act_at(1.05, "cancel_queued")
        lab.clock.run(until=4.0)
        return rows(lab)

    assert run() == run()
    assert run() != run(seed=8)


def test_a_fork_has_lived_through_the_same_and_goes_on(make_threads: MakeThreads) -> None:
    lab = make_threads(max_size=5, queue_capacity=4, rejection="caller_runs")
    lab.act_at(0.5, "burst")
    lab.act_at(1.0, "poison")
    lab.set_at(1.5, "rejection", "discard_oldest")
    lab.set_at(1.6, "max_size", 12)
    lab.set_at(1.7, "core_size", 12)  # which the maximum that it began with would not allow
    lab.clock.run(until=3.0)
    until = [row for row in rows(lab) if row[0] < 2.0]

    with ThreadPoolLab.replay(lab.start_params, lab.taken, until=2.0, paused=True) as fork:
        assert [event.row() for event in fork.journal if event.t < 2.0] == until


# -- growth ----------------------------------------------------------------------------------------------------


def starts(lab: ThreadPoolLab) -> list[tuple[int, str]]:
    """For each worker: how many tasks had come when it was started, and why it was."""
    found, submitted = [], 0
    for event in lab.journal:
        submitted += event.kind == "task.submitted"
        if event.kind == "worker.started":
            found.append((submitted, event.reason))
    return found


def test_java_grows_to_the_core_then_fills_the_queue_then_grows_to_the_maximum(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=4, queue_capacity=3, arrival_rate=0.1, growth="java", **EVEN)
    lab.act_at(1.0, "burst", {"tasks": 8})
    lab.clock.run(until=1.1)

    assert starts(lab) == [(1, "core"), (2, "core"), (6, "queue_full"), (7, "queue_full")]
    assert [event.policy for event in events(lab, "task.rejected")] == ["abort"]


def test_cpython_starts_a_worker_whenever_none_is_idle_and_never_rejects(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=4, queue_capacity=3, arrival_rate=0.1, growth="cpython", **EVEN)
    lab.act_at(1.0, "burst", {"tasks": 20})
    lab.clock.run(until=1.1)

    assert starts(lab) == [(n, "none_idle") for n in (1, 2, 3, 4)]
    assert len(lab.snapshot().state["queue"]) == 16
    assert lab.snapshot().state["pool"]["queue_capacity"] is None


def test_javas_pool_with_an_endless_queue_never_grows_beyond_its_core(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=8, queue_capacity=None, arrival_rate=50.0)
    lab.clock.run(until=5.0)

    assert lab.pool.stats().largest == 2
    assert lab.pool.stats().queued > 20


def test_a_worker_beyond_the_core_ends_after_keep_alive(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=4, queue_capacity=0, keep_alive=1.0, arrival_rate=0.1, **EVEN)
    lab.act_at(1.0, "burst", {"tasks": 4})
    lab.clock.run(until=3.0)

    assert [event.reason for event in events(lab, "worker.ended")] == ["keep_alive"] * 3
    assert len(lab.snapshot().state["workers"]) == 1


# -- rejection -------------------------------------------------------------------------------------------------


def test_abort_tells_the_producer(make_threads: MakeThreads) -> None:
    state = full(make_threads, "abort").snapshot().state

    assert state["queue"] == [2, 3]
    assert (state["totals"]["rejected"], state["totals"]["aborted"]) == (2, 2)
    assert state["producer"]["state"] == "producing"


def test_discard_forgets_the_new_one(make_threads: MakeThreads) -> None:
    lab = full(make_threads, "discard")

    assert lab.snapshot().state["queue"] == [2, 3]
    assert [event.task for event in events(lab, "task.discarded")] == [4, 5]


def test_discard_oldest_forgets_the_first_in_the_queue(make_threads: MakeThreads) -> None:
    lab = full(make_threads, "discard_oldest")

    assert lab.snapshot().state["queue"] == [4, 5]
    assert [event.task for event in events(lab, "task.discarded")] == [2, 3]


def test_caller_runs_has_the_producer_do_it_and_submit_the_rest_afterwards(make_threads: MakeThreads) -> None:
    lab = full(make_threads, "caller_runs")
    state = lab.snapshot().state

    assert (state["producer"]["state"], state["producer"]["task"]) == ("waiting", 4)
    assert state["tasks"]["4"]["who"] == "producer"
    assert state["totals"]["submitted"] == 4  # the fifth has to wait until it is done
    lab.clock.run(until=4.0)
    submitted = {event.task: event.t for event in events(lab, "task.submitted")}
    ended = {event.task: event.t for event in events(lab, "task.finished")}
    assert submitted[5] == ended[4]


def test_caller_runs_slows_the_producer_and_abort_does_not() -> None:
    def rate(rejection: str) -> float:
        params, _ = ThreadPoolLab.parse({"arrival_rate": 60.0, "queue_capacity": 2, "rejection": rejection})
        found = ThreadPoolLab.measure(params, 20.0)["submit_rate"]
        assert found is not None
        return found

    assert rate("abort") > 50
    assert rate("caller_runs") < 45


def test_the_policies_get_the_same_tasks(make_threads: MakeThreads) -> None:
    def arrivals(rejection: str) -> list[float]:
        lab = make_threads(arrival_rate=60.0, queue_capacity=2, rejection=rejection)
        lab.clock.run(until=5.0)
        assert events(lab, "task.rejected")
        return [event.t for event in events(lab, "task.submitted")]

    assert arrivals("abort") == arrivals("discard") == arrivals("discard_oldest")


def test_in_the_order_of_the_operating_system_no_task_is_lost() -> None:
    params, _ = ThreadPoolLab.parse(
        {"thread_order": "os", "slow": 0.1, "arrival_rate": 300.0, "queue_capacity": 4, "rejection": "caller_runs"}
    )
    with ThreadPoolLab(params) as lab:
        while lab.journal.position < 2000:
            totals = lab.snapshot().state["totals"]
            assert totals["submitted"] >= totals["finished"]
        lab.act("shut_down_now")
        while not events(lab, "threads.ended"):
            assert lab.failure is None
        assert lab.failure is None
        state = lab.snapshot().state
    totals = state["totals"]
    ends = sum(totals[name] for name in ("finished", "failed", "aborted", "discarded", "cancelled"))
    assert totals["submitted"] - ends in (0, 1)  # the producer may still have one in hand
