"""What happens to values that code gets hold of which is not followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import libcst as cst

from keralint.interpreter.effects import Effects, effects_of
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import (
    BoundMethod,
    BuiltinMethod,
    ClassValue,
    Deferred,
    DictValue,
    Function,
    Instance,
    IteratorValue,
    ListValue,
    NativeFunction,
    Scope,
    Union,
    Unknown,
    Value,
    ViewValue,
    join,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import SequentialModel


def escape(machine: Machine, arguments: CallArguments, *, models: bool = True) -> None:
    """What unknown code gets hold of, it may change: lists, dicts and objects are no longer known.

    Without `models`, layers and models stay as they are: Keras's own functions do not change them.
    """
    release(machine, (*arguments.positional, *arguments.keyword.values()), models=models)


def release(machine: Machine, values: Iterable[Value], *, models: bool = True) -> None:
    """The same for values that are not arguments: the program goes on, but not by ways that are followed."""
    _Release(machine, models).all(values)


def forget(machine: Machine, node: cst.CSTNode, scope: Scope) -> None:
    """What the code may change of what lies outside of it is no longer known: when it is executed is not."""
    going_on = _Release(machine, models=True)
    going_on.code(node, scope)
    going_on.all(())


def joined(machine: Machine, values: Sequence[Value]) -> Value:
    """The join of the values; where it is unknown, what they hold is no longer followed."""
    result = join(list(values))
    if isinstance(result, Unknown):
        release(machine, values)
    return result


_READING: Final = frozenset(
    "capitalize copy count endswith find format get index isdigit items join keys lower lstrip replace rfind rsplit "
    "rstrip split splitlines startswith strip title upper values".split()
)
"""Methods of containers and strings that change nothing."""

_OUT_OF_SIGHT: Final = "the object was passed to code that is not known"


class _Release:
    """One release, which comes to each value and each piece of code once."""

    def __init__(self, machine: Machine, models: bool) -> None:
        self.machine = machine
        self.models = models
        self.seen: set[int] = set()
        self.stack: list[Value] = []

    def all(self, values: Iterable[Value]) -> None:
        self.stack.extend(values)
        while self.stack:
            value = self.stack.pop()
            kind = type(value)
            if kind in _PLAIN or id(value) in self.seen:
                continue
            self.seen.add(id(value))
            self._one(value)

    def _one(self, value: Value) -> None:
        state = self.machine.state
        if isinstance(value, (tuple, Union, ListValue, DictValue, ViewValue)):
            self.stack.extend(_contents(value))
            if isinstance(value, ListValue):
                state.write(value.slots, "items", None)
            elif isinstance(value, DictValue):
                state.write(value.slots, "entries", None)
        elif isinstance(value, IteratorValue):
            self.stack.extend(value.slots["items"] if isinstance(value.slots["items"], tuple) else ())
            state.write(value.slots, "items", None)
            forget_it, value.forget = value.forget, None  # it may lead back to this iterator
            if forget_it is not None:
                forget_it()
                value.forget = forget_it
        elif isinstance(value, Layer):
            self._layer(value)
        elif isinstance(value, Instance):
            self.stack.extend(value.slots.values())
            for name in list(value.slots):
                state.write(value.slots, name, Unknown(_OUT_OF_SIGHT))
            state.write(value.slots, "__dict__", Unknown(_OUT_OF_SIGHT))
        else:
            self._callable(value)

    def _layer(self, value: Layer) -> None:
        if not self.models:
            return
        self.machine.state.write(self.machine.attributes, (value, None), True)
        if isinstance(value, SequentialModel):
            value.give_up(self.machine.context)

    def _callable(self, value: Value) -> None:
        if isinstance(value, Function):
            self.code(value.node, value.closure)
        elif isinstance(value, BoundMethod):
            self.stack.extend((value.receiver, value.function))
        elif isinstance(value, BuiltinMethod):
            if value.name not in _READING:
                self.stack.append(value.receiver)
        elif isinstance(value, NativeFunction):
            self.stack.extend(value.holding)
        elif isinstance(value, ClassValue):
            self.stack.extend(one for one in value.scope.slots.values() if isinstance(one, Function))

    def code(self, node: cst.CSTNode, scope: Scope) -> None:
        """What the code may do, wherever it is executed."""
        if id(node) in self.seen:
            return
        self.seen.add(id(node))
        effects = _effects(self.machine, node)
        for name in effects.rebound:
            self._rebind(name, scope)
        for name in effects.touched:
            self.stack.extend(_values(name, scope))
        for name in effects.read:
            self.stack.extend(part for value in _values(name, scope) for part in _contents(value))
        for name in effects.called:
            self.stack.extend(value for value in _values(name, scope) if not isinstance(value, Layer))
        for name, method in effects.methods:
            for value in _values(name, scope):
                self._method(value, method)

    def _method(self, value: Value, method: str) -> None:
        """`value.method(…)`."""
        if isinstance(value, (ListValue, DictValue, str, tuple)):
            self.stack.extend(_contents(value) if method in _READING else (value,))
        elif isinstance(value, SequentialModel):
            self.stack.extend((value,) if method in ("add", "pop") else ())
        elif not isinstance(value, Layer) or _is_users(value, method):
            self.stack.append(value)

    def _rebind(self, name: str, scope: Scope) -> None:
        owner = scope.find(name)
        if owner is not None:
            self.stack.append(owner.slots[name])
            self.machine.state.write(owner.slots, name, Unknown("code that is not followed may give it another value"))


def _is_users(layer: Layer, method: str) -> bool:
    """Whether the method is one that the program defines."""
    cls = getattr(layer, "cls", None)
    return isinstance(cls, ClassValue) and cls.lookup(method) is not None


def _values(name: str, scope: Scope) -> tuple[Value, ...]:
    owner = scope.find(name)
    return () if owner is None else (owner.slots[name],)


def _contents(value: Value) -> tuple[Value, ...]:
    """What a value contains, or holds by its attributes."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Union):
        return value.alternatives
    if isinstance(value, (ListValue, ViewValue)):
        return value.items or ()
    if isinstance(value, DictValue):
        return tuple((value.entries or {}).values())
    return tuple(value.slots.values()) if isinstance(value, Instance) else ()


def _effects(machine: Machine, node: cst.CSTNode) -> Effects:
    known = machine.effects.get(node)
    if known is None:
        known = machine.effects[node] = effects_of(node)
    return known


_PLAIN: Final = frozenset({int, str, float, bool, type(None), bytes, Unknown, Deferred})
