"""Attributes of the user's objects and classes, and of `super()`."""

from __future__ import annotations

from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import class_of, may_bring, refuse
from keralint.interpreter.facts import AttributeSet
from keralint.interpreter.machine import Machine
from keralint.interpreter.namespaces import attributes_of
from keralint.interpreter.objects import find_hook
from keralint.interpreter.records import record_of, tuple_attribute, tuple_class_attribute
from keralint.interpreter.subclassing import inherited_attribute
from keralint.interpreter.user_layers import SuperProxy, UserLayer
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    BuiltinMethod,
    ClassValue,
    DictValue,
    Function,
    Instance,
    MemberValue,
    NativeFunction,
    NativeMethod,
    TupleValue,
    Unknown,
    Value,
    brings_nothing,
    is_open,
    mangled,
)
from keralint.semantics.failures.subclassing import StateLocked
from keralint.semantics.layer import CallArguments, Layer


def attribute_name(machine: Machine, node: cst.Attribute) -> str:
    """The name of the attribute that is meant: inside a class, private names are the class's own."""
    function = machine.frame.function
    name = node.attr.value
    return name if function is None or function.owner is None else mangled(function.owner, name)


def object_attribute(
    machine: Machine, value: Instance | TupleValue | MemberValue | UserLayer, name: str, node: cst.CSTNode
) -> Value:
    """`value.name`: a property of the class, else the object's own attribute, else the class's."""
    machine.doubts += name in machine.state.half_bound
    if isinstance(value, TupleValue):
        return _tuple_attribute(machine, value, name, node)
    if isinstance(value, MemberValue):
        return _member_attribute(machine, value, name, node)
    found = value.cls.find(name)
    if find_hook(machine, value.cls, "__getattribute__") is not ABSENT:
        release(machine, (value,))
        return Unknown("the class looks attributes up in its own way")
    if name in value.slots and not _intercepts(machine, found):
        return value.slots[name]
    if isinstance(found, Function):
        return _bound(machine, value, value.cls, found, node)
    if isinstance(found, NativeMethod):
        return _bound_native(machine, value, found)
    if found is not ABSENT:
        return Unknown("the object may have an attribute of its own") if "__dict__" in value.slots else found
    return _without(machine, value, name, node)


def _intercepts(machine: Machine, found: Value) -> bool:
    """Whether a class attribute goes before what the object has itself: a property, or something not known."""
    if isinstance(found, Unknown):
        return machine.survey is None
    return isinstance(found, Function) and found.flavour == "property"


def _without(machine: Machine, value: Instance | UserLayer, name: str, node: cst.CSTNode) -> Value:
    """An attribute that neither the object nor the user's classes are known to have."""
    if name == "__class__":
        return class_of(value) if isinstance(value, Instance) else value.cls
    attributes = attributes_of(machine, value) if name == "__dict__" else ABSENT
    if attributes is not ABSENT:
        return attributes
    if name == "__dict__" or find_hook(machine, value.cls, "__getattr__") is not ABSENT:
        release(machine, (value,))
        return Unknown(f"the attribute `{name}` is not known")
    if isinstance(value, UserLayer):
        return inherited_attribute(machine, value, name, node)
    if _has_no_other(value, name):
        refuse(machine, "AttributeError", f"'{value.cls.name}' object has no attribute '{name}'")
    return Unknown(f"the attribute `{name}` is not known")


def _has_no_other(value: Instance, name: str) -> bool:
    """Whether an object has no attributes but those that are seen, as far as this name goes."""
    known = all(map(brings_nothing, value.cls.foreign_bases)) and value.cls.members is None
    return known and "__dict__" not in value.slots and not name.startswith("__") and not may_bring(value.cls, name)


def _bound(machine: Machine, receiver: Value, cls: ClassValue, function: Function, node: cst.CSTNode) -> Value:
    """What a function of the class is when it is looked up for `receiver`."""
    if function.flavour == "staticmethod":
        return function
    if function.flavour == "classmethod":
        return BoundMethod(cls, function)
    if function.flavour == "property":
        from keralint.interpreter.calls import call_value  # calls read attributes

        return call_value(machine, BoundMethod(receiver, function), CallArguments(), machine.site(node))
    return BoundMethod(receiver, function)


def _bound_native(machine: Machine, receiver: Value, method: NativeMethod) -> NativeFunction:
    return NativeFunction(method.name, partial(method.implementation, machine, receiver), (receiver,))


def _tuple_attribute(machine: Machine, value: TupleValue, name: str, node: cst.CSTNode) -> Value:
    found = value.cls.find(name)
    if isinstance(found, Function):
        return _bound(machine, value, value.cls, found, node)
    found = tuple_attribute(value, name) if found is ABSENT else found
    found = tuple_class_attribute(machine, value.cls, name) if found is ABSENT else found
    if isinstance(found, NativeMethod):
        return _bound_native(machine, value, found)
    return BuiltinMethod(value, name) if found is ABSENT else found


def _member_attribute(machine: Machine, value: MemberValue, name: str, node: cst.CSTNode) -> Value:
    """An attribute of a member that is a number or a text."""
    if name in _OF_MEMBERS:
        return value.name if "name" in name else value.plain
    found = value.cls.find(name)
    if isinstance(found, Function):
        return _bound(machine, value, value.cls, found, node)
    if name == "__class__":
        return value.cls
    return BuiltinMethod(value.plain, name) if found is ABSENT else found


_OF_MEMBERS: Final = frozenset({"name", "value", "_name_", "_value_"})


def class_attribute(machine: Machine, cls: ClassValue, name: str) -> Value:
    """`cls.name`."""
    found = cls.find(name)
    if isinstance(found, Function):
        if found.flavour == "classmethod":
            return BoundMethod(cls, found)
        return Unknown("a property of the class") if found.flavour == "property" else found
    if name == "__name__" and found is ABSENT:
        return cls.name
    if name == "__members__" and cls.members is not None:
        return DictValue(cls.members)
    if found is ABSENT:
        found = tuple_class_attribute(machine, cls, name)
    if found is ABSENT or not all(map(is_open, cls.foreign_bases)):
        return Unknown("the class attribute is not known")  # the class of a class may make anything of them
    return found


def super_attribute(machine: Machine, proxy: SuperProxy, name: str, node: cst.CSTNode) -> Value:
    """`super().name`: looked for behind the class in which it stands."""
    receiver = proxy.receiver
    cls = receiver.cls if isinstance(receiver, (Instance, TupleValue, UserLayer)) else receiver
    cls = cls if isinstance(cls, ClassValue) and proxy.owner in cls.mro else proxy.owner
    found = cls.find(name, after=proxy.owner)
    if isinstance(found, Function):
        return _bound(machine, receiver, cls, found, node)
    if isinstance(found, NativeMethod):
        return _bound_native(machine, receiver, found)
    return BuiltinMethod(receiver, name) if found is ABSENT else found


def set_object_attribute(
    machine: Machine, value: Instance | UserLayer, name: str, assigned: Value, node: cst.CSTNode
) -> None:
    """`value.name = assigned`."""
    found = value.cls.find(name)
    machine.foreign += isinstance(value, UserLayer)
    machine.doubts += _may_refuse(value.cls)
    if isinstance(value, UserLayer):
        _note_assignment(machine, value, name, assigned, node)
    if find_hook(machine, value.cls, "__setattr__") is not ABSENT:
        release(machine, (value, assigned))
    elif isinstance(found, Function) and found.flavour == "property":
        _call_setter(machine, value, found, assigned, node)
    else:
        machine.state.write(
            value.slots, name, Unknown("the class may define it") if _intercepts(machine, found) else assigned
        )


def _may_refuse(cls: ClassValue) -> bool:
    """Whether objects of a class may not take every attribute: frozen ones, those with slots, members."""
    return record_of(cls) is not None or cls.members is not None or cls.find("__slots__") is not ABSENT


def _note_assignment(machine: Machine, layer: UserLayer, name: str, assigned: Value, node: cst.CSTNode) -> None:
    """Tells of what a layer gets, and of a layer that comes when it takes no more."""
    site = machine.site(node)
    machine.recorder.emit(AttributeSet(site=site, layer=layer, name=name, value=assigned))
    if isinstance(assigned, Layer) and layer.is_locked and assigned not in layer.sublayers(machine.context):
        failure = StateLocked(class_name=layer.class_name, attribute=name)
        machine.fail(site, failure, layer, CallArguments())


def _call_setter(
    machine: Machine, value: Instance | UserLayer, found: Function, assigned: Value, node: cst.CSTNode
) -> None:
    from keralint.interpreter.calls import call_value  # calls write attributes

    if found.setter is not None:
        call_value(machine, BoundMethod(value, found.setter), CallArguments.of(assigned), machine.site(node))
        return
    machine.doubts += 1
    if found.opaque:
        release(machine, (value, assigned))
