"""Sizes: known integers, Keras's `None`, polynomials over program variables, and the unknown.

A symbolic size is a normal form by construction: equal expressions are equal objects. Arithmetic that gets stuck
(division with a rest that is not known) becomes an opaque atom, arithmetic that outgrows its caps becomes
`UNKNOWN_DIM`: less informative, never wrong. What sizes mean is asked of `keralint.shapes.decide`; `==` is structural.
A symbolic size is Python's integer, which may be negative (`n - 3`); where Python would raise it has no value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from keralint.shapes.bounds import at_least, bounds
from keralint.shapes.division import divide_monomials, multiply_monomials, shared_monomial, taken_out
from keralint.shapes.terms import (
    MAX_COEFFICIENT,
    MAX_DEGREE,
    MAX_TERMS,
    MAX_WEIGHT,
    UNKNOWN_DIM,
    Atom,
    Monomial,
    Opaque,
    Operator,
    Polynomial,
    Terms,
    UnknownDim,
    Variable,
    lone_atom,
    monomial_order,
    operands_of,
    order,
    plus,
    terms_of,
    weight,
)

__all__ = [
    "UNKNOWN_DIM",
    "Dim",
    "Operand",
    "Symbolic",
    "UnknownDim",
    "Variable",
    "add",
    "are_usual",
    "ceil_divide",
    "dim_text",
    "either_usual",
    "evened",
    "floor_divide",
    "is_number",
    "lone_variable",
    "maximum",
    "minimum",
    "modulo",
    "multiply",
    "negate",
    "polynomial",
    "power",
    "product",
    "substitute",
    "subtract",
    "symbol",
    "total",
    "variables",
]


@dataclass(frozen=True, slots=True, repr=False)
class Symbolic(Polynomial):
    """A size in terms of program variables; computes with integers and other sizes as Python's integers do."""

    def __add__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(add, self, other)

    def __radd__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(add, other, self)

    def __sub__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(subtract, self, other)

    def __rsub__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(subtract, other, self)

    def __mul__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(multiply, self, other)

    def __rmul__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(multiply, other, self)

    def __floordiv__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(floor_divide, self, other)

    def __rfloordiv__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(floor_divide, other, self)

    def __mod__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(modulo, self, other)

    def __rmod__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(modulo, other, self)

    def __pow__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(power, self, other)

    def __rpow__(self, other: Operand | UnknownDim) -> Dim:
        return _operate(power, other, self)

    def __neg__(self) -> Dim:
        return negate(self)

    def __pos__(self) -> Dim:
        return self


Operand: TypeAlias = int | Symbolic
Dim: TypeAlias = int | Symbolic | UnknownDim | None
"""A size; `None` is Keras's own dynamic size."""


def _operate(operation: Callable[[Dim, Dim], Dim], left: Operand | UnknownDim, right: Operand | UnknownDim) -> Dim:
    """An operator on what is no integer and no size, `None` included, is left to the other operand."""
    for operand in (left, right):
        if not isinstance(operand, (int, Symbolic, UnknownDim)):
            return cast("Dim", NotImplemented)
    return operation(left, right)


def symbol(
    name: str,
    minimum: int = 0,
    *,
    dynamic: bool = False,
    level: int = 0,
    number: bool = False,
    usual: bool = False,
) -> Symbolic:
    """The size that a program variable stands for."""
    return _of_atom(Variable(name, minimum, dynamic, level, number, usual))


def lone_variable(dim: object) -> Variable | None:
    """The variable, if a size is nothing else."""
    atom = lone_atom(dim) if isinstance(dim, Symbolic) else None
    return atom if isinstance(atom, Variable) else None


def are_usual(*sizes: Dim) -> bool:
    """Whether they are what is usually given: no more is assumed of sizes that are known."""
    symbolic = [size for size in sizes if isinstance(size, Symbolic)]
    known = all(isinstance(size, (int, Symbolic)) for size in sizes)
    return known and bool(symbolic) and all(variable.usual for size in symbolic for variable in variables(size))


def either_usual(left: Dim, right: Dim) -> Dim:
    """Of two sizes that must be the same: the one that is known, or else was given first, as layers' arguments are."""
    if isinstance(left, int) or isinstance(right, int):
        return left if isinstance(left, int) else right
    levels = [max((variable.level for variable in variables(size)), default=0) for size in (left, right)]
    return right if levels[1] < levels[0] else left


def is_number(size: Symbolic) -> bool:
    """Whether it certainly is a number, and no parameter of a function that may be given a tensor."""
    return all(variable.is_number for variable in variables(size))


def dim_text(dim: Dim) -> str:
    """A size as a person would write it."""
    return str(dim)


# --- the normal form ------------------------------------------------------------------------------------------------


def polynomial(terms: Terms) -> Dim:
    """The size with these terms; `UNKNOWN_DIM` if it outgrows the caps."""
    kept = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if any(abs(coefficient) > MAX_COEFFICIENT for coefficient in kept.values()) or len(kept) > MAX_TERMS:
        return UNKNOWN_DIM
    if not any(kept):
        return kept.get((), 0)
    if any(sum(exponent for _, exponent in monomial) > MAX_DEGREE for monomial in kept):
        return UNKNOWN_DIM
    found = Symbolic(tuple(sorted(kept.items(), key=lambda term: monomial_order(term[0]))))
    return found if weight(found) <= MAX_WEIGHT else UNKNOWN_DIM


def _of_atom(atom: Atom) -> Symbolic:
    return Symbolic(((((atom, 1),), 1),))


def _opaque(operator: Operator, left: Dim, right: Dim) -> Dim:
    if not isinstance(left, (int, Symbolic)) or not isinstance(right, (int, Symbolic)):
        return UNKNOWN_DIM
    stuck = polynomial({((Opaque(operator, left, right), 1),): 1})
    low, high = bounds(stuck)
    return stuck if low is None or low != high else low


def _absorbing(operation: Callable[[Operand, Operand], Dim]) -> Callable[[Dim, Dim], Dim]:
    """Lets the unknown absorb everything, and then `None` everything else."""

    def apply(left: Dim, right: Dim) -> Dim:
        if isinstance(left, UnknownDim) or isinstance(right, UnknownDim):
            return UNKNOWN_DIM
        if left is None or right is None:
            return None
        return operation(left, right)

    return apply


# --- sums and products ----------------------------------------------------------------------------------------------


def _add(left: Operand, right: Operand) -> Dim:
    return polynomial(plus(terms_of(left), terms_of(right)))


def _multiply(left: Operand, right: Operand) -> Dim:
    terms: dict[Monomial, int] = {}
    for monomial, coefficient in terms_of(left).items():
        for other, factor in terms_of(right).items():
            both = multiply_monomials(monomial, other)
            terms[both] = terms.get(both, 0) + coefficient * factor
    return polynomial(terms)


def negate(value: Dim) -> Dim:
    """`-value`."""
    return multiply(-1, value)


def subtract(left: Dim, right: Dim) -> Dim:
    """`left - right`."""
    return add(left, negate(right))


# --- division -------------------------------------------------------------------------------------------------------


def _floor_divide(left: Operand, right: Operand) -> Dim:
    """Takes out what is divisible: `(6*n + 5)//2` is `3*n + 2`, `(n + 4)//2` is `n//2 + 2`."""
    if isinstance(left, int) and isinstance(right, int):
        return left // right if right else UNKNOWN_DIM
    quotient = _quotient_in(right)
    if quotient is not None:
        return floor_divide(multiply(left, _as_dim(quotient.right)), _as_dim(quotient.left))
    low, high = bounds(right)
    if high is not None and high < 0:
        return floor_divide(negate(left), negate(right))
    if low is None or low < 1:
        return UNKNOWN_DIM if low == high == 0 else _opaque(Operator.FLOOR_DIVIDE, left, right)
    return _divide(left, right)


def _quotient_in(divisor: Operand) -> Opaque | None:
    """What a divisor is a quotient of, if that usually leaves no rest, so that `n//(m//k)` is `k*n//m`."""
    atom = lone_atom(divisor) if isinstance(divisor, Symbolic) and are_usual(divisor) else None
    is_quotient = isinstance(atom, Opaque) and atom.operator is Operator.FLOOR_DIVIDE and at_least(atom.right, 1)
    return atom if is_quotient and isinstance(atom, Opaque) else None


def _divide(left: Dim, right: Operand, *, mirrored: bool = False) -> Dim:
    """`left // right` for a positive divisor."""
    if not isinstance(left, (int, Symbolic)):
        return UNKNOWN_DIM
    quotient, rest = taken_out(terms_of(left), terms_of(right))
    remaining = polynomial(rest)
    if not isinstance(remaining, (int, Symbolic)):
        return UNKNOWN_DIM
    return add(polynomial(quotient), _divide_rest(remaining, right, mirrored=mirrored))


def _divide_rest(rest: Operand, right: Operand, *, mirrored: bool) -> Dim:
    """The quotient where nothing can be taken out."""
    small = _quotient_of_small(rest, right)
    if small is not None:
        return small
    dividend, divisor = _cancelled(rest, right)
    if divisor != right:
        return floor_divide(dividend, divisor)
    if isinstance(rest, Symbolic):
        if _leads_negative(rest) and not mirrored:
            # Floor and ceiling mirror each other: `-n//2` is `-((n + 1)//2)`.
            return negate(_divide(add(negate(rest), subtract(right, 1)), right, mirrored=True))
        merged = _merged(rest, right)
        if merged is not None:
            return floor_divide(*merged)
    return _opaque(Operator.FLOOR_DIVIDE, rest, right)


def _quotient_of_small(rest: Operand, right: Operand) -> int | None:
    """The quotient where the range of the rest leaves but one."""
    low, high = bounds(rest)
    if isinstance(right, int):
        return low // right if low is not None and high is not None and low // right == high // right else None
    if low is not None and low >= 0 and _certainly_less(rest, right):
        return 0
    return -1 if high is not None and high < 0 and _certainly_less(subtract(-1, rest), right) else None


def _certainly_less(left: Dim, right: Dim) -> bool:
    difference = subtract(right, left)
    return isinstance(difference, (int, Symbolic)) and at_least(difference, 1)


def _leads_negative(value: Symbolic) -> bool:
    return next(coefficient for monomial, coefficient in value.terms if monomial) < 0


def _merged(rest: Symbolic, right: Operand) -> tuple[Dim, Dim] | None:
    """A quotient inside of a quotient: `(n//2 + m)//3` is `(n + 2*m)//6`; `None` if there is none."""
    for monomial, coefficient in rest.terms:
        match monomial:
            case ((Opaque(Operator.FLOOR_DIVIDE, inner, divisor), 1),) if coefficient == 1 and at_least(divisor, 1):
                others = polynomial({m: c for m, c in rest.terms if m != monomial})
                by = _as_dim(divisor)
                return add(_as_dim(inner), multiply(others, by)), multiply(by, right)
    return None


def _cancelled(rest: Operand, right: Operand) -> tuple[Dim, Dim]:
    """Dividend and divisor without what they have in common: `(2*n + 1)//4` is `n//2`."""
    terms, divisor = terms_of(rest), terms_of(right)
    common = math.gcd(*(c for monomial, c in terms.items() if monomial), *divisor.values())
    shared = shared_monomial([*terms, *divisor])
    if common <= 1 and not shared:
        return rest, right

    def without(of: Terms) -> Dim:
        return polynomial({divide_monomials(m, shared) or (): c // common for m, c in of.items()})

    return without(terms), without(divisor)


def _as_dim(operand: int | Polynomial) -> Dim:
    return operand if isinstance(operand, int) else Symbolic(operand.terms)


def _modulo(left: Operand, right: Operand) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left % right if right else UNKNOWN_DIM
    low, high = bounds(right)
    if high is not None and high < 0:
        return negate(modulo(negate(left), negate(right)))
    if low is None or low < 1:
        return UNKNOWN_DIM if low == high == 0 else _opaque(Operator.MODULO, left, right)
    if isinstance(right, int):
        return _modulo_constant(terms_of(left), right)
    rest = polynomial(taken_out(terms_of(left), terms_of(right))[1])
    return _rest_modulo(rest, right)


def _modulo_constant(left: Terms, right: int) -> Dim:
    """Coefficients count modulo the divisor; a common factor is taken out: `(2*n + 1)%4` is `2*(n%2) + 1`."""
    terms: dict[Monomial, int] = {}
    for monomial, coefficient in left.items():
        match monomial:
            case ((Opaque(Operator.MODULO, inner, int() as divisor), 1),) if divisor % right == 0:
                terms = plus(terms, terms_of(inner), coefficient)
            case _:
                terms = plus(terms, {monomial: coefficient})
    terms = {monomial: coefficient % right for monomial, coefficient in terms.items() if coefficient % right}
    common = math.gcd(*(coefficient for monomial, coefficient in terms.items() if monomial), right)
    offset = terms.get((), 0) % common
    rest = polynomial({monomial: coefficient // common for monomial, coefficient in terms.items()})
    return add(multiply(common, _rest_modulo(rest, right // common)), offset)


def _rest_modulo(rest: Dim, right: Operand) -> Dim:
    if isinstance(rest, int) and isinstance(right, int):
        return rest % right
    if isinstance(rest, (int, Symbolic)):
        small = _quotient_of_small(rest, right)
        if small is not None:
            return subtract(rest, multiply(small, right))
    return _opaque(Operator.MODULO, rest, right)


def ceil_divide(left: Dim, right: Dim) -> Dim:
    """`-(-left // right)`: how many windows of `right` cover `left`."""
    return negate(floor_divide(negate(left), right))


# --- the rest of arithmetic -----------------------------------------------------------------------------------------


def _extreme(operator: Operator, pick: Callable[[int, int], int]) -> Callable[[Operand, Operand], Dim]:
    def apply(left: Operand, right: Operand) -> Dim:
        if isinstance(left, int) and isinstance(right, int):
            return pick(left, right)
        kept: list[Operand] = []
        for operand in (*_operands(operator, left), *_operands(operator, right)):
            if not any(_covers(operator, other, operand) for other in kept):
                kept = [*(other for other in kept if not _covers(operator, operand, other)), operand]
        *others, result = sorted(kept, key=order)
        found: Dim = result
        for other in reversed(others):
            found = _opaque(operator, other, found)
        return found

    return apply


def _operands(operator: Operator, value: Operand) -> list[Operand]:
    atom = lone_atom(value)
    if not isinstance(atom, Opaque) or atom.operator is not operator:
        return [value]
    return [operand if isinstance(operand, int) else Symbolic(operand.terms) for operand in operands_of(atom)]


def _covers(operator: Operator, one: Operand, other: Operand | UnknownDim) -> bool:
    """Whether `other` makes no difference beside `one`."""
    difference = subtract(one, other) if operator is Operator.MAXIMUM else subtract(other, one)
    return isinstance(difference, (int, Symbolic)) and at_least(difference, 0)


def _power(base: Operand, exponent: Operand) -> Dim:
    if not isinstance(exponent, int) or exponent < 0:
        return UNKNOWN_DIM
    if isinstance(base, int) and abs(base) < 2:
        return base ** (exponent % 2 if exponent else 0) if base else int(not exponent)
    result: Dim = 1
    for _ in range(exponent):
        result = multiply(result, base)
        if isinstance(result, UnknownDim):
            break
    return result


add = _absorbing(_add)
multiply = _absorbing(_multiply)
floor_divide = _absorbing(_floor_divide)
modulo = _absorbing(_modulo)
maximum = _absorbing(_extreme(Operator.MAXIMUM, max))
minimum = _absorbing(_extreme(Operator.MINIMUM, min))
power = _absorbing(_power)


def product(dims: Iterable[Dim]) -> Dim:
    """The product of sizes, 1 for none."""
    result: Dim = 1
    for dim in dims:
        result = multiply(result, dim)
    return result


def evened(size: Dim) -> Dim:
    """A product in which `n*(m//n)` is `m`: what a program is given usually, it divides without a rest."""
    if not isinstance(size, Symbolic) or len(size.terms) != 1 or not are_usual(size):
        return size
    ((monomial, coefficient),) = size.terms
    for atom, exponent in monomial:
        if not isinstance(atom, Opaque) or atom.operator is not Operator.FLOOR_DIVIDE:
            continue
        divisor = terms_of(atom.right)
        factors, count = next(iter(divisor.items()))
        others = tuple((other, power - (other == atom)) for other, power in monomial if other != atom or exponent > 1)
        rest = divide_monomials(others, factors)
        if len(divisor) == 1 and rest is not None and coefficient % count == 0:
            return evened(multiply(polynomial({rest: coefficient // count}), _as_dim(atom.left)))
    return size


def total(dims: Iterable[Dim]) -> Dim:
    """The sum of sizes, 0 for none."""
    result: Dim = 0
    for dim in dims:
        result = add(result, dim)
    return result


# --- variables ------------------------------------------------------------------------------------------------------


def variables(dim: Dim) -> frozenset[Variable]:
    """The program variables that a size depends on."""
    return frozenset(_variables(dim.terms)) if isinstance(dim, Symbolic) else frozenset()


def _variables(terms: Iterable[tuple[Monomial, int]]) -> Iterator[Variable]:
    for monomial, _ in terms:
        for atom, _exponent in monomial:
            if isinstance(atom, Variable):
                yield atom
                continue
            for operand in (atom.left, atom.right):
                if isinstance(operand, Polynomial):
                    yield from _variables(operand.terms)


def substitute(dim: Dim, values: Mapping[Variable, Dim]) -> Dim:
    """The size with variables replaced."""
    if not isinstance(dim, Symbolic):
        return dim
    return total(
        multiply(coefficient, product(power(_substitute_atom(atom, values), exponent) for atom, exponent in monomial))
        for monomial, coefficient in dim.terms
    )


_OPERATIONS: Final[Mapping[Operator, Callable[[Dim, Dim], Dim]]] = {
    Operator.FLOOR_DIVIDE: floor_divide,
    Operator.MODULO: modulo,
    Operator.MAXIMUM: maximum,
    Operator.MINIMUM: minimum,
}


def _substitute_atom(atom: Atom, values: Mapping[Variable, Dim]) -> Dim:
    if isinstance(atom, Variable):
        return values.get(atom, _of_atom(atom))
    left, right = (substitute(_as_dim(operand), values) for operand in (atom.left, atom.right))
    return _OPERATIONS[atom.operator](left, right)
