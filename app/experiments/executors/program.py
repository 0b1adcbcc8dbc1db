"""What the child process does: every variant as often as asked for, in turn, and of each the middle run recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from app.experiments.executors import costs, processes
from app.experiments.executors.stage import Trial
from app.experiments.executors.tasks import compute_heavy, fetch_url
from app.experiments.executors.threads import a_thread_each, in_a_pool, one_after_another
from app.experiments.figures import middle, row
from app.experiments.machine import machine
from app.experiments.report import Report
from app.experiments.tape import Tape, joined


class Variant(NamedTuple):
    """One way to do the tasks. `x`: how many workers the pool may have; None where there is no pool."""

    name: str
    label: str
    mode: str
    x: int | None
    run: Callable[[], Trial]


def run(params: dict[str, Any], report: Report) -> dict[str, Any]:
    """The result and the recording, as the server expects them."""
    started, clock = datetime.now(UTC), time.perf_counter()
    sleeps = params["work"] == "sleep"
    variants = _sleeping(params) if sleeps else _computing(params)
    small = [costs.make_thread, costs.submit_task] if sleeps else [costs.submit_task, costs.submit_to_process]
    report.begin(len(variants) * params["repeats"] + len(small))
    trials = _trials(variants, params["repeats"], report)
    rows = _rows(variants, trials, params)
    for measure in small:
        report.step("what small things cost")
        rows.append(measure())
        report.done()
    events = joined([_take(variant, trials[variant.name]) for variant in variants])
    about = machine()
    result = {
        "started": started.isoformat(timespec="seconds"),
        "took": round(time.perf_counter() - clock, 3),
        "n": params["repeats"],
        "machine": about,
        "versions": {"python": about["python"]},
        "rows": rows,
        "marks": [],
        "recorded": {"variants": len(variants), "events": len(events), "seconds": events[-1][0]},
    }
    return {"result": result, "events": events}


def _sleeping(params: dict[str, Any]) -> list[Variant]:
    seconds = params["sleep"] * params["scale"]
    tasks = [partial(fetch_url, f"https://api.example.com/item/{number}", seconds) for number in range(params["tasks"])]
    return [
        Variant("sequential", "one after another", "sequential", None, partial(one_after_another, tasks, "waiting")),
        *(
            Variant(f"pool-{size}", _workers(size), "threads", size, partial(in_a_pool, tasks, "waiting", size))
            for size in params["sizes"]
        ),
        Variant("thread-each", "a new thread per task", "thread_each", None, partial(a_thread_each, tasks, "waiting")),
    ]


def _computing(params: dict[str, Any]) -> list[Variant]:
    numbers = [params["numbers"]] * params["tasks"]
    tasks = [partial(compute_heavy, n) for n in numbers]
    size = params["processes"]
    many = f"{size} processes" if size > 1 else "1 process"
    return [
        Variant("sequential", "one after another", "sequential", None, partial(one_after_another, tasks, "computing")),
        *(
            Variant(f"threads-{n}", _workers(n), "threads", n, partial(in_a_pool, tasks, "computing", n))
            for n in params["sizes"]
        ),
        Variant(f"processes-{size}", f"{many}, with their start", "processes", size,
                partial(processes.cold, numbers, size)),
        Variant(f"processes-{size}-warm", f"{many}, already there", "processes", size,
                partial(processes.warm, numbers, size)),
    ]  # fmt: skip


def _workers(size: int) -> str:
    return f"{size} threads" if size > 1 else "1 thread"


def _trials(variants: Sequence[Variant], repeats: int, report: Report) -> dict[str, list[Trial]]:
    """Round by round, so that a machine that gets slower does so for all of them."""
    trials: dict[str, list[Trial]] = {variant.name: [] for variant in variants}
    for number in range(1, repeats + 1):
        for variant in variants:
            report.step(f"{variant.label}, {number} of {repeats}")
            trials[variant.name].append(variant.run())
            report.done()
    return trials


def _take(variant: Variant, trials: Sequence[Trial]) -> Tape:
    """The middle one of its runs, between the events that tell of which variant it is."""
    trial = trials[middle([trial.took for trial in trials])]
    rows = trial.tape.rows()
    first, last = trial.tape.at(rows[0][0] - 1), trial.tape.at(rows[-1][0])
    first.append("run.variant", variant=variant.name, label=variant.label, workers=variant.x or 0, mode=variant.mode)
    last.append("run.finished", variant=variant.name, took=round(trial.took, 6))
    return trial.tape


def _rows(variants: Sequence[Variant], trials: dict[str, list[Trial]], params: dict[str, Any]) -> list[dict[str, Any]]:
    sleeps = params["work"] == "sleep"
    alone = row("", "", "", [trial.took for trial in trials["sequential"]])["median"]
    rows = []
    for variant in variants:
        own = trials[variant.name]
        shown = own[middle([trial.took for trial in own])]
        extra = {**shown.extra, "speedup": alone / shown.took, "cores_used": shown.cpu / shown.took}
        if sleeps:
            most = {"sequential": 1, "thread_each": params["tasks"]}.get(variant.mode, variant.x or 1)
            extra["expected"] = -(-params["tasks"] // most) * params["sleep"] * params["scale"]
        series = "waiting" if sleeps else "computing"
        rows.append(row(series, variant.name, variant.label, [trial.took for trial in own], x=variant.x, **extra))
    return rows
