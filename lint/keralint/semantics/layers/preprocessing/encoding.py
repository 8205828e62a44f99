"""How categories are encoded: as numbers, or as one position for each category on a new or the last axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.failures import Conflict, ConflictingArguments, Failed, RankMismatch
from keralint.semantics.kinds import Scope
from keralint.semantics.layers.common import surely_differ
from keralint.semantics.layers.preprocessing.arguments import OneOf
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_SHAPE, Dim, Shape, join


@dataclass(frozen=True, slots=True)
class OutputMode(OneOf):
    """One of the encodings, under its present name: `old` ones are taken as well."""

    old: Mapping[str, str] = field(default_factory=dict)

    def check(self, value: Argument, scope: Scope) -> Argument:
        return OneOf.check(self, self.old.get(value, value) if isinstance(value, str) else value, scope)


BINARY: Final = {"binary": "multi_hot"}
ENCODINGS: Final = ("one_hot", "multi_hot", "count")
WITH_FREQUENCIES: Final = ("int", *ENCODINGS, "tf_idf")

Encoding: TypeAlias = Annotated[str, OutputMode(ENCODINGS, old=BINARY)]
Output: TypeAlias = Annotated[str, OutputMode(("int", *ENCODINGS))]
Crossing: TypeAlias = Annotated[str, OutputMode(("int", "one_hot"))]
LookupOutput: TypeAlias = Annotated[str, OutputMode(WITH_FREQUENCIES, old={**BINARY, "tf-idf": "tf_idf"})]


def check_sparse(arguments: dict[str, Argument], context: Context) -> None:
    """A sparse output is one of the encodings.

    Raises: Failed(ConflictingArguments).
    """
    if arguments.get("sparse") is True and arguments.get("output_mode") == "int":
        raise Failed(ConflictingArguments(arguments=("output_mode", "sparse"), conflict=Conflict.SPARSE_NUMBERS))


def encoded(x: Tensor, mode: str, depth: Dim, declared: Shape, context: Context) -> Tensor:
    """An encoded tensor: of the shape that Keras 3 declares if it is symbolic, of the one that is computed if not.

    Raises: Failed(RankMismatch), in Keras 2.
    """
    if context.keras_major == 2:
        return x.reshaped(_computed_by_keras_2(x, mode, depth))
    if x.kind is TensorKind.SYMBOLIC:
        return x.reshaped(declared)
    really = computed_shape(x.shape, mode, depth)
    return x.reshaped(really if x.kind.of_backend else join(declared, really))


def computed_shape(shape: Shape, mode: str, depth: Dim) -> Shape:
    """One position for each category: on a new axis for each element, or on one for all elements of a sample.

    Source: `encode_categorical_inputs` in `keras/src/utils/numerical_utils.py`.
    """
    dims = shape.dims
    if dims is None:
        return UNKNOWN_SHAPE
    dims = dims or (1,)
    if mode == "one_hot":
        return one_hot_shape(Shape(dims), depth)
    return Shape((depth,) if len(dims) == 1 else (dims[0], *dims[2:], depth))


def one_hot_shape(shape: Shape, depth: Dim) -> Shape:
    """A new axis; a last axis of size 1 makes room for it, except that of a vector."""
    dims = shape.dims
    if dims is None:
        return UNKNOWN_SHAPE
    if len(dims) > 1 and not surely_differ(dims[-1], 1):
        return Shape((*dims[:-1], depth)) if dims[-1] == 1 else UNKNOWN_SHAPE
    return Shape((*dims, depth))


def last_replaced(shape: Shape, depth: Dim) -> Shape:
    """All positions on the last axis: `(…, size)` -> `(…, depth)`, and a number gives `(depth,)`."""
    return shape if shape.dims is None else Shape((*shape.dims[:-1], depth))


def _computed_by_keras_2(x: Tensor, mode: str, depth: Dim) -> Shape:
    """Keras 2 encodes no more than two axes, one of which is the new one.

    Raises: Failed(RankMismatch).
    """
    dims = x.shape.dims
    if not dims:
        return UNKNOWN_SHAPE
    two = len(dims) == 2
    if len(dims) > 2 or (two and mode == "one_hot" and surely_differ(dims[1], 1)):
        raise Failed(RankMismatch(tensor=x, expected=(1,) if two else (2, 1), found=len(dims)))
    if mode == "one_hot":
        return Shape((dims[0], depth))
    return Shape((dims[0], depth)) if two else Shape((depth,))


def dtype_of(given: Argument, default: str | None) -> str | None:
    """The dtype that an argument names, if one is given."""
    if given is None:
        return default
    return given if isinstance(given, str) else None
