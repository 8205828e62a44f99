"""How the widths of the MobileNets follow from `alpha`: formulas, found among those that fit every width tried."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from applications_walk.record import Row

ALPHAS = (0.05, 0.0556, 0.13, 0.25, 0.2778, 0.35, 0.47, 0.61, 0.75, 0.93, 1.07, 1.1112, 1.3, 1.41, 1.83)
DIVISOR = 8
ROUNDED = ("rounded", "whole")
SQUEEZE = 0.25
NARROW = "squeeze_excite_conv"
"""The part of the width that a squeeze-and-excite block is narrowed to, and the layer that does it."""


def rounded(width: float) -> int:
    """To a multiple of 8, at least 8, and not below nine tenths of the width."""
    new = max(DIVISOR, int(width + DIVISOR / 2) // DIVISOR * DIVISOR)
    return new + DIVISOR if new < 0.9 * width else new


def width(formula: Sequence[Any], alpha: float) -> int:
    """What a formula gives: `["cut", base]`, `["grown", base]`, `["rounded", base, factor, …]`, `["whole", …]`."""
    kind, base, *factors = formula
    if kind == "cut":
        return int(base * alpha)
    if kind == "grown":
        return rounded(base * alpha) if alpha > 1 else int(base)
    found = rounded(int(base * alpha) if kind == "whole" else base * alpha)
    for factor in factors:
        found = rounded(found * factor)
    return found


@dataclass(frozen=True)
class Scaling:
    """What `alpha` changes: the formulas of widths by the names of layers, and the Adds that are there for some.

    Such an Add stands behind the row that it adds to the first one, and is made for any `alpha` where the two have the
    same width: it becomes an `Add?`.
    """

    formulas: Mapping[str, list[Any]]
    optional: Sequence[Row]

    def applied(self, rows: Sequence[Row]) -> list[Row]:
        """The rows for any `alpha`."""
        scaled = [self._widened(row) for row in rows]
        for add in self.optional:
            scaled = _with_optional(scaled, add)
        return scaled

    def _widened(self, row: Row) -> Row:
        if row.name not in self.formulas:
            return row
        return replace(row, config=json.dumps(row.arguments | {"filters": self.formulas[row.name]}, sort_keys=True))


def scaling(rows_for: Callable[[float], list[Row]]) -> Scaling:
    """What `alpha` changes in the rows.

    Raises: ValueError, if no formula fits a width.
    """
    variants = {alpha: rows_for(alpha) for alpha in (1.0, *ALPHAS)}
    widths = {alpha: {row.name: row.arguments.get("filters") for row in rows} for alpha, rows in variants.items()}
    bases = sorted({w for w in widths[1.0].values() if isinstance(w, int)})
    formulas: dict[str, list[Any]] = {}
    for name in widths[1.0]:
        tried = {alpha: by_name[name] for alpha, by_name in widths.items() if name in by_name}
        if len(set(tried.values())) > 1:
            formulas[name] = _formula(name, tried, bases, list(formulas.values()))
    everywhere = set.intersection(*(set(by_name) for by_name in widths.values()))
    optional = {row.name: row for rows in variants.values() for row in rows if row.name not in everywhere}
    return Scaling(formulas, sorted(optional.values(), key=lambda row: _number(row.name)))


def _number(name: str) -> int:
    """`block_10_add` -> 10."""
    return next((int(part) for part in name.split("_") if part.isdigit()), 0)


def _with_optional(rows: list[Row], add: Row) -> list[Row]:
    """The rows with an optional Add in its place; what was called on the row that it adds is called on the sum."""
    names = [row.name for row in rows]
    last = add.inputs[0][-1]
    if add.name not in names:
        rows = [*rows[: names.index(last) + 1], add, *rows[names.index(last) + 1 :]]
    place = [row.name for row in rows].index(add.name)
    sum_ = replace(rows[place], class_name=f"{add.class_name}?")
    return [*rows[:place], sum_, *(_renamed(row, last, add.name) for row in rows[place + 1 :])]


def _formula(name: str, tried: Mapping[float, Any], bases: Sequence[int], known: Sequence[list[Any]]) -> list[Any]:
    """The formula that fits every width tried.

    Few widths are possible after several roundings, so that a wrong formula may fit: those are tried first that the
    place of the layer suggests, a squeeze of the width before it, a multiple of what the block before gave.

    Raises: ValueError.
    """
    own = tried[1.0]
    latest = [formula for formula in reversed(known) if formula[0] in ROUNDED]
    near = dict.fromkeys(formula[1] for formula in latest if len(formula) == 2)
    squeezed = [[*formula, SQUEEZE] for formula in latest]
    plain: list[list[Any]] = [["rounded", own], ["whole", own], ["grown", own], ["cut", own]]
    multiples: list[list[Any]] = [[kind, base, own / base] for base in [*near, *bases] for kind in ROUNDED]
    candidates = [*squeezed, *plain, *multiples] if name.endswith(NARROW) else [*plain, *multiples, *squeezed]
    for formula in candidates:
        if all(width(formula, alpha) == value for alpha, value in tried.items()):
            return formula
    raise ValueError(f"no formula for the widths {dict(tried)}")


def _renamed(row: Row, old: str, new: str) -> Row:
    def renamed(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(renamed(item) for item in value)
        return new if value == old else value

    return replace(row, inputs=tuple(renamed(value) for value in row.inputs))
