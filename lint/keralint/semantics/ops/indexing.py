"""Indexing: `x[…]` on symbolic tensors as Keras declares it, on arrays and backend tensors as NumPy does; `take`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from types import EllipsisType
from typing import Final

from keralint.semantics.context import Context
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import IndexForm, IndexOutOfRange, TooManyIndices, UnsupportedIndex
from keralint.semantics.layer import Applied, CallArguments, Operation
from keralint.semantics.ops.arguments import array_of, as_tensor, axis_of, is_size, known_dims
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.operation import record
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import (
    UNKNOWN_DIM,
    UNKNOWN_SHAPE,
    BroadcastError,
    Dim,
    Shape,
    are_usual,
    broadcast_shapes,
    ceil_divide,
    decide,
    subtract,
)

POSSIBLE_SIZES: Final = (2, 3, 89)
"""Sizes that an open axis may have. With JAX Keras takes it to have at least two elements (`backend/jax/core.py`)."""


@dataclass(eq=False)
class GetItem(Operation):
    """Indexing as a node of the graph."""

    index: Argument
    name: str = ""
    class_name: str = "GetItem"

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        return get_item(arguments.positional[0], self.index, context)

    def replay_arguments(self, arguments: Mapping[str, Argument]) -> CallArguments:
        return CallArguments.of(arguments["x"])


def indexed(x: Tensor, index: Argument, context: Context) -> Tensor:
    """The tensor `x[index]`, not recorded.

    Raises: Failed(TooManyIndices | IndexOutOfRange | UnsupportedIndex).
    """
    if x.shape.dims is None:
        return x.reshaped(UNKNOWN_SHAPE)
    declared = x.kind is TensorKind.SYMBOLIC and context.keras_major >= 3
    try:
        items = _items(x, index, declared=declared)
        expanded = _expand(x, items)
        dims = _declared_dims(x, expanded) if declared else _numpy_dims(x, expanded, context)
        shape = Shape(dims)
    except Undetermined:
        shape = UNKNOWN_SHAPE
    return replace(x.reshaped(shape), value=_value(x.value, index))


def _items(x: Tensor, index: Argument, *, declared: bool) -> tuple[Argument, ...]:
    """The parts of an index.

    Raises: Failed(UnsupportedIndex) for what `keras.src.ops.numpy.GetItem` refuses as a whole; Undetermined.
    """
    if index is UNKNOWN:
        raise Undetermined("the index is not known")
    if isinstance(index, tuple):
        return index
    if isinstance(index, list) and x.kind is TensorKind.UNKNOWN:
        raise Undetermined("whether the tensor is symbolic is not known")
    if not declared:
        return (index,)
    if isinstance(index, list):
        return tuple(index)  # of an array it would pick elements
    if is_size(index) or isinstance(index, bool):
        return (index,)
    form = _form(index)
    alone = form in (IndexForm.SLICE, IndexForm.NONE, IndexForm.ELLIPSIS)
    raise Failed(UnsupportedIndex(tensor=x, form=form, alone=alone))


def _form(index: Argument) -> IndexForm:
    if index is None:
        return IndexForm.NONE
    forms = {
        slice: IndexForm.SLICE,
        EllipsisType: IndexForm.ELLIPSIS,
        Tensor: IndexForm.TENSOR,
        list: IndexForm.LIST,
        tuple: IndexForm.LIST,
    }
    return forms.get(type(index), IndexForm.OTHER)


def _expand(x: Tensor, items: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """The parts with the dots written out, one part for each axis beside the new ones.

    Raises: Failed(TooManyIndices | UnsupportedIndex); Undetermined.
    """
    dots = [place for place, item in enumerate(items) if item is Ellipsis]
    if len(dots) > 1:
        raise Failed(UnsupportedIndex(tensor=x, form=IndexForm.SEVERAL_ELLIPSES))
    if any(item is UNKNOWN for item in items):
        raise Undetermined("a part of the index is not known")
    rank = len(known_dims(x))
    used = sum(_axes_used(item) for item in items)
    if used > rank:
        raise Failed(TooManyIndices(tensor=x, given=used))
    at = dots[0] if dots else len(items)
    rest = items[at + 1 :] if dots else ()
    if dots and used == rank and any(isinstance(item, (list, Tensor)) for item in items):
        raise Undetermined("dots without an axis may part the indices")
    return (*items[:at], *(slice(None),) * (rank - used), *rest)


def _axes_used(item: Argument) -> int:
    if item is None or item is Ellipsis:
        return 0
    if isinstance(item, Tensor) and item.dtype == "bool":
        return len(known_dims(item))
    return 1


def _declared_dims(x: Tensor, items: tuple[Argument, ...]) -> tuple[Dim, ...]:
    """The sizes that Keras declares.

    Raises: Failed(IndexOutOfRange | UnsupportedIndex).
    """
    dims: list[Dim] = []
    axis = 0
    for item in items:
        if item is None:
            dims.append(1)
            continue
        size = known_dims(x)[axis]
        if isinstance(item, slice):
            dims.append(slice_size(size, item))
        elif is_size(item) or isinstance(item, bool):
            _check_bounds(x, axis, item)
        elif isinstance(item, (Tensor, float, str, list, tuple)):
            raise Failed(UnsupportedIndex(tensor=x, form=_form(item)))
        else:
            raise Undetermined("a part of the index is not followed")
        axis += 1
    return tuple(dims)


def _check_bounds(x: Tensor, axis: int, index: Argument) -> None:
    size = known_dims(x)[axis]
    if isinstance(index, int) and isinstance(size, int) and not -size <= index < size:
        raise Failed(IndexOutOfRange(tensor=x, axis=axis, index=int(index), size=size))


def _numpy_dims(x: Tensor, items: tuple[Argument, ...], context: Context) -> tuple[Dim, ...]:
    """The sizes that NumPy gives: arrays, and integers beside them, make axes of their own, broadcast together.

    Raises: Failed(IndexOutOfRange); Undetermined.
    """
    dims: list[Dim] = []
    picks: list[tuple[int, int, tuple[Dim, ...]]] = []
    axis = 0
    for place, item in enumerate(items):
        if item is None:
            dims.append(1)
        elif isinstance(item, slice):
            dims.append(_slice_of_backend(x, known_dims(x)[axis], item))
        elif is_size(item):
            _check_bounds(x, axis, item)
            picks.append((place, len(dims), ()))
        elif isinstance(item, (Tensor, list)):
            picks.append((place, len(dims), _picked(item, context)))
        else:
            raise Undetermined("a part of the index is not followed")
        axis += _axes_used(item)
    if any(shape for _, _, shape in picks):
        at = picks[0][1] if picks[-1][0] - picks[0][0] == len(picks) - 1 else 0
        dims[at:at] = _together([Shape(shape) for _, _, shape in picks])
    return tuple(dims)


def _together(picks: list[Shape]) -> tuple[Dim, ...]:
    """What several arrays as indices broadcast to. Raises: Undetermined."""
    try:
        return reduce(broadcast_shapes, picks).dims or ()
    except BroadcastError:
        raise Undetermined("the indices do not fit together") from None


def _picked(item: Argument, context: Context) -> tuple[Dim, ...]:
    """The axes that an array as an index gives: its own, or one of as many elements as are true."""
    mode = Mode(Library.NUMPY, TensorKind.ARRAY, context)
    array = array_of(item, mode) if isinstance(item, list) else item
    if array.shape.dims == () and array.dtype != "bool":
        return ()
    if array.dtype == "bool" and isinstance(item, Tensor) and array.shape.rank:
        return (UNKNOWN_DIM,)
    if array.dtype is None or array.dtype == "bool":
        raise Undetermined("whether an index is a mask is not known")
    return known_dims(array)


def _slice_of_backend(x: Tensor, size: Dim, part: slice) -> Dim:
    """How many elements a slice takes of a backend's tensor.

    Of an axis that is open JAX knows it where it is the same for all sizes (`[:1]`), and TensorFlow does not.
    """
    bounds = (part.start, part.stop, part.step)
    numbers = all(bound is None or isinstance(bound, int) for bound in bounds) and part.step != 0
    if size is None and x.kind is TensorKind.TRACED and numbers:
        counts = {len(range(*part.indices(length))) for length in POSSIBLE_SIZES}
        return UNKNOWN_DIM if len(counts) == 1 else None
    return slice_size(size, part)


def slice_size(size: Dim, part: slice) -> Dim:
    """How many elements a slice takes of an axis; of an unknown one, an unknown number."""
    start, stop, step = part.start, part.stop, part.step
    if size is None or (start is None and stop is None and step in (None, 1)):
        return size
    bounds = (start, stop, step)
    if isinstance(size, int) and all(bound is None or isinstance(bound, int) for bound in bounds) and step != 0:
        return len(range(*part.indices(size)))
    if type(step) is int and step > 1:
        return ceil_divide(slice_size(size, slice(start, stop)), step)
    if step not in (None, 1) or not all(bound is None or is_size(bound) for bound in bounds):
        return UNKNOWN_DIM
    end = size if stop is None else _to(size, stop)
    if start in (None, 0):
        return end
    if isinstance(start, int) and start < 0:
        return _capped(-start, size) if stop is None else UNKNOWN_DIM
    return _without(end, start)


def _to(size: Dim, stop: Dim) -> Dim:
    """The size of `[:stop]`."""
    if isinstance(stop, int) and stop < 0:
        return _without(size, -stop)
    return _capped(stop, size)


def _capped(count: Dim, size: Dim) -> Dim:
    """The smaller of two sizes, if it is known which is; usually nothing is taken beyond the end."""
    if decide.less_equal(count, size) is decide.Answer.YES:
        return count
    if decide.less_equal(size, count) is decide.Answer.YES:
        return size
    return count if are_usual(count, size) else UNKNOWN_DIM


def _without(size: Dim, count: Dim) -> Dim:
    fits = decide.less_equal(count, size) is decide.Answer.YES or are_usual(count, size)
    return subtract(size, count) if fits else UNKNOWN_DIM


def _value(elements: Argument, index: Argument) -> Argument:
    """The known elements that an index picks."""
    if not isinstance(elements, tuple):
        return None
    if isinstance(index, bool) or not isinstance(index, (int, slice)):
        return None
    if isinstance(index, slice) and not all(isinstance(b, (int, type(None))) for b in (index.start, index.stop)):
        return None
    try:
        return elements[index]
    except (IndexError, TypeError, ValueError):
        return None


def get_item(x: Tensor, index: Argument, context: Context) -> Applied:
    """`x[index]`, recorded in the graph if `x` is symbolic.

    The index is an integer, a `slice` of integers, `None`, symbolic or unknown bounds, `None`, `Ellipsis`, a tensor,
    a list, `UNKNOWN`, or a tuple of those.

    Raises: Failed(TooManyIndices | IndexOutOfRange | UnsupportedIndex).
    """
    mode = Mode(Library.KERAS, x.kind, context)
    return record(GetItem(index), {"x": x, "key": index}, Applied(indexed(x, index, context)), mode)


@op("keras.ops.get_item(x, key)")
def get_item_function(x: Argument, key: Argument, *, mode: Mode) -> Tensor:
    """The same as a function, which takes items out of anything."""
    if not isinstance(x, Tensor):
        raise Undetermined("`x` is not a tensor")
    return indexed(x, key, mode.context)


@op("keras.ops.take", "numpy.take(a=x, indices, axis, out!, mode!)")
@op("keras.backend.gather(reference=x, indices, axis:0)")
def take(x: Tensor, indices: Argument, axis: Argument = None, *, mode: Mode) -> Tensor:
    """The axis is replaced by the axes of the indices."""
    picks = as_tensor(indices, mode)
    if axis is None:
        return x.reshaped(picks.shape)
    place = axis_of(x, axis)
    dims = known_dims(x)
    return x.with_shape(*dims[:place], *known_dims(picks), *dims[place + 1 :])
