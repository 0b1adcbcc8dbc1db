"""One run at a time in a server process, the others in line and told their place: two at once distort each other."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

MOST_WAITING = 20


class QueueFull(Exception):
    """So many are waiting that another one would wait for ever."""


Work = Callable[[], Callable[[], object]]


class Turn:
    """The place of one run in the line. `ended` is set when its work has returned, or it has left before."""

    def __init__(self, work: Work, moved: Callable[[int], None]) -> None:
        self.work = work
        self.moved = moved
        self.ended = threading.Event()


class RunQueue:
    """Works are done one after another on a thread that lives only while there are any. Safe from any thread."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._turns: deque[Turn] = deque()  # the first one is being done
        self._serving = False

    def join(self, work: Work, moved: Callable[[int], None]) -> tuple[Turn, int]:
        """Have `work` called in its turn; returns that and how many are before it.

        What `work` returns is called when its turn is over: whoever is told then can join again at once.
        `moved(place)` is called when there are fewer before it, as long as there are any. QueueFull if there are too
        many. Never waits.
        """
        turn = Turn(work, moved)
        with self._lock:
            if len(self._turns) > self._most_waiting:
                raise QueueFull
            self._turns.append(turn)
            place = len(self._turns) - 1
            start = not self._serving
            self._serving = True
        if start:
            threading.Thread(target=self._serve, name="experiments", daemon=True).start()
        return turn, place

    def leave(self, turn: Turn) -> bool:
        """Give up a turn that has not come yet; False if it has."""
        with self._lock:
            if turn not in self._turns or self._turns[0] is turn:
                return False
            self._turns.remove(turn)
        turn.ended.set()
        self._tell_places()
        return True

    def _serve(self) -> None:
        while True:
            with self._lock:
                turn = self._turns[0]
            try:
                afterwards = turn.work()
            except Exception:  # one that fails costs the others nothing
                log.exception("a run failed")
                afterwards = _nothing
            with self._lock:
                self._turns.popleft()
                turn.ended.set()
                last = not self._turns
                self._serving = not last
            try:
                afterwards()
            except Exception:
                log.exception("the end of a run could not be told")
            if last:
                return
            self._tell_places()

    def _tell_places(self) -> None:
        with self._lock:
            waiting = list(enumerate(self._turns))[1:]
        for place, turn in waiting:
            turn.moved(place)


def _nothing() -> None:
    """Nobody is to be told."""


QUEUE = RunQueue()
