"""Runs of the balancer lab that are changed and shaken on the way, and what must be true of all of them."""

from __future__ import annotations

import random
from typing import Any

from app.engine import Event
from app.labs import LabError
from app.labs.balancer import BalancerLab
from tests.engine.balancer.possible import PossibleBalancers

LIVE_CHANGES: dict[str, list[Any]] = {
    "policy": ["round_robin", "smooth_weighted_round_robin", "least_request", "power_of_two", "bounded_load"],
    "arrival_rate": [5.0, 20.0, 60.0],
    "work_time": [0.05, 0.4],
    "work_spread": [0.0, 1.0],
    "clients": [1, 50],
    "office_share": [0.0, 0.8],
    "hot_share": [0.0, 0.5],
    "key_count": [1, 1000],
    "servers": [1, 2, 3, 5],
    "weights": ["", "5,3,2", "0.5"],
    "speeds": ["", "1,1,0.25", "4"],
    "workers": [1, 2, 3],
    "queue_capacity": [0, 2, 50],
    "failure_rate": [0.0, 0.1, 0.6],
    "request_timeout": [None, 0.1, 0.5],
    "retries": [0, 1, 3],
    "retry_budget": [None, 0.1],
    "passive_checks": [True, False],
    "eject_after": [1, 3],
    "eject_time": [0.2, 1.0],
    "max_ejected": [0.0, 0.5, 1.0],
    "active_checks": [True, False],
    "check_interval": [0.1, 0.5],
    "fall": [1, 2],
    "rise": [1, 2],
    "panic_threshold": [0.0, 0.5],
    "slow_start": [0.0, 1.0],
    "vnodes": [3, 40],
    "bound": [1.1, 2.0],
}
ACTIONS = [
    "slow_down", "crash", "stop_server", "restart_server", "restart_server", "restart_server",
    "add_server", "add_server", "add_server", "remove_server", "drain", "set_speed", "set_weight", "burst", "burst",
]  # fmt: skip
STARTS: list[dict[str, Any]] = [
    {},
    {"policy": "smooth_weighted_round_robin", "rival_1": "weighted_round_robin", "weights": "5,1,1", "slow_start": 0.5},
    {"policy": "least_connections", "open_at_start": "12, 8, 15", "queue_capacity": 20, "passive_checks": True},
    {"policy": "random", "rival_1": "power_of_two", "rival_2": "peak_ewma", "rival_3": "least_request",
     "failure_rate": 0.2, "retries": 2, "passive_checks": True, "eject_after": 1, "eject_time": 0.3},
    {"policy": "ip_hash", "rival_1": "consistent_hash", "office_share": 0.5, "vnodes": 5, "request_timeout": 0.4,
     "queue_capacity": 3, "workers": 2},
    {"policy": "rendezvous", "rival_1": "jump_hash", "rival_2": "bounded_load", "hot_share": 0.4, "vnodes": 5,
     "pattern": "burst", "active_checks": True, "check_interval": 0.2, "fall": 1, "retries": 1, "retry_budget": 0.2},
    {"policy": "maglev", "pattern": "even", "active_checks": True, "check_interval": 0.1, "panic_threshold": 0.6},
]  # fmt: skip


def events(lab: BalancerLab, *kinds: str) -> list[Event]:
    return [event for event in lab.journal if event.kind in kinds]


def rows(lab: BalancerLab, until: float = float("inf")) -> list[list[object]]:
    return [event.row() for event in lab.journal if event.t <= until]


def something(chance: random.Random, lab: BalancerLab) -> tuple[str, dict[str, Any]]:
    """Any action: half of the time the lab chooses the server, else any that is there, in any state."""
    action = chance.choice(ACTIONS)
    args: dict[str, Any] = {}
    if action == "set_speed":
        args["speed"] = chance.choice([0.25, 1.0, 4.0])
    if action == "set_weight":
        args["weight"] = chance.choice([0.5, 1, 8])
    if action == "burst":
        args["requests"] = chance.choice([1, 20])
    names = list(lab.snapshot().state["balancers"]["1"]["servers"])
    if action not in ("burst", "add_server") and names and chance.random() < 0.5:
        args["server"] = chance.choice(names)
    return action, args


def shake(lab: BalancerLab, chance: random.Random) -> None:
    """Do anything a learner might do now."""
    try:
        lab.act(*something(chance, lab))
    except LabError as error:
        if error.code != "not_now":  # there may be nothing to crash just now
            raise


def plan_changes(lab: BalancerLab, chance: random.Random, seconds: float, count: int) -> None:
    for _ in range(count):
        name = chance.choice(list(LIVE_CHANGES))
        value = chance.choice(LIVE_CHANGES[name])
        if name == "policy" and value in lab.params.lanes[1:]:
            continue  # a policy does not race itself
        lab.set_at(chance.uniform(0.0, seconds), name, value)


def rough_run(lab: BalancerLab, seed: int, seconds: float, checkpoints: int = 25) -> dict[str, Any]:
    """A run that is shaken by changes and actions; its journal, and the engine's own account at many moments.

    On the way, the account must be what the journal tells.
    """
    chance = random.Random(seed)
    plan_changes(lab, chance, seconds, 25)
    lab.clock.run(until=0.0)
    start = lab.snapshot()
    possible = PossibleBalancers(sent_by_hand=bool(lab.params.open_at_start))
    accounts, read = [], 0
    for n in range(checkpoints + 1):
        lab.clock.run(until=seconds * n / checkpoints)
        if n:
            shake(lab, chance)
            lab.clock.run(until=lab.clock.now())  # who was woken by that goes to work
        snapshot = lab.snapshot()
        events, read, missed = lab.journal.read(read)
        assert not missed
        possible.follow(events)
        possible.check_totals()
        told = {name: value for name, value in snapshot.state.items() if name not in ("t", "recent")}
        assert possible.state() == told
        assert possible.count == snapshot.index
        assert lab.describe()["events"].keys() >= {event.kind for event in events}
        accounts.append({"index": snapshot.index - start.index, "state": snapshot.state})
    written, _, dropped = lab.journal.read(start.index)
    assert not dropped
    return {
        "lab": lab.slug,
        "schema": lab.describe()["events"],
        "start": start.state,
        "events": [event.row() for event in written],
        "checkpoints": accounts,
    }
