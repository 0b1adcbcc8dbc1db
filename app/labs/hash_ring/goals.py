"""What a learner may be asked to reach with the ring lab: changes of the ring, and keys looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.hash_ring.changes import Changes
from app.labs.hash_ring.goals_of_load import HotKey, TameHotKey
from app.labs.hash_ring.measures import relative_spread
from app.labs.hash_ring.moves import Change, counted

if TYPE_CHECKING:
    from app.labs.hash_ring.lab import HashRingLab


class OfChanges(Goal):
    """A goal that is about what changes of the servers do: `judge` looks at each."""

    told = "nothing has changed yet"

    def __init__(self, lab: HashRingLab, args: Declared) -> None:
        self._changes = Changes(lab.board.weights, len(lab.board.keys))
        self._progress = 0.0

    def take(self, event: Event) -> None:
        change = self._changes.take(event)
        if change is not None and (change.before != change.after):
            self._progress, self.told = self.judge(change)

    def judge(self, change: Change) -> tuple[float, str]:
        """How far this change came, and that in words."""
        raise NotImplementedError

    def progress(self, now: float) -> float:
        return self._progress

    def detail(self, now: float) -> str:
        return self.told


class Share(Declared):
    share: float = parameter(0.5, "Share", "Of the keys, at least.", group="goal", low=0.01, high=1.0)


class ModuloMovesMost(OfChanges):
    """Add a server, and see `hash % n` move at least so many of the keys."""

    told = "no server has been added yet"

    def __init__(self, lab: HashRingLab, args: Share) -> None:
        super().__init__(lab, args)
        self._share = args.share

    def judge(self, change: Change) -> tuple[float, str]:
        if not change.added or not change.before:
            return 0.0, "that was not a server more: add one"
        ring, modulo = change.moved_ring, change.moved_modulo
        said = f"hash % n moved {100 * modulo:.0f} % of the keys, the ring {100 * ring:.0f} %"
        return min(1.0, modulo / self._share), said


class OneArc(OfChanges):
    """Add a server that takes keys from one other server only."""

    told = "no server has been added yet"

    def judge(self, change: Change) -> tuple[float, str]:
        if not change.added or not change.before:
            return 0.0, "that was not a server more: add one"
        givers = {old for old, _, _ in change.ring}
        if not givers:
            return 0.0, "no key moved: its arc holds none"
        said = f"{counted(change.ring)} keys moved, from {' and '.join(sorted(map(str, givers)))}"
        return 1.0 / len(givers), said


class SharedInheritance(OfChanges):
    """Remove a server, and every one that is left takes over some of its keys."""

    told = "no server has been removed yet"

    def judge(self, change: Change) -> tuple[float, str]:
        if not change.removed:
            return 0.0, "that was not a server less: remove one"
        left = len(change.after)
        heirs = len({new for _, new, _ in change.ring if new is not None})
        if left < 3:
            return 0.0, f"only {left} left: begin with four or more"
        return heirs / left, f"{heirs} of the {left} that are left took keys over"


class Spread(Declared):
    spread: float = parameter(0.1, "Spread", "Standard deviation over mean, below.", group="goal", low=0.01, high=1.0)
    servers: int = parameter(3, "Servers", "At least.", group="goal", low=2, high=12)
    keys: int = parameter(1000, "Keys", "At least.", group="goal", low=1, high=10_000)


class EvenSpread(Goal):
    """Have keys spread evenly over servers, with enough of both."""

    def __init__(self, lab: HashRingLab, args: Spread) -> None:
        self._lab = lab
        self._args = args

    def take(self, event: Event) -> None:
        """What counts is how it is now."""

    def _state(self) -> tuple[int, int, float | None]:
        board = self._lab.board
        with board.lock:
            weights, keys = board.weights, len(board.keys)
            counts = {name: board.counts[name] for name in weights}
        return len(weights), keys, relative_spread(counts, weights)

    def progress(self, now: float) -> float:
        servers, keys, spread = self._state()
        if servers < self._args.servers or keys < self._args.keys or spread is None:
            return 0.0
        return min(1.0, self._args.spread / spread) if spread >= self._args.spread else 1.0

    def detail(self, now: float) -> str:
        servers, keys, spread = self._state()
        if servers < self._args.servers:
            return f"{servers} servers: at least {self._args.servers} are asked for"
        if keys < self._args.keys:
            return f"{keys} keys: at least {self._args.keys:,} are asked for"
        return f"spread {100 * (spread or 0.0):.1f} %, asked for: below {100 * self._args.spread:g} %"


class Looked(Declared):
    keys: str = parameter("user:123,user:456", "Keys", "With commas between.", group="goal")


class LookUpKeys(Goal):
    """Look up all of these keys."""

    def __init__(self, lab: HashRingLab, args: Looked) -> None:
        self._wanted = [key.strip() for key in args.keys.split(",") if key.strip()]
        self._found: dict[str, str] = {}

    def take(self, event: Event) -> None:
        if event.kind == "key.looked_up" and event.key in self._wanted and event.nodes:
            self._found[event.key] = event.nodes[0]

    def progress(self, now: float) -> float:
        return len(self._found) / len(self._wanted) if self._wanted else 1.0

    def detail(self, now: float) -> str:
        found = ", ".join(f"{key} is on {node}" for key, node in self._found.items())
        return found or f"not looked up yet: {', '.join(self._wanted)}"


class Copies(Declared):
    replicas: int = parameter(3, "Replicas", "Different servers, at least.", group="goal", low=2, high=5)


class KeepCopies(Goal):
    """Look a key up on several servers."""

    def __init__(self, lab: HashRingLab, args: Copies) -> None:
        self._wanted = args.replicas
        self._best: list[str] = []
        self._key = ""

    def take(self, event: Event) -> None:
        if event.kind == "key.looked_up" and len(event.nodes) > len(self._best):
            self._key, self._best = event.key, event.nodes

    def progress(self, now: float) -> float:
        return min(1.0, len(self._best) / self._wanted)

    def detail(self, now: float) -> str:
        return f"{self._key} is on {', '.join(self._best)}" if self._best else "no key has been looked up yet"


GOALS = (
    GoalSpec(
        "modulo_moves_most",
        "Add a server, and watch hash % n move at least half of the keys.",
        "Count both: what moves on the ring, and what hash % n would move.",
        ModuloMovesMost,
        Share,
    ),
    GoalSpec(
        "one_arc",
        "Add a server that takes keys from one other server only.",
        "With one point a server, a new one splits one arc.",
        OneArc,
    ),
    GoalSpec(
        "even_spread",
        "Spread the keys evenly over the servers.",
        "More points a server make arcs more alike in sum.",
        EvenSpread,
        Spread,
    ),
    GoalSpec(
        "shared_inheritance",
        "Remove a server, and let every other one take some of its keys over.",
        "Who comes next on the ring depends on the point: have many of them.",
        SharedInheritance,
    ),
    GoalSpec(
        "look_up",
        "Look up the document’s keys.",
        "The action takes any text as a key.",
        LookUpKeys,
        Looked,
    ),
    GoalSpec(
        "keep_copies",
        "Find three different servers for one key.",
        "Walk on from the first one until you have met enough others.",
        KeepCopies,
        Copies,
    ),
    GoalSpec(
        "tame_hot_key",
        "Keep a hot key from making its server the busiest by far.",
        "A bound on the load lets requests go on to the next server.",
        TameHotKey,
        HotKey,
    ),
)
