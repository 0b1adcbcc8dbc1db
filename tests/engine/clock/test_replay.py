"""Actions posted by threads outside while a lab runs, written down, and given again: the same journal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, Journal, SeededClock
from app.engine.rng import stream
from tests.engine.clock.helpers import PATIENCE
from tests.engine.clock.programs import text

THREADS = 12
Action = tuple[str, int]
Recording = list[tuple[float, int, Action]]  # (T, sequence, action)


class Lab:
    """Threads that sleep, wait and wake each other for ever, and actions that disturb them."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock = clock
        self.journal = Journal(clock)
        self.recording: Recording = []
        self.turns = threading.Semaphore(0)  # tells threads outside that the lab goes on
        self._demand = stream(seed, "demand")
        self._waiters: list[Any] = []

    def start(self) -> None:
        for number in range(THREADS):
            self._spawn(f"T{number}")

    def act(self, action: Action) -> None:
        """To be called by the clock."""
        kind, number = action
        self.recording.append((self.clock.now(), len(self.recording), action))
        self.journal.append(f"act.{kind}", number=number)
        if kind == "wake":
            self._wake()
        elif kind == "spawn":
            self._spawn(f"spawned-{number}")
        elif kind == "later":
            self.clock.call_at(self.clock.now() + number % 3 * 0.001, lambda: self._wake())
        elif kind == "end":
            self.journal.close()

    def _spawn(self, name: str) -> None:
        self.clock.spawn(self._run, name, name=name, daemon=True)

    def _run(self, name: str) -> None:
        while True:
            self.clock.sleep(round(self._demand.random() * 0.02, 3))
            waiter = self.clock.waiter()
            self._waiters.append(waiter)
            woken = waiter.wait(self.clock.now() + 0.01)
            self.journal.append("turn", who=name, woken=woken)
            self._wake()
            self.turns.release()

    def _wake(self) -> None:
        while self._waiters:
            if self._waiters.pop(0).wake():
                return


KINDS = ("wake", "later", "wake", "wake", "spawn", "later", "wake", "later")


class Learner:
    """A thread outside the lab that acts, again and again, while the lab goes on."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.clock = lab.clock
        self._count = 0

    def act(self) -> Future[None]:
        self._count += 1
        action = (KINDS[self._count % len(KINDS)], self._count)
        return self.clock.call_soon(lambda: self.lab.act(action))

    def once(self) -> None:
        """One action, or several; the lab is not left paused."""
        future = self.act()
        if self._count % 2:
            future.result(PATIENCE)

    def run(self, times: int) -> None:
        for _ in range(times):
            for _ in range(3):
                assert self.lab.turns.acquire(timeout=PATIENCE)
            self.once()


class Impatient(Learner):
    """Changes the speed all the time."""

    def once(self) -> None:
        super().once()
        self.clock.set_slow((0.2, 1.0, 0.1)[self._count % 3])


class Thorough(Learner):
    """Pauses, acts, steps, and acts twice at the instant of the step, which is exactly a deadline."""

    def once(self) -> None:
        self.clock.pause()
        self.act()
        self.clock.step()
        self.act()
        self.act()
        self.clock.resume()


def record(clock: Clock, seed: int, learner: type[Learner], learners: int, times: int) -> Lab:
    """A lab in which so many learners act so many times each."""
    lab = Lab(clock, seed)
    clock.call_soon(lab.start).result(PATIENCE)
    threads = [threading.Thread(target=learner(lab).run, args=(times,)) for _ in range(learners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    clock.call_soon(lambda: lab.act(("end", 0))).result(PATIENCE)
    clock.close()
    return lab


def give_again(lab: Lab, recording: Recording) -> None:
    for t, _, action in recording:
        lab.clock.call_at(t, lambda action=action: lab.act(action))


def replay_without_waiting(recording: Recording, seed: int) -> Lab:
    with AutojumpClock(seed) as clock:
        lab = Lab(clock, seed)
        clock.call_soon(lab.start)
        give_again(lab, recording)
        clock.run(until=recording[-1][0])
        return lab


def replay_fast_forward(recording: Recording, seed: int) -> Lab:
    with SeededClock(seed, slow=1000.0) as clock:
        clock.pause()
        lab = Lab(clock, seed)
        clock.call_soon(lab.start).result(PATIENCE)
        give_again(lab, recording)
        clock.fast_forward(recording[-1][0])
        return lab


@pytest.mark.parametrize("replay", [replay_without_waiting, replay_fast_forward])
@pytest.mark.parametrize(
    "learner, learners, times", [(Learner, 1, 60), (Learner, 5, 30), (Impatient, 3, 30), (Thorough, 1, 30)]
)
def test_actions_from_other_threads_replay_exactly(
    make: Callable[..., Any],
    learner: type[Learner],
    learners: int,
    times: int,
    replay: Callable[[Recording, int], Lab],
) -> None:
    original = record(make(SeededClock, seed=5, slow=0.5), 5, learner, learners, times)
    assert len(original.recording) > learners * times
    assert len({t for t, _, _ in original.recording}) > 10, "the actions were to be spread over the run"
    again = replay(original.recording, 5)
    assert text(again.journal) == text(original.journal)
    assert again.recording == original.recording


def test_an_action_comes_after_the_calls_that_the_lab_itself_has_planned_for_that_instant(
    make: Callable[..., Any],
) -> None:
    """As it did when it was posted; in a replay it is there first, and would otherwise be made first."""

    def lab(clock: Clock) -> Journal:
        journal = Journal(clock)

        def body() -> None:
            clock.sleep(1.0)
            clock.call_at(2.0, lambda: journal.append("planned"))
            clock.sleep(5.0)

        clock.call_soon(lambda: clock.spawn(body, daemon=True)).result(PATIENCE)
        return journal

    live = make(SeededClock)
    live.pause()
    original = lab(live)
    live.step()
    t = live.step()
    live.call_soon(lambda: original.append("act")).result(PATIENCE)
    assert [(event.t, event.kind) for event in original] == [(2.0, "planned"), (2.0, "act")]

    again = make(AutojumpClock)
    replayed = lab(again)
    again.call_at(t, lambda: replayed.append("act"))
    again.run(until=t)
    assert text(replayed) == text(original)


def test_a_fork_goes_its_own_way_after_the_moment_of_the_fork(make: Callable[..., Any]) -> None:
    original = record(make(SeededClock, seed=7, slow=0.5), 7, Learner, 2, 30)
    half = original.recording[: len(original.recording) // 2]
    fork = make(SeededClock, seed=7, slow=0.01)
    fork.pause()
    lab = Lab(fork, 7)
    fork.call_soon(lab.start).result(PATIENCE)
    give_again(lab, half)
    fork.fast_forward(half[-1][0])
    kept = text(lab.journal).splitlines()
    assert kept == text(original.journal).splitlines()[: len(kept)]
    fork.resume()
    fork.call_soon(lambda: lab.act(("spawn", 99))).result(PATIENCE)
    assert lab.recording[-1][0] >= half[-1][0]


def test_the_tests_own_lab_depends_on_its_seed() -> None:
    end: Recording = [(1.0, 0, ("end", 0))]
    assert len({text(replay_without_waiting(end, seed).journal) for seed in range(4)}) == 4
