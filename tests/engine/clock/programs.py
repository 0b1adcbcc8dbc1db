"""Small random programs of threads that sleep, wait, wake, spawn and post; as a script: prints one's journal."""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from app.engine import AutojumpClock, Clock, Journal, SeededClock
from tests.engine.clock.helpers import PATIENCE

CELLS = 3  # places where a thread can be waited for
Program = Sequence[Sequence[tuple[str, int]]]

# The numbers are thousandths of a model second, cells, both (to wait: at most so long, there), or threads to skip.
STEPS = {"sleep": 5, "wait": CELLS * 6 - 1, "wake": CELLS - 1, "spawn": 2, "post": 0, "call_at": 5}
PROGRAMS: st.SearchStrategy[Program] = st.lists(
    st.lists(st.one_of(*(st.tuples(st.just(kind), st.integers(0, most)) for kind, most in STEPS.items())), max_size=7),
    min_size=1,
    max_size=5,
)


class Stage:
    """Runs a program on a clock that orders threads, and writes down every step until the last thread has ended."""

    def __init__(self, clock: Clock, program: Program) -> None:
        self.clock = clock
        self.journal = Journal(clock)
        self.ended = threading.Event()
        self._program = program
        self._waiters: list[Any] = [None] * CELLS
        self._alive = 0

    def start(self) -> None:
        """To be called by the clock, so that all threads are there at one instant."""
        for number in range(len(self._program)):
            self._begin(number)

    def _begin(self, number: int) -> None:
        self._alive += 1
        self.clock.spawn(self._run, number)

    def _run(self, number: int) -> None:
        for kind, argument in self._program[number]:
            result = getattr(self, f"_{kind}")(number, argument)
            self.journal.append(kind, thread=number, argument=argument, result=result)
        self._alive -= 1
        if not self._alive:
            self.journal.close()  # what is due later would be part of one run and not of another
            self.ended.set()

    def _sleep(self, number: int, thousandths: int) -> None:
        self.clock.sleep(thousandths / 1000)

    def _wait(self, number: int, argument: int) -> bool:
        cell, thousandths = argument % CELLS, argument // CELLS
        waiter = self._waiters[cell] = self.clock.waiter()
        return bool(waiter.wait(self.clock.now() + thousandths / 1000))

    def _wake(self, number: int, cell: int) -> bool | None:
        waiter = self._waiters[cell]
        return None if waiter is None else waiter.wake()

    def _spawn(self, number: int, skip: int) -> None:
        """Only threads that come later in the program, and no crowd of them: else a program might never end."""
        later = number + 1 + skip
        if later < len(self._program) and self._alive < 20:
            self._begin(later)

    def _post(self, number: int, argument: int) -> None:
        self.clock.call_soon(lambda: self.journal.append("posted", thread=number))

    def _call_at(self, number: int, thousandths: int) -> None:
        self.clock.call_at(self.clock.now() + thousandths / 1000, lambda: self.journal.append("timed", thread=number))


def text(journal: Journal) -> str:
    """The journal, byte for byte."""
    return "\n".join(json.dumps(event.row()) for event in journal)


def on_autojump(seed: int, program: Program) -> str:
    """What happens in `program` when `seed` chooses the order of its threads."""
    with AutojumpClock(seed) as clock:
        stage = Stage(clock, program)
        clock.call_soon(stage.start)
        clock.run()
        return text(stage.journal)


def on_seeded(seed: int, program: Program, slow: float) -> str:
    """The same at a pace of `slow` real seconds a model second."""
    with SeededClock(seed, slow) as clock:
        stage = Stage(clock, program)
        clock.call_soon(stage.start)
        assert stage.ended.wait(PATIENCE)
        return text(stage.journal)


def long_program(seed: int) -> Program:
    """Eight threads of forty steps, the same ones in every process."""
    rng = random.Random(seed)
    kinds = [kind for kind in STEPS if kind != "spawn"]
    return [[(kind := rng.choice(kinds), rng.randint(0, STEPS[kind])) for _ in range(40)] for _ in range(8)]


if __name__ == "__main__":
    print(on_autojump(int(sys.argv[1]), long_program(int(sys.argv[1]))), end="")
