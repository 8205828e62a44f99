"""Augmented assignment: lists, sets and dicts are changed in place, so that everyone who has them sees it."""

from __future__ import annotations

from functools import partial

import libcst as cst

from keralint.interpreter.arrays import note_written
from keralint.interpreter.machine import Machine
from keralint.interpreter.methods import extend, set_items, update
from keralint.interpreter.objects import special
from keralint.interpreter.operators import binary, combined
from keralint.interpreter.values import ABSENT, CounterValue, DictValue, ListValue, SetValue, Union, Value

_METHODS = {
    "+": "iadd",
    "-": "isub",
    "*": "imul",
    "/": "itruediv",
    "//": "ifloordiv",
    "%": "imod",
    "**": "ipow",
    "@": "imatmul",
    "&": "iand",
    "|": "ior",
    "^": "ixor",
    "<<": "ilshift",
    ">>": "irshift",
}


def in_place(machine: Machine, symbol: str, current: Value, value: Value, node: cst.CSTNode) -> Value:
    """What the target of `current symbol= value` is bound to afterwards."""
    if isinstance(current, Union):
        return machine.any_of([partial(in_place, machine, symbol, one, value, node) for one in current.alternatives])
    if isinstance(current, SetValue):
        return _on_set(machine, symbol, current, value)
    if isinstance(current, ListValue) and symbol == "+":
        extend(machine, current, value)
        return current
    if isinstance(current, ListValue) and symbol == "*":
        repeated = binary(machine, "*", current, value, node)
        set_items(machine, current, repeated.items if isinstance(repeated, ListValue) else None)
        return current
    if isinstance(current, DictValue) and symbol == "|" and not isinstance(current, CounterValue):
        update(machine, current, value, {})
        return current
    note_written(machine, current)
    found = special(machine, current, f"__{_METHODS[symbol]}__", (value,), node)
    return binary(machine, symbol, current, value, node) if found is ABSENT else found


def _on_set(machine: Machine, symbol: str, current: SetValue, value: Value) -> Value:
    known = isinstance(value, SetValue) and symbol in ("|", "&", "-", "^")
    set_items(machine, current, combined(machine, symbol, current, value) if known else None)
    return current
