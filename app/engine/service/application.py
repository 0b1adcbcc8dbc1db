"""An application: threads that think, ask for a connection, query, and give the connection back."""

from __future__ import annotations

import random
import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.engine.clock import Clock, Waiter, elapsed
from app.engine.journal import Journal
from app.engine.pool import PoolClosed, PoolTimeout, TooManyWaiters
from app.engine.rng import stream
from app.engine.service.session import Session
from app.engine.traffic import Arrivals, exponential, spread

MAX_BACKLOG = 1000  # requests that wait for a thread; what comes on top is refused, and counted


class Connections(Protocol):
    """Where a thread gets its connection from: a pool, or the database itself."""

    asking: str  # the thread's state while it gets one
    giving_back: str  # and while it gives it back

    def acquire(self) -> Session: ...

    def release(self, session: Session, broken: bool) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What the threads do. Times are model seconds, `arrival_rate` is requests a second (open loop only)."""

    loop: str = "closed"  # closed: each thread asks again after thinking; open: requests arrive on their own
    think_time: float = 0.05
    arrival_rate: float = 50.0
    query_time: float = 0.05
    query_spread: float = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """One piece of work: a query of `demand` seconds, wanted since `arrived`."""

    number: int
    arrived: float
    demand: float


class Worker:
    """One application thread, and what it is doing; guarded by the lock of its application."""

    def __init__(self, name: str, rng: random.Random) -> None:
        self.name = name
        self.rng = rng  # its own draws: its k-th request is the same whatever the other threads do
        self.state = "starting"
        self.since = 0.0
        self.until: float | None = None
        self.request: int | None = None
        self.stopping = False
        self.waiter: Waiter | None = None  # what it waits on between two requests


class Application:
    """Threads at work on `connections`. `lock` guards it; hold it to read it consistently."""

    def __init__(self, clock: Clock, journal: Journal, seed: int, workload: Workload, connections: Connections) -> None:
        self._clock = clock
        self._journal = journal
        self._seed = seed
        self._connections = connections
        self.lock = threading.Lock()
        self.workload = workload
        self.workers: dict[str, Worker] = {}
        self.backlog: deque[Request] = deque()
        self.arrived = self.served = self.failed = self.refused = 0
        self._demand = stream(seed, "demand")
        self._slow_queries: deque[float] = deque()
        self._leaks = 0
        self._arrivals = Arrivals(clock, stream(seed, "arrivals"), workload.arrival_rate, self.arrive)
        if workload.loop == "open":
            self._arrivals.start()

    # -- managing ------------------------------------------------------------------------------------------

    def resize(self, threads: int) -> None:
        """Start threads, or let the last ones stop after the request that they work on."""
        with self.lock:
            names = [f"T{n}" for n in range(1, threads + 1)]
            for worker in self.workers.values():
                if worker.name not in names:
                    worker.stopping = True
                    if worker.waiter is not None:
                        worker.waiter.wake()
            for name in names:
                old = self.workers.get(name)
                if old is not None:
                    old.stopping = False
                    continue
                worker = self.workers[name] = Worker(name, stream(self._seed, f"demand/{name}"))
                self._set(worker, "starting")
                self._clock.spawn(self._run, worker, name=name)

    def configure(self, **changes: Any) -> None:
        """Change the workload, for what comes from now on."""
        with self.lock:
            workload = replace(self.workload, **changes)
            self._arrivals.set_rate(workload.arrival_rate)
            self.workload = workload

    def slow_query(self, seconds: float) -> None:
        """Let the next query that begins take so much longer."""
        with self.lock:
            self._slow_queries.append(seconds)

    def leak(self) -> None:
        """Let the next thread that finishes a query forget to release its connection."""
        with self.lock:
            self._leaks += 1

    def arrive(self) -> None:
        """Open loop: one more request, for the first thread that has nothing to do."""
        with self.lock:
            request = self._make_request(self._demand)
            if len(self.backlog) >= MAX_BACKLOG:
                self.refused += 1
                self._journal.append(
                    "request.refused", request=request.number, backlog=len(self.backlog), reason="backlog_full"
                )
                return
            self.backlog.append(request)
            self._call_a_thread()

    # -- a thread's life -----------------------------------------------------------------------------------

    def _run(self, worker: Worker) -> None:
        while (request := self._next_request(worker)) is not None:
            self._serve(worker, request)

    def _next_request(self, worker: Worker) -> Request | None:
        """Think and ask, or take what has arrived; None when the thread has stopped."""
        while True:
            with self.lock:
                if worker.stopping:  # decided and done in one step: after it, resize() makes a new thread
                    del self.workers[worker.name]
                    self._set(worker, "stopped")
                    self._call_a_thread()  # this one may have been called for a request that it leaves now
                    return None
                if self.workload.loop == "open" and self.backlog:
                    request = self.backlog.popleft()
                    self._start(worker, request)
                    return request
                worker.waiter = waiter = self._clock.waiter()
                until = None
                if self.workload.loop == "closed":
                    until = self._clock.now() + exponential(worker.rng, self.workload.think_time)
                self._set(worker, "thinking" if self.workload.loop == "closed" else "taking", until)
            woken = waiter.wait(until)
            with self.lock:
                worker.waiter = None
                if not woken:
                    request = self._make_request(worker.rng)
                    self._start(worker, request)
                    return request

    def _serve(self, worker: Worker, request: Request) -> None:
        """Get a connection, query, give it back. Every request ends here, served or failed."""
        session, error = None, None
        try:
            session = self._connections.acquire()
            with self.lock:
                demand = request.demand + (self._slow_queries.popleft() if self._slow_queries else 0.0)
                self._set(worker, "querying", self._clock.now() + demand, request)
            session.query(demand)
        except (PoolTimeout, TooManyWaiters, PoolClosed, ConnectionError) as problem:
            error = problem
        if session is not None and not self._forgets(error):
            with self.lock:
                self._set(worker, self._connections.giving_back, None, request)
            self._connections.release(session, broken=error is not None)
        with self.lock:
            latency = elapsed(request.arrived, self._clock.now())
            if error is None:
                self.served += 1
                self._journal.append("request.served", request=request.number, who=worker.name, latency=latency)
            else:
                self.failed += 1
                what = type(error).__name__
                self._journal.append(
                    "request.failed", request=request.number, who=worker.name, latency=latency, error=what
                )

    def _forgets(self, error: Exception | None) -> bool:
        """Whether this is the leak that was asked for: a query that went well, and no release."""
        with self.lock:
            if error is None and self._leaks:
                self._leaks -= 1
                return True
            return False

    # -- requests, with the lock held ------------------------------------------------------------------------

    def _make_request(self, rng: random.Random) -> Request:
        """A request arrives, with all its chances drawn now: they must not depend on what happens to it."""
        self.arrived += 1
        demand = spread(rng, self.workload.query_time, self.workload.query_spread)
        self._journal.append("request.arrived", request=self.arrived, client=None, balancer=None)
        return Request(self.arrived, self._clock.now(), demand)

    def _start(self, worker: Worker, request: Request) -> None:
        self._journal.append("request.started", request=request.number, who=worker.name)
        self._set(worker, self._connections.asking, None, request)

    def _call_a_thread(self) -> None:
        """Open loop: if there is work, wake a thread that waits for some."""
        if self.backlog:
            for worker in self.workers.values():
                if worker.state == "taking" and worker.waiter is not None and worker.waiter.wake():
                    return

    def _set(self, worker: Worker, state: str, until: float | None = None, request: Request | None = None) -> None:
        number = None if request is None else request.number
        worker.state, worker.since, worker.until, worker.request = state, self._clock.now(), until, number
        self._journal.append("thread.state", who=worker.name, state=state, request=number, until=until)

    def __repr__(self) -> str:
        return (
            f"<Application [{len(self.workers)} threads | {self.arrived} requests: {self.served} served,"
            f" {self.failed} failed, {self.refused} refused]>"
        )
