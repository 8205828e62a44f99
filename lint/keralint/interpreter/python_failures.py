"""Failures of Python's own, as far as tensors and layers cause them."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.interpreter.values import DynamicSize, Value
from keralint.semantics.failures.base import Failure
from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackMismatch(Failure):
    """A sequence of tensors is unpacked into another number of names."""

    value: Value
    targets: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorAsCondition(Failure):
    """The truth of a symbolic tensor is asked (`if x:`), which it does not have."""

    tensor: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicSizeArithmetic(Failure):
    """A size that is `None` is computed with."""

    size: DynamicSize
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCallable(Failure):
    """Something that cannot be called is called: a tensor, a number, a list."""

    value: Value
