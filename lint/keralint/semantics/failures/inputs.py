"""Failures that come from the tensors a layer is called on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape

if TYPE_CHECKING:
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class RankMismatch(Failure):
    """The input has another number of axes than the layer takes (`expected`, or more if `at_least`)."""

    tensor: Tensor
    expected: tuple[int, ...]
    found: int
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeMismatch(Failure):
    """One axis of the input must have the size `expected`."""

    tensor: Tensor
    axis: int
    expected: Dim
    found: Dim
    other: Tensor | None = None
    """The tensor that the expected size comes from, if it comes from one."""
    argument: str | None = None
    """The argument that the expected size comes from, if it comes from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndefinedSize(Failure):
    """An axis whose size the layer's weights depend on is `None`."""

    tensor: Tensor
    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeSize(Failure):
    """A window, crop or pool exceeds the input: an output size would be zero or negative."""

    tensor: Tensor
    axis: int
    size: Dim
    window: Dim
    argument: str
    """The argument that sets the window: `kernel_size`, `pool_size`, `cropping`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeMismatch(Failure):
    """Tensors that are merged differ in an axis where they must agree.

    `axis` counts from the end where it is negative; it is `None` where the ranks differ. `culprit` is the index of
    the first input that does not fit those before it.
    """

    tensors: tuple[Tensor, ...]
    axis: int | None
    culprit: int
    concat_axis: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastMismatch(Failure):
    """Two operands of an elementwise operation cannot be broadcast together."""

    left: Shape
    right: Shape
    axis: int
    tensors: tuple[Tensor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReshapeMismatch(Failure):
    """A reshape would change the number of elements. Shapes are without the batch axis for the Reshape layer."""

    tensor: Tensor
    source: Shape
    target: tuple[Dim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisOutOfRange(Failure):
    """An axis argument names an axis that the input does not have."""

    tensor: Tensor
    axis: int
    argument: str = "axis"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCountMismatch(Failure):
    """The layer takes another number of tensors (`expected`, or more if `at_least`; a list, if `a_list`)."""

    expected: int
    found: int
    at_least: bool = False
    a_list: bool = False
    """The layer takes one list of tensors, and was given a single tensor."""
    tensors: tuple[Tensor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotATensor(Failure):
    """A layer was called on something that is not a tensor: a layer, a class, a function, a string."""

    value: Argument
    argument: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsMismatch(Failure):
    """A layer whose weights exist already is called on an input that they do not fit.

    `first` is what the first call gave: its own call tells the input that the weights were made for.
    """

    tensor: Tensor
    weight: str
    built: tuple[Dim, ...]
    needed: tuple[Dim, ...]
    first: Tensor | None = None
