"""Reading a lesson's text with its line numbers: faults that name file and line, YAML that knows where its keys are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml


class LessonFault(Exception):
    """Something wrong in a lesson file, said so that its author finds the place: ``lessons/x.md:12: …``."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(f"{name}:{line}: {message}")
        self.name = name
        self.line = line
        self.message = message

    def as_dict(self) -> dict[str, object]:
        return {"file": self.name, "line": self.line, "message": self.message}


@dataclass(frozen=True)
class Located:
    """A YAML mapping with the line in the lesson file of every key in it."""

    data: Mapping[str, Any]
    first_line: int
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *path: object) -> int:
        """The line of the key at `path`, or of the nearest key around it."""
        keys = tuple(str(key) for key in path)
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, self.first_line)


def read_yaml(text: str, name: str, first_line: int) -> Located:
    """Reads the YAML mapping `text`, whose first line is line `first_line` of file `name`."""
    try:
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
            lines: dict[tuple[str, ...], int] = {}
            _note_lines(node, (), lines, name, first_line)
            data = {} if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise LessonFault(name, line, f"this YAML cannot be read: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise LessonFault(name, first_line, f"this YAML cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise LessonFault(name, first_line, "expected `name: value` lines here")
    return Located(data, first_line, lines)


def _note_lines(node: Any, path: tuple[str, ...], lines: dict[tuple[str, ...], int], name: str, first: int) -> None:
    """Notes the line of every key below `node`; YAML itself would silently let a later key win."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = first + key.start_mark.line
            if here in lines:
                raise LessonFault(name, line, f"`{key.value}` stands here a second time (first in line {lines[here]})")
            lines[here] = line
            _note_lines(value, here, lines, name, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*path, str(index))
            lines[here] = first + value.start_mark.line
            _note_lines(value, here, lines, name, first)
