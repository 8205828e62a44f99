"""Methods of Keras's layers and models, as a program calls them."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from keralint.interpreter.facts import MethodCalled, Site
from keralint.interpreter.layer_classes import class_symbol
from keralint.interpreter.lowering import lift, lower_call
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Unknown, Value
from keralint.semantics.builtin import BuiltinLayer, bind
from keralint.semantics.failures import Failed, LayerIndexOutOfRange, UnknownLayerName
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.preprocessing.adapting import note_adapted
from keralint.semantics.models import FunctionalModel, SequentialModel
from keralint.semantics.naming import AutomaticName, base_of, is_known
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.training import feed
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic


@dataclass(frozen=True, slots=True)
class Method:
    """A call of a layer's or model's method, its arguments bound."""

    machine: Machine
    receiver: Any
    name: str
    bound: dict[str, Argument]
    site: Site
    given: CallArguments


def call_layer_method(machine: Machine, receiver: Layer, name: str, arguments: CallArguments, site: Site) -> Value:
    """`layer.name(…)`."""
    lowered = lower_call(arguments, machine)
    symbol = class_symbol(machine, receiver)
    signature = symbol.methods.get(name) if symbol is not None else None

    def run() -> Value:
        bound = bind(signature, lowered) if signature is not None else None
        machine.recorder.emit(MethodCalled(site=site, receiver=receiver, name=name, arguments=lowered, bound=bound))
        if isinstance(receiver, SequentialModel) and name not in _WITHOUT_CALL:
            receiver.may_be_called(machine.context)
        implementation = _METHODS.get(name)
        if implementation is None or bound is None:
            return Unknown(f"what `{name}` gives is not followed")
        return implementation(Method(machine, receiver, name, bound, site, lowered))

    with machine.at(site.node):
        return machine.attempt(site, receiver, lowered, run, method=name)


_WITHOUT_CALL: Final = frozenset(
    "add pop build compile count_params get_config get_layer get_weights save save_weights set_weights summary".split()
)
"""Methods of a model that do not call it; `fit` and its like do."""


def _add(call: Method) -> Value:
    if isinstance(call.receiver, SequentialModel):
        call.receiver.add(call.bound.get("layer", UNKNOWN), call.machine.context)
    return None


def _pop(call: Method) -> Value:
    if isinstance(call.receiver, SequentialModel):
        return lift(call.receiver.pop(call.machine.context))
    return Unknown("not followed")


def _build(call: Method) -> Value:
    shape = call.bound.get("input_shape")
    if isinstance(call.receiver, SequentialModel) and isinstance(shape, (tuple, list)):
        dims = tuple(size for size in shape if size is None or isinstance(size, (int, Symbolic)))
        if len(dims) == len(shape):
            call.receiver.build(Shape(dims), call.machine.context)
    if isinstance(call.receiver, BuiltinLayer) and call.machine.survey is not None:
        applied = _declared(call)
        call.receiver.build(applied if applied.unknown is None else _of_any_input(call), call.machine.context)
    return None


def _of_any_input(call: Method) -> Applied:
    """What a layer of Keras's needs whatever its input is, as an embedding does; or nothing."""
    layer: BuiltinLayer = call.receiver
    try:
        applied = layer.declared(Tensor(UNKNOWN_SHAPE), call.machine.context)
    except Failed:
        return Applied(UNKNOWN, unknown="the shape of the input is not known")
    is_known = all(UNKNOWN_DIM not in weight.shape for weight in applied.weights.values())
    return applied if is_known else replace(applied, unknown="the shape of the input is not known")


def _declared(call: Method) -> Applied:
    """What a layer of Keras's makes of an input of the shape that a method is given; it is not called."""
    shapes = [*call.given.positional, *call.given.keyword.values()]
    inputs = _of_shape(shapes[0]) if len(shapes) == 1 else UNKNOWN
    if inputs is UNKNOWN:
        return Applied(UNKNOWN, unknown="the shape of the input is not known")
    layer: BuiltinLayer = call.receiver
    try:
        return layer.declared(inputs, call.machine.context)
    except Failed:  # other methods than `call` look at less
        return Applied(UNKNOWN, unknown="the shape of the input does not fit")


def _of_shape(shape: Argument) -> Structure:
    """A tensor of a shape, or several in a list."""
    if not isinstance(shape, (tuple, list)):
        return UNKNOWN
    if shape and all(isinstance(one, (tuple, list)) for one in shape):
        return [_of_shape(one) for one in shape]
    return Tensor(Shape(tuple(map(_size, shape))))


def _size(value: Argument) -> Dim:
    return value if value is None or isinstance(value, (int, Symbolic)) else UNKNOWN_DIM


def _compute_output_shape(call: Method) -> Value:
    """The shape that a layer of Keras's makes of a shape."""
    outputs = _declared(call).outputs if isinstance(call.receiver, BuiltinLayer) else UNKNOWN
    if not isinstance(outputs, Tensor) or outputs.shape.dims is None:
        return Unknown("what `compute_output_shape` gives is not known")
    return tuple(map(lift, outputs.shape.dims))


def _get_layer(call: Method) -> Value:
    layers = _known_layers(call)
    name, index = call.bound.get("name"), call.bound.get("index")
    if layers is None:
        return Unknown("the layers of the model are not known")
    if isinstance(index, int):
        if -len(layers) <= index < len(layers):
            return layers[index]
        raise Failed(LayerIndexOutOfRange(index=index, count=len(layers)))
    if not isinstance(name, str):
        return Unknown("which layer is meant is not known")
    for layer in layers:
        if layer.name == name:
            return layer
    names = tuple(layer.name for layer in layers)
    automatic = {other.base for other in names if isinstance(other, AutomaticName)}
    uncertain = call.machine.context.names_uncertain and base_of(name) in automatic
    if uncertain or name.startswith("keras_tensor") or not all(map(is_known, names)):
        return Unknown("not all names are known")
    nearest = next(iter(difflib.get_close_matches(name, names, 1)), None)
    raise Failed(UnknownLayerName(name=name, nearest=nearest, names=names))


def _known_layers(call: Method) -> tuple[Layer, ...] | None:
    if isinstance(call.receiver, SequentialModel):
        known = call.receiver.stack(call.machine.context).known
        return call.receiver.layers(call.machine.context) if known else None
    if isinstance(call.receiver, FunctionalModel):
        return call.receiver.layers if call.receiver.graph.complete else None
    return None


def _feed(call: Method) -> Value:
    """`fit`, `evaluate`, `predict`: the model is called on batches of the data."""
    outputs = feed(call.receiver, call.bound.get("x", UNKNOWN), call.machine.context)
    returns_outputs = call.name.startswith("predict") and outputs is not None
    return lift(outputs) if returns_outputs else Unknown(f"what `{call.name}` gives is not followed")


def _adapt(call: Method) -> Value:
    note_adapted(call.receiver, call.machine.context)
    return None


_METHODS: Final[dict[str, Callable[[Method], Value]]] = {
    "adapt": _adapt,
    **dict.fromkeys(("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch"), _feed),
    "add": _add,
    "pop": _pop,
    "build": _build,
    "compute_output_shape": _compute_output_shape,
    "get_layer": _get_layer,
}
