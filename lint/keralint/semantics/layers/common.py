"""What several families of layers share: axes that weights depend on, structures of tensors, argument checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keralint.semantics.failures import AxisOutOfRange, Expectation, Expected, Failed, InvalidArgument, NotATensor
from keralint.semantics.failures.inputs import UndefinedSize
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layer import Layer
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, decide
from keralint.shapes.dims import UnknownDim

NEVER_TENSORS = (bool, int, float, complex, str, bytes, type(None), Layer, ApiReference, UserCallable)
"""What Keras refuses among the positional arguments of a layer's call."""


def sized_axis(x: Tensor, axis: int, argument: str = "axis") -> Dim:
    """The size of an axis that weights depend on; axes count from either end, as Python's indices.

    Raises: Failed(AxisOutOfRange) if there is no such axis, Failed(UndefinedSize) if its size is `None`.
    """
    if x.shape.dims is None:
        return UNKNOWN_DIM
    check_axis(x, axis, argument)
    size = x.shape.dims[axis]
    if size is None:
        raise Failed(UndefinedSize(tensor=x, axis=axis))
    return size


def check_axis(x: Tensor, axis: int, argument: str = "axis") -> None:
    """Raises: Failed(AxisOutOfRange) if `x` is known not to have the axis."""
    if not has_axis(x, axis):
        raise Failed(AxisOutOfRange(tensor=x, axis=axis, argument=argument))


def has_axis(x: Tensor, axis: int) -> bool:
    """Whether `x` has the axis, or may have it."""
    return x.rank is None or -x.rank <= axis < x.rank


def last(x: Tensor) -> Dim:
    """The last size; not known for a tensor of unknown rank. The rank must be at least 1."""
    return UNKNOWN_DIM if x.shape.dims is None else x.shape.dims[-1]


def with_last_dims(x: Tensor, *dims: Dim) -> Tensor:
    """A tensor like `x` whose last axis is replaced by `dims`: `(…, features)` -> `(…, *dims)`."""
    if x.shape.dims is None:
        return x.reshaped(x.shape)
    return x.reshaped(Shape((*x.shape.dims[:-1], *dims)))


def surely_differ(a: Dim, b: Dim) -> bool:
    """Whether two static sizes differ for Python's `!=`: `None` differs from every number."""
    if isinstance(a, UnknownDim) or isinstance(b, UnknownDim):
        return False
    if a is None or b is None:
        return a is not b
    return decide.equal(a, b) is decide.Answer.NO


def surely_unequal(a: Dim, b: Dim) -> bool:
    """Whether two sizes differ whatever the program's values are; `None` may equal anything."""
    return decide.equal(a, b) is decide.Answer.NO


def same(inputs: Structure, *, none: bool = False) -> Structure:
    """The structure itself, for layers that treat each tensor of it alone; `none`: `None` passes as well.

    Raises: Failed(NotATensor) for what can be no tensor.
    """
    if inputs is None and none:
        return None
    for leaf in leaves(inputs):
        if isinstance(leaf, NEVER_TENSORS):
            raise Failed(NotATensor(value=leaf, argument="inputs"))
    return _known(inputs)


def leaves(structure: Structure) -> Iterator[Argument]:
    """All that is not a list, tuple or dict in a nested structure."""
    if isinstance(structure, (tuple, list)):
        for item in structure:
            yield from leaves(item)
    elif isinstance(structure, dict):
        for item in structure.values():
            yield from leaves(item)
    else:
        yield structure


def _known(structure: Structure) -> Structure:
    """The structure with an unknown tensor in place of all that is not known to be one."""
    if isinstance(structure, (tuple, list)):
        return type(structure)(_known(item) for item in structure)
    if isinstance(structure, dict):
        return {key: _known(item) for key, item in structure.items()}
    return structure if isinstance(structure, Tensor) else Tensor.unknown()


def as_tensor(value: Argument, argument: str) -> Tensor:
    """The value, if it is a tensor; an unknown tensor, if it may be one.

    Raises: Failed(NotATensor).
    """
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (*NEVER_TENSORS, tuple, list, dict)):
        raise Failed(NotATensor(value=value, argument=argument))
    return Tensor.unknown()


def check_seed(arguments: Mapping[str, Argument], rate: str) -> None:
    """Keras makes a seed generator, which takes integers only, if the dropout rate is positive.

    Raises: Failed(InvalidArgument).
    """
    seed, probability = arguments.get("seed", UNKNOWN), arguments.get(rate)
    generator = isinstance(seed, ApiInstance) and seed.canonical == "keras.random.SeedGenerator"
    refused = generator or isinstance(seed, (float, str, bytes, tuple, list, dict))
    if refused and isinstance(probability, (int, float)) and probability > 0:
        raise Failed(InvalidArgument(argument="seed", value=seed, expected=Expectation(Expected.INTEGER)))


class AxesKind(Kind):
    """An axis, or a tuple of axes; anything else is refused when the layer is made."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if isinstance(value, (str, bytes, float, dict, type(None))):
            raise scope.refuse(value, Expectation(Expected.INTEGERS))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


def refused_axes(value: Argument) -> bool:
    """Whether one of the axes of a tuple is certainly no integer."""
    return any(isinstance(axis, (str, bytes, float, tuple, list, dict, type(None))) for axis in value)


def axes_of(value: Argument, argument: str = "axis") -> tuple[int, ...] | None:
    """The axes that an argument names, one or several; `None` if they are not all known.

    Raises: Failed(InvalidArgument) for what cannot be an axis.
    """
    axes = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if refused_axes(axes):
        raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.INTEGERS)))
    if not all(isinstance(axis, int) for axis in axes):
        return None
    return tuple(int(axis) for axis in axes)


def axis_of(value: Argument, argument: str = "axis") -> int | None:
    """The one axis that an argument names; `None` if it is not known.

    Raises: Failed(InvalidArgument) for what cannot be an axis.
    """
    if isinstance(value, (tuple, list)) or refused_axes((value,)):
        raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.INTEGER)))
    return int(value) if isinstance(value, int) else None
