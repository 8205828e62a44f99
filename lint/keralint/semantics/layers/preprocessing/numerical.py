"""Rescaling and Normalization: layers that scale numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    AxisOutOfRange,
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    NotATensor,
    SizeMismatch,
    UndefinedSize,
)
from keralint.semantics.kinds import Ignored, Kind, Scope, iterated
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import has_axis, surely_unequal
from keralint.semantics.layers.preprocessing.adapting import is_adapted
from keralint.semantics.layers.preprocessing.arrays import as_array, everywhere, is_symbolic, one_array
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim

NOT_GIVEN: Final = ()


@layer("keras.layers.Rescaling", keeps_dtype=True)
def rescaling(inputs: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise; Keras 2 stacks a list, and refuses a dict."""
    if context.keras_major == 2 and not isinstance(inputs, Tensor):
        if isinstance(inputs, dict):
            raise Failed(NotATensor(value=inputs, argument="inputs"))
        return Tensor.unknown()
    numbers = all(isinstance(this.arguments.get(name), (int, float)) for name in ("scale", "offset"))
    if isinstance(inputs, Tensor) and inputs.kind.of_backend and not numbers:
        inputs = inputs.reshaped(UNKNOWN_SHAPE)  # what the scale has more of is broadcast
    if is_symbolic(inputs) or isinstance(inputs, Tensor):
        return everywhere(inputs, this, context)
    return as_array(inputs).with_dtype(this.compute_dtype(context))


class KeptAxes(Kind):
    """An axis, several, or `None`: those that have statistics of their own."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> tuple[Argument, ...] | Argument:
        if is_open(value):
            return UNKNOWN
        value = iterated(value)
        if value is None or isinstance(value, int):
            return NOT_GIVEN if value is None else (int(value),)
        wrong = isinstance(value, (tuple, list)) and any(not is_open(a) and not isinstance(a, int) for a in value)
        if wrong or not isinstance(value, (tuple, list)):
            raise scope.refuse(value, Expectation(Expected.INTEGERS))
        return tuple(value)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


Axes: TypeAlias = Annotated[Argument, KeptAxes()]


def check_statistics(arguments: dict[str, Argument], context: Context) -> None:
    """`mean` and `variance` come together, in one shape, of no more axes than are kept.

    Raises: Failed(ConflictingArguments).
    """
    mean, variance = arguments["mean"], arguments["variance"]
    if UNKNOWN in (mean, variance):
        return
    both = ("mean", "variance")
    if (mean is None) != (variance is None):
        given = both if variance is None else both[::-1]
        raise Failed(ConflictingArguments(arguments=given, conflict=Conflict.ONLY_ONE_GIVEN))
    first, second = as_array(mean).shape.dims, as_array(variance).shape.dims
    if mean is None or first is None or second is None or context.keras_major == 2:
        return
    if len(first) != len(second) or any(map(surely_unequal, first, second)):
        raise Failed(ConflictingArguments(arguments=both, conflict=Conflict.SHAPES_DIFFER))
    if arguments["axis"] is not UNKNOWN and len(first) > len(arguments["axis"]):
        raise Failed(ConflictingArguments(arguments=("axis", "mean"), conflict=Conflict.MORE_AXES_THAN_KEPT))


@layer(
    "keras.layers.Normalization",
    keeps_dtype=True,
    accepts_lists=True,
    late_weights=True,
    weights_broadcast=True,
    prepare=check_statistics,
)
def normalization(
    inputs: Structure, *, axis: Axes, mean: Ignored, this: BuiltinLayer, context: Context
) -> Applied | Structure:
    """Elementwise, with a mean and a variance for each position of the axes that are kept."""
    if axis == NOT_GIVEN and is_symbolic(inputs) and not isinstance(inputs, Tensor) and context.keras_major >= 3:
        return Applied(everywhere(inputs, this, context), _statistics((), mean))
    x = one_array(inputs)
    outputs = x.with_dtype(this.compute_dtype(context))
    if axis is UNKNOWN or x.shape.dims is None or not all(isinstance(one, int) for one in axis):
        count = 1 if axis is UNKNOWN else len(axis)
        return Applied(outputs, _statistics((UNKNOWN_DIM,) * count, mean))
    built = _built_rank(this, context)
    if built not in (x.rank, None) or (built is None and _is_built(this, context)):
        # No one looks for the axes again: the mean is laid against the last axes, whatever these are.
        outputs = outputs.reshaped(UNKNOWN_SHAPE) if x.kind.of_backend else outputs
        return Applied(outputs, _statistics(_opposite(x, axis, built), mean))
    sizes = _kept_sizes(x, axis, is_adapted(this, context))
    if isinstance(mean, (int, float, tuple, list, Tensor)):
        _check_fit(x, axis, as_array(mean))
    return Applied(outputs, _statistics(sizes, mean))


def _is_built(this: BuiltinLayer, context: Context) -> bool:
    return context.store.state(this).weights is not None


def _built_rank(this: BuiltinLayer, context: Context) -> int | None:
    """The rank of the tensor that the layer was first called on; `None` if there was none, or it is not known."""
    state = context.store.state(this)
    known = _is_built(this, context) and state.first_known and state.calls and state.calls[0].inputs
    return state.calls[0].inputs[0].rank if known else None


def _opposite(x: Tensor, axes: Sequence[int], built: int | None) -> tuple[Dim, ...]:
    """The sizes of a tensor that meet those of the mean, counted from the last axis."""
    if built is None or x.shape.dims is None:
        return (UNKNOWN_DIM,) * len(axes)
    places = [axis % built - built for axis in axes]
    return tuple(x.shape.dims[place] if -place <= len(x.shape.dims) else UNKNOWN_DIM for place in sorted(places))


def _kept_sizes(x: Tensor, axes: Sequence[int], adapted: bool) -> tuple[Dim, ...]:
    """The sizes of the axes that are kept; they must be known, unless the layer has been adapted before.

    Raises: Failed(AxisOutOfRange | UndefinedSize).
    """
    assert x.shape.dims is not None
    rank = len(x.shape.dims)
    for axis in axes:
        if not has_axis(x, axis):
            raise Failed(AxisOutOfRange(tensor=x, axis=axis))
    sizes: list[Dim] = []
    for axis in sorted(axis % rank for axis in axes):
        size = UNKNOWN_DIM if adapted else x.shape.dims[axis]
        if size is None:
            raise Failed(UndefinedSize(tensor=x, axis=axis))
        sizes.append(size)
    return tuple(sizes)


def _check_fit(x: Tensor, axes: Sequence[int], mean: Tensor) -> None:
    """The given mean must have the sizes of the last axes that are kept, or 1.

    Raises: Failed(SizeMismatch).
    """
    dims = mean.shape.dims or ()
    kept = sorted(axis % (x.rank or 1) for axis in axes)
    for axis, size in zip(reversed(kept), reversed(dims)):
        found = x.shape.dim(axis)
        if surely_unequal(size, found) and surely_unequal(size, 1):
            raise Failed(SizeMismatch(tensor=x, axis=axis, expected=size, found=found, argument="mean"))


def _statistics(sizes: tuple[Dim, ...], mean: Argument) -> dict[str, Weight]:
    """The weights that `adapt` fills in; there are none if the mean is given."""
    if mean is not None and mean is not UNKNOWN:
        return {}
    certain = mean is None
    shapes: dict[str, tuple[Dim, ...]] = {"mean": sizes, "variance": sizes, "count": ()}
    return {name: Weight(shape if certain else (UNKNOWN_DIM,), trainable=False) for name, shape in shapes.items()}
