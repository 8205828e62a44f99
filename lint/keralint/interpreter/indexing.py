"""Subscripts: reading and writing elements."""

from __future__ import annotations

import libcst as cst

from keralint.interpreter.iteration import all_tensors, iterate
from keralint.interpreter.lowering import lift, lower
from keralint.interpreter.machine import Machine
from keralint.interpreter.python_failures import AxisBeyondShape, SequenceAsTensor
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import DictValue, ListValue, SetValue, Union, Unknown, Value
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import get_item as tensor_item
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, ApiReference, Argument
from keralint.shapes import Symbolic


def get_item(machine: Machine, value: Value, index: Value, node: cst.Subscript) -> Value:
    """`value[index]`."""
    if isinstance(value, Tensor):
        return _tensor_item(machine, value, index, node)
    if isinstance(value, Union):
        return machine.any_of([lambda v=v: get_item(machine, v, index, node) for v in value.alternatives])  # type: ignore[misc]
    if isinstance(index, tuple) and (tensors := all_tensors(value)):
        machine.fail(machine.site(node), SequenceAsTensor(tensors=tensors, use="[]"), "[]", CallArguments())
        return Unknown("an error was reported here")
    if isinstance(value, (tuple, ListValue, str, range)) and not isinstance(value, SetValue):
        _check_axis(machine, value, index, node)
        return _sequence_item(value, index)
    if isinstance(value, DictValue):
        entries = value.entries
        try:
            return entries[index] if entries is not None else Unknown("the keys of the dict are not known")
        except (KeyError, TypeError):
            return Unknown("the key is not in the dict")
    return Unknown(value.reason if isinstance(value, Unknown) else "the element is not known")


def _tensor_item(machine: Machine, tensor: Tensor, index: Value, node: cst.Subscript) -> Value:
    with machine.at(node) as site:
        lowered = lower_index(index, machine)
        return machine.attempt(
            site,
            "[]",
            CallArguments.of(tensor, lowered),
            lambda: lift(tensor_item(tensor, lowered, machine.context).outputs),
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
    # A symbol may stand for a slice, and a name of a library's for `None` (`np.newaxis`).
    return UNKNOWN if isinstance(index, (Symbolic, ApiReference)) else lower(index, machine)


def _sequence_item(value: Value, index: Value) -> Value:
    """An element or a slice of a tuple, list, string or range."""
    plain = isinstance(index, int) or (
        isinstance(index, slice)
        and all(isinstance(bound, (int, type(None))) for bound in (index.start, index.stop, index.step))
    )
    items = value if isinstance(value, (tuple, str, range)) else value.items
    if items is None or not plain:
        of = "str" if isinstance(value, str) else None
        return (
            ListValue(None)
            if isinstance(index, slice) and isinstance(value, ListValue)
            else Unknown("the element is not known", of)
        )
    try:
        found: Value = items[index]
    except (IndexError, ValueError):
        return Unknown("the index is out of range")
    return ListValue(found) if isinstance(value, ListValue) and isinstance(index, slice) else found


def set_item(machine: Machine, target: cst.Subscript, value: Value) -> None:
    """`container[index] = value`."""
    container = machine.evaluate(target.value)
    element = target.slice[0].slice
    index = machine.evaluate(element.value) if isinstance(element, cst.Index) and len(target.slice) == 1 else None
    if isinstance(container, DictValue):
        entries = container.entries
        try:
            known = entries is not None and not isinstance(index, (Unknown, Union))
            machine.state.write(container.slots, "entries", {**(entries or {}), index: value} if known else None)
        except TypeError:
            machine.state.write(container.slots, "entries", None)
    elif isinstance(container, ListValue):
        items = iterate(container)
        if items is not None and isinstance(index, int) and -len(items) <= index < len(items):
            changed = list(items)
            changed[index] = value
            machine.state.write(container.slots, "items", tuple(changed))
        else:
            machine.state.write(container.slots, "items", None)
