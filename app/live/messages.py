"""What a client may say: one model for each event's payload, and errors that name the field and what is allowed."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from .errors import LiveError


class Message(BaseModel):
    """Any message about an open lab. `id` may be left out by a connection that holds exactly one."""

    # Strict: "5" is not 5 and 1 is not true. No unknown fields: a mistyped name must not be ignored in silence.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: str | None = None


class Open(BaseModel):
    model_config = Message.model_config

    lab: str
    params: dict[str, Any] | None = None
    seed: int | None = None
    actions: list[list[Any]] | None = None  # [t, "set" or "act", name, value], to be lived through again
    t: float | None = Field(None, ge=0, allow_inf_nan=False)  # the model time to go to, standing still there


class Fork(Message):
    t: float = Field(ge=0, allow_inf_nan=False)


class Goals(Message):
    names: list[str | dict[str, Any]]


class Resume(Message):
    id: str
    token: str
    seq: int = Field(ge=0)


class Set(Message):
    name: str
    value: Any


class Act(Message):
    action: str
    args: dict[str, Any] | None = None


class Preset(Message):
    params: dict[str, Any] | None = None
    seed: int | None = None


class Speed(Message):
    slow: float = Field(gt=0, allow_inf_nan=False)


class Visible(Message):
    on: bool


M = TypeVar("M", bound=BaseModel)


def read(model: type[M], event: str, arguments: tuple[Any, ...]) -> M:
    """The payload of an event as `model`; LiveError "bad_message" if it is not one. No payload is an empty one."""
    if len(arguments) > 1:
        raise LiveError("bad_message", f"{event} takes one object, not {len(arguments)} arguments")
    payload = arguments[0] if arguments and arguments[0] is not None else {}
    if not isinstance(payload, dict):
        raise LiveError("bad_message", f"{event} takes an object", allowed={"type": "object"})
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise _bad_message(model, event, error.errors(include_url=False, include_context=False)[0]) from None


def _bad_message(model: type[BaseModel], event: str, problem: ErrorDetails) -> LiveError:
    field = str(problem["loc"][0]) if problem["loc"] else None
    schema = model.model_json_schema()
    if problem["type"] == "extra_forbidden":
        allowed: Any = list(schema["properties"])
    else:
        declared = schema["properties"].get(field, {})
        allowed = {key: value for key, value in declared.items() if key not in ("title", "default")} or None
    what = "unknown field" if problem["type"] == "extra_forbidden" else problem["msg"]
    return LiveError("bad_message", f"{event}: {field}: {what}", field=field, allowed=allowed)


def read_actions(rows: list[list[Any]]) -> list[tuple[float, str, str, Any]]:
    """Recorded actions as a lab takes them; LiveError "bad_arguments" names the first row that is none."""
    taken = []
    for n, row in enumerate(rows):
        match row:
            case [int() | float() as t, "set" | "act" as kind, str() as name, value] if t >= 0:
                taken.append((float(t), kind, name, value))
            case _:
                text = f'actions: row {n} is not [t, "set" or "act", name, value]'
                raise LiveError("bad_arguments", text, field="actions")
    return sorted(taken, key=lambda action: action[0])
