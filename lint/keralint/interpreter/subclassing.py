"""What Keras's own classes do for those that derive from them: `super().__init__`, `add_weight`, `build` …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keralint.interpreter.facts import AttributeMissing, ModelBuilt, Site
from keralint.interpreter.inside import inner_method, note_initial, note_parts
from keralint.interpreter.keras_calls import model_arguments
from keralint.interpreter.keras_methods import call_layer_method
from keralint.interpreter.lowering import lift, lower_call
from keralint.interpreter.machine import Machine
from keralint.interpreter.naming import with_names
from keralint.interpreter.user_layers import LAYERS, LOCKED, UserLayer
from keralint.interpreter.values import BuiltinMethod, LayersValue, Unknown, Value
from keralint.keras_api.database import Symbol
from keralint.semantics.builtin import bind, create
from keralint.semantics.context import LAYER_MADE, Weight
from keralint.semantics.failures import Failed
from keralint.semantics.failures.subclassing import OpenWeightShape, StateLocked, WeightNameByPosition
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import SequentialModel
from keralint.semantics.models.functional import functional_model
from keralint.semantics.naming import checked_name, snake_case
from keralint.semantics.ops import OperationDefinition
from keralint.semantics.policies import policy_name
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, UnknownDim


def call_base_method(machine: Machine, layer: UserLayer, name: str, arguments: CallArguments, site: Site) -> Value:
    """`super().name(…)`, or `self.name(…)` for a method that only Keras defines."""
    method = _METHODS.get(name)
    if method is None:
        return _call_other_method(machine, layer, name, arguments, site)
    lowered = lower_call(arguments, machine)
    stage = "create" if name == "__init__" else "call"
    with machine.at(site.node):
        return machine.attempt(site, layer.keras_class, lowered, lambda: method(machine, layer, lowered), stage=stage)


def _call_other_method(machine: Machine, layer: UserLayer, name: str, arguments: CallArguments, site: Site) -> Value:
    """A method of which nothing is different for layers of the program's; or one that none but these call."""
    inner = inner_method(machine, layer, name)
    if isinstance(inner, OperationDefinition):
        from keralint.interpreter.calls import call_operation  # the dispatch of calls comes here

        return call_operation(machine, inner, arguments, site)
    if inner is not None:
        return inner(lower_call(arguments, machine))
    receiver = layer if layer.base is None else layer.base
    return call_layer_method(machine, receiver, name, arguments, site)


# --- `__init__` -----------------------------------------------------------------------------------------------------


def _initialize(machine: Machine, layer: UserLayer, arguments: CallArguments) -> Value:
    """`super().__init__(…)`: the name, and for a class that is complete by itself the layer or model that it is.

    Raises: Failed, with what Keras refuses about the arguments.
    """
    reference = layer.keras_class
    assert reference is not None
    assert reference.symbol is not None
    if machine.survey is not None and reference.symbol.is_layer and isinstance(machine.context.site, Site):
        arguments = with_names(machine.survey, reference.symbol, arguments, machine.context.site)
    arguments = arguments.settled
    machine.spend(LAYER_MADE)
    machine.state.write(layer.slots, "built", False)
    machine.state.write(layer.slots, LOCKED, False)
    if reference.canonical == "keras.Model":
        given = model_arguments(arguments, machine.context.keras_major)
        if given is not None:
            _be_functional(machine, layer, given)
            return None
        if arguments.positional and (arguments.star or arguments.double_star):  # may well be that of a functional one
            machine.state.write(machine.attributes, (layer, None), True)
            layer.name = _name(machine, layer, UNKNOWN)
            return None
    elif reference.canonical == "keras.Sequential":
        _be_sequential(machine, layer, arguments)
        return None
    elif reference.canonical not in LAYERS:
        _be_layer(machine, layer, reference.symbol, arguments)
        return None
    signature = machine.database.resolve("keras.Layer")
    bound = bind(signature.signature, arguments) if signature is not None and signature.signature is not None else {}
    layer.name = _name(machine, layer, bound.get("name", _absent(arguments)))
    dtype = bound.get("dtype", _absent(arguments))
    layer.policies = (*layer.policies, policy_name(dtype, machine.context))
    if bound.get("trainable") is False:
        state = machine.context.store.state(layer)
        machine.context.store.set_state(layer, replace(state, trainable=False))
    return None


def _absent(arguments: CallArguments) -> Argument:
    """An argument that is not given: unknown, if it may stand in `**kwargs`."""
    return UNKNOWN if arguments.double_star else None


def _name(machine: Machine, layer: UserLayer, given: Argument) -> str:
    return checked_name(given, snake_case(layer.class_name), machine.context)


def _be_functional(machine: Machine, layer: UserLayer, given: dict[str, Argument]) -> None:
    layer.name = _name(machine, layer, given.get("name"))
    layer.base = functional_model(given["inputs"], given["outputs"], layer.name, machine.context)
    if layer.base is not None and isinstance(layer.site, Site):
        machine.recorder.emit(ModelBuilt(site=layer.site, model=layer.base))


def _be_sequential(machine: Machine, layer: UserLayer, arguments: CallArguments) -> None:
    bound = dict(zip(("layers", "trainable", "name"), arguments.positional)) | dict(arguments.keyword)
    layer.name = _name(machine, layer, bound.get("name", _absent(arguments)))
    layer.base = model = SequentialModel(layer.name, site=layer.site)
    layers = bound.get("layers")
    if layers is None or isinstance(layers, (tuple, list)):
        model.fill(layers or (), machine.context)
    else:
        model.give_up(machine.context)


def _be_layer(machine: Machine, layer: UserLayer, symbol: Symbol, arguments: CallArguments) -> None:
    layer.name = _name(machine, layer, arguments.keyword.get("name", _absent(arguments)))
    keyword = {**arguments.keyword, "name": layer.name}
    site, machine.context.site = machine.context.site, layer.site
    try:
        layer.base = create(symbol, replace(arguments, keyword=keyword), machine.context)
    finally:
        machine.context.site = site
    note_initial(machine, layer)


# --- `add_weight`, `build`, `call` ----------------------------------------------------------------------------------

_WEIGHT_PARAMETERS: Final = {2: ("name", "shape", "dtype", "initializer"), 3: ("shape", "initializer", "dtype")}
"""What `add_weight` takes by position."""


def _add_weight(machine: Machine, layer: UserLayer, arguments: CallArguments) -> Value:
    """A variable of the shape that is asked for, which counts as the layer's.

    Raises: Failed(NotInitialized | StateLocked | WeightNameByPosition | OpenWeightShape).
    """
    layer.refuse_uninitialized()
    if layer.is_locked:
        raise Failed(StateLocked(class_name=layer.class_name))
    major = machine.context.keras_major
    first = arguments.positional[0] if arguments.positional else None
    if major >= 3 and isinstance(first, str):
        raise Failed(WeightNameByPosition(name=first))
    given = dict(zip(_WEIGHT_PARAMETERS[min(major, 3)], arguments.positional)) | dict(arguments.keyword)
    certain = not arguments.star and not arguments.double_star
    shape = _weight_shape(given.get("shape", () if certain else UNKNOWN))
    trainable = given.get("trainable", True) is not False
    dims = (UNKNOWN_DIM,) if shape.dims is None else shape.dims
    if major >= 3 and None in dims:
        raise Failed(OpenWeightShape(shape=dims, axis=dims.index(None)))
    state = machine.context.store.state(layer)
    weights = {**(state.weights or {}), f"{len(state.weights or {})}": Weight(dims, trainable)}
    machine.context.store.set_state(layer, replace(state, weights=weights))
    dtype = given.get("dtype", machine.context.floatx)
    return Tensor(shape, dtype if isinstance(dtype, str) else None, TensorKind.EAGER)


def _weight_shape(value: Argument) -> Shape:
    if value is None:
        return Shape(())
    if not isinstance(value, (tuple, list)):
        return UNKNOWN_SHAPE
    return Shape(tuple(map(_weight_dim, value)))


def _weight_dim(value: Argument) -> Dim:
    known = value is None or isinstance(value, (Symbolic, UnknownDim)) or (isinstance(value, int) and value >= 0)
    return value if known else UNKNOWN_DIM


def _build(machine: Machine, layer: UserLayer, arguments: CallArguments) -> Value:
    """`super().build(shape)`; that of Keras 2's `Model` calls the model, that of Keras 3 does nothing."""
    if layer.base is not None:
        machine.state.write(layer.slots, "built", True)
        note_parts(machine, layer, arguments)
        return None
    if layer.is_model and machine.context.keras_major < 3:
        shape = _weight_shape(arguments.positional[0] if arguments.positional else arguments.keyword.get("input_shape"))
        layer.apply(CallArguments.of(Tensor(shape, machine.context.floatx)), machine.context)
    machine.state.write(layer.slots, "built", True)
    return None


def _call(machine: Machine, layer: UserLayer, arguments: CallArguments) -> Value:
    """`super().call(…)`, which only a class that is complete by itself has."""
    if layer.base is None:
        return Unknown("the base class computes nothing")
    return lift(layer.base.apply(arguments, machine.context).outputs)


_Method = Callable[[Machine, UserLayer, CallArguments], Value]
_METHODS: Final[dict[str, _Method]] = {
    "__init__": _initialize,
    "add_weight": _add_weight,
    "add_variable": _add_weight,
    "build": _build,
    "call": _call,
    "__call__": lambda machine, layer, arguments: lift(layer.apply(arguments, machine.context).outputs),
}


# --- attributes -----------------------------------------------------------------------------------------------------


def inherited_attribute(machine: Machine, layer: UserLayer, name: str, node: Any) -> Value:
    """An attribute that neither the object nor the user's classes have: Keras's, or that of the layer that it is."""
    if name == "name":
        return layer.name
    reference = layer.keras_class
    symbol = None if reference is None else reference.symbol
    lacking = symbol is not None and _lacks(symbol, name)
    if lacking and not layer.has_known_attributes:
        return Unknown(f"the attribute `{name}` may be set elsewhere")
    if layer.base is not None and name not in _METHODS and inner_method(machine, layer, name) is None:
        from keralint.interpreter.attributes import get_attribute  # attributes of layers lead here

        return get_attribute(machine, layer.base, name, node)
    if name == "layers" and layer.is_model:
        return LayersValue(tuple(_tracked(machine, layer)), layer)
    if name == "_tracker":  # what it may yet be given is up to the program now
        machine.state.write(machine.attributes, (layer, None), True)
    if lacking and name not in machine.patched and layer.is_followed:
        fact = AttributeMissing(site=machine.site(node), receiver=layer, class_name=layer.class_name, name=name)
        machine.tell(fact)
        return Unknown(f"`{layer.class_name}` has no `{name}`")
    return BuiltinMethod(layer, name)


def _tracked(machine: Machine, layer: UserLayer) -> list[Layer]:
    return list(layer.sublayers(machine.context))


def _lacks(symbol: Symbol, name: str) -> bool:
    known = name in symbol.methods or name in symbol.attributes or name in _METHODS
    return bool(symbol.methods) and not known and not name.startswith("_")
