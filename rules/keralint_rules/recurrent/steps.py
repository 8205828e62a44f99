"""Which tensors miss the axis of steps, where something does not fit."""

from __future__ import annotations

import math

from keralint.api import (
    AxisOutOfRange,
    MergeMismatch,
    NotAPermutation,
    RankMismatch,
    ReshapeMismatch,
    Tensor,
    TooManyIndices,
)
from keralint_rules.recurrence import last_steps

WantsSteps = RankMismatch | TooManyIndices | AxisOutOfRange | NotAPermutation | MergeMismatch | ReshapeMismatch
"""Failures that a missing axis can be the cause of."""


def without_steps(failure: WantsSteps) -> tuple[Tensor, ...]:
    """The tensors that miss one axis, if that is what is wrong."""
    if isinstance(failure, MergeMismatch):
        return _flat_inputs(failure.tensors) if failure.axis is None else ()
    rank = failure.tensor.rank
    match failure:
        case RankMismatch():
            wanted = rank is not None and rank + 1 in failure.expected
        case TooManyIndices():
            wanted = failure.given - 1 == rank
        case AxisOutOfRange():
            wanted = failure.axis == rank
        case NotAPermutation():
            wanted = len(failure.axes) - 1 == rank
        case ReshapeMismatch():
            wanted = _steps_times_width(failure)
    return (failure.tensor,) if wanted else ()


def _steps_times_width(failure: ReshapeMismatch) -> bool:
    """Whether the target has as many elements as the whole sequence would have."""
    dims = failure.tensor.shape.dims
    inputs = [before for source in last_steps(failure.tensor) for before in source.call.inputs[:1]]
    if dims is None or len(dims) != 2 or len(inputs) != 1 or not inputs[0].shape.dims:
        return False
    steps, width, target = inputs[0].shape.dims[1], dims[1], failure.target
    known = [size for size in (steps, width, *target) if isinstance(size, int) and size > 0]
    return len(known) == 2 + len(target) and math.prod(known[:2]) == math.prod(known[2:])


def _flat_inputs(tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Those of several tensors that have one axis less than the others, if all such are last steps."""
    ranks = {tensor.rank for tensor in tensors}
    if len(ranks) != 2 or None in ranks:
        return ()
    low, high = sorted(rank for rank in ranks if rank is not None)
    flat = tuple(tensor for tensor in tensors if tensor.rank == low)
    return flat if high == low + 1 and all(last_steps(tensor) for tensor in flat) else ()
