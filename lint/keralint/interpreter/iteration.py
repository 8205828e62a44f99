"""What a loop or an unpacking runs over."""

from __future__ import annotations

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.lowering import shape_value
from keralint.interpreter.values import DictValue, ListValue, Value
from keralint.semantics.tensors import Tensor, TensorKind


def iterate(value: Value) -> tuple[Value, ...] | None:
    """The elements of an iterable, in order; `None` if they are not known one by one."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, ListValue):
        return value.items
    if isinstance(value, DictValue):
        return None if value.entries is None else tuple(value.entries)
    if isinstance(value, (range, str)):
        return tuple(value) if len(value) <= MAX_COLLECTION else None
    return None


def all_tensors(value: Value) -> tuple[Tensor, ...]:
    """The elements of a tuple or list, if they are tensors, one and all; else nothing."""
    items = iterate(value) if isinstance(value, (tuple, ListValue)) else None
    return items if items and all(isinstance(item, Tensor) for item in items) else ()


def length(value: Value) -> Value | None:
    """`len(value)`; `None` if it is not known."""
    if isinstance(value, (tuple, str, bytes, range)):
        return len(value)
    if isinstance(value, ListValue):
        return None if value.items is None else len(value.items)
    if isinstance(value, DictValue):
        return None if value.entries is None else len(value.entries)
    if isinstance(value, Tensor) and value.kind is not TensorKind.SYMBOLIC and value.rank:
        shape = shape_value(value)
        return shape[0]
    return None
