"""Random expressions over sizes, as Python text: one text is both computed by Python and by the algebra."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from hypothesis import strategies as st

from keralint.shapes import (
    Dim,
    Variable,
    add,
    ceil_divide,
    floor_divide,
    maximum,
    minimum,
    modulo,
    multiply,
    negate,
    power,
    subtract,
    symbol,
)

MINIMA = {"n": 1, "m": 1, "y": 0, "z": 0}
"""The variables, and the least value of each."""
SYMBOLS = {name: symbol(name, least) for name, least in MINIMA.items()}
SAMPLES = (0, 1, 2, 3, 5, 7, 10, 64)

_BINARY = tuple(
    f"{name}({{}}, {{}})" for name in ("add", "subtract", "multiply", "divide", "modulo", "max", "min", "ceil")
)
_LEAVES = st.sampled_from([*MINIMA, *MINIMA, *map(str, range(-4, 9)), "16", "100"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _combined((*_BINARY, *_BINARY, "negate({0})", "power({0}, 2)", "power({0}, 3)"), inner)


def _combined(forms: tuple[str, ...], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(forms), inner, inner).map(lambda parts: parts[0].format(*parts[1:]))


EXPRESSIONS = st.recursive(_LEAVES, _grown, max_leaves=8)
POLYNOMIALS = st.recursive(_LEAVES, lambda inner: _combined(_BINARY[:3], inner), max_leaves=6)


_OF_SIZES: dict[str, Any] = {
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": floor_divide,
    "modulo": modulo,
    "max": lambda *sizes: reduce(maximum, sizes),
    "min": lambda *sizes: reduce(minimum, sizes),
    "ceil": ceil_divide,
    "negate": negate,
    "power": power,
}
_OF_INTEGERS: dict[str, Any] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.floordiv,
    "modulo": operator.mod,
    "max": max,
    "min": min,
    "ceil": lambda a, b: -(-a // b),
    "negate": operator.neg,
    "power": operator.pow,
}


def size(text: str) -> Dim:
    """The size that the algebra makes of an expression; of a division by 0, the unknown."""
    found: Dim = eval(text, {**_OF_SIZES, **SYMBOLS})
    return found


def value(text: str, point: Mapping[str, int]) -> int | None:
    """What Python makes of it at a point; `None` where it divides by zero."""
    try:
        found: int = eval(text, {**_OF_INTEGERS, **point})
    except ZeroDivisionError:
        return None
    return found


def names_in(*texts: str) -> list[str]:
    return [name for name in MINIMA if any(re.search(rf"\b{name}\b", text) for text in texts)]


def points(*texts: str) -> Iterator[dict[str, int]]:
    """Values for the variables of expressions: small ones all together, others at random looking places."""
    names = names_in(*texts)
    kept = {1: 8, 2: 5}.get(len(names), 3)
    ranges = [[sample for sample in SAMPLES[:kept] if sample >= MINIMA[name]] for name in names]
    for values in itertools.product(*ranges):
        yield dict(zip(names, values, strict=True))
    for start in (3, 5, 11, 1000):
        yield {name: (start * (place + 3)) % 101 + MINIMA[name] for place, name in enumerate(names)}


def at(point: Mapping[str, int]) -> Mapping[Variable, Dim]:
    """A point as `substitute` takes it."""
    return {Variable(name, MINIMA[name]): number for name, number in point.items()}
