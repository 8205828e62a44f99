"""Classes of the user's: their definition and their instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import libcst as cst

from keralint.interpreter.escape import escape, release
from keralint.interpreter.facts import Site
from keralint.interpreter.functions import call_function
from keralint.interpreter.libraries import described
from keralint.interpreter.machine import Flow, Frame, Machine
from keralint.interpreter.reach import OUT_OF_REACH, is_out_of_reach
from keralint.interpreter.subclassing import call_base_method
from keralint.interpreter.user_layers import UserLayer, keras_class
from keralint.interpreter.values import (
    ABSENT,
    AttributeSlots,
    BoundMethod,
    ClassValue,
    Function,
    Instance,
    NativeFunction,
    Scope,
    Union,
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
    """Executes a class body and binds the class; one that the semantics define is theirs."""
    known = described(machine, node.name.value)
    if known is not None:
        machine.assign(node.name.value, known)
        return Flow.NORMAL
    bases = tuple(machine.evaluate(argument.value) for argument in node.bases if not argument.star)
    scope = Scope(machine.scope, is_class=True)
    cls = ClassValue(node.name.value, node, bases, scope, machine.module)
    machine.frames.append(Frame(scope, machine.frame.function, depth=machine.frame.depth))
    try:
        flow = machine.execute_suite(node.body)
    finally:
        machine.frames.pop()
    for name in [name for name in scope.slots if is_private(name)]:
        scope.slots[mangled(cls, name)] = scope.slots.pop(name)
    for value in scope.slots.values():
        if isinstance(value, Function) and value.owner is None and value.module is machine.module:
            value.owner = cls
    machine.classes.append(cls)
    _tell_base(machine, cls, node)
    if any(not _is_plain_metaclass(machine.evaluate(argument.value)) for argument in node.keywords):
        machine.assign(node.name.value, Unknown("what the metaclass makes of the class is not known"))
    else:
        machine.assign(node.name.value, cls if not node.decorators else _decorated(machine, cls, node))
    return flow


def _is_plain_metaclass(value: Value) -> bool:
    return isinstance(value, ApiReference) and value.path == "abc.ABCMeta"


def _decorated(machine: Machine, cls: ClassValue, node: cst.ClassDef) -> Value:
    """What the program's own decorators make of a class; one that is not followed is taken to give the class itself.

    That is what type checkers do as well: such decorators register a class, or add to it.
    """
    from keralint.interpreter.calls import call_value  # calls make instances

    value: Value = cls
    for decorator in reversed(node.decorators):
        expression = decorator.decorator
        found = machine.evaluate(expression.func if isinstance(expression, cst.Call) else expression)
        if isinstance(found, ApiReference) and found.canonical.startswith("keras."):
            continue
        found = machine.evaluate(expression) if isinstance(expression, cst.Call) else found
        if isinstance(found, (Function, BoundMethod, NativeFunction, ClassValue, Instance, Union)):
            made = call_value(machine, found, CallArguments.of(value), machine.site(expression))
            value = value if isinstance(made, Unknown) else made
        elif isinstance(found, ApiReference):  # `dataclass` gives the class another `__init__`
            release(machine, (value,))
            value = Unknown("a decorator of the class is not known")
    return value


def _tell_base(machine: Machine, cls: ClassValue, node: cst.ClassDef) -> None:
    """`__init_subclass__` of a base is called for each class that is derived from it."""
    hook = cls.find("__init_subclass__", after=cls)
    if isinstance(hook, Function):
        from keralint.interpreter.calls import call_value  # calls make instances

        keyword = {one.keyword.value: machine.evaluate(one.value) for one in node.keywords if one.keyword is not None}
        call_value(machine, BoundMethod(cls, hook), CallArguments((), keyword), machine.site(node))


def instantiate(
    machine: Machine, cls: ClassValue, arguments: CallArguments, site: Any, *, anybody: bool = False
) -> Value:
    """`cls(…)`: a new instance, with `__init__` executed; by `anybody`, who may give more than these arguments."""
    base = keras_class(cls)
    if cls.find("__new__") is not ABSENT or (base is None and not all(map(brings_nothing, cls.foreign_bases))):
        escape(machine, arguments)
        release(machine, (cls,))
        return Unknown(f"a base of `{cls.name}` is not known")
    init = cls.lookup("__init__")
    if isinstance(init, Function) and not anybody and is_out_of_reach(machine, init.module, arguments):
        escape(machine, arguments)
        return Unknown(OUT_OF_REACH)
    machine.recorder.instantiated.update(one for one in cls.mro if isinstance(one, ClassValue))
    instance: Instance | UserLayer = Instance(cls) if base is None else _user_layer(machine, cls, site)
    if isinstance(init, Function):
        call = replace(arguments, positional=(instance, *arguments.positional))
        call_function(machine, init, call, None if anybody else site)
    elif isinstance(instance, UserLayer) and cls.find("__init__") is ABSENT:
        call_base_method(machine, instance, "__init__", arguments, site)
    return instance


def _user_layer(machine: Machine, cls: ClassValue, site: Site) -> UserLayer:
    layer = UserLayer(machine, cls, AttributeSlots(cls), f"{UNKNOWN_NAME}{snake_case(cls.name)}", cls.name, site)
    machine.register(layer, site)
    return layer
