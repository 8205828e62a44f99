"""ZeroPadding, Cropping and UpSampling (`keras/src/layers/reshaping`): layers that change the sizes of space."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, Failure, InvalidArgument, NegativeSize
from keralint.semantics.kinds import Integer, Kind, Scope, is_dim
from keralint.semantics.layers.spatial import (
    Count,
    DataFormat,
    Grid,
    Window,
    grid_of,
    is_open,
    open_dim,
    open_number,
)
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, add, decide, maximum, multiply, subtract

Pair: TypeAlias = tuple[Count, Count]


class Pairs(Kind):
    """How much on either side of each axis of space: an integer for all, or one integer or pair for each axis.

    For one axis only, a pair is the two sides of it.
    """

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> tuple[Pair, ...]:
        rank: int = scope.constants["rank"]
        if is_open(value):
            return ((open_number(value),) * 2,) * rank
        if rank == 1:
            return (self._pair(value, value, scope),)
        if isinstance(value, int):
            return ((self.everywhere(int(value), scope),) * 2,) * rank
        if not isinstance(value, (tuple, list)) or len(value) != rank:
            raise scope.refuse(value, Expectation(Expected.PAIRS, length=rank))
        return tuple([self._pair(item, value, scope) for item in value])

    def everywhere(self, value: int, scope: Scope) -> int:
        """One integer for all sides of several axes."""
        return value

    def _pair(self, value: Argument, whole: Argument, scope: Scope) -> Pair:
        if is_open(value):
            return (open_dim(value),) * 2
        items = (value, value) if isinstance(value, int) else value
        if not isinstance(items, (tuple, list, dict)) or len(items) != 2:
            raise scope.refuse(whole, Expectation(Expected.PAIRS, length=scope.constants["rank"]))
        left, right = (self._side(item, whole, scope) for item in items)
        return left, right

    def _side(self, value: Argument, whole: Argument, scope: Scope) -> Count:
        if is_open(value):
            return open_dim(value)
        if not isinstance(value, (int, float)) or not value >= 0:
            raise scope.refuse(whole, Expectation(Expected.PAIRS, length=scope.constants["rank"]))
        return value if isinstance(value, float) else int(value)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (((UNKNOWN_DIM, UNKNOWN_DIM),) * scope.constants["rank"],)


class Margins(Pairs):
    """Pairs of which a single negative integer is refused on data only."""

    __slots__ = ()

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        if not isinstance(value, tuple) or not any(isinstance(n, int) and n < 0 for pair in value for n in pair):
            return ()
        expected = Expectation(Expected.PAIRS, length=scope.constants["rank"])
        return (InvalidArgument(argument=scope.argument, value=value[0][0], expected=expected, late=True),)


class Cuts(Pairs):
    """Pairs of which a single negative integer is refused by Keras 3."""

    __slots__ = ()

    def everywhere(self, value: int, scope: Scope) -> int:
        if value < 0 and scope.database.major >= 3:
            raise scope.refuse(value, Expectation(Expected.PAIRS, length=scope.constants["rank"]))
        return value


Padding: TypeAlias = Annotated[tuple[Pair, ...], Margins()]
Cropping: TypeAlias = Annotated[tuple[Pair, ...], Cuts()]


@layer("keras.layers.ZeroPadding1D", rank=1)
@layer("keras.layers.ZeroPadding2D", rank=2)
@layer("keras.layers.ZeroPadding3D", rank=3)
def zero_padding(inputs: Tensor, *, padding: Padding, data_format: DataFormat, context: Context, rank: int) -> Tensor:
    """(batch, …space…, channels) -> the same with space larger by the padding on both sides."""
    grid = grid_of(inputs, rank, data_format, context)
    space = []
    for index, (size, pair) in enumerate(zip(grid.space, padding, strict=True)):
        left, right = (_addend(side, size, "padding", padding) for side in pair)
        padded = None if size is None else add(size, add(left, right))
        if isinstance(padded, int) and padded < 0:
            raise Failed(_exceeds(grid, index, multiply(-1, add(left, right)), "padding"))
        space.append(padded)
    return grid.with_sizes(space, grid.channels)


@layer("keras.layers.Cropping2D", rank=2)
@layer("keras.layers.Cropping3D", rank=3)
def cropping(inputs: Tensor, *, cropping: Cropping, data_format: DataFormat, context: Context, rank: int) -> Tensor:
    """(batch, …space…, channels) -> the same with space smaller on both sides; something must be left of it."""
    grid = grid_of(inputs, rank, data_format, context)
    unchecked = context.keras_major == 2 and rank == 3
    return grid.with_sizes([_cropped(grid, i, cropping, unchecked) for i in range(rank)], grid.channels)


@layer("keras.layers.Cropping1D", rank=1)
def cropping_1d(inputs: Tensor, *, cropping: Cropping, context: Context, rank: int) -> Tensor:
    """(batch, steps, channels) -> (batch, fewer steps, channels)."""
    grid = grid_of(inputs, rank, "channels_last", context)
    return grid.with_sizes([_cropped(grid, 0, cropping, unchecked=False)], grid.channels)


def _cropped(grid: Grid, index: int, cuts: tuple[Pair, ...], unchecked: bool) -> Dim:
    size = grid.space[index]
    left, right = (_addend(side, size, "cropping", cuts) for side in cuts[index])
    cut = add(left, right)
    if size is None:
        return None
    if unchecked:
        return maximum(0, subtract(size, cut))
    if decide.less_equal(size, cut) is decide.Answer.YES:
        raise Failed(_exceeds(grid, index, cut, "cropping"))
    return subtract(size, cut)


def _exceeds(grid: Grid, index: int, window: Dim, argument: str) -> NegativeSize:
    return NegativeSize(
        tensor=grid.tensor, axis=grid.axis(index), size=grid.space[index], window=window, argument=argument
    )


def _addend(value: Count, size: Dim, argument: str, whole: Argument) -> Dim:
    """A number to be added to, or multiplied with, a size.

    Raises: Failed(InvalidArgument) for a float, if Keras gets to compute with it.
    """
    if not isinstance(value, float):
        return value
    if size is None or size is UNKNOWN_DIM:
        return UNKNOWN_DIM
    expected = Expectation(Expected.PAIRS if argument != "size" else Expected.POSITIVE_INTEGERS, length=len(whole))
    raise Failed(InvalidArgument(argument=argument, value=whole, expected=expected))


# --- UpSampling -----------------------------------------------------------------------------------------------------

INTERPOLATIONS: Final = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area")
"""What Keras 3 can resize by, on one backend at least."""
INTERPOLATIONS_BEFORE_3: Final = (*INTERPOLATIONS, "gaussian", "mitchellcubic")


class Interpolation(Kind):
    """The name of a method, in any case; Keras 3 looks at it on data only."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        known = INTERPOLATIONS if scope.database.major >= 3 else INTERPOLATIONS_BEFORE_3
        name = value.lower() if isinstance(value, str) else value
        if not isinstance(name, str) or (name not in known and scope.database.major == 2):
            raise scope.refuse(value, Expectation(Expected.CHOICE, choices=known))
        return name

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        if value is UNKNOWN or scope.database.major == 2 or value in INTERPOLATIONS:
            return ()
        expected = Expectation(Expected.CHOICE, choices=INTERPOLATIONS)
        return (InvalidArgument(argument=scope.argument, value=value, expected=expected, late=True),)


class Repeats(Integer):
    """A positive integer; Keras 2 makes one of any number."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Dim | None:
        if scope.database.major == 2 and isinstance(value, (bool, float)) and value >= 1:
            return int(value)
        return UNKNOWN_DIM if is_open(value) and not is_dim(value) else Integer.check(self, value, scope)


Factor: TypeAlias = Annotated[Dim, Repeats(Expected.POSITIVE_INTEGER, minimum=1, bools=False)]
Method: TypeAlias = Annotated[Argument, Interpolation()]


@layer("keras.layers.UpSampling1D", rank=1)
def up_sampling_1d(inputs: Tensor, *, size: Factor, context: Context, rank: int) -> Tensor:
    """(batch, steps, channels) -> (batch, size*steps, channels)."""
    grid = grid_of(inputs, rank, "channels_last", context)
    return grid.with_sizes([multiply(grid.space[0], size) if grid.space[0] is not None else None], grid.channels)


@layer("keras.layers.UpSampling2D", rank=2)
def up_sampling_2d(
    inputs: Tensor, *, size: Window, data_format: DataFormat, interpolation: Method, context: Context, rank: int
) -> Tensor:
    """(batch, rows, columns, channels) -> (batch, size*rows, size*columns, channels).

    In Keras 2 one size that is `None` makes both so.
    """
    grid = grid_of(inputs, rank, data_format, context)
    for open_size in (None, UNKNOWN_DIM):
        if context.keras_major == 2 and open_size in grid.space:
            return grid.with_sizes((open_size,) * rank, grid.channels)
    return _enlarged(grid, size)


@layer("keras.layers.UpSampling3D", rank=3)
def up_sampling_3d(inputs: Tensor, *, size: Window, data_format: DataFormat, context: Context, rank: int) -> Tensor:
    """(batch, …space…, channels) -> (batch, …size*space…, channels); Keras 2 does not look at the rank."""
    if context.keras_major == 2 and inputs.rank != rank + 2:
        return inputs.reshaped(UNKNOWN_SHAPE)
    return _enlarged(grid_of(inputs, rank, data_format, context), size)


def _enlarged(grid: Grid, factors: tuple[Count, ...]) -> Tensor:
    space = [
        None if size is None else multiply(size, _addend(factor, size, "size", factors))
        for size, factor in zip(grid.space, factors, strict=True)
    ]
    return grid.with_sizes(space, grid.channels)
