"""Failures of attention layers."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskListMismatch(Failure):
    """`mask` of Attention must be a list of two or three masks; `found` is its length, `None` if it is no list."""

    mask: Argument
    found: int | None
