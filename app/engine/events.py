"""The declared vocabulary of the journal: every kind of event and its fields, in one table.

Nothing that happens in a lab is drawn, counted or exported unless it is named here, and every field of a
kind is always present, in this order: the stream sends an event as ``[t, kind, *fields]``.

Fields, wherever they occur: ``who`` is the name of a thread; ``connection``, ``session`` and ``request`` are
numbers from 1, unique in their lab; ``slot`` is the place of a connection in its pool, from 0 (slots from
``max_size`` up are overflow); every time is in model seconds; ``until`` is the model time at which a state is
due to end, or None where nobody can know.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VOCABULARY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # The pool as a whole.
        "pool.opened": ("min_size", "max_size", "max_overflow"),
        "pool.resized": ("min_size", "max_size", "max_overflow"),
        "pool.draining": ("connections",),
        "pool.closed": (),
        # One pooled connection: connecting, idle, active, closed.
        "connection.connecting": ("connection", "slot", "who"),
        "connection.connected": ("connection", "create_time", "peer"),  # now idle; peer: the other side's name for it
        "connection.connect_failed": ("connection", "create_time", "error"),  # now closed
        "connection.acquired": ("connection", "who", "wait_time"),  # now active; if `who` was a waiter, no longer
        "connection.checking": ("connection", "who"),
        "connection.checked": ("connection", "ok"),
        "connection.released": ("connection", "who", "use_time", "slot"),  # now idle, in `slot`
        "connection.moved": ("connection", "slot"),  # idle, and its slot is no longer inside max_size
        "connection.closed": ("connection", "reason"),
        "connection.leaked": ("connection", "who", "held", "stack"),  # held longer than the leak threshold
        "connection.reclaimed": ("connection", "held"),  # reported as leaked, and returned after all
        # One caller waiting for a connection.
        "waiter.enqueued": ("who", "position"),  # position 1 is served next
        "waiter.timed_out": ("who", "wait_time"),
        "waiter.refused": ("who", "waiting"),  # max_waiting was reached: never queued
        "waiter.cancelled": ("who", "wait_time", "reason"),  # the pool closed
        # The application: its threads and what they work on.
        "thread.state": ("who", "state", "request", "until"),
        "request.arrived": ("request",),
        "request.started": ("request", "who"),
        "request.served": ("request", "who", "latency"),
        "request.failed": ("request", "who", "latency", "error"),
        "request.refused": ("request", "backlog"),
        # The in-process database and its sessions.
        "database.started": ("max_connections", "cores"),
        "database.resized": ("max_connections", "cores"),
        "database.stopped": ("reason",),
        "session.state": ("session", "state", "who", "until"),
        "session.closed": ("session", "reason"),
        "session.refused": ("session", "who", "reason"),
        # What the learner did.
        "lab.set": ("name", "value"),
        "lab.act": ("action", "args"),
    }
)
