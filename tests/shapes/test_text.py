"""How sizes are printed: as a person writes them, and so that Python reads the same number back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from keralint.shapes import UNKNOWN_DIM, Shape, Symbolic, dim_text, symbol
from shapes.expressions import EXPRESSIONS, points, size, value

WRITTEN = [
    ("n", "n"),
    ("n*2", "2*n"),
    ("-n", "-n"),
    ("3 - n", "3 - n"),
    ("n - 3", "n - 3"),
    ("1 + n*n", "n**2 + 1"),
    ("m - n", "m - n"),
    ("-n - m", "-m - n"),
    ("n*m*2", "2*m*n"),
    ("n//2", "n//2"),
    ("n//2 + 1", "n//2 + 1"),
    ("(n + 1)//2", "(n + 1)//2"),
    ("(n - 3)//2 + 1", "(n - 1)//2"),
    ("n//2 - 1", "n//2 - 1"),
    ("-(n//2)", "-(n//2)"),
    ("m - n//2", "m - n//2"),
    ("3*n//2", "3*n//2"),
    ("(n//2)*2", "2*(n//2)"),
    ("n % 2", "n%2"),
    ("(2*n) % 3", "(2*n)%3"),
    ("n//(m + 1)", "n//(m + 1)"),
    ("5//n", "5//n"),
    ("(n % 3)//m", "(n%3)//m"),
    ("max(n - 3, 0)", "max(n - 3, 0)"),
    ("max(y, max(m, n))", "max(m, n, y)"),
    ("min(n, 3)*2", "2*min(n, 3)"),
    ("(n//2)**2", "(n//2)**2"),
    ("max(n, m)**2", "max(m, n)**2"),
]


@pytest.mark.parametrize(("expression", "text"), WRITTEN)
def test_written(expression: str, text: str) -> None:
    assert dim_text(size(expression)) == text
    assert repr(size(expression)) == text


@settings(max_examples=1000)
@given(EXPRESSIONS)
def test_python_reads_the_same_number(expression: str) -> None:
    found = size(expression)
    if not isinstance(found, Symbolic):
        return
    for point in points(expression):
        expected = value(expression, point)
        if expected is not None:
            assert value(str(found), point) == expected
    assert size(str(found)) in (found, UNKNOWN_DIM)


def test_shapes() -> None:
    units = symbol("units", 1)
    assert str(Shape.of(None, symbol("seq_len", 1), 2 * units)) == "(None, seq_len, 2*units)"
    assert str(Shape.of(5)) == "(5,)"
    assert str(Shape.of()) == "()"
    assert str(Shape.of(UNKNOWN_DIM, 1)) == "(?, 1)"
    assert str(Shape(None)) == "?"
