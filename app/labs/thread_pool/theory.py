"""The thread pool lab's theory beside what was measured: Little's law, Erlang C, and how many threads keep cores busy.

The form is that of the pool lab: `value` is modelled, `measured` was measured, `assumes` says what the formula takes
for granted and whether it is so here, and `sentence` is made from the gap between the two.
"""

from __future__ import annotations

from typing import Any

from app.engine import ThreadPoolStats, theory
from app.labs.theory_form import assumption, gap, measured_over, more, number, short, taken, time
from app.labs.thread_pool.params import Params
from app.labs.thread_pool.sizing import sizing
from app.labs.thread_pool.stays import Stays
from app.labs.thread_pool.theory_words import about_wait

FEW = 20  # tasks: with fewer, chance is all that shows
CLOSE = 0.05  # a gap of so much is agreement: Little's law is exact but for the edges
ENOUGH = 100  # tasks after which their spread can be told
LIKE_EXPONENTIAL = (0.6, 1.6)  # squared coefficients of variation that pass for 1
CURVE = 32  # workers that the curve shows at least


def compare(params: Params, stays: Stays, stats: ThreadPoolStats) -> list[dict[str, Any]]:
    """What theory says of these tasks; nothing of what was measured before some of them have ended."""
    if stays.ended < FEW:
        return []
    found = [_inside(stays)]
    if only_workers_count(params):
        found.append(_waiting(params, stays, stats))
    return found + sizing(params, stays, stats)


def only_workers_count(params: Params) -> bool:
    """Whether a task takes as long whatever the others do: nobody ever waits for a core."""
    return params.compute_time == 0 or (not params.gil and params.cores >= params.max_size)


# -- Little's law --------------------------------------------------------------------------------------------


def _inside(stays: Stays) -> dict[str, Any]:
    rate, stay = stays.a_second(stays.ended), stays.a_task(stays.stay)
    value, measured = theory.little(rate, stay), stays.a_second(stays.inside)
    steady = abs(gap(measured, value)) <= CLOSE
    sums = f"{number(rate)} tasks a second × {time(stay)} each = {number(value)} tasks"
    if steady:
        why = "Little’s law needs no assumption about chance, so the two agree whatever the traffic is like."
    elif measured > value:
        why = (
            "What waits or runs now has not ended yet, and the law is about what has: that matters less the longer it "
            "runs, unless the pool fills up or a task never ends."
        )
    else:
        why = "Tasks that came before this stretch are counted on one side only."
    return {
        "name": "little",
        "label": "Tasks in the pool",
        "law": "Little’s law",
        "formula": "L = λ · W",
        "unit": "",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("λ", "tasks done a second", rate, "1/s"),
            taken("W", "mean time from submission to end", stay, "s"),
        ],
        "assumes": [
            assumption("What comes in goes out: no filling up or running dry", steady, "the pool fills up or runs dry")
        ],
        "sentence": f"{sums}; counted: {number(measured)}, {more(measured, value)}. {why}",
        **measured_over(stays.seconds, stays.ended),
    }


# -- Erlang C --------------------------------------------------------------------------------------------------


def _waiting(params: Params, stays: Stays, stats: ThreadPoolStats) -> dict[str, Any]:
    c, rate, run = workers_there_may_be(params, stats), stays.a_second(stays.arrived), stays.a_task(stays.run)
    load = theory.little(rate, run)
    wait = theory.erlang_wait(c, load, run) if load < c else None
    sizes = range(1, max(CURVE, c) + 1)
    return {
        "name": "erlang_wait",
        "label": "Mean time in the queue",
        "law": "Erlang C",
        "formula": "Wq = P · S / (c − a)",
        "unit": "s",
        "value": short(wait),
        "measured": short(stays.mean_wait),
        "inputs": [
            taken("λ", "tasks submitted a second", rate, "1/s"),
            taken("S", "mean time a task takes a worker", run, "s"),
            taken("a = λ · S", "load, in workers", load, ""),
            taken("c", "workers there may be", c, ""),
        ],
        "assumes": _assumptions(params, stays, stats, load, c),
        "sentence": about_wait(params, stays, load, wait, c),
        "curve": [(n, short(theory.erlang_wait(n, load, run)) if load < n else None) for n in sizes],
        "at": c,
        **measured_over(stays.seconds, stays.ended),
    }


def workers_there_may_be(params: Params, stats: ThreadPoolStats) -> int:
    """How many can be at work if tasks wait: in Java's order the core, and those that a full queue has added."""
    return stats.max_size if params.growth == "cpython" else max(stats.workers, stats.core_size)


def _assumptions(params: Params, stays: Stays, stats: ThreadPoolStats, load: float, c: int) -> list[dict[str, Any]]:
    low, high = LIKE_EXPONENTIAL
    told = stays.ended >= ENOUGH
    spread = f"their variability is {number(stays.variability)}, exponential is 1"
    return [
        assumption(
            "Tasks come by chance, whatever the pool does (Poisson)",
            params.pattern == "poisson" and not stats.rejected.get("caller_runs"),
            "they come in a pattern" if params.pattern != "poisson" else "the producer was busy with tasks of its own",
        ),
        assumption(
            "Run times are exponential: most short, a few long",
            low <= stays.variability <= high if told else None,
            spread if told else f"only {stays.ended} tasks so far",
        ),
        assumption("One queue, first come, first served", True, ""),
        assumption("Every task is done by a worker in the end", not stays.lost, f"{stays.lost} were not"),
        assumption("All c workers are there all the time", not stays.hired, f"{stays.hired} were started meanwhile"),
        assumption("Stable: less load than workers (a < c)", load < c, f"a = {number(load)}, c = {c}"),
    ]
