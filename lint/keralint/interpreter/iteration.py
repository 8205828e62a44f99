"""What a loop, an unpacking or a function runs over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from keralint.interpreter.budget import COPIED_AT_ONCE, MAX_COLLECTION
from keralint.interpreter.escape import release
from keralint.interpreter.lowering import shape_value
from keralint.interpreter.machine import Machine
from keralint.interpreter.spreading import note_list, part_of_parameter
from keralint.interpreter.values import (
    ABSENT,
    LATE,
    ClassValue,
    DictValue,
    Instance,
    IteratorValue,
    ListValue,
    SetValue,
    Source,
    Union,
    Unknown,
    Value,
    ViewValue,
)
from keralint.semantics.ops.arguments import MAX_PARTS
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.shapes import Shape, Symbolic


def iterate(value: Value) -> tuple[Value, ...] | None:
    """The elements of something that can be run over again and again, in order; `None` if they are not known."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, SetValue):
        return value.items if value.items is not None and len(value.items) < 2 else None
    if isinstance(value, (ListValue, ViewValue)):
        return value.items
    if isinstance(value, DictValue):
        return None if value.entries is None else tuple(value.entries)
    if isinstance(value, ClassValue):
        return _members_of(value)
    if isinstance(value, (range, str)):
        return tuple(value) if _length(value) <= MAX_COLLECTION else None
    return _parts(value) if isinstance(value, Tensor) else None


def _members_of(cls: ClassValue) -> tuple[Value, ...] | None:
    """The members of an enumeration, without aliases."""
    found = list((cls.members or {}).values())
    known = cls.members is not None and not any(isinstance(one, Unknown) for one in found)
    return tuple({id(one): one for one in found}.values()) if known else None


def _parts(tensor: Tensor) -> tuple[Value, ...] | None:
    """What an array consists of along its first axis, if that is short."""
    count = tensor.shape.dim(0) if tensor.rank else None
    part = _part(tensor)
    if part is None or not isinstance(count, int) or count > MAX_PARTS:
        return None
    # The numbers of one of NumPy's may have been written over.
    known = tensor.value if isinstance(tensor.value, tuple) and tensor.kind is not TensorKind.ARRAY else (None,) * count
    return tuple([replace(part, value=value) for value in known])


def _part(tensor: Tensor) -> Tensor | None:
    """A part of an array along its first axis; `None` for what is or may be symbolic, or has no axis."""
    if tensor.kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN) or not tensor.shape.dims:
        return None
    return Tensor(Shape(tensor.shape.dims[1:]), tensor.dtype, tensor.kind.of_values)


def run_over(machine: Machine, value: Value, *, partly: bool = False, exact: bool = False) -> tuple[Value, ...] | None:
    """The elements of what is run over here, in order; an iterator is then used up.

    `partly`, if it may end before the last element; `exact`, if it matters how many there are.
    """
    items = _run_over(machine, value, partly=partly)
    return items if items is not None or exact else assumed_elements(machine, value)


def _run_over(machine: Machine, value: Value, *, partly: bool) -> tuple[Value, ...] | None:
    if isinstance(value, IteratorValue):
        items = remaining(machine, value, partly=partly)
        if partly:
            release(machine, items or ())
        machine.state.write(value.slots, "items", None if partly or items is None else ())
        return items
    items = iterate(value)
    if items is None:
        release(machine, _run_over_unknown(value))
    else:
        machine.spend(len(items) // COPIED_AT_ONCE)
    return items


def _run_over_unknown(value: Value) -> tuple[Value, ...]:
    """What running over it may change, or gives into hands that are not followed."""
    if isinstance(value, (Union, Instance)):
        return (value,)
    return value.items or () if isinstance(value, SetValue) else ()


def members(machine: Machine, value: Value) -> tuple[Value, ...] | None:
    """The elements, in any order: for what does not depend on it."""
    return value.items if isinstance(value, SetValue) else run_over(machine, value)


def remaining(machine: Machine, iterator: IteratorValue, *, partly: bool = False) -> tuple[Value, ...] | None:
    """What an iterator has not given yet. One that has not been started is executed here."""
    items: Any = iterator.slots["items"]
    if items is LATE:
        machine.state.write(iterator.slots, "items", None)  # while it is executed, it cannot be started again
        with machine.state.logged() as log:
            items = iterator.run() if iterator.run is not None else None
        if partly:
            machine.state.blur(log)
        machine.state.write(iterator.slots, "items", items)
    elif items is None and iterator.origin is not None:
        release(machine, (iterator,))
    if items is not None and any(slots.get(key) is not held for slots, key, held in iterator.sources):
        release(machine, items)
        return None
    known: tuple[Value, ...] | None = items
    return known


def first_of(machine: Machine, iterator: IteratorValue) -> tuple[Value, ...] | None:
    """What an iterator gives next, and perhaps more; nothing at its end. One that has not been started is executed."""
    if iterator.first is None or iterator.slots["items"] is not LATE:
        return remaining(machine, iterator, partly=True)
    machine.state.write(iterator.slots, "items", None)
    return iterator.first()


def assumed_elements(machine: Machine, value: Value) -> tuple[Value, ...] | None:
    """Elements of something unknown that may hold any number of them, where shapes are asked for: as if it had a few.

    Of `None` it is known that it may be no such thing, or that it matters how many there are.
    """
    survey = machine.survey
    if survey is None:
        return None
    if type(value) is Symbolic:
        note_list(machine, value)
        parts = [part_of_parameter(machine, value, index) for index in range(survey.count)]
        return None if ABSENT in parts else tuple(parts[: survey.assumed_count()])
    plain = type(value) is Unknown and value.of in (None, "list", "range")
    if plain or isinstance(value, (ListValue, DictValue, ViewValue, IteratorValue)):
        return (some_element(value),) * survey.assumed_count()
    return None


def some_element(value: Value) -> Value:
    """An element of what is run over, it is not known which."""
    part = _part(value) if isinstance(value, Tensor) else None
    if part is not None:
        return part
    of = value.of if isinstance(value, Unknown) else None
    return Unknown("an element of something that is not known", {"range": "int", "str": "str"}.get(of or ""))


def is_late(value: Value) -> bool:
    """Whether it is an iterator that executes code of the program's when it is run over."""
    return isinstance(value, IteratorValue) and value.origin is not None


def sources(value: Value) -> tuple[Source, ...]:
    """The slots that tell the elements of a value, with what they hold."""
    if isinstance(value, ViewValue):
        value = value.shown
    if isinstance(value, ListValue):
        return ((value.slots, "items", value.items),)
    if isinstance(value, DictValue):
        return ((value.slots, "entries", value.entries),)
    return ()


def all_tensors(value: Value) -> tuple[Tensor, ...]:
    """The elements of a tuple or list, if they are tensors, one and all; else nothing."""
    items = iterate(value) if isinstance(value, (tuple, ListValue)) else None
    return items if items and all(isinstance(item, Tensor) for item in items) else ()


def length(value: Value) -> Value | None:
    """`len(value)`; `None` if it is not known."""
    if isinstance(value, (tuple, str, bytes, range)):
        return _length(value)
    if isinstance(value, (ListValue, ViewValue)):
        return None if value.items is None else len(value.items)
    if isinstance(value, DictValue):
        return None if value.entries is None else len(value.entries)
    if isinstance(value, ClassValue):
        members = iterate(value)
        return None if members is None else len(members)
    if isinstance(value, Tensor) and value.kind is not TensorKind.SYMBOLIC and value.rank:
        shape = shape_value(value)
        return shape[0]
    return None


def _length(value: tuple[Value, ...] | str | bytes | range) -> int:
    """`len`, also of ranges that are too long for it."""
    if isinstance(value, range):
        return max(0, (value.stop - value.start + value.step - (1 if value.step > 0 else -1)) // value.step)
    return len(value)
