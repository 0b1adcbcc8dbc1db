"""Declaring a parameter once: type, default, bounds, unit and words, from which everything else is made."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


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
) -> Any:
    """A field of a Params class. `null` is the word for None where None is allowed; times are model seconds."""
    extra: dict[str, Any] = {"unit": unit, "scale": scale, "applies": applies, "group": group, "main": main}
    extra |= {key: value for key, value in (("step", step), ("null", null), ("labels", labels)) if value is not None}
    return Field(default, title=label, description=meaning, ge=low, le=high, json_schema_extra=extra)


class Declared(BaseModel):
    """Base of everything a lab can be told: unknown names and values out of bounds are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def flat_schema(model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of `model` with optional fields as ``"type": [type, "null"]`` rather than ``anyOf``."""
    schema = model.model_json_schema()
    properties = {}
    for name, declared in schema.get("properties", {}).items():
        flat = {key: value for key, value in declared.items() if key != "anyOf"}
        for option in declared.get("anyOf", []):
            if option["type"] == "null":
                flat["type"] = [flat["type"], "null"]
            else:
                flat |= option
        properties[name] = flat
    return {"type": "object", "properties": properties, "additionalProperties": False}
