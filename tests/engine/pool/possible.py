"""A reference: is this journal of a pool possible? It knows what a pool may do, and nothing of how ours does it."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine import Event


class Impossible(AssertionError):
    """An event that cannot have happened after those before it."""


class PossiblePool:
    """Follows a journal event by event; AssertionError names the first that is impossible.

    A connection goes connecting → idle → (active → idle)* → closed, or from connecting to nowhere. It is lent to
    one at a time, and only its borrower gives it back. No two have one slot; there are never more than there is
    room for when one is begun. A caller waits once at a time, and every wait ends: served, timed out, cancelled.
    """

    def __init__(self) -> None:
        self.state: dict[int, str] = {}
        self.slot: dict[int, int] = {}
        self.who: dict[int, str] = {}
        self.checking: set[int] = set()
        self.leaked: set[int] = set()
        self.gone: set[int] = set()
        self.waiters: list[str] = []
        self.max_size = self.capacity = 0
        self.closed = False
        self._t = 0.0
        self._event: Event

    def follow(self, events: Iterable[Event]) -> PossiblePool:
        for event in events:
            self._event = event
            self._must(event.t >= self._t, "time went back")
            self._t = event.t
            area, what = event.kind.split(".")
            if area in ("pool", "connection", "waiter"):
                getattr(self, f"_{area}_{what}")(event)
        return self

    def _must(self, condition: bool, otherwise: str) -> None:
        if not condition:
            raise Impossible(f"{self._event!r}: {otherwise}")

    def _must_be(self, connection: int, *states: str) -> None:
        state = self.state.get(connection, "gone")
        self._must(state in states, f"connection {connection} is {state}")

    # -- the pool ------------------------------------------------------------------------------------------

    def _pool_opened(self, event: Event) -> None:
        self._must(not self.state and not self.capacity, "it was open already")
        self._pool_resized(event)

    def _pool_resized(self, event: Event) -> None:
        self.max_size, self.capacity = event.max_size, event.max_size + event.max_overflow

    def _pool_draining(self, event: Event) -> None:
        self._must(event.connections == len(self.state), f"there are {len(self.state)}")

    def _pool_closed(self, event: Event) -> None:
        self._must(not self.closed, "it was closed already")
        self.closed = True

    # -- connections ---------------------------------------------------------------------------------------

    def _connection_connecting(self, event: Event) -> None:
        number, slot = event.connection, event.slot
        self._must(not self.closed, "the pool is closed")
        self._must(number not in self.state and number not in self.gone, "the number was used before")
        self._must(len(self.state) < self.capacity, "there is no room for another one")
        taken = set(self.slot.values())
        self._must(slot == min(set(range(len(taken) + 1)) - taken), "not the lowest free slot")
        self.state[number], self.slot[number] = "connecting", slot

    def _connection_connected(self, event: Event) -> None:
        self._must_be(event.connection, "connecting")
        self.state[event.connection] = "idle"

    def _connection_connect_failed(self, event: Event) -> None:
        self._must_be(event.connection, "connecting")
        self._bury(event.connection)

    def _connection_acquired(self, event: Event) -> None:
        self._must_be(event.connection, "idle")
        self._must(not self.closed, "the pool is closed")
        self.state[event.connection], self.who[event.connection] = "active", event.who
        if event.who in self.waiters:
            self.waiters.remove(event.who)

    def _connection_checking(self, event: Event) -> None:
        self._must_be(event.connection, "active")
        self._must(self.who[event.connection] == event.who, "somebody else has it")
        self._must(event.connection not in self.checking, "it is being checked already")
        self.checking.add(event.connection)

    def _connection_checked(self, event: Event) -> None:
        self._must(event.connection in self.checking, "nobody was checking it")
        self.checking.remove(event.connection)

    def _connection_released(self, event: Event) -> None:
        number = event.connection
        self._must_be(number, "active")
        self._must(self.who.pop(number) == event.who, "somebody else had it")
        self._must(number not in self.checking, "it is being checked")
        self._must(number not in self.leaked, "leaked, and not reclaimed before")
        self._move(number, event.slot)
        self.state[number] = "idle"

    def _connection_moved(self, event: Event) -> None:
        self._must_be(event.connection, "idle")
        self._move(event.connection, event.slot)

    def _connection_closed(self, event: Event) -> None:
        self._must_be(event.connection, "active" if event.reason == "check_failed" else "idle")
        self._must(event.connection not in self.checking, "it is being checked")
        self._bury(event.connection)

    def _connection_leaked(self, event: Event) -> None:
        self._must_be(event.connection, "active")
        self._must(self.who[event.connection] == event.who, "somebody else has it")
        self._must(event.connection not in self.leaked, "reported already")
        self.leaked.add(event.connection)

    def _connection_reclaimed(self, event: Event) -> None:
        self._must(event.connection in self.leaked, "it was no leak")
        self.leaked.remove(event.connection)

    def _move(self, number: int, slot: int) -> None:
        others = {taken for other, taken in self.slot.items() if other != number}
        self._must(slot not in others, "the slot is taken")
        self._must(slot == self.slot[number] or slot < self.max_size, "moved, but not inside")
        self.slot[number] = slot

    def _bury(self, number: int) -> None:
        del self.state[number], self.slot[number]
        self.who.pop(number, None)
        self.leaked.discard(number)
        self.gone.add(number)

    # -- waiters -------------------------------------------------------------------------------------------

    def _waiter_enqueued(self, event: Event) -> None:
        self._must(event.who not in self.waiters, "waits already")
        self._must(not self.closed, "the pool is closed")
        self._must(event.position in (1, len(self.waiters) + 1), "neither the first nor the last place")
        self.waiters.insert(event.position - 1, event.who)

    def _waiter_timed_out(self, event: Event) -> None:
        self._must(event.who in self.waiters, "did not wait")
        self.waiters.remove(event.who)

    _waiter_cancelled = _waiter_timed_out

    def _waiter_refused(self, event: Event) -> None:
        self._must(event.who not in self.waiters, "waits, so was not refused")
        self._must(event.waiting == len(self.waiters), f"{len(self.waiters)} wait")
