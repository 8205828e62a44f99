"""What layers over space share: the layout of the axes, sizes given as numbers or tuples, windows that slide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.failures import Expectation, Expected, Failed, InvalidArgument, NegativeSize, UndefinedSize
from keralint.semantics.kinds import Choice, Kind, Scope, is_dim
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import (
    UNKNOWN_DIM,
    UNKNOWN_SHAPE,
    Dim,
    Shape,
    Symbolic,
    add,
    ceil_divide,
    decide,
    floor_divide,
    lone_variable,
    multiply,
    subtract,
)

CONSTANTS: Final = (bool, int, float, complex, str, bytes, type(None), tuple, list, dict)
"""What a value must be for anything to be said of it; all else may turn out to be what Keras wants."""

Count: TypeAlias = Dim | float
"""A size as the program wrote it: Keras takes floats in tuples, and some layers compute with them."""


def is_open(value: Argument) -> bool:
    """Whether the value is not known, or known as a size only."""
    return is_dim(value) or not isinstance(value, CONSTANTS)


def open_dim(value: Argument) -> Dim:
    """An open value as a size."""
    return value if is_dim(value) and value is not UNKNOWN else UNKNOWN_DIM


def open_number(value: Argument) -> Dim:
    """An open value as a size, where it may be a tuple as well: results of arithmetic and sizes are surely numbers.

    What a parameter is given usually is one, too.
    """
    variable = lone_variable(value)
    certain = isinstance(value, Symbolic) and (variable is None or variable.is_number or variable.usual)
    return value if certain else UNKNOWN_DIM


# --- the layout of a tensor -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grid:
    """A tensor as batch, space and channels: `(batch, …space…, channels)`, or `(batch, channels, …space…)`.

    `batch` has more than one axis where Keras 2 convolves over further axes, and is `None` if they are not known.
    """

    tensor: Tensor
    batch: tuple[Dim, ...] | None
    space: tuple[Dim, ...]
    channels: Dim
    channels_first: bool

    def axis(self, index: int) -> int:
        """The axis of the tensor that is the spatial axis `index`."""
        return len(self.batch or (None,)) + index + self.channels_first

    @property
    def channel_axis(self) -> int:
        return len(self.batch or (None,)) if self.channels_first else -1

    def defined_channels(self) -> Dim:
        """The number of channels, on which weights depend.

        Raises: Failed(UndefinedSize) if it is `None`.
        """
        if self.channels is None:
            raise Failed(UndefinedSize(tensor=self.tensor, axis=self.channel_axis))
        return self.channels

    def with_sizes(self, space: Sequence[Dim], channels: Dim) -> Tensor:
        """A tensor of the same layout with other sizes."""
        if self.batch is None:
            return self.tensor.reshaped(UNKNOWN_SHAPE)
        rest = (channels, *space) if self.channels_first else (*space, channels)
        return self.tensor.reshaped(Shape((*self.batch, *rest)))


def grid_of(x: Tensor, rank: int, data_format: str | None, context: Context, *, batch_axes: bool = False) -> Grid:
    """`x` with `rank` axes of space; `batch_axes` allows more than one axis of batch.

    Raises: Failed(RankMismatch).
    """
    first = (data_format or context.data_format) == "channels_first"
    dims = x.require_min_rank(rank + 2).dims if batch_axes else x.require_rank(rank + 2)
    if dims is None:
        return Grid(x, None, (UNKNOWN_DIM,) * rank, UNKNOWN_DIM, first)
    batch, rest = dims[: -rank - 1], dims[-rank - 1 :]
    space, channels = (rest[1:], rest[0]) if first else (rest[:-1], rest[-1])
    return Grid(x, batch, space, channels, first)


class Layout(Choice):
    """`channels_last`, `channels_first`, in any case, or `None` for what is set globally."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        return UNKNOWN if is_open(value) else Choice.check(self, value, scope)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return ("channels_last", "channels_first")

    def absent(self) -> Argument:
        return None


DataFormat: TypeAlias = Annotated[str | None, Layout((None, "channels_last", "channels_first"), fold=True)]


# --- sizes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sizes(Kind):
    """An integer, or a tuple of as many numbers as the layer has axes of space (`standardize_tuple` in Keras).

    Keras looks only whether `int()` takes the elements of a tuple: floats pass, and reach the definition as they are.
    """

    takes_sizes: ClassVar[bool] = True

    minimum: int = 1
    optional: bool = False

    def check(self, value: Argument, scope: Scope) -> tuple[Count, ...] | None:
        rank: int = scope.constants["rank"]
        if value is None and self.optional:
            return None
        if isinstance(value, (tuple, list, dict)):
            if len(value) != rank:
                raise self._refuse(value, scope)
            return tuple([self.one(item, value, scope) for item in value])
        if isinstance(value, float):
            raise self._refuse(value, scope)
        if is_open(value) and rank > 1:
            return (open_number(value),) * rank
        return (self.one(value, value, scope),) * rank

    def one(self, item: Argument, whole: Argument, scope: Scope) -> Count:
        """One of the numbers. Raises: Failed(InvalidArgument)."""
        if is_open(item):
            return open_dim(item)
        if not isinstance(item, (int, float)) or not math.isfinite(item) or item < 0 or (self.minimum and item == 0):
            raise self._refuse(whole, scope)
        return item if isinstance(item, float) else int(item)

    def _refuse(self, value: Argument, scope: Scope) -> Failed:
        return scope.refuse(value, self.expectation(scope.constants["rank"]))

    def expectation(self, rank: int) -> Expectation:
        return Expectation(Expected.POSITIVE_INTEGERS if self.minimum else Expected.INTEGERS, length=rank)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return ((UNKNOWN_DIM,) * scope.constants["rank"],)


Window: TypeAlias = Annotated[tuple[Count, ...], Sizes()]
OptionalWindow: TypeAlias = Annotated[tuple[Count, ...] | None, Sizes(minimum=0, optional=True)]


@dataclass(frozen=True, slots=True)
class Amount(Kind):
    """A positive number, or `None`: Keras compares it with 0 when the layer is made, and looks closer when it is built.

    Source: `BaseConv.__init__` (`filters`), `BaseDepthwiseConv.__init__` (`depth_multiplier`). `truncated`: Keras 2
    makes an integer of it.
    """

    takes_sizes: ClassVar[bool] = True

    truncated: bool = False

    def check(self, value: Argument, scope: Scope) -> Count:
        if is_open(value):
            return open_dim(value)
        if value is not None and (not isinstance(value, (int, float)) or value <= 0):
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGER))
        if isinstance(value, float) and self.truncated and scope.database.major == 2 and math.isfinite(value):
            return int(value)
        return int(value) if isinstance(value, int) else value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN_DIM,)


def whole(value: Count, argument: str) -> Dim:
    """The value as a size that weights depend on.

    Raises: Failed(InvalidArgument) for `None` and for floats.
    """
    if value is None or isinstance(value, float):
        raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.POSITIVE_INTEGER)))
    return value


def whole_window(values: tuple[Count, ...], argument: str) -> tuple[Dim, ...]:
    """The sizes of a window that weights depend on. Raises: Failed(InvalidArgument) for floats."""
    if any(isinstance(value, float) for value in values):
        expected = Expectation(Expected.POSITIVE_INTEGERS, length=len(values))
        raise Failed(InvalidArgument(argument=argument, value=values, expected=expected))
    return tuple(map(as_dim, values))


def as_dim(value: Count) -> Dim:
    """The value as a size; a fraction has none that all backends agree on."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else UNKNOWN_DIM
    return value


# --- windows that slide ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slide:
    """A window that moves over space: its sizes, and the argument that sets them."""

    window: tuple[Dim, ...]
    strides: tuple[Dim, ...]
    padding: str
    argument: str
    dilation: tuple[Dim, ...] | None = None

    def extent(self, index: int) -> Dim:
        """How far the window reaches: dilation leaves gaps between its elements."""
        if self.dilation is None:
            return self.window[index]
        return add(multiply(subtract(self.window[index], 1), self.dilation[index]), 1)

    def over(self, grid: Grid) -> tuple[Dim, ...]:
        """The sizes of the space that results.

        Source: `compute_conv_output_shape`, `compute_pooling_output_shape` in `keras/src/ops/operation_utils.py`.
        Raises: Failed(NegativeSize).
        """
        return tuple(self._along(grid, index) for index in range(len(grid.space)))

    def _along(self, grid: Grid, index: int) -> Dim:
        size, stride = grid.space[index], self.strides[index]
        if size is None:
            return None
        if self.padding != "valid":
            return ceil_divide(size, stride)
        extent = self.extent(index)
        if decide.less(size, extent) is decide.Answer.YES:
            failure = NegativeSize(
                tensor=grid.tensor, axis=grid.axis(index), size=size, window=extent, argument=self.argument
            )
            raise Failed(failure)
        return add(floor_divide(subtract(size, extent), stride), 1)
