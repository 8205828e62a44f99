"""What the rules on merges share: the two tensors that do not fit, and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from keralint.api import BroadcastMismatch, MergeMismatch, Place, Report, Tensor
from keralint_rules.shapes.branches import Change, changes, fork, known, size_at
from keralint_rules.words import listed, source_words

Related: TypeAlias = list[tuple[Place | None, str]]
"""Places that explain another, with what is to be said of each."""


def clashing(failure: MergeMismatch | BroadcastMismatch) -> tuple[Tensor, Tensor] | None:
    """The input that does not fit, with the earlier one that it differs from."""
    tensors = failure.tensors
    if isinstance(failure, BroadcastMismatch):
        return (tensors[0], tensors[1]) if len(tensors) == 2 else None
    culprit = tensors[failure.culprit]
    for before in tensors[: failure.culprit]:
        if failure.axis is None and before.rank != culprit.rank:
            return before, culprit
        if failure.axis is not None and _differ(before, culprit, failure.axis):
            return before, culprit
    return (tensors[0], culprit) if failure.culprit else None


def _differ(left: Tensor, right: Tensor, axis: int) -> bool:
    a, b = size_at(left, axis), size_at(right, axis)
    return known(a) and known(b) and a != b


def sources(tensors: Sequence[Tensor], report: Report) -> Related:
    """Where each tensor was made."""
    return [(report.origin(tensor), source_words(tensor, report)) for tensor in tensors if tensor.call is not None]


def shapes_of(tensors: Sequence[Tensor]) -> str:
    """The shapes, as a list in words."""
    return listed([tensor.shape for tensor in tensors])


def explained(left: Tensor, right: Tensor, axis: int | None, report: Report) -> Related:
    """Where the two tensors come from; if one branch of two changed the size, where it did."""
    found = cause(left, right, axis) if axis is not None else None
    steps = [found.words(report)] if found is not None else []
    return [*sources((left, right), report), *steps]


def cause(left: Tensor, right: Tensor, axis: int) -> Change | None:
    """The call that changed the size on one of two branches, where the other kept it."""
    parted = fork(left, right)
    if parted is None:
        return None
    one, other = changes(parted.left, axis), changes(parted.right, axis)
    if bool(one) == bool(other):
        return None
    return (one or other)[-1]


def axis_phrase(axis: int | None, pair: tuple[Tensor, Tensor] | None) -> str:
    """On which axis they differ."""
    if axis is None:
        return "they have different numbers of axes"
    return f"they differ on axis {shown_axis(axis, pair)}"


def shown_axis(axis: int, pair: tuple[Tensor, Tensor] | None) -> int:
    """The axis counted from the start, where both have as many axes; else from the end, where they are aligned."""
    rank = pair[0].rank if pair is not None and pair[0].rank == pair[1].rank else None
    return axis % rank if rank else axis
