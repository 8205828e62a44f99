"""Questions about sizes, answered YES, NO or MAYBE: only a proven NO is an error."""

from __future__ import annotations

import enum
import math

from keralint.shapes.dims import Atom, Dim, Monomial, Operator, Symbolic, UnknownDim, Variable, modulo, subtract

Bounds = tuple[int | None, int | None]
"""The least and the greatest value, `None` where there is none."""


class Answer(enum.Enum):
    """What can be proved."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


def bounds(dim: Dim) -> Bounds:
    """The range in which a size certainly lies; sizes that are not known are at least 0."""
    if isinstance(dim, int):
        return dim, dim
    if dim is None or isinstance(dim, UnknownDim):
        return 0, None
    low: int | None = 0
    high: int | None = 0
    for monomial, coefficient in dim.terms:
        term_low, term_high = _scaled(_monomial_bounds(monomial), coefficient)
        low = None if low is None or term_low is None else low + term_low
        high = None if high is None or term_high is None else high + term_high
    return low, high


def _scaled(of: Bounds, factor: int) -> Bounds:
    low, high = (None if bound is None else bound * factor for bound in of)
    return (low, high) if factor >= 0 else (high, low)


def _monomial_bounds(monomial: Monomial) -> Bounds:
    low: int = 1
    high: int | None = 1
    for atom, exponent in monomial:
        atom_low, atom_high = _atom_bounds(atom)
        if atom_low is None or atom_low < 0:
            return None, None
        low *= atom_low**exponent
        high = None if high is None or atom_high is None else high * atom_high**exponent
    return low, high


def _atom_bounds(atom: Atom) -> Bounds:
    if isinstance(atom, Variable):
        return atom.minimum, None
    (a, b), (c, d) = bounds(atom.left), bounds(atom.right)
    if atom.operator is Operator.MAXIMUM:
        lows = [low for low in (a, c) if low is not None]
        return (max(lows) if lows else None), (max(b, d) if b is not None and d is not None else None)
    if atom.operator is Operator.MINIMUM:
        highs = [high for high in (b, d) if high is not None]
        return (min(a, c) if a is not None and c is not None else None), (min(highs) if highs else None)
    if c is None or c < 1:
        return None, None
    if atom.operator is Operator.MODULO:
        return 0, (None if d is None else d - 1)
    # Floor division by something positive; a larger divisor brings the quotient nearer to 0.
    low = None if a is None else (a // c if a < 0 else (0 if d is None else a // d))
    return low, (None if b is None else (b // c if b >= 0 else (-1 if d is None else b // d)))


def equal(left: Dim, right: Dim) -> Answer:
    """Whether two sizes are the same number."""
    if isinstance(left, int) and isinstance(right, int):
        return Answer.YES if left == right else Answer.NO
    if _disjoint(bounds(left), bounds(right)):
        return Answer.NO
    if not isinstance(left, (int, Symbolic)) or not isinstance(right, (int, Symbolic)):
        return Answer.MAYBE
    difference = subtract(left, right)
    if isinstance(difference, int):
        return Answer.YES if difference == 0 else Answer.NO
    low, high = bounds(difference)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return Answer.NO
    return Answer.NO if isinstance(difference, Symbolic) and _never_zero(difference) else Answer.MAYBE


def _disjoint(left: Bounds, right: Bounds) -> bool:
    return any(
        high is not None and low is not None and high < low for high, low in ((left[1], right[0]), (right[1], left[0]))
    )


def _never_zero(difference: Symbolic) -> bool:
    """`2*n - 2*m - 1` is never 0: the constant is not a multiple of what all coefficients have in common."""
    terms = dict(difference.terms)
    constant = terms.pop((), 0)
    return constant % math.gcd(*terms.values()) != 0


def less(left: Dim, right: Dim) -> Answer:
    """Whether `left < right`."""
    return _not(less_equal(right, left))


def less_equal(left: Dim, right: Dim) -> Answer:
    """Whether `left <= right`."""
    known = isinstance(left, (int, Symbolic)) and isinstance(right, (int, Symbolic))
    if known:
        low, high = bounds(subtract(right, left))
        if low is not None and low >= 0:
            return Answer.YES
        return Answer.NO if high is not None and high < 0 else Answer.MAYBE
    (left_low, left_high), (right_low, right_high) = bounds(left), bounds(right)
    if left_high is not None and right_low is not None and left_high <= right_low:
        return Answer.YES
    return Answer.NO if left_low is not None and right_high is not None and left_low > right_high else Answer.MAYBE


def _not(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.MAYBE: Answer.MAYBE}[answer]


def divides(divisor: Dim, dim: Dim) -> Answer:
    """Whether `dim` is a multiple of `divisor`."""
    rest = modulo(dim, divisor)
    return equal(rest, 0) if isinstance(rest, (int, Symbolic)) else Answer.MAYBE
