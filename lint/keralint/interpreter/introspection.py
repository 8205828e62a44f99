"""Builtins that ask what a value is, or reach for its attributes by name."""

from __future__ import annotations

import builtins
from typing import Any, Final

import libcst as cst

from keralint.interpreter.attributes import ANY_NAME, delete_attribute, get_attribute, set_attribute
from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import class_of, is_caught, may_bring
from keralint.interpreter.keras_functions import is_usually_dense
from keralint.interpreter.layer_classes import class_symbol
from keralint.interpreter.machine import Machine
from keralint.interpreter.namespaces import variables_of
from keralint.interpreter.operators import is_foreign
from keralint.interpreter.supposed import suppose_instance, supposed
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.user_layers import UserLayer
from keralint.interpreter.values import (
    ABSENT,
    EXCEPTIONS,
    BoundMethod,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    DequeValue,
    DictValue,
    Function,
    FunctionParameter,
    Instance,
    IteratorValue,
    ListValue,
    MemberValue,
    NativeFunction,
    SetValue,
    SignatureValue,
    TupleValue,
    Union,
    Unknown,
    Value,
    ViewValue,
    brings_nothing,
    is_open,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import SequentialModel
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import ApiInstance, ApiReference
from keralint.shapes import Symbolic, is_number, variables

_PYTHON_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "int": (int,),
    "float": (float,),
    "complex": (complex,),
    "str": (str,),
    "bytes": (bytes,),
    "bool": (bool,),
    "tuple": (tuple,),
    "range": (range,),
    "list": (ListValue,),
    "dict": (DictValue,),
    "set": (SetValue,),
}
"""The values that the instances of Python's own types are."""

PYTHON_TYPES: Final = frozenset({*_PYTHON_TYPES, "frozenset", "object", "type"})

_PLAIN: Final = (bool, int, float, complex, str, bytes, tuple, range, ListValue, DictValue, type(None))
_NO_PYTHON_TYPE: Final = (
    *(Layer, Tensor, Function, BoundMethod, BuiltinMethod, NativeFunction, ClassValue, Instance),
    *(IteratorValue, ViewValue, ApiInstance),
)
"""What is an instance of none of the types above, but `object` and for classes `type`."""


_NOT_DENSE: Final = frozenset({"tensorflow.SparseTensor", "tensorflow.sparse.SparseTensor", "tensorflow.RaggedTensor"})


def ask_instance(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`isinstance(…)`."""
    if len(arguments.positional) != 2:
        return Unknown("the type is not known", "bool")
    value, kinds = supposed(machine, arguments.positional[0]), arguments.positional[1]
    answers = {
        is_instance(machine, one, kinds) for one in (value.alternatives if isinstance(value, Union) else (value,))
    }
    decided = answers.pop() if len(answers) == 1 else None
    if decided is None and machine.survey is not None and type(value) is Symbolic and kinds == BuiltinFunction("tuple"):
        machine.survey.note_tuple(value)
    return Unknown("the type is not known", "bool") if decided is None else decided


def is_instance(machine: Machine, value: Value, kinds: Value) -> bool | None:
    """Whether a value that is no union is an instance of one of the classes; `None` if it is not known."""
    answers = [_is_instance(machine, value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    return True if True in answers else (None if None in answers else False)


def _is_instance(machine: Machine, value: Value, kind: Value) -> bool | None:
    """Whether `value` is an instance of `kind`; `None` if it is not known."""
    if is_none_size(value):
        value = None
    if isinstance(kind, BuiltinFunction) and kind.name in _PYTHON_TYPES:
        return _is_of_python_type(value, kind.name)
    if isinstance(kind, BuiltinFunction) and kind.name == "object":
        return True
    if isinstance(kind, BuiltinFunction) and kind.name in EXCEPTIONS:
        return False if isinstance(value, (*_PLAIN, Tensor)) else is_caught(value, kind)
    if isinstance(kind, ClassValue):
        known = _is_of_class(value, kind)
        return suppose_instance(machine, value, kind) if known is None else known
    if isinstance(kind, ApiReference) and kind.path in _NOT_DENSE and machine.survey is not None:
        return False if is_usually_dense(value) else None
    if isinstance(kind, ApiReference) and kind.symbol is not None and kind.symbol.kind == "class":
        return _is_of_api_class(machine, value, kind)
    return None


def _is_of_python_type(value: Value, name: str) -> bool | None:
    if isinstance(value, Unknown):
        either = value.of is None or {value.of, name} == {"int", "bool"}
        return None if either and value.of != name else value.of == name
    if isinstance(value, DequeValue):
        return False
    if isinstance(value, SetValue):
        return None if name == "set" else False  # or is it a frozenset?
    if type(value) is Symbolic and is_number(value):
        surely = all(variable.usual for variable in variables(value))
        return {"int": True if surely else None, "float": None, "bool": None}.get(name, False)
    if isinstance(value, _PLAIN):
        return isinstance(value, _PYTHON_TYPES[name])
    if isinstance(value, ApiReference):
        return None if is_foreign(value) else False
    return False if isinstance(value, _NO_PYTHON_TYPE) else None


def _is_raised(base: Value) -> bool:
    return isinstance(base, BuiltinFunction) and base.name in EXCEPTIONS


def _is_of_class(value: Value, kind: ClassValue) -> bool | None:
    """Whether it is an instance of a class of the user's; one with a foreign base may have its own idea of that."""
    of_keras = all(base.symbol if isinstance(base, ApiReference) else _is_raised(base) for base in kind.foreign_bases)
    if kind.foreign_bases and not any(map(brings_nothing, kind.foreign_bases)) and isinstance(value, _PLAIN):
        return False if of_keras else None
    if isinstance(value, (Instance, MemberValue, TupleValue, UserLayer)):
        return True if kind in value.cls.mro else (False if of_keras else None)
    return False if isinstance(value, (*_PLAIN, Layer, Tensor)) and of_keras else None


_EVERY_LAYER: Final = frozenset({"keras.Layer", "keras.layers.Layer"})


def _is_of_api_class(machine: Machine, value: Value, kind: ApiReference) -> bool | None:
    wanted = kind.canonical
    if isinstance(value, _PLAIN):
        return False
    if wanted == "keras.KerasTensor" and isinstance(value, Tensor):
        return {TensorKind.SYMBOLIC: True, TensorKind.ARRAY: False}.get(value.kind)
    if not isinstance(value, Layer):
        return False if isinstance(value, Tensor) and kind.symbol is not None and kind.symbol.is_layer else None
    if wanted in _EVERY_LAYER:
        return True
    if isinstance(value, UserLayer):
        names = {name for base in value.cls.foreign_bases for name in _ancestors(base)}
        return True if wanted in names else None
    symbol = class_symbol(machine, value)
    if symbol is None:
        return None
    if wanted == "keras.Sequential":
        return isinstance(value, SequentialModel)
    return wanted == symbol.canonical or wanted in symbol.bases


def _ancestors(base: Value) -> tuple[str, ...]:
    if isinstance(base, ApiReference) and base.symbol is not None:
        return (base.symbol.canonical, *base.symbol.bases)
    return ()


def ask_type(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`type(value)`."""
    if len(arguments.positional) != 1:
        return Unknown("the class is not known")
    value = supposed(machine, arguments.positional[0])
    if isinstance(value, (MemberValue, TupleValue, UserLayer)):
        return value.cls
    if isinstance(value, Instance):
        return class_of(value)
    names = [name for name, kinds in _PYTHON_TYPES.items() if type(value) in kinds and name != "set"]
    return BuiltinFunction(names[0]) if names else Unknown("the class is not known")


def ask_subclass(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`issubclass(…)`."""
    kinds = arguments.positional[1] if len(arguments.positional) == 2 else None
    answers = {_is_subclass(arguments.positional[0], kind) for kind in (kinds if type(kinds) is tuple else (kinds,))}
    if True in answers or answers == {False}:
        return True in answers
    return Unknown("what the class derives from is not known", "bool")


def _is_subclass(value: Value, kind: Value) -> bool | None:
    if isinstance(value, BuiltinFunction) and isinstance(kind, BuiltinFunction):
        one, other = getattr(builtins, value.name, None), getattr(builtins, kind.name, None)
        return issubclass(one, other) if isinstance(one, type) and isinstance(other, type) else None
    if not isinstance(value, ClassValue):
        return None
    if kind == BuiltinFunction("object") or (isinstance(kind, ClassValue) and kind in value.mro):
        return True
    foreign = value.foreign_bases
    if isinstance(kind, ApiReference) and kind.symbol is not None:
        names = {name for base in foreign for name in _ancestors(base)}
        return True if kind.canonical in names else (False if all(map(brings_nothing, foreign)) else None)
    known = isinstance(kind, (ClassValue, BuiltinFunction)) and value.members is None and value.record is None
    return False if known and all(map(is_open, foreign)) else None


def ask_callable(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`callable(value)`."""
    value = arguments.positional[0] if arguments.positional else Unknown("nothing is asked")
    if is_foreign(value):
        return Unknown("it is not known what it is", "bool")
    if isinstance(value, (Function, BoundMethod, BuiltinMethod, BuiltinFunction, NativeFunction, ClassValue, Layer)):
        return True
    return False if isinstance(value, (*_PLAIN, Tensor)) else Unknown("it is not known what it is", "bool")


def ask_attribute(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`hasattr(value, name)`."""
    match arguments.positional:
        case (Instance() as value, str(name)):
            has = has_attribute(value, name)
            return Unknown("it is not known whether it has it", "bool") if has is None else has
        case (ClassValue() as cls, str(name)) if not name.startswith("_") and all(map(is_open, cls.foreign_bases)):
            return _class_has(machine, cls, name)
        case (Tensor(), "shape" | "dtype" | "ndim"):
            return True
        case (ApiReference() as value, str(name)) if machine.database.resolve(f"{value.path}.{name}") is not None:
            return True
        case (value, str(name)):
            machine.patched.add(name)  # a program that asks is prepared for either answer
            if machine.survey is not None and not name.startswith("__"):
                return _usually_has(value, name)
    return Unknown("it is not known whether it has it", "bool")


def _class_has(machine: Machine, cls: ClassValue, name: str) -> Value:
    """Whether a class has an attribute."""
    found = cls.find(name)
    closed = cls.members is None and cls.record is None and all(map(brings_nothing, cls.foreign_bases))
    if isinstance(found, Unknown) or (found is ABSENT and not closed):
        machine.patched.add(name)  # a program that asks is prepared for either answer
        return Unknown("it is not known whether it has it", "bool")
    return found is not ABSENT


def _usually_has(value: Value, name: str) -> Value:
    """Whether it has an attribute that nobody is known to set: usually it has none."""
    if isinstance(value, UserLayer) and (name in value.slots or value.cls.find(name) is not ABSENT):
        return True
    if isinstance(value, (Unknown, Tensor, Symbolic)) or (isinstance(value, UserLayer) and name.startswith("_")):
        return False
    return Unknown("it is not known whether it has it", "bool")


def has_attribute(value: Instance, name: str) -> bool | None:
    """Whether an object has an attribute; `None` if it is not known."""
    if name in value.slots:
        return None if isinstance(value.slots[name], Unknown) else True
    found = value.cls.find(name)
    if isinstance(found, Function) and found.flavour != "property":
        return True
    if isinstance(found, (Unknown, Function)) or "__dict__" in value.slots or name.startswith("__"):
        return None
    own_way = value.cls.find("__getattr__") is not ABSENT or value.cls.find("__getattribute__") is not ABSENT
    return None if own_way or (found is ABSENT and may_bring(value.cls, name)) else found is not ABSENT


def read_attribute(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`getattr(value, name[, default])`."""
    default: Value
    match arguments.positional:
        case (value, str(name)):
            return get_attribute(machine, value, name, node)
        case (Instance() as value, str(name), default):
            has = has_attribute(value, name)
            if has is not None:
                return get_attribute(machine, value, name, node) if has else default
        case (Unknown() | Instance() | Tensor() | Symbolic(), str(), default):
            pass
        case _:
            default = ABSENT
    if machine.survey is not None and default is not ABSENT:
        return default  # usually there is nothing that somebody else has set
    release(machine, arguments.positional[2:])
    return Unknown("the attribute is not known")


def write_attribute(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`setattr(value, name, assigned)`."""
    match arguments.positional:
        case (value, str(name), assigned):
            set_attribute(machine, value, name, assigned, node)
        case (ApiReference(), _, _):
            machine.patched.add(ANY_NAME)
            release(machine, arguments.positional[2:])
        case _:
            release(machine, arguments.positional)
    return None


def remove_attribute(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`delattr(value, name)`."""
    match arguments.positional:
        case (Instance() as value, str(name)) if name in value.slots:
            delete_attribute(machine, value, name)
        case _:
            release(machine, arguments.positional)
    return None


def execute(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`exec(text)`: any name may be bound anew."""
    scopes = {id(scope): scope for scope in (machine.scope.outermost, machine.scope)}
    for scope in scopes.values():
        release(machine, tuple(scope.slots.values()))
        for name in list(scope.slots):
            machine.state.write(scope.slots, name, Unknown("a text is executed, which may bind it"))
    return None


def evaluate(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`eval(text)`, where the text is a dotted name: else it may be anything."""
    match arguments.positional:
        case (str(text),) if all(part.isidentifier() for part in text.split(".")):
            first, *rest = text.split(".")
            if machine.scope.find(first) is not None:
                value = machine.evaluate(cst.Name(first))
                for name in rest:
                    value = get_attribute(machine, value, name, node)
                return value
    release(machine, arguments.positional)
    return Unknown("what a text evaluates to is not known")


NO_DEFAULT: Final = ApiReference("inspect.Parameter.empty")


def signature(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`inspect.signature(…)` of a function of the program's that nothing is put around."""
    value = arguments.positional[0] if len(arguments.positional) == 1 else None
    function = value.function if isinstance(value, BoundMethod) else value
    if not isinstance(function, Function) or function.opaque or getattr(function.node, "decorators", None):
        release(machine, arguments.positional)
        return Unknown("the parameters are not known")
    parameters = function.parameters[isinstance(value, BoundMethod) :]
    described: dict[str, Value] = {one.name: _parameter(one) for one in parameters}
    return SignatureValue({"parameters": DictValue(described)})


def _parameter(one: FunctionParameter) -> SignatureValue:
    empty = one.required or one.kind.startswith("VAR")
    return SignatureValue({"name": one.name, "default": NO_DEFAULT if empty else one.default})


INTROSPECTION: Final = {
    "isinstance": ask_instance,
    "type": ask_type,
    "callable": ask_callable,
    "issubclass": ask_subclass,
    "hasattr": ask_attribute,
    "getattr": read_attribute,
    "setattr": write_attribute,
    "delattr": remove_attribute,
    "vars": variables_of,
    "exec": execute,
    "eval": evaluate,
}
"""By the name of the builtin."""
