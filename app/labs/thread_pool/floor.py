"""Where threads do tasks: who waits, who wants a core or the GIL, who computes, and on how many cores."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.engine.clock import Clock, elapsed
from app.engine.journal import Journal
from app.engine.service.cores import Cores
from app.labs.thread_pool.tasks import POISON, Task, TaskFailed

PRODUCER = "producer"


@dataclass(frozen=True, slots=True)
class Doing:
    """What a thread has been doing since when."""

    state: str
    since: float
    until: float | None = None
    task: int | None = None


class Floor:
    """Tasks at work on `cores`. `lock` guards who does what; take the lock of the pool before it, never after it.

    Under the GIL a computation needs that and a core. It keeps both to its end: real systems share them out in slices
    of milliseconds, which changes who is done first, and not how much gets done.
    """

    def __init__(self, clock: Clock, journal: Journal, cores: int, gil: bool) -> None:
        self._clock = clock
        self._journal = journal
        self.lock = threading.Lock()
        self.doing: dict[str, Doing] = {}
        self.own: Task | None = None  # which the producer does itself
        self.cores = Cores(cores)
        self.gil = gil
        self._gil = Cores(1)
        self._closing = False

    # -- the producer ----------------------------------------------------------------------------------------

    def free(self, state: str = "producing") -> None:
        """The producer has no task of its own in hand (any more), and waits for what arrives."""
        with self.lock:
            now, self.own = self.doing.get(PRODUCER), None
            if self._closing:
                if now is not None:
                    self._stop()
            elif now is None or now.state != state:
                self._set(PRODUCER, state)

    def dismiss(self) -> None:
        """The producer is to stop, as soon as it has nothing in hand."""
        with self.lock:
            self._closing = True
            now = self.doing.get(PRODUCER)
            if now is not None and self.own is None:
                self._stop()

    def _stop(self) -> None:
        self._set(PRODUCER, "stopped")
        del self.doing[PRODUCER]

    # -- tasks -----------------------------------------------------------------------------------------------

    def work(self, task: Task) -> str:
        """Do a task, in the thread of a worker, or of the producer if there was no room. Its result."""
        who = threading.current_thread().name
        task.began = self._clock.now()
        if who == PRODUCER:
            with self.lock:
                self.own = task
        try:
            if task.name == POISON:
                self._tell(who, "waiting", task)
                self._clock.waiter().wait()
            if task.wait > 0:
                self._pass(who, "waiting", task, task.wait)
            if task.compute > 0:
                self._compute(who, task)
        finally:
            if who == PRODUCER:
                task.ran_for = elapsed(task.began, self._clock.now())
        if task.fails:
            raise TaskFailed(f"task {task.number} fails, as was drawn for it")
        return f"result of task {task.number}"

    def _compute(self, who: str, task: Task) -> None:
        gil = self._gil if self.gil else None
        if gil is not None:
            self._take(gil, who, "wants_gil", task)
        self._take(self.cores, who, "wants_core", task)
        try:
            self._pass(who, "computing", task, task.compute)
        finally:
            self.cores.give_back()
            if gil is not None:
                gil.give_back()

    def _take(self, cores: Cores, who: str, state: str, task: Task) -> None:
        if not cores.take():
            self._tell(who, state, task)
            cores.take_in_turn(self._clock.waiter())

    def _pass(self, who: str, state: str, task: Task, seconds: float) -> None:
        until = round(self._clock.now() + seconds, 9)
        self._tell(who, state, task, until)
        self._clock.waiter().wait(until)

    def _tell(self, who: str, state: str, task: Task, until: float | None = None) -> None:
        with self.lock:
            self._set(who, state, until, task.number)

    def _set(self, who: str, state: str, until: float | None = None, task: int | None = None) -> None:
        t = self._journal.append("thread.state", who=who, state=state, request=task, until=until)
        self.doing[who] = Doing(state, t, until, task)

    def __repr__(self) -> str:
        return f"<Floor [{self.cores!r}, GIL {'on' if self.gil else 'off'}]>"
