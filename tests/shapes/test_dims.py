"""The algebra of sizes: its laws, its normal form, and Python's arithmetic at every sampled point."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keralint.shapes import (
    UNKNOWN_DIM,
    Dim,
    Symbolic,
    Variable,
    add,
    ceil_divide,
    decide,
    floor_divide,
    maximum,
    minimum,
    modulo,
    multiply,
    negate,
    power,
    product,
    substitute,
    subtract,
    symbol,
    total,
    variables,
)
from shapes.expressions import EXPRESSIONS, POLYNOMIALS, SYMBOLS, at, points, size, value

n, m, y, z = (SYMBOLS[name] for name in "nmyz")
BINARY = [add, subtract, multiply, floor_divide, modulo, maximum, minimum, ceil_divide, power]

SAME = [
    ("2*n + n", "3*n"),
    ("n - n", "0"),
    ("(n + m)*(n - m)", "n*n - m*m"),
    ("(n + 1)**2", "n**2 + 2*n + 1"),
    ("(2*n)//2", "n"),
    ("(n + 2)//2", "n//2 + 1"),
    ("(n - 3)//2 + 1", "(n - 1)//2"),
    ("(6*n + 5)//2", "3*n + 2"),
    ("(2*n + 1)//4", "n//2"),
    ("n + n//2", "3*n//2"),
    ("n//2//2", "n//4"),
    ("n//m//2", "n//(2*m)"),
    ("(n//2 + m)//3", "(n + 2*m)//6"),
    ("-(-n//2)", "ceil(n, 2)"),
    ("ceil(n, m)", "(n + m - 1)//m"),
    ("ceil(ceil(n, 2), 2)", "ceil(n, 4)"),
    ("n//-2", "-n//2"),
    ("(n*m)//m", "n"),
    ("(n*m + 3)//m", "n + 3//m"),
    ("(n*n - m*m)//(n + m)", "n - m"),
    ("(2*n)//(2*m)", "n//m"),
    ("(n*z)//(m*n)", "z//m"),
    ("(n % 4)//4", "0"),
    ("(n % 4) % 2", "n % 2"),
    ("(n + 5) % 4", "(n + 1) % 4"),
    ("(2*n) % 4", "2*(n % 2)"),
    ("(n*m) % m", "0"),
    ("n % -3", "-(-n % 3)"),
    ("0//z", "0"),
    ("n % 1", "0"),
    ("max(n, n + 1)", "n + 1"),
    ("max(n, 0)", "n"),
    ("min(n, 1)", "1"),
    ("max(max(n, m), y)", "max(y, max(m, n))"),
    ("max(n//2, n)", "n"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_equal_expressions_are_equal_objects(left: str, right: str) -> None:
    assert size(left) == size(right)
    assert hash(size(left)) == hash(size(right))


@pytest.mark.parametrize(("left", "right"), [("n//2*2", "n"), ("(n + 1)//2", "n//2"), ("z//z", "1")])
def test_what_is_not_always_equal_stays_apart(left: str, right: str) -> None:
    assert size(left) != size(right)


@settings(max_examples=1500)
@given(EXPRESSIONS)
def test_the_value_is_that_of_python(text: str) -> None:
    found = size(text)
    for point in points(text):
        expected = value(text, point)
        if expected is not None:
            assert substitute(found, at(point)) in (expected, UNKNOWN_DIM)


@settings(max_examples=500)
@given(EXPRESSIONS)
def test_what_is_small_is_known(text: str) -> None:
    """Only division by what is 0, and caps, give the unknown."""
    if any(value(text, point) is None for point in points(text)) or "power" in text or text.count("multiply") > 3:
        return
    assert size(text) is not UNKNOWN_DIM


@settings(max_examples=300)
@given(EXPRESSIONS, st.sampled_from(["n", "m", "y", "z"]), POLYNOMIALS)
def test_substitution_by_expressions(text: str, name: str, replacement: str) -> None:
    least = {"n": 1, "m": 1, "y": 0, "z": 0}[name]
    put = maximum(size(replacement), least)
    found = substitute(size(text), {Variable(name, least): put})
    for point in points(text, replacement):
        inside = value(replacement, point)
        assert inside is not None
        expected = value(text, {**point, name: max(inside, least)})
        if expected is not None:
            assert substitute(found, at(point)) in (expected, UNKNOWN_DIM)


# --- laws -----------------------------------------------------------------------------------------------------------


@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS)
def test_ring(a: str, b: str, c: str) -> None:
    x, u, w = size(a), size(b), size(c)
    assert add(x, u) == add(u, x)
    assert multiply(x, u) == multiply(u, x)
    assert add(add(x, u), w) == add(x, add(u, w))
    assert add(x, 0) == x == multiply(x, 1)
    assert subtract(x, x) in (0, UNKNOWN_DIM)
    assert negate(negate(x)) == x
    products = {multiply(multiply(x, u), w), multiply(x, multiply(u, w))} - {UNKNOWN_DIM}
    assert len(products) <= 1
    distributed = {multiply(x, add(u, w)), add(multiply(x, u), multiply(x, w))} - {UNKNOWN_DIM}
    assert len(distributed) <= 1


@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=300)
def test_lattice(a: str, b: str, c: str) -> None:
    x, u, w = size(a), size(b), size(c)
    for extreme in (maximum, minimum):
        assert extreme(x, x) == x
        assert extreme(x, u) == extreme(u, x)
        grouped = {extreme(extreme(x, u), w), extreme(x, extreme(u, w))} - {UNKNOWN_DIM}
        assert len(grouped) <= 1


@given(EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=300)
def test_operators_are_the_functions(a: str, b: str) -> None:
    x, u = size(a), size(b)
    if isinstance(x, Symbolic) and isinstance(u, (int, Symbolic)):
        assert (x + u, x - u, x * u, x // u, x % u) == (
            add(x, u), subtract(x, u), multiply(x, u), floor_divide(x, u), modulo(x, u),
        )  # fmt: skip
        assert (u + x, u - x, u * x, u // x, u % x) == (
            add(u, x), subtract(u, x), multiply(u, x), floor_divide(u, x), modulo(u, x),
        )  # fmt: skip
        assert (-x, +x, x**2) == (negate(x), x, multiply(x, x))


@given(EXPRESSIONS, st.integers(1, 9))
@settings(max_examples=300)
def test_division(text: str, divisor: int) -> None:
    x = size(text)
    assert floor_divide(multiply(x, divisor), divisor) in (x, UNKNOWN_DIM)
    assert modulo(multiply(x, divisor), divisor) in (0, UNKNOWN_DIM)
    assert floor_divide(add(x, divisor), divisor) in (add(floor_divide(x, divisor), 1), UNKNOWN_DIM)
    assert modulo(add(x, divisor), divisor) in (modulo(x, divisor), UNKNOWN_DIM)
    assert ceil_divide(x, divisor) in (floor_divide(add(x, divisor - 1), divisor), UNKNOWN_DIM)


# --- what is not a number -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", BINARY, ids=lambda operation: operation.__name__)
@pytest.mark.parametrize("other", [3, n, None])
def test_none_absorbs_numbers_and_the_unknown_absorbs_all(operation, other: Dim) -> None:  # type: ignore[no-untyped-def]
    assert operation(None, other) is None
    assert operation(other, None) is None
    assert operation(UNKNOWN_DIM, other) is UNKNOWN_DIM
    assert operation(other, UNKNOWN_DIM) is UNKNOWN_DIM


def test_totals_and_products() -> None:
    assert total([]) == 0
    assert product([]) == 1
    assert total([1, n, 2]) == n + 3
    assert product([2, n, m]) == 2 * n * m
    assert product([2, None]) is None
    assert product([2, None, UNKNOWN_DIM]) is UNKNOWN_DIM


@pytest.mark.parametrize("divisor", [0, n - n, False])
def test_a_division_by_zero_has_no_value(divisor: int) -> None:
    assert floor_divide(n, divisor) is UNKNOWN_DIM
    assert modulo(n, divisor) is UNKNOWN_DIM
    assert floor_divide(3, divisor) is UNKNOWN_DIM
    assert ceil_divide(n, divisor) is UNKNOWN_DIM


@pytest.mark.parametrize("exponent", [-1, n, None])
def test_exponents(exponent: Dim) -> None:
    assert power(n, exponent) in (UNKNOWN_DIM, None)
    assert power(n, 0) == power(0, 0) == 1
    assert [power(base, 10**30 + 1) for base in (-1, 0, 1)] == [-1, 0, 1]


def test_other_types_are_left_to_the_other_operand() -> None:
    for wrong in (1.5, "a", None, [1]):
        with pytest.raises(TypeError):
            n + wrong
        with pytest.raises(TypeError):
            wrong - n
    with pytest.raises(TypeError):
        bool(n)


# --- caps -----------------------------------------------------------------------------------------------------------


def test_beyond_the_caps_is_the_unknown() -> None:
    assert multiply(2**62, 2**62) is UNKNOWN_DIM
    assert multiply(n, 2**64) is UNKNOWN_DIM
    assert power(n, 9) is UNKNOWN_DIM
    assert power(10, 10**9) is UNKNOWN_DIM
    assert total(symbol(f"v{i}") for i in range(25)) is UNKNOWN_DIM
    assert product([total([n, m, y, z, 1])] * 6) is UNKNOWN_DIM


def test_growth_ends() -> None:
    """A loop that nests a size ever deeper comes to the unknown, quickly."""
    size_: Dim = n
    for round_ in range(500):
        size_ = maximum(modulo(multiply(size_, size_), add(m, round_)), floor_divide(size_, add(y, round_)))
    assert size_ is UNKNOWN_DIM


# --- variables ------------------------------------------------------------------------------------------------------


def test_variables() -> None:
    assert variables(3) == variables(None) == variables(UNKNOWN_DIM) == frozenset()
    assert variables(size("max(n//2, m) + z*y - y*z")) == {
        Variable("n", 1),
        Variable("m", 1),
        Variable("z"),
        Variable("y"),
    } - {
        Variable("z"),
        Variable("y"),
    }


def test_substitution_absorbs() -> None:
    assert substitute(n + 1, {Variable("n", 1): None}) is None
    assert substitute(n + 1, {Variable("n", 1): UNKNOWN_DIM}) is UNKNOWN_DIM
    assert substitute(n + 1, {Variable("n", 0): 5}) == n + 1
    assert substitute(n + m, {Variable("n", 1): m}) == 2 * m


def test_symbols_of_one_name_and_other_minimum_are_others() -> None:
    one, other = symbol("n"), symbol("n", 1)
    assert maximum(one, other) == maximum(other, one)
    assert one * other == other * one
    assert decide.equal(one, other) is decide.Answer.MAYBE
