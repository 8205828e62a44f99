"""The activation that a layer runs on its output at the end, where Keras runs the layer to learn what comes out.

On symbolic tensors Keras 3 mostly declares the shape before the activation (`compute_output_shape`), whatever the
function does to it. Layers that are called on arrays, and on tensors inside the call of another layer, really run it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.failures.base import Failed
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.ops.definitions import find
from keralint.semantics.ops.operation import apply_operation
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_SHAPE

CHANGING: Final = frozenset({"glu"})
"""The names of activations that do not keep the shape."""


def run_activation(layer: BuiltinLayer, outputs: Structure, context: Context) -> Structure:
    """The output after the activation, if it is a tensor on which Keras runs the layer.

    Raises: Failed, with what the function of the program's or the layer raises.
    """
    if not isinstance(outputs, Tensor) or not outputs.kind.of_backend:
        return outputs
    return _activated(outputs, layer, context)


def run_activation_of_cell(layer: BuiltinLayer, outputs: Structure, context: Context) -> Structure:
    """The output and the new state of a simple cell, which are one tensor: Keras always runs it.

    Raises: Failed, as above.
    """
    if not isinstance(outputs, tuple) or len(outputs) != 2 or not isinstance(outputs[0], Tensor):
        return outputs
    x, state = outputs
    traced = TensorKind.TRACED if x.kind is TensorKind.SYMBOLIC else x.kind
    made = _activated(replace(x, kind=traced), layer, context)
    made = replace(made, kind=x.kind) if isinstance(made, Tensor) else made
    return made, [made] if isinstance(state, list) else made


def run_activations_of_gates(layer: BuiltinLayer, outputs: Structure, context: Context) -> Structure:
    """The output and the new states of a cell with gates: not known, if an activation does not keep the shape."""
    first = next(tensors_in(outputs), None)
    names = ("activation", "recurrent_activation")
    if first is None or all(_keeps_shape(layer, name, first, context) for name in names):
        return outputs
    return map_tensors(outputs, lambda x: x.reshaped(UNKNOWN_SHAPE).with_dtype(None))


def _keeps_shape(layer: BuiltinLayer, argument: str, x: Tensor, context: Context) -> bool:
    """Whether an activation makes the shape of the gates again."""
    traced = replace(x, kind=TensorKind.TRACED if x.kind is TensorKind.SYMBOLIC else x.kind)
    try:
        made = _activated(traced, layer, context, argument)
    except Failed:
        return False
    return isinstance(made, Tensor) and made.shape == x.shape


def _activated(x: Tensor, layer: BuiltinLayer, context: Context, argument: str = "activation") -> Structure:
    """What the activation makes of a tensor. One that is not followed keeps the shape, as Keras declares of each."""
    activation = layer.arguments.get(argument)
    with context.inside(layer):
        result = _result(activation, x, context)
    if not isinstance(result, Tensor):
        return Tensor.unknown() if result is None or isinstance(result, (int, float, str, tuple, list, dict)) else x
    return x if result.rank is None else replace(result, kind=x.kind, call=None, index=0)


def _result(activation: Argument, x: Tensor, context: Context) -> Argument:
    """What a call of the activation gives; the tensor itself for the usual ones, which change neither shape nor dtype.

    Raises: Failed.
    """
    if isinstance(activation, UserCallable):
        return activation.invoke([x], {})
    if isinstance(activation, Layer):
        return activation.apply(CallArguments.of(x), context).outputs
    path = activation.canonical if isinstance(activation, ApiReference) else f"keras.activations.{activation}"
    if isinstance(activation, str) and activation not in CHANGING:
        return x
    definition = find(path) if isinstance(activation, (str, ApiReference)) else None
    return x if definition is None else apply_operation(definition, CallArguments.of(x), context).outputs
