"""How model time follows real time: a slow factor, pause, step, and what to do when the machine falls behind."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

BEHIND_NS = 250_000_000  # real time; a stall longer than this is shown, not caught up in a burst


class Pace:
    """Model nanoseconds as a function of real ones. Not locked: the clock that owns it holds its own lock.

    `slow` is how many real seconds a model second takes: 10 is slow motion, 1 is real time.
    """

    def __init__(
        self, slow: float = 1.0, real: Callable[[], int] = time.perf_counter_ns, *, paused: bool = False
    ) -> None:
        self._real = real
        self.slow = _checked(slow)
        self.paused = paused
        self.slipped_ns = 0
        # A point on the line of model time over real time, and its slope. One tuple, so that a reader without
        # the lock never sees half of a change. Paused, the line is level: a model second takes for ever.
        self.line = (0, real(), math.inf if paused else slow)

    def now(self) -> int:
        """The model time that the real clock calls for. Needs no lock."""
        model, real, slow = self.line
        return model + int((self._real() - real) / slow)

    def real_left(self, deadline: int) -> float:
        """Real seconds until the model time `deadline`; -1 (wait until told) while paused."""
        if self.paused:
            return -1
        model, real, slow = self.line
        return max(0.0, (real + (deadline - model) * slow - self._real()) / 1e9)

    def move_to(self, model: int) -> None:
        """Set model time: a step, or the end of a fast-forward."""
        self.line = (model, self._real(), math.inf if self.paused else self.slow)

    def set_slow(self, slow: float) -> None:
        """Change speed without a jump. ValueError unless `slow` is positive."""
        self.slow = _checked(slow)
        self.move_to(self.now())

    def pause(self) -> None:
        self.paused = True
        self.move_to(self.now())

    def resume(self) -> None:
        self.paused = False
        self.move_to(self.now())

    def late_by(self, model: int) -> int:
        """The model time at which what was due at `model` is BEHIND_NS late."""
        return model + int(BEHIND_NS / self.slow)

    def forgive(self, due: int, to: int | None = None) -> None:
        """If what was due at model time `due` is more than BEHIND_NS late, let model time be `to` (None: `due`) now.

        A laptop that slept or a core that was taken away must not come out as a burst of everything that
        should have happened meanwhile: nobody could see it, and it would be a load that never was.
        """
        now = self.now()
        if now > self.late_by(due) and not self.paused:
            self.slipped_ns += int((now - due) * self.slow)
            self.move_to(due if to is None else to)


def _checked(slow: float) -> float:
    if not slow > 0:
        raise ValueError(f"slow must be above 0, not {slow}")
    return slow
