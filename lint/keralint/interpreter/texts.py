"""How values are shown: `str`, `repr`, `format` and what f-strings make of them."""

from __future__ import annotations

from typing import Any, Final

from keralint.interpreter.budget import MAX_TEXT
from keralint.interpreter.machine import Machine
from keralint.interpreter.objects import find_special, special
from keralint.interpreter.records import record_of
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import (
    ABSENT,
    DictValue,
    Instance,
    ListValue,
    MemberValue,
    NativeMethod,
    RecordKind,
    TupleValue,
    Unknown,
    Value,
    is_member,
)
from keralint.semantics.layer import CallArguments

_CONSTANTS: Final = (bool, int, float, complex, str, bytes, type(None), range)


def _is_constant(value: Value) -> bool:
    return isinstance(value, _CONSTANTS) and not isinstance(value, MemberValue)


def text_of(machine: Machine, value: Value, node: Any) -> str | None:
    """`str(value)`; `None` if it is not known."""
    if _is_constant(value):
        return _constant(value, str)
    own = _own(machine, value, "__str__", node)
    if own is not ABSENT:
        return own if isinstance(own, str) else None
    if isinstance(value, MemberValue):
        return str(value.plain) if value.kind.shown else None
    if isinstance(value, Instance) and is_member(value) and find_special(value, "__repr__") is None:
        return f"{value.cls.name}.{value.slots['name']}"
    return repr_of(machine, value, node)


def repr_of(machine: Machine, value: Value, node: Any, depth: int = 5) -> str | None:
    """`repr(value)`; `None` if it is not known."""
    if _is_constant(value) or is_none_size(value):
        return _constant(None if is_none_size(value) else value, repr)
    if not depth:
        return None
    own = _own(machine, value, "__repr__", node)
    if own is not ABSENT:
        return own if isinstance(own, str) else None
    if isinstance(value, MemberValue):
        return repr(value)
    if isinstance(value, (Instance, TupleValue)):
        return _of_object(machine, value, node, depth)
    items: tuple[Value, ...] | None = None
    if type(value) is tuple or type(value) is ListValue:
        items = value.items if isinstance(value, ListValue) else value
        shown = None if items is None else _each(machine, items, node, depth)
        inner = None if shown is None else ", ".join(shown)
        if inner is None or isinstance(value, ListValue):
            return None if inner is None else _small(f"[{inner}]")
        return _small(f"({inner},)" if len(value) == 1 else f"({inner})")
    if type(value) is DictValue and value.entries is not None:
        keys = _each(machine, tuple(value.entries), node, depth)
        values = _each(machine, tuple(value.entries.values()), node, depth)
        if keys is not None and values is not None:
            return _small("{" + ", ".join(f"{key}: {item}" for key, item in zip(keys, values)) + "}")
    return None


def formatted(machine: Machine, value: Value, spec: str, node: Any) -> str | None:
    """`format(value, spec)`; `None` if it is not known."""
    shown: object = value
    if not _is_constant(value):
        own = isinstance(value, MemberValue) and value.kind.formatted and find_special(value, "__str__") is None
        if find_special(value, "__format__") is not None:
            return None
        shown = value.plain if own else text_of(machine, value, node)
        if shown is None or (spec and not own and not is_member(value)):
            return None
    try:
        return _small(format(shown, spec))
    except (TypeError, ValueError, OverflowError):
        return None


def _own(machine: Machine, value: Value, name: str, node: Any) -> Value:
    """What the special method of its class gives; `ABSENT` if there is none, or if that shows the fields."""
    found = find_special(value, name)
    is_record = isinstance(value, (Instance, TupleValue)) and record_of(value.cls) is not None
    return (
        ABSENT
        if found is None or (is_record and isinstance(found, NativeMethod))
        else special(machine, value, name, (), node)
    )


_NAMESPACES: Final = {"SimpleNamespace": "namespace", "Namespace": "Namespace"}
"""How objects are shown that are little more than their attributes, by the name of their class."""


def _of_object(machine: Machine, value: Instance | TupleValue, node: Any, depth: int) -> str | None:
    """A member of an enumeration, an object of a dataclass or a named tuple."""
    record = record_of(value.cls)
    if is_member(value) and isinstance(value, Instance):
        shown = repr_of(machine, value.slots["value"], node, depth - 1)
        return None if shown is None or record is not None else f"<{value.cls.name}.{value.slots['name']}: {shown}>"
    if isinstance(value, Instance) and value.cls.node is None and value.cls.name in _NAMESPACES:
        shown_each = _each(machine, tuple(value.slots.values()), node, depth)
        named = None if shown_each is None else [f"{name}={text}" for name, text in zip(value.slots, shown_each)]
        return None if named is None else _small(f"{_NAMESPACES[value.cls.name]}({', '.join(named)})")
    if record is None or (isinstance(value, TupleValue) and value.cls.find("__repr__") is not ABSENT):
        return None
    fields = [one for one in record.fields if one.shown]
    unset = Unknown("the field is not known")
    of_tuple = isinstance(value, TupleValue)
    if of_tuple is not (record.kind is RecordKind.TUPLE) or (not of_tuple and not _shows_fields(value)):
        return None
    values = value if isinstance(value, TupleValue) else [value.slots.get(one.name, unset) for one in fields]
    shown_each = _each(machine, tuple(values), node, depth)
    if shown_each is None:
        return None
    inner = ", ".join(f"{one.name}={text}" for one, text in zip(fields, shown_each))
    return _small(f"{value.cls.name}({inner})")


def _shows_fields(value: Value) -> bool:
    found = find_special(value, "__repr__")
    return isinstance(found, NativeMethod)


def _each(machine: Machine, items: tuple[Value, ...], node: Any, depth: int) -> list[str] | None:
    shown: list[str] = []
    for item in items:
        text = repr_of(machine, item, node, depth - 1)
        if text is None or len(shown) > MAX_TEXT:
            return None
        shown.append(text)
    return shown


def _small(text: str) -> str | None:
    return text if len(text) <= MAX_TEXT else None


def _constant(value: Value, show: Any) -> str | None:
    try:
        return _small(show(value))
    except ValueError:  # an integer of too many digits
        return None


def show(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`repr(value)`."""
    text = repr_of(machine, arguments.positional[0], node) if len(arguments.positional) == 1 else None
    return Unknown("the text is not known", "str") if text is None else text


def to_format(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`format(value, spec)`."""
    value, spec = (*arguments.positional, "", "")[:2]
    known = isinstance(spec, str) and len(spec) < _LONGEST_SPEC and len(arguments.positional) in (1, 2)
    text = formatted(machine, value, spec, node) if known else None
    return Unknown("the text is not known", "str") if text is None else text


_LONGEST_SPEC: Final = 8
"""One that is longer could ask for a field too wide to be made."""
