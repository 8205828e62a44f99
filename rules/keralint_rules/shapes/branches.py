"""Where tensors come from: the way back through the graph, and what changed a size on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from keralint.api import Dim, Report, Site, Symbolic, Tensor, dim_text
from keralint_rules.words import code

MAX_TENSORS: Final = 5000
"""Tensors that are looked at on the way back; larger graphs are explained less well."""

UPSAMPLING: Final = ("UpSampling1D", "UpSampling2D", "UpSampling3D", "Conv1DTranspose", "Conv2DTranspose",
                     "Conv3DTranspose", "Resize", "Resizing")  # fmt: skip
"""Layers and operations that make space larger."""


@dataclass(frozen=True, slots=True)
class Change:
    """One call that gave an axis another size."""

    before: Tensor
    after: Tensor
    old: Dim
    new: Dim

    def words(self, report: Report) -> tuple[Site | None, str]:
        """The place of the call, and what it did there."""
        name = code(report.name_of(self.after))
        return report.origin(self.after), f"{name} changes {dim_text(self.old)} to {dim_text(self.new)} here"


@dataclass(frozen=True, slots=True)
class Fork:
    """Two tensors that come from one: the way to each of them, from the tensor they share on."""

    shared: Tensor
    left: tuple[Tensor, ...]
    right: tuple[Tensor, ...]


def key(tensor: Tensor) -> object:
    """What makes a tensor the same as another: its place in the graph."""
    return (id(tensor.call), tensor.index) if tensor.call is not None else id(tensor)


def parents(tensor: Tensor) -> Sequence[Tensor]:
    """The tensors that it was computed of."""
    return tensor.call.inputs if tensor.call is not None else ()


def way_back(tensor: Tensor, found: Callable[[Tensor], bool]) -> tuple[Tensor, ...] | None:
    """The shortest way from the nearest ancestor that is `found` (the tensor itself included) to the tensor."""
    child: dict[object, Tensor | None] = {key(tensor): None}
    queue = deque([tensor])
    while queue and len(child) < MAX_TENSORS:
        current = queue.popleft()
        if found(current):
            way = [current]
            while (following := child[key(way[-1])]) is not None:
                way.append(following)
            return tuple(way)
        for parent in parents(current):
            if key(parent) not in child:
                child[key(parent)] = current
                queue.append(parent)
    return None


def ancestors_of(tensor: Tensor) -> Iterator[Tensor]:
    """The tensor, and all that it was computed of."""
    seen = {key(tensor)}
    queue = deque([tensor])
    while queue and len(seen) < MAX_TENSORS:
        current = queue.popleft()
        yield current
        for parent in parents(current):
            if key(parent) not in seen:
                seen.add(key(parent))
                queue.append(parent)


def fork(left: Tensor, right: Tensor) -> Fork | None:
    """Where the ways to two tensors part; `None` if they have nothing in common."""
    ancestors = {key(tensor) for tensor in ancestors_of(left)}
    to_right = way_back(right, lambda tensor: key(tensor) in ancestors)
    if to_right is None:
        return None
    shared = to_right[0]
    to_left = way_back(left, lambda tensor: key(tensor) == key(shared))
    return Fork(shared, to_left, to_right) if to_left is not None else None


def size_at(tensor: Tensor, axis: int) -> Dim:
    """The size of an axis; `None` if the tensor is not known to have it."""
    dims = tensor.shape.dims
    return dims[axis] if dims is not None and -len(dims) <= axis < len(dims) else None


def changes(way: Sequence[Tensor], axis: int) -> list[Change]:
    """The calls on the way that gave the axis another size of the same rank."""
    pairs = [(a, b, size_at(a, axis), size_at(b, axis)) for a, b in pairwise(way) if a.rank == b.rank]
    return [Change(a, b, old, new) for a, b, old, new in pairs if known(old) and known(new) and old != new]


def known(size: Dim) -> bool:
    """Whether the size is a number, or an expression of the program's variables."""
    return isinstance(size, (int, Symbolic))


def upsampled(way: Sequence[Tensor]) -> bool:
    """Whether something on the way makes space larger."""
    return any(tensor.call is not None and tensor.call.operation.class_name in UPSAMPLING for tensor in way[1:])
