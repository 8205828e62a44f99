"""Containers of `collections`: `deque` and `Counter`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keralint.interpreter.budget import SEEN_AT_ONCE
from keralint.interpreter.escape import escape, release
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import (
    CounterValue,
    DequeValue,
    DictValue,
    IteratorValue,
    ListValue,
    Unknown,
    Value,
    is_key,
)
from keralint.semantics.layer import CallArguments

Items = tuple[Value, ...]


def make_deque(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`deque(items, maxlen)`."""
    given = dict(zip(("iterable", "maxlen"), arguments.positional)) | dict(arguments.keyword)
    most = given.get("maxlen")
    if not (most is None or (type(most) is int and most >= 0)) or arguments.star or arguments.double_star:
        release(machine, tuple(given.values()))
        return Unknown("what the deque holds is not known")
    made = DequeValue((), most)
    items = run_over(machine, given.get("iterable", ()))
    made.slots["items"] = None if items is None else made.trimmed(items)
    return made


def _changed(change: Callable[[DequeValue, Items, Items], Items]) -> Any:
    """A method that puts something else in the place of the items; it is given those of the deque and its arguments."""

    def apply(machine: Machine, value: DequeValue, arguments: CallArguments) -> Value:
        if value.items is None:
            escape(machine, arguments)
        else:
            machine.state.write(value.slots, "items", change(value, value.items, arguments.positional))
        return None

    return apply


def _first_items(value: DequeValue, items: Items) -> Items:
    """What is left where too many are put before the others."""
    return items if value.most is None else items[: value.most]


def _pop_left(machine: Machine, value: DequeValue, arguments: CallArguments) -> Value:
    items = value.items
    if not items:
        release(machine, (value,))
        return Unknown("what is taken from the deque is not known")
    machine.state.write(value.slots, "items", items[1:])
    return items[0]


def _extend_left(machine: Machine, value: DequeValue, arguments: CallArguments) -> Value:
    added = run_over(machine, arguments.positional[0]) if len(arguments.positional) == 1 else None
    if value.items is None or added is None:
        release(machine, (value, *(added or ())))
    else:
        machine.state.write(value.slots, "items", _first_items(value, (*added[::-1], *value.items)))
    return None


def _rotate(machine: Machine, value: DequeValue, arguments: CallArguments) -> Value:
    by = arguments.positional[0] if arguments.positional else 1
    if value.items is None or type(by) is not int:
        release(machine, (value,))
    elif value.items:
        at = -by % len(value.items)
        machine.state.write(value.slots, "items", (*value.items[at:], *value.items[:at]))
    return None


DEQUE: Final[dict[str, Any]] = {
    "append": _changed(lambda value, items, given: value.trimmed((*items, *given[:1]))),
    "appendleft": _changed(lambda value, items, given: _first_items(value, (*given[:1], *items))),
    "extendleft": _extend_left,
    "popleft": _pop_left,
    "rotate": _rotate,
}
"""Methods that a list does not have, or not in the same way."""


# --- counters -------------------------------------------------------------------------------------------------------


def make_counter(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`Counter(items)`, `Counter(counts)`, `Counter(name=count)`."""
    made = CounterValue({})
    count_in(machine, made, arguments, 1)
    return made


def count_in(machine: Machine, counter: CounterValue, arguments: CallArguments, sign: int) -> None:
    """Adds to the counts what the arguments hold, or takes it from them."""
    counts = dict(counter.entries or {})
    known = counter.entries is not None and not arguments.star and not arguments.double_star
    for value in (*arguments.positional, DictValue(arguments.keyword)):
        if isinstance(value, DictValue):
            pairs = None if value.entries is None else list(value.entries.items())
        else:
            items = run_over(machine, value)
            pairs = None if items is None else [(item, 1) for item in items]
        machine.spend(len(pairs or ()) // SEEN_AT_ONCE)
        for key, count in pairs or ():
            if not is_key(key) or type(count) is not int or type(counts.get(key, 0)) is not int:
                known = False
                break
            counts[key] = counts.get(key, 0) + sign * count
        known &= pairs is not None
    if known:
        machine.state.write(counter.slots, "entries", counts)
    else:
        release(machine, (counter, *arguments.positional))


def _most_common(machine: Machine, value: CounterValue, arguments: CallArguments) -> Value:
    most = arguments.positional[0] if arguments.positional else None
    entries = value.entries
    known = entries is not None and all(type(count) is int for count in entries.values())
    if entries is None or not known or not (most is None or type(most) is int):
        return ListValue(None)
    ordered = sorted(entries.items(), key=lambda pair: -pair[1])
    return ListValue(tuple(ordered if most is None else ordered[: max(0, most)]))


def _elements(machine: Machine, value: CounterValue, arguments: CallArguments) -> Value:
    entries = value.entries
    if entries is None or not all(type(count) is int and count < _MOST_COUNTED for count in entries.values()):
        return IteratorValue(None)
    return IteratorValue(tuple([key for key, count in entries.items() for _ in range(count)]))


_MOST_COUNTED: Final = 1_000


def _total(machine: Machine, value: CounterValue, arguments: CallArguments) -> Value:
    counts = None if value.entries is None else list(value.entries.values())
    known = counts is not None and all(type(count) is int for count in counts)
    return sum(counts or ()) if known else Unknown("the counts are not known", "int")


def _counting(sign: int) -> Any:
    def apply(machine: Machine, value: CounterValue, arguments: CallArguments) -> Value:
        count_in(machine, value, arguments, sign)
        return None

    return apply


COUNTER: Final[dict[str, Any]] = {
    "elements": _elements,
    "most_common": _most_common,
    "subtract": _counting(-1),
    "total": _total,
    "update": _counting(1),
}
"""Methods that a dict does not have, or not in the same way."""

CONTAINERS: Final = {"collections.deque": make_deque, "collections.Counter": make_counter}
"""By dotted path."""
