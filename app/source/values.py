"""What an expression can be, as far as reading the source can tell: the constants that may come out of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from app.source.running import Function

DEEPEST = 4  # functions that return what functions return
ANYTHING = object()  # among possible values: reading does not tell the others


class Values:
    """Answers for expressions in `functions`, which it takes to be the whole program."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self._functions: dict[str, list[Function]] = {}
        self._attributes: dict[str, list[Any]] = {}
        for function in functions:
            self._functions.setdefault(function.name, []).append(function)
        for tree in {id(function.module_tree): function.module_tree for function in functions}.values():
            for name, text in _class_constants(tree):
                self._attributes.setdefault(name, []).append(text)

    def of(self, node: ast.expr, function: Function) -> tuple[Any, ...]:
        """The possible values of `node` in `function`, ANYTHING among them if there are others. Never None."""
        return tuple(dict.fromkeys(self._of(node, function, 0)))

    def _of(self, node: ast.expr, function: Function, depth: int) -> Iterator[Any]:
        match node:
            case ast.Constant(value=None):
                return  # whoever is given None does not write it, or it says nothing
            case ast.Constant(value=value):
                yield value
            case ast.IfExp(body=body, orelse=orelse):
                yield from self._of(body, function, depth)
                yield from self._of(orelse, function, depth)
            case ast.Attribute(attr=name) if name in self._attributes:
                yield from self._attributes[name]
            case ast.Name(id=name) if depth <= DEEPEST and (assigned := _assigned(function, name)):
                for each in assigned:
                    yield from self._of(each, function, depth + 1)
            case ast.Call(func=called) if depth <= DEEPEST and (named := self._functions.get(name_of(called) or "")):
                for other in named:
                    for each in _returned(other):
                        yield from self._of(each, other, depth + 1)
            case _:
                yield ANYTHING


def name_of(node: ast.expr) -> str | None:
    """The last word of a name: `append` of `self._journal.append`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _assigned(function: Function, name: str) -> list[ast.expr]:
    """What is assigned to the local `name`, in the order of the source; nothing for a parameter."""
    found: list[ast.expr] = []
    if name in function.parameters:
        return found
    for node in ast.walk(function.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found.append(value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=False)
                found += [value for target, value in pairs if isinstance(target, ast.Name) and target.id == name]
    return found


def _returned(function: Function) -> list[ast.expr]:
    returns = [node.value for node in ast.walk(function.tree) if isinstance(node, ast.Return)]
    return [value for value in returns if value is not None]


def _class_constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Attributes of classes that are plain strings: `asking` is "acquiring" in one and "connecting" in another."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        for part in node.body:
            match part:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                    yield name, text
