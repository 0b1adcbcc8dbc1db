"""Safe arithmetic for lessons: `+ - * /`, brackets, names, `min` and `max`, and nothing else of Python."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping

MAX_LENGTH = 200

_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}


class CalcError(ValueError):
    """The expression is not arithmetic, names something unknown, or has no finite value."""


class Expression:
    """A checked expression: `names` says what it needs, `value` computes it.

    Everything that can be refused is refused here, once: `value` can only fail on division by zero or overflow.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        if not self.text:
            raise CalcError("there is nothing to calculate")
        if len(self.text) > MAX_LENGTH:
            raise CalcError(f"the expression is longer than {MAX_LENGTH} characters")
        try:
            self._root = ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise CalcError(f"`{self.text}` is not arithmetic") from error
        self.names = frozenset(self._check(self._root))

    def value(self, names: Mapping[str, float]) -> float:
        """The value with `names` filled in; always a finite float."""
        try:
            result = self._evaluate(self._root, names)
        except KeyError as error:
            raise CalcError(f"nothing here is called `{error.args[0]}`") from error
        except (ZeroDivisionError, OverflowError) as error:
            raise CalcError(f"`{self.text}` divides by zero or grows out of bounds") from error
        if not math.isfinite(result):
            raise CalcError(f"`{self.text}` has no finite value")
        return result

    def _check(self, node: ast.AST) -> set[str]:
        """Refuses everything that is not on the short list; returns the names used."""
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float()):
                return set()
            case ast.Name(id=name):
                return {name}
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return self._check(left) | self._check(right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self._check(operand)
            case ast.Call(func=ast.Name(id=name), args=[_, *_] as args, keywords=[]) if name in _FUNCTIONS:
                return set().union(*map(self._check, args))
        piece = ast.get_source_segment(self.text, node) if hasattr(node, "lineno") else None
        raise CalcError(f"only + - * / min max, numbers and names can be calculated, not `{piece or self.text}`")

    def _evaluate(self, node: ast.AST, names: Mapping[str, float]) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)  # floats throughout, or a product of long integers could take for ever
            case ast.Name(id=name):
                return float(names[name])
            case ast.BinOp(left=left, op=op, right=right):
                return _BINARY[type(op)](self._evaluate(left, names), self._evaluate(right, names))
            case ast.UnaryOp(op=op, operand=operand):
                value = self._evaluate(operand, names)
                return -value if isinstance(op, ast.USub) else value
            case ast.Call(func=ast.Name(id=name), args=args):
                values = [self._evaluate(arg, names) for arg in args]
                return _FUNCTIONS[name](values)
        raise AssertionError("checked on construction")
