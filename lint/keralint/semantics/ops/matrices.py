"""Diagonals, grids and products of vectors and matrices (`keras/src/ops/numpy.py`)."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import SizeMismatch
from keralint.semantics.failures.ops import ContractionMismatch
from keralint.semantics.ops.arguments import as_tensor, axis_of, integer, known_dims, one_size
from keralint.semantics.ops.broadcasting import broadcast_shapes
from keralint.semantics.ops.comparing import require_min_rank, require_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared, default_float, dtype_or, meet, total
from keralint.semantics.ops.elementwise import operand_dtype, promoted_numbers
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.options import choice, refuse
from keralint.semantics.ops.reshaping import flat_size
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, add, decide, multiply

# --- diagonals ------------------------------------------------------------------------------------------------------


def _diagonal(rows: Dim, columns: Dim, offset: int) -> Dim:
    """The length of a diagonal: `None` if one of the sizes is."""
    if rows is None or columns is None:
        return None
    if not isinstance(rows, int) or not isinstance(columns, int):
        return rows if rows == columns and offset == 0 else UNKNOWN_DIM
    rest = columns - offset if offset > 0 else rows + offset
    return max(0, min(rest, rows, columns))


@op("keras.ops.diag(x, k)", "numpy.diag(v=x, k)")
def diag(x: Tensor, k: Argument = 0) -> Tensor:
    """The matrix with this diagonal, or the diagonal of this matrix."""
    dims = require_rank(x, 1, 2)
    offset = integer(k, "k")
    if len(dims) == 2:
        return x.with_shape(_diagonal(*dims, offset))
    size = None if dims[0] is None else add(dims[0], abs(offset))
    return x.with_shape(size, size)


@op("keras.ops.diagflat(x, k)", "numpy.diagflat(v=x, k)")
def diagflat(x: Tensor, k: Argument = 0) -> Tensor:
    """The matrix with all elements on its diagonal."""
    count = flat_size(x)
    size = None if count is None else add(count, abs(integer(k, "k")))
    return x.with_shape(size, size)


def _two_axes(x: Tensor, axis1: Argument, axis2: Argument) -> tuple[int, int]:
    """Two different axes. Raises: Failed(AxisOutOfRange | InvalidArgument); Undetermined."""
    first, second = axis_of(x, axis1, argument="axis1"), axis_of(x, axis2, argument="axis2")
    if first == second:
        raise refuse("axis2", axis2, Expected.INTEGER)
    return first, second


@op("keras.ops.diagonal(x, offset, axis1, axis2)", "numpy.diagonal(a=x, offset, axis1, axis2)")
def diagonal(x: Tensor, offset: Argument = 0, axis1: Argument = 0, axis2: Argument = 1) -> Tensor:
    """The diagonals of the matrices on two axes, as a new last axis."""
    first, second = _two_axes(x, axis1, axis2)
    dims = known_dims(x)
    rest = (dim for axis, dim in enumerate(dims) if axis not in (first, second))
    return x.with_shape(*rest, _diagonal(dims[first], dims[second], integer(offset, "offset")))


@op("keras.ops.trace(x, offset, axis1, axis2)", "numpy.trace(a=x, offset, axis1, axis2, dtype!, out!)")
def trace(x: Tensor, axis1: Argument = 0, axis2: Argument = 1, *, mode: Mode) -> Tensor:
    """The sums of the diagonals on two axes."""
    pair = _two_axes(x, axis1, axis2)
    rest = tuple(dim for axis, dim in enumerate(known_dims(x)) if axis not in pair)
    return Tensor(Shape(rest), total(x.dtype, mode), mode.kind)


@op("keras.ops.tri(N=rows, M=columns, k, dtype)", "numpy.tri(N=rows, M=columns, k, dtype)")
def tri(rows: Argument, columns: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """A matrix with ones at and below a diagonal."""
    height, width = one_size(rows), one_size(rows if columns is None else columns)
    return Tensor(Shape((height, width)), dtype_or(dtype, default_float(mode), mode), mode.kind)


@op("keras.ops.vander(x, N=count, increasing)", "numpy.vander(x, N=count, increasing)")
def vander(x: Tensor, count: Argument = None, increasing: Argument = False, *, mode: Mode) -> Tensor:
    """(n,) -> the powers of each element (n, N)."""
    (size,) = require_rank(x, 1)
    if isinstance(count, float) or (isinstance(count, int) and count < 0):
        raise refuse("N", count, Expected.NON_NEGATIVE_INTEGER)
    if increasing is None or isinstance(increasing, (str, float)):
        raise refuse("increasing", increasing, Expected.BOOLEAN)
    width = size if count is None else one_size(count)
    return Tensor(Shape((size, width)), as_declared(x.dtype, x.dtype, mode), mode.kind)


@op(
    "keras.ops.meshgrid(*x, indexing)",
    "numpy.meshgrid(*x, copy, sparse!, indexing)",
    "tensorflow.meshgrid(*x, indexing, name)",
)
def meshgrid(*xs: Argument, indexing: Argument = "xy", mode: Mode) -> list[Tensor]:
    """Vectors -> grids with an axis for each; the first two change places, but for `ij`.

    Keras declares that float32, and else the dtype of the last vector.
    """
    word = choice(indexing, ("xy", "ij"), "indexing")
    tensors = [as_tensor(x, mode) for x in xs]
    sizes = [flat_size(x) for x in tensors]
    if word == "xy":
        if len(sizes) < 2:
            raise Undetermined("a grid of one vector")
        sizes[:2] = sizes[1], sizes[0]
    declared = "float32" if word == "ij" else tensors[-1].dtype
    kept = mode.kind.of_backend or mode.kind is TensorKind.ARRAY
    dtypes = [x.dtype if kept else (declared if mode.declared else None) for x in tensors]
    return [Tensor(Shape(tuple(sizes)), dtype, mode.kind) for dtype in dtypes]


# --- products -------------------------------------------------------------------------------------------------------


def product_dtype(values: tuple[Argument, ...], tensors: tuple[Tensor, ...], mode: Mode) -> str | None:
    """What the factors have in common, of which each may be a number."""
    pairs = zip(values, tensors)
    return meet([operand_dtype(v if isinstance(v, (int, float)) else t, mode) for v, t in pairs], mode)


@op("keras.ops.kron(x1, x2)", "numpy.kron(a=x1, b=x2)")
def kron(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """Each size times the other. Of different ranks Keras declares the smaller one."""
    a, b = as_tensor(x1, mode), as_tensor(x2, mode)
    left, right = known_dims(a), known_dims(b)
    if len(left) != len(right) and not mode.known_declared():
        left = (1,) * (len(right) - len(left)) + left
        right = (1,) * (len(left) - len(right)) + right
    sizes = (None if m is None or n is None else multiply(m, n) for m, n in zip(left, right))
    known = [operand_dtype(v if isinstance(v, (int, float)) else t, mode) for v, t in ((x1, a), (x2, b))]
    return Tensor(Shape(tuple(sizes)), promoted_numbers(known, mode), mode.kind)


@op("keras.ops.inner(x1, x2)", "numpy.inner(a=x1, b=x2)")
def inner(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """(…, k) and (…, k) -> all that is before the last axes."""
    a, b = as_tensor(x1, mode), as_tensor(x2, mode)
    left, right = known_dims(a), known_dims(b)
    dtype = product_dtype((x1, x2), (a, b), mode)
    if not left or not right:
        return Tensor(Shape(left or right), dtype, mode.kind)
    if decide.equal(left[-1], right[-1]) is decide.Answer.NO:
        raise Failed(ContractionMismatch(left=a, right=b, left_axis=len(left) - 1, right_axis=len(right) - 1))
    return Tensor(Shape(left[:-1] + right[:-1]), dtype, mode.kind)


@op("keras.ops.vdot(x1, x2)", "numpy.vdot(a=x1, b=x2)")
def vdot(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """A single number."""
    tensors = (as_tensor(x1, mode), as_tensor(x2, mode))
    return Tensor(Shape(()), product_dtype((x1, x2), tensors, mode), mode.kind)


@op("keras.ops.cross(x1, x2, axisa, axisb, axisc, axis)", "numpy.cross(a=x1, b=x2, axisa, axisb, axisc, axis)")
def cross(
    x1: Tensor, x2: Tensor, axisa: Argument = -1, axisb: Argument = -1, axisc: Argument = -1, axis: Argument = None,
    *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Vectors of 2 or 3 elements along an axis; two of 2 give a single number."""
    axes = (axisa, axisb, axisc) if axis is None else (axis, axis, axis)
    sizes, rests = zip(*(_without(x, place) for x, place in zip((x1, x2), axes)))
    batch = broadcast_shapes(Shape(rests[0]), Shape(rests[1]), (x1, x2)).dims
    dtype = meet([x1.dtype, x2.dtype], mode)
    if batch is None or (3 not in sizes and sizes != (2, 2)):
        if mode.namespace is Library.KERAS and mode.declared and UNKNOWN_DIM not in sizes and batch is not None:
            return Tensor(Shape(batch), dtype, mode.kind)  # beside a `None`, 2 or another `None`
        return Tensor(UNKNOWN_SHAPE, dtype, mode.kind)
    made = Tensor(Shape(batch), dtype, mode.kind)
    if 3 not in sizes:
        return made
    place = axis_of(made, axes[2], argument="axisc", extra=1)
    return made.with_shape(*batch[:place], 3, *batch[place:])


def _without(x: Tensor, axis: Argument) -> tuple[Dim, tuple[Dim, ...]]:
    """The size of the axis of vectors, and the sizes of the others. Raises: Failed(SizeMismatch | RankMismatch)."""
    dims = require_min_rank(x, 1)
    place = axis_of(x, axis)
    size = dims[place]
    if all(decide.equal(size, wanted) is decide.Answer.NO for wanted in (2, 3)):
        raise Failed(SizeMismatch(tensor=x, axis=place, expected=3, found=size))
    return size, dims[:place] + dims[place + 1 :]
