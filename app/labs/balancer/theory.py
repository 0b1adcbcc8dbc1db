"""The balancer lab's theory: what must wait in the end, and Little's law, beside what was measured.

The form is that of the pool lab: `value` is modelled, `measured` was measured, `assumes` says what the formula takes
for granted and whether it is so here, and `sentence` is made from the gap between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.engine import theory
from app.engine.balancer.policies import POLICIES
from app.labs.balancer.expected import expected_shares
from app.labs.theory_form import assumption, gap, measured_over, more, number, percent, short, taken, time

if TYPE_CHECKING:
    from app.labs.balancer.lane import Lane
    from app.labs.balancer.params import Params

CLOSE = 0.1
MANY = 100  # clients or keys a server: with fewer, shares differ by chance
FEW = 20  # requests: with less, chance is all that shows


def compare(params: Params, lane: Lane, figures: Mapping[str, Any], seconds: float) -> list[dict[str, Any]]:
    """What theory says of the first lane; nothing before some requests have been answered."""
    if figures["served"] < FEW or not figures["mean"] or not figures["served_rate"]:
        return []
    return [*_growth(params, lane, figures, seconds), _inside(figures, seconds)]


def _growth(params: Params, lane: Lane, figures: Mapping[str, Any], seconds: float) -> list[dict[str, Any]]:
    """The server with the most to do: how busy its share of the arrivals makes it, and what that does to its queue."""
    shares = expected_shares(lane)
    busiest, load = None, 0.0
    for name, share in (shares or {}).items():
        options = lane.machine(name).options
        offered = theory.little(params.arrival_rate * share, params.work_time / options.speed) / options.workers
        if offered > load:
            busiest, load = name, offered
    if busiest is None or shares is None:
        return []
    options, share = lane.machine(busiest).options, shares[busiest]
    serves = options.workers * options.speed / params.work_time
    gets = params.arrival_rate * share
    measured = figures["servers"][busiest]["utilisation"]
    steady = params.request_timeout is None and not params.retries and not params.failure_rate
    return [
        {
            "name": "offered_load",
            "label": f"How busy server {busiest} is",
            "law": "Utilisation law",
            "formula": "ρ = λ · share · S / (workers · speed)",
            "unit": "share",
            "value": short(min(1.0, load)),
            "measured": short(measured),
            "inputs": [
                taken("λ", "requests a second", params.arrival_rate, "1/s"),
                taken("share", f"of them to {busiest}", share, ""),
                taken("S", "work time at speed 1", params.work_time, "s"),
                taken("speed", f"of {busiest}", options.speed, ""),
            ],
            "assumes": [
                assumption("The policy alone decides who gets what", *_by_policy_alone(params, lane, len(shares))),
                assumption("Each request is worked on once, to its end", steady, "retries, errors, timeouts"),
            ],
            "sentence": _about_growth(busiest, gets, serves, load, measured),
            **measured_over(seconds, figures["served"]),
        }
    ]


def _by_policy_alone(params: Params, lane: Lane, servers: int) -> tuple[bool, str]:
    """Whether it does, and why not: shares are as expected of a hash only if what is hashed is many and alike."""
    hashed = POLICIES[lane.balancer.policy.name].affinity
    if hashed == "ip" and (params.office_share > 0 or params.clients < MANY * servers):
        busy = "many requests come from one address" if params.office_share > 0 else f"{params.clients} clients are few"
        return False, f"{busy}, and each has its server"
    if hashed == "key" and (params.hot_share > 0 or params.key_count < MANY * servers):
        busy = "many requests ask for one key" if params.hot_share > 0 else f"{params.key_count} keys are few"
        return False, f"{busy}, and each has its server"
    return True, ""


def _about_growth(name: str, gets: float, serves: float, load: float, measured: float | None) -> str:
    words = f"Server {name} gets {number(gets)} requests a second and can serve {number(serves)}"
    if load > 1:
        return (
            f"{words}: its queue grows by {number(gets - serves)} a second, without end, "
            "however little the others have to do."
        )
    if measured is None:
        return f"{words}."
    why = "" if abs(measured - load) <= CLOSE else ": chance, or not settled yet"
    return f"{words}, so it is {percent(load)} busy; measured: {percent(measured)}{why}."


def _inside(figures: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    value, measured = theory.little(figures["served_rate"], figures["mean"]), figures["in_flight"]
    sums = f"{number(figures['served_rate'])} a second × {time(figures['mean'])} each = {number(value)} requests"
    if abs(gap(measured, value)) <= 0.25:
        why = "The law needs no assumption about chance."
    else:
        why = "Now is one moment, the law is about the average; and while a queue grows, more comes in than goes out."
    return {
        "name": "little",
        "label": "Requests inside",
        "law": "Little’s law",
        "formula": "L = λ · W",
        "unit": "",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("λ", "requests answered a second", figures["served_rate"], "1/s"),
            taken("W", "mean latency", figures["mean"], "s"),
        ],
        "assumes": [
            assumption("What comes in goes out: no queue that grows", abs(gap(measured, value)) <= 0.5, "a queue grows")
        ],
        "sentence": f"{sums}; inside now: {number(measured)}, {more(measured, value)}. {why}",
        **measured_over(seconds, figures["served"]),
    }
