"""How many threads keep the cores busy: the formula of the textbooks, what the GIL makes of it, and what is so here."""

from __future__ import annotations

from typing import Any

from app.engine import ThreadPoolStats, theory
from app.labs.theory_form import assumption, gap, measured_over, more, number, short, taken
from app.labs.thread_pool.params import LONG, Params
from app.labs.thread_pool.stays import Stays

CLOSE = 0.08  # a gap of so much is agreement


def sizing(params: Params, stays: Stays, stats: ThreadPoolStats) -> list[dict[str, Any]]:
    """The formula's number of threads, and the cores that the threads there are can keep busy."""
    if params.compute_time == 0:
        return []  # no number of threads keeps a core busy with tasks that only wait
    return [_threads(params, stays, stats), _cores(params, stays)]


def _threads(params: Params, stays: Stays, stats: ThreadPoolStats) -> dict[str, Any]:
    wait, compute = params.wait_time, params.compute_time
    formula = theory.threads_for_io(params.cores, wait, compute)
    usable = 1 if params.gil else params.cores
    value = theory.threads_for_io(usable, wait, compute)
    return {
        "name": "sizing",
        "label": "Threads that keep the cores busy",
        "law": "Goetz’s formula",
        "formula": "cores · (1 + W/C)",
        "unit": "",
        "value": short(value),
        "measured": short(float(stats.workers)),
        "inputs": [
            taken("cores", "that can compute at a time" + (": one, under the GIL" if params.gil else ""), usable, ""),
            taken("W", "mean wait time of a task", wait, "s"),
            taken("C", "mean compute time of a task", compute, "s"),
        ],
        "assumes": [
            assumption("There is always a task to do", stats.queued > 0, "no task waits for a worker"),
            assumption("All cores compute at a time", not params.gil, "the GIL lets one thread compute"),
        ],
        "sentence": _about_threads(params, formula, value, stats),
        **measured_over(stays.seconds, stays.ended),
    }


def _about_threads(params: Params, formula: float, value: float, stats: ThreadPoolStats) -> str:
    ratio = f"(1 + {number(1000 * params.wait_time)} ms / {number(1000 * params.compute_time)} ms)"
    sums = f"{params.cores} × {ratio} = {number(formula)} threads; there are {stats.workers}."
    if params.gil and params.cores > 1:
        return (
            f"{sums} But under the GIL one thread computes at a time, whatever the cores: 1 × {ratio} = "
            f"{number(value)} are enough, and more of them only wait for it."
        )
    if stats.workers < 0.95 * value:
        return f"{sums} With fewer, cores stand idle while every worker waits."
    return f"{sums} More of them would only wait for a core."


def _cores(params: Params, stays: Stays) -> dict[str, Any]:
    """What bounds the cores in use: the work that comes, the workers there are, or the cores themselves."""
    wait, compute = params.wait_time, params.compute_time
    usable = 1 if params.gil else params.cores
    workers = stays.a_second(stays.workers)
    mean = 1 + params.long_share * (LONG - 1)
    bounds = {
        "work": theory.little(stays.a_second(stays.arrived), compute * mean),
        "workers": workers * compute / (wait + compute),
        "cores": float(usable),
    }
    by = min(bounds, key=lambda name: bounds[name])
    value, measured = bounds[by], stays.a_second(stays.computing)
    words = {
        "work": f"the tasks that come bring no more work than {number(value)} cores can do",
        "workers": f"{number(workers)} workers that compute {number(100 * compute / (wait + compute))} % of their time "
        f"keep at most {number(value)} cores busy",
        "cores": "the GIL lets one thread compute at a time" if params.gil else f"there are {usable} cores",
    }
    why = "." if abs(gap(measured, value)) <= CLOSE else "; it is a bound, and chance keeps the measured number below."
    if measured > value * (1 + CLOSE):
        why = "; chance, or what was queued before, still shows."
    return {
        "name": "cores_busy",
        "label": "Cores busy",
        "law": "The tightest bound",
        "formula": "min(λ · C, n · C / (W + C), cores)",
        "unit": "",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("λ", "tasks submitted a second", stays.a_second(stays.arrived), "1/s"),
            taken("n", "workers, on average", workers, ""),
            taken("cores", "that can compute at a time", usable, ""),
        ],
        "assumes": [
            assumption("No worker is taken for good, and no task is turned away", not stays.lost, f"{stays.lost} were")
        ],
        "sentence": f"{words[by][0].upper()}{words[by][1:]}; measured: {number(measured)}, "
        f"{more(measured, value)}{why}",
        **measured_over(stays.seconds, stays.ended),
    }
