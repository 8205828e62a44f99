"""Activation and the activations that are layers (`keras/src/layers/activations`)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from keralint.semantics.context import Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import AxisOutOfRange, BroadcastMismatch, Failed, Failure, RankMismatch, UndefinedSize
from keralint.semantics.kinds import Activation, Constraint, Ignored, Initializer, Number, Regularizer
from keralint.semantics.layer import Applied
from keralint.semantics.layers.activating import run_activation
from keralint.semantics.layers.common import axes_of, has_axis, leaves, same, surely_unequal
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, Dim

NonNegative: TypeAlias = Annotated[Argument, Number(low=0, nan=True)]
OptionalNonNegative: TypeAlias = Annotated[Argument, Number(low=0, optional=True, nan=True)]


@layer("keras.layers.Activation", finish=run_activation)
def activation(inputs: Structure, *, activation: Activation) -> Structure:
    """Any structure of tensors -> the same; Keras declares the input's shape whatever the function does."""
    return same(inputs, none=not isinstance(activation, str))


@layer("keras.layers.ReLU")
def relu(
    inputs: Structure, *, max_value: OptionalNonNegative, negative_slope: NonNegative, threshold: NonNegative
) -> Structure:
    """Elementwise."""
    return same(inputs)


@layer("keras.layers.LeakyReLU")
def leaky_relu(inputs: Structure, *, negative_slope: NonNegative, alpha: NonNegative) -> Structure:
    """Elementwise. `alpha` is the Keras 2 name, which Keras 3 takes with a warning."""
    return same(inputs)


@layer("keras.layers.ELU")
def elu(inputs: Structure) -> Structure:
    """Elementwise; `alpha` is not checked."""
    return same(inputs)


@layer("keras.layers.PReLU", late_weights=True, weights_broadcast=True, one_rank=True)
def prelu(
    inputs: Tensor,
    *,
    alpha_initializer: Initializer,
    alpha_regularizer: Regularizer,
    alpha_constraint: Constraint,
    shared_axes: Ignored,
) -> Applied:
    """Elementwise, with one slope for each position of the axes that are not shared (the batch always is)."""
    dims = inputs.shape.dims
    shared = axes_of(() if shared_axes is None else shared_axes, "shared_axes")
    if dims is None or shared is None:
        return Applied(inputs, {"alpha": Weight((UNKNOWN_DIM,))})
    sizes: list[Dim] = list(dims[1:])
    for axis in shared:
        # Keras indexes the sizes without the batch by `axis - 1`, and Python counts negative indices from the end.
        if not -len(sizes) <= axis - 1 < len(sizes):
            raise Failed(AxisOutOfRange(tensor=inputs, axis=axis, argument="shared_axes"))
        sizes[axis - 1] = 1
    for index, size in enumerate(sizes):
        if size is None:
            raise Failed(UndefinedSize(tensor=inputs, axis=index + 1))
    return Applied(inputs, {"alpha": Weight(tuple(sizes))})


@layer("keras.layers.Softmax")
def softmax(inputs: Structure, mask: Argument = None, *, axis: Ignored) -> Applied:
    """Elementwise in shape; neither the axis nor the mask is looked at before data runs through."""
    outputs = same(inputs)
    axes = tuple(a for a in (axis if isinstance(axis, (tuple, list)) else (axis,)) if isinstance(a, int))
    late: list[Failure] = [
        AxisOutOfRange(tensor=x, axis=a, late=True)
        for x in leaves(outputs)
        for a in axes
        if x.rank and not has_axis(x, a)
    ]
    if isinstance(outputs, Tensor) and isinstance(mask, Tensor):
        late.extend(_mask_failures(outputs, mask))
    return Applied(outputs, late=tuple(late))


def _mask_failures(x: Tensor, mask: Tensor) -> list[Failure]:
    if x.shape.dims is None or mask.shape.dims is None:
        return []
    if len(mask.shape.dims) > len(x.shape.dims):
        return [RankMismatch(tensor=mask, expected=(len(x.shape.dims),), found=len(mask.shape.dims), late=True)]
    for axis in range(-1, -len(mask.shape.dims) - 1, -1):
        size, wanted = mask.shape.dims[axis], x.shape.dims[axis]
        if surely_unequal(size, 1) and surely_unequal(size, wanted):
            return [BroadcastMismatch(left=x.shape, right=mask.shape, axis=axis, tensors=(x, mask), late=True)]
    return []
