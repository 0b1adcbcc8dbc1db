"""How the pool lab is wired, what a learner can do to it, and its state as the page shows it."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any

from app.engine import ConnectionPool
from app.engine.rng import stream
from app.engine.service import Application, Database, DatabaseOptions, Session, Workload
from app.labs.base import Lab
from app.labs.connection_pool import theory, view
from app.labs.connection_pool.actions import ACTIONS, KillConnection, RestartDatabase, SlowQuery
from app.labs.connection_pool.goals import GOALS
from app.labs.connection_pool.metrics import METRICS
from app.labs.connection_pool.params import Params as PoolParams
from app.labs.connection_pool.sources import Direct, Pooled
from app.labs.declare import Declared
from app.labs.errors import LabError
from app.labs.loans import LoanMeter
from app.labs.measures import RequestMeasures

WINDOW = 5.0  # real seconds over which the strip's waits and rates are taken

POOL_PARAMS = {
    "min_size", "max_size", "max_overflow", "acquire_timeout", "max_waiting", "max_lifetime", "max_idle", "order",
    "fair", "check_after_idle", "leak_detection_threshold",
}  # fmt: skip
DATABASE_PARAMS = {
    "tcp_time", "tls_time", "auth_time", "close_time", "max_connections", "database_cores", "query_cpu",
}  # fmt: skip
WORKLOAD_PARAMS = {"think_time", "arrival_rate", "query_time", "query_spread"}


class ConnectionPoolLab(Lab):
    """N application threads share a pool of connections to an in-process database, or go without one."""

    slug = "connection-pool"
    title = "Connection pool"
    summary = "Application threads borrow connections from a real pool; change it, break it, watch who waits."
    Params = PoolParams
    actions = ACTIONS
    metrics_declared = METRICS
    goals = GOALS
    kinds = (
        "pool.*", "connection.*", "waiter.*", "thread.*", "request.arrived", "request.started", "request.served",
        "request.failed", "request.refused", "database.*", "session.*", "lab.*",
    )  # fmt: skip

    params: PoolParams

    def build(self) -> None:
        params, clock = self.params, self.clock
        self.database = Database(clock, self.journal, self._database_options(params))
        self.pool = self._make_pool() if params.pooling else None
        source = Pooled(self.pool) if self.pool else Direct(self.database)
        self.application = Application(clock, self.journal, params.seed, self._workload(params), source)
        self.application.resize(params.threads)
        self._measures = RequestMeasures(self.journal)
        self._busy = view.BusyMeter(self.journal)
        self._loans = LoanMeter(self.journal)
        self._reading = threading.Lock()  # the measures go on from where they were read last

    def apply(self, name: str, params: Any) -> None:
        if name in POOL_PARAMS and self.pool is not None:
            changes = {name: getattr(params, name)}
            if name in ("min_size", "max_size"):  # a smaller pool keeps fewer ready
                changes = {"max_size": params.max_size, "min_size": min(params.min_size, params.max_size)}
            self.pool.configure(**changes)
        elif name in DATABASE_PARAMS:
            field = "cores" if name == "database_cores" else name
            self.database.configure(**{field: getattr(params, name)})
        elif name in WORKLOAD_PARAMS:
            self.application.configure(**{name: getattr(params, name)})
        elif name == "threads":
            self.application.resize(params.threads)

    # -- actions ---------------------------------------------------------------------------------------------

    def slow_query(self, args: SlowQuery) -> None:
        self.application.slow_query(10 * self.params.query_time if args.seconds is None else args.seconds)

    def kill_connection(self, args: KillConnection) -> dict[str, int]:
        session = self._session_to_kill(args.connection)
        self.database.kill(session)
        return {"session": session}

    def restart_database(self, args: RestartDatabase) -> None:
        if not self.database.up:
            raise LabError("not_now", "the database is restarting already")
        self.database.restart(args.down_for)

    def leak(self, args: Declared) -> None:
        self.application.leak()

    def reset(self, args: Declared) -> None:
        """Done by whoever holds the lab: a new one is made."""

    def _session_to_kill(self, connection: int | None) -> int:
        if connection is not None:
            entries = self.pool.view()[0] if self.pool else []
            session = next((entry.peer for entry in entries if entry.number == connection), None)
            if not isinstance(session, int) or session not in self.database.sessions:
                raise LabError("not_now", f"there is no open connection {connection}", "connection")
            return session
        sessions = [session for session in self.database.sessions.values() if session.accepted]
        if not sessions:
            raise LabError("not_now", "there is no connection to kill")

        def eligibility(session: Session) -> tuple[bool, float]:
            return session.state not in ("querying", "queued"), session.since

        return min(sessions, key=eligibility).number

    # -- reading ---------------------------------------------------------------------------------------------

    def read_state(self) -> tuple[int, dict[str, Any]]:
        with ExitStack() as locks:  # with all of them held, nothing can change between state and journal
            for part in (self.application, self.pool, self.database):
                if part is not None:
                    locks.enter_context(part.lock)
            return self.journal.position, view.state(self)

    def theory(self) -> list[dict[str, Any]]:
        with self._reading:
            loans, leaked = self._loans.read(self.clock.now()), self._loans.leaked
        return theory.compare(self.params, loans, leaked) if self.pool else []

    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        now = self.clock.now()
        if window is None:
            window = WINDOW / self.clock.slow if self.clock.slow else None
        with self._reading:
            values = self._measures.read(now, window)
            values["busy_mean"] = self._busy.mean(now)
        values |= {"served": self.application.served, "failed": self.application.failed}
        if self.pool is None:
            held = float(sum(session.accepted for session in self.database.sessions.copy().values()))
            return values | {
                "active": held, "capacity": None, "idle": 0, "connecting": 0, "waiters": 0, "timeouts": 0
            }  # fmt: skip
        stats = self.pool.stats()
        return values | {
            "active": stats.active,
            "idle": stats.idle,
            "connecting": stats.connecting,
            "capacity": stats.max_size + stats.max_overflow,
            "waiters": stats.waiters,
            "timeouts": stats.timeouts,
        }

    # -- wiring ----------------------------------------------------------------------------------------------

    def _make_pool(self) -> ConnectionPool:
        params = self.params
        options = {name: getattr(params, name) for name in POOL_PARAMS}
        options["min_size"] = min(params.min_size, params.max_size)
        return ConnectionPool(
            self.database.connect,
            check=Session.ping,
            clock=self.clock,
            journal=self.journal,
            rng=stream(params.seed, "faults"),
            **options,
        )

    @staticmethod
    def _database_options(params: PoolParams) -> DatabaseOptions:
        values = {name: getattr(params, name) for name in DATABASE_PARAMS - {"database_cores"}}
        return DatabaseOptions(cores=params.database_cores, **values)

    @staticmethod
    def _workload(params: PoolParams) -> Workload:
        return Workload(loop=params.loop, **{name: getattr(params, name) for name in WORKLOAD_PARAMS})
