"""What sizes are made of: variables, stuck operations, polynomials over both; their canonical order and their text."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias


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
MAX_WEIGHT: Final = 64
"""Variables, constants and operations written out: a size that a loop nests ever deeper must end."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the program that stands for an integer of at least `minimum`."""

    name: str
    minimum: int = 0
    dynamic: bool = False
    """It may also be `None`, as the size of a tensor may that a function is given."""
    level: int = 0
    """Tells variables of one name apart."""
    number: bool = False
    """It is taken for a number, and not for a tensor, where it is not known what a function is given."""
    usual: bool = False
    """What a function is given is taken to be what it usually is: there, and with more than one element an axis."""

    @property
    def is_number(self) -> bool:
        """Whether it can be no tensor."""
        return self.dynamic or self.number

    def __str__(self) -> str:
        return self.name


class Operator(enum.Enum):
    """What an opaque atom applies to its operands."""

    FLOOR_DIVIDE = "//"
    MODULO = "%"
    MAXIMUM = "max"
    MINIMUM = "min"


EXTREMES: Final = (Operator.MAXIMUM, Operator.MINIMUM)


@dataclass(frozen=True, slots=True)
class Opaque:
    """An operation that cannot be carried out on what is known of its operands.

    Of more than two operands of `max` or `min`, the right one is again a `max` or `min`.
    """

    operator: Operator
    left: Operand
    right: Operand
    weight: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 1 + weight(self.left) + weight(self.right))

    def __str__(self) -> str:
        return _atom_text(self)[0]


Atom: TypeAlias = Variable | Opaque
Monomial: TypeAlias = tuple[tuple[Atom, int], ...]
"""Factors with their exponents, sorted; the empty monomial is 1."""
Terms: TypeAlias = Mapping[Monomial, int]
"""A polynomial: the coefficient of each monomial."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial with integer coefficients, never a constant: terms are sorted and have non-zero coefficients."""

    terms: tuple[tuple[Monomial, int], ...]

    def __str__(self) -> str:
        return _text(self)[0]

    def __repr__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        raise TypeError("a symbolic size has no truth value: ask keralint.shapes.decide")


Operand: TypeAlias = int | Polynomial


def terms_of(value: Operand) -> dict[Monomial, int]:
    """The polynomial as a mapping; a constant has the empty monomial, 0 has none."""
    if isinstance(value, Polynomial):
        return dict(value.terms)
    return {(): int(value)} if value else {}


def plus(left: Terms, right: Terms, factor: int = 1) -> dict[Monomial, int]:
    """`left + factor * right`, without zeros."""
    terms = dict(left)
    for monomial, coefficient in right.items():
        total = terms.get(monomial, 0) + factor * coefficient
        if total:
            terms[monomial] = total
        else:
            terms.pop(monomial, None)
    return terms


def lone_atom(value: Operand) -> Atom | None:
    """The atom, if the polynomial is nothing else."""
    match value:
        case Polynomial(terms=((((atom, 1),), 1),)):
            return atom
    return None


def weight(value: Operand) -> int:
    """How much there is to write: what bounds the cost of every walk over a size."""
    if isinstance(value, int):
        return 1
    atoms = [atom for monomial, _ in value.terms for atom, _ in monomial]
    return len(value.terms) + sum(atom.weight if isinstance(atom, Opaque) else 1 for atom in atoms)


# --- order ----------------------------------------------------------------------------------------------------------

_Key: TypeAlias = tuple[Any, ...]


def order(value: Operand) -> _Key:
    """A key by which any two operands can be sorted: equal exactly for equal ones."""
    if isinstance(value, int):
        return (0, value)
    return (1, tuple((monomial_order(monomial), coefficient) for monomial, coefficient in value.terms))


def monomial_order(monomial: Monomial) -> _Key:
    """The place of a monomial among the terms: a constant comes first."""
    return tuple((atom_order(atom), exponent) for atom, exponent in monomial)


def atom_order(atom: Atom) -> _Key:
    """The place of a factor: variables by name, before what is stuck."""
    if isinstance(atom, Variable):
        return (0, atom.name, atom.minimum, atom.dynamic, atom.level)
    return (1, atom.operator.value, order(atom.left), order(atom.right))


# --- text -----------------------------------------------------------------------------------------------------------


class _Level(enum.IntEnum):
    """How tightly a text holds together; what is looser than its place asks for gets parentheses."""

    SUM = 0
    QUOTIENT = 1
    PRODUCT = 2
    ATOM = 3


_Text: TypeAlias = tuple[str, _Level]


def _wrapped(text: _Text, least: _Level) -> str:
    return text[0] if text[1] >= least else f"({text[0]})"


def _text(value: Operand) -> _Text:
    if isinstance(value, int):
        return str(value), (_Level.ATOM if value >= 0 else _Level.SUM)
    terms = sorted(_folded(terms_of(value)).items(), key=_print_order)
    leader = next((index for index, (_, coefficient) in enumerate(terms) if coefficient > 0), 0)
    # A person writes `3 - n`, not `-n + 3`.
    (monomial, coefficient), *rest = (terms[leader], *terms[:leader], *terms[leader + 1 :])
    first = _term_text(monomial, abs(coefficient))
    if not rest and coefficient > 0:
        return first
    text = first[0] if coefficient > 0 else f"-{_wrapped(first, _Level.PRODUCT)}"
    for monomial, coefficient in rest:
        text += f" {'-' if coefficient < 0 else '+'} {_term_text(monomial, abs(coefficient))[0]}"
    return text, _Level.SUM


def _print_order(term: tuple[Monomial, int]) -> tuple[int, _Key]:
    return -sum(exponent for _, exponent in term[0]), monomial_order(term[0])


def _term_text(monomial: Monomial, coefficient: int) -> _Text:
    if coefficient == 1 and len(monomial) == 1 and monomial[0][1] == 1:
        return _atom_text(monomial[0][0])
    factors = [str(coefficient)] if coefficient != 1 or not monomial else []
    for atom, exponent in monomial:
        text = _atom_text(atom)
        factors.append(
            _wrapped(text, _Level.PRODUCT) if exponent == 1 else f"{_wrapped(text, _Level.ATOM)}**{exponent}"
        )
    return "*".join(factors), (_Level.PRODUCT if monomial else _Level.ATOM)


def _atom_text(atom: Atom) -> _Text:
    if isinstance(atom, Variable):
        return atom.name, _Level.ATOM
    if atom.operator in EXTREMES:
        constants_last = sorted(operands_of(atom), key=lambda operand: isinstance(operand, int))
        operands = ", ".join(_text(operand)[0] for operand in constants_last)
        return f"{atom.operator.value}({operands})", _Level.ATOM
    divides = atom.operator is Operator.FLOOR_DIVIDE
    left = _wrapped(_text(atom.left), _Level.PRODUCT if divides else _Level.ATOM)
    right = _wrapped(_text(atom.right), _Level.ATOM)
    return f"{left}{atom.operator.value}{right}", _Level.QUOTIENT


def operands_of(atom: Opaque) -> list[Operand]:
    """The operands of a `max` or `min`, of nested ones too."""
    found: list[Operand] = []
    for operand in (atom.left, atom.right):
        inner = lone_atom(operand)
        same = isinstance(inner, Opaque) and inner.operator is atom.operator
        found.extend(operands_of(inner) if same and isinstance(inner, Opaque) else (operand,))
    return found


def _folded(terms: dict[Monomial, int]) -> dict[Monomial, int]:
    """Puts back into a quotient what the normal form takes out of it: `n + n//2` is written `3*n//2`."""
    for monomial, coefficient in list(terms.items()):
        match monomial:
            case ((Opaque(Operator.FLOOR_DIVIDE, Polynomial() as left, int() as divisor), 1),) if coefficient == 1:
                inside = terms_of(left)
                taken = {
                    m: c for m, c in terms.items() if inside.get(m, 0) * c > 0 or (not m and m in inside and c < 0)
                }
                if taken:
                    rest = plus(plus(terms, taken, -1), {monomial: 1}, -1)
                    whole = Polynomial(tuple(sorted(plus(inside, taken, divisor).items(), key=_term_order)))
                    return plus(rest, {((Opaque(Operator.FLOOR_DIVIDE, whole, divisor), 1),): 1})
    return terms


def _term_order(term: tuple[Monomial, int]) -> _Key:
    return monomial_order(term[0])
