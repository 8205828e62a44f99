"""Failures of normalization layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure
from keralint.shapes import Dim

if TYPE_CHECKING:
    from keralint.semantics.layer import Layer
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsDoNotDivide(Failure):
    """The channels (`size`, on `axis`) cannot be divided into this many groups."""

    tensor: Tensor
    axis: int
    groups: Dim
    size: Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelMissing(Failure):
    """SpectralNormalization wraps a layer that has neither a kernel nor embeddings."""

    layer: Layer
    tensor: Tensor
