"""Objects that are little more than their attributes: `vars(value)`, `SimpleNamespace`, `argparse.Namespace`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from keralint.interpreter.escape import release
from keralint.interpreter.facts import Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import equal
from keralint.interpreter.values import (
    ABSENT,
    AttributesValue,
    ClassValue,
    Instance,
    NativeMethod,
    Scope,
    Unknown,
    Value,
    is_member,
)
from keralint.semantics.layer import CallArguments

_CLASSES: Final = ("types.SimpleNamespace", "argparse.Namespace")


def attributes_of(machine: Machine, value: Value) -> Value:
    """`value.__dict__`; `ABSENT` if it is not followed."""
    if not isinstance(value, Instance) or is_member(value):
        return ABSENT
    own_way = any(value.cls.find(name) is not ABSENT for name in ("__slots__", "__getattribute__", "__setattr__"))
    return ABSENT if own_way or "__dict__" in value.slots else AttributesValue(value)


def variables_of(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`vars(value)`."""
    found = attributes_of(machine, arguments.positional[0]) if len(arguments.positional) == 1 else ABSENT
    if found is ABSENT:
        release(machine, arguments.positional)
        return Unknown("it is not followed")
    return found


def native_class(machine: Machine, name: str, methods: Mapping[str, Callable[..., Value]]) -> ClassValue:
    """A class of the standard library's whose methods the interpreter implements."""
    cls = ClassValue(name, None, (), Scope(None, is_class=True), machine.module)
    cls.scope.slots.update({method: NativeMethod(method, run) for method, run in methods.items()})
    return cls


def make_namespace(machine: Machine, path: str, attributes: Mapping[str, Value]) -> Instance:
    """An object with these attributes."""
    methods = {"__eq__": _equal, "__contains__": _contains}
    made = Instance(native_class(machine, path.rpartition(".")[2], methods))
    made.slots.update(attributes)
    return made


def namespace(path: str) -> Any:
    """`SimpleNamespace(**attributes)`, `Namespace(**attributes)`."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        if arguments.positional or arguments.star or arguments.double_star:
            release(machine, (*arguments.positional, *arguments.keyword.values()))
            return Unknown("the attributes are not known")
        return make_namespace(machine, path, arguments.keyword)

    return make


def is_namespace(value: Instance) -> bool:
    """Whether it is such an object, and not one of a class of the program's."""
    return value.cls.node is None and any(path.rpartition(".")[2] == value.cls.name for path in _CLASSES)


def _equal(machine: Machine, value: Instance, arguments: CallArguments, site: Site) -> Value:
    other = arguments.positional[0] if len(arguments.positional) == 1 else None
    unknown = Unknown("what `==` gives is not known", "bool")
    if not isinstance(other, Instance) or other.cls.name != value.cls.name or not is_namespace(other):
        return unknown
    if "__dict__" in value.slots or "__dict__" in other.slots:
        return unknown
    if value.slots.keys() != other.slots.keys():
        return False
    answer = equal(tuple(value.slots.values()), tuple([other.slots[name] for name in value.slots]))
    return unknown if answer is None else answer


def _contains(machine: Machine, value: Instance, arguments: CallArguments, site: Site) -> Value:
    name = arguments.positional[0]
    known = isinstance(name, str) and "__dict__" not in value.slots and value.cls.name == "Namespace"
    return name in value.slots if known else Unknown("the attributes are not known", "bool")


NAMESPACES: Final = {path: namespace(path) for path in _CLASSES}
"""By dotted path."""
