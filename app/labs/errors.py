"""A request that a lab cannot fulfil, said so that the asker knows which field is wrong and what is allowed."""

from __future__ import annotations

from typing import Any


class LabError(Exception):
    """`code` for programs, `message` for people; `field` and `allowed` where one field is to blame."""

    def __init__(self, code: str, message: str, field: str | None = None, allowed: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.allowed = allowed

    def as_error(self) -> dict[str, Any]:
        """The `error` of an acknowledgement."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        if self.allowed is not None:
            error["allowed"] = self.allowed
        return error
