"""Failures of recurrent layers and their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument
from keralint.shapes import Dim

if TYPE_CHECKING:
    from keralint.semantics.layer import Layer
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCountMismatch(Failure):
    """The layer is given another number of initial states (`found`) than it keeps (`expected`).

    `layer` is what keeps them: the layer itself, or one of the cells of a stack. For a Bidirectional `expected` counts
    the states of both directions. `states` are the tensors that were given.
    """

    layer: Layer
    expected: int
    found: int
    states: tuple[Tensor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRankMismatch(Failure):
    """An initial state (the one at `index`) has another number of axes than the layer's state: no step, a sequence."""

    layer: Layer
    tensor: Tensor
    index: int
    expected: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSizeMismatch(Failure):
    """An initial state (the one at `index`) has another size than the layer's state on `axis`: another width."""

    layer: Layer
    tensor: Tensor
    index: int
    axis: int
    expected: Dim
    found: Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class StatefulBatchUnknown(Failure):
    """A stateful layer, which keeps one state for each sample of the batch, is given a batch of unknown size."""

    tensor: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrolledStepsUnknown(Failure):
    """A layer that is to be unrolled is given an unknown number of steps. Keras 2 only."""

    tensor: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrentLayerAsCell(Failure):
    """A recurrent layer (`LSTM`) stands where a cell is meant (`LSTMCell`), which computes a single step."""

    layer: Layer
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyCellStack(Failure):
    """An RNN has no cell at all."""

    cells: Argument
