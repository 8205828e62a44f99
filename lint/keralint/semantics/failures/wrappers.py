"""Failures of wrappers: Bidirectional and TimeDistributed."""

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
class SameDirection(Failure):
    """Both layers of a Bidirectional run in the same direction.

    `backward` is the layer given as `backward_layer`; `None` if the wrapper makes it of `forward`, which runs
    backwards already (an error in Keras 3 only: Keras 2 turned the copy around).
    """

    forward: Layer
    backward: Layer | None
    go_backwards: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionsDiffer(Failure):
    """The two layers of a Bidirectional differ in `flags`: `stateful`, `return_sequences`, `return_state`.

    `values` are the values of each of the flags, the forward layer's first.
    """

    forward: Layer
    backward: Layer
    flags: tuple[str, ...]
    values: tuple[tuple[Argument, Argument], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionUnitsMismatch(Failure):
    """The outputs of the two directions have different widths, and `merge_mode` combines them element by element."""

    forward: Layer
    backward: Layer
    merge_mode: str
    widths: tuple[Dim, Dim]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatefulBidirectionalStates(Failure):
    """A stateful Bidirectional returns its states, on which Keras 3 fails (`Bidirectional.compute_mask`)."""

    forward: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputShapeNotDeclared(Failure):
    """The class of the layer inside a TimeDistributed has no `compute_output_shape`, which Keras 3 asks for."""

    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralOutputsPerStep(Failure):
    """The layer inside a TimeDistributed returns `found` tensors (a list, also of one), where it must return one."""

    layer: Layer
    tensor: Tensor
    found: int
