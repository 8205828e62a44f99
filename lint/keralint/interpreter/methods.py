"""Methods of Python's own containers and strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from keralint.interpreter.budget import MAX_COLLECTION, MAX_TEXT
from keralint.interpreter.iteration import iterate
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import equal
from keralint.interpreter.values import DictValue, ListValue, Unknown, Value
from keralint.semantics.layer import CallArguments

Method = Callable[[Machine, Any, CallArguments], Value]


def call_method(machine: Machine, receiver: Value, name: str, arguments: CallArguments) -> Value:
    """`receiver.name(…)` for a string, a number, a tuple, a list or a dict."""
    if isinstance(receiver, ListValue):
        method = _LIST.get(name)
        if method is not None and not arguments.star and not arguments.double_star:
            return method(machine, receiver, arguments)
        machine.state.write(receiver.slots, "items", None)
        return Unknown(f"`{name}` of a list is not followed")
    if isinstance(receiver, DictValue):
        method = _DICT.get(name)
        if method is not None and not arguments.star and not arguments.double_star:
            return method(machine, receiver, arguments)
        machine.state.write(receiver.slots, "entries", None)
        return Unknown(f"`{name}` of a dict is not followed")
    if isinstance(receiver, str):
        return _text_method(receiver, name, arguments)
    if isinstance(receiver, tuple) and name in ("index", "count"):
        return _search(machine, receiver, name, arguments)
    return Unknown(f"the method `{name}` is not followed")


def _set_items(machine: Machine, value: ListValue, items: tuple[Value, ...] | None) -> None:
    machine.state.write(value.slots, "items", items if items is not None and len(items) <= MAX_COLLECTION else None)


def _append(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    if items is not None:
        _set_items(machine, value, (*items, *arguments.positional[:1]))
    return None


def _extend(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items, more = value.items, iterate(arguments.positional[0]) if arguments.positional else None
    _set_items(machine, value, (*items, *more) if items is not None and more is not None else None)
    return None


def _insert(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    match arguments.positional:
        case (int(index), item) if items is not None:
            changed = list(items)
            changed.insert(index, item)
            _set_items(machine, value, tuple(changed))
        case _:
            _set_items(machine, value, None)
    return None


def _pop(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    index = arguments.positional[0] if arguments.positional else -1
    if items is None or not isinstance(index, int) or not -len(items) <= index < len(items):
        _set_items(machine, value, None)
        return Unknown("what is taken from the list is not known")
    changed = list(items)
    popped = changed.pop(index)
    _set_items(machine, value, tuple(changed))
    return popped


def _reverse(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    _set_items(machine, value, None if value.items is None else value.items[::-1])
    return None


def _clear(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    _set_items(machine, value, ())
    return None


def _copy_list(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    return type(value)(value.items)


def _search(machine: Machine, value: Value, name: str, arguments: CallArguments) -> Value:
    items = iterate(value)
    answers: list[bool | None] = (
        [equal(item, arguments.positional[0]) for item in items or ()] if arguments.positional else [None]
    )
    if items is None or None in answers:
        return Unknown("the position is not known", "int")
    if name == "count":
        return answers.count(True)
    return answers.index(True) if True in answers else Unknown("it is not in the sequence", "int")


def _get(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    entries = value.entries
    key, default = (*arguments.positional, None, None)[:2]
    if entries is None or isinstance(key, Unknown):
        return Unknown("the entry is not known")
    try:
        return entries.get(key, default)
    except TypeError:
        return Unknown("the entry is not known")


def _update(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    entries = value.entries
    other = arguments.positional[0] if arguments.positional else DictValue({})
    known = entries is not None and isinstance(other, DictValue) and other.entries is not None
    merged = {**(entries or {}), **(other.entries or {}), **arguments.keyword} if known else None
    machine.state.write(value.slots, "entries", merged)
    return None


def _pop_entry(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    entries = value.entries
    found = _get(machine, value, arguments)
    if entries is not None and arguments.positional:
        key = arguments.positional[0]
        remaining = None if isinstance(key, Unknown) else {k: v for k, v in entries.items() if k != key}
        machine.state.write(value.slots, "entries", remaining)
    return found


def _set_default(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    entries = value.entries
    match arguments.positional:
        case (str() | int() as key, default) if entries is not None:
            if key in entries:
                return entries[key]
            machine.state.write(value.slots, "entries", {**entries, key: default})
            return default
    machine.state.write(value.slots, "entries", None)
    return Unknown("the entry is not known")


def _view(part: Callable[[Any], Any]) -> Method:
    def view(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
        return ListValue(None if value.entries is None else tuple(part(value.entries)))

    return view


_LIST: Final[dict[str, Method]] = {
    "append": _append,
    "add": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "reverse": _reverse,
    "clear": _clear,
    "copy": _copy_list,
    "index": lambda machine, value, arguments: _search(machine, value, "index", arguments),
    "count": lambda machine, value, arguments: _search(machine, value, "count", arguments),
}
_DICT: Final[dict[str, Method]] = {
    "get": _get,
    "update": _update,
    "pop": _pop_entry,
    "setdefault": _set_default,
    "keys": _view(lambda entries: entries.keys()),
    "values": _view(lambda entries: entries.values()),
    "items": _view(lambda entries: entries.items()),
    "copy": lambda machine, value, arguments: DictValue(value.entries),
}

_PURE_TEXT: Final = frozenset(
    "format join lower upper strip lstrip rstrip replace split rsplit startswith endswith title capitalize "
    "removeprefix removesuffix count find index isdigit partition rpartition splitlines".split()
)
"""Methods of strings that are run as they are when their arguments are known."""


def _text_method(text: str, name: str, arguments: CallArguments) -> Value:
    plain = [_plain(value) for value in arguments.positional]
    keyword = {key: _plain(value) for key, value in arguments.keyword.items()}
    known = not arguments.star and not arguments.double_star and _MISSING not in (*plain, *keyword.values())
    of = "str" if name in ("format", "join", "lower", "upper", "strip", "replace") else None
    if name not in _PURE_TEXT or not known or too_wide(text):
        return Unknown("the text is not known", of)
    try:
        result = getattr(text, name)(*plain, **keyword)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError, AttributeError, MemoryError):
        return Unknown("the text method fails", of)
    if isinstance(result, str) and len(result) > MAX_TEXT:
        return Unknown("the text grows too long", "str")
    return ListValue(tuple(result)) if isinstance(result, list) else result


_WIDE: Final = re.compile(r"[:%.*\d]\d{4}")


def too_wide(template: str) -> bool:
    """Whether a format asks for a field so wide that it must not be made."""
    return _WIDE.search(template) is not None


class _Missing:
    """Marks an argument that is not a plain value."""


_MISSING: Final = _Missing()


def _plain(value: Value) -> Any:
    if isinstance(value, (bool, int, float, str)):
        return value
    items = iterate(value) if isinstance(value, (tuple, ListValue)) else None
    if items is not None and all(isinstance(item, str) for item in items):
        return tuple(items)
    return _MISSING
