"""What Python's own types have as attributes: `str.lower`, `dict.fromkeys`, `object.__setattr__`."""

from __future__ import annotations

import builtins
from functools import partial
from typing import Any, Final

from keralint.interpreter.escape import escape
from keralint.interpreter.facts import Site
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.plain import pure
from keralint.interpreter.values import (
    ABSENT,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    DictValue,
    Instance,
    ListValue,
    MemberValue,
    NativeFunction,
    SetValue,
    Unknown,
    Value,
    is_key,
)
from keralint.semantics.layer import CallArguments

_KINDS: Final[dict[str, type]] = {
    "bytes": bytes,
    "dict": DictValue,
    "float": float,
    "frozenset": SetValue,
    "int": int,
    "list": ListValue,
    "set": SetValue,
    "str": str,
    "tuple": tuple,
}
"""The values whose methods are found on a type."""


def type_attribute(machine: Machine, function: BuiltinFunction, name: str) -> Value:
    """`function.name`, of one of Python's own types; `ABSENT`, if it is none, or has no such thing."""
    kind = getattr(builtins, function.name, None)
    if not isinstance(kind, type):
        return ABSENT
    if name in ("__name__", "__qualname__"):
        return function.name
    path = f"{function.name}.{name}"
    if path in _OF_TYPES:
        return NativeFunction(path, partial(_OF_TYPES[path], machine))
    if function.name in _KINDS and callable(getattr(kind, name, None)) and not name.startswith("__"):
        return NativeFunction(path, partial(_call_unbound, machine, _KINDS[function.name], name))
    return ABSENT


def _call_unbound(machine: Machine, kind: Any, name: str, arguments: CallArguments, site: Site) -> Value:
    """`kind.name(value, …)`."""
    from keralint.interpreter.calls import call_value  # calls read attributes

    value, *rest = (*arguments.positional, None)[: max(1, len(arguments.positional))]
    is_set = isinstance(value, SetValue)
    if not isinstance(value, kind) or is_set is not (kind is SetValue) or arguments.star:
        escape(machine, arguments)
        return Unknown(f"what `{name}` is called on is not known")
    given = CallArguments(tuple(rest), arguments.keyword, arguments.star, arguments.double_star)
    receiver = value.plain if isinstance(value, MemberValue) else value
    return call_value(machine, BuiltinMethod(receiver, name), given, site)


def _from_keys(machine: Machine, arguments: CallArguments, site: Site) -> Value:
    """`dict.fromkeys(keys, value)`."""
    keys, value, *_ = (*arguments.positional, None, None)
    items = keys.items if isinstance(keys, SetValue) else run_over(machine, keys)
    if items is None or not all(map(is_key, items)) or arguments.keyword or arguments.star:
        escape(machine, arguments)
        return DictValue(None)
    return DictValue(dict.fromkeys(items, value))


def _set_on_object(machine: Machine, arguments: CallArguments, site: Site) -> Value:
    """`object.__setattr__(value, name, assigned)`, past what the class does in place of it."""
    match arguments.positional:
        case (Instance() as value, str(name), assigned):
            machine.state.write(value.slots, name, assigned)
        case _:
            escape(machine, arguments)
    return None


def _new_object(machine: Machine, arguments: CallArguments, site: Site) -> Value:
    """`object.__new__(cls)`."""
    from keralint.interpreter.calls import call_value  # calls read attributes

    cls = arguments.positional[0] if arguments.positional else None
    if isinstance(cls, ClassValue) and cls.members is None:
        return call_value(machine, BuiltinMethod(cls, "__new__"), arguments, site)
    escape(machine, arguments)
    return Unknown("what `__new__` makes is not known")


def _translation(machine: Machine, arguments: CallArguments, site: Site) -> Value:
    found = pure(str.maketrans, arguments)
    return DictValue(None) if found is ABSENT else found


_OF_TYPES: Final = {
    "dict.fromkeys": _from_keys,
    "object.__new__": _new_object,
    "object.__setattr__": _set_on_object,
    "str.maketrans": _translation,
}
