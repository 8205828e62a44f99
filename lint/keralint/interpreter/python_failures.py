"""Failures of Python's own, as far as tensors and layers cause them."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.interpreter.values import DynamicSize, Value
from keralint.semantics.failures.base import Failure
from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackMismatch(Failure):
    """A sequence is unpacked into another number of names. `items` are its elements."""

    value: Value
    targets: int
    found: int
    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorUnpacked(Failure):
    """A symbolic tensor is unpacked into several names, as if it were a tuple of tensors."""

    tensor: Tensor
    targets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceAsTensor(Failure):
    """A tuple or list of tensors is used as if it were one: indexed by axes (`[]`), or asked for an attribute."""

    tensors: tuple[Tensor, ...]
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorAsCondition(Failure):
    """The truth of a symbolic tensor is asked (`if x:`), which it does not have."""

    tensor: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorAsValue(Failure):
    """A symbolic tensor is used as if it had its values: run over, measured by `len`, made a number.

    `use` is `iteration`, `length` or `number`.
    """

    tensor: Tensor
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicSizeArithmetic(Failure):
    """A size that is `None` is computed with: by an operator, or by a function of numbers (`int`, `numpy.prod`)."""

    size: DynamicSize
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisBeyondShape(Failure):
    """`x.shape[index]`, where the tensor has fewer axes."""

    tensor: Tensor
    index: int
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCallable(Failure):
    """Something that cannot be called is called: a tensor, a number, a list."""

    value: Value
