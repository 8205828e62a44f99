"""Flatten, Reshape, Permute, RepeatVector (`keras/src/layers/reshaping`); all but the last keep the dtype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Expectation,
    Expected,
    Failed,
    Failure,
    InvalidArgument,
    InvalidReshapeTarget,
    ReshapeMismatch,
)
from keralint.semantics.kinds import Integer, Kind, Scope, is_dim
from keralint.semantics.layer import Applied
from keralint.semantics.layers.spatial import DataFormat, is_open, open_dim
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, decide, floor_divide, product
from keralint.shapes.dims import UnknownDim

# --- Flatten --------------------------------------------------------------------------------------------------------


@layer("keras.layers.Flatten", keeps_dtype=True)
def flatten(inputs: Tensor, *, data_format: DataFormat) -> Tensor:
    """(batch, …) -> (batch, product), and (batch,) -> (batch, 1); a `None` anywhere makes it `None`."""
    shape = inputs.require_min_rank(1)
    if shape.dims is None:
        return inputs.with_shape(UNKNOWN_DIM, UNKNOWN_DIM)
    batch, *sizes = shape.dims
    return inputs.with_shape(batch, None if any(size is None for size in sizes) else product(sizes))


# --- Reshape --------------------------------------------------------------------------------------------------------

INFERRED: Final = -1
"""The size that follows from the number of elements."""


class TargetShape(Kind):
    """A tuple of sizes of which one may be -1. What is no integer stands for a size that is not known (`None`)."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        if not isinstance(value, (tuple, list, dict, str)):
            raise scope.refuse(value, Expectation(Expected.SHAPE))
        sizes = tuple([self._size(item) for item in value])
        negative = [size for size in sizes if isinstance(size, int) and size < 0]
        if scope.database.major >= 3 and (len(negative) > 1 or any(size != INFERRED for size in negative)):
            raise scope.refuse(value, Expectation(Expected.SHAPE))
        return sizes

    def _size(self, item: Argument) -> Dim:
        if is_open(item):
            return open_dim(item)
        return int(item) if isinstance(item, int) else None

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


Target: TypeAlias = Annotated[Argument, TargetShape()]


@layer("keras.layers.Reshape", keeps_dtype=True)
def reshape(inputs: Tensor, *, target_shape: Target, context: Context) -> Applied:
    """(batch, …) -> (batch, …target_shape…), with as many elements; a `None` in the input leaves -1 unknown."""
    shape = inputs.require_min_rank(1)
    if target_shape is UNKNOWN:
        return Applied(inputs.reshaped(UNKNOWN_SHAPE), unknown="`target_shape` of `Reshape` is not known")
    target: tuple[Dim, ...] = target_shape
    source = None if shape.dims is None else shape.dims[1:]
    if context.keras_major == 2:
        target = _checked_before_3(inputs, source, target)
    inferred = _inferred(inputs, source, target)
    sizes = [inferred if size == INFERRED and isinstance(size, int) else size for size in target]
    return Applied(inputs.with_shape(shape.dim(0), *sizes), late=_on_data(inputs, source, target))


def _checked_before_3(inputs: Tensor, source: Sequence[Dim] | None, target: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """Keras 2 takes any negative size for -1, and integers only.

    Raises: Failed(InvalidReshapeTarget).
    """
    negative = sum(isinstance(size, int) and size < 0 for size in target)
    several = negative > 1 and source is not None and all(map(_is_static, source))
    if several or any(size is None for size in target):
        raise Failed(InvalidReshapeTarget(tensor=inputs, target=target))
    return tuple(INFERRED if isinstance(size, int) and size < 0 else size for size in target)


def _is_static(size: Dim) -> bool:
    """Whether the size is certainly not `None`."""
    return size is not None and not isinstance(size, UnknownDim)


def _inferred(inputs: Tensor, source: Sequence[Dim] | None, target: tuple[Dim, ...]) -> Dim:
    """The size that -1 stands for; sizes are compared only where Keras knows them all.

    Source: `compute_reshape_output_shape` in `keras/src/ops/operation_utils.py`. Raises: Failed(ReshapeMismatch).
    """
    if any(size is None for size in (*target, *(source or ()))):
        return None
    if source is None or not all(map(_is_static, (*source, *target))):
        return UNKNOWN_DIM
    given, wanted = product(source), product(size for size in target if size != INFERRED)
    infers = INFERRED in target
    fits = _divides(wanted, given) if infers else decide.equal(given, wanted)
    if fits is decide.Answer.NO:
        raise Failed(ReshapeMismatch(tensor=inputs, source=Shape(tuple(source)), target=target))
    return floor_divide(given, wanted) if infers else UNKNOWN_DIM


def _divides(divisor: Dim, size: Dim) -> decide.Answer:
    return decide.Answer.NO if isinstance(divisor, int) and divisor == 0 else decide.divides(divisor, size)


def _on_data(inputs: Tensor, source: Sequence[Dim] | None, target: tuple[Dim, ...]) -> tuple[Failure, ...]:
    """What no data can satisfy, although Keras accepts it because a size is not known."""
    open_sizes = [size for size in target if size is None or (isinstance(size, int) and size == INFERRED)]
    if len(open_sizes) > 1:
        return (InvalidReshapeTarget(tensor=inputs, target=target, late=True),)
    if source is None or any(isinstance(size, UnknownDim) for size in target):
        return ()
    known = [size for size in source if _is_static(size)]
    given, wanted = product(known), product(size for size in target if size is not None and size != INFERRED)
    if open_sizes:
        fits = _divides(wanted, given if len(known) == len(source) else UNKNOWN_DIM)
        impossible = fits is decide.Answer.NO
    else:
        impossible = len(known) < len(source) and decide.divides(given, wanted) is decide.Answer.NO
    if not impossible:
        return ()
    return (ReshapeMismatch(tensor=inputs, source=Shape(tuple(source)), target=target, late=True),)


# --- Permute --------------------------------------------------------------------------------------------------------


class Permutation(Kind):
    """The numbers from 1 to the number of axes without the batch, each once."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        if not isinstance(value, (tuple, list, dict)):
            raise scope.refuse(value, Expectation(Expected.PERMUTATION))
        axes, length = list(value), len(value)
        known = [axis for axis in axes if not is_open(axis)]
        numbers = all(isinstance(axis, (int, float)) for axis in known)
        if not numbers or not set(known) <= set(range(1, length + 1)) or len(set(known)) < len(known):
            raise scope.refuse(value, Expectation(Expected.PERMUTATION, length=length))
        return tuple([UNKNOWN if is_open(axis) else axis for axis in axes])

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


Axes: TypeAlias = Annotated[Argument, Permutation()]


@layer("keras.layers.Permute", keeps_dtype=True)
def permute(inputs: Tensor, *, dims: Axes) -> Applied:
    """(batch, …) -> (batch, …the other axes in the order given…)."""
    if dims is UNKNOWN:
        rank = inputs.rank
        shape = UNKNOWN_SHAPE if not rank else Shape((inputs.shape.dim(0), *(UNKNOWN_DIM,) * (rank - 1)))
        return Applied(inputs.reshaped(shape), unknown="`dims` of `Permute` is not known")
    batch, *sizes = inputs.require_rank(len(dims) + 1)
    if any(isinstance(axis, float) for axis in dims):
        expected = Expectation(Expected.PERMUTATION, length=len(dims))
        raise Failed(InvalidArgument(argument="dims", value=dims, expected=expected))
    return Applied(inputs.with_shape(batch, *[UNKNOWN_DIM if axis is UNKNOWN else sizes[axis - 1] for axis in dims]))


# --- RepeatVector ---------------------------------------------------------------------------------------------------


class Times(Integer):
    """A positive integer, and no bool; Keras 2 takes any integer."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Dim | None:
        if is_open(value) and not is_dim(value):
            return UNKNOWN_DIM
        if scope.database.major == 2 and isinstance(value, int):
            return int(value) if value >= 0 else None
        return Integer.check(self, value, scope)


Repeats: TypeAlias = Annotated[Dim, Times(Expected.POSITIVE_INTEGER, minimum=1, bools=False)]


@layer("keras.layers.RepeatVector")
def repeat_vector(inputs: Tensor, *, n: Repeats) -> Tensor:
    """(batch, features) -> (batch, n, features)."""
    batch, features = inputs.require_rank(2)
    return inputs.with_shape(batch, n, features)
