"""What every lab is: declared parameters, an engine wired to one clock and one journal, actions, a snapshot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Self, TypeVar

from app.engine import AutojumpClock, Clock, ClockClosed, Journal, ScaledClock, SeededClock
from app.labs.declare import Declared
from app.labs.declared_lab import DeclaredLab
from app.labs.errors import LabError
from app.labs.goals import WatchedGoal
from app.labs.parts import Action, RunParams, Snapshot, Taken

T = TypeVar("T")

LONGEST_REPLAY = 900.0  # model seconds: some seconds of computing, for which somebody waits
ANSWER_WITHIN = 10.0  # real seconds for the clock to get round to a posted call; more is a hang


class Lab(DeclaredLab, ABC):
    """A running lab. All public methods may be called from any thread outside its clock.

    The engine is built by `build` inside one posted call at model time 0, so that the same parameters give the
    same run. `paused` starts it standing still.
    """

    def __init__(self, params: RunParams, *, paused: bool = False, clock: Clock | None = None) -> None:
        self.params = params
        self.start_params = params
        self._to_come = params  # with the changes that are due at a time
        self.taken: list[Taken] = []  # what was changed and done, for a replay; the journal may forget
        self.clock: Clock = clock or self._make_clock(params)
        self.journal = Journal(self.clock, strict=True)
        if paused:
            self.clock.pause()
        self._on_clock(self.build)

    # -- for a lab to fill in ------------------------------------------------------------------------------

    @abstractmethod
    def build(self) -> None:
        """Wire the engine. Runs on the clock, at model time 0; must not wait."""

    @abstractmethod
    def apply(self, name: str, params: Any) -> None:
        """Make the live parameter `name` take effect, with the new `params`. A thread of the clock; may wait."""

    @abstractmethod
    def read_state(self) -> tuple[int, dict[str, Any]]:
        """The journal's position and the engine's state, consistent with each other."""

    @abstractmethod
    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        """Current values of the declared metrics, over the last `window` model seconds (None: the pace decides)."""

    def detail(self, window: float | None = None) -> dict[str, Any] | None:
        """More than single numbers, for the stage: figures by server or lane, in plain data. None by default."""
        return None

    def theory(self) -> list[dict[str, Any]]:
        """Formulas beside measurements, each with its assumptions and a sentence made from the gap. None by default."""
        return []

    # -- without anybody watching --------------------------------------------------------------------------

    @classmethod
    def measure(cls, params: Any, seconds: float) -> dict[str, float | None]:
        """Run a lab of its own for `seconds` of model time without waiting, and return its metrics."""
        return cls.run_through(params, seconds, lambda lab: lab.metrics(window=seconds))

    @classmethod
    def run_through(cls, params: Any, seconds: float, read: Callable[[Self], T]) -> T:
        """Run a lab of its own for `seconds` of model time without waiting, and return what `read` finds at its end."""
        with AutojumpClock(params.seed) as clock:
            lab = cls(params, clock=clock)
            clock.run(until=seconds)
            found = read(lab)
            lab.close()
            return found

    # -- what a learner does -------------------------------------------------------------------------------

    def set(self, name: str, value: object) -> str:
        """Change a parameter. "live": done. "rebuild": not done, a new lab must be made of `with_value`."""
        params = self.with_value(name, value)
        if self.applies(name) == "rebuild":
            return "rebuild"
        if name == "slow":  # how fast it is watched is no part of the run
            self.params = params
            self.set_slow(params.slow)
            return "live"
        self._on_clock(lambda: self._change(name, value))
        return "live"

    def act(self, action: str, args: Mapping[str, object] | None = None) -> Any:
        """Do something to the running lab. LabError if there is no such action, or it cannot be done now."""
        declared, checked = self.checked_action(action, args or {})
        return self._on_clock(lambda: self._do(declared, checked))

    def set_at(self, t: float, name: str, value: object) -> None:
        """As `set`, at model time `t`: how a recorded change is given again. Live parameters only."""
        # As it will be by then, if changes are given in their order: two values may have to go with each other.
        self._to_come = self.parse({**self._to_come.model_dump(), name: value})[0]
        self.clock.call_at(t, lambda: self._change(name, value))

    def act_at(self, t: float, action: str, args: Mapping[str, object] | None = None) -> None:
        """As `act`, at model time `t`."""
        declared, checked = self.checked_action(action, args or {})
        self.clock.call_at(t, lambda: self._do(declared, checked))

    def with_value(self, name: str, value: object) -> Any:
        """The parameters with one of them changed. LabError if it is unknown or out of bounds."""
        if name not in self.Params.model_fields:
            known = sorted(self.Params.model_fields)
            raise LabError("unknown_parameter", f"there is no parameter {name!r}", name, known)
        return self.parse({**self.params.model_dump(), name: value})[0]

    def _change(self, name: str, value: object) -> None:
        """Runs on the clock. What may wait (closing connections does) is left to a thread."""
        self.params = self.with_value(name, value)
        value = getattr(self.params, name)
        t = self.journal.append("lab.set", name=name, value=value)
        self.taken.append((t, "set", name, value))
        self.clock.spawn(self.apply, name, self.params, name="lab-admin", daemon=True)

    def _do(self, action: Action, args: Declared) -> Any:
        """Runs on the clock. Written down only if it could be done."""
        result = getattr(self, action.do)(args)
        given = args.model_dump(exclude_none=True)
        t = self.journal.append("lab.act", action=action.name, args=given)
        self.taken.append((t, "act", action.name, given))
        return result

    # -- goals and replays ---------------------------------------------------------------------------------

    def watch(self, name: str, args: Mapping[str, object] | None = None) -> WatchedGoal:
        """Watch a declared goal from now on. LabError if there is none of that name, or its arguments are bad."""
        spec, checked = self.checked_goal(name, args or {})
        return WatchedGoal(spec, checked, spec.make(self, checked), self.journal)

    @classmethod
    def replay(cls, start: Any, taken: Sequence[Taken], until: float, *, paused: bool = False) -> Self:
        """A new lab that has lived through the same up to model time `until`, and goes on from there by itself.

        `start` are the parameters it began with, `taken` what was changed and done, with stamps. LabError
        "not_repeatable" in the order of the operating system, "bad_arguments" if `taken` does not fit the lab.
        """
        if start.thread_order != "seeded":
            raise LabError(
                "not_repeatable",
                "a run in the order of the operating system cannot be repeated; choose the seeded order",
                "thread_order",
                ["seeded"],
            )
        if until > LONGEST_REPLAY:
            text = f"a run is lived through again up to {LONGEST_REPLAY:g} s of model time, not {until:g} s"
            raise LabError("bad_arguments", text, "t", {"maximum": LONGEST_REPLAY})
        until = round(until, 9)  # clocks count whole nanoseconds
        lab = cls(start, paused=True)
        try:
            for t, kind, name, value in taken:
                if t <= until:
                    (lab.set_at if kind == "set" else lab.act_at)(t, name, value)
            assert isinstance(lab.clock, SeededClock)
            lab.clock.fast_forward(until)
        except LabError as error:
            lab.close()
            raise LabError("bad_arguments", f"these actions do not fit the lab: {error.message}", "actions") from None
        except BaseException:
            lab.close()
            raise
        if not paused:
            lab.resume()
        return lab

    # -- time ------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop model time; returns when what was due has happened."""
        self.clock.pause()
        with suppress(LabError):  # a lab that has ended stands still too
            self._on_clock(lambda: None)

    def resume(self) -> None:
        self.clock.resume()

    def step(self) -> float:
        """Go to the next instant at which anything is written down (not only thought); returns its model time."""
        before = self.journal.position
        for _ in range(1000):
            t = self.clock.step()
            if self.journal.position > before:
                break
        return t

    def set_slow(self, slow: float) -> None:
        self.clock.set_slow(slow)

    @property
    def paused(self) -> bool:
        return self.clock.paused

    @property
    def slow(self) -> float:
        return self.clock.slow

    @property
    def seed(self) -> int:
        return self.params.seed

    @property
    def slipped(self) -> float:
        return self.clock.slipped

    @property
    def failure(self) -> BaseException | None:
        return self.clock.failure

    def horizon(self) -> float:
        return self.clock.horizon()

    def snapshot(self) -> Snapshot:
        """The engine's own state, to begin a recording with, or to check a reducer by."""

        def read() -> Snapshot:
            index, state = self.read_state()
            return Snapshot(state["t"], index, state)

        return self._on_clock(read)

    def close(self) -> None:
        """End the lab and its threads. May be called twice."""
        self.journal.close()
        self.clock.close()

    # -- inside ----------------------------------------------------------------------------------------------

    @staticmethod
    def _make_clock(params: RunParams) -> Clock:
        if params.thread_order == "os":
            return ScaledClock(params.slow)
        return SeededClock(params.seed, params.slow)

    def _on_clock(self, fn: Callable[[], T]) -> T:
        """Have the clock make a call, and wait for what it returns."""
        try:
            future: Future[T] = self.clock.call_soon(fn)
            return future.result(ANSWER_WITHIN)
        except ClockClosed:
            raise LabError("closed", "the lab has ended") from None
        except TimeoutError:
            future.cancel()  # it must not happen after it was said that it did not
            raise LabError("busy", f"the lab did not answer within {ANSWER_WITHIN:g} s") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
