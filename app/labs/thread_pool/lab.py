"""How the thread pool lab is wired, and what a learner can do to it."""

from __future__ import annotations

import threading
from typing import Any

from app.engine import ThreadPool
from app.labs.base import Lab
from app.labs.declare import Declared
from app.labs.errors import LabError
from app.labs.thread_pool import theory, view
from app.labs.thread_pool.actions import ACTIONS, Burst, CancelQueued
from app.labs.thread_pool.floor import Floor
from app.labs.thread_pool.goals import GOALS
from app.labs.thread_pool.meter import Meter
from app.labs.thread_pool.metrics import METRICS, detail, flat
from app.labs.thread_pool.params import MOST_THREADS
from app.labs.thread_pool.params import Params as ThreadPoolParams
from app.labs.thread_pool.producer import Producer
from app.labs.thread_pool.stays import StayMeter

WINDOW = 10.0  # real seconds over which times and rates are taken

POOL_PARAMS = {"core_size", "max_size", "queue_capacity", "rejection", "growth", "keep_alive"}
TASK_PARAMS = {"wait_time", "compute_time", "spread", "long_share", "failure_rate"}


class ThreadPoolLab(Lab):
    """A producer submits tasks to a pool of threads, which wait and compute on a few cores."""

    slug = "thread-pool"
    title = "Thread pool"
    summary = "Tasks go to a real pool of threads; choose how it grows and whom it turns away, poison it, shut it down."
    Params = ThreadPoolParams
    actions = ACTIONS
    metrics_declared = METRICS
    goals = GOALS
    kinds = ("threads.*", "task.*", "worker.*", "thread.state", "lab.*")

    params: ThreadPoolParams

    def build(self) -> None:
        params, clock, journal = self.params, self.clock, self.journal
        self.shutdown: str | None = None  # drain: what is queued is still done; now: it was cancelled
        self.pool = ThreadPool(
            clock=clock, journal=journal, name_task=lambda fn, args, kwargs: args[0].name, **_pool_options(params)
        )
        self.floor = Floor(clock, journal, params.cores, params.gil)
        self.producer = Producer(clock, params, self.pool, self.floor)
        self._meter = Meter(journal)
        self._stays = StayMeter(journal)
        self._reading = threading.Lock()  # the meters go on from where they were read last
        self._settings = threading.Lock()

    def apply(self, name: str, params: Any) -> None:
        """The latest settings, all of them: of two changes at one moment either may come to its turn first."""
        with self._settings:
            now = self.params
            if name in POOL_PARAMS:
                self.pool.configure(**_pool_options(now))
            elif name in TASK_PARAMS:
                self.producer.tasks.params = now
            elif name == "arrival_rate":
                self.producer.set_rate(now.arrival_rate)
            elif name == "cores":
                self.floor.cores.resize(now.cores)
            elif name == "gil":
                self.floor.gil = now.gil

    def with_value(self, name: str, value: object) -> Any:
        """As for any lab; but a core beyond the maximum is refused in words about the core."""
        try:
            return super().with_value(name, value)
        except LabError as error:
            if name != "core_size" or error.field != "max_size":
                raise
            most = self.params.max_size
            text = f"core_size must be at most max_size ({most}), not {value}"
            allowed = {"type": "integer", "minimum": 1, "maximum": most}
            raise LabError("out_of_range", text, "core_size", allowed) from None

    def set_at(self, t: float, name: str, value: object) -> None:
        """As for any lab; but whether the two sizes go with each other is known only then, not now."""
        if name not in ("core_size", "max_size"):
            super().set_at(t, name, value)
            return
        self.parse({"core_size": 1, "max_size": MOST_THREADS, name: value})
        self.clock.call_at(t, lambda: self._change(name, value))

    # -- actions ---------------------------------------------------------------------------------------------

    def burst(self, args: Burst) -> None:
        self._still_open()
        self.producer.burst(args.tasks, min(args.long_tasks, args.tasks))

    def poison(self, args: Declared) -> None:
        self._still_open()
        self.producer.poison()

    def cancel_queued(self, args: CancelQueued) -> dict[str, int]:
        with self.pool.lock:
            _, queue = self.pool.view()
        task = next((task for task in reversed(queue) if args.task in (None, task.number)), None)
        if task is None or not task.cancel():
            raise LabError("not_now", "no task is queued" if args.task is None else f"task {args.task} is not queued")
        return {"task": task.number}

    def shut_down(self, args: Declared) -> None:
        self._still_open()
        self._end("drain")

    def shut_down_now(self, args: Declared) -> None:
        if self.shutdown == "now":
            raise LabError("not_now", "the pool is shut down already; reset begins again")
        self._end("now")

    def reset(self, args: Declared) -> None:
        """Done by whoever holds the lab: a new one is made."""

    def _still_open(self) -> None:
        if self.shutdown is not None:
            raise LabError("not_now", "the pool is shut down and takes no more tasks; reset begins again")

    def _end(self, how: str) -> None:
        self.shutdown = how
        self.pool.shutdown(wait=False, cancel_futures=how == "now")
        self.producer.stop()

    # -- reading ---------------------------------------------------------------------------------------------

    def read_state(self) -> tuple[int, dict[str, Any]]:
        with self.pool.lock, self.floor.lock:  # with both held, nothing can change between state and journal
            return self.journal.position, view.state(self, self.pool.tally())

    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        now = self.clock.now()
        with self._reading:
            figures = self._meter.read(now, self._window(window))
        return flat(figures, self.pool.stats(), self.params, self.producer.held_back)

    def detail(self, window: float | None = None) -> dict[str, Any]:
        with self._reading:
            figures = self._meter.read(self.clock.now(), self._window(window))
        return detail(figures, self.pool.stats(), self._meter.present)

    def theory(self) -> list[dict[str, Any]]:
        with self._reading:
            stays = self._stays.read(self.clock.now())
        return theory.compare(self.params, stays, self.pool.stats())

    def _window(self, window: float | None) -> float | None:
        return WINDOW / self.clock.slow if window is None and self.clock.slow else window


def _pool_options(params: ThreadPoolParams) -> dict[str, Any]:
    return {name: getattr(params, name) for name in sorted(POOL_PARAMS)}
