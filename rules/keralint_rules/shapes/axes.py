"""How messages name the axes of a tensor."""

from __future__ import annotations

from keralint.api import Failing, Layer, Report, Tensor
from keralint_rules.words import code, expected_axes


def axis_words(tensor: Tensor, axis: int, report: Report) -> str:
    """`height`, where the layer gives the axes names, else `axis 1`."""
    fact = report.fact
    rank = tensor.rank
    if rank is not None and isinstance(fact, Failing) and isinstance(fact.subject, Layer):
        names = expected_axes(fact.subject, rank).strip("()").split(", ")
        if len(names) == rank and -rank <= axis < rank:
            return code(names[axis])
    return f"axis {axis}"


def axis_range(rank: int) -> str:
    """The axes that a tensor of this rank has."""
    return f"from {-rank} to {rank - 1}" if rank > 1 else "0 or -1"
