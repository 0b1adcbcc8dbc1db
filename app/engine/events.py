"""The declared vocabulary of the journal: every kind of event and its fields, in one table.

Nothing that happens in a lab is drawn, counted or exported unless it is named here, and every field of a
kind is always present, in this order: the stream sends an event as ``[t, kind, *fields]``.

Fields, wherever they occur: ``who`` is the name of a thread; ``connection``, ``session`` and ``request`` are
numbers from 1, unique in their lab; ``balancer``, ``server`` and ``node`` are names, and a server's is unique
behind its balancer; ``slot`` is the place of a connection in its pool, from 0 (slots from
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
        "request.arrived": ("request", "client", "balancer"),  # where there is no balancer, both are None
        "request.started": ("request", "who"),
        "request.served": ("request", "who", "latency"),
        "request.failed": ("request", "who", "latency", "error"),
        "request.refused": ("request", "backlog", "reason"),
        "request.timed_out": ("request", "latency"),
        # The in-process database and its sessions.
        "database.started": ("max_connections", "cores"),
        "database.resized": ("max_connections", "cores"),
        "database.stopped": ("reason",),
        "session.state": ("session", "state", "who", "until"),
        "session.closed": ("session", "reason"),
        "session.refused": ("session", "who", "reason"),
        # One balancer: what it sends where, and how each attempt ends. `why` is what the policy decided on.
        "balancer.policy": ("balancer", "policy"),
        "balancer.panic": ("balancer", "on", "healthy"),  # on: so few are healthy that it sends to all of them
        "request.assigned": ("request", "server", "attempt", "why"),  # and joins that server's queue
        "request.working": ("request", "who", "until"),  # a worker took it from the queue
        "request.dropped": ("request", "server", "attempt", "reason"),  # the attempt ended without an answer
        "retry.denied": ("request", "reason"),
        # The servers behind a balancer: the machine, and what the balancer thinks of it.
        "server.added": ("balancer", "server", "weight", "workers", "queue_capacity", "speed", "failure_rate"),
        "server.changed": ("balancer", "server", "weight", "workers", "queue_capacity", "speed", "failure_rate"),
        "server.weighted": ("balancer", "server", "weight"),  # the effective weight, while it starts slowly
        "server.draining": ("balancer", "server"),
        "server.removed": ("balancer", "server", "reason"),
        "server.ejected": ("balancer", "server", "reason", "until"),
        "server.restored": ("balancer", "server", "reason"),
        "server.checked": ("balancer", "server", "ok", "streak"),  # an active check; how many like it in a row
        "server.crashed": ("balancer", "server"),
        "server.stopped": ("balancer", "server"),  # it accepts nothing more, and finishes what it has
        "server.restarted": ("balancer", "server"),
        # A hash ring and the keys on it. Positions are shares of the ring, clockwise from 0 to below 1.
        "ring.resized": ("vnodes", "keys"),
        "keys.placed": ("positions",),  # of key 0, 1, 2, …
        "node.placed": ("node", "weight", "points"),  # new on the ring, or with other points than before
        "node.removed": ("node",),
        "keys.moved": ("scheme", "moves"),  # scheme: ring, modulo; moves: [from or None, to or None, [keys]]
        "key.looked_up": ("key", "position", "walk", "nodes"),  # walk: [position, node, taken] of each point passed
        # A pool of threads, its tasks (numbered from 1 in their pool) and its workers (`who`).
        "threads.opened": ("core_size", "max_size", "queue_capacity", "rejection", "growth", "keep_alive"),
        "threads.resized": ("core_size", "max_size", "queue_capacity", "rejection", "growth", "keep_alive"),
        "threads.shutdown": ("cancel_futures",),  # it takes no more tasks
        "threads.ended": (),  # after a shutdown: the last worker has ended
        "task.submitted": ("task", "name", "who"),  # started, queued or rejected at once
        "task.queued": ("task", "position"),  # position 1 is done next; out of its worker's hands, if it was started
        "task.started": ("task", "who", "wait_time"),  # no longer queued; after task.rejected: its submitter runs it
        "task.finished": ("task", "who", "run_time", "error"),
        "task.rejected": ("task", "policy"),  # there was no room; what happens to it follows
        "task.discarded": ("task",),  # itself, or the one that had waited for longest; its Future is cancelled
        "task.cancelled": ("task", "reason"),  # while it was queued
        "worker.started": ("who", "reason"),  # its first task follows
        "worker.idle": ("who", "until"),  # until: when it ends if nothing comes; None for one of the core
        "worker.ended": ("who", "reason"),
        # An experiment: its run in another process, and the variants of its recording, replayed one by one.
        "run.progress": ("phase", "place", "done", "total", "note", "error"),
        "run.variant": ("variant", "label", "workers", "mode"),  # none of the workers and tasks before is left
        "run.finished": ("variant", "took"),
        # What the learner did.
        "lab.set": ("name", "value"),
        "lab.act": ("action", "args"),
    }
)
