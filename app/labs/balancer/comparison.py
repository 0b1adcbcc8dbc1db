"""The document's table of algorithms, each cell measured: the same requests for every policy."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.engine.balancer.policies import POLICIES
from app.labs.balancer.costs import SIZES, pick_costs
from app.labs.balancer.params import Params
from app.labs.balancer.statistics import variation
from app.labs.base import Lab
from app.labs.lists import numbers
from app.labs.tables import Cell, Column, TableSpec
from app.labs.theory_form import percent, time

REQUESTS = 600  # about, in each run
SERVERS = 3
LOAD = 0.6  # of all servers together, when all are equally fast
WEIGHTS = "5, 3, 2"  # the document's
TRAFFIC = {"work_time", "work_spread", "clients", "office_share", "key_count", "hot_share", "vnodes", "bound", "seed"}
SLOW = 0.25  # the speed of the slow one

# The document's own words: distribution, session affinity, adaptability, complexity.
SAID = {
    "round_robin": ("Even (static)", "No", "None", "Very low"),
    "weighted_round_robin": ("Proportional", "No", "None", "Low"),
    "least_connections": ("Adaptive", "No", "High", "Medium"),
    "ip_hash": ("Varies", "Yes (by IP)", "Low", "Low"),
    "consistent_hash": ("Even (dynamic)", "Yes (by key)", "High", "Medium"),
    "random": ("Statistically even", "No", "None", "Very low"),
}

COLUMNS = (
    Column(
        "distribution",
        "Distribution",
        "Coefficient of variation of the servers’ picks, each divided by its weight: 0 is perfectly even.",
    ),
    Column("affinity", "Session affinity", "Share of requests by somebody seen before that went to the same server."),
    Column(
        "adaptability",
        "Adaptability",
        f"p95 with one of {SERVERS} servers four times slower, against p95 with all equally fast.",
        "×",
    ),
    *(Column(f"cost_{size}", f"Cost, {size:,} servers".replace(",", " "), "One pick.", "ns") for size in SIZES),
)


def rows(params: Params) -> list[tuple[str, str]]:
    """The document's six, in its order, and then the others."""
    names = [*SAID, *(name for name in POLICIES if name not in SAID)]
    return [(name, POLICIES[name].label) for name in names]


def cells(lab: type[Lab], params: Params, policy: str) -> dict[str, Cell]:
    """One row: two runs of the lab, and the cost of a pick. The learner's traffic, three servers."""
    distribution, affinity, adaptability, complexity = SAID.get(policy, (None, None, None, None))
    weights = WEIGHTS if POLICIES[policy].weighted and POLICIES[policy].expected == "weight" else ""
    equal, slowed = run(lab, params, policy, weights=weights), run(lab, params, policy, speeds=f"1, 1, {SLOW}")
    plain = run(lab, params, policy) if weights else equal
    shares = [it["share"] for it in equal["servers"].values()]
    shown = " / ".join(f"{100 * (share or 0):.1f}" for share in shares)
    costs = pick_costs(policy)
    ratio = slowed["p95"] / plain["p95"] if slowed["p95"] and plain["p95"] else None
    found = {
        "distribution": Cell(
            distribution,
            _unevenness(shares, weights),
            "",
            f"{'Weights ' + weights + ': ' if weights else ''}{shown} % of {equal['requests']} requests",
        ),
        "affinity": Cell(affinity, plain["affinity"], "", _by_what(policy)),
        "adaptability": Cell(
            adaptability,
            ratio,
            "×",
            f"{_seconds(plain['p95'])} → {_seconds(slowed['p95'])}; the slow one got {percent(_slow_share(slowed))}",
        ),
    }
    for size in SIZES:
        found[f"cost_{size}"] = Cell(complexity if size == SIZES[0] else None, costs[size], "ns")
    return found


def run(lab: type[Lab], params: Params, policy: str, **changes: Any) -> dict[str, Any]:
    """The figures of one run: the learner's requests and seed, three servers, one policy."""
    rate = LOAD * SERVERS / params.work_time
    traffic = params.model_dump(include=TRAFFIC)
    asked = {**traffic, "policy": policy, "servers": SERVERS, "arrival_rate": rate, "queue_capacity": 500, **changes}
    parsed, _ = lab.parse(asked, lenient=True)
    seconds = REQUESTS / parsed.arrival_rate
    detail = lab.run_through(parsed, seconds, lambda it: it.detail(seconds))
    assert detail is not None
    figures: dict[str, Any] = detail["balancers"]["1"]
    return figures


def _unevenness(shares: list[float | None], weights: str) -> float | None:
    each = numbers(weights) or (1.0,) * len(shares)
    return variation([(share or 0.0) / weight for share, weight in zip(shares, each, strict=True)])


def _by_what(policy: str) -> str:
    kept = POLICIES[policy].affinity
    return {"ip": "by address", "key": "by key", None: "by address: chance alone keeps some"}[kept]


def _slow_share(figures: dict[str, Any]) -> float:
    share: float | None = list(figures["servers"].values())[-1]["share"]
    return share or 0.0


def _seconds(value: float | None) -> str:
    return "–" if value is None else time(value)


def tables(lab: type[Lab]) -> tuple[TableSpec, ...]:
    """The tables of the balancer lab."""
    note = (
        f"Each row is measured when it is asked for: about {REQUESTS} requests over {SERVERS} servers, busy for "
        f"{percent(LOAD)} of the time, with your traffic and seed; picks are timed in a process of their own."
    )
    return (TableSpec("policies", "The document’s table, measured", note, COLUMNS, rows, partial(cells, lab)),)
