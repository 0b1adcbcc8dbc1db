"""Why a counted figure of the ring and the modelled one differ, in sentences made from the gap."""

from __future__ import annotations

import math

from app.engine import theory
from app.labs.hash_ring.measures import Tally
from app.labs.hash_ring.moves import Change, counted
from app.labs.hash_ring.params import Params

FEW = 100  # requests; with fewer, chance alone makes such gaps
CLOSE = 0.10  # a gap of so much is agreement
Z = 1.96  # standard deviations that 19 draws of 20 keep within


def usual(expected: float, servers: int) -> tuple[float, float]:
    """Between what the spread of so few servers is found in 19 draws of 20 (chi-squared, by Wilson and Hilferty)."""
    k = 2 / (9 * (servers - 1))
    low, high = (max(0.0, 1 - k + z * math.sqrt(k)) ** 3 for z in (-Z, Z))
    return expected * math.sqrt(low), expected * math.sqrt(high)


def about_arcs(measured: float, value: float, servers: int, vnodes: int, *, equal: bool) -> str:
    """The sentence under the spread of the arcs."""
    if not equal:
        return _unequal(measured, value)
    less = theory.ring_spread(servers, 4 * vnodes)
    return f"{_draw(measured, value, servers)} Four times as many points each would make it {percent(less)}."


def about_keys(measured: float, value: float, arcs: float, servers: int, keys: int, *, equal: bool) -> str:
    """The sentence under the spread of the keys."""
    if not equal:
        return _unequal(measured, value)
    few = math.sqrt((servers - 1) / keys)
    if few > arcs:
        why = f"Most of it is that {keys} keys are few: they alone make {percent(few)}, the arcs {percent(arcs)}."
    else:
        why = f"Most of it is the arcs, {percent(arcs)}; that keys fall by chance makes {percent(few)}."
    return f"{_draw(measured, value, servers)} {why}"


def _unequal(measured: float, value: float) -> str:
    return (
        f"Measured {percent(measured)}, counted against each server’s weight; modelled {percent(value)} for equal "
        "weights: servers with more points are nearer to their share, those with fewer further off."
    )


def _draw(measured: float, value: float, servers: int) -> str:
    low, high = usual(value, servers)
    figures = f"Measured {percent(measured)}, expected {percent(value)}"
    of = f"of {servers} servers, and 19 draws of 20 give from {percent(low)} to {percent(high)}"
    if abs(measured - value) <= CLOSE * value:
        return f"{figures}: this draw is an average one."
    if measured > high:
        return f"{figures}: an unlucky draw {of}."
    if measured < low:
        return f"{figures}: a lucky draw {of}."
    return f"{figures}: this ring is one draw {of}."


def about_moved(change: Change, expected: float, deviation: float) -> str:
    """The sentence under the keys that moved on the ring; `deviation` is what chance makes of the expected share."""
    figures = f"{counted(change.ring)} of {change.keys} keys moved, {percent(change.moved_ring)}; expected"
    figures += f" {percent(expected)}"
    gap = abs(change.moved_ring - expected)
    if deviation and gap > Z * deviation:
        figures += (
            f", and chance usually stays within {percent(Z * deviation)} of it: the arcs that changed are unusual"
        )
    others = change.to_others(change.ring)
    if change.added:
        where = f"All of them went to {_names(change.added)}" if not others else f"{others} went elsewhere"
    elif change.removed:
        heirs = len({new for _, new, _ in change.ring if new is not None})
        left = _names(change.removed)
        where = f"All of them were {left}’s, and {_count(heirs, 'server')} took them over"
    else:
        names = {name for name in change.after if change.after[name] != change.before[name]}
        where = f"All of them to or from {_names(sorted(names))}"
    return f"{figures}. {where}."


def about_modulo(change: Change, expected: float) -> str:
    """The sentence under the keys that `hash % n` moved."""
    moved, ring = counted(change.modulo), counted(change.ring)
    times = f"{moved / ring:.1f} times as many as on the ring" if ring else "and on the ring none did"
    others = change.to_others(change.modulo)
    between = f"{others} of them went from one server that stayed to another, for nothing." if others else ""
    if abs(change.moved_modulo - expected) <= 2 * math.sqrt(max(expected * (1 - expected), 0.0) / change.keys) + 1e-9:
        near = "as remainders have it"
    else:
        near = f"{change.keys} keys leave room for chance"
    figures = f"{moved} of {change.keys} keys would move, {percent(change.moved_modulo)}; expected {percent(expected)}"
    return f"{figures}: {near}. That is {times}. {between}".rstrip()


def about_busiest(params: Params, since: Tally, measured: float, value: float, in_flight: float, servers: int) -> str:
    """The sentence under the share of the busiest server."""
    figures = f"Measured {percent(measured)}, expected {percent(value)}"
    if since.count < FEW:
        return f"{figures}: only {since.count} requests since the last change, and chance still shows."
    if abs(measured - value) <= CLOSE * value:
        return f"{figures}: they agree." + _spilled(since)
    if params.bound is None:
        return f"{figures}: requests that come by chance, and keys that were asked for more often than others."
    if measured > value:
        return (
            f"{figures}: with about {in_flight:.0f} requests in flight on {servers} servers, capacities are rounded up "
            f"to whole requests, which lets the busiest have more.{_spilled(since)}"
        )
    return f"{figures}: the bound keeps it from more only while it is full, and it often is not.{_spilled(since)}"


def _spilled(since: Tally) -> str:
    return (
        f" {percent(since.spilled / since.count)} of the requests went on to another server." if since.spilled else ""
    )


def _names(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def percent(part: float) -> str:
    """Two digits at least, and no more than they are worth."""
    share = 100 * part
    return f"{share:.0f} %" if share >= 10 or share == 0 else f"{share:.2g} %"
