"""Failures of layers and models that a program defines itself."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.semantics.failures.base import Failure
from keralint.shapes import Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInitialized(Failure):
    """A layer is called, or gets a weight, whose `__init__` has not called that of its base."""

    class_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightNameByPosition(Failure):
    """The first positional argument of `add_weight` is a name; Keras 3 takes the shape there."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWeightShape(Failure):
    """The shape of a weight has an axis without a size."""

    shape: tuple[Dim, ...]
    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLocked(Failure):
    """A layer that is built gets another weight, or an attribute with another layer, which Keras 3 refuses.

    `attribute` is the name of the attribute; `None` for a weight.
    """

    class_name: str
    attribute: str | None = None
