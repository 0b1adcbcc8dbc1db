"""From pydantic's errors to ours: which field, what is allowed, in words a learner can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from app.labs.declare import flat_schema
from app.labs.errors import LabError


def as_lab_error(error: ValidationError, model: type[BaseModel], code: str | None = None) -> LabError:
    """The first problem of a failed validation, with the name of the field and what it may be."""
    problem = error.errors()[0]
    field = str(problem["loc"][0]) if problem["loc"] else None
    properties = flat_schema(model)["properties"]
    if field is None or field not in properties:
        return LabError(code or "unknown_parameter", f"there is no parameter {field!r}", field, sorted(properties))
    allowed = allowed_values(properties[field])
    if problem["type"] == "value_error":  # what a validator of ours says
        return LabError(code or "out_of_range", f"{field} {problem['ctx']['error']}", field, allowed)
    return LabError(code or "out_of_range", f"{field} must be {in_words(allowed)}", field, allowed)


def allowed_values(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a field's JSON Schema that bounds it."""
    return {key: declared[key] for key in ("type", "enum", "minimum", "maximum") if key in declared}


def in_words(allowed: Mapping[str, Any]) -> str:
    """What a value may be, as the end of a sentence."""
    if "enum" in allowed:
        return "one of " + ", ".join(map(str, allowed["enum"]))
    types = allowed["type"] if isinstance(allowed["type"], list) else [allowed["type"]]
    words = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "string": "text"}
    what = words[types[0]]
    if "minimum" in allowed and "maximum" in allowed:
        what += f" from {allowed['minimum']:g} to {allowed['maximum']:g}"
    return what + (" or null" if "null" in types else "")


def drop_bad_values(model: type[BaseModel], values: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """The good ones of `values`, and a sentence for each of the others."""
    good, notices = dict(values), []
    for _ in range(len(values)):
        try:
            model.model_validate(good)
            break
        except ValidationError as error:
            problem = as_lab_error(error, model)
            if not good:
                break
            if problem.field not in good:  # a default does not go with the rest: do without the last of that
                name, _ = good.popitem()
                notices.append(f"{problem.message}; so {name} is ignored")
                continue
            del good[problem.field]
            known = problem.code != "unknown_parameter"
            notices.append(f"{problem.message}; {'the default is used' if known else 'it is ignored'}")
    return good, notices
