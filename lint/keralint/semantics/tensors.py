"""Tensors as the semantics see them: a shape, a dtype, and the call that made them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import RankMismatch
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, is_number

if TYPE_CHECKING:
    from keralint.semantics.layer import Operation


class TensorKind(enum.Enum):
    """What the value is at run time: it decides which operations accept it."""

    SYMBOLIC = "KerasTensor"
    EAGER = "backend tensor"
    ARRAY = "NumPy array"
    TRACED = "backend tensor, traced"
    """It is what `call` gets of a symbolic tensor: it may have no values."""
    VARIABLE = "tf.Variable"
    WEIGHT = "keras.Variable"
    """Computing with these gives tensors of the backend's."""
    UNKNOWN = "tensor"
    """It may be any of these: nothing is refused for its kind."""

    @property
    def of_backend(self) -> bool:
        """Whether it is a tensor of the backend's, so that operations compute with it."""
        return self in (TensorKind.EAGER, TensorKind.TRACED) or self.is_variable

    @property
    def is_variable(self) -> bool:
        """Whether it is something that holds a tensor of the backend's, which may be replaced by another one."""
        return self in (TensorKind.VARIABLE, TensorKind.WEIGHT)

    @property
    def of_values(self) -> TensorKind:
        """The kind of what it holds, or of itself."""
        return TensorKind.EAGER if self.is_variable else self


@dataclass(eq=False, slots=True)
class Call:
    """One application of a layer or an operation: an edge of the graph.

    `arguments` are the bound arguments of the call by name, `inputs` the tensors among them in order. `site` is the
    place in the program, opaque to the semantics.
    """

    operation: Operation
    arguments: Mapping[str, Argument]
    inputs: tuple[Tensor, ...]
    site: object = None
    outputs: tuple[Tensor, ...] = ()
    inner: tuple[Tensor, ...] = ()
    """The outputs as they were made inside a model or a user's layer: they lead on through what is in there."""


@dataclass(frozen=True, eq=False, slots=True)
class Tensor:
    """A tensor; its identity is its place in the graph, so two tensors of one shape are different tensors."""

    shape: Shape
    dtype: str | None = "float32"
    kind: TensorKind = TensorKind.SYMBOLIC
    call: Call | None = field(default=None, repr=False)
    """The call that made it; `None` for an array."""
    index: int = 0
    """Its place among the outputs of that call."""
    value: Argument = field(default=None, repr=False)
    """The elements, where they are few and known (labels, ids), as nested tuples."""

    @staticmethod
    def unknown(dtype: str | None = None) -> Tensor:
        """A tensor of which nothing is known."""
        return Tensor(UNKNOWN_SHAPE, dtype, TensorKind.UNKNOWN)

    @property
    def rank(self) -> int | None:
        return self.shape.rank

    def require_rank(self, *ranks: int) -> tuple[Dim, ...]:
        """The sizes, if the rank is one of `ranks`; sizes not known if the rank is not known.

        With several `ranks` and an unknown rank the first is assumed: give the one whose answer is least specific.

        Raises: Failed(RankMismatch).
        """
        if self.shape.dims is None:
            return (UNKNOWN_DIM,) * ranks[0]
        if len(self.shape.dims) not in ranks:
            raise Failed(RankMismatch(tensor=self, expected=ranks, found=len(self.shape.dims)))
        return self.shape.dims

    def require_min_rank(self, rank: int) -> Shape:
        """The shape, if it has at least `rank` axes or is not known.

        Raises: Failed(RankMismatch).
        """
        if self.shape.dims is not None and len(self.shape.dims) < rank:
            raise Failed(RankMismatch(tensor=self, expected=(rank,), found=len(self.shape.dims), at_least=True))
        return self.shape

    def with_shape(self, *dims: Dim) -> Tensor:
        """A new tensor like this one, of shape `dims`."""
        return replace(self, shape=Shape(dims), value=None)

    def reshaped(self, shape: Shape) -> Tensor:
        """A new tensor like this one, of the given shape, which may be unknown."""
        return replace(self, shape=shape, value=None)

    def with_last(self, dim: Dim) -> Tensor:
        """A new tensor like this one, whose last axis has the size `dim`."""
        return replace(self, shape=self.shape.with_last(dim), value=None)

    def with_dtype(self, dtype: str | None) -> Tensor:
        return replace(self, dtype=dtype)

    @property
    def plain(self) -> Tensor:
        """The tensor without what a subclass adds."""
        return self

    def is_like(self, other: Tensor) -> bool:
        """Whether what a subclass adds is true of another tensor as well."""
        return True

    def __str__(self) -> str:
        return str(self.shape)


def common_kind(values: Argument) -> TensorKind | None:
    """The kind of what Keras computes from these values: one symbolic tensor makes it symbolic.

    `None` if there is neither a tensor among them nor anything that may be one.
    """
    kinds: set[TensorKind] = set()
    _find_kinds(values, kinds)
    return next((kind for kind in _BY_FORCE if kind in kinds), None) if kinds else None


_BY_FORCE: Final = (
    TensorKind.SYMBOLIC, TensorKind.UNKNOWN, TensorKind.TRACED, TensorKind.EAGER, TensorKind.ARRAY,
)  # fmt: skip


def _find_kinds(value: Argument, kinds: set[TensorKind]) -> None:
    if isinstance(value, Tensor):
        kinds.add(value.kind.of_values)
    elif isinstance(value, (tuple, list)):
        for item in value:
            _find_kinds(item, kinds)
    elif isinstance(value, dict):
        for item in value.values():
            _find_kinds(item, kinds)
    elif value is UNKNOWN or (isinstance(value, Symbolic) and not is_number(value)):
        kinds.add(TensorKind.UNKNOWN)


Structure: TypeAlias = Argument
"""A tensor, or tuples, lists and dicts of them, as Keras's own nested structures."""


def tensors_in(structure: Structure) -> Iterator[Tensor]:
    """The tensors of a nested structure, in Keras's order (dicts by sorted key)."""
    found: list[Tensor] = []
    _find_tensors(structure, found)
    return iter(found)


def _find_tensors(structure: Structure, found: list[Tensor]) -> None:
    if isinstance(structure, Tensor):
        found.append(structure)
    elif isinstance(structure, (tuple, list)):
        for item in structure:
            _find_tensors(item, found)
    elif isinstance(structure, dict):
        for key in sorted(structure, key=str):
            _find_tensors(structure[key], found)


def map_tensors(structure: Structure, function: Argument) -> Structure:
    """The same structure with `function` applied to each tensor."""
    if isinstance(structure, Tensor):
        return function(structure)
    if isinstance(structure, (tuple, list)):
        return type(structure)(map_tensors(item, function) for item in structure)
    if isinstance(structure, dict):
        return {key: map_tensors(item, function) for key, item in structure.items()}
    return structure
