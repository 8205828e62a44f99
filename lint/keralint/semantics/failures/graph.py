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
    """`Input` is given something that is not a tuple of sizes.

    `value` is what was given in place of a tuple, if `whole`; else what stands in the tuple and is no size.
    """

    argument: str
    value: Argument
    whole: bool = False


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
    """An output cannot be computed from the model's inputs alone.

    `missing` is an Input that it depends on and that is not among them.
    """

    output: Tensor
    missing: Tensor | None
    inputs: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLayerName(Failure):
    """Two different layers of one model have the same name."""

    name: str
    first: Operation
    second: Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidName(Failure):
    """A layer or model is given a name with a slash."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keras1ModelArguments(Failure):
    """`Model(input=…, output=…)`: the names of Keras 1."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayersNotAList(Failure):
    """`Sequential(Dense(8), Dense(1))`: the layers are not in a list. `values` are what is given instead."""

    values: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotALayerInSequential(Failure):
    """Something that is not a layer is added to a Sequential model."""

    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondInputLayer(Failure):
    """An Input is added to a Sequential model that has one already."""

    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class InputNotFirst(Failure):
    """An Input stands behind another layer of a Sequential model, which can then never be built."""

    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltWithAnotherShape(Failure):
    """`model.build` is given another shape than the Sequential model has already."""

    built: Shape
    given: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRequiredInputs(Failure):
    """A layer that takes several inputs stands in a Sequential model."""

    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptySequential(Failure):
    """A Sequential model without layers is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbuiltModel(Failure):
    """Something is asked of a Sequential model that is only known once its input is. `name` is the attribute."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverCalled(Failure):
    """`layer.output` or `layer.input` of a layer that has not been called. `name` is the attribute.

    `built` tells of a Sequential model that knows its own tensors, under the names `outputs` and `inputs`.
    """

    layer: Layer
    name: str
    built: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInputMismatch(Failure):
    """A model is called on, or trained with, a tensor that does not fit its Input."""

    tensor: Tensor
    expected: tuple[Dim, ...]
    axis: int | None
    """The axis that differs; `None` if the ranks do."""
    model_input: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingModelInput(Failure):
    """A model is called on a dict without the key of one of its inputs."""

    name: str
    given: tuple[str, ...]
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerIndexOutOfRange(Failure):
    """`get_layer` is given an index that the model does not have."""

    index: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLayerName(Failure):
    """`get_layer` is given a name that no layer of the model has."""

    name: str
    nearest: str | None
    names: tuple[str, ...]
