"""The state of the balancer lab as plain data: what a keyframe carries, in the shape of the browser's reducer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine.balancer.exchange import Exchange
from app.engine.balancer.member import Member

if TYPE_CHECKING:
    from app.labs.balancer.lab import BalancerLab
    from app.labs.balancer.lane import Lane


def state(lab: BalancerLab) -> dict[str, Any]:
    """Everything the page shows, read from the engine's own objects while all their locks are held."""
    exchanges = [exchange for lane in lab.lanes for exchange in lane.balancer.exchanges.values()]
    return {
        "t": lab.clock.now(),
        "balancers": {lane.name: _lane(lane) for lane in lab.lanes},
        "requests": {str(it.number): _request(it) for it in sorted(exchanges, key=lambda it: it.number)},
        "recent": [],
    }


def _lane(lane: Lane) -> dict[str, Any]:
    balancer = lane.balancer
    picked = balancer.picked
    return {
        "policy": balancer.policy.name,
        "why": balancer.why,
        "picked": {"request": picked[0], "server": picked[1], "t": picked[2]} if picked else None,
        "panic": balancer.members.panic,
        "servers": {member.name: _server(lane, member) for member in balancer.members},
        "totals": {
            name: balancer.totals[name] for name in ("arrived", "served", "failed", "refused", "timed_out", "retries")
        },
    }


def _server(lane: Lane, member: Member) -> dict[str, Any]:
    machine = lane.machine(member.name)
    options = machine.options
    streak = member.streak
    return {
        "weight": member.weight,
        "effective": member.server.weight,
        "workers": options.workers,
        "queue_capacity": options.queue_capacity,
        "speed": options.speed,
        "failure_rate": options.failure_rate,
        "active": member.server.active,
        "queue": [job.number for job in machine.queue if isinstance(job, Exchange)],
        "up": machine.up,
        "stopped": machine.stopped,
        "health": member.health,
        "reason": member.reason,
        "until": member.until,
        "streak": {"ok": streak[0], "count": streak[1]} if streak else None,
        "picked": member.picked,
        "served": member.served,
        "failed": member.failed,
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    server = exchange.server
    members = exchange.balancer.members
    return {
        "balancer": exchange.balancer.name,
        "client": exchange.request.client_ip,
        "server": server.name if server is not None and members.of(server) is not None else None,
        "state": exchange.state,
        "since": exchange.since,
        "arrived": exchange.arrived,
        "until": exchange.until,
        "who": exchange.who,
        "attempt": exchange.attempt,
    }
