"""Why a measured time in the queue and Erlang C's differ, in sentences made from the parameters and the gap."""

from __future__ import annotations

from app.engine import theory
from app.labs.theory_form import gap, more, number, time
from app.labs.thread_pool.params import Params
from app.labs.thread_pool.stays import Stays

CLOSE = 0.10  # a gap of so much is agreement
FEW = 200  # tasks; with fewer, chance alone makes such gaps
SHORT = 1e-4  # seconds of mean wait that are as good as none
REGULAR = {"even": 0.0, "poisson": 1.0, "burst": 10.0}  # variability of the gaps between arrivals


def about_wait(params: Params, stays: Stays, load: float, wait: float | None, c: int) -> str:
    """The sentence under the waits; `wait` is Erlang's, None where it has none."""
    measured = stays.mean_wait
    if wait is None:
        bound = "only a queue with a bound can stop that" if params.queue_capacity is None else "the bound stops that"
        return (
            f"Tasks bring work for {number(load)} workers and there are {c}: in Erlang’s model the queue grows without "
            f"end; {bound}. The mean time in the queue so far is {time(measured)}."
        )
    figures = f"Measured {time(measured)}, modelled {time(wait)}"
    if measured < SHORT and wait < SHORT:
        return f"{figures}: both say that hardly any task waits."
    if abs(gap(measured, wait)) <= CLOSE:
        return f"{figures}: they agree to within {max(1, round(100 * abs(gap(measured, wait))))} %."
    than = f"Measured {time(measured)}, {more(measured, wait)} than the {time(wait)} modelled."
    return " ".join([than, *_why(params, stays, measured > wait)[:2]])


def _why(params: Params, stays: Stays, longer: bool) -> list[str]:
    """Reasons for the gap, the strongest first."""
    reasons = []
    factor = theory.variability_factor(REGULAR[params.pattern], stays.variability)
    if params.pattern == "burst" and longer:
        reasons.append("Tasks come ten at a time, and most of a burst waits for the rest of it; Erlang’s come singly.")
    if params.pattern == "even" and not longer:
        reasons.append("Tasks come evenly, so that hardly two ever meet; Erlang’s come by chance.")
    if stays.lost and not longer:
        reasons.append(f"{stays.lost} tasks were turned away or cancelled, which shortens the queue for the others.")
    if stays.ended >= FEW and (factor > 1.1 if longer else factor < 0.9):
        reasons.append(
            "Chance is not exponential here: by Allen and Cunneen the gaps between tasks and their run times make the "
            f"wait {factor:.2g} times as long."
        )
    if longer and stays.hired:
        reasons.append(f"{stays.hired} workers were started meanwhile; Erlang’s are there from the start.")
    if stays.ended < FEW:
        reasons.append(f"Only {stays.ended} tasks have ended since the last change: chance still shows.")
    return reasons or ["Chance: the longer it runs, the closer the two come, if nothing else is changed."]
