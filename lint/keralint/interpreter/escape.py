"""What happens to values that code gets hold of which is not followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import libcst as cst

from keralint.interpreter.budget import SEEN_AT_ONCE
from keralint.interpreter.effects import Effects, effects_of
from keralint.interpreter.machine import Machine
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.values import (
    AttributesValue,
    BoundMethod,
    BuiltinFunction,
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
    contents,
    join,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import SequentialModel
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import ApiInstance, ApiReference


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

_FIXED: Final = frozenset({"name", "value", "_name_", "_value_"})
"""What nobody can change of a member of an enumeration."""

_OUT_OF_SIGHT: Final = Unknown("the object was passed to code that is not known")
_REBOUND: Final = Unknown("code that is not followed may give it another value")


class _Release:
    """One release, which comes to each value and each piece of code once."""

    def __init__(self, machine: Machine, models: bool) -> None:
        self.machine = machine
        self.models = models
        self.seen: set[int] = set()
        self.stack: list[Value] = []

    def all(self, values: Iterable[Value]) -> None:
        stack, seen = self.stack, self.seen
        stack.extend(values)
        while stack:
            value = stack.pop()
            if type(value) in _PLAIN or id(value) in seen:
                if type(value) is Tensor and value.value is not None and value.kind is TensorKind.ARRAY:
                    self.machine.arrays_written = True
                continue
            seen.add(id(value))
            self.machine.spend(2)
            self._one(value)

    def _one(self, value: Value) -> None:
        state = self.machine.state
        if isinstance(value, Function):
            self.code(value.node, value.closure)
        elif isinstance(value, (tuple, Union, ListValue, DictValue, ViewValue)):
            self.stack.extend(contents(value))
            if isinstance(value, ListValue):
                state.write(value.slots, "items", None)
            elif isinstance(value, AttributesValue):
                self.stack.append(value.owner)
            elif isinstance(value, DictValue):
                state.write(value.slots, "entries", None)
        elif isinstance(value, IteratorValue):
            self._iterator(value)
        elif isinstance(value, Layer):
            self._layer(value)
        elif isinstance(value, Instance):
            self.stack.extend(value.slots.values())
            fixed = _FIXED if value.cls.members is not None else ()
            for name in [name for name in value.slots if name not in fixed]:
                state.write(value.slots, name, _OUT_OF_SIGHT)
            state.write(value.slots, "__dict__", _OUT_OF_SIGHT)
        else:
            self._callable(value)

    def _iterator(self, value: IteratorValue) -> None:
        items = value.slots["items"]
        self.stack.extend(items if isinstance(items, tuple) else ())
        self.stack.extend(value.holding)
        self.machine.state.write(value.slots, "items", None)
        origin = value.origin
        if origin is not None:
            self.stack.extend(origin.values)
            if origin.scope is not None:
                self.machine.context.names_uncertain = True
                self.code(origin.node, origin.scope)

    def _layer(self, value: Layer) -> None:
        if not self.models:
            return
        self.machine.state.write(self.machine.attributes, (value, None), True)
        if isinstance(value, SequentialModel):
            value.give_up(self.machine.context)

    def _callable(self, value: Value) -> None:
        if isinstance(value, BoundMethod):
            self.stack.extend((value.receiver, value.function))
        elif isinstance(value, BuiltinMethod):
            if value.name not in _READING:
                self.stack.append(value.receiver)
        elif isinstance(value, NativeFunction):
            self.stack.extend(value.holding)
        elif isinstance(value, ClassValue):
            self.stack.extend(one for one in value.scope.slots.values() if isinstance(one, Function))
        elif isinstance(value, ModuleValue):
            self._module(value)

    def _module(self, module: ModuleValue) -> None:
        """Whoever gets hold of a module may give its names other values."""
        scope = self._scope_of(module)
        if scope is not None:
            self.stack.extend(scope.slots.values())
            for name in list(scope.slots):
                self.machine.state.write(scope.slots, name, _OUT_OF_SIGHT)

    def _scope_of(self, module: ModuleValue) -> Scope | None:
        from keralint.interpreter.entering import enter  # what importing a module changes leads here

        return None if module.is_library else enter(self.machine, module)

    def _bound(self, names: Iterable[str], scope: Scope) -> Iterator[Value]:
        """What is bound to the names, where it can be changed or contains something."""
        for name in names:
            owner = scope.find(name)
            value = None if owner is None else owner.slots[name]
            if type(value) is Deferred or (type(value) is Union and Deferred in map(type, value.alternatives)):
                value = self._forced(value)
            if type(value) not in _PLAIN:
                yield value

    def _forced(self, value: Deferred | Union) -> Value:
        from keralint.interpreter.modules import force  # what importing a module changes leads here

        of_library = isinstance(value, Deferred) and value.module.is_library
        return None if of_library else force(self.machine, value)

    def _contents(self, value: Value) -> tuple[Value, ...]:
        """What a value contains, or holds by its attributes."""
        if isinstance(value, ModuleValue):
            scope = self._scope_of(value)
            return () if scope is None else tuple(scope.slots.values())
        return contents(value)

    def code(self, node: cst.CSTNode, scope: Scope) -> None:
        """What the code may do, wherever it is executed."""
        if id(node) in self.seen:
            return
        self.seen.add(id(node))
        effects = known_effects(self.machine, node)
        self.machine.spend(effects.size // SEEN_AT_ONCE)
        for name in effects.rebound:
            self._rebind(name, scope)
        self.stack.extend(self._bound(effects.touched, scope))
        for value in self._bound(effects.read, scope):
            self.stack.extend(self._contents(value))
        for value in self._bound(effects.called, scope):
            if not isinstance(value, Layer):
                self.stack.append(value)
        for name, method in effects.methods:
            for value in self._bound((name,), scope):
                self._method(value, method)

    def _method(self, value: Value, method: str) -> None:
        """`value.method(…)`."""
        if isinstance(value, (ListValue, DictValue, str, tuple)):
            self.stack.extend(contents(value) if method in _READING else (value,))
        elif isinstance(value, ModuleValue):
            scope = self._scope_of(value)
            self.stack.extend([scope.slots[method]] if scope is not None and method in scope.slots else ())
        elif isinstance(value, SequentialModel):
            self.stack.extend((value,) if method in ("add", "pop") else ())
        elif not isinstance(value, Layer) or _is_users(value, method):
            self.stack.append(value)

    def _rebind(self, name: str, scope: Scope) -> None:
        owner = scope.find(name)
        if owner is not None:
            self.stack.append(owner.slots[name])
            self.machine.state.write(owner.slots, name, _REBOUND)


def _is_users(layer: Layer, method: str) -> bool:
    """Whether the method is one that the program defines."""
    cls = getattr(layer, "cls", None)
    return isinstance(cls, ClassValue) and cls.lookup(method) is not None


def known_effects(machine: Machine, node: cst.CSTNode) -> Effects:
    """The effects of a function, a lambda or a comprehension, which are looked for once."""
    known = machine.effects.get(node)
    if known is None:
        known = machine.effects[node] = effects_of(node)
        machine.spend(known.size)
    return known


_PLAIN: Final = frozenset(
    {
        *(int, str, float, bool, type(None), bytes, range, Unknown, Deferred),
        *(ApiReference, ApiInstance, BuiltinFunction, Tensor),
    }
)
"""Values that nobody can change, and that contain nothing."""
