"""Counts, ranks and sums over segments: quantiles, histograms, cumulative sums, top elements."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import RankMismatch
from keralint.semantics.ops import dtypes
from keralint.semantics.ops.arguments import as_tensor, axis_of, integer, known_dims, size_of
from keralint.semantics.ops.comparing import require_min_rank, require_rank, require_size
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared
from keralint.semantics.ops.elementwise import squared
from keralint.semantics.ops.mathematics import floating
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.options import choice, refuse
from keralint.semantics.ops.reduction import reduced
from keralint.semantics.ops.reshaping import flat_size
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, add, decide, maximum, minimum, subtract

# --- quantiles ------------------------------------------------------------------------------------------------------


@op("keras.ops.percentile(x, q, axis, method, keepdims)", lone=True, ints=True)
@op("keras.ops.nanpercentile(x, q, axis, method, keepdims)", lone=True, ints=True)
@op("keras.ops.quantile(x, q, axis, method, keepdims)", lone=False, ints=False)
@op("keras.ops.nanquantile(x, q, axis, method, keepdims)", lone=False, ints=False)
@op("numpy.percentile(a=x, q, axis, out!, overwrite_input, method, keepdims)", lone=True, ints=True)
@op("numpy.quantile(a=x, q, axis, out!, overwrite_input, method, keepdims)", lone=True, ints=True)
def quantile(
    x: Tensor, q: Argument, axis: Argument = None, keepdims: Argument = False,
    *, mode: Mode, lone: bool, ints: bool,
) -> Tensor:  # fmt: skip
    """A reduction for each of several quantiles, which become a new first axis.

    `lone`: a list of one has an axis of its own where Keras declares it. `ints`: all integers become the float that
    Keras computes in, else only those of 64 bits.
    """
    rest = reduced(x, axis, keepdims).dims
    assert rest is not None
    dtype = dtypes.real(x.dtype, mode)
    if mode.declared and not ints and x.dtype != "int64":
        dtype = floating(x.dtype, mode)
    return Tensor(Shape((*_quantiles(q, lone, mode), *rest)), dtype if mode.declared or dtype else None, mode.kind)


def _quantiles(q: Argument, lone: bool, mode: Mode) -> tuple[Dim, ...]:
    """The axis that several quantiles make."""
    if isinstance(q, Tensor):
        dims = known_dims(q)
        return dims[:1] if len(dims) > 1 and mode.known_declared() else dims
    if isinstance(q, (tuple, list)):
        several = len(q) > 1 or lone
        if len(q) == 1 and not several and not mode.known_declared():
            return (1,)
        return (len(q),) if several else ()
    if isinstance(q, (int, float)):
        return ()
    raise Undetermined("`q` is not known")


# --- counts ---------------------------------------------------------------------------------------------------------


@op("keras.ops.histogram(x, bins, range=limits)")
def histogram(x: Tensor, bins: Argument = 10, limits: Argument = None, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """(n,) -> the counts (bins,), and the edges between them (bins + 1,). Keras declares both like the input."""
    if isinstance(bins, (float, str, tuple, list)) or (isinstance(bins, int) and bins < 0):
        raise refuse("bins", bins, Expected.NON_NEGATIVE_INTEGER)
    if isinstance(limits, list) and limits:
        raise refuse("range", limits, Expected.SHAPE)
    if mode.kind.of_backend and x.rank is not None and x.rank > 1:
        raise Failed(RankMismatch(tensor=x, expected=(1,), found=x.rank))
    count = UNKNOWN_DIM if bins is UNKNOWN else size_of(bins)
    counts = Tensor(Shape((count,)), x.dtype if mode.declared else None, mode.kind)
    return counts, Tensor(Shape((add(count, 1),)), as_declared(x.dtype, x.dtype, mode), mode.kind)


@op("keras.ops.bincount(x, weights, minlength, sparse)")
def bincount(x: Tensor, weights: Argument = None, *, mode: Mode) -> Tensor:
    """(…, n) -> (…, numbers): as many as the largest element says."""
    dims = known_dims(x)
    size = None if mode.declared else UNKNOWN_DIM
    dtype: str | None = "int32"
    if weights is not None:
        dtype = dtypes.meet([x.dtype, as_tensor(weights, mode).dtype], mode) if mode.declared else None
    return Tensor(Shape((*dims[:-1], size)), dtype, mode.kind)


@op("keras.ops.digitize(x, bins)", "numpy.digitize(x, bins, right)")
def digitize(x: Tensor, bins: Tensor, *, mode: Mode) -> Tensor:
    """For each element the number of the bin that it falls into."""
    if bins.rank is not None and bins.rank > 1:
        raise Failed(RankMismatch(tensor=bins, expected=(1,), found=bins.rank))
    return Tensor(x.shape, "int32" if mode.namespace is Library.KERAS else "int64", mode.kind)


@op("keras.ops.searchsorted(sorted_sequence, values, side)", class_name="SearchSorted")
def searchsorted(sorted_sequence: Tensor, values: Tensor, *, mode: Mode) -> Tensor:
    """Where the values belong in a sequence; if its length is `None`, the places need 64 bits."""
    (size,) = require_rank(sorted_sequence, 1)
    dtype = ("int64" if size is None else "int32") if isinstance(size, int) or size is None else None
    return Tensor(values.shape, dtype if mode.declared else None, mode.kind)


@op("keras.ops.in_top_k(targets, predictions, k)")
def in_top_k(targets: Tensor, *, mode: Mode) -> Tensor:
    """Whether each target is among the largest predictions."""
    return Tensor(targets.shape, "bool", mode.kind)


@op("keras.ops.argpartition(x, kth, axis)", "numpy.argpartition(a=x, kth, axis, kind, order!)")
def argpartition(x: Tensor, kth: Argument, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """Where the elements stand once they are parted."""
    if mode.declared and isinstance(kth, (float, str, tuple, list)):
        raise refuse("kth", kth, Expected.INTEGER)
    if axis is not None and (mode.kind.of_backend or mode.kind is TensorKind.ARRAY):
        axis_of(x, axis)
    shape = Shape((flat_size(x),)) if axis is None else x.shape
    return Tensor(shape, "int32" if mode.namespace is Library.KERAS else "int64", mode.kind)


# --- sums -----------------------------------------------------------------------------------------------------------


@op("keras.ops.nancumsum(x, axis, dtype)", "numpy.nancumsum(a=x, axis, dtype, out!)")
@op("keras.ops.nancumprod(x, axis, dtype)", "numpy.nancumprod(a=x, axis, dtype, out!)")
def cumulate(x: Tensor, axis: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Sums so far. While it declares the shape Keras does not look at the axis."""
    if axis is not None and (mode.kind.of_backend or mode.kind is TensorKind.ARRAY):
        axis_of(x, axis)
    default = squared(x.dtype, mode) if mode.namespace is Library.KERAS else dtypes.total(x.dtype, mode)
    shape = Shape((flat_size(x),)) if axis is None else x.shape
    return Tensor(shape, dtypes.counting(dtypes.dtype_or(dtype, default, mode), mode), mode.kind)


@op("keras.ops.diff(a=x, n, axis)", "numpy.diff(a=x, n, axis, prepend!, append!)")
def diff(x: Tensor, n: Argument = 1, axis: Argument = -1) -> Tensor:
    """Each element less the one before, `n` times."""
    times = integer(n, "n")
    dims = known_dims(x)
    place = axis_of(x, axis)
    size = dims[place]
    if times < 0:
        raise Undetermined("`n` is negative")
    if isinstance(size, int):
        size = max(size - times, 0)
    elif size is not None:
        size = subtract(size, times) if decide.less_equal(times, size) is decide.Answer.YES else UNKNOWN_DIM
    return x.with_shape(*dims[:place], size, *dims[place + 1 :])


@op("keras.ops.trapezoid(y, x, dx, axis)")
def trapezoid(y: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """The integral along an axis. While it declares the shape Keras takes any number for an axis."""
    dims = known_dims(y)
    if not dims or axis is None:
        shape = y.shape
    else:
        inside = isinstance(axis, int) and -len(dims) <= axis < len(dims)
        place = integer(axis, "axis") % len(dims) if inside or mode.known_declared() else axis_of(y, axis)
        shape = Shape(dims[:place] + dims[place + 1 :])
    return Tensor(shape, floating(y.dtype, mode), mode.kind)


@op("keras.ops.corrcoef(x)")
def corrcoef(x: Tensor, *, mode: Mode) -> Tensor:
    """(variables, observations) -> (variables, variables). Keras declares the shape of the input."""
    dtype = "float64" if x.dtype == "int64" and mode.declared else floating(x.dtype, mode)
    if mode.known_declared():
        return Tensor(x.shape, dtype, mode.kind)
    if x.rank == 0:
        raise Undetermined("NumPy takes a single number as well")
    rows = require_rank(x, 1, 2)
    return Tensor(Shape((rows[0], rows[0]) if len(rows) == 2 else ()), dtype, mode.kind)


@op("keras.ops.correlate(x1, x2, mode=form)", "numpy.correlate(a=x1, v=x2, mode=form)")
def correlate(x1: Tensor, x2: Tensor, form: Argument = "valid", *, mode: Mode) -> Tensor:
    """(m,) and (n,) -> where the one lies within the other, or (`same`) the longer, or (`full`) all overlaps."""
    sizes = (*require_rank(x1, 1), *require_rank(x2, 1))
    word = choice(form, ("valid", "same", "full"), "mode")
    if None in sizes:
        raise Undetermined("a length is not known")
    longer = maximum(*sizes)
    sized = {
        "valid": add(subtract(longer, minimum(*sizes)), 1), "same": longer, "full": subtract(add(*sizes), 1),
    }  # fmt: skip
    dtype = dtypes.meet([x1.dtype, x2.dtype], mode)
    if mode.declared and dtype is not None and dtype not in ("bfloat16", "float16", "float64"):
        dtype = "float64" if dtype == "int64" else "float32"
    return Tensor(Shape((sized[word],)), as_declared(dtype, dtype, mode), mode.kind)


@op("keras.ops.segment_sum(data, segment_ids, num_segments, sorted)")
@op("keras.ops.segment_max(data, segment_ids, num_segments, sorted)")
@op("keras.ops.segment_min(data, segment_ids, num_segments, sorted)")
@op("keras.ops.segment_prod(data, segment_ids, num_segments, sorted)")
def segment(data: Tensor, segment_ids: Tensor, num_segments: Argument = None, *, mode: Mode) -> Tensor:
    """(n, …) and (n,) -> (segments, …)."""
    ids, dims = require_rank(segment_ids, 1), require_min_rank(data, 1)
    if ids[0] is not None and dims[0] is not None:
        require_size(segment_ids, 0, dims[0], mode, other=data)
    if num_segments is None:
        count: Dim = None if mode.declared else UNKNOWN_DIM
    else:
        count = size_of(num_segments)
    return Tensor(Shape((count, *dims[1:])), data.dtype, mode.kind)
