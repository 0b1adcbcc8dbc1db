"""The numbers that the balancer lab reports: of the first lane, and of the others beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.labs.parts import Metric

if TYPE_CHECKING:
    from app.labs.balancer.lane import Lane

METRICS = (
    Metric("in_flight", "In flight", "Requests without an answer now.", tone="active", strip=True),
    Metric("queue_max", "Longest queue", "Requests waiting where most of them do.", "", "waiting", strip=True),
    Metric("latency_p50", "Latency, p50", "Half of the requests were answered within this.", "s", strip=True),
    Metric("latency_p95", "Latency, p95", "Of 20 requests, 19 were answered within this.", "s", "waiting", strip=True),
    Metric("fairness", "Fairness", "Jain’s index of the picks: 1 if every server got as many.", strip=True),
    Metric("lost", "Lost", "Requests failed, refused or timed out, since the start.", tone="closed", strip=True),
    Metric("latency_p99", "Latency, p99", "Of 100 requests, 99 were answered within this.", "s"),
    Metric("latency_mean", "Latency, mean", "Mean time from a request to its answer.", "s"),
    Metric("served_rate", "Served", "Requests answered a second.", "1/s"),
    Metric("share_max", "Largest share", "Share of the picks that the server with most of them got.", "share"),
    Metric("share_min", "Smallest share", "Share of the picks that the server with fewest of them got.", "share"),
    Metric("share_cv", "Variation of shares", "Coefficient of variation of the picks: 0 if every server got as many."),
    Metric("affinity", "Affinity", "Share of requests by clients seen before that went to the same server.", "share"),
    Metric("utilisation_spread", "Utilisation, spread", "The busiest server’s utilisation less the idlest’s.", "share"),
    Metric("slowest_queue", "Queue of the slowest", "Requests that wait at the server with the least speed."),
    Metric("load", "Load", "Attempts for each request: more than 1 with retries."),
    Metric("arrived", "Arrived", "Requests, since the start."),
    Metric("served", "Served in all", "Requests answered, since the start."),
    Metric("failed", "Failed", "Requests whose last attempt got no answer, since the start."),
    Metric("refused", "Refused", "Requests for which there was no server or no room, since the start."),
    Metric("timed_out", "Timed out", "Requests whose client gave up, since the start."),
    Metric("retries", "Retries", "Attempts after the first, since the start."),
    Metric("p95_ratio_2", "Rival 1, p95", "The first rival’s p95, as a share of the first policy’s.", "share"),
    Metric("p95_ratio_3", "Rival 2, p95", "The second rival’s p95, as a share of the first policy’s.", "share"),
    Metric("p95_ratio_4", "Rival 3, p95", "The third rival’s p95, as a share of the first policy’s.", "share"),
    Metric("queue_max_2", "Rival 1, longest queue", "The first rival’s longest queue now."),
    Metric("queue_peak", "Longest queue ever", "The longest queue of any server, since the start."),
    Metric("queue_peak_2", "Rival 1, longest queue ever", "The first rival’s longest queue, since the start."),
)  # fmt: skip


def flat(figures: Mapping[str, Mapping[str, Any]], lanes: Sequence[Lane]) -> dict[str, float | None]:
    """The declared metrics, from what was measured of each lane."""
    one, first = figures["1"], lanes[0]
    totals = first.balancer.totals
    servers = one["servers"].values()
    shares = [it["share"] for it in servers if it["share"] is not None]
    used = [it["utilisation"] for it in servers if it["utilisation"] is not None]
    machines = [first.machine(name) for name in one["servers"]]
    values: dict[str, float | None] = {
        "in_flight": one["in_flight"],
        "queue_max": longest_queue(first),
        "latency_p50": one["p50"],
        "latency_p95": one["p95"],
        "latency_p99": one["p99"],
        "latency_mean": one["mean"],
        "fairness": one["fairness"],
        "lost": totals["failed"] + totals["refused"] + totals["timed_out"],
        "served_rate": one["served_rate"],
        "share_max": max(shares, default=None),
        "share_min": min(shares, default=None),
        "share_cv": one["cv"],
        "affinity": one["affinity"],
        "utilisation_spread": max(used) - min(used) if used else None,
        "slowest_queue": len(min(machines, key=lambda it: it.options.speed).queue) if machines else None,
        "load": one["load"],
        "arrived": totals["arrived"],
        "served": totals["served"],
        "failed": totals["failed"],
        "refused": totals["refused"],
        "timed_out": totals["timed_out"],
        "retries": totals["retries"],
        "queue_peak": one["queue_peak"],
        "queue_max_2": longest_queue(lanes[1]) if len(lanes) > 1 else None,
        "queue_peak_2": figures["2"]["queue_peak"] if len(lanes) > 1 else None,
    }
    for number in (2, 3, 4):
        rival = figures.get(str(number))
        both = rival is not None and rival["p95"] is not None and one["p95"]
        values[f"p95_ratio_{number}"] = rival["p95"] / one["p95"] if rival is not None and both else None
    return values


def longest_queue(lane: Lane) -> int:
    """Requests that wait at the server with most of them."""
    return max((len(lane.machine(member.name).queue) for member in lane.balancer.members), default=0)
