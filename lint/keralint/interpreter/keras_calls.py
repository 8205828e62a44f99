"""Calls into Keras: layers and models are created, settings are made, methods of models are bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from keralint.interpreter.attributes import class_symbol
from keralint.interpreter.escape import escape
from keralint.interpreter.facts import LayerCreated, MethodCalled, ModelBuilt, Site
from keralint.interpreter.lowering import lift, lower_call
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Unknown, Value
from keralint.keras_api.database import Signature
from keralint.semantics.builtin import bind, create
from keralint.semantics.failures import Failed, UnexpectedArgument
from keralint.semantics.failures.graph import UnknownLayerName
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.layers.merging import MERGE_FUNCTIONS
from keralint.semantics.models import FunctionalModel, SequentialModel, create_input, functional_model
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, Argument
from keralint.shapes import Shape

ApiCall = Callable[[Machine, ApiReference, CallArguments, Site], Value]


def _signature(reference: ApiReference) -> Signature:
    assert reference.symbol is not None
    assert reference.symbol.signature is not None
    return reference.symbol.signature


def call_api_class(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """An instance of a class of Keras's: a layer, or something that layers and models are configured with."""
    symbol = reference.symbol
    assert symbol is not None
    lowered = lower_call(arguments, machine)
    if symbol.is_layer and symbol.signature is not None:
        return _create_layer(machine, reference, lowered, site)

    def run() -> Value:
        bound = bind(symbol.signature, lowered) if symbol.signature is not None else {}
        return ApiInstance(reference, bound)

    return machine.attempt(site, reference, lowered, run, stage="create")


def _create_layer(machine: Machine, reference: ApiReference, lowered: CallArguments, site: Site) -> Value:
    symbol = reference.symbol
    assert symbol is not None

    def run() -> Value:
        layer = create(symbol, lowered, machine.context)
        machine.layers.append((layer, site))
        machine.recorder.emit(LayerCreated(site=site, layer=layer, arguments=lowered))
        return layer

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def call_api_function(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """A function of Keras's: the merging ones create a layer and call it, of others only the arguments are checked."""
    merged = MERGE_FUNCTIONS.get(reference.canonical)
    if merged is not None:
        return _merge(machine, reference, merged, arguments, site)
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        if reference.symbol is not None and reference.symbol.signature is not None:
            bind(reference.symbol.signature, lowered)
        escape(machine, arguments)
        return Unknown(f"what `{reference.canonical}` gives is not followed")

    return machine.attempt(site, reference, lowered, run)


def _merge(machine: Machine, reference: ApiReference, class_path: str, arguments: CallArguments, site: Site) -> Value:
    """`concatenate(inputs, axis=-1)`: a Concatenate layer, created and called."""
    from keralint.interpreter.calls import call_layer  # the dispatch of calls comes here

    lowered = lower_call(arguments, machine)
    symbol = machine.database.resolve(class_path)
    assert symbol is not None

    def run() -> Value:
        bound = bind(_signature(reference), lowered)
        inputs = bound.pop("inputs", UNKNOWN)
        layer = create(symbol, CallArguments((), bound), machine.context)
        machine.layers.append((layer, site))
        return call_layer(machine, layer, CallArguments.of(lift(inputs)), site)

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run)


def _input(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.Input(…)`: a symbolic tensor; `InputLayer(…)`: the layer."""
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        layer = create_input(bind(_signature(reference), lowered), machine.context)
        machine.layers.append((layer, site))
        return layer if reference.canonical == "keras.layers.InputLayer" else layer.output

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def _sequential(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        bound = bind(_signature(reference), lowered)
        name = bound.get("name")
        context = machine.context
        model = SequentialModel(name if isinstance(name, str) else context.store.unique_name("sequential"), site=site)
        _fill(machine, model, bound.get("layers"))
        machine.layers.append((model, site))
        machine.recorder.emit(ModelBuilt(site=site, model=model))
        return model

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


def _fill(machine: Machine, model: SequentialModel, layers: Argument) -> None:
    items = layers if isinstance(layers, (tuple, list)) else (() if layers is None else (UNKNOWN,))
    for layer in items:
        model.add(layer, machine.context)


def _model(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`Model(inputs, outputs)`: a functional model."""
    lowered = lower_call(arguments, machine)
    given = dict(zip(("inputs", "outputs", "name"), lowered.positional)) | dict(lowered.keyword)

    def run() -> Value:
        _check_model_arguments(given, lowered)
        if "inputs" not in given or "outputs" not in given:
            return Unknown("a model without inputs and outputs")
        name = given.get("name")
        model = functional_model(
            given["inputs"], given["outputs"], name if isinstance(name, str) else None, machine.context
        )
        if model is None:
            return Unknown("the inputs or outputs of the model are not known")
        machine.layers.append((model, site))
        machine.recorder.emit(ModelBuilt(site=site, model=model))
        return model

    with machine.at(site.node):
        return machine.attempt(site, reference, lowered, run, stage="create")


_MODEL_ARGUMENTS: Final = frozenset({"inputs", "outputs", "name", "trainable", "dtype"})


def _check_model_arguments(given: dict[str, Argument], arguments: CallArguments) -> None:
    for name in arguments.keyword:
        if name not in _MODEL_ARGUMENTS:
            nearest = {"input": "inputs", "output": "outputs"}.get(name)
            raise Failed(UnexpectedArgument(name=name, nearest=nearest))


# --- settings -------------------------------------------------------------------------------------------------------


def _setting(field: str) -> ApiCall:
    def set_it(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
        values = (*arguments.positional, *arguments.keyword.values())
        value = values[0] if values else None
        if isinstance(value, ApiInstance):
            value = next(iter(value.arguments.values()), None)
        setattr(machine.context, field, value if isinstance(value, str) else getattr(machine.context, field))
        return None

    return set_it


def _current(field: str) -> ApiCall:
    return lambda machine, reference, arguments, site: getattr(machine.context, field)


def _clear_session(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    store = machine.context.store
    for name in list(store.counters):  # type: ignore[attr-defined]
        machine.state.write(store.counters, name, 0)  # type: ignore[attr-defined]
    return None


API_CALLS: Final[dict[str, ApiCall]] = {
    "keras.Input": _input,
    "keras.layers.InputLayer": _input,
    "keras.Sequential": _sequential,
    "keras.Model": _model,
    "keras.config.set_floatx": _setting("floatx"),
    "keras.config.floatx": _current("floatx"),
    "keras.config.set_image_data_format": _setting("data_format"),
    "keras.config.image_data_format": _current("data_format"),
    "keras.config.set_dtype_policy": _setting("dtype_policy"),
    "keras.utils.clear_session": _clear_session,
}
"""By canonical name. The rest is described by the API database, the layers' definitions and the operations."""


# --- methods of layers and models -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Method:
    """A call of a layer's or model's method, its arguments bound."""

    machine: Machine
    receiver: Any
    bound: dict[str, Argument]
    site: Site


def call_layer_method(machine: Machine, receiver: Layer, name: str, arguments: CallArguments, site: Site) -> Value:
    """`layer.name(…)`."""
    lowered = lower_call(arguments, machine)
    symbol = class_symbol(machine, receiver)
    signature = symbol.methods.get(name) if symbol is not None else None

    def run() -> Value:
        bound = bind(signature, lowered) if signature is not None else None
        machine.recorder.emit(MethodCalled(site=site, receiver=receiver, name=name, arguments=lowered, bound=bound))
        implementation = _METHODS.get(name)
        if implementation is None or bound is None:
            return Unknown(f"what `{name}` gives is not followed")
        return implementation(Method(machine, receiver, bound, site))

    with machine.at(site.node):
        return machine.attempt(site, receiver, lowered, run, method=name)


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
        dims = tuple(size for size in shape if size is None or isinstance(size, int))
        if len(dims) == len(shape):
            call.receiver.build(Shape(dims), call.machine.context)
    return None


def _get_layer(call: Method) -> Value:
    layers = _known_layers(call)
    name, index = call.bound.get("name"), call.bound.get("index")
    if layers is None:
        return Unknown("the layers of the model are not known")
    if isinstance(index, int) and -len(layers) <= index < len(layers):
        return layers[index]
    if not isinstance(name, str):
        return Unknown("which layer is meant is not known")
    for layer in layers:
        if layer.name == name:
            return layer
    raise Failed(UnknownLayerName(name=name, nearest=None, names=tuple(layer.name for layer in layers)))


def _known_layers(call: Method) -> tuple[Layer, ...] | None:
    if isinstance(call.receiver, SequentialModel):
        known = call.receiver.stack(call.machine.context).known
        return call.receiver.layers(call.machine.context) if known else None
    if isinstance(call.receiver, FunctionalModel):
        return call.receiver.layers if call.receiver.graph.complete else None
    return None


_METHODS: Final[dict[str, Callable[[Method], Value]]] = {
    "add": _add,
    "pop": _pop,
    "build": _build,
    "get_layer": _get_layer,
}
