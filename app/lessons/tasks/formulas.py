"""What stands in the keys of a task block: formulas, measurements, prose; what is wrong is said with the key's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.lessons import markdown
from app.lessons.calc import CalcError, Expression
from app.lessons.directives import DirectiveError, calculated_value, measured_value
from app.lessons.source import LessonFault, Located
from app.lessons.tasks import specs
from app.lessons.tasks.base import Prose, Quantity
from app.lessons.understanding import understand_all
from app.lessons.values import CalcValue, EngineValue, MeasureValue, Scene


class Formulas:
    """Reads the keys of one block. What is wrong with a key is raised as a fault at the key's line."""

    def __init__(self, yaml: Located, scene: Scene, name: str, faults: list[LessonFault]) -> None:
        self.yaml = yaml
        self.scene = scene
        self.name = name
        self.faults = faults

    def truth(self, text: specs.Formula | None, measured: list[Any], scene: Scene, *path: object) -> Quantity:
        """What is true: the one thing measured, or a formula over what was measured."""
        if text is None:
            if len(measured) != 1:
                raise self.fault("the truth is measured: one `measure`, or a `truth` made of several", "measure")
            return measured[0]  # type: ignore[no-any-return]
        made = self.formula(text, scene, *path)
        if not made.remembered:
            raise self.fault("the truth is measured: `truth` uses what a `measure … as name` remembered", *path)
        return made

    def quantity(self, thing: specs.Option | specs.Item, *path: object, constant: bool = False) -> Quantity:
        """The value of an option or item: measured, or calculated."""
        if (thing.value is None) == (thing.measure is None):
            raise self.fault("give either `value` or `measure`", *path)
        if thing.measure is not None:
            return self.measures(thing.measure, self.scene, *path, "measure")[0]
        assert thing.value is not None
        return self.formula(thing.value, self.scene, *path, "value", constant=constant)

    def measures(
        self, texts: str | list[str], scene: Scene, *path: object, afresh: bool = False
    ) -> list[MeasureValue | EngineValue]:
        made = []
        for text in [texts] if isinstance(texts, str) else texts:
            if afresh and " as " in text:  # every point of a curve has its own
                scene.remembered.pop(text.rpartition(" as ")[2].strip(), None)
            with_faults = self.located(path)
            try:
                made.append(measured_value(text, scene))
            except Exception as error:
                raise with_faults(error) from error
        return made

    def formula(self, text: specs.Formula, scene: Scene, *path: object, constant: bool = False) -> CalcValue:
        if not constant and not (isinstance(text, str) and Expression(text.partition("|")[0]).names):
            raise self.fault(f"`{text}` is typed by hand; it has to be calculated or measured", *path)
        try:
            return calculated_value(str(text), scene)
        except Exception as error:
            raise self.located(path)(error) from error

    def plain(self, text: specs.Formula, *path: object) -> float:
        """A number known before anything is measured: a place on a scale."""
        made = self.formula(text, self.scene, *path, constant=True)
        if made.remembered:
            raise self.fault("this has to be known before anything is measured", *path)
        return made.expression.value(made.numbers)

    def prose(self, text: str | None, *path: object) -> Prose:
        if text is None:
            return Prose()
        tokens = markdown.inline(text.strip())
        understand_all(tokens, self.scene, self.name, self.faults, self.yaml.line(*path))
        return Prose(tokens)

    def fault(self, message: str, *path: object) -> LessonFault:
        return LessonFault(self.name, self.yaml.line(*path), message)

    def located(self, path: Sequence[object]) -> Any:
        """Turns what a directive complains of into a fault at the line of `path`; lets all else through."""
        from app.labs import LabError

        def turn(error: Exception) -> Exception:
            if isinstance(error, LabError):
                return self.fault(error.message, *path)
            return self.fault(str(error), *path) if isinstance(error, (DirectiveError, CalcError)) else error

        return turn
