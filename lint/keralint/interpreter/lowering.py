"""Between the interpreter's values and the arguments that the semantics take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.open_tensors import OpenTensor, shape_of
from keralint.interpreter.values import (
    BoundMethod,
    BuiltinFunction,
    BuiltinMethod,
    DictValue,
    DynamicSize,
    Function,
    IteratorValue,
    ListValue,
    MemberValue,
    NativeFunction,
    TupleValue,
    Union,
    Unknown,
    Value,
    ViewValue,
    widen,
)
from keralint.keras_api.symbols import Parameter, Signature
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import DYNAMIC, UNKNOWN, UNKNOWN_FLOAT, ApiInstance, ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Shape, UnknownDim

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


class InterpretedCallable(UserCallable):
    """Something callable of the program's, which the semantics can run through the interpreter."""

    __slots__ = ("machine", "name", "value")

    def __init__(self, machine: Machine, value: Value) -> None:
        self.machine = machine
        self.value = value
        self.name = getattr(value, "name", type(value).__name__)

    @property
    def signature(self) -> Signature | None:
        if not isinstance(self.value, Function):
            return None
        return Signature(tuple(Parameter(each.name, each.kind, each.required) for each in self.value.parameters))

    def invoke(self, positional: Sequence[Argument], keyword: Mapping[str, Argument]) -> Argument:
        from keralint.interpreter.calls import call_value  # calls lower their arguments here

        lifted = CallArguments(tuple(map(lift, positional)), {name: lift(value) for name, value in keyword.items()})
        return lower(call_value(self.machine, self.value, lifted, self.machine.context.site), self.machine)


def lower(value: Value, machine: Machine) -> Argument:
    """The argument that stands for a value; what the semantics have no use for becomes `UNKNOWN`.

    So does what is in more containers than make sense, or in too many: a list may contain itself.
    """
    if type(value) in _PLAIN:
        return as_it_may_be(value) if machine.arrays_written else value
    return _lower(value, machine, _DEEPEST, [MAX_COLLECTION])


def as_it_may_be(value: Value) -> Value:
    """A value once arrays have been written into: of them it is not known any more what they hold."""
    is_array = type(value) is Tensor and value.kind is TensorKind.ARRAY and value.value is not None
    return replace(value, value=None) if is_array and value.rank != 0 else value


def _lower(value: Value, machine: Machine, depth: int, left: list[int]) -> Argument:
    kind = type(value)
    if kind in _PLAIN:
        return as_it_may_be(value) if machine.arrays_written else value
    if kind is tuple or kind is TupleValue:
        return _all(value, machine, depth, left, tuple)
    if kind is slice:
        return slice(*[lower(bound, machine) for bound in (value.start, value.stop, value.step)])
    if isinstance(value, (ListValue, ViewValue)):
        return UNKNOWN if value.items is None else _all(value.items, machine, depth, left, list)
    if isinstance(value, DictValue):
        entries = value.entries
        items = UNKNOWN if entries is None else _all(entries.values(), machine, depth, left, list)
        return UNKNOWN if items is UNKNOWN or entries is None else dict(zip(entries, items))
    if isinstance(value, Union):
        joined = widen(list(value.alternatives))
        return joined if isinstance(joined, Tensor) else UNKNOWN
    if isinstance(value, Function) and value.opaque:
        return UNKNOWN  # its decorator may have made anything of it
    if isinstance(value, BuiltinMethod) and _may_have_attributes(value.receiver):
        return UNKNOWN  # of these it is not known which attributes are methods
    if isinstance(value, (Function, BoundMethod, BuiltinFunction, BuiltinMethod, NativeFunction)):
        return InterpretedCallable(machine, value)
    if isinstance(value, ApiReference) and value.symbol is None and not value.path.startswith(_LIBRARIES):
        return UNKNOWN  # a name imported from code that is not followed may be anything
    if isinstance(value, range):
        return tuple(value) if len(value) < _LONGEST_RANGE else UNKNOWN
    return value.plain if isinstance(value, MemberValue) else _LOWERED.get(kind, value)


def _may_have_attributes(value: Value) -> bool:
    """Whether it may have attributes that are no methods."""
    of_backend = isinstance(value, Tensor) and value.kind is not TensorKind.SYMBOLIC
    return of_backend or isinstance(value, (Layer, ApiInstance))


def _all(
    values: Collection[Value], machine: Machine, depth: int, left: list[int], kind: Callable[[list[Argument]], Argument]
) -> Argument:
    left[0] -= len(values)
    if not depth or left[0] < -len(values):
        return UNKNOWN
    return kind([_lower(value, machine, depth - 1, left) for value in values])


def lower_operand(value: Value, machine: Machine, *, tensor: bool = True, number: bool = False) -> Argument:
    """The same for an argument of an operation, where of a number the type is kept.

    The size of a tensor that is computed with is `None` in a shape, and a number where the operation takes a `tensor`
    or a `number`.
    """
    kind = type(value)
    if kind in _PLAIN:
        return as_it_may_be(value) if machine.arrays_written else value
    if kind is Unknown:
        return _OPERANDS.get(value.of, UNKNOWN)
    if kind is range and len(value) >= _LONGEST_RANGE:
        return Tensor(Shape((len(value),)), "int64", TensorKind.ARRAY)
    if kind is DynamicSize and (tensor or number) and value.tensor.kind is not TensorKind.SYMBOLIC:
        return UNKNOWN_DIM if tensor else DYNAMIC
    return lower(value, machine)


def lift(argument: Argument, reason: str | None = None) -> Value:
    """The value that an answer of the semantics is to the program; `reason` tells why it is not known, if it is not."""
    if argument is UNKNOWN or isinstance(argument, UnknownDim):
        return Unknown(reason or "not known", None if argument is UNKNOWN else "int")
    if isinstance(argument, tuple):
        return tuple(map(lift, argument))
    if isinstance(argument, list):
        return ListValue(tuple(map(lift, argument)))
    if isinstance(argument, dict):
        return DictValue({key: lift(item) for key, item in argument.items()})
    if isinstance(argument, InterpretedCallable):
        return argument.value
    return argument


def lower_call(arguments: CallArguments, machine: Machine) -> CallArguments:
    """The same call with lowered arguments."""
    return CallArguments(
        tuple([lower(value, machine) for value in arguments.positional]),
        {name: lower(value, machine) for name, value in arguments.keyword.items()},
        arguments.star,
        arguments.double_star,
        arguments.rest,
    )


def shape_value(tensor: Tensor) -> Value:
    """`tensor.shape`, as a tuple of sizes."""
    if isinstance(tensor, OpenTensor):
        return shape_of(tensor)
    if tensor.shape.dims is None:
        return Unknown("the rank of the tensor is not known", "tuple")
    return tuple([dim_value(tensor, axis) for axis in range(len(tensor.shape.dims))])


def dim_value(tensor: Tensor, axis: int) -> Value:
    """One size of a tensor, as the program sees it."""
    dim = tensor.shape.dim(axis)
    if dim is None:
        return DynamicSize(tensor, axis)
    return Unknown("the size is not known", "int") if dim is UNKNOWN_DIM else dim


_PLAIN = frozenset({int, str, float, bool, type(None), bytes, Tensor})
_LONGEST_RANGE = 1000
_DEEPEST = 20
"""Containers in containers."""
_LIBRARIES = ("keras.", "numpy.", "tensorflow.", "tf_keras.")
"""Where names are what the semantics take them for, also those that the API database does not have."""
_OPERANDS: dict[str | None, Argument] = {"int": UNKNOWN_DIM, "float": UNKNOWN_FLOAT}
_LOWERED: dict[type, Argument] = {Unknown: UNKNOWN, IteratorValue: UNKNOWN, DynamicSize: None, complex: UNKNOWN}
