"""Long division of polynomials, term by term; it knows of sizes only which factors are certainly not 0."""

from __future__ import annotations

from typing import Final

from keralint.shapes.bounds import at_least
from keralint.shapes.terms import MAX_TERMS, Atom, Monomial, Polynomial, Terms, atom_order, plus

MAX_DIVISION_STEPS: Final = 2 * MAX_TERMS
"""Terms of a quotient that are looked for: stopping early leaves a larger rest, which is as right."""


def taken_out(left: Terms, right: Terms) -> tuple[dict[Monomial, int], dict[Monomial, int]]:
    """Quotient and rest, as in long division; of an integer divisor, the constant of the rest is not negative."""
    atoms = sorted({atom for terms in (left, right) for monomial in terms for atom, _ in monomial}, key=atom_order)

    def place(monomial: Monomial) -> tuple[int, ...]:
        exponents = dict(monomial)
        return tuple(exponents.get(atom, 0) for atom in atoms)

    leader = max(right, key=place)
    quotient: dict[Monomial, int] = {}
    rest = dict(left)
    for _ in range(MAX_DIVISION_STEPS):
        for monomial in sorted(rest, key=place, reverse=True):
            factor = divide_monomials(monomial, leader)
            share = _share(rest[monomial], right[leader], floor=not monomial)
            if factor is not None and share:
                quotient[factor] = quotient.get(factor, 0) + share
                rest = plus(rest, {multiply_monomials(m, factor): c * share for m, c in right.items()}, -1)
                break
        else:
            break
    return quotient, rest


def _share(coefficient: int, divisor: int, *, floor: bool) -> int:
    if floor:
        return coefficient // divisor
    share = abs(coefficient) // abs(divisor)
    return share if coefficient * divisor > 0 else -share


def divide_monomials(left: Monomial, right: Monomial) -> Monomial | None:
    """`left / right`, `None` if it does not divide."""
    exponents = dict(left)
    for atom, exponent in right:
        if exponents.get(atom, 0) < exponent:
            return None
        exponents[atom] -= exponent
    return tuple((atom, exponent) for atom, exponent in exponents.items() if exponent)


def multiply_monomials(left: Monomial, right: Monomial) -> Monomial:
    """`left * right`."""
    exponents: dict[Atom, int] = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items(), key=lambda factor: atom_order(factor[0])))


def shared_monomial(monomials: list[Monomial]) -> Monomial:
    """The factors, certainly at least 1, that all have in common."""
    if () in monomials:
        return ()
    first, *others = map(dict, monomials)
    least = {atom: min([exponent, *(other.get(atom, 0) for other in others)]) for atom, exponent in first.items()}
    return tuple(
        (atom, exponent)
        for atom, exponent in least.items()
        if exponent and at_least(Polynomial(((((atom, 1),), 1),)), 1)
    )
