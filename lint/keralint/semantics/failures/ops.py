"""Failures of operations on tensors: functions, operators, indexing."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import ApiReference, Argument
from keralint.shapes import Dim

if TYPE_CHECKING:
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFunctionOnTensor(Failure):
    """A function of another library (`tensorflow.concat`, `numpy.mean`) is given a symbolic Keras tensor.

    `equivalent` is the function of Keras's that does the same, if there is one.
    """

    path: str
    tensor: Tensor
    equivalent: ApiReference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractionMismatch(Failure):
    """Two axes that a product sums over differ in size. Axes count from the start."""

    left: Tensor
    right: Tensor
    left_axis: int
    right_axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyIndices(Failure):
    """A tensor is indexed with more indices than it has axes."""

    tensor: Tensor
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOutOfRange(Failure):
    """An index lies outside an axis of known size."""

    tensor: Tensor
    axis: int
    index: int
    size: Dim


class IndexForm(enum.Enum):
    """What stands in the brackets of a refused index."""

    SLICE = enum.auto()
    NONE = enum.auto()
    ELLIPSIS = enum.auto()
    TENSOR = enum.auto()
    LIST = enum.auto()
    SEVERAL_ELLIPSES = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedIndex(Failure):
    """A symbolic tensor cannot be indexed in this form.

    `alone`: the form stands alone in the brackets (`x[1:]`), and would do as an element of a tuple (`x[1:, ...]`).
    """

    tensor: Tensor
    form: IndexForm
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnevenSplit(Failure):
    """An axis is split into a number of equal parts that does not divide its size."""

    tensor: Tensor
    axis: int
    size: Dim
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSqueezable(Failure):
    """An axis to be removed does not have the size 1."""

    tensor: Tensor
    axis: int
    size: Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAPermutation(Failure):
    """The axes of a transposition are not the axes of the tensor, each once."""

    tensor: Tensor
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidReshapeTarget(Failure):
    """A target shape has several `-1`, or another negative size."""

    tensor: Tensor
    target: tuple[Dim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthMismatch(Failure):
    """An argument has another number of elements (`found`) than the tensor asks for (`expected`)."""

    tensor: Tensor
    argument: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptMismatch(Failure):
    """The subscripts of an `einsum` do not fit its operands: their number, or the rank of one (`operand`)."""

    subscripts: str
    operand: int | None = None
    tensors: tuple[Tensor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedOperand(Failure):
    """An operator or function is given something beside a symbolic tensor that it cannot compute with."""

    symbol: str
    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedDtype(Failure):
    """An operation takes another kind of elements (`expected`: "float")."""

    tensor: Tensor
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchMismatch(Failure):
    """The functions that a condition chooses between give tensors of another shape or dtype."""

    left: Tensor
    right: Tensor
