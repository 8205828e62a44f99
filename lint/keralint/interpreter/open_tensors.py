"""Tensors of unknown rank whose shape is known relative to something that a caller gives: `(*x.shape[:-1], 64)`.

A function that nobody calls is executed with symbols for its parameters. One that is used as a tensor has a shape, of
which not even the length is known; but what a layer makes of it often has the same axes, all but the last, and then a
size that is known. The sizes of its axes are symbols as well, named by their place from the end, since that is what
layers go by: `x.shape[-1]`. As Keras's own they may be `None`, so that they differ from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from keralint.interpreter.values import Slots, Unknown, Value
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, Variable, lone_variable, symbol


def axis(of: Variable, index: int) -> Symbolic:
    """The size of an axis of what a parameter is given, counted from the end."""
    name = f"{of.name}.shape[{index}]"
    if of.usual:
        return symbol(name, 1, level=of.level, number=True, usual=True)
    return symbol(name, dynamic=True, level=of.level)


OF_CALL: Final = 1_000
"""The level from which on symbols stand for the arguments of `call`: it tells them from those of `__init__`."""


def is_given(value: Value) -> bool:
    """Whether it is what a caller has to give, and is taken to be what it usually is: it is there."""
    variable = lone_variable(value) if type(value) is Symbolic else None
    return variable is not None and variable.usual


def is_axis(value: Symbolic) -> bool:
    """Whether it is an axis that has to be given, which usually is the last, by what it is called."""
    variable = lone_variable(value)
    return variable is not None and variable.usual and variable.name.endswith("axis")


@lru_cache(maxsize=512)
def axes(of: Variable, rank: int) -> tuple[Dim, ...]:
    """The sizes of all axes, if there are `rank`."""
    return tuple([axis(of, index - rank) for index in range(rank)])


_NOTHING: Final = Variable("")


@dataclass(frozen=True, eq=False, slots=True)
class OpenTensor(Tensor):
    """A tensor with the axes of what the parameter `of` is given but for its last `dropped`, followed by `last`."""

    of: Variable = _NOTHING
    dropped: int = 0
    last: tuple[Dim, ...] = ()

    @property
    def known(self) -> bool:
        """Whether every size is known, relative to the parameter."""
        return UNKNOWN_DIM not in self.last

    def at(self, rank: int) -> Tensor:
        """What it is if the parameter has this rank."""
        if rank < self.dropped:
            return self.plain
        return self._with(Shape((*axes(self.of, rank)[: rank - self.dropped], *self.last)))

    @property
    def plain(self) -> Tensor:
        """The same tensor, of which nothing is said."""
        return self._with(UNKNOWN_SHAPE)

    def is_like(self, other: Tensor) -> bool:
        relation = self.of, self.dropped, self.last
        return isinstance(other, OpenTensor) and relation == (other.of, other.dropped, other.last)

    def with_shape(self, *dims: Dim) -> Tensor:
        return self._with(Shape(dims))

    def reshaped(self, shape: Shape) -> Tensor:
        return self._with(shape)

    def with_last(self, dim: Dim) -> Tensor:
        return self.plain

    def _with(self, shape: Shape) -> Tensor:
        return Tensor(shape, self.dtype, self.kind, self.call, self.index)

    def size(self, index: int) -> Dim:
        """The size of an axis, counted from the end."""
        beyond = -index - len(self.last)
        return self.last[index] if beyond <= 0 else axis(self.of, -beyond - self.dropped)

    def __str__(self) -> str:
        kept = f"{self.of.name}.shape" + (f"[:-{self.dropped}]" if self.dropped else "")
        return f"({', '.join([f'*{kept}', *map(str, self.last)])})" if self.last else kept


@dataclass(frozen=True, slots=True)
class OpenShape(Unknown):
    """The shape of such a tensor, to the program."""

    tensor: OpenTensor | None = None


class RankSlots(Slots):
    """The ranks of what parameters are given, as far as what was done with it tells: by the parameter."""

    __slots__ = ()

    def join(self, key: object, values: list[Value]) -> Value:
        first = values[0]
        return first if all(value == first for value in values) else None

    def fallback(self, key: object) -> tuple[Value, ...]:
        return (None,)

    def widen(self, key: object, values: list[Value], *, final: bool) -> Value:
        return self.join(key, values)


def as_tensor(variable: Variable) -> OpenTensor:
    """What a parameter is given, where it is used as a tensor."""
    return OpenTensor(UNKNOWN_SHAPE, None, TensorKind.UNKNOWN, of=variable)


def shape_of(tensor: OpenTensor) -> OpenShape:
    """Its shape, to the program."""
    return OpenShape(f"the rank of `{tensor.of.name}` is not known", "tuple", tensor)


def opened(tensor: Tensor, of: Variable, shapes: Mapping[int, tuple[Dim, ...] | None]) -> Tensor:
    """A tensor whose shape was found for several ranks of what a parameter is given, or is not known for one."""
    found = {rank: dims for rank, dims in shapes.items() if dims is not None}
    if not found or len(found) < len(shapes):
        return tensor
    highest = max(found)
    if all(dims == found[highest] for dims in found.values()):
        return replace(tensor, shape=Shape(found[highest]), value=None)
    sizes = zip(found[highest], axes(of, highest))
    kept = next((index for index, (dim, own) in enumerate(sizes) if dim != own), min(len(found[highest]), highest))
    dropped, last = highest - kept, found[highest][kept:]
    if any(rank < dropped or dims != (*axes(of, rank)[: rank - dropped], *last) for rank, dims in found.items()):
        return tensor
    return OpenTensor(UNKNOWN_SHAPE, tensor.dtype, tensor.kind, tensor.call, tensor.index, None, of, dropped, last)
