"""Loops over what executes code of the program's: it is executed before the loop where nobody can tell.

Python executes a generator's body and a loop's in turns. That is the same as one after the other as long as the
generator changes nothing of what was there before, and the loop nothing of what the generator can see.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import libcst as cst

from keralint.interpreter.escape import known_effects
from keralint.interpreter.iteration import sources
from keralint.interpreter.machine import CounterSlots, Machine, Raised
from keralint.interpreter.state import MISSING, Log
from keralint.interpreter.values import (
    BIRTHS,
    LATE,
    BoundMethod,
    BuiltinFunction,
    ClassValue,
    DictValue,
    Function,
    Instance,
    IteratorValue,
    ListValue,
    Scope,
    Slots,
    Source,
    Union,
    Unknown,
    Value,
    ViewValue,
    contents,
)
from keralint.semantics.values import ApiReference
from keralint.shapes import Symbolic

MAX_SOURCES: Final = 200
"""Slots that a loop watches in each round."""


def run_ahead(machine: Machine, iterator: IteratorValue) -> bool:
    """Executes what gives the items of an iterator that a loop begins to run over; whether it has them.

    From now on the items are known as long as what was seen to make them stays as it is.
    """
    origin = iterator.origin
    if iterator.slots["items"] is not LATE or iterator.run is None or origin is None:
        return False
    seen = _Seen(machine)
    seen.value(iterator)
    if not seen.followed or len(seen.sources) > MAX_SOURCES:
        return False
    machine.state.write(iterator.slots, "items", None)
    start = next(BIRTHS)
    with machine.state.logged() as log:
        try:
            items: Any = iterator.run()
        except Raised:
            items = None  # after some rounds of the loop, which may leave it before
    if items is None or _changes(machine, log, start, seen):
        machine.state.blur(log)
        return False
    iterator.sources = tuple(seen.sources)
    machine.state.write(iterator.slots, "items", items)
    return True


def _changes(machine: Machine, log: Log, start: int, seen: _Seen) -> bool:
    """Whether something was written that was there before."""
    tables = (machine.layer_slots, machine.attributes)
    for slots, _, values in log.values():
        if isinstance(slots, CounterSlots):
            machine.context.names_uncertain = True  # layers of the generator's and of the loop's are made in turns
        elif slots.born < start and id(slots) not in seen.iterators:
            is_new_entry = any(slots is table for table in tables) and values[0] is MISSING
            if not is_new_entry:
                return True
    return False


class _Seen:
    """What code and values can see, from which `sources` are made."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.sources: list[Source] = []
        self.iterators: set[int] = set()
        self.followed = True
        """Whether all of it is known to be seen."""
        self._known: set[int] = set()

    def values(self, values: Iterable[Value]) -> None:
        for value in values:
            self.value(value)

    def value(self, value: Value) -> None:
        if isinstance(value, _PLAIN) or id(value) in self._known or not self.followed:
            return
        self._known.add(id(value))
        self.machine.spend(1)
        if isinstance(value, Function):
            self.values(parameter.default for parameter in value.parameters)
            self._code(value.node, value.closure)
        elif isinstance(value, IteratorValue):
            self._iterator(value)
        elif isinstance(value, Instance):
            classes = [one for one in value.cls.mro if isinstance(one, ClassValue)]
            self._slots(value.slots, {name for cls in classes for name in cls.scope.slots})
            self.values(value.cls.mro)
        elif isinstance(value, ClassValue):
            self._slots(value.scope.slots)
        elif isinstance(value, BoundMethod):
            self.values((value.receiver, value.function))
        elif isinstance(value, (tuple, Union, ListValue, DictValue, ViewValue)):
            self.sources += sources(value)
            self.values(contents(value))
        else:
            self.followed = False

    def _slots(self, slots: Slots, others: Iterable[object] = ()) -> None:
        """All that an object holds; it may be given the `others` as well."""
        self.sources += [(slots, name, slots.get(name)) for name in {**slots, **dict.fromkeys(others)}]
        self.values(list(slots.values()))

    def _iterator(self, value: IteratorValue) -> None:
        self.iterators.add(id(value.slots))
        items = value.slots["items"]
        self.followed &= items is not None
        self.values(items if isinstance(items, tuple) else ())
        self.values(value.holding)
        if value.origin is not None:
            self.values(value.origin.values)
            if value.origin.scope is not None:
                self._code(value.origin.node, value.origin.scope)

    def _code(self, node: cst.CSTNode, scope: Scope) -> None:
        for around in (scope, *scope.around()):
            for name in known_effects(self.machine, node).seen:
                held = around.slots.get(name)
                self.sources.append((around.slots, name, held))
                self.value(held)


_PLAIN: Final = (int, float, complex, str, bytes, range, type(None), Unknown, Symbolic, BuiltinFunction, ApiReference)
