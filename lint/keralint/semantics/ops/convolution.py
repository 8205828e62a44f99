"""Convolutions and pooling as functions (`keras/src/ops/nn.py`): kernels are tensors, windows are arguments."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import NegativeSize, RankMismatch, SizeMismatch
from keralint.semantics.layers.spatial import Grid, Slide, grid_of
from keralint.semantics.layers.transposed import stretched
from keralint.semantics.ops.arguments import known_dims
from keralint.semantics.ops.comparing import require_min_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import (
    choice,
    each,
    layout,
    length_of,
    positive_each,
    refuse,
    refuse_symbolic,
    size_or_unknown,
)
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape, decide, multiply

PADDINGS = ("valid", "same", "causal")
"""What Keras takes when it declares the shape, whatever the number of axes."""


def grid_for(x: Tensor, kernel: Tensor, data_format: Argument, mode: Mode, *, channel_axis: int = -2) -> Grid:
    """The input as batch, space and channels, as the kernel `(…window…, channels, filters)` asks for it.

    Raises: Failed(RankMismatch | SizeMismatch | InvalidArgument); Undetermined.
    """
    window = known_dims(kernel)
    if len(window) < 3:
        raise Undetermined("the kernel has no window")
    first = layout(data_format, mode)
    if x.shape.dims is not None and len(x.shape.dims) != len(window):
        raise Failed(RankMismatch(tensor=x, expected=(len(window),), found=len(x.shape.dims)))
    grid = grid_of(x, len(window) - 2, first, mode.context)
    _check_channels(grid, kernel, window[channel_axis], mode)
    return grid


def _check_channels(grid: Grid, kernel: Tensor, needed: Dim, mode: Mode) -> None:
    """The channels of input and kernel must agree; a backend divides them into groups.

    Raises: Failed(SizeMismatch).
    """
    if grid.channels is None or needed is None:
        return
    if mode.declared:
        refused = decide.equal(grid.channels, needed) is decide.Answer.NO
    else:
        refused = decide.divides(needed, grid.channels) is decide.Answer.NO
    if refused:
        axis, x = grid.channel_axis % len(known_dims(kernel)), grid.tensor
        raise Failed(SizeMismatch(tensor=x, axis=axis, expected=needed, found=grid.channels, other=kernel))


def slid(
    grid: Grid,
    window: tuple[Dim, ...],
    strides: Argument,
    padding: Argument,
    dilation: Argument,
    argument: str,
    *,
    may_be_empty: bool = False,
) -> tuple[Dim, ...]:
    """The sizes of the space after a window has moved over it; `may_be_empty` refuses none for being too large.

    Raises: Failed(InvalidArgument | NegativeSize); Undetermined.
    """
    refuse_symbolic(strides=strides, dilation_rate=dilation)
    if None in window:
        raise Undetermined("the window is not known")
    rank = len(grid.space)
    steps, gaps = positive_each(strides, rank, "strides"), positive_each(dilation, rank, "dilation_rate")
    word = choice(padding, PADDINGS, "padding", fold=True)
    return moved(Slide(window, steps, word, argument, gaps), grid, may_be_empty=may_be_empty)


def moved(slide: Slide, grid: Grid, *, may_be_empty: bool) -> tuple[Dim, ...]:
    """As `Slide.over`, where JAX gives empty axes for a window that is too large, and TensorFlow refuses it.

    Raises: Failed(NegativeSize), or Undetermined in its place if it `may_be_empty`.
    """
    try:
        return slide.over(grid)
    except Failed as failed:
        if may_be_empty and isinstance(failed.failure, NegativeSize):
            raise Undetermined("the window is larger than the input") from None
        raise


@op("keras.ops.conv")
def conv(
    inputs: Tensor, kernel: Tensor, strides: Argument = 1, padding: Argument = "valid", data_format: Argument = None,
    dilation_rate: Argument = 1, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(batch, …space…, channels) and (…window…, channels, filters) -> (batch, …windows…, filters)."""
    grid = grid_for(inputs, kernel, data_format, mode)
    *window, _, filters = known_dims(kernel)
    space = slid(grid, tuple(window), strides, padding, dilation_rate, "kernel")
    return _typed(grid.with_sizes(space, filters), mode)


def _typed(made: Tensor, mode: Mode) -> Tensor:
    return made.with_dtype(as_declared(made.dtype, made.dtype, mode))


@op("keras.ops.depthwise_conv")
def depthwise_conv(
    inputs: Tensor, kernel: Tensor, strides: Argument = 1, padding: Argument = "valid", data_format: Argument = None,
    dilation_rate: Argument = 1, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(batch, …space…, channels) and (…window…, channels, multiplier) -> (batch, …windows…, channels*multiplier)."""
    grid = grid_for(inputs, kernel, data_format, mode)
    *window, channels, multiplier = known_dims(kernel)
    if channels is None or multiplier is None:
        raise Undetermined("the number of channels is not known")
    empty = not mode.declared
    space = slid(grid, tuple(window), strides, padding, dilation_rate, "kernel", may_be_empty=empty)
    return _typed(grid.with_sizes(space, multiply(channels, multiplier)), mode)


@op("keras.ops.separable_conv")
def separable_conv(
    inputs: Tensor, depthwise_kernel: Tensor, pointwise_kernel: Tensor, strides: Argument = 1,
    padding: Argument = "valid", data_format: Argument = None, dilation_rate: Argument = 1, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """A depthwise convolution, then a pointwise one: the channels are the last size of the second kernel."""
    grid = grid_for(inputs, depthwise_kernel, data_format, mode)
    window = known_dims(depthwise_kernel)[:-2]
    empty = not mode.declared
    space = slid(grid, window, strides, padding, dilation_rate, "depthwise_kernel", may_be_empty=empty)
    return _typed(grid.with_sizes(space, require_min_rank(pointwise_kernel, 1)[-1]), mode)


@op("keras.ops.conv_transpose")
def conv_transpose(
    inputs: Tensor, kernel: Tensor, strides: Argument = 1, padding: Argument = "valid",
    output_padding: Argument = None, data_format: Argument = None, dilation_rate: Argument = 1, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(batch, …space…, channels) and (…window…, filters, channels) -> (batch, …space*strides…, filters)."""
    if mode.declared and len(known_dims(kernel)) > len(known_dims(inputs)):
        raise Undetermined("the kernel has more axes than the input")
    grid = grid_for(inputs, kernel, data_format, mode, channel_axis=-1)
    *window, filters, _ = known_dims(kernel)
    rank = len(grid.space)
    if None in window:
        raise Undetermined("the window is not known")
    steps, gaps = positive_each(strides, rank, "strides"), positive_each(dilation_rate, rank, "dilation_rate")
    extra = (None,) * rank if output_padding is None else each(output_padding, rank, "output_padding")
    if any(size is not None for size in grid.space) or not mode.declared:
        padding = choice(padding, ("valid", "same"), "padding", fold=True)
    space = [stretched(grid, i, window[i], steps[i], padding, extra[i], gaps[i]) for i in range(rank)]
    return _typed(grid.with_sizes(space, filters), mode)


@op("keras.ops.max_pool")
@op("keras.ops.average_pool")
def pool(
    inputs: Tensor, pool_size: Argument, strides: Argument = None, padding: Argument = "valid",
    data_format: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(batch, …space…, channels) -> (batch, …windows…, channels); the stride is the window if nothing is said."""
    rank = len(known_dims(inputs)) - 2
    if rank < 1:
        raise Undetermined("the input has no space")
    grid = grid_of(inputs, rank, layout(data_format, mode), mode.context)
    refuse_symbolic(pool_size=pool_size, strides=strides)
    window = each(pool_size, rank, "pool_size")
    steps = positive_each(pool_size if strides is None else strides, rank, "strides")
    word = choice(padding, ("valid", "same"), "padding", fold=True)
    slide = Slide(window, steps, word, "pool_size")
    return grid.with_sizes(moved(slide, grid, may_be_empty=not mode.declared), grid.channels)


@op("keras.ops.adaptive_average_pool")
@op("keras.ops.adaptive_max_pool")
def adaptive_pool(inputs: Tensor, output_size: Argument, data_format: Argument = None, *, mode: Mode) -> Tensor:
    """As many windows as asked for. With the channels last Keras declares them beside the last axes of space."""
    dims = known_dims(inputs)
    first = layout(data_format, mode) == "channels_first"
    if not mode.known_declared():
        if len(dims) < 3:
            raise Undetermined("the input has no space")
        sizes = each(output_size, len(dims) - 2, "output_size")
        return inputs.with_shape(dims[0], dims[1], *sizes) if first else inputs.with_shape(dims[0], *sizes, dims[-1])
    count = length_of(output_size, "output_size")
    if isinstance(output_size, list):
        raise refuse("output_size", output_size, Expected.SHAPE)
    sizes = tuple(map(size_or_unknown, output_size))
    before = require_min_rank(inputs, 2 if first else 1)
    if first:
        return inputs.with_shape(*before[:2], *sizes)
    return inputs.reshaped(Shape((*(before[:-count] if count else ()), *sizes, before[-1])))
