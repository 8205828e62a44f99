"""Convolutional layers (`keras/src/layers/convolutional`); transposed ones have a module of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    GroupsDoNotDivide,
    InvalidArgument,
)
from keralint.semantics.kinds import Activation, Constraint, Flag, Initializer, Kind, Regularizer, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.activating import run_activation
from keralint.semantics.layers.core import OptionalRank, adapted
from keralint.semantics.layers.spatial import (
    Amount,
    Count,
    DataFormat,
    Grid,
    Slide,
    Window,
    as_dim,
    grid_of,
    is_open,
    open_dim,
    whole,
    whole_window,
)
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Symbolic, decide, floor_divide, multiply

# --- arguments ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaddingName(Kind):
    """`valid` or `same`, in any case; one-dimensional layers take `causal` in the versions of Keras named.

    Keras 3 lets lists pass when the layer is made.
    """

    causal: tuple[int, ...] = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value) or isinstance(value, (tuple, list)):
            return UNKNOWN if is_open(value) else value
        folded = value.lower() if isinstance(value, str) else value
        if folded not in self.alternatives(scope):
            raise scope.refuse(value, Expectation(Expected.CHOICE, choices=self.alternatives(scope)))
        return folded

    def alternatives(self, scope: Scope) -> tuple[str, ...]:
        if scope.constants["rank"] == 1 and scope.database.major in self.causal:
            return ("valid", "same", "causal")
        return ("valid", "same")


class GroupCount(Kind):
    """A positive number; to Keras 2, nothing and 0 are 1."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Count:
        if is_open(value):
            return open_dim(value)
        if scope.database.major == 2:
            value = value or 1
        if not isinstance(value, (int, float)) or value <= 0:
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGER))
        return int(value) if isinstance(value, int) else value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (open_dim(UNKNOWN),)


Padding: TypeAlias = Annotated[Argument, PaddingName()]
Causal: TypeAlias = Annotated[Argument, PaddingName(causal=(2, 3))]
CausalBefore3: TypeAlias = Annotated[Argument, PaddingName(causal=(2,))]
Filters: TypeAlias = Annotated[Count, Amount(truncated=True)]
Multiplier: TypeAlias = Annotated[Count, Amount()]
Groups: TypeAlias = Annotated[Count, GroupCount()]


def check_convolution(arguments: dict[str, Argument], context: Context) -> None:
    """Strides and dilation exclude each other, and the groups must divide the filters.

    Raises: Failed(ConflictingArguments).
    """
    check_dilation(arguments, context)
    filters, groups = arguments["filters"], arguments["groups"]
    if filters is None:
        return
    if isinstance(filters, float) or isinstance(groups, float):
        divides = not all(isinstance(value, (int, float)) for value in (filters, groups)) or filters % groups == 0
    else:
        divides = decide.divides(groups, filters) is not decide.Answer.NO
    if not divides:
        conflict = Conflict.GROUPS_DO_NOT_DIVIDE_FILTERS
        raise Failed(ConflictingArguments(arguments=("groups", "filters"), conflict=conflict))


def check_dilation(arguments: dict[str, Argument], context: Context, *, last: int = 3) -> None:
    """Strides above 1 and dilation above 1 exclude each other, up to the version `last` of Keras.

    Raises: Failed(ConflictingArguments).
    """
    if context.keras_major <= last and _spreads(arguments["strides"]) and _spreads(arguments["dilation_rate"]):
        conflict = Conflict.STRIDES_WITH_DILATION
        raise Failed(ConflictingArguments(arguments=("strides", "dilation_rate"), conflict=conflict))


def _spreads(values: Sequence[Count]) -> bool:
    """Whether one of the values is certainly more than 1."""
    return any(
        value > 1 if isinstance(value, float) else decide.less(1, value) is decide.Answer.YES for value in values
    )


def slide_over(
    grid: Grid, kernel: tuple[Dim, ...], strides: tuple[Count, ...], padding: Argument, dilation: tuple[Count, ...]
) -> tuple[Dim, ...]:
    """The sizes of the space after a convolution.

    Raises: Failed(InvalidArgument) for a padding that is no name, Failed(NegativeSize).
    """
    if not isinstance(padding, str):
        expected = Expectation(Expected.CHOICE, choices=("valid", "same"))
        raise Failed(InvalidArgument(argument="padding", value=padding, expected=expected))
    steps, gaps = tuple(map(as_dim, strides)), tuple(map(as_dim, dilation))
    return Slide(kernel, steps, padding, "kernel_size", gaps).over(grid)


def depthwise_space(
    grid: Grid,
    kernel: tuple[Dim, ...],
    strides: tuple[Count, ...],
    padding: Argument,
    dilation: tuple[Count, ...],
    context: Context,
) -> tuple[Dim, ...]:
    """The sizes of the space after a depthwise convolution; Keras 2 dilates planes in a way that loses sizes.

    Raises: Failed(InvalidArgument | NegativeSize).
    """
    dilates = context.keras_major == 2 and len(grid.space) == 2 and any(as_dim(rate) != 1 for rate in dilation)
    if dilates and not all(isinstance(size, (int, Symbolic)) for size in grid.space):
        return (UNKNOWN_DIM,) * len(grid.space)
    return slide_over(grid, kernel, strides, padding, dilation)


# --- layers ---------------------------------------------------------------------------------------------------------


@layer("keras.layers.Conv1D", prepare=check_convolution, finish=run_activation, rank=1)
@layer("keras.layers.Conv2D", prepare=check_convolution, finish=run_activation, rank=2)
@layer("keras.layers.Conv3D", prepare=check_convolution, finish=run_activation, rank=3)
def convolution(
    inputs: Tensor,
    *,
    filters: Filters,
    kernel_size: Window,
    strides: Window,
    padding: Causal,
    data_format: DataFormat,
    dilation_rate: Window,
    groups: Groups,
    activation: Activation,
    use_bias: Flag,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    lora_rank: OptionalRank,
    context: Context,
    rank: int,
) -> Applied:
    """(batch, …space…, channels) -> (batch, …windows…, filters). Keras 2 takes more axes of batch than one."""
    grid = grid_of(inputs, rank, data_format, context, batch_axes=context.keras_major == 2)
    channels = grid.defined_channels()
    parts = whole(groups, "groups")
    if decide.divides(parts, channels) is decide.Answer.NO:
        raise Failed(GroupsDoNotDivide(tensor=inputs, axis=grid.channel_axis, groups=parts, size=channels))
    kernel, made = whole_window(kernel_size, "kernel_size"), whole(filters, "filters")
    space = slide_over(grid, kernel, strides, padding, dilation_rate)
    weights = {"kernel": Weight((*kernel, floor_divide(channels, parts), made))}
    if use_bias:
        weights["bias"] = Weight((made,))
    return Applied(grid.with_sizes(space, made), adapted(weights, "kernel", lora_rank, kernel_constraint))


@layer("keras.layers.DepthwiseConv1D", prepare=partial(check_dilation, last=2), finish=run_activation, rank=1)
@layer("keras.layers.DepthwiseConv2D", prepare=partial(check_dilation, last=2), finish=run_activation, rank=2)
def depthwise_convolution(
    inputs: Tensor,
    *,
    kernel_size: Window,
    strides: Window,
    padding: Padding,
    depth_multiplier: Multiplier,
    data_format: DataFormat,
    dilation_rate: Window,
    activation: Activation,
    use_bias: Flag,
    depthwise_initializer: Initializer,
    bias_initializer: Initializer,
    depthwise_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    depthwise_constraint: Constraint,
    bias_constraint: Constraint,
    context: Context,
    rank: int,
) -> Applied:
    """(batch, …space…, channels) -> (batch, …windows…, depth_multiplier*channels)."""
    grid = grid_of(inputs, rank, data_format, context)
    channels = grid.defined_channels()
    kernel, multiplier = whole_window(kernel_size, "kernel_size"), whole(depth_multiplier, "depth_multiplier")
    made = multiply(multiplier, channels)
    space = depthwise_space(grid, kernel, strides, padding, dilation_rate, context)
    weights = {"kernel": Weight((*kernel, channels, multiplier))}
    if use_bias:
        weights["bias"] = Weight((made,))
    return Applied(grid.with_sizes(space, made), weights)


@layer("keras.layers.SeparableConv1D", prepare=partial(check_dilation, last=2), finish=run_activation, rank=1)
@layer("keras.layers.SeparableConv2D", prepare=partial(check_dilation, last=2), finish=run_activation, rank=2)
def separable_convolution(
    inputs: Tensor,
    *,
    filters: Filters,
    kernel_size: Window,
    strides: Window,
    padding: CausalBefore3,
    data_format: DataFormat,
    dilation_rate: Window,
    depth_multiplier: Multiplier,
    activation: Activation,
    use_bias: Flag,
    depthwise_initializer: Initializer,
    pointwise_initializer: Initializer,
    bias_initializer: Initializer,
    depthwise_regularizer: Regularizer,
    pointwise_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    depthwise_constraint: Constraint,
    pointwise_constraint: Constraint,
    bias_constraint: Constraint,
    context: Context,
    rank: int,
) -> Applied:
    """(batch, …space…, channels) -> (batch, …windows…, filters): a depthwise convolution, then a pointwise one."""
    grid = grid_of(inputs, rank, data_format, context)
    channels = grid.defined_channels()
    kernel, multiplier = whole_window(kernel_size, "kernel_size"), whole(depth_multiplier, "depth_multiplier")
    made = whole(filters, "filters")
    space = depthwise_space(grid, kernel, strides, padding, dilation_rate, context)
    weights = {
        "depthwise_kernel": Weight((*kernel, channels, multiplier)),
        "pointwise_kernel": Weight((*(1,) * rank, multiply(multiplier, channels), made)),
    }
    if use_bias:
        weights["bias"] = Weight((made,))
    return Applied(grid.with_sizes(space, made), weights)
