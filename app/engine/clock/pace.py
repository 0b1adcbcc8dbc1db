"""How model time follows real time: a slow factor, pause, step, and what to do when the machine falls behind."""

from __future__ import annotations

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
        self._anchor_model = 0
        self._anchor_real = real()
        self.slow = _checked(slow)
        self.paused = paused
        self.slipped_ns = 0

    def now(self) -> int:
        """The model time that the real clock calls for."""
        if self.paused:
            return self._anchor_model
        return self._anchor_model + int((self._real() - self._anchor_real) / self.slow)

    def real_left(self, deadline: int) -> float:
        """Real seconds until the model time `deadline`; -1 (wait until told) while paused."""
        if self.paused:
            return -1
        due = self._anchor_real + (deadline - self._anchor_model) * self.slow
        return max(0.0, (due - self._real()) / 1e9)

    def move_to(self, model: int) -> None:
        """Set model time: a step, or the end of a fast-forward."""
        self._anchor_model, self._anchor_real = model, self._real()

    def set_slow(self, slow: float) -> None:
        """Change speed without a jump. ValueError unless `slow` is positive."""
        _checked(slow)
        self.move_to(self.now())
        self.slow = slow

    def pause(self) -> None:
        self.move_to(self.now())
        self.paused = True

    def resume(self) -> None:
        if self.paused:
            self.paused = False
            self._anchor_real = self._real()

    def forgive(self, due: int) -> None:
        """If what was due at model time `due` is more than BEHIND_NS late, let model time be `due` now.

        A laptop that slept or a core that was taken away must not come out as a burst of everything that
        should have happened meanwhile: nobody could see it, and it would be a load that never was.
        """
        late = (self.now() - due) * self.slow
        if late > BEHIND_NS and not self.paused:
            self.slipped_ns += int(late)
            self.move_to(due)


def _checked(slow: float) -> float:
    if not slow > 0:
        raise ValueError(f"slow must be above 0, not {slow}")
    return slow
