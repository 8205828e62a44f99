"""Add, Concatenate, Dot and the like (`keras/src/layers/merging`).

Merging layers have a broadcast rule of their own (`Merge._compute_elemwise_op_output_shape`): the batch axis is never
broadcast, and an axis that is `None` in one input is `None` in the output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, TypeAlias

from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    AxisOutOfRange,
    Expectation,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    MergeMismatch,
    NotATensor,
    RankMismatch,
    SizeMismatch,
)
from keralint.semantics.failures.merging import BatchContraction
from keralint.semantics.kinds import Ignored, Kind, Scope, is_dim
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import NEVER_TENSORS, as_tensor, axis_of, has_axis, surely_differ, surely_unequal
from keralint.semantics.tensors import Structure, Tensor, tensors_in
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, add, are_usual, decide, either_usual
from keralint.shapes.dims import UnknownDim

MERGE_FUNCTIONS: Final[Mapping[str, str]] = {
    f"keras.layers.{function}": f"keras.layers.{function.capitalize()}"
    for function in ("add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract")
}
"""The functional forms: `keras.layers.add(inputs, **arguments)` is `keras.layers.Add(**arguments)(inputs)`."""


def listed(inputs: Structure, *, exactly: int | None = None) -> tuple[Tensor, ...]:
    """The tensors that a merging layer is called on.

    Raises: Failed(InputCountMismatch) for a single tensor or a wrong number, Failed(NotATensor) for anything else.
    """
    expected, at_least = exactly or 1, exactly is None
    if isinstance(inputs, (Tensor, dict)):
        tensors = tuple(tensors_in(inputs))
        raise Failed(
            InputCountMismatch(expected=expected, found=len(tensors), at_least=at_least, a_list=True, tensors=tensors)
        )
    if isinstance(inputs, NEVER_TENSORS):
        raise Failed(NotATensor(value=inputs, argument="inputs"))
    if not isinstance(inputs, (tuple, list)):
        return ()
    tensors = tuple(as_tensor(item, "inputs") for item in inputs)
    if not tensors or (exactly is not None and len(tensors) != exactly):
        raise Failed(InputCountMismatch(expected=expected, found=len(tensors), at_least=at_least, tensors=tensors))
    return tensors


# --- elementwise ---


@layer("keras.layers.Add")
@layer("keras.layers.Multiply")
@layer("keras.layers.Average")
@layer("keras.layers.Maximum")
@layer("keras.layers.Minimum")
def merge(inputs: Structure) -> Tensor:
    """Tensors of shapes that broadcast -> one tensor; ranks may differ, the last axes are aligned."""
    return _elementwise(listed(inputs))


@layer("keras.layers.Subtract")
def subtract(inputs: Structure) -> Tensor:
    """Two tensors of shapes that broadcast -> one tensor."""
    return _elementwise(listed(inputs, exactly=2))


def _elementwise(tensors: tuple[Tensor, ...]) -> Tensor:
    if not tensors:
        return Tensor.unknown()
    for tensor in tensors:
        tensor.require_min_rank(1)
    batch = _common_batch(tensors)
    features: tuple[Dim, ...] | None = ()
    for index, tensor in enumerate(tensors):
        dims = tensor.shape.dims
        if features is None or dims is None:
            features = None
            continue
        features = _broadcast(features, dims[1:], tensors, index) if index else dims[1:]
    return tensors[0].reshaped(UNKNOWN_SHAPE if features is None else Shape((batch, *features)))


def _common_batch(tensors: tuple[Tensor, ...]) -> Dim:
    """The batch size: the one that is known, for all that are must be the same."""
    sizes = [UNKNOWN_DIM if tensor.shape.dims is None else tensor.shape.dims[0] for tensor in tensors]
    for index, size in enumerate(sizes):
        if any(surely_unequal(size, other) for other in sizes[:index]):
            raise Failed(MergeMismatch(tensors=tensors, axis=0, culprit=index))
    known = [size for size in sizes if size is not None and not isinstance(size, UnknownDim)]
    numbers = [size for size in known if isinstance(size, int)]
    if known:
        return (numbers or known)[0]
    return None if all(size is None for size in sizes) else UNKNOWN_DIM


def _broadcast(left: Sequence[Dim], right: Sequence[Dim], tensors: tuple[Tensor, ...], culprit: int) -> tuple[Dim, ...]:
    """The sizes without the batch of two inputs merged."""
    if len(left) < len(right):
        left, right = right, left
    offset = len(left) - len(right)
    merged = list(left[:offset])
    for index, (a, b) in enumerate(zip(left[offset:], right, strict=True)):
        size = _merged_size(a, b)
        if size is False:
            raise Failed(MergeMismatch(tensors=tensors, axis=index - len(right), culprit=culprit))
        merged.append(size)
    return tuple(merged)


def _merged_size(a: Dim, b: Dim) -> Dim:
    """The size of an axis that is `a` in one input and `b` in the other; `False` if they cannot be merged."""
    if a is None or b is None:
        return None
    if isinstance(a, UnknownDim) or isinstance(b, UnknownDim):
        return UNKNOWN_DIM
    if a == 1:
        return b
    if b == 1 or decide.equal(a, b) is decide.Answer.YES:
        return a
    larger = [size for size in (a, b) if are_usual(size) or surely_unequal(size, 1)]
    if len(larger) == 2:
        if surely_unequal(a, b):
            return False
        return either_usual(a, b) if are_usual(a, b) else _more_certain(a, b)
    # One of them may be 1: then the size is the other.
    return larger[0] if larger else UNKNOWN_DIM


def _more_certain(a: Dim, b: Dim) -> Dim:
    return b if isinstance(b, int) else a


# --- Concatenate ---


@layer("keras.layers.Concatenate")
def concatenate(inputs: Structure, *, axis: Ignored) -> Applied:
    """Tensors that agree on all axes but one -> one tensor, sizes added on that axis, all others as in the first."""
    tensors, axis = listed(inputs), axis_of(axis)
    if not tensors or axis is None:
        return Applied(Tensor.unknown())
    late = _check_concatenation(tensors, axis)
    first = tensors[0].shape.dims
    if first is None or not has_axis(tensors[0], axis):
        return Applied(tensors[0].reshaped(tensors[0].shape), late=late)
    sizes = [size_at(tensor, axis) for tensor in tensors]
    dims = list(first)
    dims[axis] = first[axis] if late else _sum(sizes)
    return Applied(tensors[0].reshaped(Shape(tuple(dims))), late=late)


def size_at(x: Tensor, axis: int) -> Dim:
    """The size of an axis; not known if it is not known that `x` has it."""
    return UNKNOWN_DIM if x.shape.dims is None or not has_axis(x, axis) else x.shape.dims[axis]


def _sum(sizes: Sequence[Dim]) -> Dim:
    if any(size is None for size in sizes):
        return None
    if any(isinstance(size, UnknownDim) for size in sizes):
        return UNKNOWN_DIM
    result: Dim = 0
    for size in sizes:
        result = add(result, size)
    return result


def _check_concatenation(tensors: tuple[Tensor, ...], axis: int) -> tuple[Failure, ...]:
    """The failures that only data brings out.

    Raises: Failed(RankMismatch | AxisOutOfRange | MergeMismatch).
    """
    for tensor in tensors:
        tensor.require_min_rank(1)
        if tensor.rank is not None and axis < -tensor.rank:
            raise Failed(AxisOutOfRange(tensor=tensor, axis=axis))
    ranked = [(index, tensor) for index, tensor in enumerate(tensors) if tensor.rank is not None]
    for index, tensor in ranked[1:]:
        if tensor.rank != ranked[0][1].rank:
            return _different_ranks(tensors, axis, index)
    for tensor in tensors:
        if not has_axis(tensor, axis):
            failure = AxisOutOfRange(tensor=tensor, axis=axis, late=len(tensors) == 1 or len(ranked) < len(tensors))
            if not failure.late:
                raise Failed(failure)
            return (failure,)
    if ranked:
        _check_other_axes(tensors, [tensor for _, tensor in ranked], axis)
    return ()


def _different_ranks(tensors: tuple[Tensor, ...], axis: int, culprit: int) -> tuple[Failure, ...]:
    """Keras drops the axis from the shapes that have it before it compares ranks, so a few get through the check."""
    first = tensors[0].shape.dims
    undetected = first is not None and axis == len(first) - 1 and isinstance(first[axis], UnknownDim | None)
    late = undetected and all(_drops_to(tensor, tensors[0], axis) for tensor in tensors)
    failure = MergeMismatch(tensors=tensors, axis=None, culprit=culprit, concat_axis=axis, late=late)
    if not late:
        raise Failed(failure)
    return (failure,)


def _drops_to(x: Tensor, first: Tensor, axis: int) -> bool:
    """Whether the shapes may be equal once the last axis of `first` is dropped from both."""
    if x.shape.dims is None or first.shape.dims is None:
        return True
    pairs = zip(x.shape.dims[:axis], first.shape.dims[:axis], strict=False)
    return len(x.shape.dims) in (axis, axis + 1) and not any(surely_unequal(a, b) for a, b in pairs)


def _check_other_axes(tensors: tuple[Tensor, ...], ranked: Sequence[Tensor], axis: int) -> None:
    rank = ranked[0].rank or 0
    for other in range(rank):
        if other == axis % rank:
            continue
        sizes: dict[Dim, None] = {}  # each once: of many tensors most are alike
        for index, tensor in enumerate(tensors):
            size = size_at(tensor, other)
            if size in sizes:
                continue
            if any(surely_unequal(size, before) for before in sizes):
                raise Failed(MergeMismatch(tensors=tensors, axis=other, culprit=index, concat_axis=axis))
            sizes[size] = None


# --- Dot ---


class DotAxes(Kind):
    """An integer, or two."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_dim(value):
            return UNKNOWN
        pair = isinstance(value, (tuple, list)) and len(value) == 2 and not any(_no_integer(axis) for axis in value)
        if not pair and not isinstance(value, int):
            raise scope.refuse(value, Expectation(Expected.INTEGERS, length=2))
        return UNKNOWN if pair and any(is_dim(axis) for axis in value) else value


def _no_integer(value: Argument) -> bool:
    return not isinstance(value, int) and not is_dim(value)


Axes: TypeAlias = Annotated[Argument, DotAxes()]


@layer("keras.layers.Dot")
def dot(inputs: Structure, *, axes: Axes) -> Applied:
    """(batch, …a…), (batch, …b…) -> (batch, …, …), summed over one axis of each, which must agree."""
    tensors = listed(inputs, exactly=2)
    if not tensors:
        return Applied(Tensor.unknown())
    left, right = tensors
    if left.shape.dims is None or right.shape.dims is None:
        return Applied(left.reshaped(UNKNOWN_SHAPE))
    a, b = _contracted(left, right, axes)
    for tensor, axis in ((left, a), (right, b)):
        if not has_axis(tensor, axis):
            raise Failed(AxisOutOfRange(tensor=tensor, axis=axis, argument="axes"))
    expected, found = left.shape.dims[a], right.shape.dims[b]
    if surely_differ(expected, found):
        raise Failed(SizeMismatch(tensor=right, axis=b, expected=expected, found=found, other=left, argument="axes"))
    right.require_min_rank(2)
    kept, other = list(left.shape.dims), list(right.shape.dims)
    kept.pop(a)
    other.pop(b)
    dims = kept + other[1:]
    return Applied(
        left.reshaped(Shape((*dims, 1) if len(dims) == 1 else tuple(dims))), late=_dot_on_data(left, right, a, b)
    )


def _contracted(left: Tensor, right: Tensor, axes: int | Sequence[int]) -> tuple[int, int]:
    """The axis of each that is summed over; a single negative one wraps around, as in Keras."""
    if not isinstance(axes, int):
        return int(axes[0]), int(axes[1])
    if axes >= 0:
        return int(axes), int(axes)
    left.require_min_rank(1)
    right.require_min_rank(1)
    return axes % (left.rank or 1), axes % (right.rank or 1)


def _dot_on_data(left: Tensor, right: Tensor, a: int, b: int) -> tuple[Failure, ...]:
    """What `batch_dot` refuses when data runs through."""
    for tensor in (left, right):
        if tensor.rank == 1:
            return (RankMismatch(tensor=tensor, expected=(2,), found=1, at_least=True, late=True),)
    for tensor, axis in ((left, a), (right, b)):
        if axis % (tensor.rank or 1) == 0:
            return (BatchContraction(tensor=tensor, axis=axis, late=True),)
    expected, found = size_at(left, 0), size_at(right, 0)
    if surely_unequal(expected, found):
        return (SizeMismatch(tensor=right, axis=0, expected=expected, found=found, other=left, late=True),)
    return ()
