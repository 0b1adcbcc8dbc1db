"""The numbers that the thread pool lab reports."""

from __future__ import annotations

from typing import Any

from app.engine import ThreadPoolStats
from app.labs.measures import mean, quantile
from app.labs.parts import Metric
from app.labs.thread_pool.floor import PRODUCER
from app.labs.thread_pool.meter import WANTS, Figures
from app.labs.thread_pool.params import Params

METRICS = (
    Metric("busy", "Busy", "Workers that have a task now.", "", "active", of="threads", strip=True),
    Metric("queue", "Queue", "Tasks that wait for a worker now.", "", "waiting", of="queue_capacity", strip=True),
    Metric("queue_time_p95", "Time in queue, p95", "Of 20 tasks, 19 waited no longer for a worker.", "s", "waiting",
           strip=True),
    Metric("utilisation", "Utilisation", "Share of the workers’ time in which they had a task.", "share", "active",
           strip=True),
    Metric("done_rate", "Done", "Tasks finished or failed a second.", "1/s", strip=True),
    Metric("rejected", "Rejected", "Tasks for which there was no room, since the start.", "", "closed", strip=True),
    Metric("threads", "Threads", "Workers there are now.", of="max_size"),
    Metric("idle", "Idle", "Workers that wait for a task."),
    Metric("max_size", "Max size", "Workers there may be."),
    Metric("queue_capacity", "Queue capacity", "Tasks that may wait; none: no bound."),
    Metric("queue_time_p50", "Time in queue, p50", "Half of the tasks waited no longer for a worker.", "s"),
    Metric("queue_time_mean", "Time in queue, mean", "Mean time from submission to start.", "s"),
    Metric("latency_p50", "Latency, p50", "Half of the tasks were done within this.", "s"),
    Metric("latency_p95", "Latency, p95", "Of 20 tasks, 19 were done within this.", "s"),
    Metric("latency_mean", "Latency, mean", "Mean time from submission to end.", "s"),
    Metric("run_mean", "Run time, mean", "Mean time from start to end, waiting for a core included.", "s"),
    Metric("submit_rate", "Submitted", "Tasks submitted a second.", "1/s"),
    Metric("cpu_utilisation", "Cores, utilisation", "Share of the cores’ time in which they computed.", "share"),
    Metric("cores_busy", "Cores busy", "Cores that computed, on average."),
    Metric("wants_core", "Wanting a core", "Share of the workers’ time spent waiting for a core or the GIL.", "share"),
    Metric("waiting", "Waiting", "Share of the workers’ time in which their task waited.", "share"),
    Metric("producer_busy", "Producer’s own work", "Share of the producer’s time spent on tasks sent back.", "share"),
    Metric("submitted", "Submitted in all", "Tasks, since the start."),
    Metric("finished", "Finished in all", "Tasks with a result, since the start."),
    Metric("failed", "Failed", "Tasks that ended with an exception, since the start."),
    Metric("aborted", "Aborted", "Tasks rejected with an error for the producer, since the start."),
    Metric("caller_ran", "Caller ran", "Tasks that the producer did itself, since the start."),
    Metric("discarded", "Discarded", "Tasks forgotten for want of room, since the start."),
    Metric("cancelled", "Cancelled", "Tasks cancelled in the queue, since the start."),
    Metric("held_back", "Held back", "Tasks never submitted, for the queue had no bound and the memory was full."),
    Metric("largest", "Most threads", "Workers at a time, the most there ever were."),
    Metric("longest_queue", "Longest queue", "Tasks in the queue, the most there ever were."),
    Metric("oldest", "Oldest in queue", "How long the first in the queue has waited.", "s", "waiting"),
)  # fmt: skip


def flat(figures: Figures, stats: ThreadPoolStats, params: Params, held_back: int) -> dict[str, float | None]:
    """The declared metrics, from what was measured and counted."""
    present, span = figures.total(), figures.seconds
    waits, latencies, own = figures.waits, figures.latencies, figures.spent.get(PRODUCER, {})
    computed = figures.computed()
    return {
        "busy": stats.busy,
        "threads": stats.workers,
        "idle": stats.idle,
        "max_size": stats.max_size,
        "queue": stats.queued,
        "queue_capacity": stats.queue_capacity,
        "queue_time_p50": quantile(waits, 0.5),
        "queue_time_p95": quantile(waits, 0.95),
        "queue_time_mean": mean(waits),
        "latency_p50": quantile(latencies, 0.5),
        "latency_p95": quantile(latencies, 0.95),
        "latency_mean": mean(latencies),
        "run_mean": mean(figures.runs),
        "utilisation": _share(present - figures.total("idle"), present),
        "done_rate": len(latencies) / span if span > 0 else None,
        "submit_rate": figures.submitted / span if span > 0 else None,
        "cpu_utilisation": _share(computed, span * params.cores),
        "cores_busy": computed / span if span > 0 else None,
        "wants_core": _share(figures.total(*WANTS), present),
        "waiting": _share(figures.total("waiting"), present),
        "producer_busy": _share(_own_work(own), sum(own.values())),
        "submitted": stats.submitted,
        "finished": stats.finished - stats.failed,
        "failed": stats.failed,
        "rejected": sum(stats.rejected.values()),
        "aborted": stats.rejected.get("abort", 0),
        "caller_ran": stats.rejected.get("caller_runs", 0),
        "discarded": stats.discarded,
        "cancelled": stats.cancelled,
        "held_back": held_back,
        "largest": stats.largest,
        "longest_queue": stats.longest_queue,
        "oldest": stats.max_wait if stats.queued else None,
    }


def detail(figures: Figures, stats: ThreadPoolStats, present: list[str]) -> dict[str, Any]:
    """More than single numbers: what each worker did with its time, and where rejected tasks went."""
    own = figures.spent.get(PRODUCER, {})
    return {
        "window": figures.seconds,
        "workers": {who: _of_worker(figures, who) for who in sorted(present, key=_number) if who != PRODUCER},
        "producer": {"own_work": _share(_own_work(own), sum(own.values())), "ran": figures.ended.get(PRODUCER, 0)},
        "rejected": dict(stats.rejected),
        "queue_time": {f"p{part}": quantile(figures.waits, part / 100) for part in (50, 95, 99)},
    }


def _of_worker(figures: Figures, who: str) -> dict[str, Any]:
    """Shares of the time that the worker was there."""
    times = figures.spent.get(who, {})
    there = sum(times.values())
    return {
        "utilisation": _share(there - times.get("idle", 0.0), there),
        "waiting": _share(times.get("waiting", 0.0), there),
        "wants": _share(sum(times.get(state, 0.0) for state in WANTS), there),
        "computing": _share(times.get("computing", 0.0), there),
        "idle": _share(times.get("idle", 0.0), there),
        "done": figures.ended.get(who, 0),
    }


def _number(who: str) -> tuple[int, str]:
    """Sorts worker-10 after worker-9."""
    return len(who), who


def _own_work(times: dict[str, float]) -> float:
    return sum(seconds for state, seconds in times.items() if state not in ("producing", "out_of_memory"))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
