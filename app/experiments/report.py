"""What a program tells the server while it runs: lines of JSON, and not too many of them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import IO, Any

EVERY = 0.1  # real seconds between two lines about progress


class Report:
    """Counts steps. Used by the thread that runs the program alone."""

    def __init__(self, out: IO[str] | None) -> None:
        self._out = out
        self._sent_at = float("-inf")
        self._done = 0
        self._total = 0

    def begin(self, total: int) -> None:
        """So many steps are to come."""
        self._total = total

    def step(self, note: str) -> None:
        """The next step begins; `note` says what it is."""
        self._tell(note, self._done == 0)

    def done(self) -> None:
        """A step is done."""
        self._done += 1
        self._tell(None, self._done >= self._total)

    def send(self, message: Mapping[str, Any]) -> None:
        if self._out is not None:
            self._out.write(json.dumps(message, separators=(",", ":")) + "\n")
            self._out.flush()

    def _tell(self, note: str | None, at_once: bool) -> None:
        now = time.monotonic()
        if at_once or note is not None or now - self._sent_at >= EVERY:
            self._sent_at = now
            progress: dict[str, Any] = {"done": min(self._done, self._total), "total": self._total}
            self.send({"progress": progress if note is None else {**progress, "note": note}})
