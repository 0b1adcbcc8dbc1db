"""The state of the ring lab as plain data: what a keyframe carries, in the shape of the browser's reducer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.labs.hash_ring.board import Board
    from app.labs.hash_ring.lab import HashRingLab
    from app.labs.hash_ring.measures import Tally


def state(lab: HashRingLab) -> dict[str, Any]:
    """Everything the page shows, read from the lab's own objects while the board's lock is held."""
    board, requests = lab.board, lab.requests
    return {
        "t": lab.clock.now(),
        "ring": {"vnodes": board.ring.vnodes, "keys": len(board.keys)},
        "nodes": {
            name: {
                "weight": node.server.weight,
                "points": board.points_of(name),
                "keys": board.counts[name],
                "modulo": board.modulo_counts[name],
                "active": node.server.active,
                "asked": node.asked,
            }
            for name, node in board.nodes.items()
        },
        "positions": board.keys.positions,
        "owners": board.owners,
        "modulo": board.modulo,
        "moved": board.moved,
        "lookup": board.lookup,
        "requests": {
            str(number): {"key": held.key, "server": board.standing(held.server), "since": held.since}
            for number, held in requests.open.items()
        },
        "totals": {
            "arrived": requests.arrived,
            "served": requests.served,
            "refused": requests.refused,
            "spilled": requests.spilled,
        },
    }


def shares(board: Board, lately: Tally) -> dict[str, dict[str, float | None]]:
    """Of each server: its arcs, its keys and its requests, and what would be fair, each as a part of all."""
    weights, keys = board.weights, len(board.keys)
    total = sum(weights.values())
    return {
        name: {
            "fair": weight / total,
            "arc": board.arcs[name],
            "keys": board.counts[name] / keys,
            "modulo": board.modulo_counts[name] / keys,
            "requests": lately.sent[name] / lately.count if lately.count else None,
        }
        for name, weight in weights.items()
    }
