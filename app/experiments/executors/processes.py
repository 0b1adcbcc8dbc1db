"""The document's second program: computing tasks in a pool of processes, which are spawned, and take time to start."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from app.experiments.executors.stage import Trial
from app.experiments.executors.tasks import Done, compute_elsewhere, first_breath, hello
from app.experiments.tape import NANO, Tape, now

WARM_WITHIN = 30.0  # seconds for all processes of a pool to answer
MOMENT = 0.01  # seconds that a process is kept busy, so that another one answers too


def pool(size: int) -> ProcessPoolExecutor:
    """Spawned, never forked: a fork would copy the threads' locks, and not the threads."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=size, mp_context=context, initializer=first_breath)


def warmed(executor: ProcessPoolExecutor, size: int) -> None:
    """Have every process of the pool started. TimeoutError if they do not come."""
    seen: set[int] = set()
    until = time.monotonic() + WARM_WITHIN
    while len(seen) < size:
        seen |= {future.result() for future in [executor.submit(hello, MOMENT) for _ in range(size)]}
        if time.monotonic() > until:
            raise TimeoutError(f"only {len(seen)} of {size} processes answered")


def cold(numbers: Sequence[int], size: int) -> Trial:
    """With a pool that is made for it, so that the start of its processes counts."""
    start = now()
    with pool(size) as executor:
        trial = _computed(executor, numbers, start, asked=start)
    return _dismissed(trial)


def warm(numbers: Sequence[int], size: int) -> Trial:
    """With a pool whose processes are there already."""
    with pool(size) as executor:
        warmed(executor, size)
        trial = _computed(executor, numbers, now(), asked=None)
    return _dismissed(trial)


def _computed(executor: ProcessPoolExecutor, numbers: Sequence[int], start: int, *, asked: int | None) -> Trial:
    """`asked`: when the processes were asked for; None: before this began."""
    tape = Tape()
    tasks = []
    for number, n in enumerate(numbers, 1):
        stamp = tape.append("task.submitted", task=number, name="compute_heavy", who="main")
        tasks.append((number, stamp, executor.submit(compute_elsewhere, n)))
    done = [(number, stamp, future.result()) for number, stamp, future in tasks]
    took = (now() - start) / NANO
    names = _write_workers(tape, [each for _, _, each in done], start, asked)
    for number, stamp, each in done:
        _write_task(tape, number, stamp, names[each.pid], each)
    breaths = [(each.breath - start) / NANO for _, _, each in done]
    extra = {
        "processes": len(names),
        "start_up": max(breaths) if asked is not None else None,
        "first_breath": min(breaths) if asked is not None else None,
    }
    return Trial(took, tape, sum(each.cpu for _, _, each in done), extra)


def _write_workers(tape: Tape, done: Sequence[Done], start: int, asked: int | None) -> dict[int, str]:
    """Write down when each process was asked for, and when it first breathed; returns names by process id."""
    names: dict[int, str] = {}
    for each in sorted(done, key=lambda each: (each.breath, each.pid)):
        if each.pid in names:
            continue
        name = names[each.pid] = f"P{len(names) + 1}"
        tape.at(start if asked is None else asked).append("worker.started", who=name, reason="process")
        ready = tape.at(max(each.breath, start))
        ready.append("thread.state", who=name, state="idle", request=None, until=None)
    return names


def _write_task(tape: Tape, number: int, submitted: int, who: str, each: Done) -> None:
    first, last = tape.at(each.began), tape.at(each.ended)
    first.append("task.started", task=number, who=who, wait_time=(each.began - submitted) / NANO)
    first.append("thread.state", who=who, state="computing", request=number, until=None)
    last.append("task.finished", task=number, who=who, run_time=(each.ended - each.began) / NANO, error=None)
    last.append("thread.state", who=who, state="idle", request=None, until=None)


def _dismissed(trial: Trial) -> Trial:
    last = trial.tape.at(now())
    for name in [f"P{number}" for number in range(1, trial.extra["processes"] + 1)]:
        last.append("worker.ended", who=name, reason="shutdown")
    return trial
