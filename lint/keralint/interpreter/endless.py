"""Iterators without end: `count`, `cycle` and `repeat` of `itertools`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.escape import release
from keralint.interpreter.iteration import run_over, sources
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import LATE, IteratorValue, Source, Unknown, Value
from keralint.semantics.layer import CallArguments

Items = tuple[Value, ...]


class EndlessValue(IteratorValue):
    """What gives one item after the other, for ever; the slot `position` tells how many it has given."""

    __slots__ = ("give",)

    def __init__(
        self,
        give: Callable[[int], Value],
        holding: tuple[Value, ...] = (),
        read: tuple[Source, ...] = (),
    ) -> None:
        # Who runs over it without asking how far gets nothing, and nobody knows then what comes next.
        super().__init__(None, read, run=lambda: None, holding=holding)
        self.slots["position"] = 0
        self.give = give


def take(machine: Machine, value: EndlessValue, count: int) -> Items | None:
    """The next items; `None` if it is not known how many it has given already."""
    position = value.slots["position"]
    changed = any(slots.get(key) is not held for slots, key, held in value.sources)
    if value.slots["items"] is not LATE or type(position) is not int or count > MAX_COLLECTION or changed:
        return None
    machine.state.write(value.slots, "position", position + count)
    machine.spend(count)
    return tuple(map(value.give, range(position, position + count)))


def filled(machine: Machine, values: Sequence[Value], found: list[Items | None]) -> list[Items | None]:
    """The columns that are run over together: of those without end as many items as the shortest other one has."""
    if not any(isinstance(value, EndlessValue) for value in values):
        return found
    lengths = [
        None if column is None else len(column)
        for value, column in zip(values, found)
        if not isinstance(value, EndlessValue)
    ]
    known = [length for length in lengths if length is not None]
    filled_in = list(found)
    for index, value in enumerate(values):
        if isinstance(value, EndlessValue):
            filled_in[index] = take(machine, value, min(known)) if known and len(known) == len(lengths) else None
            machine.state.write(value.slots, "items", None)  # it may have given one more
    return filled_in


def count(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`itertools.count(start, step)`."""
    given = dict(zip(("start", "step"), arguments.positional)) | dict(arguments.keyword)
    start, step = given.get("start", 0), given.get("step", 1)
    if type(start) is not int or type(step) is not int or arguments.star or arguments.double_star:
        return Unknown("what is counted is not known")
    return EndlessValue(lambda index: start + index * step)


def cycle(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`itertools.cycle(items)`; of what could change meanwhile it is not known what it gives."""
    given = arguments.positional[0] if len(arguments.positional) == 1 else None
    items = run_over(machine, given, exact=True) if given is not None else None
    if not items:
        release(machine, arguments.positional)
        return Unknown("what is repeated is not known")
    return EndlessValue(lambda index: items[index % len(items)], items, sources(given))


def repeat(value: Value) -> Value:
    """`itertools.repeat(value)`."""
    return EndlessValue(lambda index: value, (value,))
