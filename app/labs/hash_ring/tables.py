"""The table of alternatives: ring, rendezvous, Maglev, jump and `hash % n` on the same keys, each cell measured."""

from __future__ import annotations

from app.labs.hash_ring.alternatives import KEYS, ROUNDS, SCHEMES, Trial, least_moved, try_out
from app.labs.hash_ring.params import Params
from app.labs.tables import Cell, Column, TableSpec

COLUMNS = (
    Column("added", "A server comes", f"Keys of {KEYS:,} that move to another server.", "%"),
    Column("removed", "One in the middle leaves", f"Keys of {KEYS:,} that move to another server.", "%"),
    Column("needless", "Moved for nothing", "In both changes: keys that went from one that stayed to another.", "keys"),
    Column("spread", "Spread", "Standard deviation of keys per server (by weight), over the mean.", "%"),
    Column("memory", "Memory", "Everything it keeps beside the list of servers.", "kB"),
    Column("lookup", "One lookup", f"The mean of {KEYS:,}, hashing the key included; the best of {ROUNDS}.", "ns"),
    Column("change", "One change", "From a server that comes to the first lookup answered.", "µs"),
)

# The document's own words: of the ring, and of IP hash, which is `hash % n`.
SAID = {
    ("ring", "added"): "Only keys near that server",
    ("ring", "removed"): "Only keys near that server",
    ("ring", "spread"): "Even (dynamic)",
    ("modulo", "added"): "Reshuffles most clients",
    ("modulo", "removed"): "Reshuffles most clients",
    ("modulo", "spread"): "Varies",
}


def rows(params: Params) -> list[tuple[str, str]]:
    """All five, always."""
    return [(scheme.name, scheme.label) for scheme in SCHEMES]


def cells(params: Params, row: str) -> dict[str, Cell]:
    """One way, tried out."""
    scheme = next(scheme for scheme in SCHEMES if scheme.name == row)
    trial = try_out(scheme, params)
    figures = {
        "added": (100 * trial.added / KEYS, "%", _came(trial)),
        "removed": (None if trial.removed is None else 100 * trial.removed / KEYS, "%", _left(trial)),
        "needless": (trial.needless, "keys", "none that could have stayed" if not trial.needless else ""),
        "spread": (100 * trial.spread, "%", ""),
        "memory": (trial.memory / 1000, "kB", ""),
        "lookup": (1e9 * trial.lookup, "ns", ""),
        "change": (1e6 * trial.change, "µs", ""),
    }
    return {
        name: Cell(SAID.get((row, name)), None if value is None else float(f"{value:.3g}"), unit, words)
        for name, (value, unit, words) in figures.items()
    }


def _came(trial: Trial) -> str:
    n = trial.servers
    return f"from {n} to {n + 1} servers: {trial.added:,} keys; its share is {least_moved(trial):,}"


def _left(trial: Trial) -> str:
    if trial.removed is None or trial.removed_share is None:
        return "there is only one server"
    n = trial.servers
    return f"from {n} to {n - 1} servers: {trial.removed:,} keys; its share was {round(KEYS * trial.removed_share):,}"


def note(params: Params) -> str:
    """What is measured, with these parameters."""
    names = "1 server" if params.servers == 1 else f"{params.servers} servers"
    return (
        f"Each row is measured when it is asked for: {names}, {KEYS:,} keys, {params.vnodes} virtual nodes a server on "
        "the ring. What moves is the same in every run; times are this machine’s, while it may be doing other things."
    )


ALTERNATIVES = TableSpec("alternatives", "Ring, rendezvous, Maglev, jump", note, COLUMNS, rows, cells)
