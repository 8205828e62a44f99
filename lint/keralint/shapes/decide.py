"""Questions about sizes, answered YES, NO or MAYBE: only a proven NO is an error.

`None` and the unknown can be any number, and no number where arithmetic has gone wrong: they are always MAYBE. So is
what may be `None`, unless it is compared with itself.
"""

from __future__ import annotations

import enum
import math

from keralint.shapes.bounds import Bounds, bounds
from keralint.shapes.dims import Dim, Symbolic, modulo, subtract, variables

__all__ = ["Answer", "Bounds", "bounds", "divides", "equal", "less", "less_equal"]


class Answer(enum.Enum):
    """What can be proved."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


def equal(left: Dim, right: Dim) -> Answer:
    """Whether two sizes are the same number."""
    difference = subtract(left, right)
    low, high = bounds(difference)
    if low == high == 0:
        return Answer.YES
    if _may_be_none(left) or _may_be_none(right):
        return Answer.MAYBE
    if (low is not None and low > 0) or (high is not None and high < 0):
        return Answer.NO
    return Answer.NO if isinstance(difference, Symbolic) and _never_zero(difference) else Answer.MAYBE


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
    if _may_be_none(left) or _may_be_none(right):
        return Answer.MAYBE
    low, high = bounds(subtract(right, left))
    if low is not None and low >= 0:
        return Answer.YES
    return Answer.NO if high is not None and high < 0 else Answer.MAYBE


def _may_be_none(dim: Dim) -> bool:
    return isinstance(dim, Symbolic) and any(variable.dynamic for variable in variables(dim))


def _not(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.MAYBE: Answer.MAYBE}[answer]


def divides(divisor: Dim, dim: Dim) -> Answer:
    """Whether `dim` is a multiple of `divisor`; MAYBE if the divisor may be 0."""
    return equal(modulo(dim, divisor), 0)
