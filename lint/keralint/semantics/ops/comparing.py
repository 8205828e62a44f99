"""Sizes that must agree: those of two tensors, or of one and what an operation asks for."""

from __future__ import annotations

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import MergeMismatch, RankMismatch, SizeMismatch, UndefinedSize
from keralint.semantics.layers.common import surely_differ, surely_unequal
from keralint.semantics.ops.arguments import known_dims
from keralint.semantics.ops.mode import Mode
from keralint.semantics.tensors import Tensor
from keralint.shapes import Dim


def differ(a: Dim, b: Dim, mode: Mode) -> bool:
    """Whether two sizes are surely not the same. While it declares shapes, Keras holds `None` against numbers."""
    return surely_differ(a, b) if mode.declared else surely_unequal(a, b)


def require_same_shape(one: Tensor, other: Tensor, mode: Mode) -> None:
    """Refuses tensors of different shapes.

    Raises: Failed(MergeMismatch).
    """
    if one.shape.dims is None or other.shape.dims is None:
        return
    tensors = (one, other)
    if len(one.shape.dims) != len(other.shape.dims):
        raise Failed(MergeMismatch(tensors=tensors, axis=None, culprit=1))
    for axis, (a, b) in enumerate(zip(one.shape.dims, other.shape.dims)):
        if differ(a, b, mode):
            raise Failed(MergeMismatch(tensors=tensors, axis=axis, culprit=1))


def require_size(x: Tensor, axis: int, expected: Dim, mode: Mode, *, other: Tensor | None = None) -> None:
    """Refuses a tensor whose axis, which must exist, has another size; `other` is where the size comes from.

    Raises: Failed(SizeMismatch).
    """
    if x.shape.dims is None:
        return
    found = x.shape.dims[axis]
    if differ(found, expected, mode):
        raise Failed(SizeMismatch(tensor=x, axis=axis, expected=expected, found=found, other=other))


def require_rank(x: Tensor, *ranks: int) -> tuple[Dim, ...]:
    """The sizes of a tensor that has one of these numbers of axes.

    Raises: Failed(RankMismatch); Undetermined if the rank is not known.
    """
    if x.shape.dims is not None and len(x.shape.dims) not in ranks:
        raise Failed(RankMismatch(tensor=x, expected=ranks, found=len(x.shape.dims)))
    return known_dims(x)


def require_min_rank(x: Tensor, rank: int) -> tuple[Dim, ...]:
    """The sizes of a tensor that has at least so many axes.

    Raises: Failed(RankMismatch); Undetermined if the rank is not known.
    """
    x.require_min_rank(rank)
    return known_dims(x)


def require_defined(x: Tensor, axis: int, mode: Mode) -> Dim:
    """A size that Keras computes with while it declares shapes, where it must not be `None`.

    Raises: Failed(UndefinedSize); Undetermined if the rank is not known.
    """
    size = known_dims(x)[axis]
    if size is None and mode.declared:
        raise Failed(UndefinedSize(tensor=x, axis=axis % len(known_dims(x))))
    return size
