"""TimeDistributed and the base of wrappers; Bidirectional has a module of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    CallNotDefined,
    Expectation,
    Expected,
    Failed,
    Failure,
    OutputShapeNotDeclared,
    RankMismatch,
    SeveralOutputsPerStep,
    WeightsMismatch,
)
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.common import same, surely_unequal
from keralint.semantics.layers.sequences import Open, one_tensor
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument, UserClass, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM


class LayerKind(Kind):
    """An instance of a layer; a class, a tensor or a function is refused when the wrapper is made."""

    __slots__ = ()

    optional = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is None and self.optional:
            return None
        constant = value is None or isinstance(value, (bool, int, float, str, bytes, tuple, list, dict))
        if constant or isinstance(value, (Tensor, UserClass)) or neither_tensor_nor_layer(value):
            raise scope.refuse(value, Expectation(Expected.LAYER))
        return value if isinstance(value, Layer) else UNKNOWN


class OptionalLayerKind(LayerKind):
    """An instance of a layer, or `None`."""

    __slots__ = ()

    optional = True


InnerLayer: TypeAlias = Annotated[Layer, LayerKind()]
OptionalLayer: TypeAlias = Annotated[Layer | None, OptionalLayerKind()]


@layer("keras.layers.Wrapper")
def wrapper(inputs: Open, *, layer: InnerLayer, context: Context) -> Applied:
    """What it does is up to the class that derives from it; Keras 3 has nothing to run."""
    if context.keras_major >= 3:
        raise Failed(CallNotDefined())
    return Applied(Tensor.unknown(), unknown="a `Wrapper` does nothing by itself")


# --- TimeDistributed ------------------------------------------------------------------------------------------------

RECURRENT: Final = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
AT_ONCE, ON_DATA, PERHAPS = False, True, None
WRONG_RANK: Final[dict[str, tuple[bool | None, bool | None]]] = {
    **dict.fromkeys(("Conv", "DepthwiseConv", "SeparableConv", "ConvLSTM", "TimeDistributed"), (AT_ONCE, AT_ONCE)),
    "ConvTranspose": (ON_DATA, AT_ONCE),
    **dict.fromkeys(("UpSampling", "Cropping"), (AT_ONCE, PERHAPS)),
    "Permute": (AT_ONCE, ON_DATA),
    **dict.fromkeys(("MaxPooling", "AveragePooling"), (ON_DATA, PERHAPS)),
    **dict.fromkeys(("ZeroPadding", "RepeatVector"), (ON_DATA, ON_DATA)),
    **dict.fromkeys(RECURRENT, (ON_DATA, ON_DATA)),
}
"""When Keras 3 finds that a layer inside a TimeDistributed gets fewer axes, or more axes, than it takes; by class,
without the number of dimensions. It builds the layer, and asks it for the shape of its output, without calling it:
some of these layers then work on what they are given. Others than these may do so as well."""


STRETCHING: Final = frozenset({"BatchNormalization"})
"""Layers that compute with weights of one element for any number of features, and with one feature for weights of any
size, if nothing checks their inputs before."""


@layer("keras.layers.TimeDistributed", keeps_dtype=True)
def time_distributed(inputs: Open, *, layer: InnerLayer, this: BuiltinLayer, context: Context) -> Applied:
    """(batch, steps, …) -> (batch, steps, …): the inner layer runs on (batch, …). Keras 2 takes lists of inputs."""
    lists = context.keras_major < 3 and isinstance(inputs, (tuple, list))
    sequences = same(inputs) if lists else one_tensor(inputs, this.first_input)
    first = next(tensors_in(sequences), None)
    if first is None:
        return Applied(Tensor.unknown(), unknown="the input of `TimeDistributed` is not known")
    step = map_tensors(sequences, _one_step)
    if first.kind is TensorKind.SYMBOLIC and context.keras_major >= 3:
        _check_declares(layer, context)
    applied = _on_step(layer, step, this, context)
    made = _single_output(applied.outputs, layer, first, context)
    if made is None or made.shape.dims == ():
        return Applied(Tensor.unknown(), late=applied.late, unknown=applied.unknown or "the output is not known")
    steps = UNKNOWN_DIM if first.shape.dims is None else first.shape.dims[1]
    output = made.reshaped(made.shape.insert(1, steps))
    if context.keras_major >= 3 and not first.kind.of_backend:
        output = output.with_dtype(this.compute_dtype(context))
    return Applied(output, late=applied.late, unknown=applied.unknown)


def _one_step(x: Tensor) -> Tensor:
    """The input without its axis of steps; it stays known as a part of the output that `x` is.

    Raises: Failed(RankMismatch).
    """
    x.require_min_rank(3)
    return x.reshaped(x.shape if x.shape.dims is None else x.shape.remove(1))


def _check_declares(layer: Layer, context: Context) -> None:
    """Without running it, Keras 3 knows what a layer of the user's gives if its class says so.

    Raises: Failed(OutputShapeNotDeclared).
    """
    if layer.attribute("compute_output_shape", context) is None:
        raise Failed(OutputShapeNotDeclared(layer=layer))


def _on_step(layer: Layer, step: Structure, this: BuiltinLayer, context: Context) -> Applied:
    """The inner layer applied to one step. Raises: Failed."""
    try:
        with context.inside(this):
            return layer.apply(CallArguments.of(step), context)
    except Failed as failed:
        if context.keras_major < 3 or not isinstance(layer, BuiltinLayer):
            raise
        late = _found_on_data(layer, failed.failure)
        if late is None:
            return Applied(Tensor.unknown(), unknown=f"`{layer.class_name}` runs on steps of another rank")
        failed.failure = replace(failed.failure, late=late)
        raise


def _found_on_data(layer: BuiltinLayer, failure: Failure) -> bool | None:
    """Whether Keras 3 finds a failure of an inner layer on data only; `None` if it may not find it at all."""
    if isinstance(failure, WeightsMismatch) and layer.class_name in STRETCHING:
        return PERHAPS if {1} in (set(failure.built), set(failure.needed)) else True
    if not isinstance(failure, RankMismatch):
        return failure.late or isinstance(failure, WeightsMismatch)
    family, fewer = re.sub("[123]D", "", layer.class_name), failure.found < min(failure.expected)
    late = WRONG_RANK.get(family, (PERHAPS, PERHAPS))[not fewer]
    rest = (failure.tensor.shape.dims or ())[2:]
    if family == "RepeatVector" and not any(surely_unequal(size, 1) for size in rest):
        return PERHAPS  # it reshapes to (batch, 1, the second size), which may be as many elements
    # Without features, the weights of a recurrent layer would depend on the batch.
    of_batch = fewer and failure.found == 2 and failure.tensor.shape.dim(0) is None
    return late and not (of_batch and family in RECURRENT)


def _single_output(outputs: Structure, layer: Layer, sequence: Tensor, context: Context) -> Tensor | None:
    """The one tensor that the inner layer returns; `None` if it is not known. Keras 2 takes a list of one.

    Raises: Failed(SeveralOutputsPerStep).
    """
    if isinstance(outputs, (tuple, list)):
        if context.keras_major >= 3 or len(outputs) != 1:
            raise Failed(SeveralOutputsPerStep(layer=layer, tensor=sequence, found=len(outputs)))
        outputs = outputs[0]
    return outputs if isinstance(outputs, Tensor) else None
