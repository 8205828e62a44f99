"""Methods of Python's own containers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import libcst as cst

from keralint.interpreter.budget import COPIED_AT_ONCE, MAX_COLLECTION, SEEN_AT_ONCE
from keralint.interpreter.containers import COUNTER, DEQUE
from keralint.interpreter.escape import escape, joined, release
from keralint.interpreter.exceptions import refuse
from keralint.interpreter.iteration import members, run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import combined, equal
from keralint.interpreter.ordering import in_order
from keralint.interpreter.plain import pure
from keralint.interpreter.text_methods import beginning_method, text_method
from keralint.interpreter.values import (
    ABSENT,
    AttributesValue,
    Beginning,
    CounterValue,
    DequeValue,
    DictValue,
    Instance,
    IteratorValue,
    ListValue,
    SetValue,
    Unknown,
    Value,
    ViewValue,
    as_key,
    is_key,
    like,
)
from keralint.semantics.layer import CallArguments

Method = Callable[[Machine, Any, CallArguments], Value]


def call_method(machine: Machine, receiver: Value, name: str, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`receiver.name(…)` for a string, a number, a tuple, a list, a set, a dict or an iterator."""
    if isinstance(receiver, Beginning):
        return beginning_method(receiver.start, name, arguments)
    if isinstance(receiver, str):
        machine.spend(len(receiver) // COPIED_AT_ONCE)
        if name == "join" and arguments.positional and isinstance(arguments.positional[0], (IteratorValue, ViewValue)):
            arguments = CallArguments((_as_tuple(machine, arguments.positional[0]),))
        return text_method(receiver, name, arguments)
    if isinstance(receiver, (int, float, bytes)) and name in _OF_CONSTANTS:
        found = pure(getattr(receiver, name, _nothing), arguments)
        return Unknown(f"what `{name}` gives is not known") if found is ABSENT else found
    if isinstance(receiver, tuple) and name in ("index", "count"):
        return _search(receiver, name, arguments)
    if isinstance(receiver, tuple) and name == "as_list":
        return ListValue(receiver)  # of a TensorShape
    method = _methods_of(receiver).get(name)
    machine.spend(_size(receiver) // (COPIED_AT_ONCE if name in _COPYING else SEEN_AT_ONCE))
    unclear = arguments.star or arguments.double_star or (arguments.keyword and name not in _WITH_KEYWORDS)
    if method is None or unclear:
        escape(machine, arguments)
        release(machine, (receiver,))
        return Unknown(f"the method `{name}` is not followed")
    with machine.at(node):
        value = method(machine, receiver, arguments)
    if isinstance(receiver, ListValue) and len(receiver.items or ()) > MAX_COLLECTION:
        machine.out_of_budget(node, "a list grows too long to be followed element by element")
        release(machine, (receiver,))
    return value


_OF_CONSTANTS: Final = frozenset("as_integer_ratio bit_count bit_length conjugate decode hex is_integer".split())
"""Methods of numbers and bytes."""


def _nothing() -> None:
    """In the place of a method that is not there.

    Raises: TypeError.
    """
    raise TypeError


def _size(receiver: Value) -> int:
    """How many elements a method may have to look at."""
    if isinstance(receiver, ListValue):
        return len(receiver.items or ())
    return len(receiver.entries or ()) if isinstance(receiver, DictValue) else 0


def _as_tuple(machine: Machine, value: Value) -> Value:
    items = run_over(machine, value)
    return Unknown("the elements are not known", "tuple") if items is None else items


def _methods_of(receiver: Value) -> Mapping[str, Method]:
    if isinstance(receiver, SetValue):
        return _SET
    if isinstance(receiver, DequeValue):
        return _LIST | DEQUE
    if isinstance(receiver, ListValue):
        return _LIST
    if isinstance(receiver, tuple):
        return _SHAPE
    if isinstance(receiver, CounterValue):
        return _DICT | COUNTER
    return _DICT if isinstance(receiver, DictValue) else {}


# --- lists ----------------------------------------------------------------------------------------------------------


def set_items(machine: Machine, value: ListValue, items: tuple[Value, ...] | None) -> None:
    """Replaces what a list or set holds; what it held and may still hold is no longer followed if `items` is `None`."""
    if items is None:
        release(machine, (value,))
    else:
        machine.state.write(value.slots, "items", value.trimmed(items) if isinstance(value, DequeValue) else items)


def _append(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    if value.items is None:
        escape(machine, arguments)
    else:
        set_items(machine, value, (*value.items, *arguments.positional[:1]))
    return None


def extend(machine: Machine, value: ListValue, more: Value) -> None:
    """`value.extend(more)`, which is also what `+=` does."""
    items, added = value.items, run_over(machine, more)
    if items is None or added is None:
        release(machine, added or ())
        set_items(machine, value, None)
    else:
        set_items(machine, value, (*items, *added))


def _extend(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    extend(machine, value, (*arguments.positional, Unknown("nothing is given"))[0])
    return None


def _insert(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    match arguments.positional:
        case (int(index), item) if items is not None:
            changed = list(items)
            changed.insert(index, item)
            set_items(machine, value, tuple(changed))
        case _:
            escape(machine, arguments)
            set_items(machine, value, None)
    return None


def _pop(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    index = arguments.positional[0] if arguments.positional else -1
    if items is not None and isinstance(index, int) and not -len(items) <= index < len(items):
        refuse(machine, "IndexError", "pop index out of range" if items else "pop from empty list")
    if items is None or not isinstance(index, int) or not -len(items) <= index < len(items):
        set_items(machine, value, None)
        return Unknown("what is taken from the list is not known")
    changed = list(items)
    popped = changed.pop(index)
    set_items(machine, value, tuple(changed))
    return popped


def _remove(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    items = value.items
    index = _search(items, "index", arguments) if items is not None else None
    if items is None or not isinstance(index, int):
        machine.doubts += 1
        set_items(machine, value, None)
    else:
        set_items(machine, value, (*items[:index], *items[index + 1 :]))
    return None


def _reverse(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    if value.items is not None:
        set_items(machine, value, value.items[::-1])
    return None


def _sort(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    set_items(machine, value, in_order(machine, value.items, arguments.keyword))
    return None


def _clear(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    set_items(machine, value, ())
    return None


def _copy(machine: Machine, value: ListValue, arguments: CallArguments) -> Value:
    if isinstance(value, DequeValue):
        return DequeValue(value.items, value.most)
    return type(value)(value.items) if type(value) in (ListValue, SetValue) else ListValue(value.items)


def _search(items: tuple[Value, ...] | None, name: str, arguments: CallArguments) -> Value:
    answers: list[bool | None] = [None]
    if items is not None and len(arguments.positional) == 1:
        answers = [equal(item, arguments.positional[0]) for item in items]
    if name == "index" and True in answers and None not in answers[: answers.index(True)]:
        return answers.index(True)
    if None in answers:
        return Unknown("the position is not known", "int")
    return answers.count(True) if name == "count" else Unknown("it is not in the sequence", "int")


# --- sets -----------------------------------------------------------------------------------------------------------


def _with(value: SetValue, more: tuple[Value, ...] | None) -> tuple[Value, ...] | None:
    """What a set holds after more is added; `None` if what is equal to what is not known."""
    if value.items is None or more is None:
        return None
    keys = (*value.items, *map(as_key, more))
    return tuple(dict.fromkeys(keys)) if all(map(is_key, keys)) else None


def _add(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
    items = _with(value, arguments.positional[:1])
    if items is None:
        escape(machine, arguments)
    set_items(machine, value, items)
    return None


def _update_set(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
    for other in arguments.positional:
        set_items(machine, value, _with(value, members(machine, other)))
    return None


def _discard(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
    items = _with(value, arguments.positional[:1])
    known = items is not None and len(arguments.positional) == 1
    machine.doubts += 1  # `remove` refuses what is not there
    kept = tuple(item for item in value.items or () if item != arguments.positional[0]) if known else None
    set_items(machine, value, kept)
    return None


def _made_of(symbol: str) -> Method:
    """A method that gives a new set of the members of this one and of others."""

    def apply(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
        result = SetValue(value.items)
        for other in arguments.positional:
            more = SetValue(members(machine, other))
            result = SetValue(combined(machine, symbol, result, more))
        return result

    return apply


def _changed_by(symbol: str) -> Method:
    """A method that leaves in the set what an operator gives of it and of others."""

    def apply(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
        for other in arguments.positional:
            set_items(machine, value, combined(machine, symbol, value, SetValue(members(machine, other))))
        return None

    return apply


def _compared(compare: Callable[[set[Value], set[Value]], bool]) -> Method:
    """A method that tells how the members of this set and of another one lie."""

    def apply(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
        other = SetValue(members(machine, arguments.positional[0])).items if len(arguments.positional) == 1 else None
        if value.items is None or other is None or not all(map(is_key, (*value.items, *other))):
            return Unknown("the members are not known", "bool")
        return compare(set(value.items), set(other))

    return apply


def _pop_member(machine: Machine, value: SetValue, arguments: CallArguments) -> Value:
    items = value.items
    if items is None or len(items) != 1:
        release(machine, (value,))
        return Unknown("which member it is is not known")
    set_items(machine, value, ())
    return items[0]


# --- dicts ----------------------------------------------------------------------------------------------------------


def entry(machine: Machine, value: DictValue, key: Value, default: Value) -> Value:
    """`value.get(key, default)`."""
    entries = value.entries
    machine.spend(len(entries or ()) // SEEN_AT_ONCE)
    if entries is None:
        release(machine, (default,))
        return Unknown("the keys of the dict are not known")
    if is_key(key) and all(map(is_key, entries)):
        return entries.get(key, default)
    machine.doubts += 1
    return joined(machine, [*entries.values(), default])


def set_entries(machine: Machine, value: DictValue, entries: Mapping[Value, Value] | None) -> None:
    """Replaces what a dict holds; what it held and may still hold is no longer followed if `entries` is `None`."""
    if entries is None:
        release(machine, (value,))
    elif isinstance(value, AttributesValue):
        _set_attributes(machine, value.owner, entries)
    else:
        machine.state.write(value.slots, "entries", entries)


def _set_attributes(machine: Machine, owner: Instance, entries: Mapping[Value, Value]) -> None:
    for name in [name for name in owner.slots if name not in entries]:
        machine.state.delete(owner.slots, name)
    for name, value in entries.items():
        if owner.slots.get(name, ABSENT) is not value:
            machine.state.write(owner.slots, name, value)


def set_entry(machine: Machine, value: DictValue, key: Value, item: Value) -> None:
    """`value[key] = item`."""
    machine.doubts += not is_key(key)
    if value.entries is None or not is_key(key):
        release(machine, (item,))
        set_entries(machine, value, None)
    else:
        machine.spend(len(value.entries) // COPIED_AT_ONCE)
        set_entries(machine, value, {**value.entries, key: item})


def update(machine: Machine, value: DictValue, other: Value, keyword: Mapping[str, Value]) -> None:
    """`value.update(other, **keyword)`, which is also what `|=` does."""
    if value.entries is None or not isinstance(other, DictValue) or other.entries is None:
        release(machine, (other, *keyword.values()))
        set_entries(machine, value, None)
    else:
        set_entries(machine, value, {**value.entries, **other.entries, **keyword})


def _get(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    key, default = (*arguments.positional, None, None)[:2]
    return entry(machine, value, key, default)


def _update(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    update(machine, value, (*arguments.positional, DictValue({}))[0], arguments.keyword)
    return None


def _pop_entry(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    missing = Unknown("the key is not in the dict")
    key, default = (*arguments.positional, missing, missing)[:2]
    known = value.entries is not None and is_key(key) and all(map(is_key, value.entries))
    if known and key not in (value.entries or {}) and len(arguments.positional) == 1:
        refuse(machine, "KeyError", key)
    found = entry(machine, value, key, default)
    entries = value.entries
    known = entries is not None and is_key(key) and all(map(is_key, entries))
    set_entries(machine, value, {k: v for k, v in (entries or {}).items() if k != key} if known else None)
    return found


def _pop_last(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    entries = dict(value.entries or {})
    last = arguments.keyword.get("last", True)
    if not entries or not isinstance(last, bool):
        set_entries(machine, value, None)
        return Unknown("what is taken from the dict is not known", "tuple")
    popped = entries.popitem() if last else (first := next(iter(entries)), entries.pop(first))
    set_entries(machine, value, entries)
    return popped


def _set_default(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    key, default = (*arguments.positional, None, None)[:2]
    entries = value.entries
    if entries is None or not is_key(key) or not all(map(is_key, entries)):
        escape(machine, arguments)
        set_entries(machine, value, None)
        return Unknown("the entry is not known")
    if key not in entries:
        set_entry(machine, value, key, default)
    return entries.get(key, default)


def _clear_entries(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    set_entries(machine, value, {})
    return None


def _view(part: str) -> Method:
    return lambda machine, value, arguments: ViewValue(value, part)


def _copy_dict(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    return like(value, value.entries)


def _move_to_end(machine: Machine, value: DictValue, arguments: CallArguments) -> Value:
    """`move_to_end(key, last)`, of an ordered dict."""
    key, last, *_ = (*arguments.positional, arguments.keyword.get("last", True), True)
    entries = value.entries
    if entries is None or not is_key(key) or not all(map(is_key, entries)) or not isinstance(last, bool):
        set_entries(machine, value, None)
    elif key in entries:
        others = {one: item for one, item in entries.items() if one != key}
        moved = {key: entries[key]}
        set_entries(machine, value, {**others, **moved} if last else {**moved, **others})
    return None


_WITH_KEYWORDS: Final = frozenset({"move_to_end", "popitem", "sort", "subtract", "update"})
_COPYING: Final = frozenset({"append", "clear", "copy", "extend", "insert", "items", "keys", "pop", "values"})
"""Methods that copy what there is at most, and look at none of it."""
_LIST: Final[dict[str, Method]] = {
    "append": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "remove": _remove,
    "reverse": _reverse,
    "sort": _sort,
    "clear": _clear,
    "copy": _copy,
    "index": lambda machine, value, arguments: _search(value.items, "index", arguments),
    "count": lambda machine, value, arguments: _search(value.items, "count", arguments),
}
_SET: Final[dict[str, Method]] = {
    "add": _add,
    "update": _update_set,
    "discard": _discard,
    "remove": _discard,
    "clear": _clear,
    "copy": _copy,
    "pop": _pop_member,
    "union": _made_of("|"),
    "intersection": _made_of("&"),
    "difference": _made_of("-"),
    "symmetric_difference": _made_of("^"),
    "intersection_update": _changed_by("&"),
    "difference_update": _changed_by("-"),
    "symmetric_difference_update": _changed_by("^"),
    "issubset": _compared(set.issubset),
    "issuperset": _compared(set.issuperset),
    "isdisjoint": _compared(set.isdisjoint),
}
_SHAPE: Final[dict[str, Method]] = {"as_list": lambda machine, value, arguments: ListValue(value)}
"""Methods of TensorFlow's TensorShape, which is a tuple here."""
_DICT: Final[dict[str, Method]] = {
    "get": _get,
    "update": _update,
    "pop": _pop_entry,
    "popitem": _pop_last,
    "move_to_end": _move_to_end,
    "setdefault": _set_default,
    "clear": _clear_entries,
    "keys": _view("keys"),
    "values": _view("values"),
    "items": _view("items"),
    "copy": _copy_dict,
}
