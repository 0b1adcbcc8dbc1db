"""Gives every directive in a stretch of prose its meaning, or the lesson a fault at its line."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.lessons import markdown
from app.lessons.directives import DirectiveError, understand
from app.lessons.source import LessonFault
from app.lessons.values import Scene


def understand_all(
    tokens: Sequence[Token], scene: Scene, name: str, faults: list[LessonFault], only_line: int = 0
) -> None:
    """Gives every directive below `tokens` its meaning; `only_line` is for text that came out of YAML."""
    from app.labs import LabError

    for token, line in markdown.directives(tokens):
        try:
            if not token.meta["closed"]:
                raise DirectiveError("{{ is never closed by }}")
            token.meta["value"] = understand(token.content, scene)
        except (DirectiveError, LabError) as error:
            message = error.message if isinstance(error, LabError) else str(error)
            faults.append(LessonFault(name, only_line or line, f"{message} (in `{token.content}`)"))
