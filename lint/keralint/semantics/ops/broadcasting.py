"""Broadcasting of operands, with the failure that names them."""

from __future__ import annotations

from keralint import shapes
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import BroadcastMismatch
from keralint.semantics.tensors import Tensor
from keralint.shapes import BroadcastError, Shape


def broadcast(left: Tensor, right: Tensor) -> Shape:
    """The common shape of two operands.

    Raises: Failed(BroadcastMismatch).
    """
    return broadcast_shapes(left.shape, right.shape, (left, right))


def broadcast_shapes(left: Shape, right: Shape, tensors: tuple[Tensor, ...]) -> Shape:
    """The common shape, or a failure that names `tensors`.

    Raises: Failed(BroadcastMismatch).
    """
    try:
        return shapes.broadcast_shapes(left, right)
    except BroadcastError as error:
        failure = BroadcastMismatch(left=left, right=right, axis=error.axis, tensors=tensors)
        raise Failed(failure) from None
