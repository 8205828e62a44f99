"""Reading and writing attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import libcst as cst

from keralint.interpreter.budget import FACT
from keralint.interpreter.constants import CONSTANTS
from keralint.interpreter.escape import release
from keralint.interpreter.facts import AttributeMissing, NameMissing, NameResolved
from keralint.interpreter.iteration import all_tensors
from keralint.interpreter.layer_classes import class_symbol
from keralint.interpreter.libraries import DEFINED, from_source
from keralint.interpreter.lowering import lift, shape_value
from keralint.interpreter.machine import Machine
from keralint.interpreter.modules import member, set_member
from keralint.interpreter.object_attributes import (
    class_attribute,
    object_attribute,
    set_object_attribute,
    super_attribute,
)
from keralint.interpreter.open_tensors import is_given
from keralint.interpreter.python_failures import SequenceAsTensor
from keralint.interpreter.python_types import type_attribute
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.spreading import if_tensor, now
from keralint.interpreter.supposed import may_be_object, supposed
from keralint.interpreter.survey import attribute_of
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.user_layers import SuperProxy, UserLayer
from keralint.interpreter.values import (
    ABSENT,
    Beginning,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    DictValue,
    DynamicSize,
    Function,
    Instance,
    IteratorValue,
    LayersValue,
    ListValue,
    MemberValue,
    SignatureValue,
    TupleValue,
    Union,
    Unknown,
    Value,
    ViewValue,
)
from keralint.keras_api.database import Symbol
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.failures import Failure, NeverCalled, UnbuiltModel
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel
from keralint.semantics.models.counting import set_trainable
from keralint.semantics.naming import UNKNOWN_NAME, AutomaticName
from keralint.semantics.ops import find
from keralint.semantics.tensors import Call, Tensor, TensorKind
from keralint.semantics.values import ApiInstance, ApiReference
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, lone_variable

_OF_TENSORS: Final = frozenset({"shape", "dtype", "ndim"})
"""Attributes that every tensor has, and no tuple or list."""

_OF_SPARSE: Final = frozenset({"indices", "values", "dense_shape"})
"""Attributes that only sparse tensors have: what is asked for one of them is such a tensor."""

_ASKED_OF_TENSORS: Final = _OF_TENSORS | _OF_SPARSE | {"get_shape"}
"""Attributes by which a parameter is known for a tensor."""

ANY_NAME: Final = "*"
"""Among the names that the program sets on libraries: it sets one that is not known."""

Getter = Callable[[Machine, Any, str, cst.CSTNode], Value]


def get_attribute(machine: Machine, value: Value, name: str, node: cst.CSTNode) -> Value:
    """`value.name`."""
    if isinstance(value, ApiReference):
        return api_attribute(machine, value, name, node)
    value = supposed(machine, value)
    tensor = _as_owner(machine, value, name) if name in _ASKED_OF_TENSORS else value
    if isinstance(tensor, Tensor):
        return _tensor_attribute(machine, tensor, name, node)
    if isinstance(value, (UserLayer, Instance, TupleValue, MemberValue)):
        return object_attribute(machine, value, name, node)
    if isinstance(value, Layer):
        return _layer_attribute(machine, value, name, node)
    if isinstance(value, Union):
        branches = [lambda v=v: get_attribute(machine, v, name, node) for v in value.alternatives]
        return machine.any_of(branches)
    if name in _OF_TENSORS and (tensors := all_tensors(value)):
        machine.fail(machine.site(node), SequenceAsTensor(tensors=tensors, use=name), name, CallArguments())
        return Unknown("an error was reported here")
    if _is_of_tensor_shape(machine, value, name):
        _tell_missing(machine, value, "NoneType" if isinstance(value, DynamicSize) else "tuple", name, node)
        return Unknown("an error was reported here")
    if isinstance(value, (str, bytes, tuple, ListValue, DictValue, ViewValue, IteratorValue, Beginning, int, float)):
        return _of_plain(value, name)
    if isinstance(value, ClassValue):
        return class_attribute(machine, value, name)
    if isinstance(value, SuperProxy):
        return super_attribute(machine, value, name, node)
    if isinstance(value, Function) and name == "__name__" and not value.opaque and not value.renamed:
        return value.name
    if isinstance(value, ApiInstance):
        return _instance_attribute(machine, value, name, node)
    if isinstance(value, ModuleValue):
        return member(machine, value, name)
    return _attribute_of_unknown(machine, value, name, node)


def _as_owner(machine: Machine, value: Value, name: str) -> Value:
    """The tensor that a parameter stands for, if it has an attribute that only tensors have; else the value."""
    if name not in _OF_SPARSE:
        return value if may_be_object(machine, value) else now(machine, value)
    return value if machine.survey is None else if_tensor(machine, value)


def _attribute_of_unknown(machine: Machine, value: Value, name: str, node: cst.CSTNode) -> Value:
    """An attribute of what has none, or of what is not known."""
    if value is None:
        machine.refuse_nothing(machine.site(node))
    if isinstance(value, BuiltinFunction) and name == "__name__":
        return value.name
    if isinstance(value, BuiltinFunction):
        found = type_attribute(machine, value, name)
        return Unknown(f"the attribute `{name}` is not known") if found is ABSENT else found
    if isinstance(value, SignatureValue) and name in value.attributes:
        return value.attributes[name]
    if machine.survey is not None:
        if name == _MASK:
            return None
        variable = lone_variable(value) if is_given(value) and not name.startswith("__") else None
        part = None if variable is None or machine.ranks.get((variable,)) else attribute_of(variable, name)
        if part is not None:
            return part
    return Unknown(value.reason if isinstance(value, Unknown) else f"the attribute `{name}` is not known")


_MASK: Final = "_keras_mask"
"""Where Keras keeps the mask of a tensor; usually none comes with it."""


_OF_TENSOR_SHAPES: Final = frozenset(
    "as_list as_proto dims is_fully_defined merge_with most_specific_compatible_shape ndims num_elements rank "
    "with_rank with_rank_at_least value".split()
)
"""Attributes of TensorFlow's TensorShape and Dimension, which a tuple and its elements do not have."""


_OF_SHAPES: Final[Mapping[str, Callable[[tuple[Value, ...]], Value]]] = {"dims": ListValue, "ndims": len, "rank": len}
"""What a tuple is asked for only where it stands for the shape of a tensor of TensorFlow's."""


def _of_plain(value: Value, name: str) -> Value:
    """A method of a constant or a container, or what the shape of a tensor knows beside that of a tuple."""
    if isinstance(value, tuple) and name in _OF_SHAPES:
        return _OF_SHAPES[name](value)
    if isinstance(value, (int, float)) and name in _OF_NUMBERS:
        return getattr(value, name, Unknown(f"a number has no `{name}`"))
    return BuiltinMethod(value, name)


_OF_NUMBERS: Final = frozenset({"real", "imag", "numerator", "denominator"})
"""What a number has that is no method."""


def _is_of_tensor_shape(machine: Machine, value: Value, name: str) -> bool:
    """Whether the shape of a symbolic tensor, a tuple in Keras 3, is used as one of TensorFlow's."""
    if name not in _OF_TENSOR_SHAPES or machine.context.keras_major < 3:
        return False
    return is_none_size(value) or (isinstance(value, tuple) and any(map(is_none_size, value)))


# --- the API --------------------------------------------------------------------------------------------------------


def api_attribute(machine: Machine, value: ApiReference, name: str, node: cst.CSTNode) -> Value:
    """A member of a module or class of a library."""
    return resolve(machine, f"{value.path}.{name}", node)


def resolve(machine: Machine, path: str, node: cst.CSTNode, *, imported: bool = False) -> Value:
    """What a dotted path leads to; a name that Keras certainly does not have is told."""
    if path in CONSTANTS:
        return CONSTANTS[path]
    machine.spend(FACT)
    database = machine.database
    symbol = database.resolve(path)
    if symbol is None and path not in DEFINED:
        found = from_source(machine, path)
        if found is not ABSENT:
            return found
    if symbol is None and _is_patched(machine, path.rpartition(".")[2]):
        return Unknown(f"the program sets `{path}` itself")
    if symbol is None and database.knows(path) == "no":
        nearest = database.nearest(path)
        fact = NameMissing(site=machine.site(node), path=path, nearest=nearest, imported=imported)
        machine.recorder.emit(fact)
        return Unknown(f"`{path}` does not exist")
    reference = ApiReference(path, symbol)
    if symbol is not None:
        machine.recorder.emit(NameResolved(site=machine.site(node), reference=reference))
        if symbol.kind == "constant" and symbol.value is not None:
            return symbol.value
    return reference


# --- tensors --------------------------------------------------------------------------------------------------------


def _tensor_attribute(machine: Machine, tensor: Tensor, name: str, node: cst.CSTNode) -> Value:
    if name == "shape":
        return shape_value(tensor)
    if name == _MASK and machine.survey is not None:
        return None
    if name in _OF_SPARSE and machine.survey is not None:
        return _part_of_sparse(tensor, name)
    if name == "ndim":
        return Unknown("the rank is not known", "int") if tensor.rank is None else tensor.rank
    if name == "dtype":
        return Unknown("the dtype is not known", "str") if tensor.dtype is None else tensor.dtype
    if tensor.kind is TensorKind.SYMBOLIC:
        return _keras_tensor_attribute(machine, tensor, name, node)
    if name == "value" and tensor.kind is TensorKind.EAGER:
        return tensor  # of a variable
    if name == "T":
        transpose = find("numpy.ndarray.transpose")
        if transpose is not None:
            from keralint.interpreter.calls import call_operation  # calls read attributes

            return call_operation(machine, transpose, CallArguments.of(tensor), machine.site(node))
    return BuiltinMethod(tensor, name)


def _part_of_sparse(tensor: Tensor, name: str) -> Tensor:
    """What a sparse tensor consists of; how many elements it has that are not 0 is not known before it is there."""
    rank = UNKNOWN_DIM if tensor.rank is None else tensor.rank
    shape: tuple[Dim, ...] = {"indices": (None, rank), "values": (None,), "dense_shape": (rank,)}[name]
    return Tensor(Shape(shape), tensor.dtype if name == "values" else "int64", tensor.kind)


def _keras_tensor_attribute(machine: Machine, tensor: Tensor, name: str, node: cst.CSTNode) -> Value:
    """An attribute of a KerasTensor. A tensor of unknown origin may be anything, so nothing is missing from it."""
    symbol = machine.database.resolve("keras.KerasTensor")
    if tensor.call is not None and _lacks(symbol, name) and not _is_patched(machine, name):
        _tell_missing(machine, tensor, "KerasTensor", name, node)
        return Unknown(f"`KerasTensor` has no `{name}`")
    if name == "name" and tensor.call is not None:
        return Unknown("the name of the tensor is not known", "str")
    return BuiltinMethod(tensor, name)


def _is_patched(machine: Machine, name: str) -> bool:
    """Whether the program may have put an attribute of that name on a module or class of a library."""
    return name in machine.patched or ANY_NAME in machine.patched


def _lacks(symbol: Symbol | None, name: str) -> bool:
    """Whether the class certainly has no such attribute."""
    if symbol is None or not symbol.methods or name.startswith("_"):
        return False
    return name not in symbol.methods and name not in symbol.attributes


def _tell_missing(machine: Machine, receiver: Value, class_name: str, name: str, node: cst.CSTNode) -> None:
    machine.tell(AttributeMissing(site=machine.site(node), receiver=receiver, class_name=class_name, name=name))


def _instance_attribute(machine: Machine, instance: ApiInstance, name: str, node: cst.CSTNode) -> Value:
    """An attribute of an object that is no layer. Of optimizers all are known, but for those that pass on to others."""
    canonical = instance.canonical
    closed = canonical.startswith("keras.optimizers.") and not canonical.endswith("LossScaleOptimizer")
    if closed and machine.context.keras_major >= 3 and not _is_patched(machine, name):
        title = canonical.rpartition(".")[2]
        if _lacks(instance.reference.symbol, name):
            _tell_missing(machine, instance, title, name, node)
            return Unknown(f"`{title}` has no `{name}`")
    return BuiltinMethod(instance, name)


# --- layers and models ----------------------------------------------------------------------------------------------


def _layer_attribute(machine: Machine, layer: Layer, name: str, node: cst.CSTNode) -> Value:
    if (layer, name) in machine.attributes:
        return machine.attributes[layer, name]
    getter = _LAYER_ATTRIBUTES.get(name)
    if getter is not None:
        found = getter(machine, layer)
        if found is not None:
            return found
    failure = _refused(machine, layer, name, node)
    if failure is not None:
        machine.fail(machine.site(node), failure, layer, CallArguments(), method=name)
        return Unknown("an error was reported here")
    symbol = class_symbol(machine, layer)
    if isinstance(layer, BuiltinLayer) and name in layer.arguments and not isinstance(layer.arguments[name], Tensor):
        return lift(layer.arguments[name])
    for argument in PRIVATE.get(name, ()) if _path(layer) == "keras.layers.MultiHeadAttention" else ():
        if isinstance(layer, BuiltinLayer) and layer.arguments.get(argument) is not None:
            return lift(layer.arguments[argument])
    if _lacks(symbol, name) and not _is_patched(machine, name) and (layer, None) not in machine.attributes:
        _tell_missing(machine, layer, layer.class_name, name, node)
        return Unknown(f"`{layer.class_name}` has no `{name}`")
    if symbol is not None and name in symbol.methods:
        return BuiltinMethod(layer, name)
    weight = (machine.context.store.state(layer).weights or {}).get(name)
    if isinstance(layer, BuiltinLayer) and weight is not None:
        return Tensor(Shape(weight.shape), None, TensorKind.EAGER)
    return Unknown(f"`{layer.class_name}.{name}` is not known")


PRIVATE: Final[Mapping[str, tuple[str, ...]]] = {
    "_num_heads": ("num_heads",),
    "_key_dim": ("key_dim",),
    "_value_dim": ("value_dim", "key_dim"),
}
"""Under which names attention keeps the first of these arguments that is given, for those who derive from it.

Source: `MultiHeadAttention.__init__` in `keras/src/layers/attention/multi_head_attention.py`.
"""


def _path(layer: Layer) -> str | None:
    return layer.symbol.canonical if isinstance(layer, BuiltinLayer) else None


def _refused(machine: Machine, layer: Layer, name: str, node: cst.CSTNode) -> Failure | None:
    """What Keras 3 does not tell of a layer that certainly has never been called, or not been built."""
    context = machine.context
    if context.keras_major < 3:
        return None
    if isinstance(layer, SequentialModel):
        stack = layer.stack(context)
        if not stack.known or stack.called:
            return None
        if name in ("output", "input") and not context.store.state(layer).calls:
            return NeverCalled(layer=layer, name=name, built=stack.built)
        unbuilt = name in ("outputs", "inputs", "output_shape", "input_shape") and not stack.built
        return UnbuiltModel(name=name) if unbuilt else None
    new = isinstance(node, cst.Attribute) and getattr(getattr(layer, "site", None), "node", None) is node.value
    if isinstance(layer, BuiltinLayer) and new and name in ("output", "input"):
        return NeverCalled(layer=layer, name=name)
    return None


def _name(machine: Machine, layer: Layer) -> Value | None:
    unclear = isinstance(layer.name, AutomaticName) and machine.context.names_uncertain
    return Unknown("the number in the automatic name is not known", "str") if unclear else layer.name


def _single(tensors: tuple[Tensor, ...]) -> Value:
    return tensors[0] if len(tensors) == 1 else ListValue(tensors)


def _first_call(machine: Machine, layer: Layer) -> Call | None:
    """The call that `layer.output` speaks of: the first one, in Keras 2 the only one."""
    state = machine.context.store.state(layer)
    calls = state.calls if state.first_known else ()
    certain = len(calls) == 1 or (calls and machine.context.keras_major >= 3)
    return calls[0] if certain else None


def _output(machine: Machine, layer: Layer) -> Value | None:
    if isinstance(layer, InputLayer):
        return layer.output
    if isinstance(layer, FunctionalModel):
        return lift(layer.outputs)
    call = _first_call(machine, layer)
    if call is None and isinstance(layer, SequentialModel) and machine.context.keras_major < 3:
        functional = layer.functional(machine.context)
        return None if functional is None else lift(functional.outputs)
    return _single(call.outputs) if call is not None and call.outputs else None


def _input(machine: Machine, layer: Layer) -> Value | None:
    if isinstance(layer, InputLayer):
        return layer.output
    if isinstance(layer, FunctionalModel):
        return lift(layer.inputs)
    call = _first_call(machine, layer)
    if call is None and isinstance(layer, SequentialModel) and machine.context.keras_major < 3:
        functional = layer.functional(machine.context)
        return None if functional is None else lift(functional.inputs)
    return _single(call.inputs) if call is not None and call.inputs else None


def _functional(machine: Machine, layer: Layer) -> FunctionalModel | None:
    if isinstance(layer, SequentialModel):
        return layer.functional(machine.context)
    return layer if isinstance(layer, FunctionalModel) else None


def _outputs(machine: Machine, layer: Layer) -> Value | None:
    model = _functional(machine, layer)
    return None if model is None else ListValue(model.output_tensors)


def _inputs(machine: Machine, layer: Layer) -> Value | None:
    model = _functional(machine, layer)
    return None if model is None else ListValue(model.input_tensors)


def _layers(machine: Machine, layer: Layer) -> Value | None:
    if isinstance(layer, SequentialModel):
        stack = layer.stack(machine.context)
        return LayersValue(layer.layers(machine.context) if stack.known else None, layer)
    if isinstance(layer, FunctionalModel):
        return LayersValue(layer.layers if layer.graph.complete else None, layer)
    return None


def _output_shape(machine: Machine, layer: Layer) -> Value | None:
    model = _functional(machine, layer)
    if model is None:
        return None
    shapes = tuple(shape_value(tensor) for tensor in model.output_tensors)
    return shapes[0] if len(shapes) == 1 else ListValue(shapes)


def _input_shape(machine: Machine, layer: Layer) -> Value | None:
    model = _functional(machine, layer)
    if model is None:
        return None
    shapes = tuple(shape_value(tensor) for tensor in model.input_tensors)
    return shapes[0] if len(shapes) == 1 else ListValue(shapes)


_LAYER_ATTRIBUTES: Final[dict[str, Callable[[Machine, Layer], Value | None]]] = {
    "name": _name,
    "output": _output,
    "input": _input,
    "outputs": _outputs,
    "inputs": _inputs,
    "layers": _layers,
    "output_shape": _output_shape,
    "input_shape": _input_shape,
}


# --- writing ------------------------------------------------------------------------------------------------------


def set_attribute(machine: Machine, value: Value, name: str, assigned: Value, node: cst.CSTNode) -> None:
    """`value.name = assigned`."""
    machine.doubts += not isinstance(value, (Instance, UserLayer, ClassValue))
    if isinstance(value, Layer) and name == "trainable" and isinstance(assigned, bool):
        set_trainable(value, assigned, machine.context)
    if isinstance(value, Union):
        machine.any_of([partial(set_attribute, machine, one, name, assigned, node) for one in value.alternatives])
    elif isinstance(value, (Instance, UserLayer)):
        set_object_attribute(machine, value, name, assigned, node)
    elif isinstance(value, ClassValue):
        machine.state.write(value.scope.slots, name, assigned)
    elif isinstance(value, Layer):
        machine.state.write(machine.attributes, (value, name), assigned)
        if name in ("name", "_name"):
            # The name is not taken back with a branch, so that there it is not known.
            certain = isinstance(assigned, str) and not machine.state.depth
            value.name = assigned if certain else f"{UNKNOWN_NAME}{value.name}"
    elif isinstance(value, ModuleValue):
        set_member(machine, value, name, assigned)
    elif isinstance(value, (ApiReference, ApiInstance)):
        machine.patched.add(name)


def delete_attribute(machine: Machine, value: Value, name: str) -> None:
    """`del value.name`."""
    machine.doubts += 1
    if isinstance(value, (ClassValue, ModuleValue)):
        slots = None if value.scope is None else value.scope.slots
    else:
        slots = getattr(value, "slots", None)
    if isinstance(value, (Instance, UserLayer, ClassValue, ModuleValue)) and slots is not None:
        machine.state.delete(slots, name)
    else:
        release(machine, (value,))
