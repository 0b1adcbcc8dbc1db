"""Reads ```predict, ```quiz and ```goal blocks: every key judged, every fault with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.lessons.calc import CalcError
from app.lessons.checks import check_preset, shaped
from app.lessons.directives import DirectiveError
from app.lessons.formats import FORMATS
from app.lessons.source import LessonFault, Located, read_yaml
from app.lessons.tasks import specs
from app.lessons.tasks.base import GOAL, PREDICT, QUIZ, Prose, Quantity, Task, shuffled
from app.lessons.tasks.choices import Answer, Choice, Multiple
from app.lessons.tasks.formulas import Formulas
from app.lessons.tasks.goals import RoundGoal
from app.lessons.tasks.orders import Order
from app.lessons.tasks.scales import Bar, Curve, Numeric
from app.lessons.values import MeasureValue, Scene

KINDS = (PREDICT, QUIZ, GOAL)
MOST_POINTS = 24


def read_task(
    kind: str, text: str, line: int, scene: Scene, place: str, name: str, faults: list[LessonFault]
) -> Task | RoundGoal | None:
    """One block of `kind` whose YAML begins in `line`; None if it has a fault, which is then in `faults`."""
    from app.labs import LabError

    before = len(faults)
    try:
        reader = _Reader(read_yaml(text, name, line), scene, name, faults)
        made = reader.goal() if kind == GOAL else reader.task(kind, place)
    except LessonFault as fault:
        faults.append(fault)
        return None
    except (DirectiveError, CalcError, LabError) as error:  # where no nearer line is known
        message = error.message if isinstance(error, LabError) else str(error)
        faults.append(LessonFault(name, line, message))
        return None
    return made if len(faults) == before else None


class _Reader(Formulas):
    """Reads one block."""

    # -- goals ---------------------------------------------------------------------------------------------

    def goal(self) -> RoundGoal | None:
        spec = shaped(specs.GoalBlock, self.yaml, self.name, self.faults)
        if spec is None:
            return None
        lab = self.scene.on_the_page
        declared = {goal["name"]: goal for goal in lab.describe().get("goals", ())}
        goal = declared.get(spec.name)
        if goal is None:
            known = ", ".join(declared) or "none"
            raise self.fault(f"the lab {lab.slug} has no goal `{spec.name}`; it has {known}", "name")
        allowed = goal.get("params", {}).get("properties", {})
        for key in spec.params:
            if key not in allowed:
                raise self.fault(f"the goal `{spec.name}` has no parameter `{key}`", "params", key)
        return RoundGoal(spec.name, goal["label"], goal.get("hint", ""), spec.params, spec.required)

    # -- predictions and questions ---------------------------------------------------------------------------

    def task(self, kind: str, place: str) -> Task | None:
        allowed = specs.PREDICTIONS if kind == PREDICT else specs.QUESTIONS
        type_ = self.yaml.data.get("type")
        if type_ not in allowed:
            raise self.fault(f"`type` is one of {', '.join(allowed)}, not `{type_}`", "type")
        spec: Any = shaped(allowed[type_], self.yaml, self.name, self.faults)
        if spec is None:
            return None
        run = dict(getattr(spec, "run", {}))
        if run and self.scene.experiment:
            raise self.fault("an experiment is set by the round's `settings` and run by the learner", "run")
        if run:
            as_preset = Located({"preset": run}, self.yaml.line("run"), {})
            if not check_preset(self.scene.lab, {**self.scene.preset, **run}, as_preset, self.name, self.faults):
                return None
        # First what is measured, then the words, which may speak of it.
        measured = [] if type_ == "curve" else self.measures(spec.measure, self.scene, "measure")
        head: dict[str, Any] = {
            "id": spec.id or f"{kind}-{place}",
            "kind": kind,
            "type": type_,
            "question": self.prose(spec.question, "question"),
            "explain": self.prose(spec.explain, "explain"),
            "seed": None if self.asks_engine_only(spec) else self.scene.values().get("seed"),
            "run": run,
            "model": self.scene.lab.title if self.scene.experiment else "",
        }
        match type_:
            case "choose" | "single":
                return self.choice(spec, head, measured)
            case "multiple":
                return Multiple(**head, options=self.marked(spec, several=True))
            case "order":
                return Order(**head, items=self.items(spec), first=spec.first)
            case "bar":
                return self.bar(spec, head, measured)
            case "curve":
                return self.curve(spec, head)
            case _:
                return self.numeric(spec, head, measured)

    def asks_engine_only(self, spec: Any) -> bool:
        """Whether nothing is measured in a run, so that no seed has to do with the truth."""
        texts = [spec.measure] if isinstance(spec.measure, str) else list(spec.measure)
        for part in (*getattr(spec, "options", ()), *getattr(spec, "items", ())):
            texts += [part.measure] if part.measure else []
        return bool(texts) and all(text.startswith("engine ") for text in texts)

    def choice(self, spec: specs.ChoiceSpec | specs.SingleSpec, head: dict[str, Any], measured: list[Any]) -> Choice:
        if spec.right is None:
            return Choice(**head, options=self.marked(spec, several=False))
        options = []
        for index, option in enumerate(spec.options):
            if option.correct is not None:
                raise self.fault("with `right` no option is marked by hand", "options", index)
            value = self.quantity(option, "options", index, constant=spec.right == "nearest")
            options.append(self.option(option, index, value))
        truth = None
        if spec.right == "nearest":
            truth = self.truth(spec.truth, measured, self.scene, "truth")
        return Choice(**head, options=options, rule=spec.right, truth=truth)

    def marked(self, spec: specs.SingleSpec | specs.MultipleSpec | specs.ChoiceSpec, *, several: bool) -> list[Answer]:
        """Options of words alone: which are true no engine can say."""
        right = sum(bool(option.correct) for option in spec.options)
        if right < 1 or (right > 1 and not several):
            wanted = "at least one option" if several else "exactly one option"
            raise self.fault(f"mark {wanted} with `correct: true`", "options")
        for index, option in enumerate(spec.options):
            if option.value is not None or option.measure is not None:
                raise self.fault("an option with a value needs `right`: greatest, least or nearest", "options", index)
        return [self.option(option, index, None) for index, option in enumerate(spec.options)]

    def option(self, option: specs.Option, index: int, value: Quantity | None) -> Answer:
        text = self.prose(option.text, "options", index, "text")
        because = self.prose(option.because, "options", index, "because")
        return Answer(text, because, value, bool(option.correct))

    def items(self, spec: specs.OrderSpec | specs.QuizOrderSpec) -> list[tuple[Prose, Quantity]]:
        items = [
            (self.prose(item.text, "items", index, "text"), self.quantity(item, "items", index))
            for index, item in enumerate(spec.items)
        ]
        return shuffled(items, [item.text for item in spec.items])

    def bar(self, spec: specs.BarSpec, head: dict[str, Any], measured: list[Any]) -> Bar:
        truth = self.truth(spec.truth, measured, self.scene, "truth")
        return Bar(**head, **self.scale(spec, truth), truth=truth)

    def curve(self, spec: specs.CurveSpec, head: dict[str, Any]) -> Curve:
        declarations = self.scene.declarations()
        if spec.over not in declarations:
            raise self.fault(f"the lab {self.scene.lab.slug} has no parameter `{spec.over}`", "over")
        values = self.points(spec.values)
        truths, theory = [], []
        for value in values:
            preset = {**self.scene.preset, spec.over: int(value) if value.is_integer() else value}
            scene = replace(self.scene, preset=preset, remembered=dict(self.scene.remembered))
            measured = self.measures(spec.measure, scene, "measure", afresh=True)
            truths.append(self.truth(spec.truth, measured, scene, "truth"))
            if spec.theory is not None:
                theory.append(self.formula(spec.theory, scene, "theory"))
        scale = self.scale(spec, truths[0])
        return Curve(
            **head, **scale, over=spec.over, declaration=dict(declarations[spec.over]), values=values,
            truths=truths, theory=list(theory),
        )  # fmt: skip

    def numeric(self, spec: specs.NumericSpec, head: dict[str, Any], measured: list[Any]) -> Numeric:
        answer = self.formula(spec.answer, self.scene, "answer")
        return Numeric(**head, answer=answer, tolerance=spec.tolerance, style=self.style(spec.format, measured))

    # -- parts of them -----------------------------------------------------------------------------------------

    def scale(self, spec: specs.ScaleSpec, truth: Quantity) -> dict[str, Any]:
        low, high = (self.plain(each, "scale", index) for index, each in enumerate(spec.scale))
        if not low < high:
            raise self.fault("a scale goes from less to more", "scale")
        step = (high - low) / 100 if spec.step is None else self.plain(spec.step, "step")
        if not 0 < step <= high - low:
            raise self.fault("`step` is more than nothing and at most the whole scale", "step")
        label = spec.label or self.labelled(truth)
        return {"low": low, "high": high, "step": step, "style": self.style(spec.format, [truth]), "label": label}

    def style(self, wanted: str | None, quantities: Sequence[Quantity]) -> str:
        if wanted is None:
            return quantities[0].style if quantities else "number"
        if wanted not in FORMATS:
            raise self.fault(f"unknown format `{wanted}`; there are {', '.join(FORMATS)}", "format")
        return wanted

    def labelled(self, truth: Quantity) -> str:
        if isinstance(truth, MeasureValue):
            for metric in self.scene.lab.describe()["metrics"]:
                if metric["name"] == truth.metric:
                    return str(metric["label"])
        raise self.fault("say what the scale measures: `label`", "scale")

    def points(self, values: list[specs.Formula] | str) -> list[float]:
        if isinstance(values, str):
            low, dots, high = values.partition("..")
            if not dots or not low.strip().isdigit() or not high.strip().isdigit():
                raise self.fault("`values` is a list, or reads 1..20", "values")
            found = [float(each) for each in range(int(low), int(high) + 1)]
        else:
            found = [self.plain(each, "values", index) for index, each in enumerate(values)]
        if not 2 <= len(found) <= MOST_POINTS or found != sorted(set(found)):
            raise self.fault(f"`values` are 2 to {MOST_POINTS} different numbers, least first", "values")
        return found
