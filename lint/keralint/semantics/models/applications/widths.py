"""The widths of the MobileNets, which their `alpha` scales (`_make_divisible` and `_depth` in Keras's source)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from keralint.semantics.values import Argument

DIVISOR: Final = 8
FORMULAS: Final = ("cut", "grown", "rounded", "whole")
"""What formulas in the data begin with."""


def scaled(formula: Sequence[Argument], alpha: float) -> int:
    """The width that a formula gives.

    `["cut", base]`, `["grown", base]` (only by an `alpha` above 1), `["rounded", base, factor, …]`, or
    `["whole", base, factor, …]`, which is cut to an integer before it is rounded.
    """
    kind, base, *factors = formula
    if kind == "cut":
        return int(base * alpha)
    if kind == "grown" and alpha <= 1:
        return int(base)
    width = _rounded(int(base * alpha) if kind == "whole" else base * alpha)
    for factor in factors:
        width = _rounded(width * factor)
    return width


def _rounded(width: float) -> int:
    """To a multiple of 8, at least 8, and not below nine tenths of the width."""
    rounded = max(DIVISOR, int(width + DIVISOR / 2) // DIVISOR * DIVISOR)
    return rounded + DIVISOR if rounded < 0.9 * width else rounded
