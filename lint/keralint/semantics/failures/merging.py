"""Failures of merging layers beyond sizes that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keralint.semantics.failures.base import Failure

if TYPE_CHECKING:
    from keralint.semantics.tensors import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchContraction(Failure):
    """Dot is asked to sum over the batch axis of `tensor`."""

    tensor: Tensor
    axis: int
