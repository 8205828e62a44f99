"""Pooling layers (`keras/src/layers/pooling`)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Expectation,
    Expected,
    Failed,
    Failure,
    InvalidArgument,
    NegativeSize,
    RankMismatch,
)
from keralint.semantics.kinds import Boolean, Kind, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.spatial import (
    CONSTANTS,
    DataFormat,
    Layout,
    OptionalWindow,
    Slide,
    Window,
    as_dim,
    grid_of,
    is_open,
    open_dim,
    open_number,
)
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape

PADDINGS: Final = ("valid", "same")


class PoolPadding(Kind):
    """`valid` or `same`. Keras 3 looks at it when the layer is called, Keras 2 ignores its case."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        if scope.database.major == 2 and not isinstance(value, (tuple, list)):
            if not isinstance(value, str) or value.lower() not in (*PADDINGS, "causal"):
                raise scope.refuse(value, Expectation(Expected.CHOICE, choices=PADDINGS))
            return value.lower()
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return PADDINGS


Padding: TypeAlias = Annotated[Argument, PoolPadding()]


class OffByDefault(Boolean):
    """A flag that is off where only a base class names it, as Keras 2 has it."""

    __slots__ = ()

    def absent(self) -> Argument:
        return False


KeepDims: TypeAlias = Annotated[bool, OffByDefault()]


@layer("keras.layers.MaxPooling1D", rank=1)
@layer("keras.layers.MaxPooling2D", rank=2)
@layer("keras.layers.MaxPooling3D", rank=3)
@layer("keras.layers.AveragePooling1D", rank=1)
@layer("keras.layers.AveragePooling2D", rank=2)
@layer("keras.layers.AveragePooling3D", rank=3)
def pooling(
    inputs: Tensor,
    *,
    pool_size: Window,
    strides: OptionalWindow,
    padding: Padding,
    data_format: DataFormat,
    context: Context,
    rank: int,
) -> Tensor:
    """(batch, …space…, channels) -> (batch, …windows…, channels); the stride is the window by default."""
    grid = grid_of(inputs, rank, data_format, context)
    steps = pool_size if strides is None else strides
    if any(isinstance(step, (int, float)) and step == 0 for step in steps):
        expected = Expectation(Expected.POSITIVE_INTEGERS, length=rank)
        raise Failed(InvalidArgument(argument="strides", value=steps, expected=expected))
    if padding not in PADDINGS:
        expected = Expectation(Expected.CHOICE, choices=PADDINGS)
        raise Failed(InvalidArgument(argument="padding", value=padding, expected=expected))
    slide = Slide(tuple(map(as_dim, pool_size)), tuple(map(as_dim, steps)), padding, "pool_size")
    try:
        return grid.with_sizes(slide.over(grid), grid.channels)
    except Failed as failed:
        if not isinstance(failed.failure, NegativeSize) or not _may_be_empty(inputs.kind, context):
            raise
        return grid.with_sizes((UNKNOWN_DIM,) * rank, grid.channels)


def _may_be_empty(kind: TensorKind, context: Context) -> bool:
    """Whether the layer may pool nothing, and give nothing: JAX does so, in place of Keras's check of shapes."""
    if context.keras_major == 2:
        return kind is TensorKind.EAGER
    return kind is not TensorKind.SYMBOLIC


@layer("keras.layers.GlobalMaxPooling1D", rank=1)
@layer("keras.layers.GlobalMaxPooling2D", rank=2)
@layer("keras.layers.GlobalMaxPooling3D", rank=3)
@layer("keras.layers.GlobalAveragePooling1D", rank=1)
@layer("keras.layers.GlobalAveragePooling2D", rank=2)
@layer("keras.layers.GlobalAveragePooling3D", rank=3)
def global_pooling(
    inputs: Tensor, *, data_format: DataFormat, keepdims: KeepDims, context: Context, rank: int
) -> Tensor:
    """(batch, …space…, channels) -> (batch, channels), or with axes of size 1 in place of space."""
    grid = grid_of(inputs, rank, data_format, context)
    return grid.with_sizes((1,) * rank if keepdims else (), grid.channels)


# --- adaptive -------------------------------------------------------------------------------------------------------


class OutputSize(Kind):
    """An integer, or a tuple of as many sizes as the layer has axes of space; Keras does not look at the sizes."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        rank: int = scope.constants["rank"]
        if is_open(value):
            return (open_dim(value) if rank == 1 else open_number(value),) * rank
        if isinstance(value, int):
            return (int(value),) * rank
        if not isinstance(value, (tuple, list)) or len(value) != rank:
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGERS, length=rank))
        return tuple(value)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return ((UNKNOWN_DIM,) * scope.constants["rank"],)

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        """A size of 0, or none at all: Keras divides by it."""
        if not isinstance(value, tuple) or not any(size is None or size == 0 for size in value if not is_open(size)):
            return ()
        expected = Expectation(Expected.POSITIVE_INTEGERS, length=len(value))
        return (InvalidArgument(argument=scope.argument, value=value, expected=expected, late=True),)


class ExactLayout(Layout):
    """`channels_last` or `channels_first`, as it is written; anything false means what is set globally."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if isinstance(value, CONSTANTS) and not value:
            return None
        return Layout.check(self, value, scope)


Sizes: TypeAlias = Annotated[tuple[Argument, ...], OutputSize()]
ExactDataFormat: TypeAlias = Annotated[str | None, ExactLayout((None, "channels_last", "channels_first"))]


@layer("keras.layers.AdaptiveAveragePooling1D", rank=1)
@layer("keras.layers.AdaptiveAveragePooling2D", rank=2)
@layer("keras.layers.AdaptiveAveragePooling3D", rank=3)
@layer("keras.layers.AdaptiveMaxPooling1D", rank=1)
@layer("keras.layers.AdaptiveMaxPooling2D", rank=2)
@layer("keras.layers.AdaptiveMaxPooling3D", rank=3)
def adaptive_pooling(
    inputs: Tensor, *, output_size: Sizes, data_format: ExactDataFormat, context: Context, rank: int
) -> Applied:
    """(batch, …space…, channels) -> (batch, …output_size…, channels); the rank is looked at on data only."""
    first = (data_format or context.data_format) == "channels_first"
    shape = inputs.require_min_rank(2 if first else 1)
    batch, channels = shape.dim(0), shape.dim(1 if first else -1)
    space = tuple(_declared(size, output_size) for size in output_size)
    dims = (batch, channels, *space) if first else (batch, *space, channels)
    late: tuple[Failure, ...] = ()
    pooled = inputs.reshaped(Shape(dims))
    if inputs.kind.of_backend and inputs.rank != rank + 2:
        pooled = inputs.reshaped(UNKNOWN_SHAPE)
    # Keras pools over as many axes as the input has, so that only inputs of too many axes fail, and those of none.
    if inputs.rank is not None and not 3 <= inputs.rank <= rank + 2:
        late = (RankMismatch(tensor=inputs, expected=(rank + 2,), found=inputs.rank, late=True),)
    return Applied(pooled, late=late)


def _declared(size: Argument, sizes: tuple[Argument, ...]) -> Dim:
    """The size that Keras declares. Raises: Failed(InvalidArgument) for what is no size of a tensor."""
    if is_open(size):
        return open_dim(size)
    if size is None:
        return None
    if not isinstance(size, int) or size < 0:
        expected = Expectation(Expected.POSITIVE_INTEGERS, length=len(sizes))
        raise Failed(InvalidArgument(argument="output_size", value=sizes, expected=expected))
    return int(size)
