"""The arithmetic of lessons computes what it should, and nothing else of Python gets through."""

from __future__ import annotations

import math
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.calc import CalcError, Expression

NAMES = {"tcp": 0.001, "tls": 0.002, "zero": 0.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-tcp + tls", 0.001),
        ("tls / tcp", 2),
        ("min(tcp, tls, 5)", 0.001),
        ("max(1, 2 - 4)", 1),
        ("5 * (1 + 20)", 105),
    ],
)
def test_it_computes(text: str, value: float) -> None:
    assert Expression(text).value(NAMES) == pytest.approx(value)


def test_it_says_which_names_it_needs() -> None:
    assert Expression("tcp + min(tls, 3) * 2").names == {"tcp", "tls"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 ** 9999",
        "tcp.real",
        "__import__('os')",
        "eval('1')",
        "(lambda: 1)()",
        "[1, 2]",
        "'a' * 9",
        "True + 1",
        "1 if tcp else 2",
        "1 < 2",
        "x := 3",
        "1; 2",
        "min()",
        "min(tcp, key=tls)",
        "min(*tcp)",
        "1j",
        "1e999",
        "~1",
        "7 % 2",
        "7 // 2",
        "1 +",
        "(" * 150 + "1" + ")" * 49,
        "9" * 201,
    ],
)
def test_it_refuses_what_is_not_arithmetic(text: str) -> None:
    with pytest.raises(CalcError):
        Expression(text).value(NAMES)


@pytest.mark.parametrize("text", ["1 / zero", "1e200 * 1e200", "unknown + 1"])
def test_it_refuses_what_has_no_finite_value(text: str) -> None:
    with pytest.raises(CalcError):
        Expression(text).value(NAMES)


pieces = st.sampled_from([*"0123456789.+-*/()_,ab[]{}'\"=<>:;!@%^&|~ \n\\", "min", "max", "if ", "lambda "])


@given(st.lists(pieces).map("".join))
def test_any_text_gives_a_finite_number_or_a_refusal(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            value = Expression(text).value({"a": 2.0, "b": 0.0})
        except CalcError:
            return
    assert isinstance(value, float)
    assert math.isfinite(value)


numbers = st.floats(min_value=0.001, max_value=1000).map(lambda value: round(value, 3))
expressions = st.recursive(
    numbers.map(str) | st.sampled_from(["a", "b"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
    max_leaves=6,
)


@given(expressions, numbers, numbers)
def test_it_agrees_with_python(text: str, a: float, b: float) -> None:
    assert Expression(text).value({"a": a, "b": b}) == eval(text, {"a": a, "b": b})
