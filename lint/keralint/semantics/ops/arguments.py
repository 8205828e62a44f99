"""What operations make of their arguments: arrays, axes, sizes, flags."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import AxisOutOfRange, InputCountMismatch, NotATensor
from keralint.semantics.kinds import iterated
from keralint.semantics.ops.dtypes import meet, of_python
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import DYNAMIC, UNKNOWN, UNKNOWN_FLOAT, Argument, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, UnknownDim, are_usual, is_number

MAX_KNOWN_ELEMENTS: Final = 64
"""Elements of an array that are followed one by one: labels, ids and shapes are few, data are many."""

MAX_PARTS: Final = 256
"""Tensors that one operation gives (`split`, `unstack`); more are not followed one by one."""


def is_size(value: Argument) -> bool:
    """Whether the value is a size that is known or symbolic."""
    return isinstance(value, (int, Symbolic, UnknownDim)) and not isinstance(value, bool)


def as_tensor(value: Argument, mode: Mode) -> Tensor:
    """What the library makes of an argument where it takes an array.

    Raises: Failed(NotATensor) for what Keras cannot take beside symbolic tensors; Undetermined.
    """
    if isinstance(value, Tensor):
        return value
    if value is UNKNOWN:
        return replace(Tensor.unknown(), kind=mode.kind)
    if isinstance(value, (tuple, list)):
        if mode.declared and _holds_symbolic(value):
            raise Failed(NotATensor(value=value))
        return array_of(value, mode)
    if isinstance(value, (bool, int, float, str)):
        return Tensor(Shape(()), of_python(value, mode), _eager(mode), value=value)
    if isinstance(value, Symbolic):
        if is_number(value):
            return Tensor(Shape(()), None, _eager(mode))
        # It stands for a parameter of a function that nobody calls, which may be a number, or a tensor of any shape.
        return replace(Tensor.unknown(), kind=mode.kind)
    if isinstance(value, UnknownDim):
        return Tensor(Shape(()), of_python(1, mode), _eager(mode), value=value)
    if value is UNKNOWN_FLOAT:
        return Tensor(Shape(()), of_python(1.0, mode), _eager(mode))
    raise Undetermined("an argument is not an array that is known")


def _eager(mode: Mode) -> TensorKind:
    return TensorKind.ARRAY if mode.namespace is Library.NUMPY else TensorKind.EAGER


def _holds_symbolic(value: Argument) -> bool:
    if isinstance(value, Tensor):
        return value.kind is TensorKind.SYMBOLIC
    return isinstance(value, (tuple, list)) and any(map(_holds_symbolic, value))


def array_of(items: tuple[Argument, ...] | list[Argument], mode: Mode) -> Tensor:
    """An array of nested sequences of numbers and tensors.

    Raises: Undetermined if the sequences are ragged.
    """
    elements = [as_tensor(item, mode) for item in items]
    if not elements:
        return Tensor(Shape((0,)), of_python(1.0, mode), _eager(mode), value=())
    first = elements[0].shape
    for element in elements[1:]:
        if element.shape.rank != first.rank and None not in (element.shape.rank, first.rank):
            raise Undetermined("the sequences are ragged")
    shape = UNKNOWN_SHAPE if first.dims is None else Shape((len(elements), *_common(elements, first.dims)))
    value = _elements_value(elements, shape)
    return Tensor(shape, _dtype_of_elements(elements, mode), _eager(mode), value=value)


def _common(elements: list[Tensor], dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """The sizes that all elements share; those of the first where they are equal, else not known."""
    others = [element.shape.dims for element in elements]
    same = all(other == dims for other in others)
    if not same and all(other is not None and all(isinstance(dim, int) for dim in other) for other in others):
        raise Undetermined("the sequences are ragged")
    return dims if same else (UNKNOWN_DIM,) * len(dims)


def _elements_value(elements: list[Tensor], shape: Shape) -> Argument:
    if shape.dims is None or not all(isinstance(dim, int) for dim in shape.dims):
        return None
    count = math.prod(dim for dim in shape.dims if isinstance(dim, int))
    return tuple(element.value for element in elements) if count <= MAX_KNOWN_ELEMENTS else None


def _dtype_of_elements(elements: list[Tensor], mode: Mode) -> str | None:
    dtypes: list[str | None] = list(dict.fromkeys(element.dtype for element in elements))
    return dtypes[0] if len(dtypes) == 1 else meet(dtypes, mode)


def tensors_of(value: Argument, mode: Mode, argument: str) -> list[Tensor]:
    """The arrays of a list, where an operation takes a list of them.

    Raises: Failed(NotATensor) where Keras refuses an element or a single symbolic tensor; Undetermined.
    """
    if isinstance(value, (tuple, list)) and value:
        if mode.declared:
            for item in value:
                plain = item is None or isinstance(item, (bool, int, float, str, tuple, list, dict))
                if plain or isinstance(item, BuiltinLayer) or neither_tensor_nor_layer(item):
                    raise Failed(NotATensor(value=item, argument=argument))
        return [as_tensor(item, mode) for item in value]
    if isinstance(value, (tuple, list)):
        raise Failed(InputCountMismatch(expected=1, found=0, at_least=True))
    if isinstance(value, Tensor) and mode.declared:
        raise Failed(NotATensor(value=value, argument=argument))
    raise Undetermined(f"`{argument}` is not known")


def known_dims(x: Tensor) -> tuple[Dim, ...]:
    """The sizes of a tensor of known rank.

    Raises: Undetermined.
    """
    if x.shape.dims is None:
        raise Undetermined("the rank is not known")
    return x.shape.dims


def integer(value: Argument, argument: str) -> int:
    """An integer argument whose value must be known.

    Raises: Undetermined; Failed(InvalidArgument) for a fraction or a string, which no library takes for an integer.
    """
    if isinstance(value, Tensor) and value.shape.dims == () and isinstance(value.value, int):
        value = value.value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, str)):
        raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.INTEGER)))
    raise Undetermined(f"`{argument}` is not known")


def axis_of(x: Tensor, axis: Argument, *, argument: str = "axis", extra: int = 0) -> int:
    """The axis, counted from the start; `extra` axes will be added to those of `x`.

    Raises: Failed(AxisOutOfRange | InvalidArgument); Undetermined.
    """
    is_given = isinstance(axis, Symbolic) and are_usual(axis)  # it usually is the last
    number = -1 if is_given else integer(axis, argument)
    rank = len(known_dims(x)) + extra
    if rank == 0 and number in (0, -1) and x.kind is not TensorKind.SYMBOLIC:
        raise Undetermined("some functions take an axis of a single number")
    if not -rank <= number < rank:
        raise Failed(AxisOutOfRange(tensor=x, axis=number, argument=argument))
    return number % rank


def axes_of(x: Tensor, axis: Argument, *, argument: str = "axis", extra: int = 0) -> tuple[int, ...]:
    """Several axes, counted from the start, in the order given. What stands twice is not followed.

    Raises: Failed(AxisOutOfRange | InvalidArgument); Undetermined.
    """
    items = _axis_items(axis)
    if extra:
        extra = len(items)
    axes = tuple(axis_of(x, item, argument=argument, extra=extra) for item in items)
    if len(set(axes)) < len(axes):
        raise Undetermined(f"`{argument}` names an axis twice")
    return axes


def _axis_items(axis: Argument) -> tuple[Argument, ...]:
    if isinstance(axis, Tensor) and isinstance(axis.value, tuple):
        return axis.value
    axis = iterated(axis)
    return tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)


def flag(value: Argument, argument: str) -> bool:
    """A truth value that must be known.

    Raises: Undetermined.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return bool(value)
    raise Undetermined(f"`{argument}` is not known")


def size_of(value: Argument, *, dynamic: Dim = UNKNOWN_DIM) -> Dim:
    """A size given as an argument; `dynamic` is what a tensor without a known value stands for."""
    if isinstance(value, Tensor):
        value = value.value if value.shape.dims == () else None
        if value is not DYNAMIC and not is_size(value):
            return dynamic
    if value is DYNAMIC:
        return None
    if value is None or isinstance(value, (int, Symbolic, UnknownDim)):
        return value
    return UNKNOWN_DIM


def one_size(value: Argument) -> Dim:
    """A size given as an argument that is no sequence.

    Raises: Undetermined.
    """
    sizes = sizes_of(value)
    if len(sizes) != 1 or isinstance(value, (tuple, list)):
        raise Undetermined("a size is not known")
    return sizes[0]


def sizes_of(value: Argument, *, dynamic: Dim = UNKNOWN_DIM) -> tuple[Dim, ...]:
    """A shape given as an argument: a size, a sequence of sizes, or a tensor of them.

    Raises: Undetermined if not even the number of sizes is known.
    """
    if isinstance(value, (tuple, list)):
        return tuple(size_of(item, dynamic=dynamic) for item in value)
    if isinstance(value, Tensor) and value.shape.rank == 1:
        if isinstance(value.value, tuple):
            return tuple(dynamic if item is None else size_of(item, dynamic=dynamic) for item in value.value)
        (count,) = known_dims(value)
        if isinstance(count, int):
            return (dynamic,) * count
    if isinstance(value, (int, Symbolic, UnknownDim)) or (isinstance(value, Tensor) and value.shape.rank == 0):
        return (size_of(value, dynamic=dynamic),)
    raise Undetermined("a shape is not known")
