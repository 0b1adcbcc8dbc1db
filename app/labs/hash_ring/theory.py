"""The ring lab's theory: what chance makes of arcs, keys, moves and load, beside what was counted, and why they differ.

A comparison is plain data for the page, in the form of the pool lab's (app/labs/connection_pool/theory.py).
"""

from __future__ import annotations

from typing import Any

from app.engine import theory
from app.labs.hash_ring.board import Board
from app.labs.hash_ring.measures import Tally, relative_spread
from app.labs.hash_ring.moves import Change
from app.labs.hash_ring.params import Params
from app.labs.hash_ring.theory_words import (
    FEW,
    about_arcs,
    about_busiest,
    about_keys,
    about_modulo,
    about_moved,
)
from app.labs.theory_form import assumption, measured_over, short, taken


def compare(params: Params, board: Board, since: Tally) -> list[dict[str, Any]]:
    """What theory says of the ring as it is; nothing of an empty one. The board's lock is held."""
    if not board.nodes:
        return []
    entries = [_keys(board, since), _arcs(board, since)] if len(board.nodes) > 1 else []
    if board.change is not None:
        entries += _moves(board.change, board, since)
    if since.count and params.traffic_rate > 0:
        entries.append(_busiest(params, board, since))
    return entries


# -- how unequal -----------------------------------------------------------------------------------------------


def _arcs(board: Board, since: Tally) -> dict[str, Any]:
    n, v, weights = len(board.nodes), board.ring.vnodes, board.weights
    value, measured = theory.ring_spread(n, v), relative_spread(board.arcs, weights) or 0.0
    return {
        "name": "arc_spread",
        "label": "How unequal the arcs are",
        "law": "Chance on a circle",
        "formula": "σ = √((n−1) / (v·n+1))",
        "unit": "share",
        "value": short(value),
        "measured": short(measured),
        "inputs": [taken("n", "servers", n, ""), taken("v", "virtual nodes each", v, "")],
        "assumes": [_same_weight(board), _like_chance()],
        "sentence": about_arcs(measured, value, n, v, equal=_equal(board)),
        **measured_over(since.seconds, n * v),
    }


def _keys(board: Board, since: Tally) -> dict[str, Any]:
    n, v, keys, weights = len(board.nodes), board.ring.vnodes, len(board.keys), board.weights
    value = theory.keys_spread(n, v, keys)
    measured = relative_spread({name: board.counts[name] for name in weights}, weights) or 0.0
    arcs = theory.ring_spread(n, v)
    return {
        "name": "key_spread",
        "label": "How unequal the keys are",
        "law": "Chance, twice",
        "formula": "√(σ² + (n−1−σ²) / K)",
        "unit": "share",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("σ", "of the arcs, see below", arcs, "share"),
            taken("n", "servers", n, ""),
            taken("K", "keys", keys, ""),
        ],
        "assumes": [_same_weight(board), _like_chance()],
        "sentence": about_keys(measured, value, arcs, n, keys, equal=_equal(board)),
        **measured_over(since.seconds, keys),
    }


# -- what moved ------------------------------------------------------------------------------------------------


def _moves(change: Change, board: Board, since: Tally) -> list[dict[str, Any]]:
    before, after = list(change.before), list(change.after)
    expected = moved_share(change)
    entries = []
    if expected is not None:
        n = max(len(before), len(after))
        deviation = expected * theory.keys_spread(n, board.ring.vnodes, len(board.keys)) if n > 1 else 0.0
        entries.append(
            {
                "name": "moved_ring",
                "label": "Keys that the last change moved",
                "law": "Its share, and no more",
                "formula": "weight of who came or went / weight of all",
                "unit": "share",
                "value": short(expected),
                "measured": short(change.moved_ring),
                "inputs": [
                    taken("n", "servers, before", len(before), ""),
                    taken("m", "servers, after", len(after), ""),
                ],
                "assumes": [_like_chance()],
                "sentence": about_moved(change, expected, deviation),
                **measured_over(since.seconds, change.keys),
            }
        )
    by_modulo = theory.moved_by_modulo(before, after)
    if before != after:
        entries.append(
            {
                "name": "moved_modulo",
                "label": "Keys that hash % n moves in the same change",
                "law": "Remainders",
                "formula": "n → n+1: n / (n+1)",
                "unit": "share",
                "value": short(by_modulo),
                "measured": short(change.moved_modulo),
                "inputs": [],
                "assumes": [_like_chance()],
                "sentence": about_modulo(change, by_modulo),
                **measured_over(since.seconds, change.keys),
            }
        )
    return entries


def moved_share(change: Change) -> float | None:
    """The share of keys that a change should move on the ring; None where it is not so simple."""
    before, after = change.before, change.after
    if change.added and not change.removed:
        return sum(after[name] for name in change.added) / sum(after.values())
    if change.removed and not change.added:
        return sum(before[name] for name in change.removed) / sum(before.values())
    other = [name for name in after if after[name] != before.get(name)]
    if len(other) == 1 and not change.removed:
        return abs(after[other[0]] / sum(after.values()) - before[other[0]] / sum(before.values()))
    return None


# -- who is busiest --------------------------------------------------------------------------------------------


def _busiest(params: Params, board: Board, since: Tally) -> dict[str, Any]:
    weights, keys, hot = board.weights, len(board.keys), params.hot_share
    heir = board.owners[0]
    free = {name: (1 - hot) * board.counts[name] / keys + hot * (name == heir) for name in weights}
    busiest = max(free, key=free.__getitem__)
    total = sum(weights.values())
    capped = None if params.bound is None else params.bound * max(weights.values()) / total
    value = free[busiest] if capped is None else min(free[busiest], capped)
    measured = since.largest_share() or 0.0
    in_flight = params.traffic_rate * params.hold_time
    return {
        "name": "busiest",
        "label": "Share of the requests that the busiest server gets",
        "law": "Bounded loads" if params.bound else "One key, one server",
        "formula": "min(h + (1−h)·k, c·w/W)" if params.bound else "h + (1−h)·k",
        "unit": "share",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("h", "asks for the hot key", hot if heir == busiest else 0.0, "share"),
            taken("k", f"keys on {busiest}", board.counts[busiest] / keys, "share"),
            *([taken("c", "load bound", params.bound, "")] if params.bound else []),
        ],
        "assumes": [
            assumption("Every other key is asked for alike", True, ""),
            assumption(
                f"At least {FEW} requests since the last change",
                True if since.count >= FEW else None,
                f"only {since.count} so far",
            ),
            *(
                [
                    assumption(
                        "Many requests in flight for each server: capacities are whole numbers",
                        in_flight >= 10 * len(weights),
                        f"about {in_flight:.0f} in flight on {len(weights)} servers",
                    )
                ]
                if params.bound
                else []
            ),
        ],
        "sentence": about_busiest(params, since, measured, value, in_flight, len(weights)),
        **measured_over(since.seconds, since.count),
    }


# -- parts -----------------------------------------------------------------------------------------------------


def _equal(board: Board) -> bool:
    return len(set(board.weights.values())) == 1


def _same_weight(board: Board) -> dict[str, Any]:
    listed = ", ".join(f"{name} {weight:g}" for name, weight in board.weights.items())
    return assumption("Every server has the same weight", _equal(board), listed)


def _like_chance() -> dict[str, Any]:
    return assumption("The hash places points and keys as if by chance", True, "")
