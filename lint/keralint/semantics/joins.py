"""Least upper bounds of outputs, for what may be one or the other."""

from __future__ import annotations

from dataclasses import replace

from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import UNKNOWN
from keralint.shapes import join


def join_tensors(left: Tensor, right: Tensor) -> Tensor:
    """A tensor that says only what is true of both. What made it is not known, unless both stand for one."""
    if left is right:
        return left
    one = left.call is right.call and left.index == right.index
    return replace(
        left if left.is_like(right) else left.plain,
        shape=join(left.shape, right.shape),
        dtype=left.dtype if left.dtype == right.dtype else None,
        kind=left.kind if left.kind is right.kind else TensorKind.UNKNOWN,
        call=left.call if one else None,
        value=None,
    )


def join_structures(left: Structure, right: Structure) -> Structure:
    """The same structure with joined tensors; an unknown value where the structures differ."""
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return join_tensors(left, right)
    same_kind = isinstance(left, (tuple, list)) and type(left) is type(right) and len(left) == len(right)
    if same_kind:
        return type(left)(join_structures(a, b) for a, b in zip(left, right))
    return UNKNOWN
