"""Decorators of functions: what they leave as it is, what they make of it, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import libcst as cst

from keralint.interpreter.caches import CACHES, cached
from keralint.interpreter.calls import call_value
from keralint.interpreter.escape import release
from keralint.interpreter.libraries import EXPORT, only_exports
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import (
    BoundMethod,
    BuiltinFunction,
    ClassValue,
    Function,
    Instance,
    NativeFunction,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.values import ApiReference

_TRANSPARENT: Final = frozenset(
    "tensorflow.function functools.wraps contextlib.contextmanager typing.overload typing.no_type_check "
    f"abc.abstractmethod keras.saving.register_keras_serializable {EXPORT} numba.jit jax.jit".split()
)
"""Decorators that leave what a function computes as it is."""


def decorated(machine: Machine, value: Value, expression: cst.BaseExpression) -> Value:
    """What the name of a function is bound to that is decorated by `expression`."""
    if isinstance(expression, cst.Attribute) and expression.attr.value in ("setter", "deleter", "getter"):
        changed = _property(machine, value, expression)
        if changed is not None:
            return changed
    decorator = machine.evaluate(expression.func if isinstance(expression, cst.Call) else expression)
    if isinstance(decorator, BuiltinFunction) and decorator.name in ("staticmethod", "classmethod", "property"):
        return _flavoured(value, decorator.name)
    if isinstance(decorator, ApiReference) and (decorator.path in _TRANSPARENT or decorator.canonical in _TRANSPARENT):
        return _named_as(machine, value, expression) if decorator.path == _NAMING else value
    if only_exports(decorator):
        return value
    if isinstance(decorator, ApiReference) and decorator.path in CACHES and not machine.scope.is_class:
        return cached(machine, value, decorator.path, expression)
    if isinstance(expression, cst.Call):
        decorator = machine.evaluate(expression)
    if _is_followed(decorator):
        return call_value(machine, decorator, CallArguments.of(value), machine.site(expression))
    release(machine, (value,))
    if isinstance(value, Function):
        value.opaque = True
        return value
    return Unknown("what a decorator makes of the function is not known")


_NAMING: Final = "functools.wraps"


def _named_as(machine: Machine, value: Value, expression: cst.BaseExpression) -> Value:
    """The function under the name of the one that it wraps."""
    if isinstance(value, Function):
        given = expression.args[0].value if isinstance(expression, cst.Call) and expression.args else None
        wrapped = None if given is None else machine.evaluate(given)
        wrapped = wrapped.function if isinstance(wrapped, BoundMethod) else wrapped
        if isinstance(wrapped, ClassValue) or (isinstance(wrapped, Function) and not wrapped.renamed):
            value.name = wrapped.name
        else:
            value.renamed = True
    return value


_CALLABLE: Final = (BoundMethod, NativeFunction, ClassValue)


def _is_followed(decorator: Value) -> bool:
    if isinstance(decorator, Instance):
        return isinstance(decorator.cls.lookup("__call__"), Function)
    return isinstance(decorator, _CALLABLE) or (isinstance(decorator, Function) and not decorator.opaque)


def _flavoured(value: Value, flavour: str) -> Value:
    if not isinstance(value, Function):
        return Unknown("what a decorator makes of the function is not known")
    value.flavour = flavour
    return value


def _property(machine: Machine, value: Value, expression: cst.Attribute) -> Value | None:
    """`@name.setter`: the property with `value` as its setter; `None` if `name` is no property."""
    found = machine.evaluate(expression.value)
    if not isinstance(found, Function) or found.flavour != "property" or not isinstance(value, Function):
        return None
    if expression.attr.value != "setter":
        return found if expression.attr.value == "deleter" else None
    if any(found is one for one in machine.scope.slots.values()):
        found.setter = value
        return found
    return replace(found, setter=value)
