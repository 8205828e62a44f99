"""Normalization layers (`keras/src/layers/normalization`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, InvalidArgument
from keralint.semantics.failures.normalization import GroupsDoNotDivide
from keralint.semantics.kinds import Constraint, Flag, Ignored, Initializer, Integer, Kind, Regularizer, Scope
from keralint.semantics.layer import Applied, Layer
from keralint.semantics.layers.common import AxesKind, axes_of, axis_of, check_axis, same, sized_axis
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, decide

Axes: TypeAlias = Annotated[Argument, AxesKind()]
CLIPPING_KEYS: Final = ("rmax", "rmin", "dmax")


@dataclass(frozen=True, slots=True)
class Converted(Kind):
    """What `int()` or `float()` takes: BatchNormalization converts these arguments when it is made."""

    expected: Expected

    def check(self, value: Argument, scope: Scope) -> Argument:
        convert = int if self.expected is Expected.INTEGER else float
        if value is None or isinstance(value, (tuple, list, dict)):
            raise scope.refuse(value, Expectation(self.expected))
        if not isinstance(value, (int, float, str)):
            return UNKNOWN
        try:
            return convert(value)
        except (ValueError, OverflowError):
            raise scope.refuse(value, Expectation(self.expected)) from None

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


class Groups(Integer):
    """A positive integer, or -1 for as many groups as there are channels."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Dim | None:
        return -1 if isinstance(value, int) and value == -1 else Integer.check(self, value, scope)


AxisNumber: TypeAlias = Annotated[Argument, Converted(Expected.INTEGER)]
ConvertedNumber: TypeAlias = Annotated[Argument, Converted(Expected.NUMBER)]
GroupCount: TypeAlias = Annotated[Dim, Groups(Expected.POSITIVE_INTEGER, minimum=1)]


def check_clipping(arguments: dict[str, Argument], context: Context) -> None:
    """`renorm_clipping` holds limits with rmin <= rmax and dmax >= 0.

    Raises: Failed(InvalidArgument).
    """
    clipping = arguments.get("renorm_clipping")
    if arguments.get("renorm") is not True or not clipping or clipping is UNKNOWN:
        return
    if isinstance(clipping, (int, float, str)) or (isinstance(clipping, dict) and not _clips(clipping)):
        expected = Expectation(Expected.CHOICE, choices=CLIPPING_KEYS)
        raise Failed(InvalidArgument(argument="renorm_clipping", value=clipping, expected=expected))


def _clips(clipping: dict[Argument, Argument]) -> bool:
    rmax, rmin, dmax = (clipping.get(key) for key in CLIPPING_KEYS)
    if isinstance(rmax, (int, float)) and isinstance(rmin, (int, float)) and rmax < rmin:
        return False
    if isinstance(dmax, (int, float)) and dmax < 0:
        return False
    return not any(isinstance(key, str) and key not in CLIPPING_KEYS for key in clipping)


@layer("keras.layers.BatchNormalization", prepare=check_clipping, one_rank=True)
def batch_normalization(
    inputs: Tensor,
    *,
    axis: AxisNumber,
    momentum: ConvertedNumber,
    epsilon: ConvertedNumber,
    center: Flag,
    scale: Flag,
    beta_initializer: Initializer,
    gamma_initializer: Initializer,
    moving_mean_initializer: Initializer,
    moving_variance_initializer: Initializer,
    beta_regularizer: Regularizer,
    gamma_regularizer: Regularizer,
    beta_constraint: Constraint,
    gamma_constraint: Constraint,
    renorm: Flag,
) -> Applied:
    """Elementwise, with statistics for each position of one axis."""
    size = UNKNOWN_DIM if axis is UNKNOWN else sized_axis(inputs, axis)
    names = [name for name, used in (("gamma", scale), ("beta", center)) if used]
    weights = {name: Weight((size,)) for name in names}
    statistics = ["moving_mean", "moving_variance"]
    if renorm:
        statistics += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    weights |= {name: Weight((size,), trainable=False) for name in statistics}
    return Applied(inputs, weights)


@layer("keras.layers.LayerNormalization", late_weights=True, weights_broadcast=True)
def layer_normalization(
    inputs: Tensor,
    *,
    axis: Axes,
    center: Flag,
    scale: Flag,
    rms_scaling: Ignored,
    beta_initializer: Initializer,
    gamma_initializer: Initializer,
    beta_regularizer: Regularizer,
    gamma_regularizer: Regularizer,
    beta_constraint: Constraint,
    gamma_constraint: Constraint,
) -> Applied:
    """Elementwise, with a scale and an offset for each position of the axes. `rms_scaling` is deprecated."""
    rms = rms_scaling is not UNKNOWN and bool(rms_scaling)
    names = [name for name, used in (("gamma", scale or rms), ("beta", center and not rms)) if used]
    axes = axes_of(axis)
    if axes is None:
        return Applied(inputs, {name: Weight((UNKNOWN_DIM,)) for name in names})
    for one in axes:
        check_axis(inputs, one)
    shape = tuple(sized_axis(inputs, one) for one in sorted(axes)) if names else ()
    return Applied(inputs, {name: Weight(shape) for name in names})


@layer("keras.layers.GroupNormalization", one_rank=True)
def group_normalization(
    inputs: Tensor,
    *,
    groups: GroupCount,
    axis: Ignored,
    center: Flag,
    scale: Flag,
    beta_initializer: Initializer,
    gamma_initializer: Initializer,
    beta_regularizer: Regularizer,
    gamma_regularizer: Regularizer,
    beta_constraint: Constraint,
    gamma_constraint: Constraint,
) -> Applied:
    """Elementwise, with a scale and an offset for each channel; the groups must divide the channels."""
    channels = axis_of(axis)
    size = UNKNOWN_DIM if channels is None else sized_axis(inputs, channels)
    if channels is not None and groups != -1 and decide.divides(groups, size) is decide.Answer.NO:
        raise Failed(GroupsDoNotDivide(tensor=inputs, axis=channels, groups=groups, size=size))
    names = [name for name, used in (("gamma", scale), ("beta", center)) if used]
    return Applied(inputs, {name: Weight((size,)) for name in names})


@layer("keras.layers.UnitNormalization")
def unit_normalization(inputs: Structure, *, axis: Axes) -> Structure:
    """Elementwise; the axes must exist."""
    outputs, axes = same(inputs), axes_of(axis)
    if isinstance(outputs, Tensor):
        for one in axes or ():
            check_axis(outputs, one)
    return outputs


@layer("keras.layers.RMSNormalization", late_weights=True, weights_broadcast=True)
def rms_normalization(x: Tensor, *, axis: Ignored, this: Layer, context: Context) -> Applied:
    """Elementwise, with a scale for each position of the axes; once it is built, with a scale for the last ones."""
    built = context.store.state(this).weights
    if built:
        return Applied(x, {"scale": Weight(_last_sizes(x, len(built["scale"].shape)))})
    axes = axes_of(axis)
    if axes is None:
        return Applied(x, {"scale": Weight((UNKNOWN_DIM,))})
    return Applied(x, {"scale": Weight(tuple(sized_axis(x, one) for one in sorted(axes)))})


def _last_sizes(x: Tensor, count: int) -> tuple[Dim, ...]:
    """The sizes of so many last axes, not known where any number fits."""
    dims = x.shape.dims
    if dims is None or len(dims) < count:
        return (UNKNOWN_DIM,) * count
    return tuple(UNKNOWN_DIM if size is None or size == 1 else size for size in dims[len(dims) - count :])
