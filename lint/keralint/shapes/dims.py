"""Sizes: known integers, Keras's `None`, polynomials over program variables, and the unknown.

A symbolic size is a normal form by construction: equal expressions are equal objects. Arithmetic that gets stuck
(division with a rest that is not known) becomes an opaque atom, arithmetic that outgrows its caps becomes
`UNKNOWN_DIM`: less informative, never wrong. What sizes mean is asked of `keralint.shapes.decide`; `==` is structural.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, Union


class UnknownDim(enum.Enum):
    """The type of `UNKNOWN_DIM`, a size about which nothing is known."""

    UNKNOWN = "?"

    def __repr__(self) -> str:
        return "?"

    __str__ = __repr__


UNKNOWN_DIM: Final = UnknownDim.UNKNOWN

MAX_TERMS: Final = 24
"""Terms of a polynomial: sums of sizes in real code have a handful; beyond it, products would explode."""
MAX_DEGREE: Final = 8
"""Total degree of a monomial: a volume has three axes, a flattened product of a few layers rarely more."""
MAX_COEFFICIENT: Final = 2**63
"""Sizes beyond a machine word are no sizes of tensors."""


@dataclass(frozen=True, slots=True, order=True)
class Variable:
    """A variable of the program that stands for a size of at least `minimum`."""

    name: str
    minimum: int = 0

    def __str__(self) -> str:
        return self.name


class Operator(enum.Enum):
    """What an opaque atom applies to its operands."""

    FLOOR_DIVIDE = "//"
    MODULO = "%"
    MAXIMUM = "max"
    MINIMUM = "min"


@dataclass(frozen=True, slots=True)
class Opaque:
    """An operation that cannot be carried out on what is known of its operands."""

    operator: Operator
    left: int | Symbolic
    right: int | Symbolic

    def __str__(self) -> str:
        if self.operator in (Operator.MAXIMUM, Operator.MINIMUM):
            return f"{self.operator.value}({self.left}, {self.right})"
        return f"{_operand(self.left)}{self.operator.value}{_operand(self.right)}"


Atom: TypeAlias = Union[Variable, Opaque]
Monomial: TypeAlias = "tuple[tuple[Atom, int], ...]"
"""Factors with their exponents, sorted; the empty monomial is 1."""


@dataclass(frozen=True, slots=True)
class Symbolic:
    """A polynomial with integer coefficients, never a constant: terms are sorted and have non-zero coefficients."""

    terms: tuple[tuple[Monomial, int], ...]

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in sorted(self.terms, key=_print_order):
            sign = "-" if coefficient < 0 else "+"
            part = _term_text(monomial, abs(coefficient))
            text += f" {sign} {part}" if text else (f"-{part}" if sign == "-" else part)
        return text

    def __repr__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        raise TypeError("a symbolic size has no truth value: ask keralint.shapes.decide")

    def __add__(self, other: Operand) -> Dim:
        return add(self, other)

    def __radd__(self, other: Operand) -> Dim:
        return add(other, self)

    def __sub__(self, other: Operand) -> Dim:
        return subtract(self, other)

    def __rsub__(self, other: Operand) -> Dim:
        return subtract(other, self)

    def __mul__(self, other: Operand) -> Dim:
        return multiply(self, other)

    def __rmul__(self, other: Operand) -> Dim:
        return multiply(other, self)

    def __floordiv__(self, other: Operand) -> Dim:
        return floor_divide(self, other)

    def __rfloordiv__(self, other: Operand) -> Dim:
        return floor_divide(other, self)

    def __mod__(self, other: Operand) -> Dim:
        return modulo(self, other)

    def __rmod__(self, other: Operand) -> Dim:
        return modulo(other, self)

    def __pow__(self, other: Operand) -> Dim:
        return power(self, other)

    def __rpow__(self, other: Operand) -> Dim:
        return power(other, self)

    def __neg__(self) -> Dim:
        return negate(self)


Operand: TypeAlias = Union[int, Symbolic]
Dim: TypeAlias = Union[int, None, Symbolic, UnknownDim]
"""A size; `None` is Keras's own dynamic size."""


def symbol(name: str, minimum: int = 0) -> Symbolic:
    """The size that a program variable stands for."""
    return Symbolic(((((Variable(name, minimum), 1),), 1),))


# --- printing -------------------------------------------------------------------------------------------------------


def dim_text(dim: Dim) -> str:
    """A size as a person would write it."""
    return str(dim)


def _operand(value: int | Symbolic) -> str:
    text = str(value)
    return f"({text})" if isinstance(value, Symbolic) and not text.isidentifier() else text


def _print_order(term: tuple[Monomial, int]) -> tuple[int, str]:
    monomial, _ = term
    return -sum(exponent for _, exponent in monomial), _term_text(monomial, 1)


def _term_text(monomial: Monomial, coefficient: int) -> str:
    factors = [_factor_text(atom, exponent) for atom, exponent in monomial]
    if coefficient != 1 or not factors:
        factors.insert(0, str(coefficient))
    return "*".join(factors)


def _factor_text(atom: Atom, exponent: int) -> str:
    text = str(atom)
    if isinstance(atom, Opaque) and atom.operator in (Operator.FLOOR_DIVIDE, Operator.MODULO):
        text = f"({text})"
    return text if exponent == 1 else f"{text}**{exponent}"


def _atom_order(atom: Atom) -> tuple[int, str]:
    return (0, f"{atom.name}:{atom.minimum}") if isinstance(atom, Variable) else (1, str(atom))


def _monomial_order(monomial: Monomial) -> tuple[tuple[int, str, int], ...]:
    return tuple((*_atom_order(atom), exponent) for atom, exponent in monomial)


# --- the normal form ------------------------------------------------------------------------------------------------


def terms_of(value: Operand) -> dict[Monomial, int]:
    """The polynomial as a mapping from monomials to coefficients; a constant has the empty monomial."""
    if isinstance(value, Symbolic):
        return dict(value.terms)
    return {(): int(value)} if value else {}


def polynomial(terms: Mapping[Monomial, int]) -> Dim:
    """The size with these terms; `UNKNOWN_DIM` if it outgrows the caps."""
    kept = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if not kept:
        return 0
    if len(kept) == 1 and () in kept:
        return kept[()]
    if len(kept) > MAX_TERMS or any(abs(coefficient) > MAX_COEFFICIENT for coefficient in kept.values()):
        return UNKNOWN_DIM
    if any(sum(exponent for _, exponent in monomial) > MAX_DEGREE for monomial in kept):
        return UNKNOWN_DIM
    return Symbolic(tuple(sorted(kept.items(), key=lambda term: _monomial_order(term[0]))))


def _of_atom(atom: Atom) -> Symbolic:
    return Symbolic(((((atom, 1),), 1),))


def _absorbing(operation: Callable[[Operand, Operand], Dim]) -> Callable[[Dim, Dim], Dim]:
    """Lets the unknown absorb everything, and then `None` everything else."""

    def apply(left: Dim, right: Dim) -> Dim:
        if left is UNKNOWN_DIM or right is UNKNOWN_DIM:
            return UNKNOWN_DIM
        if left is None or right is None:
            return None
        return operation(left, right)  # type: ignore[arg-type]

    return apply


# --- arithmetic -----------------------------------------------------------------------------------------------------


def _add(left: Operand, right: Operand) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    terms = terms_of(left)
    for monomial, coefficient in terms_of(right).items():
        terms[monomial] = terms.get(monomial, 0) + coefficient
    return polynomial(terms)


def _multiply(left: Operand, right: Operand) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    terms: dict[Monomial, int] = {}
    for monomial, coefficient in terms_of(left).items():
        for other, factor in terms_of(right).items():
            product_ = _multiply_monomials(monomial, other)
            terms[product_] = terms.get(product_, 0) + coefficient * factor
    return polynomial(terms)


def _multiply_monomials(left: Monomial, right: Monomial) -> Monomial:
    exponents: dict[Atom, int] = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items(), key=lambda factor: _atom_order(factor[0])))


def negate(value: Dim) -> Dim:
    """`-value`."""
    return multiply(-1, value)


def subtract(left: Dim, right: Dim) -> Dim:
    """`left - right`."""
    return add(left, negate(right))


def _floor_divide(left: Operand, right: Operand) -> Dim:
    if isinstance(right, int):
        return _divide_by_constant(left, right)
    exact = _divide_exactly(left, right)
    return exact if exact is not None else _of_atom(Opaque(Operator.FLOOR_DIVIDE, left, right))


def _divide_by_constant(left: Operand, right: int) -> Dim:
    """Takes out what is divisible: `(6*n + 5)//2` is `3*n + 2`, `(n + 4)//2` is `n//2 + 2`."""
    if right == 0:
        return UNKNOWN_DIM
    if isinstance(left, int):
        return left // right
    whole: dict[Monomial, int] = {}
    rest: dict[Monomial, int] = {}
    for monomial, coefficient in left.terms:
        quotient, remainder = divmod(coefficient, right)
        if monomial == () or remainder == 0:
            whole[monomial] = quotient
            if remainder:
                rest[monomial] = remainder
        else:
            rest[monomial] = coefficient
    if not any(monomial for monomial in rest):
        return polynomial(whole)
    stuck = polynomial(rest)
    if not isinstance(stuck, Symbolic):
        return UNKNOWN_DIM
    return add(polynomial(whole), _of_atom(_reduced(stuck, right)))


def _reduced(left: Symbolic, right: int) -> Opaque:
    """Cancels a common factor: `(2*n)//4` is `n//2`."""
    factor = math.gcd(right, *[coefficient for _, coefficient in left.terms])
    if factor > 1:
        left = Symbolic(tuple((monomial, coefficient // factor) for monomial, coefficient in left.terms))
        right //= factor
    return Opaque(Operator.FLOOR_DIVIDE, left, right)


def _divide_exactly(left: Operand, right: Symbolic) -> Dim | None:
    """The quotient if `right` is one term that divides every term of `left` and is not 0; else `None`."""
    if left == right and _at_least_one(right):
        return 1
    if len(right.terms) != 1 or not _at_least_one(right) or left == 0:
        return 0 if left == 0 and _at_least_one(right) else None
    (divisor, coefficient), quotients = right.terms[0], {}
    for monomial, factor in terms_of(left).items():
        remaining = _divide_monomials(monomial, divisor)
        if remaining is None or factor % coefficient:
            return None
        quotients[remaining] = factor // coefficient
    return polynomial(quotients)


def _divide_monomials(left: Monomial, right: Monomial) -> Monomial | None:
    exponents = dict(left)
    for atom, exponent in right:
        if exponents.get(atom, 0) < exponent:
            return None
        exponents[atom] -= exponent
    return tuple((atom, exponent) for atom, exponent in exponents.items() if exponent)


def _at_least_one(value: Symbolic) -> bool:
    """Whether every term is positive for all values of its variables."""
    return all(
        coefficient > 0 and all(isinstance(atom, Variable) and atom.minimum >= 1 for atom, _ in monomial)
        for monomial, coefficient in value.terms
    )


def _modulo(left: Operand, right: Operand) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left % right if right else UNKNOWN_DIM
    if isinstance(right, int) and isinstance(left, Symbolic):
        return _modulo_constant(left, right)
    if isinstance(right, Symbolic):
        exact = _divide_exactly(left, right)
        if exact is not None:
            return 0
    return _of_atom(Opaque(Operator.MODULO, left, right))


def _modulo_constant(left: Symbolic, right: int) -> Dim:
    if right == 0:
        return UNKNOWN_DIM
    rest = polynomial({monomial: coefficient % right for monomial, coefficient in left.terms})
    return rest % right if isinstance(rest, int) else _opaque_modulo(rest, right)


def _opaque_modulo(rest: Dim, right: int) -> Dim:
    return _of_atom(Opaque(Operator.MODULO, rest, right)) if isinstance(rest, Symbolic) else UNKNOWN_DIM


def _extreme(operator: Operator, pick: Callable[[int, int], int]) -> Callable[[Operand, Operand], Dim]:
    def apply(left: Operand, right: Operand) -> Dim:
        if isinstance(left, int) and isinstance(right, int):
            return pick(left, right)
        difference = subtract(left, right)
        if isinstance(difference, int):
            return left if pick(difference, 0) == difference else right
        first, second = sorted((left, right), key=str)
        return _of_atom(Opaque(operator, first, second))

    return apply


def power(base: Dim, exponent: Dim) -> Dim:
    """`base ** exponent`; a negative or symbolic exponent gives no known size."""
    if isinstance(exponent, int) and isinstance(base, (int, Symbolic)):
        if not 0 <= exponent <= MAX_DEGREE * 8:
            return UNKNOWN_DIM
        result: Dim = 1
        for _ in range(exponent):
            result = multiply(result, base)
        return result
    return None if base is None and exponent is not UNKNOWN_DIM else UNKNOWN_DIM


add = _absorbing(_add)
multiply = _absorbing(_multiply)
floor_divide = _absorbing(_floor_divide)
modulo = _absorbing(_modulo)
maximum = _absorbing(_extreme(Operator.MAXIMUM, max))
minimum = _absorbing(_extreme(Operator.MINIMUM, min))


def ceil_divide(left: Dim, right: Dim) -> Dim:
    """`-(-left // right)`: how many windows of `right` cover `left`."""
    if isinstance(right, int) and right > 0:
        return floor_divide(add(left, right - 1), right)
    return negate(floor_divide(negate(left), right))


def product(dims: Iterable[Dim]) -> Dim:
    """The product of sizes, 1 for none."""
    result: Dim = 1
    for dim in dims:
        result = multiply(result, dim)
    return result


def total(dims: Iterable[Dim]) -> Dim:
    """The sum of sizes, 0 for none."""
    result: Dim = 0
    for dim in dims:
        result = add(result, dim)
    return result


# --- variables ------------------------------------------------------------------------------------------------------


def variables(dim: Dim) -> frozenset[Variable]:
    """The program variables that a size depends on."""
    if not isinstance(dim, Symbolic):
        return frozenset()
    found: set[Variable] = set()
    for monomial, _ in dim.terms:
        for atom, _exponent in monomial:
            if isinstance(atom, Variable):
                found.add(atom)
            else:
                found |= variables(atom.left) | variables(atom.right)
    return frozenset(found)


def substitute(dim: Dim, values: Mapping[Variable, Dim]) -> Dim:
    """The size with variables replaced."""
    if not isinstance(dim, Symbolic):
        return dim
    return total(
        multiply(coefficient, product(power(_substitute_atom(atom, values), exponent) for atom, exponent in monomial))
        for monomial, coefficient in dim.terms
    )


def _substitute_atom(atom: Atom, values: Mapping[Variable, Dim]) -> Dim:
    if isinstance(atom, Variable):
        return values.get(atom, _of_atom(atom))
    apply = {
        Operator.FLOOR_DIVIDE: floor_divide,
        Operator.MODULO: modulo,
        Operator.MAXIMUM: maximum,
        Operator.MINIMUM: minimum,
    }[atom.operator]
    return apply(substitute(atom.left, values), substitute(atom.right, values))
