"""A backend server: worker threads, a bounded queue before them, a speed, and faults on demand.

How long a request takes is a parameter; that it queues, is worked on by a real thread, and is lost when the server
crashes under it, is not.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.engine.clock import Clock, Waiter
from app.engine.journal import Journal

QUEUE_FULL, DOWN, FAULT, CRASHED = "queue_full", "refused", "error", "crashed"  # how work can end without an answer


class Job(Protocol):
    """What a server works on. Its methods are called with the server's lock held, and must not wait."""

    demand: float  # model seconds of work for a server of speed 1

    @property
    def luck(self) -> float:
        """From 0 to below 1, drawn before: a server whose failure rate is above it fails."""

    def begin(self, who: str, until: float) -> None:
        """Worker `who` has taken it from the queue, and will be done at model time `until`."""

    def end(self, problem: str | None) -> None:
        """It is done; `problem` says why there is no answer, if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """`speed` 2 does the work in half the time; `failure_rate` is the share of requests answered with an error."""

    workers: int = 1
    queue_capacity: int = 100
    speed: float = 1.0
    failure_rate: float = 0.0

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ValueError(f"workers must be at least 1, not {self.workers}")
        if self.queue_capacity < 0:
            raise ValueError(f"queue_capacity must not be below 0, but is {self.queue_capacity}")
        if not self.speed > 0:
            raise ValueError(f"speed must be above 0, not {self.speed}")
        if not 0 <= self.failure_rate <= 1:
            raise ValueError(f"failure_rate must be from 0 to 1, not {self.failure_rate}")


class Worker:
    """One thread of a server, and the job it has; guarded by the server's lock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.job: Job | None = None
        self.waiter: Waiter | None = None
        self.stopping = False


class BackendServer:
    """The machine behind a balancer's entry. Its workers are real threads of `clock`, named "A/1", "A/2", ….

    Options are those of ServerOptions. It works from `start` on, which a balancer calls when it is added there.
    """

    def __init__(
        self,
        name: str,
        *,
        clock: Clock,
        journal: Journal,
        **options: Any,
    ) -> None:
        self.name = name
        self.behind: str | None = None  # the balancer's name in the journal
        self.lock = threading.RLock()
        self.options = ServerOptions(**options)
        self.up = True
        self.stopped = False  # up, and finishing what it has, but it accepts nothing
        self.queue: deque[Job] = deque()
        self.workers: list[Worker] = []
        self.longest_queue = 0  # that there ever was; whoever is taken by a free worker at once does not wait
        self._clock = clock
        self._journal = journal
        self._idle: deque[Worker] = deque()  # the one that has been idle for longest works next
        self._retired = False

    def start(self, behind: str, lock: threading.RLock) -> None:
        """Begin to work behind a balancer. ValueError if it does so already.

        The two share a lock: what a worker finishes and what the balancer learns of it is one step, and nobody ever
        sees the one without the other.
        """
        if self.behind is not None:
            raise ValueError(f"server {self.name!r} is behind the balancer {self.behind!r} already")
        self.behind, self.lock = behind, lock
        with self.lock:
            self._staff()

    # -- work --------------------------------------------------------------------------------------------------

    def accept(self, job: Job) -> str | None:
        """Take a job; None, or the reason why not: the server is down, or its queue is full. Does not wait."""
        with self.lock:
            if not self.answers:
                return DOWN
            if len(self.queue) >= self.options.queue_capacity + self.free:
                return QUEUE_FULL
            self.queue.append(job)
            self.longest_queue = max(self.longest_queue, len(self.queue) - self.free)
            self._call_one()
            return None

    def withdraw(self, job: Job) -> bool:
        """Take a job back out of the queue; False if a worker has it already, and will finish it."""
        with self.lock:
            if job not in self.queue:
                return False
            self.queue.remove(job)
            return True

    @property
    def answers(self) -> bool:
        """Whether it accepts work; what a health check finds out."""
        return self.up and not self.stopped and not self._retired

    @property
    def free(self) -> int:
        """How many workers have nothing to do, or have just been called to do something."""
        return sum(worker.job is None and not worker.stopping for worker in self.workers)

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return sum(worker.job is not None for worker in self.workers)

    # -- managing ----------------------------------------------------------------------------------------------

    def configure(self, **changes: Any) -> None:
        """Change options, for work that begins from now on. ValueError if one is out of bounds."""
        with self.lock:
            self.options = replace(self.options, **changes)
            if self.behind is not None:
                self._staff()

    def crash(self) -> None:
        """Go down at once: what is queued and what is being worked on is lost, and nothing is accepted."""
        with self.lock:
            self.up, self.stopped = False, False
            self._journal.append("server.crashed", balancer=self.behind, server=self.name)
            lost = list(self.queue)
            self.queue.clear()
            for worker in self.workers:
                if worker.job is not None:
                    lost.append(worker.job)
                    worker.job = None
                    self._call(worker)
            for job in lost:
                job.end(CRASHED)

    def stop(self) -> None:
        """Accept nothing more, and finish what is there; until `restart`."""
        with self.lock:
            self.stopped = True
            self._journal.append("server.stopped", balancer=self.behind, server=self.name)

    def restart(self) -> None:
        """Come up again after a crash, or accept work again after a stop."""
        with self.lock:
            self.up, self.stopped = True, False
            self._journal.append("server.restarted", balancer=self.behind, server=self.name)

    def retire(self) -> None:
        """Accept nothing more, finish what is there, and end the threads: it is not needed again."""
        with self.lock:
            self._retired = True
            for worker in self.workers:
                worker.stopping = True
                if worker.job is None:  # who is at work must not be woken: it would take that for a crash
                    self._call(worker)

    # -- a worker's life ---------------------------------------------------------------------------------------

    def _run(self, worker: Worker) -> None:
        while (task := self._next(worker)) is not None:
            job, waiter, until = task
            if waiter.wait(until):  # woken before it was done: the server crashed, and the job has been told
                continue
            with self.lock:
                if worker.job is job:
                    worker.job = None
                    job.end(FAULT if job.luck < self.options.failure_rate else None)

    def _next(self, worker: Worker) -> tuple[Job, Waiter, float] | None:
        """Take the next job from the queue, waiting for one if need be; None when the worker has stopped."""
        while True:
            with self.lock:
                worker.waiter = waiter = self._clock.waiter()
                if self.queue and (self._retired or not worker.stopping):
                    job = worker.job = self.queue.popleft()
                    until = round(self._clock.now() + job.demand / self.options.speed, 9)
                    job.begin(worker.name, until)
                    return job, waiter, until
                if worker.stopping:
                    self.workers.remove(worker)
                    if self.queue:  # it may have been called for what is there: somebody else has to come
                        self._call_one()
                    return None
                self._idle.append(worker)
            waiter.wait()
            with self.lock:
                if worker in self._idle:  # called for another reason than work
                    self._idle.remove(worker)

    def _staff(self) -> None:
        """Start the workers that are missing; those that are too many stop after what they do. Lock held."""
        wanted = [f"{self.name}/{n}" for n in range(1, self.options.workers + 1)]
        present = {worker.name: worker for worker in self.workers}
        for name, worker in present.items():
            worker.stopping = self._retired or name not in wanted
            if worker.stopping and worker.job is None:
                self._call(worker)
        for name in wanted:
            if name not in present and not self._retired:
                worker = Worker(name)
                self.workers.append(worker)
                self._clock.spawn(self._run, worker, name=name, daemon=True)

    def _call_one(self) -> None:
        """There is work: call one that is idle and will do it, if there is any. Lock held."""
        worker = next((worker for worker in self._idle if self._retired or not worker.stopping), None)
        if worker is not None:
            self._idle.remove(worker)
            self._call(worker)

    @staticmethod
    def _call(worker: Worker) -> None:
        if worker.waiter is not None:
            worker.waiter.wake()

    def __repr__(self) -> str:
        how = "down" if not self.up else "up" if self.answers else "stopped"
        state = f"{how} | {self.busy} of {self.options.workers} busy | {len(self.queue)} queued"
        return f"<BackendServer {self.name} [{state}]>"
