"""How the ring lab is wired, what a learner can do to it, and its state as the page shows it."""

from __future__ import annotations

import threading
from typing import Any

from app.engine import theory as formulas
from app.labs.base import Lab
from app.labs.declare import Declared
from app.labs.errors import LabError
from app.labs.hash_ring import theory, view
from app.labs.hash_ring.actions import ACTIONS, AddServer, LookUp, RemoveServer, SetWeight
from app.labs.hash_ring.board import Board
from app.labs.hash_ring.goals import GOALS
from app.labs.hash_ring.keyspace import salted
from app.labs.hash_ring.measures import RequestMeter, Tally, relative_spread
from app.labs.hash_ring.metrics import METRICS
from app.labs.hash_ring.naming import MOST_SERVERS, free_name
from app.labs.hash_ring.params import Params as RingParams
from app.labs.hash_ring.requests import Load, Requests
from app.labs.hash_ring.tables import ALTERNATIVES

WINDOW = 5.0  # real seconds over which the strip's rates and shares are taken

SOON = 1e-9  # the first moment after everything was built, which happens at 0

LOAD_PARAMS = {"traffic_rate": "rate", "hot_share": "hot_share", "hold_time": "hold", "bound": "bound"}


class HashRingLab(Lab):
    """Servers and keys on one ring; every change shows which keys it moved, there and under `hash % n`."""

    slug = "hash-ring"
    title = "Hash ring"
    summary = "Servers and keys on one ring: add a server, take one away, and see exactly which keys move."
    Params = RingParams
    actions = ACTIONS
    metrics_declared = METRICS
    goals = GOALS
    tables = (ALTERNATIVES,)
    kinds = (
        "ring.*", "keys.*", "node.*", "key.*", "request.arrived", "request.assigned", "request.served",
        "request.refused", "lab.*",
    )  # fmt: skip

    params: RingParams

    def build(self) -> None:
        params = self.params
        self.board = Board(self.journal, salted(params.salt), params.replicas)
        self.board.begin(self._resized({}, params), params.vnodes, params.keys)
        load = Load(**{field: getattr(params, name) for name, field in LOAD_PARAMS.items()})
        self.requests = Requests(self.clock, self.journal, params.seed, self.board, load)
        self._meter = RequestMeter(self.journal)
        self._reading = threading.Lock()  # the meter goes on from where it was read last
        # A paced clock begins to run when something is first due; without traffic nothing ever would be.
        self.clock.call_at(SOON, lambda: None)

    def apply(self, name: str, params: Any) -> None:
        if name == "servers":
            with self.board.lock:
                self.board.arrange(self._resized(self.board.weights, params))
        elif name == "weights":
            with self.board.lock:
                self.board.arrange({server: params.weight_of(n) for n, server in enumerate(self.board.nodes)})
        elif name == "vnodes":
            self.board.set_vnodes(params.vnodes)
            self.requests.ring_replaced()
        elif name == "keys":
            self.board.set_keys(params.keys)
        elif name == "replicas":
            self.board.set_replicas(params.replicas)
        elif name in LOAD_PARAMS:
            self.requests.configure(**{LOAD_PARAMS[name]: getattr(params, name)})

    # -- actions ---------------------------------------------------------------------------------------------

    def add_server(self, args: AddServer) -> dict[str, str]:
        with self.board.lock:
            weights = self.board.weights
            if args.name in weights:
                raise LabError("bad_arguments", f"name: there is a server {args.name} already", "name", sorted(weights))
            if len(weights) >= MOST_SERVERS:
                raise LabError("not_now", f"there are {MOST_SERVERS} servers, which is the most", "servers")
            name = args.name or free_name(self.params.naming, weights)
            weight = self.params.weight_of(len(weights)) if args.weight is None else args.weight
            self.board.arrange({**weights, name: weight})
            return {"server": name}

    def remove_server(self, args: RemoveServer) -> dict[str, str]:
        with self.board.lock:
            name = self._named(args.name)
            self.board.arrange({other: weight for other, weight in self.board.weights.items() if other != name})
            return {"server": name}

    def set_weight(self, args: SetWeight) -> dict[str, str]:
        with self.board.lock:
            name = self._named(args.name)
            self.board.arrange({**self.board.weights, name: args.weight})
            return {"server": name}

    def look_up(self, args: LookUp) -> dict[str, Any]:
        try:
            return self.board.look_up(args.key, args.replicas)
        except LookupError as error:
            raise LabError("not_now", str(error)) from None

    def reset(self, args: Declared) -> None:
        """Done by whoever holds the lab: a new one is made."""

    def _named(self, name: str | None) -> str:
        """The server that is meant: the one that came last if no name is given."""
        names = list(self.board.nodes)
        if not names:
            raise LabError("not_now", "there is no server on the ring", "name", [])
        if name is not None and name not in names:
            raise LabError("not_now", f"there is no server {name!r}", "name", names)
        return name or names[-1]

    def _resized(self, weights: dict[str, float], params: RingParams) -> dict[str, float]:
        """As many servers as there should be: the last ones leave, new ones come behind the others."""
        wanted = dict(list(weights.items())[: params.servers])
        while len(wanted) < params.servers:
            wanted[free_name(params.naming, wanted)] = params.weight_of(len(wanted))
        return wanted

    # -- reading ---------------------------------------------------------------------------------------------

    def read_state(self) -> tuple[int, dict[str, Any]]:
        with self.board.lock:
            return self.journal.position, view.state(self)

    def theory(self) -> list[dict[str, Any]]:
        now = self.clock.horizon()
        with self._reading:
            _, since = self._meter.read(now, None)
            with self.board.lock:
                return theory.compare(self.params, self.board, since)

    def detail(self, window: float | None = None) -> dict[str, Any]:
        lately = self._lately(window)
        with self.board.lock:
            return {"nodes": view.shares(self.board, lately)}

    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        lately, board = self._lately(window), self.board
        with board.lock:
            weights, change, keys = board.weights, board.change, len(board.keys)
            counts = {name: board.counts[name] for name in weights}
            busy, refused = sum(server.active for server in board.servers), self.requests.refused
            points = board.ring.vnodes
        return {
            "servers": len(weights),
            "keys": keys,
            "moved_ring": change.moved_ring if change else None,
            "moved_modulo": change.moved_modulo if change else None,
            "moved_to_others": change.to_others(change.ring) if change else None,
            "modulo_to_others": change.to_others(change.modulo) if change else None,
            "spread": relative_spread(counts, weights),
            "spread_expected": formulas.ring_spread(len(weights), points) if weights else None,
            "share_max": max(counts.values()) / keys if counts else None,
            "load_max": lately.largest_share(),
            "load_cv": relative_spread(lately.sent, weights),
            "in_flight": busy,
            "spilled_share": lately.spilled_share,
            "requests_rate": lately.rate,
            "refused": refused,
        }

    def _lately(self, window: float | None) -> Tally:
        """The requests of the last `window` model seconds; None: of as many as the pace makes of WINDOW."""
        now = self.clock.horizon()  # and not the time of the last event: without traffic that may be long ago
        if window is None:
            window = WINDOW / self.clock.slow if self.clock.slow else None
        with self._reading:
            return self._meter.read(now, window)[0]
