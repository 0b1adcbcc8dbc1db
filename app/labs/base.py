"""What every lab is: declared parameters, an engine wired to one clock and one journal, actions, a snapshot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from pydantic import ValidationError

from app.engine import VOCABULARY, AutojumpClock, Clock, ClockClosed, Journal, ScaledClock, SeededClock
from app.labs.declare import Declared, flat_schema
from app.labs.errors import LabError
from app.labs.goals import GoalSpec, WatchedGoal
from app.labs.validation import as_lab_error, drop_bad_values

T = TypeVar("T")

Taken = tuple[float, str, str, Any]  # model time, "set" or "act", the name, the value or arguments

ANSWER_WITHIN = 10.0  # real seconds for the clock to get round to a posted call; more is a hang


@dataclass(frozen=True, slots=True)
class Action:
    """Something a learner can do to a running lab: `do` is the name of the lab's method, `args` what it takes."""

    name: str
    label: str
    help: str
    do: str
    args: type[Declared] = Declared


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that a lab reports. `otel` is its name at work; `of` is the metric it is a part of."""

    name: str
    label: str
    help: str
    unit: str = ""
    tone: str = "plain"
    of: str | None = None
    otel: str | None = None
    strip: bool = False

    def describe(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in self.__slots__}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The engine's state at model time `t`, with all journal events before `index` in it, and none after."""

    t: float
    index: int
    state: dict[str, Any]


class RunParams(Declared):
    """What every lab's parameters have: order of threads, seed, pace."""

    thread_order: str
    seed: int
    slow: float


class Lab(ABC):
    """A running lab. All public methods may be called from any thread outside its clock.

    The engine is built by `build` inside one posted call at model time 0, so that the same parameters give the
    same run. `paused` starts it standing still.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    Params: ClassVar[type[RunParams]]
    actions: ClassVar[tuple[Action, ...]]
    metrics_declared: ClassVar[tuple[Metric, ...]]
    goals: ClassVar[tuple[GoalSpec, ...]] = ()

    def __init__(self, params: RunParams, *, paused: bool = False, clock: Clock | None = None) -> None:
        self.params = params
        self.start_params = params
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

    # -- declarations --------------------------------------------------------------------------------------

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Everything about the lab that a page, an embedder or a test needs to know, JSON-ready."""
        return {
            "slug": cls.slug,
            "title": cls.title,
            "summary": cls.summary,
            "params": flat_schema(cls.Params),
            "actions": [
                {"name": action.name, "label": action.label, "help": action.help, "args": flat_schema(action.args)}
                for action in cls.actions
            ],
            "metrics": [metric.describe() for metric in cls.metrics_declared],
            "goals": [goal.describe() for goal in cls.goals],
            "events": {kind: list(fields) for kind, fields in VOCABULARY.items()},
        }

    @classmethod
    def parse(cls, values: Mapping[str, object], *, lenient: bool = False) -> tuple[Any, list[str]]:
        """Parameters from loose values. LabError names the first bad one and its range.

        `lenient` (for URLs): bad ones fall back to their defaults, and the list says which and why.
        """
        notices: list[str] = []
        if lenient:
            values, notices = drop_bad_values(cls.Params, values)
        try:
            return cls.Params.model_validate(dict(values)), notices
        except ValidationError as error:
            raise as_lab_error(error, cls.Params) from None

    @classmethod
    def measure(cls, params: Any, seconds: float) -> dict[str, float | None]:
        """Run a lab of its own for `seconds` of model time without waiting, and return its metrics."""
        with AutojumpClock(params.seed) as clock:
            lab = cls(params, clock=clock)
            clock.run(until=seconds)
            values = lab.metrics(window=seconds)
            lab.close()
            return values

    # -- what a learner does -------------------------------------------------------------------------------

    def set(self, name: str, value: object) -> str:
        """Change a parameter. "live": done. "rebuild": not done, a new lab must be made of `with_value`."""
        params = self.with_value(name, value)
        if self._applies(name) == "rebuild":
            return "rebuild"
        if name == "slow":  # how fast it is watched is no part of the run
            self.params = params
            self.set_slow(params.slow)
            return "live"
        self._on_clock(lambda: self._change(name, value))
        return "live"

    def act(self, action: str, args: Mapping[str, object] | None = None) -> Any:
        """Do something to the running lab. LabError if there is no such action, or it cannot be done now."""
        declared, checked = self._checked_action(action, args or {})
        return self._on_clock(lambda: self._do(declared, checked))

    def set_at(self, t: float, name: str, value: object) -> None:
        """As `set`, at model time `t`: how a recorded change is given again. Live parameters only."""
        self.with_value(name, value)
        self.clock.call_at(t, lambda: self._change(name, value))

    def act_at(self, t: float, action: str, args: Mapping[str, object] | None = None) -> None:
        """As `act`, at model time `t`."""
        declared, checked = self._checked_action(action, args or {})
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

    def _checked_action(self, name: str, args: Mapping[str, object]) -> tuple[Action, Declared]:
        action = next((action for action in self.actions if action.name == name), None)
        if action is None:
            known = [action.name for action in self.actions]
            raise LabError("unknown_action", f"there is no action {name!r}", "action", known)
        try:
            return action, action.args.model_validate(dict(args))
        except ValidationError as error:
            raise as_lab_error(error, action.args, code="bad_arguments") from None

    # -- goals and replays ---------------------------------------------------------------------------------

    def watch(self, name: str, args: Mapping[str, object] | None = None) -> WatchedGoal:
        """Watch a declared goal from now on. LabError if there is none of that name, or its arguments are bad."""
        spec = next((spec for spec in self.goals if spec.name == name), None)
        if spec is None:
            raise LabError("unknown_goal", f"there is no goal {name!r}", "names", [spec.name for spec in self.goals])
        try:
            checked = spec.args.model_validate(dict(args or {}))
        except ValidationError as error:
            raise as_lab_error(error, spec.args, code="bad_arguments") from None
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
        self.clock.pause()

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

    @classmethod
    def _applies(cls, name: str) -> str:
        extra = cls.Params.model_fields[name].json_schema_extra
        assert isinstance(extra, dict)
        return str(extra["applies"])

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
            raise LabError("busy", f"the lab did not answer within {ANSWER_WITHIN:g} s") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
