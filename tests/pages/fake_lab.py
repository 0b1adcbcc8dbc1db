"""A lab that only answers: enough of the interface for the pages, none of the machinery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.labs import LabError


class FakeParams(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    max_size: int = Field(10, ge=1, le=50)
    query_time: float = Field(0.2, ge=0.001, le=5)
    pooling: bool = True
    max_lifetime: float | None = None
    order: str = "lifo"


def _declared(kind: Any, default: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "default": default, "applies": "live", "group": "pool", "main": True, **more}


class FakeLab:
    slug = "fake-pool"
    title = "Fake pool"
    summary = "It only answers."
    runs: ClassVar[list[tuple[FakeParams, float]]] = []

    @classmethod
    def describe(cls) -> dict[str, Any]:
        properties = {
            "max_size": _declared("integer", 10, minimum=1, maximum=50, title="max size", unit=""),
            "query_time": _declared("number", 0.2, minimum=0.001, maximum=5, title="query time", unit="s"),
            "pooling": _declared("boolean", True, title="pooling", unit=""),
            "max_lifetime": _declared(["number", "null"], None, title="max lifetime", unit="s", null="never"),
            "order": _declared("string", "lifo", title="order", enum=["lifo"], labels={"lifo": "last in, first out"}),
        }
        return {
            "slug": cls.slug,
            "title": cls.title,
            "summary": cls.summary,
            "params": {"type": "object", "properties": properties},
            "actions": [{"name": "kill", "label": "Kill", "help": "", "args": {"type": "object"}}],
            "metrics": [
                {"name": "wait_p95", "label": "Wait, p95", "unit": "s", "tone": "waiting", "of": None, "help": ""},
                {"name": "served_rate", "label": "Served", "unit": "1/s", "tone": "plain", "of": None, "help": ""},
                {"name": "active", "label": "Active", "unit": "", "tone": "active", "of": "capacity", "help": ""},
            ],
            "goals": [
                {
                    "name": "see_a_timeout",
                    "label": "See a timeout.",
                    "hint": "Fewer slots.",
                    "params": {"type": "object", "properties": {"seconds": {"type": "number"}}},
                }
            ],
            "events": {"pool.closed": [], "connection.acquired": ["connection", "who", "wait_time"]},
        }

    @classmethod
    def parse(cls, values: Mapping[str, object], *, lenient: bool = False) -> tuple[FakeParams, list[str]]:
        kept: dict[str, object] = {}
        notices = []
        for name, value in values.items():
            try:
                FakeParams.model_validate({name: value})
                kept[name] = value
            except ValidationError as error:
                code = "unknown_parameter" if name not in FakeParams.model_fields else "out_of_range"
                message = f"{name}: {error.errors()[0]['msg']}"
                if not lenient:
                    raise LabError(code, message, name, None) from error
                notices.append(f"{message}; the default is used")
        return FakeParams.model_validate(kept), notices

    @classmethod
    def measure(cls, params: FakeParams, seconds: float) -> dict[str, float | None]:
        cls.runs.append((params, seconds))
        return {"wait_p95": params.query_time * 2, "served_rate": 12.5, "active": None}


LABS: Any = {FakeLab.slug: FakeLab}
