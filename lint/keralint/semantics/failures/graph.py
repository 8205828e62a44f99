"""Failures of models: graphs that do not connect, layers that do not fit into a Sequential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape

if TYPE_CHECKING:
    from keralint.semantics.layer import Layer, Operation
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidInputShape(Failure):
    """`Input` is given something that is not a tuple of sizes. `value` is what was given."""

    argument: str
    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAModelTensor(Failure):
    """`Model(inputs, outputs)` is given something that is not a symbolic tensor."""

    argument: str
    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyModel(Failure):
    """`Model(inputs, outputs)` is given no input or no output at all."""

    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisconnectedGraph(Failure):
    """An output depends on an Input that is not among the model's inputs."""

    output: Tensor
    missing: Tensor
    inputs: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLayerName(Failure):
    """Two different layers of one model have the same name."""

    name: str
    first: Operation
    second: Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class NotALayerInSequential(Failure):
    """Something that is not a layer is added to a Sequential model."""

    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondInputLayer(Failure):
    """An Input is added to a Sequential model that has one already."""

    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRequiredInputs(Failure):
    """A layer that takes several inputs stands in a Sequential model."""

    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptySequential(Failure):
    """A Sequential model without layers is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbuiltModel(Failure):
    """Something is asked of a model that is only known once its input is."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInputMismatch(Failure):
    """A model is called on, or trained with, a tensor that does not fit its Input."""

    tensor: Tensor
    expected: tuple[Dim, ...]
    axis: int | None
    """The axis that differs; `None` if the ranks do."""
    model_input: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLayerName(Failure):
    """`get_layer` is given a name that no layer of the model has."""

    name: str
    nearest: str | None
    names: tuple[str, ...]
