"""Builtins that run over something: `zip`, `map`, `sorted`, `sum`, `next` …"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from keralint.interpreter.budget import CALL, SEEN_AT_ONCE
from keralint.interpreter.effects import cleans_up
from keralint.interpreter.endless import EndlessValue, filled, take
from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import refuse
from keralint.interpreter.iteration import (
    assumed_elements,
    first_of,
    is_late,
    iterate,
    members,
    remaining,
    run_over,
    sources,
)
from keralint.interpreter.lowering import lift
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import binary, compare, truth
from keralint.interpreter.ordering import in_order, keys_of
from keralint.interpreter.values import (
    LATE,
    BuiltinFunction,
    Instance,
    IteratorValue,
    ListValue,
    Origin,
    SetValue,
    Source,
    Unknown,
    Value,
    outgrown,
)
from keralint.semantics.layer import CallArguments
from keralint.shapes import Symbolic, maximum, minimum

Implementation = Callable[[Machine, CallArguments, Any], Value]
"""The machine, the arguments, and the node of the call."""

Items = tuple[Value, ...]


def _first(arguments: CallArguments) -> Value:
    return arguments.positional[0] if arguments.positional else ()


def call(machine: Machine, function: Value, positional: Sequence[Value], node: Any) -> Value:
    """The result of calling a function for the items that are run over."""
    from keralint.interpreter.calls import call_value  # calls look builtins up

    machine.spend(CALL)
    return call_value(machine, function, CallArguments(tuple(positional)), machine.site(node))


# --- collections ----------------------------------------------------------------------------------------------------


def make_list(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`list(…)`."""
    return ListValue(run_over(machine, _first(arguments)))


def make_tuple(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`tuple(…)`."""
    items = run_over(machine, _first(arguments))
    if items is not None and outgrown(items):
        release(machine, items)
        return machine.out_of_budget(node, "tuples in tuples grow too large to be followed element by element")
    return Unknown("its elements are not known", "tuple") if items is None else items


def make_set(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`set(…)`, `frozenset(…)`."""
    items = members(machine, _first(arguments))
    made = SetValue(items)
    if made.items is None:
        release(machine, items or ())
    return made


# --- iterators ------------------------------------------------------------------------------------------------------


def make_iterator(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`iter(…)`."""
    value = _first(arguments)
    if isinstance(value, IteratorValue):
        return value
    if len(arguments.positional) != 1 or isinstance(value, (Unknown, Instance)):
        release(machine, arguments.positional)
        return Unknown("what an iterator gives is not followed")
    return lazily(machine, (value,), lambda columns: columns[0])


def lazily(machine: Machine, values: Sequence[Value], combine: Callable[[list[Items]], Items]) -> IteratorValue:
    """An iterator whose items are made of those of other iterables, once it is run over."""
    if any(isinstance(value, IteratorValue) for value in values):
        run = partial(_combined, machine, values, combine)
        held = tuple([value for value in values if isinstance(value, IteratorValue)])
        return IteratorValue(None, run=run, origin=origin_of(values), holding=held)
    columns = _known([_elements(machine, value) for value in values])
    machine.spend(sum(map(len, columns or ())) // SEEN_AT_ONCE)
    if columns is None:
        release(machine, [item for value in values for item in iterate(value) or ()])
        return IteratorValue(None)
    read: tuple[Source, ...] = tuple(source for value in values for source in sources(value))
    return IteratorValue(combine(columns), read)


def _elements(machine: Machine, value: Value) -> Items | None:
    items = iterate(value)
    return assumed_elements(machine, value) if items is None else items


def _combined(machine: Machine, values: Sequence[Value], combine: Callable[[list[Items]], Items]) -> Items | None:
    twice = len({id(value) for value in values if isinstance(value, IteratorValue)}) < sum(
        isinstance(value, IteratorValue) for value in values
    )
    finite = [value for value in values if isinstance(value, IteratorValue) and not isinstance(value, EndlessValue)]
    ending = {id(value) for value in finite}
    found = [remaining(machine, value) if id(value) in ending else iterate(value) for value in values]
    found = filled(machine, values, found)
    columns = None if twice else _known(found)
    for value in finite:
        even = columns is not None and len({len(column) for column in columns}) == 1
        machine.state.write(value.slots, "items", () if even else None)
    if columns is None:
        release(machine, [item for column in found for item in column or ()])
    return None if columns is None else combine(columns)


def origin_of(values: Sequence[Value]) -> Origin | None:
    """The iterators among the values that execute code of the program's, if there is one."""
    late = tuple([value for value in values if is_late(value)])
    return Origin(late) if late else None


def _known(columns: list[Items | None]) -> list[Items] | None:
    known = [column for column in columns if column is not None]
    return known if len(known) == len(columns) else None


def make_zip(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`zip(…)`."""
    return lazily(machine, arguments.positional, lambda columns: tuple(zip(*columns)))


def make_enumerate(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`enumerate(…)`."""
    start = arguments.keyword.get("start", arguments.positional[1] if len(arguments.positional) > 1 else 0)
    if not isinstance(start, int):
        release(machine, arguments.positional)
        return IteratorValue(None)
    return lazily(machine, arguments.positional[:1], lambda columns: tuple(enumerate(columns[0], start)))


def make_reversed(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`reversed(…)`."""
    if isinstance(_first(arguments), (Instance, IteratorValue, SetValue)):
        release(machine, arguments.positional)
        return IteratorValue(None)
    return lazily(machine, arguments.positional[:1], lambda columns: columns[0][::-1])


def make_map(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`map(…)`: the function is called when it is run over."""
    if len(arguments.positional) < 2:
        return Unknown("what is mapped is not known")
    function, *sequences = arguments.positional

    def called(columns: list[Items]) -> Items:
        return tuple([call(machine, function, row, node) for row in zip(*columns)])

    return calling(machine, function, sequences, called)


def make_filter(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`filter(…)`: the function is called when it is run over."""
    if len(arguments.positional) != 2:
        return Unknown("what is filtered is not known")
    function, sequence = arguments.positional

    def kept(columns: list[Items]) -> Items | None:
        items: list[Value] = []
        for item in columns[0]:
            wanted = truth(machine, item if function is None else call(machine, function, (item,), node), node)
            if wanted is None:
                release(machine, (*columns[0], function))
                return None
            items.extend([item] if wanted else [])
        return tuple(items)

    return calling(machine, function, [sequence], kept)


def calling(
    machine: Machine, function: Value, values: Sequence[Value], combine: Callable[[list[Items]], Items | None]
) -> IteratorValue:
    """An iterator that calls a function when it is run over."""

    def run() -> Items | None:
        found = [None if isinstance(value, EndlessValue) else run_over(machine, value) for value in values]
        columns = _known(filled(machine, values, found))
        if columns is None:
            release(machine, (function, *values))
        return None if columns is None else combine(columns)

    harmless = isinstance(function, BuiltinFunction) or function is None
    return IteratorValue(None, run=run, origin=origin_of(values) if harmless else Origin((function, *values)))


def take_next(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`next(…)`."""
    value = _first(arguments)
    default = arguments.positional[1] if len(arguments.positional) > 1 else Unknown("there is no next element")
    if not isinstance(value, IteratorValue):
        release(machine, arguments.positional)
        return Unknown("what an iterator gives is not followed")
    if isinstance(value, EndlessValue):
        return (take(machine, value, 1) or (Unknown("what an iterator gives is not followed"),))[0]
    late = value.slots["items"] is LATE and is_late(value)
    items = first_of(machine, value)
    if items is None:
        release(machine, (default,))
        return Unknown("what an iterator gives is not followed")
    if late:
        release(machine, items[1:])  # they may be others, when they are made
        if value.origin is not None and value.origin.node is not None and cleans_up(value.origin.node):
            release(machine, (value,))  # which is done once nobody holds it
    if not items and len(arguments.positional) == 1 and not late:
        refuse(machine, "StopIteration")
    machine.state.write(value.slots, "items", None if late else items[1:])
    return items[0] if items else default


# --- what is found in the elements ----------------------------------------------------------------------------------


def make_sorted(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`sorted(…)`."""
    items = members(machine, _first(arguments))
    with machine.at(node):
        return ListValue(in_order(machine, items, arguments.keyword))


def make_sum(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`sum(…)`."""
    value = _first(arguments)
    items = members(machine, value)
    if items is None or (isinstance(value, SetValue) and not all(isinstance(item, int) for item in items)):
        return Unknown("the sum is not known")
    result = arguments.keyword.get("start", arguments.positional[1] if len(arguments.positional) > 1 else 0)
    machine.spend(len(items))
    for item in items:
        result = binary(machine, "+", result, item, node)
    return result


def make_extreme(symbol: str, symbolic: Callable[[Any, Any], Any]) -> Implementation:
    """`min` and `max`."""

    def pick(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        given = arguments.positional
        items = members(machine, given[0]) if len(given) == 1 else given
        if items == () and "default" in arguments.keyword:
            return arguments.keyword["default"]
        with machine.at(node):
            keys = keys_of(machine, items, arguments.keyword.get("key"))
        if not items or keys is None:
            return Unknown("the choice is not known")
        best = _best(machine, symbol, symbolic, keys, node)
        if isinstance(best, int):
            return items[best]
        release(machine, items)
        return best if "key" not in arguments.keyword else Unknown("the choice is not known")

    return pick


def _best(machine: Machine, symbol: str, symbolic: Callable[[Any, Any], Any], keys: Sequence[Value], node: Any) -> Any:
    """The index of the first of the extreme ones; where only an expression tells it, that in place of an index."""
    if any(isinstance(key, Symbolic) for key in keys):
        if not all(isinstance(key, (int, Symbolic)) for key in keys):
            return Unknown("the choice is not known")
        result = keys[0]
        for key in keys[1:]:
            result = symbolic(result, key)
        return keys.index(result) if result in keys else lift(result)
    best = 0
    machine.spend(len(keys))
    for index, key in enumerate(keys):
        better = index > 0 and truth(machine, compare(machine, symbol, key, keys[best], node), node)
        if better is None:
            return Unknown("the choice is not known")
        best = index if better else best
    return best


def make_decision(stop: bool) -> Implementation:
    """`any` and `all`."""

    def decide(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        items = _first(arguments)
        found = items.items if isinstance(items, SetValue) else run_over(machine, items, partly=True)
        machine.spend(len(found or ()) // SEEN_AT_ONCE)
        answers = [truth(machine, item, node) for item in found] if found is not None else [None]
        if stop in answers:
            return stop
        return Unknown("the condition is not known", "bool") if None in answers else not stop

    return decide


RUNNING: Final[dict[str, Implementation]] = {
    "list": make_list,
    "tuple": make_tuple,
    "set": make_set,
    "frozenset": make_set,
    "iter": make_iterator,
    "zip": make_zip,
    "enumerate": make_enumerate,
    "reversed": make_reversed,
    "map": make_map,
    "filter": make_filter,
    "next": take_next,
    "sorted": make_sorted,
    "sum": make_sum,
    "min": make_extreme("<", minimum),
    "max": make_extreme(">", maximum),
    "any": make_decision(True),
    "all": make_decision(False),
}
"""By the name of the builtin."""
