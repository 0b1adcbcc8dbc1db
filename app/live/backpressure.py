"""Whether a client keeps up, judged by how many packets wait in its queue."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    OPEN = "send"
    SHUT = "hold back: the events stay in the journal, which is bounded"
    LATE = "it reads again, but after so long that it should see the present instead"


class Gate:
    """Decides before each frame. The lab never waits for a browser; the browser's frames wait for the browser."""

    def __init__(self, max_queue: int, patience: float) -> None:
        self._max_queue = max_queue
        self._patience = patience
        self._shut_since: float | None = None

    def check(self, depth: int, now: float) -> Verdict:
        if depth > self._max_queue:
            if self._shut_since is None:
                self._shut_since = now
            return Verdict.SHUT
        late = self._shut_since is not None and now - self._shut_since > self._patience
        self._shut_since = None
        return Verdict.LATE if late else Verdict.OPEN

    def reset(self) -> None:
        """Another socket, another judgement."""
        self._shut_since = None
