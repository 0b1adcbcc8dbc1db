"""Declaring a parameter once: type, default, bounds, unit and words, from which everything else is made."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

RUN = "run"  # the group of what every lab has


def parameter(
    default: Any,
    label: str,
    meaning: str,
    *,
    group: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    scale: str = "linear",
    applies: str = "live",
    main: bool = False,
    null: str | None = None,
    labels: dict[str, str] | None = None,
    notches: list[float] | None = None,
) -> Any:
    """A field of a Params class. `null` is the word for None where None is allowed; times are model seconds."""
    extra: dict[str, Any] = {"unit": unit, "scale": scale, "applies": applies, "group": group, "main": main}
    extra |= {key: value for key, value in (("step", step), ("null", null), ("labels", labels), ("notches", notches))
              if value is not None}  # fmt: skip
    return Field(default, title=label, description=meaning, ge=low, le=high, json_schema_extra=extra)


class Declared(BaseModel):
    """Base of everything a lab can be told: unknown names and values out of bounds are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Made once for each model: a lesson asks for the description of its lab a hundred times."""
    return model.model_json_schema()


def flat_schema(model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of `model` with optional fields as ``"type": [type, "null"]`` rather than ``anyOf``."""
    schema = deepcopy(_schema_of(model))
    properties = {}
    declarations = schema.get("properties", {}).items()
    for name, declared in sorted(declarations, key=lambda item: item[1].get("group") == RUN):
        flat = {key: value for key, value in declared.items() if key != "anyOf"}
        for option in declared.get("anyOf", []):
            if option["type"] == "null":
                flat["type"] = [flat["type"], "null"]
            elif {"const", "enum"} & option.keys():  # one of several lists of words
                words = option.get("enum", [option.get("const")])
                flat |= {"type": option["type"], "enum": [*flat.get("enum", []), *words]}
            else:
                flat |= option
        properties[name] = flat
    return {"type": "object", "properties": properties, "additionalProperties": False}
