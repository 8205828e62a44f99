"""The range of a size: interval arithmetic, made sharper by what a quotient has to do with its dividend.

A polynomial may be negative (`n - 3`), and so may what is not known: only variables have a minimum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from keralint.shapes.terms import (
    EXTREMES,
    Atom,
    Monomial,
    Opaque,
    Operand,
    Operator,
    Polynomial,
    Terms,
    UnknownDim,
    Variable,
    plus,
    terms_of,
)

Bounds: TypeAlias = tuple[int | None, int | None]
"""The least and the greatest value, `None` where there is none."""

MAX_RELATED: Final = 3
"""Quotients of one size that are related to their dividends: each doubles the work."""

_ANY: Final[Bounds] = (None, None)


def bounds(dim: Operand | UnknownDim | None) -> Bounds:
    """The range in which a size certainly lies, wherever it is not a division by zero."""
    if isinstance(dim, int):
        return int(dim), int(dim)
    return _terms_bounds(terms_of(dim), MAX_RELATED) if isinstance(dim, Polynomial) else _ANY


def at_least(dim: Operand, least: int) -> bool:
    """Whether `dim >= least` for certain."""
    low, _ = bounds(dim)
    return low is not None and low >= least


def _terms_bounds(terms: Terms, related: int) -> Bounds:
    low, high = _direct(terms)
    for monomial, coefficient in terms.items() if related else ():
        match monomial:
            case ((Opaque() as atom, 1),):
                below, above = _relations(atom) if coefficient > 0 else tuple(reversed(_relations(atom)))
                rest = {m: c for m, c in terms.items() if m != monomial}
                for replaced, divisor in _replaced(rest, coefficient, below):
                    found = _terms_bounds(replaced, related - 1)[0]
                    low = _greater(low, None if found is None else -(-found // divisor))
                for replaced, divisor in _replaced(rest, coefficient, above):
                    found = _terms_bounds(replaced, related - 1)[1]
                    high = _lesser(high, None if found is None else found // divisor)
    return low, high


_Fraction: TypeAlias = tuple[Mapping[Monomial, int], int]
"""Terms, and what they are divided by."""


def _replaced(rest: Terms, coefficient: int, fractions: list[_Fraction]) -> Iterator[_Fraction]:
    """`rest + coefficient * fraction`, for each."""
    for terms, divisor in fractions:
        yield plus(plus({}, rest, divisor), terms, coefficient), divisor


def _relations(atom: Opaque) -> tuple[list[_Fraction], list[_Fraction]]:
    """Numbers that an atom is certainly not below, and not above, in terms of its operands."""
    left, right = terms_of(atom.left), terms_of(atom.right)
    if atom.operator in EXTREMES:
        operands: list[_Fraction] = [(left, 1), (right, 1)]
        return (operands, []) if atom.operator is Operator.MAXIMUM else ([], operands)
    if atom.operator is Operator.FLOOR_DIVIDE and isinstance(atom.right, int):
        return [(plus(left, {(): 1 - atom.right}), atom.right)], [(left, atom.right)]
    positive = at_least(atom.left, 0) and at_least(atom.right, 0)
    return [], ([(left, 1)] if positive else [])


def _direct(terms: Terms) -> Bounds:
    low: int | None = 0
    high: int | None = 0
    for monomial, coefficient in terms.items():
        term_low, term_high = _scaled(_monomial_bounds(monomial), coefficient)
        low = None if low is None or term_low is None else low + term_low
        high = None if high is None or term_high is None else high + term_high
    return low, high


def _scaled(of: Bounds, factor: int) -> Bounds:
    low, high = (None if bound is None else bound * factor for bound in of)
    return (low, high) if factor >= 0 else (high, low)


def _monomial_bounds(monomial: Monomial) -> Bounds:
    result: Bounds = (1, 1)
    for atom, exponent in monomial:
        powers: Bounds = (1, 1)
        of = _atom_bounds(atom)
        for _ in range(exponent):
            powers = _times(powers, of)
        if exponent % 2 == 0:
            powers = (_greater(powers[0], 0), powers[1])
        result = _times(result, powers)
    return result


def _times(left: Bounds, right: Bounds) -> Bounds:
    """The range of a product."""
    (a, b), (c, d) = left, right
    if a is not None and b is not None and c is not None and d is not None:
        corners = (a * c, a * d, b * c, b * d)
        return min(corners), max(corners)
    if a is None or a < 0:
        if b is None or b > 0:
            return _ANY
        return _scaled(_times(_scaled(left, -1), right), -1)
    if c is None or c < 0:
        if d is None or d > 0:
            return _ANY
        return _scaled(_times(left, _scaled(right, -1)), -1)
    return a * c, (None if b is None or d is None else b * d)


def _atom_bounds(atom: Atom) -> Bounds:
    if isinstance(atom, Variable):
        return atom.minimum, None
    (a, b), (c, d) = bounds(atom.left), bounds(atom.right)
    if atom.operator is Operator.MAXIMUM:
        return _greater(a, c), (max(b, d) if b is not None and d is not None else None)
    if atom.operator is Operator.MINIMUM:
        return (min(a, c) if a is not None and c is not None else None), _lesser(b, d)
    if c is None or c < 0:
        return _ANY
    c = max(c, 1)  # a division by zero has no value
    if atom.operator is Operator.MODULO:
        rest = None if d is None else max(d - 1, 0)
        return 0, (_lesser(rest, b) if a is not None and a >= 0 else rest)
    # Floor division by something positive; a larger divisor brings the quotient nearer to 0.
    low = None if a is None else (a // c if a < 0 else (0 if d is None else a // max(d, 1)))
    return low, (None if b is None else (b // c if b >= 0 else (-1 if d is None else b // max(d, 1))))


def _greater(left: int | None, right: int | None) -> int | None:
    """The greater of two lower bounds."""
    return right if left is None else (left if right is None else max(left, right))


def _lesser(left: int | None, right: int | None) -> int | None:
    """The lesser of two upper bounds."""
    return right if left is None else (left if right is None else min(left, right))
