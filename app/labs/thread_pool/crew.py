"""Who does what in a pool, what waits, and for how long it has been so: what goals are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event

if TYPE_CHECKING:
    from app.labs.thread_pool.lab import ThreadPoolLab


class Crew:
    """Begins with what there is when a goal is set, and goes on with the journal."""

    def __init__(self, lab: ThreadPoolLab) -> None:
        with lab.pool.lock, lab.floor.lock:
            workers, queue = lab.pool.view()
            self.tasks = {worker.name: worker.task.number if worker.task else None for worker in workers}
            self.queue = {task.number: None for task in queue}
            self.names = {task.number: str(task.name) for task in queue}
            self.names |= {worker.task.number: str(worker.task.name) for worker in workers if worker.task}
            self.doing = {who: doing.state for who, doing in lab.floor.doing.items() if self.tasks.get(who)}
            self.max_size = lab.pool.options.limit

    def take(self, event: Event) -> None:
        """Something has happened."""
        match event.kind:
            case "task.submitted":
                self.names[event.task] = event.name
            case "task.queued":
                self.queue[event.task] = None
            case "task.started":
                self.queue.pop(event.task, None)
                if event.who in self.tasks:
                    self.tasks[event.who] = event.task
                    self.doing[event.who] = "starting"
            case "task.finished":
                self.names.pop(event.task, None)
                if event.who in self.tasks:
                    self.tasks[event.who] = None
                    self.doing.pop(event.who, None)
            case "task.discarded" | "task.cancelled":
                self.queue.pop(event.task, None)
                self.names.pop(event.task, None)
            case "task.rejected" if event.policy == "abort":
                self.names.pop(event.task, None)
            case "worker.started":
                self.tasks[event.who] = None
            case "worker.ended":
                self.tasks.pop(event.who, None)
                self.doing.pop(event.who, None)
            case "thread.state" if event.who in self.tasks:
                self.doing[event.who] = event.state
            case "threads.resized":
                self.max_size = event.max_size

    @property
    def busy(self) -> int:
        return sum(task is not None for task in self.tasks.values())

    @property
    def all_busy(self) -> bool:
        """Whether there are workers, and every one of them has a task."""
        return bool(self.tasks) and all(task is not None for task in self.tasks.values())


class Lasting:
    """For how long something has been so without a break. What is over within one moment does not count."""

    def __init__(self, now: float, holds: bool) -> None:
        self._since: float | None = None
        self._latest = now
        self.holds = holds

    def note(self, t: float, holds: bool) -> None:
        """From model time `t` on it is so, or not; what was said before was so until then."""
        if t > self._latest:
            self._since = self._begin()
        self._latest, self.holds = t, holds

    def begin_anew(self, t: float) -> None:
        """What was before `t` does not count."""
        self._since, self._latest = None, t

    def _begin(self) -> float | None:
        if not self.holds:
            return None
        return self._latest if self._since is None else self._since

    def lasted(self, now: float) -> float:
        """Model seconds up to `now`."""
        since = self._begin() if now > self._latest else self._since
        return 0.0 if since is None else max(0.0, now - since)
