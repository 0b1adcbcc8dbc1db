"""A reference: is this journal of a thread pool possible? It knows what a pool may do, and nothing of how ours does."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine import Event


class Impossible(AssertionError):
    """An event that cannot have happened after those before it."""


class PossibleWorkers:
    """Follows a journal event by event; AssertionError names the first that is impossible.

    It rebuilds, from the events alone, what a browser has to show: the queue in its order, the workers, and what
    each of them does. A task is submitted once and then started, queued or rejected at once; it is begun once,
    finished once by who began it, or dropped once while nobody had begun it. A worker does one task at a time; an
    idle worker and a task that waits never exist together.
    """

    def __init__(self) -> None:
        self.submitted = 0
        self.fresh: int | None = None  # submitted, and nothing else yet
        self.rejected: dict[int, str] = {}  # and what is to happen to them has not been told yet
        self.queue: list[int] = []
        self.running: dict[int, str] = {}
        self.ends: dict[int, str] = {}
        self.doing: dict[str, int | None] = {}  # worker -> task
        self.idle: dict[str, float | None] = {}
        self.limit = 0
        self.shut_down = self.over = False
        self._t = 0.0
        self._event: Event

    def follow(self, events: Iterable[Event]) -> PossibleWorkers:
        for event in events:
            self._event = event
            self._must(event.t >= self._t, "time went back")
            self._t = event.t
            area, what = event.kind.split(".")
            if area in ("threads", "task", "worker"):
                getattr(self, f"_{area}_{what}")(event)
                # A worker that is told of before its first task is on its way to it.
                self._must(not (self.queue and self.idle) or event.kind == "task.queued", "a task waits, one is idle")
        return self

    def _must(self, condition: bool, otherwise: str) -> None:
        if not condition:
            raise Impossible(f"{self._event!r}: {otherwise}")

    # -- the pool ------------------------------------------------------------------------------------------

    def _threads_opened(self, event: Event) -> None:
        self._must(not self.limit, "it was open already")
        self._threads_resized(event)

    def _threads_resized(self, event: Event) -> None:
        self.limit = event.max_size
        self.room = event.queue_capacity

    def _threads_shutdown(self, event: Event) -> None:
        self._must(not self.shut_down, "it was shut down already")
        self.shut_down = True

    def _threads_ended(self, event: Event) -> None:
        self._must(self.shut_down and not self.doing and not self.queue and not self.over, "it has not ended")
        self.over = True

    # -- tasks ---------------------------------------------------------------------------------------------

    def _task_submitted(self, event: Event) -> None:
        self._must(not self.shut_down, "the pool was shut down")
        self.submitted += 1
        self._must(event.task == self.submitted, "not the next number")
        self.fresh = event.task

    def _task_queued(self, event: Event) -> None:
        task = event.task
        if event.position == 1 and self.running.get(task) in self.doing:  # its worker could not be started
            self.doing[self.running.pop(task)] = None
            self.queue.insert(0, task)
            return
        if self.rejected.pop(task, None) is None:
            self._must(task == self.fresh, "it was not just submitted")
            self.fresh = None
        self.queue.append(task)
        self._must(event.position == len(self.queue), f"{len(self.queue)} wait")
        self._must(self.room is None or len(self.queue) <= self.room, "there is no room")

    def _task_started(self, event: Event) -> None:
        task, who = event.task, event.who
        self.running[task] = who
        if self.rejected.pop(task, None) is not None:
            return  # its submitter runs it, and that may be a worker in the middle of a task of its own
        if task in self.queue:
            self._must(self.queue.pop(0) == task, "it was not the first")
        else:
            self._must(task == self.fresh, "it was neither submitted nor queued")
            self.fresh = None
        if who in self.doing:
            self._must(self.doing[who] is None, "the worker has a task")
            self.doing[who] = task
            self.idle.pop(who, None)

    def _task_finished(self, event: Event) -> None:
        task, who = event.task, event.who
        self._must(self.running.pop(task, None) == who, "it does not run there")
        self._end(task, "finished")
        if self.doing.get(who) == task:
            self.doing[who] = None

    def _task_rejected(self, event: Event) -> None:
        self._must(event.task == self.fresh, "it was not just submitted")
        self._must(not self.idle, "somebody is idle")
        self._must(len(self.doing) >= self.limit, "another worker could be started")
        self._must(self.room is not None and len(self.queue) >= self.room, "there is room in the queue")
        self.fresh = None
        if event.policy == "abort":
            self._end(event.task, "rejected")
        else:
            self.rejected[event.task] = event.policy

    def _task_discarded(self, event: Event) -> None:
        task = event.task
        if self.rejected.pop(task, None) is None:
            self._must(self.queue[0] == task, "it was not the oldest")
            self.queue.pop(0)
        self._end(task, "discarded")

    def _task_cancelled(self, event: Event) -> None:
        self._must(event.task in self.queue, "it was not queued")
        self.queue.remove(event.task)
        self._end(event.task, "cancelled")

    def _end(self, task: int, how: str) -> None:
        self._must(task not in self.ends, f"it was {self.ends.get(task)} already")
        self.ends[task] = how

    # -- workers -------------------------------------------------------------------------------------------

    def _worker_started(self, event: Event) -> None:
        self._must(event.who not in self.doing, "there is one of that name")
        self._must(len(self.doing) < self.limit, "there are enough")
        self.doing[event.who] = None

    def _worker_idle(self, event: Event) -> None:
        self._must(event.who in self.doing and self.doing[event.who] is None, "it has a task")
        self._must(not self.shut_down, "it should have ended")
        self.idle[event.who] = event.until

    def _worker_ended(self, event: Event) -> None:
        self._must(self.doing.pop(event.who, 0) is None, "it has a task, or never was")
        self.idle.pop(event.who, None)
