"""The functions of modules that are loaded in this process, each with its source, if that is still what runs."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any


@dataclass(frozen=True, eq=False)
class Function:
    """A function or method as it is in the source; `owner` is its class, None for a function of the module."""

    module: ModuleType
    module_tree: ast.Module
    tree: ast.FunctionDef | ast.AsyncFunctionDef
    owner: str | None

    @property
    def name(self) -> str:
        return self.tree.name

    @property
    def qualname(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @property
    def first(self) -> int:
        return min([self.tree.lineno, *(each.lineno for each in self.tree.decorator_list)])

    @property
    def last(self) -> int:
        return self.tree.end_lineno or self.tree.lineno

    @cached_property
    def parameters(self) -> list[str]:
        """Their names, without `self`."""
        arguments = self.tree.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        return names[1:] if self.owner and names[:1] in (["self"], ["cls"]) else names

    def parameter(self, node: ast.expr) -> str | None:
        """The parameter that `node` is, if it is one and nothing else."""
        return node.id if isinstance(node, ast.Name) and node.id in self.parameters else None

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Every call in it, also those inside its inner functions."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    @cached_property
    def annotations(self) -> Mapping[str, str]:
        """What its parameters are declared to be, as written."""
        arguments = self.tree.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        return {each.arg: ast.unparse(each.annotation) for each in every if each.annotation is not None}

    @cached_property
    def defaults(self) -> Mapping[str, ast.expr]:
        """What parameters are if a call does not say."""
        arguments = self.tree.args
        positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        found = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        keyword = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        return found | {each.arg: default for each, default in keyword if default is not None}

    def bind(self, call: ast.Call) -> dict[str, ast.expr] | None:
        """What each parameter is given by `call`; None if it cannot be a call of this function."""
        given = dict(zip(self.parameters, call.args, strict=False))
        given |= {word.arg: word.value for word in call.keywords if word.arg}
        if len(call.args) > len(self.parameters):
            return None
        if self.tree.args.kwarg is None and not given.keys() <= set(self.parameters):
            return None
        given = {**self.defaults, **given}
        return given if given.keys() >= set(self.parameters) else None

    def running(self) -> FunctionType | None:
        """The function object in this process; None if there is none by that name any more."""
        holder: Any = vars(self.module).get(self.owner) if self.owner else self.module
        found = vars(holder).get(self.name) if holder is not None else None
        if isinstance(found, property):
            found = found.fget
        found = inspect.unwrap(getattr(found, "__func__", found)) if found is not None else None
        return found if isinstance(found, FunctionType) else None

    def is_current(self) -> bool:
        """Whether the file still says what runs: compiled again, it must give the very code of the function."""
        running = self.running()
        return running is not None and running.__code__ in _compiled(self.module)


def loaded(*packages: str) -> list[ModuleType]:
    """The modules of this process that are in `packages` or below, by name."""
    names = [name for name in sorted(sys.modules) for package in packages if f"{name}.".startswith(f"{package}.")]
    return [sys.modules[name] for name in dict.fromkeys(names)]


def used_by(*packages: str) -> list[ModuleType]:
    """The modules in `packages`, and all of this program that they use: found by where the things in them come from."""
    found: dict[str, ModuleType] = {}
    waiting = loaded(*packages)
    while waiting:
        module = waiting.pop()
        if module.__name__ in found or hasattr(module, "__path__"):  # a package only hands on what is its modules'
            continue
        found[module.__name__] = module
        for thing in list(vars(module).values()):
            name = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None)
            if isinstance(name, str) and name.startswith("app.") and name in sys.modules:
                waiting.append(sys.modules[name])
    return [found[name] for name in sorted(found)]


def functions_of(module: ModuleType) -> Iterator[Function]:
    """The functions and methods that the source of `module` defines; those inside functions belong to these."""
    tree = ast.parse(source_of(module))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(module, tree, node, None)
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield Function(module, tree, part, node.name)


@lru_cache
def source_of(module: ModuleType) -> str:
    """The text of a module's file, read once in the life of the process."""
    return inspect.getsource(module)


@lru_cache
def _compiled(module: ModuleType) -> frozenset[CodeType]:
    """Every code object that the module's file compiles to."""
    code = compile(source_of(module), module.__file__ or "", "exec", dont_inherit=True)
    found: set[CodeType] = set()
    waiting = [code]
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += [inner for inner in each.co_consts if isinstance(inner, CodeType)]
    return frozenset(found)
