"""Which tensor may be too wide for what, where sizes do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from keralint.api import (
    BroadcastMismatch,
    ContractionMismatch,
    Dim,
    MergeMismatch,
    ModelInputMismatch,
    ReshapeMismatch,
    SizeMismatch,
    StateSizeMismatch,
    Tensor,
)

Mismatch = (
    MergeMismatch
    | BroadcastMismatch
    | ContractionMismatch
    | ModelInputMismatch
    | ReshapeMismatch
    | SizeMismatch
    | StateSizeMismatch
)
"""Sizes that do not fit, of which one may be doubled."""


def widths(failure: Mismatch) -> Iterator[tuple[Tensor, Dim]]:
    """Tensors that may be too wide, each with the width that would fit."""
    match failure:
        case MergeMismatch():
            yield from _merged(failure)
        case BroadcastMismatch():
            yield from _unlike(failure.tensors, failure.axis)
        case ContractionMismatch():
            left, right = failure.left, failure.right
            yield from _at_end(left, failure.left_axis, right.shape.dim(failure.right_axis))
            yield from _at_end(right, failure.right_axis, left.shape.dim(failure.left_axis))
        case SizeMismatch():
            yield from _at_end(failure.tensor, failure.axis, failure.expected)
            if failure.other is not None:
                yield failure.other, failure.found
        case StateSizeMismatch():
            yield failure.tensor, failure.expected
        case ModelInputMismatch():
            if failure.axis is not None:
                yield from _at_end(failure.tensor, failure.axis, failure.expected[failure.axis])
        case ReshapeMismatch():
            yield from _reshaped(failure)


def _at_end(tensor: Tensor, axis: int, fitting: Dim) -> Iterator[tuple[Tensor, Dim]]:
    if tensor.rank is not None and axis in (-1, tensor.rank - 1):
        yield tensor, fitting


def _merged(failure: MergeMismatch) -> Iterator[tuple[Tensor, Dim]]:
    if failure.axis is not None:
        yield from _unlike(failure.tensors, failure.axis)


def _unlike(tensors: tuple[Tensor, ...], axis: int) -> Iterator[tuple[Tensor, Dim]]:
    """Each tensor with the last size of each other, if it is there that they differ."""
    for tensor in tensors:
        if tensor.rank is None or axis not in (-1, tensor.rank - 1):
            continue
        for other in tensors:
            if other is not tensor and other.shape.dims:
                yield tensor, other.shape.dims[-1]


def _reshaped(failure: ReshapeMismatch) -> Iterator[tuple[Tensor, Dim]]:
    """The half of the last size, if the target has half the elements."""
    dims = failure.tensor.shape.dims
    wanted, given = _elements(failure.target), _elements(failure.source.dims or ())
    if dims and isinstance(dims[-1], int) and wanted is not None and wanted * 2 == given:
        yield failure.tensor, dims[-1] // 2


def _elements(sizes: tuple[Dim, ...]) -> int | None:
    product = 1
    for size in sizes:
        if not isinstance(size, int) or size < 0:
            return None
        product *= size
    return product
