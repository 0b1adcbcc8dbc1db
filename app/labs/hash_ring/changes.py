"""For goals: one change of the ring after another, put together from the events that tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.engine import Event
from app.labs.hash_ring.moves import Change, Move


@dataclass
class Changes:
    """Follows the servers and keys from what they are now, and says of each change what it did."""

    weights: dict[str, float]
    keys: int
    _before: dict[str, float] = field(init=False)
    _ring: list[Move] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = dict(self.weights)

    def take(self, event: Event) -> Change | None:
        """A change, once the event that ends it has come. Moves of keys that are new are left out of it."""
        match event.kind:
            case "ring.resized":
                self.keys = event.keys
            case "node.placed":
                self.weights[event.node] = event.weight
            case "node.removed":
                self.weights.pop(event.node, None)
            case "keys.moved" if event.scheme == "ring":
                self._ring = _settled(event.moves)
            case "keys.moved":
                before, self._before = self._before, dict(self.weights)
                return Change(self.keys, before, dict(self.weights), self._ring, _settled(event.moves))
        return None


def _settled(moves: list[Any]) -> list[Move]:
    return [move for move in moves if move[0] is not None]
