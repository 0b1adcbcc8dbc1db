"""How model time follows real time: a slow factor, pause, step, and what to do when the machine falls behind."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

BEHIND_NS = 250_000_000  # real time; a stall longer than this is shown, not caught up in a burst


class Pace:
    """Model nanoseconds as a function of real ones. Not locked: the clock that owns it holds its own lock.

    `slow` is how many real seconds a model second takes: 10 is slow motion, 1 is real time. `line` is a point of
    model time over real time, and its slope: (model, real, slow). Paused, it is level: a model second takes for
    ever.
    """

    def __init__(
        self, slow: float = 1.0, real: Callable[[], int] = time.perf_counter_ns, *, paused: bool = False
    ) -> None:
        self._real = real
        self.slow = checked_slow(slow)
        self.paused = paused
        self.slipped_ns = 0
        self.line = (0, real(), math.inf if paused else slow)

    def now(self) -> int:
        """The model time that the real clock calls for."""
        model, real, slow = self.line
        return model + int((self._real() - real) / slow)

    def real_left(self, deadline: int) -> float:
        """Real seconds until the model time `deadline`: 0 if it is due by now; -1 (wait until told) while paused."""
        if self.now() >= deadline:
            return 0
        if self.paused:
            return -1
        model, real, slow = self.line
        # At least a nanosecond: what is not due by the clock must not count as due by rounding.
        return max(1e-9, (real + (deadline - model) * slow - self._real()) / 1e9)

    def move_to(self, model: int) -> None:
        """Set model time: a step, or the end of a fast-forward."""
        self.line = (model, self._real(), math.inf if self.paused else self.slow)

    def set_slow(self, slow: float) -> None:
        """Change speed without a jump. ValueError unless `slow` is positive and finite."""
        self.slow = checked_slow(slow)
        self.move_to(self.now())

    def pause(self) -> None:
        self.paused = True
        self.move_to(self.now())

    def resume(self) -> None:
        self.paused = False
        self.move_to(self.now())

    def late_by(self, due: int) -> int:
        """The model time at which what was due at `due` is BEHIND_NS late, counted from the last change of pace."""
        return max(due, self.line[0]) + int(BEHIND_NS / self.slow)

    def forgive(self, due: int, to: int | None = None) -> None:
        """If what was due at model time `due` is more than BEHIND_NS late, let model time be `to` (None: `due`) now.

        A laptop that slept or a core that was taken away must not come out as a burst of everything that
        should have happened meanwhile: nobody could see it, and it would be a load that never was.
        """
        now = self.now()
        if now > self.late_by(due) and not self.paused:
            to = due if to is None else to
            self.slipped_ns += int((now - to) * self.slow)
            self.move_to(to)


def checked_slow(slow: float) -> float:
    """Return `slow`; ValueError unless it is positive and finite."""
    if not 0 < slow < math.inf:
        raise ValueError(f"slow must be above 0 and finite, not {slow}")
    return slow
