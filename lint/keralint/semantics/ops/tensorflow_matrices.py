"""Matrices of TensorFlow's, on the last two axes, and its sparse ones: these have the shapes that dense ones have."""

from __future__ import annotations

from keralint.semantics.ops.arguments import flag, known_dims, one_size, sizes_of
from keralint.semantics.ops.broadcasting import broadcast
from keralint.semantics.ops.comparing import require_min_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import dtype_or
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.reduction import reduced
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Shape, minimum


@op("tensorflow.linalg.set_diag(input=x, diagonal, name, k, align)")
@op("tensorflow.matrix_set_diag(input=x, diagonal, name, k, align)")
@op("tensorflow.linalg.band_part(input=x, num_lower, num_upper, name)")
@op("tensorflow.matrix_band_part(input=x, num_lower, num_upper, name)")
def of_matrices(x: Tensor) -> Tensor:
    """The same shape."""
    return x.reshaped(x.shape)


@op("tensorflow.linalg.diag(diagonal=x, name, k!, num_rows!, num_cols!, padding_value, align)")
@op("tensorflow.matrix_diag(diagonal=x, name, k!, num_rows!, num_cols!, padding_value, align)")
def diag(x: Tensor) -> Tensor:
    """(…, n) -> (…, n, n)."""
    dims = require_min_rank(x, 1)
    return x.with_shape(*dims, dims[-1])


@op("tensorflow.linalg.diag_part(input=x, name, k!, padding_value, align)")
@op("tensorflow.matrix_diag_part(input=x, name, k!, padding_value, align)")
def diag_part(x: Tensor) -> Tensor:
    """(…, m, n) -> (…, min(m, n))."""
    *before, rows, columns = require_min_rank(x, 2)
    return x.with_shape(*before, rows if rows == columns else minimum(rows, columns))


@op("tensorflow.linalg.trace(x, name)")
def trace(x: Tensor) -> Tensor:
    """(…, m, n) -> (…)."""
    return x.with_shape(*require_min_rank(x, 2)[:-2])


@op("tensorflow.linalg.matrix_transpose(a=x, name, conjugate)")
@op("tensorflow.matrix_transpose(a=x, name, conjugate)")
def matrix_transpose(x: Tensor) -> Tensor:
    """(…, m, n) -> (…, n, m)."""
    *before, rows, columns = require_min_rank(x, 2)
    return x.with_shape(*before, columns, rows)


# --- sparse tensors -------------------------------------------------------------------------------------------------


@op("tensorflow.SparseTensor(indices, values, dense_shape)")
@op("tensorflow.sparse.SparseTensor(indices, values, dense_shape)")
def sparse(values: Tensor, dense_shape: Argument, *, mode: Mode) -> Tensor:
    """A tensor of that shape, of which the values are given that are not 0."""
    return Tensor(Shape(sizes_of(dense_shape)), values.dtype, mode.kind)


@op("tensorflow.sparse.from_dense(tensor=x, name)", "tensorflow.sparse.reorder(sp_input=x, name)")
@op("tensorflow.sparse.to_dense(sp_input=x, default_value, validate_indices, name)")
@op("tensorflow.sparse.softmax(sp_input=x, name)", "tensorflow.sparse.retain(sp_input=x, to_retain)")
def with_its_values(x: Tensor) -> Tensor:
    """The same shape."""
    return x.reshaped(x.shape)


@op("tensorflow.raw_ops.SparseReorder(input_indices, input_values, input_shape, name)")
@op("tensorflow.python.ops.gen_sparse_ops.sparse_reorder(input_indices, input_values, input_shape, name)")
def reordered(input_indices: Tensor, input_values: Tensor) -> tuple[Tensor, Tensor]:
    """The indices and the values in another order."""
    return input_indices.reshaped(input_indices.shape), input_values.reshaped(input_values.shape)


@op("tensorflow.sparse.add(a, b, threshold)")
def add(a: Tensor, b: Tensor, *, mode: Mode) -> Tensor:
    """Both have the same shape, unless one is dense."""
    return Tensor(broadcast(a, b), a.dtype if a.dtype == b.dtype else None, mode.kind)


@op("tensorflow.sparse.eye(num_rows, num_columns, dtype, name)")
def eye(num_rows: Argument, num_columns: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """(rows, columns), as many columns as rows if nothing is said."""
    rows = one_size(num_rows)
    columns = rows if num_columns is None else one_size(num_columns)
    return Tensor(Shape((rows, columns)), dtype_or(dtype, "float32", mode), mode.kind)


@op("tensorflow.sparse.reduce_sum(sp_input=x, axis, keepdims, output_is_sparse!, name)")
@op("tensorflow.sparse.reduce_max(sp_input=x, axis, keepdims, output_is_sparse!, name)")
def reduce_sum(x: Tensor, axis: Argument = None, keepdims: Argument = False) -> Tensor:
    """Without the axes that it is done over."""
    return x.reshaped(reduced(x, axis, keepdims))


@op("tensorflow.sparse.sparse_dense_matmul(sp_a=a, b, adjoint_a, adjoint_b, name)")
@op("tensorflow.sparse.matmul(sp_a=a, b, adjoint_a, adjoint_b, name)")
def product(a: Tensor, b: Tensor, adjoint_a: Argument = False, adjoint_b: Argument = False, *, mode: Mode) -> Tensor:
    """(n, k) and (k, m) -> (n, m)."""
    left, right = known_dims(a), known_dims(b)
    if len(left) != 2 or len(right) != 2:  # matrices
        raise Undetermined("these are no matrices")
    rows = left[1] if flag(adjoint_a, "adjoint_a") else left[0]
    columns = right[0] if flag(adjoint_b, "adjoint_b") else right[1]
    return Tensor(Shape((rows, columns)), a.dtype if a.dtype == b.dtype else None, mode.kind)
