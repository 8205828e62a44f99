"""Sorting, by Python's own order where the keys are plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keralint.interpreter.escape import release
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Function, Value
from keralint.semantics.layer import CallArguments


def in_order(
    machine: Machine, items: tuple[Value, ...] | None, options: Mapping[str, Value]
) -> tuple[Value, ...] | None:
    """`sorted(items, key=…, reverse=…)`; `None` if the order is not known."""
    key, reverse = options.get("key"), options.get("reverse", False)
    keys = keys_of(machine, items, key)
    if items is not None and keys is not None and isinstance(reverse, int) and all(map(is_plain, keys)):
        try:
            order = sorted(range(len(items)), key=keys.__getitem__, reverse=bool(reverse))
        except TypeError:
            pass
        else:
            return tuple(items[index] for index in order)
    release(machine, items or ())
    return None


def keys_of(machine: Machine, items: tuple[Value, ...] | None, key: Value) -> Sequence[Value] | None:
    """What the items are compared by."""
    from keralint.interpreter.calls import call_value  # calls look up the methods and builtins that sort

    if items is None:
        release(machine, (key,) if isinstance(key, Function) else ())
        return None
    if key is None:
        return items
    site = machine.context.site
    return [call_value(machine, key, CallArguments.of(item), site) for item in items]


def is_plain(value: Value) -> bool:
    """Whether Python's own comparison may be used for the value."""
    return isinstance(value, (bool, int, float, str, bytes)) or (isinstance(value, tuple) and all(map(is_plain, value)))
