"""Linear algebra (`keras/src/ops/linalg.py`): matrices on the last two axes, batches before."""

from __future__ import annotations

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import SizeMismatch
from keralint.semantics.ops.arguments import flag, known_dims
from keralint.semantics.ops.broadcasting import broadcast_shapes
from keralint.semantics.ops.comparing import differ, require_defined, require_min_rank, require_rank, require_size
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import WEAK_FLOAT, as_declared, meet
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import choice
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape, minimum


def require_square(x: Tensor, mode: Mode) -> tuple[Dim, ...]:
    """The sizes of a tensor of square matrices.

    Raises: Failed(RankMismatch | SizeMismatch); Undetermined.
    """
    dims = require_min_rank(x, 2)
    if differ(dims[-2], dims[-1], mode):
        axis = len(dims) - 1
        raise Failed(SizeMismatch(tensor=x, axis=axis, expected=dims[-2], found=dims[-1]))
    return dims


def _made(x: Tensor, dims: tuple[Dim, ...], mode: Mode) -> Tensor:
    return Tensor(Shape(dims), as_declared(x.dtype, x.dtype, mode), mode.kind)


@op("keras.ops.cholesky(x, upper)")
@op("keras.ops.cholesky_inverse(x, upper)")
@op("keras.ops.inv(x)", "numpy.linalg.inv(a=x)", "tensorflow.inv(input=x, adjoint, name)")
def of_square(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, n, n) -> (…, n, n)."""
    return _made(x, require_square(x, mode), mode)


@op("keras.ops.det(x)", "numpy.linalg.det(a=x)", "tensorflow.det(input=x, name)")
def det(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, n, n) -> (…)."""
    return _made(x, require_square(x, mode)[:-2], mode)


@op("keras.ops.logdet(x)")
def logdet(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, n, n) -> (…); Keras does not look at the sizes while it declares the shape."""
    return _made(x, known_dims(x)[:-2], mode)


@op("keras.ops.slogdet(x)")
def slogdet(x: Tensor, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """Sign and logarithm. Keras declares the sign a single number."""
    dims = known_dims(x)[:-2]
    return _made(x, () if mode.known_declared() else dims, mode), _made(x, dims, mode)


@op("keras.ops.eig(x)")
@op("keras.ops.eigh(x)")
def eigen(x: Tensor, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """(…, n, n) -> values (…, n), vectors (…, n, n); on data the values may be complex."""
    dims = require_square(x, mode)
    values, vectors = _made(x, dims[:-1], mode), _made(x, dims, mode)
    if not mode.declared:
        return values.with_dtype(None), vectors.with_dtype(None)
    return values, vectors


def _least(x: Tensor, mode: Mode) -> Dim:
    """The smaller one of the last two sizes, neither of which may be `None` where Keras compares them.

    Raises: Failed(RankMismatch | UndefinedSize); Undetermined.
    """
    require_min_rank(x, 2)
    rows, columns = require_defined(x, -2, mode), require_defined(x, -1, mode)
    if rows is None or columns is None:
        raise Undetermined("a size is not known")
    return minimum(rows, columns)


@op("keras.ops.lu_factor(x)")
def lu_factor(x: Tensor, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """(…, m, n) -> the factors (…, m, n) and the pivots (…, min(m, n)), of integers on data."""
    count = _least(x, mode)
    dims = known_dims(x)
    pivots = _made(x, (*dims[:-2], count), mode)
    return _made(x, dims, mode), pivots if mode.declared else pivots.with_dtype(None)


@op("keras.ops.qr(x, mode=form)", class_name="Qr")
def qr(x: Tensor, form: Argument = "reduced", *, mode: Mode) -> tuple[Tensor, Tensor]:
    """(…, m, n) -> (…, m, k), (…, k, n), where k is the smaller, or m if `complete`."""
    word = choice(form, ("reduced", "complete"), "mode")
    count = _least(x, mode)
    *batch, rows, columns = known_dims(x)
    inner = count if word == "reduced" else rows
    return _made(x, (*batch, rows, inner), mode), _made(x, (*batch, inner, columns), mode)


@op("keras.ops.svd", class_name="SVD")
def svd(x: Tensor, full_matrices: Argument = True, compute_uv: Argument = True, *, mode: Mode) -> Argument:
    """(…, m, n) -> u (…, m, m), s (…, min(m, n)), v (…, n, n), or the reduced forms."""
    count = _least(x, mode)
    *batch, rows, columns = known_dims(x)
    full = flag(full_matrices, "full_matrices")
    values = _made(x, (*batch, count), mode)
    if not flag(compute_uv, "compute_uv"):
        return values
    left = _made(x, (*batch, rows, rows if full else count), mode)
    right = _made(x, (*batch, columns if full else count, columns), mode)
    return left, values, right


@op("keras.ops.solve(a, b)", "numpy.linalg.solve(a, b)")
@op("keras.ops.solve_triangular(a, b, lower)")
def solve(a: Tensor, b: Tensor, *, mode: Mode) -> Tensor:
    """(…, n, n) and (…, n, k) or (…, n) -> the shape of `b`."""
    dims = require_square(a, mode)
    rank = len(require_min_rank(b, 1))
    if rank == len(dims):
        require_size(b, rank - 2, dims[-2], mode, other=a)
    elif rank == len(dims) + 1:
        require_size(b, rank - 1, dims[-1], mode, other=a)
    return _made(b, known_dims(b), mode)


@op("keras.ops.lstsq(a, b, rcond)")
def lstsq(a: Tensor, b: Tensor, *, mode: Mode) -> Tensor:
    """(m, n) and (m, k) or (m,) -> (n, k) or (n,)."""
    rows, columns = require_rank(a, 2)
    right = require_rank(b, 1, 2)
    require_size(b, 0, rows, mode, other=a)
    return _made(a, (columns, *right[1:]), mode)


@op("keras.ops.matrix_rank(x, tol)")
def matrix_rank(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, m, n) -> (…), of integers."""
    return Tensor(Shape(require_min_rank(x, 2)[:-2]), "int32" if mode.declared else None, mode.kind)


@op("keras.ops.pinv(x, rcond)", "numpy.linalg.pinv(a=x, rcond, hermitian, rtol)")
def pinv(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, m, n) -> (…, n, m)."""
    *batch, rows, columns = require_min_rank(x, 2)
    return _made(x, (*batch, columns, rows), mode)


@op("keras.ops.cdist(x, y)", class_name="CDist")
def cdist(x: Tensor, y: Tensor, *, mode: Mode) -> Tensor:
    """(…, m, k) and (…, n, k) -> the distances (…, m, n)."""
    left, right = require_min_rank(x, 2), require_min_rank(y, 2)
    if left[-1] is not None and right[-1] is not None:
        require_size(y, len(right) - 1, left[-1], mode, other=x)
    batch = broadcast_shapes(Shape(left[:-2]), Shape(right[:-2]), (x, y)).dims or ()
    dtype = meet([x.dtype, y.dtype, WEAK_FLOAT], mode)
    return Tensor(Shape((*batch, left[-2], right[-2])), as_declared(dtype, dtype, mode), mode.kind)
