"""What can be known of a lab, and checked, before one runs."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from pydantic import ValidationError

from app.engine import VOCABULARY
from app.labs.declare import Declared, flat_schema
from app.labs.errors import LabError
from app.labs.goals import GoalSpec
from app.labs.parts import Action, Metric, RunParams
from app.labs.tables import TableSpec
from app.labs.validation import as_lab_error, drop_bad_values


class DeclaredLab:
    """The class side of a lab: everything it declares, and the checks that follow from that."""

    slug: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    Params: ClassVar[type[RunParams]]
    actions: ClassVar[tuple[Action, ...]]
    metrics_declared: ClassVar[tuple[Metric, ...]]
    goals: ClassVar[tuple[GoalSpec, ...]] = ()
    tables: ClassVar[tuple[TableSpec, ...]] = ()
    kinds: ClassVar[tuple[str, ...]] = ("*",)  # the kinds of events it may write; patterns such as "server.*"

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
            "tables": [table.describe() for table in cls.tables],
            "events": {kind: list(fields) for kind, fields in VOCABULARY.items() if cls.may_write(kind)},
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
    def checked_action(cls, name: str, args: Mapping[str, object]) -> tuple[Action, Declared]:
        """The action of that name and its arguments. LabError if there is none, or they do not fit."""
        action = next((action for action in cls.actions if action.name == name), None)
        if action is None:
            known = [action.name for action in cls.actions]
            raise LabError("unknown_action", f"there is no action {name!r}", "action", known)
        try:
            return action, action.args.model_validate(dict(args))
        except ValidationError as error:
            raise as_lab_error(error, action.args, code="bad_arguments") from None

    @classmethod
    def checked_goal(cls, name: str, args: Mapping[str, object]) -> tuple[GoalSpec, Declared]:
        """The goal of that name and its arguments. LabError if there is none, or they do not fit."""
        spec = next((spec for spec in cls.goals if spec.name == name), None)
        if spec is None:
            raise LabError("unknown_goal", f"there is no goal {name!r}", "names", [spec.name for spec in cls.goals])
        try:
            return spec, spec.args.model_validate(dict(args))
        except ValidationError as error:
            raise as_lab_error(error, spec.args, code="bad_arguments") from None

    @classmethod
    def may_write(cls, kind: str) -> bool:
        """Whether the lab's journal may have events of this kind: no panel speaks of any others."""
        return any(fnmatchcase(kind, pattern) for pattern in cls.kinds)

    @classmethod
    def applies(cls, name: str) -> str:
        """Whether a parameter applies "live" or by a "rebuild"."""
        extra = cls.Params.model_fields[name].json_schema_extra
        assert isinstance(extra, dict)
        return str(extra["applies"])
