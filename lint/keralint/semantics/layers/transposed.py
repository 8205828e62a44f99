"""Transposed convolutions (`keras/src/layers/convolutional/base_conv_transpose.py`)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    Failure,
    InvalidArgument,
    NegativeSize,
)
from keralint.semantics.kinds import Activation, Constraint, Flag, Initializer, Regularizer
from keralint.semantics.layer import Applied
from keralint.semantics.layers.activating import run_activation
from keralint.semantics.layers.convolutional import Filters, Padding, check_dilation
from keralint.semantics.layers.spatial import (
    Count,
    DataFormat,
    Grid,
    Sizes,
    Window,
    as_dim,
    grid_of,
    whole,
    whole_window,
)
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, add, decide, maximum, modulo, multiply, subtract
from keralint.shapes.dims import UnknownDim

OutputPadding: TypeAlias = Annotated[tuple[Count, ...] | None, Sizes(minimum=0, optional=True)]


def check_transposed(arguments: dict[str, Argument], context: Context) -> None:
    """Strides and dilation exclude each other; the padding of the output must be less than the stride on each axis.

    Raises: Failed(ConflictingArguments).
    """
    check_dilation(arguments, context)
    pairs = zip(arguments["output_padding"] or (), arguments["strides"], strict=False)
    if any(_reaches(extra, stride) for extra, stride in pairs):
        conflict = Conflict.OUTPUT_PADDING_NOT_BELOW_STRIDES
        raise Failed(ConflictingArguments(arguments=("output_padding", "strides"), conflict=conflict))


def _reaches(extra: Count, stride: Count) -> bool:
    if isinstance(extra, (int, float)) and isinstance(stride, (int, float)):
        return extra >= stride
    return decide.less(as_dim(extra), as_dim(stride)) is decide.Answer.NO


@layer("keras.layers.Conv1DTranspose", prepare=check_transposed, finish=run_activation, rank=1)
@layer("keras.layers.Conv2DTranspose", prepare=check_transposed, finish=run_activation, rank=2)
@layer("keras.layers.Conv3DTranspose", prepare=check_transposed, finish=run_activation, rank=3)
def transposed_convolution(
    inputs: Tensor,
    *,
    filters: Filters,
    kernel_size: Window,
    strides: Window,
    padding: Padding,
    output_padding: OutputPadding,
    data_format: DataFormat,
    dilation_rate: Window,
    activation: Activation,
    use_bias: Flag,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    context: Context,
    rank: int,
) -> Applied:
    """(batch, …space…, channels) -> (batch, …space*strides…, filters), and more with `valid` padding."""
    grid = grid_of(inputs, rank, data_format, context)
    channels = grid.defined_channels()
    kernel, made = whole_window(kernel_size, "kernel_size"), whole(filters, "filters")
    weights = {"kernel": Weight((*kernel, made, channels))}
    if use_bias:
        weights["bias"] = Weight((made,))
    if not isinstance(padding, str):
        return Applied(grid.with_sizes(grid.space, made), weights, late=_no_name(padding, grid))
    extra = output_padding or (None,) * rank
    # Keras 2 forgets the dilation where it computes the sizes of volumes.
    gaps = (1,) * rank if context.keras_major == 2 and rank == 3 else dilation_rate
    space = tuple(
        stretched(grid, index, kernel[index], strides[index], padding, extra[index], gaps[index])
        for index in range(rank)
    )
    return Applied(grid.with_sizes(space, made), weights)


def _no_name(padding: Argument, grid: Grid) -> tuple[Failure, ...]:
    """The failure of a padding that is a list, which Keras finds at the first size that is known.

    Raises: Failed(InvalidArgument).
    """
    late = all(size is None or isinstance(size, UnknownDim) for size in grid.space)
    expected = Expectation(Expected.CHOICE, choices=("valid", "same"))
    failure = InvalidArgument(argument="padding", value=padding, expected=expected, late=late)
    if not late:
        raise Failed(failure)
    return (failure,)


def stretched(grid: Grid, index: int, window: Dim, stride: Count, padding: str, extra: Count, dilation: Count) -> Dim:
    """The size that results on one axis.

    Source: `_get_output_shape_given_tf_padding` in `keras/src/backend/common/backend_utils.py`.
    Raises: Failed(NegativeSize) for an empty input that would shrink.
    """
    size, step = grid.space[index], as_dim(stride)
    if size is None:
        return None
    extent = add(multiply(subtract(window, 1), as_dim(dilation)), 1)
    if padding == "same" and extra is None:
        return multiply(size, step)
    base = multiply(subtract(size, 1), step)
    if padding == "same":
        result = add(base, add(modulo(extent, 2), as_dim(extra)))
    elif extra is None:
        result = add(base, maximum(extent, step))
    else:
        result = add(base, add(extent, as_dim(extra)))
    if isinstance(result, int) and result < 0:
        raise Failed(
            NegativeSize(tensor=grid.tensor, axis=grid.axis(index), size=size, window=extent, argument="kernel_size")
        )
    return result
