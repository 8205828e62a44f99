"""Classes of the user's: their definition and their instances."""

from __future__ import annotations

from typing import Any

import libcst as cst

from keralint.interpreter.escape import escape, release
from keralint.interpreter.facts import Site
from keralint.interpreter.functions import call_function
from keralint.interpreter.machine import Flow, Frame, Machine
from keralint.interpreter.subclassing import call_base_method
from keralint.interpreter.user_layers import UserLayer, keras_class
from keralint.interpreter.values import (
    ABSENT,
    AttributeSlots,
    ClassValue,
    Function,
    Instance,
    Scope,
    Unknown,
    Value,
    brings_nothing,
    is_private,
    mangled,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.naming import UNKNOWN_NAME, snake_case
from keralint.semantics.values import ApiReference


def define_class(machine: Machine, node: cst.ClassDef) -> Flow:
    """Executes a class body and binds the class."""
    bases = tuple(machine.evaluate(argument.value) for argument in node.bases if not argument.star)
    scope = Scope(machine.scope, is_class=True)
    cls = ClassValue(node.name.value, node, bases, scope)
    machine.frames.append(Frame(scope, machine.frame.function, depth=machine.frame.depth))
    try:
        flow = machine.execute_suite(node.body)
    finally:
        machine.frames.pop()
    for name in [name for name in scope.slots if is_private(name)]:
        scope.slots[mangled(cls, name)] = scope.slots.pop(name)
    for value in scope.slots.values():
        if isinstance(value, Function) and value.owner is None:
            value.owner = cls
    machine.classes.append(cls)
    if any(not _is_plain_metaclass(machine.evaluate(argument.value)) for argument in node.keywords):
        machine.assign(node.name.value, Unknown("what the metaclass makes of the class is not known"))
    else:
        machine.assign(node.name.value, cls if not node.decorators else _decorated(machine, cls, node))
    return flow


def _is_plain_metaclass(value: Value) -> bool:
    return isinstance(value, ApiReference) and value.path == "abc.ABCMeta"


def _decorated(machine: Machine, cls: ClassValue, node: cst.ClassDef) -> Value:
    """A decorator that registers a class with Keras leaves it as it is; what another one makes of it is not known."""
    for decorator in node.decorators:
        expression = decorator.decorator
        value = machine.evaluate(expression.func if isinstance(expression, cst.Call) else expression)
        if not (isinstance(value, ApiReference) and value.canonical.startswith("keras.")):
            return Unknown("a decorator of the class is not known")
    return cls


def instantiate(
    machine: Machine, cls: ClassValue, arguments: CallArguments, site: Any, *, anybody: bool = False
) -> Value:
    """`cls(…)`: a new instance, with `__init__` executed; by `anybody`, who may give more than these arguments."""
    base = keras_class(cls)
    if cls.find("__new__") is not ABSENT or (base is None and not all(map(brings_nothing, cls.foreign_bases))):
        escape(machine, arguments)
        release(machine, (cls,))
        return Unknown(f"a base of `{cls.name}` is not known")
    machine.recorder.instantiated.update(one for one in cls.mro if isinstance(one, ClassValue))
    instance: Instance | UserLayer = Instance(cls) if base is None else _user_layer(machine, cls, site)
    init = cls.lookup("__init__")
    if isinstance(init, Function):
        positional = (instance, *arguments.positional)
        call = CallArguments(positional, arguments.keyword, arguments.star, arguments.double_star)
        call_function(machine, init, call, None if anybody else site)
    elif isinstance(instance, UserLayer) and cls.find("__init__") is ABSENT:
        call_base_method(machine, instance, "__init__", arguments, site)
    return instance


def _user_layer(machine: Machine, cls: ClassValue, site: Site) -> UserLayer:
    layer = UserLayer(machine, cls, AttributeSlots(cls), f"{UNKNOWN_NAME}{snake_case(cls.name)}", cls.name, site)
    machine.register(layer, site)
    return layer
