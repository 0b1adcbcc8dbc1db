"""Runs of the thread pool lab that are shaken by everything a learner can do, and a reading of their journals."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.engine import Event
from app.labs import LabError
from app.labs.thread_pool import ThreadPoolLab

LIVE_CHANGES: dict[str, list[Any]] = {
    "arrival_rate": [5.0, 40.0, 80.0],
    "wait_time": [0.0, 0.05, 0.2],
    "compute_time": [0.0, 0.02, 0.1],
    "spread": [0.0, 1.0],
    "long_share": [0.0, 0.2],
    "failure_rate": [0.0, 0.5],
    "core_size": [1, 2, 4],
    "max_size": [4, 6, 12],
    "queue_capacity": [0, 2, 20, None],
    "growth": ["java", "cpython"],
    "rejection": ["abort", "caller_runs", "discard", "discard_oldest"],
    "keep_alive": [0.0, 0.1, 5.0],
    "cores": [1, 2, 8],
    "gil": [True, False],
}
ACTIONS = ["burst", "burst", "cancel_queued", "cancel_queued", "poison"]
STARTS: list[dict[str, Any]] = [
    {},
    {"growth": "cpython", "core_size": 1, "max_size": 6, "keep_alive": 0.1, "arrival_rate": 30.0},
    {"queue_capacity": 2, "max_size": 4, "rejection": "caller_runs", "arrival_rate": 40.0, "pattern": "burst"},
    {"queue_capacity": 0, "core_size": 1, "rejection": "discard_oldest", "cores": 1, "pattern": "even"},
    {"gil": True, "wait_time": 0.0, "compute_time": 0.1, "rejection": "discard_oldest", "queue_capacity": 3},
    {"queue_capacity": None, "failure_rate": 0.3, "long_share": 0.1, "arrival_rate": 60.0},
]

EVEN: dict[str, Any] = {"spread": 0.0, "pattern": "even"}  # nothing by chance


def events(lab: ThreadPoolLab, *kinds: str) -> list[Event]:
    return [event for event in lab.journal if event.kind in kinds]


def rows(lab: ThreadPoolLab) -> list[list[object]]:
    return [event.row() for event in lab.journal]


def full(make: Callable[..., ThreadPoolLab], rejection: str) -> ThreadPoolLab:
    """A burst of 5 on one worker and a queue of 2."""
    lab = make(core_size=1, max_size=1, queue_capacity=2, rejection=rejection, arrival_rate=0.1, wait_time=1.0, **EVEN)
    lab.act_at(1.0, "burst", {"tasks": 5})
    lab.clock.run(until=1.5)
    return lab


class Replay:
    """The state as its events tell it: the rules by which the browser draws."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state = {**state, "t": 0.0}
        self.pool, self.workers = dict(state["pool"]), {**state["workers"]}
        self.queue, self.tasks = list(state["queue"]), {**state["tasks"]}
        self.cores, self.totals = dict(state["cores"]), dict(state["totals"])
        self.producer = state["producer"]

    def told(self) -> dict[str, Any]:
        return {
            "pool": self.pool, "producer": self.producer, "workers": self.workers, "queue": self.queue,
            "tasks": self.tasks, "cores": self.cores, "totals": self.totals,
        }  # fmt: skip

    def take(self, event: Event) -> None:
        fields = dict(zip(event.fields, event.values, strict=True))
        group, _, what = event.kind.partition(".")
        getattr(self, f"_{group}_{what}", lambda t, **_: None)(event.t, **fields)

    # -- the pool ----------------------------------------------------------------------------------------------

    def _threads_resized(self, t: float, **sizes: Any) -> None:
        self.pool |= sizes

    def _threads_shutdown(self, t: float, cancel_futures: bool) -> None:
        self.pool["shutdown"] = "now" if cancel_futures else "drain"

    def _threads_ended(self, t: float) -> None:
        self.pool["ended"] = True

    def _lab_set(self, t: float, name: str, value: Any) -> None:
        if name in ("cores", "gil"):
            self.cores["count" if name == "cores" else "gil"] = value

    def _lab_act(self, t: float, action: str, args: Any) -> None:
        if action == "shut_down_now":
            self.pool["shutdown"] = "now"

    # -- tasks -------------------------------------------------------------------------------------------------

    def _task_submitted(self, t: float, task: int, name: str, who: str) -> None:
        assert who == "producer"
        assert task == self.totals["submitted"] + 1
        self.totals["submitted"] += 1
        self.tasks[str(task)] = {"name": name, "state": "queued", "submitted": t, "since": t, "who": None}

    def _task_queued(self, t: float, task: int, position: int) -> None:
        self.queue.insert(position - 1, task)
        self.tasks[str(task)] |= {"state": "queued", "since": t, "who": None}

    def _task_started(self, t: float, task: int, who: str, wait_time: float) -> None:
        if task in self.queue:
            assert self.queue[0] == task, "first come, first served"
            self.queue.remove(task)
        self.tasks[str(task)] |= {"state": "running", "since": t, "who": who}
        if who in self.workers:
            assert self.workers[who]["task"] is None, "one task at a time"
            self.workers[who] = {"state": "starting", "since": t, "until": None, "task": task, "core": False}

    def _task_finished(self, t: float, task: int, who: str, run_time: float, error: str | None) -> None:
        assert self.tasks.pop(str(task))["who"] == who
        self.totals["failed" if error else "finished"] += 1
        if who in self.workers:
            self.workers[who] = {**self.workers[who], "task": None, "core": False}

    def _task_rejected(self, t: float, task: int, policy: str) -> None:
        self.totals["rejected"] += 1
        if policy == "abort":
            self.totals["aborted"] += 1
            del self.tasks[str(task)]
        self.totals["caller_ran"] += policy == "caller_runs"

    def _task_discarded(self, t: float, task: int) -> None:
        self._never(task, "discarded")

    def _task_cancelled(self, t: float, task: int, reason: str) -> None:
        self._never(task, "cancelled")

    def _never(self, task: int, why: str) -> None:
        self.totals[why] += 1
        assert self.tasks.pop(str(task))["state"] == "queued"
        if task in self.queue:
            self.queue.remove(task)

    # -- threads -----------------------------------------------------------------------------------------------

    def _worker_started(self, t: float, who: str, reason: str) -> None:
        assert who not in self.workers
        self.workers[who] = {"state": "starting", "since": t, "until": None, "task": None, "core": False}

    def _worker_idle(self, t: float, who: str, until: float | None) -> None:
        now = self.workers[who]
        since = now["since"] if now["state"] == "idle" else t
        self.workers[who] = {"state": "idle", "since": since, "until": until, "task": None, "core": False}

    def _worker_ended(self, t: float, who: str, reason: str) -> None:
        assert self.workers.pop(who)["task"] is None

    def _thread_state(self, t: float, who: str, state: str, request: int | None, until: float | None) -> None:
        now = {"state": state, "since": t, "until": until, "task": request}
        if who == "producer":
            self.producer = None if state == "stopped" else now
        else:
            assert self.workers[who]["task"] == request
            self.workers[who] = now | {"core": state == "computing"}


def shake(lab: ThreadPoolLab, chance: random.Random) -> None:
    """Do anything a learner might do, now."""
    with suppress(LabError):  # nothing to cancel just now, or a core beyond the maximum
        if chance.random() < 0.6:
            name = chance.choice(list(LIVE_CHANGES))
            lab.set(name, chance.choice(LIVE_CHANGES[name]))
        else:
            lab.act(chance.choice(ACTIONS))


def rough_run(lab: ThreadPoolLab, seed: int, seconds: float, checkpoints: int = 30) -> dict[str, Any]:
    """A run that is shaken by changes and actions; its journal, and the engine's own account at many moments.

    On the way, the account must be what the journal tells. It ends with a shutdown of either kind.
    """
    chance = random.Random(seed)
    lab.clock.run(until=0.0)
    start = lab.snapshot()
    replay, accounts, read = Replay(start.state), [], start.index
    for n in range(1, checkpoints + 1):
        lab.clock.run(until=seconds * n / checkpoints)
        if n == checkpoints - 5:
            lab.act(chance.choice(["shut_down", "shut_down_now"]))
        elif n == checkpoints - 3 and lab.shutdown == "drain" and chance.random() < 0.5:
            lab.act("shut_down_now")
        else:
            shake(lab, chance)
        lab.clock.run(until=lab.clock.now())  # who was woken by that goes to work
        snapshot = lab.snapshot()
        written, read, missed = lab.journal.read(read)
        assert not missed
        for event in written:
            replay.take(event)
        told = {name: value for name, value in snapshot.state.items() if name not in ("t", "recent")}
        assert replay.told() == told
        assert read == snapshot.index
        conserved(snapshot.state)
        accounts.append({"index": snapshot.index - start.index, "state": snapshot.state})
    everything, _, _ = lab.journal.read(start.index)
    return {
        "lab": lab.slug,
        "schema": lab.describe()["events"],
        "start": start.state,
        "events": [event.row() for event in everything],
        "checkpoints": accounts,
    }


def conserved(state: dict[str, Any]) -> None:
    """Every task that was submitted has come to one end, or is in the pool."""
    totals, tasks = state["totals"], state["tasks"]
    ends = sum(totals[name] for name in ("finished", "failed", "aborted", "discarded", "cancelled"))
    assert totals["submitted"] == ends + len(tasks)
    running = [worker["task"] for worker in state["workers"].values() if worker["task"] is not None]
    if state["producer"] and state["producer"]["task"] is not None:
        running.append(state["producer"]["task"])
    assert sorted(tasks) == sorted(map(str, [*state["queue"], *running]))
