"""Subscripts: reading and writing elements."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.arrays import note_written
from keralint.interpreter.escape import joined, release
from keralint.interpreter.exceptions import refuse, refuse_as
from keralint.interpreter.iteration import all_tensors, iterate, run_over
from keralint.interpreter.lowering import lower
from keralint.interpreter.machine import Machine
from keralint.interpreter.methods import entry, set_entries, set_entry, set_items
from keralint.interpreter.objects import special
from keralint.interpreter.open_tensors import OpenShape, is_axis
from keralint.interpreter.python_failures import AxisBeyondShape, SequenceAsTensor
from keralint.interpreter.spreading import computed, if_tensor, now, part_of_parameter
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import (
    ABSENT,
    ClassValue,
    CounterValue,
    DefaultDictValue,
    DictValue,
    ListValue,
    RestValue,
    SetValue,
    Union,
    Unknown,
    Value,
    is_key,
    join,
)
from keralint.semantics.layer import Applied, CallArguments
from keralint.semantics.ops import get_item as tensor_item
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, ApiReference, Argument
from keralint.shapes import UNKNOWN_DIM, Symbolic, variables


def get_item(machine: Machine, value: Value, index: Value, node: cst.Subscript) -> Value:
    """`value[index]`."""
    if type(index) is Symbolic and is_axis(index):
        index = -1
    if type(value) is Symbolic or type(value) is OpenShape:
        part = part_of_parameter(machine, value, index)
        if part is not ABSENT:
            return part
        value = now(machine, value) if isinstance(index, tuple) else if_tensor(machine, value)
    if isinstance(value, Tensor):
        return _tensor_item(machine, value, index, node)
    if isinstance(value, Union):
        return machine.any_of([partial(get_item, machine, one, index, node) for one in value.alternatives])
    if isinstance(index, tuple) and (tensors := all_tensors(value)):
        machine.fail(machine.site(node), SequenceAsTensor(tensors=tensors, use="[]"), "[]", CallArguments())
        return Unknown("an error was reported here")
    if isinstance(index, Union):
        return machine.any_of([partial(get_item, machine, value, one, node) for one in index.alternatives])
    if isinstance(value, (tuple, ListValue, str, range)) and not isinstance(value, SetValue):
        _check_axis(machine, value, index, node)
        items = value.items if isinstance(value, ListValue) else value
        if isinstance(items, tuple) and isinstance(index, int) and not -len(items) <= index < len(items):
            machine.refuse_element(machine.site(node))
        return _sequence_item(machine, value, index)
    if isinstance(value, DictValue):
        return _entry(machine, value, index, node)
    if isinstance(value, ClassValue) and value.members is not None and isinstance(index, str):
        return _member(machine, value.members, index)
    found = special(machine, value, "__getitem__", (index,), node)
    if found is not ABSENT:
        return found
    return _item_of_other(machine, value, node)


def _item_of_other(machine: Machine, value: Value, node: cst.Subscript) -> Value:
    """An element of what has none, or of what is not known."""
    if isinstance(value, ApiReference) and value.path in _GENERIC:
        return value
    if value is None:
        machine.refuse_nothing(machine.site(node))
    return Unknown(value.reason if isinstance(value, Unknown) else "the element is not known")


_GENERIC: Final = frozenset({"typing.Generic", "typing.Protocol"})
"""Bases that are the same with every parameter of a type."""


def _member(machine: Machine, members: Mapping[str, Value], name: str) -> Value:
    if name not in members:
        refuse(machine, "KeyError", name)
    return members.get(name, Unknown("no member has the name"))


def _entry(machine: Machine, value: DictValue, key: Value, node: cst.CSTNode) -> Value:
    """`value[key]`, of a dict; one with defaults gets the entry that it does not have."""
    if isinstance(value, DefaultDictValue) and value.entries is not None:
        from keralint.interpreter.calls import call_value  # calls look items up

        if not all(map(is_key, (key, *value.entries))):
            set_entries(machine, value, None)  # it may have one more
        elif key not in value.entries:
            made = call_value(machine, value.factory, CallArguments(), machine.site(node))
            set_entry(machine, value, key, made)
    if value.entries is not None and not isinstance(value, CounterValue) and _is_missing(value, key):
        refuse(machine, "KeyError", key)
    missing: Value = 0 if isinstance(value, CounterValue) else Unknown("the key is not in the dict")
    if type(key) is Symbolic and value.entries and key not in value.entries:
        missing = joined(machine, list(value.entries.values()))  # it is the same as one of the others
    return entry(machine, value, key, missing)


def _is_missing(value: DictValue, key: Value) -> bool:
    """Whether a dict certainly has no such entry."""
    entries = value.entries
    known = not isinstance(value, RestValue) and is_key(key) and type(key) is not Symbolic
    return known and entries is not None and key not in entries and all(map(is_key, entries))


def evaluate_index(machine: Machine, node: cst.Subscript) -> Value:
    """What stands between the brackets."""
    parts = [_part(machine, element.slice) for element in node.slice]
    is_tuple = len(parts) > 1 or isinstance(node.slice[0].comma, cst.Comma)
    return tuple(parts) if is_tuple else parts[0]


def _part(machine: Machine, node: cst.BaseSlice) -> Value:
    if isinstance(node, cst.Slice):
        bounds = [None if part is None else machine.evaluate(part) for part in (node.lower, node.upper, node.step)]
        return slice(*bounds)
    assert isinstance(node, cst.Index)
    return machine.evaluate(node.value)


def _tensor_item(machine: Machine, tensor: Tensor, index: Value, node: cst.Subscript) -> Value:
    lowered, tensor = lower_index(index, machine), lower(tensor, machine)

    def apply(arguments: CallArguments) -> Applied:
        return tensor_item(arguments.positional[0], lowered, machine.context)

    with machine.at(node) as site:
        return machine.attempt(
            site,
            "[]",
            CallArguments.of(tensor, lowered),
            lambda: computed(machine, "[]", CallArguments.of(tensor), apply),
        )


def _check_axis(machine: Machine, value: Value, index: Value, node: cst.Subscript) -> None:
    """`x.shape[index]` must name an axis. The shape of a symbolic tensor is known by a `None` in its full length."""
    if not isinstance(value, tuple) or not isinstance(index, int) or -len(value) <= index < len(value):
        return
    size = next((size for size in value if is_none_size(size)), None)
    if size is not None and size.tensor.rank == len(value):
        failure = AxisBeyondShape(tensor=size.tensor, index=index, rank=len(value))
        machine.fail(machine.site(node), failure, "[]", CallArguments.of(value, index))


def lower_index(index: Value, machine: Machine) -> Argument:
    """An index with its bounds lowered."""
    if isinstance(index, tuple):
        return tuple([lower_index(part, machine) for part in index])
    if isinstance(index, slice):
        return slice(*[lower(bound, machine) for bound in (index.start, index.stop, index.step)])
    if _is_some_integer(index):
        return UNKNOWN_DIM
    if isinstance(index, Symbolic) and all(variable.number for variable in variables(index)):
        return index
    # Another symbol may stand for a slice, and a name of a library's for `None` (`np.newaxis`).
    return UNKNOWN if isinstance(index, (Symbolic, ApiReference)) else lower(index, machine)


def _is_plain_index(index: Value) -> bool:
    if isinstance(index, slice):
        return all(isinstance(bound, (int, type(None))) for bound in (index.start, index.stop, index.step))
    return isinstance(index, int)


def _is_some_integer(index: Value) -> bool:
    """Whether it certainly is an integer, and no slice."""
    return isinstance(index, Unknown) and index.of == "int"


def _sequence_item(machine: Machine, value: Value, index: Value) -> Value:
    """An element or a slice of a tuple, list, string or range."""
    items = value.items if isinstance(value, ListValue) else value
    if items is None or not _is_plain_index(index):
        return _some_item(machine, value, index)
    try:
        found: Value = items[index]
    except (IndexError, ValueError) as error:
        kind = "list" if isinstance(value, ListValue) else "string" if isinstance(value, str) else type(value).__name__
        refuse(machine, type(error).__name__, *_words(error, kind))
        return Unknown("the index is out of range")
    return ListValue(found) if isinstance(value, ListValue) and isinstance(index, slice) else found


def _words(error: Exception, kind: str) -> tuple[str, ...]:
    """What Python says of an index that is out of range: the elements of a list are a tuple here."""
    return (f"{_SAID.get(kind, kind)} index out of range",) if isinstance(error, IndexError) else error.args


_SAID: Final = {"TupleValue": "tuple", "range": "range object"}


def _some_item(machine: Machine, value: Value, index: Value) -> Value:
    """An element or a slice, it is not known which."""
    if isinstance(value, str):
        return Unknown("the element is not known", "str")
    items = iterate(value)
    if isinstance(index, slice):
        release(machine, items or ())
        return ListValue(None) if isinstance(value, ListValue) else Unknown("the elements are not known")
    if items and _is_some_integer(index) and not isinstance(value, range):
        return joined(machine, items)
    release(machine, items or ())
    return Unknown("the element is not known")


def set_item(machine: Machine, container: Value, index: Value, value: Value, node: cst.Subscript) -> None:
    """`container[index] = value`."""
    if isinstance(container, Union):
        machine.any_of([partial(set_item, machine, one, index, value, node) for one in container.alternatives])
    elif isinstance(container, DictValue):
        set_entry(machine, container, index, value)
    elif isinstance(container, ListValue):
        _set_element(machine, container, index, value)
    elif special(machine, container, "__setitem__", (index, value), node) is ABSENT:
        machine.doubts += 1
        note_written(machine, container)
        release(machine, (value,))
        if isinstance(container, Unknown):
            _set_in_unknown(machine, index, node)


def _set_element(machine: Machine, container: ListValue, index: Value, value: Value) -> None:
    items = container.items
    if isinstance(index, slice):
        _set_slice(machine, container, index, value)
        return
    machine.doubts += not isinstance(index, int)
    if items is None or not (isinstance(index, int) or _is_some_integer(index)):
        release(machine, (container, value))
    elif isinstance(index, int):
        changed = list(items)
        if -len(items) <= index < len(items):
            changed[index] = value
        else:
            refuse(machine, "IndexError", "list assignment index out of range")
        set_items(machine, container, tuple(changed))
    else:
        changed = [join([item, value]) for item in items]
        lost = any(isinstance(item, Unknown) for item in changed)
        release(machine, (*items, value) if lost else ())
        set_items(machine, container, tuple(changed))


def _set_slice(machine: Machine, container: ListValue, index: slice, value: Value) -> None:
    """`container[start:stop:step] = value`."""
    given = run_over(machine, value, exact=True)
    if container.items is None or given is None or not _is_plain_index(index):
        machine.doubts += 1
        release(machine, (container, value))
        return
    changed = list(container.items)
    try:
        changed[index] = given
    except ValueError as error:
        refuse_as(machine, error)
        release(machine, (container, value))
        return
    set_items(machine, container, tuple(changed))


def _set_in_unknown(machine: Machine, index: Value, node: cst.Subscript) -> None:
    """`globals()[name] = …` binds a name of the module."""
    function = node.value.func if isinstance(node.value, cst.Call) else None
    if isinstance(function, cst.Name) and function.value in ("globals", "locals", "vars"):
        for scope in {id(scope): scope for scope in (machine.scope.outermost, machine.scope)}.values():
            for name in [index] if isinstance(index, str) else list(scope.slots):
                machine.state.write(scope.slots, name, Unknown("it is set by its name"))


def delete_item(machine: Machine, container: Value, index: Value, node: cst.Subscript) -> None:
    """`del container[index]`."""
    if isinstance(container, DictValue) and container.entries is not None and is_key(index):
        if index not in container.entries:
            refuse(machine, "KeyError", index)
        remaining = {key: item for key, item in container.entries.items() if key != index}
        set_entries(machine, container, remaining if all(map(is_key, remaining)) else None)
    elif isinstance(container, ListValue) and container.items is not None and _is_plain_index(index):
        changed = list(container.items)
        try:
            del changed[index]
        except IndexError:
            refuse(machine, "IndexError", "list assignment index out of range")
            return
        except ValueError:
            machine.doubts += 1
            return
        set_items(machine, container, tuple(changed))
    elif special(machine, container, "__delitem__", (index,), node) is ABSENT:
        machine.doubts += 1
        release(machine, (container,))
