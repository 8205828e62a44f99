"""CategoryEncoding, Discretization, Hashing and HashedCrossing: layers that need no vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    MissingArgument,
    RankMismatch,
    SizeMismatch,
)
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import surely_differ, surely_unequal
from keralint.semantics.layers.preprocessing.adapting import is_adapted
from keralint.semantics.layers.preprocessing.arguments import Size, extent
from keralint.semantics.layers.preprocessing.arrays import as_array, is_symbolic, not_alone, one_array
from keralint.semantics.layers.preprocessing.encoding import (
    Crossing,
    Encoding,
    Output,
    check_sparse,
    dtype_of,
    encoded,
    last_replaced,
    one_hot_shape,
)
from keralint.semantics.layers.spatial import is_open, open_dim
from keralint.semantics.tensors import Structure, Tensor, tensors_in
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, is_integer


@dataclass(frozen=True, slots=True)
class Count(Kind):
    """A number of at least `minimum`: Keras asks no more of it when the layer is made."""

    takes_sizes: ClassVar[bool] = True

    minimum: int = 1
    optional: bool = False

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return open_dim(value)
        if value is None and self.optional:
            return None
        if not isinstance(value, (int, float)) or value < self.minimum:
            kind = Expected.POSITIVE_INTEGER if self.minimum else Expected.NON_NEGATIVE_INTEGER
            raise scope.refuse(value, Expectation(kind))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN_DIM,)


Tokens: TypeAlias = Annotated[Argument, Count(optional=True)]
Bins: TypeAlias = Annotated[Argument, Count()]
OptionalBins: TypeAlias = Annotated[Argument, Count(0, optional=True)]


# --- CategoryEncoding -----------------------------------------------------------------------------------------------


def require_tokens(arguments: dict[str, Argument], context: Context) -> None:
    """`num_tokens` has a default that is refused; Keras 2 knows it by an older name, too.

    Raises: Failed(MissingArgument).
    """
    if arguments["num_tokens"] is None and "max_tokens" not in arguments:
        raise Failed(MissingArgument(names=("num_tokens",)))


@layer("keras.layers.CategoryEncoding", accepts_lists=True, prepare=require_tokens)
def category_encoding(
    inputs: Structure, *, num_tokens: Tokens, output_mode: Encoding, context: Context
) -> Applied | Tensor:
    """Integers to one position for each: (batch, size) -> (batch, num_tokens); `one_hot` keeps the elements apart."""
    x = one_array(inputs)
    depth = UNKNOWN_DIM if num_tokens is None else _depth(num_tokens, "num_tokens", context)
    declared = last_replaced(x.shape, depth)
    if output_mode == "one_hot" and x.shape.dims != ():
        declared = one_hot_shape(x.shape, depth)
    return encoded(x, output_mode, depth, declared, context)


def _depth(value: Argument, argument: str, context: Context) -> Dim:
    """The number of categories as a size. Raises: Failed(InvalidArgument)."""
    return UNKNOWN_DIM if context.keras_major == 2 and isinstance(value, float) else extent(value, argument)


# --- Discretization -------------------------------------------------------------------------------------------------


def check_bins(arguments: dict[str, Argument], context: Context) -> None:
    """The boundaries are given, or how many are to be found.

    Raises: Failed(ConflictingArguments).
    """
    check_sparse(arguments, context)
    names = ("num_bins", "bin_boundaries")
    given = [arguments[name] is not None for name in names]
    if any(arguments[name] is UNKNOWN for name in names) or "bins" in arguments:
        return
    if all(given) or (not any(given) and context.keras_major >= 3):
        raise Failed(ConflictingArguments(arguments=names, conflict=Conflict.EITHER_OR))


class Boundaries(Kind):
    """A list of numbers, or `None`."""

    __slots__ = ()

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


BinBoundaries: TypeAlias = Annotated[Argument, Boundaries()]


@layer("keras.layers.Discretization", keeps_dtype=True, accepts_lists=True, prepare=check_bins)
def discretization(
    inputs: Structure,
    *,
    bin_boundaries: BinBoundaries,
    num_bins: OptionalBins,
    output_mode: Output,
    this: BuiltinLayer,
    context: Context,
) -> Tensor:
    """Numbers to the index of their bin, or to an encoding of it."""
    x = one_array(inputs)
    if output_mode == "int":
        return x.with_dtype("int32" if context.keras_major >= 3 else _integer_dtype(this)).reshaped(x.shape)
    depth = _bins(bin_boundaries, num_bins, is_adapted(this, context), context)
    dims = x.shape.dims
    declared = UNKNOWN_SHAPE
    if output_mode == "one_hot":
        declared = one_hot_shape(x.shape, depth)
    elif dims is not None:
        declared = Shape((dims[0], *dims[2:], depth) if len(dims) >= 2 else (depth,))
    return encoded(x, output_mode, depth, declared, context).with_dtype(this.compute_dtype(context))


def _integer_dtype(this: BuiltinLayer) -> str | None:
    """The dtype of Keras 2 where it must be one of integers."""
    named = dtype_of(this.given.get("dtype"), "int64")
    return named if named is None or is_integer(named) else "int64"


def _bins(boundaries: Argument, number: Argument, adapted: bool, context: Context) -> Dim:
    """There is one bin more than boundaries; data of few values leave some of `num_bins` out."""
    if isinstance(boundaries, (tuple, list)):
        return len(boundaries) + 1
    if isinstance(boundaries, Tensor) and boundaries.rank == 1:
        size = boundaries.shape.dim(0)
        return size + 1 if isinstance(size, int) else UNKNOWN_DIM
    if boundaries is not None or adapted or number is None or context.keras_major == 2:
        return UNKNOWN_DIM
    return extent(number, "num_bins")


# --- Hashing --------------------------------------------------------------------------------------------------------


class Salt(Kind):
    """An integer, a pair of them, or `None`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        pair = isinstance(value, (tuple, list)) and len(value) == 2
        if not (is_open(value) or value is None or pair or isinstance(value, int)):
            raise scope.refuse(value, Expectation(Expected.INTEGERS, length=2))
        return value


def check_hashing(arguments: dict[str, Argument], context: Context) -> None:
    """Numbers of bins are integers, which a dtype must be able to hold.

    Raises: Failed(ConflictingArguments | InvalidArgument).
    """
    check_sparse(arguments, context)
    dtype = arguments.get("dtype")
    if arguments["output_mode"] == "int" and isinstance(dtype, str) and context.keras_major >= 3:
        choices = ("int32", "int64")
        if dtype not in choices:
            expected = Expectation(Expected.CHOICE, choices=choices)
            raise Failed(InvalidArgument(argument="dtype", value=dtype, expected=expected))


@layer("keras.layers.Hashing", keeps_dtype=True, accepts_lists=True, prepare=check_hashing, checked={"salt": Salt()})
def hashing(inputs: Structure, *, num_bins: Bins, output_mode: Output, this: BuiltinLayer, context: Context) -> Tensor:
    """Strings or integers to the number of a bin, or to an encoding of it."""
    x = one_array(inputs)
    given = this.given.get("dtype")
    if output_mode == "int":
        dtype = dtype_of(given, "int64") if context.keras_major >= 3 else _integer_dtype(this)
        return x.with_dtype(dtype).reshaped(x.shape)
    depth = _depth(num_bins, "num_bins", context)
    declared = last_replaced(x.shape, depth)
    dtype = dtype_of(given, context.floatx)
    dtype = "float32" if dtype is not None and dtype.startswith("mixed_") else dtype
    return encoded(x, output_mode, depth, declared, context).with_dtype(dtype)


# --- HashedCrossing -------------------------------------------------------------------------------------------------


@layer("keras.layers.HashedCrossing", keeps_dtype=True)
def hashed_crossing(
    inputs: Structure, *, num_bins: Size, output_mode: Crossing, this: BuiltinLayer, context: Context
) -> Applied:
    """Two tensors to the number of a bin for each pair of their elements, or to an encoding of it."""
    first, *_ = tensors = _crossed(inputs, context)
    late = tuple(replace(failure, late=True) for failure in map(_not_crossable, tensors) if failure is not None)
    if late and context.keras_major == 2:
        raise Failed(replace(late[0], late=False))
    default = "int64" if output_mode == "int" else this.compute_dtype(context)
    dtype = dtype_of(this.given.get("dtype"), default)
    if output_mode == "int":
        return Applied(first.reshaped(first.shape).with_dtype(dtype), late=late)
    depth = _depth(num_bins, "num_bins", context)
    made = encoded(first, output_mode, depth, _crossed_shape(first.shape, depth), context)
    return Applied(made.with_dtype(dtype), late=late)


def _crossed(inputs: Structure, context: Context) -> list[Tensor]:
    """The tensors that are crossed; Keras 3 declares the shape of exactly two, of one last size.

    Raises: Failed(InputCountMismatch | NotATensor | RankMismatch | SizeMismatch).
    """
    if isinstance(inputs, dict):
        raise not_alone(inputs, "inputs")
    symbolic = is_symbolic(inputs)
    tensors = tuple(tensors_in(inputs))
    alone = isinstance(inputs, Tensor) and (symbolic or context.keras_major == 2)
    if alone or (symbolic and context.keras_major >= 3 and len(inputs) != 2):
        raise Failed(InputCountMismatch(expected=2, found=len(tensors), a_list=True, tensors=tensors))
    if not isinstance(inputs, (tuple, list)) or len(inputs) < 2:
        return [Tensor.unknown()]
    pair = [as_array(one) for one in inputs]
    if symbolic and context.keras_major >= 3:
        sizes = [one.require_min_rank(1).dim(-1) for one in pair]
        if surely_differ(*sizes):
            first, second = pair
            raise Failed(SizeMismatch(tensor=second, axis=-1, expected=sizes[0], found=sizes[1], other=first))
    return pair


def _not_crossable(x: Tensor) -> Failure | None:
    """Why data of this shape are refused: they are vectors, or columns."""
    if x.rank is not None and x.rank > 2:
        return RankMismatch(tensor=x, expected=(2, 1), found=x.rank)
    if x.rank == 2 and surely_unequal(x.shape.dim(-1), 1):
        return SizeMismatch(tensor=x, axis=-1, expected=1, found=x.shape.dim(-1))
    return None


def _crossed_shape(shape: Shape, depth: Dim) -> Shape:
    """A last axis of size 1 makes room for the bins."""
    if shape.dims is None or not (shape.dims[-1] == 1 or surely_differ(shape.dims[-1], 1)):
        return UNKNOWN_SHAPE
    return Shape((*(shape.dims[:-1] if shape.dims[-1] == 1 else shape.dims), depth))
