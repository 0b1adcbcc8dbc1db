"""The state of the thread pool lab as plain data: what a keyframe carries, in the shape of the browser's reducer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine.workers import ThreadPoolStats, Worker
from app.labs.thread_pool.floor import PRODUCER, Doing
from app.labs.thread_pool.tasks import Task

if TYPE_CHECKING:
    from app.labs.thread_pool.lab import ThreadPoolLab


def state(lab: ThreadPoolLab, stats: ThreadPoolStats) -> dict[str, Any]:
    """Everything the page shows, read from the engine's own objects while their locks are held."""
    pool, floor = lab.pool, lab.floor
    workers, queue = pool.view()
    producer = floor.doing.get(PRODUCER)
    options = pool.options
    return {
        "t": lab.clock.now(),
        "pool": {
            "core_size": options.core_size,
            "max_size": options.limit,
            "queue_capacity": options.capacity,
            "rejection": options.rejection,
            "growth": options.growth,
            "keep_alive": options.keep_alive,
            "shutdown": lab.shutdown,
            "ended": pool.is_shut_down and not workers,
        },
        "producer": _thread(producer) if producer is not None else None,
        "workers": {worker.name: _worker(worker, floor.doing.get(worker.name)) for worker in workers},
        "queue": [task.number for task in queue],
        "tasks": {
            **{
                str(task.number): _task(task.name, "running", task.since, task.began, worker.name)
                for worker in workers
                if (task := worker.task) is not None
            },
            **{str(task.number): _task(task.name, "queued", task.since, task.since, None) for task in queue},
            **_own(floor.own),
        },
        "cores": {"count": lab.params.cores, "gil": lab.params.gil},
        "totals": totals(stats),
        "recent": [],
    }


def totals(stats: ThreadPoolStats) -> dict[str, int]:
    """What became of all tasks so far."""
    return {
        "submitted": stats.submitted,
        "finished": stats.finished - stats.failed,
        "failed": stats.failed,
        "rejected": sum(stats.rejected.values()),
        "aborted": stats.rejected.get("abort", 0),
        "discarded": stats.discarded,
        "cancelled": stats.cancelled,
        "caller_ran": stats.rejected.get("caller_runs", 0),
    }


def _thread(doing: Doing) -> dict[str, Any]:
    return {"state": doing.state, "since": doing.since, "until": doing.until, "task": doing.task}


def _worker(worker: Worker, doing: Doing | None) -> dict[str, Any]:
    """What the floor knows of a worker is about its task; between two of them only the pool knows."""
    if worker.task is None:
        now = Doing("idle", worker.since, worker.until)
    elif doing is None or doing.task != worker.task.number:
        now = Doing("starting", worker.since, None, worker.task.number)
    else:
        now = doing
    return _thread(now) | {"core": now.state == "computing"}


def _task(name: str | None, state: str, submitted: float, since: float, who: str | None) -> dict[str, Any]:
    return {"name": name, "state": state, "submitted": submitted, "since": since, "who": who}


def _own(task: Task | None) -> dict[str, Any]:
    """The task that the producer does itself, if it does one."""
    if task is None:
        return {}
    return {str(task.number): _task(task.name, "running", task.began, task.began, PRODUCER)}
