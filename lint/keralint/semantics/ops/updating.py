"""Elements picked and put by indices: `take_along_axis`, `slice`, `scatter`; and what depends on elements."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import InputCountMismatch
from keralint.semantics.failures.ops import LengthMismatch
from keralint.semantics.ops.arguments import as_tensor, axis_of, is_size, known_dims, size_of, sizes_of
from keralint.semantics.ops.broadcasting import broadcast_shapes
from keralint.semantics.ops.comparing import require_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.options import choice, length_of, refuse
from keralint.semantics.ops.reshaping import flat_size
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, UnknownDim, decide, is_float, subtract

# --- picking --------------------------------------------------------------------------------------------------------


@op("keras.ops.take_along_axis(x, indices, axis)", "numpy.take_along_axis(arr=x, indices, axis)")
def take_along_axis(x: Tensor, indices: Tensor, axis: Argument = None, *, mode: Mode) -> Tensor:
    """The indices have the axes of the tensor; on all but one they broadcast with it."""
    dims = (flat_size(x),) if axis is None else known_dims(x)
    place = 0 if axis is None else axis_of(x, axis)
    picks = require_rank(indices, len(dims))
    taken = Shape((*dims[:place], picks[place], *dims[place + 1 :]))
    return x.reshaped(broadcast_shapes(taken, indices.shape, (x, indices)))


@op("keras.ops.slice(inputs=x, start_indices, shape)")
def slice_(x: Tensor, start_indices: Argument, shape: Argument, *, mode: Mode) -> Tensor:
    """A block of this shape; -1 takes all that is left on an axis."""
    dims = known_dims(x)
    count = length_of(shape, "shape") if not isinstance(shape, Tensor) else len(sizes_of(shape))
    if count != len(dims):
        raise Failed(LengthMismatch(tensor=x, argument="shape", expected=len(dims), found=count))
    starts: tuple[Dim, ...] = (UNKNOWN_DIM,) * len(dims)
    if isinstance(start_indices, (tuple, list)):
        if len(start_indices) != len(dims):
            found = len(start_indices)
            raise Failed(LengthMismatch(tensor=x, argument="start_indices", expected=len(dims), found=found))
        starts = tuple(size_of(start) for start in start_indices)
    symbolic = isinstance(start_indices, Tensor) and start_indices.kind is TensorKind.SYMBOLIC
    rest = None if symbolic else UNKNOWN_DIM
    sizes = (_block(*each, rest) for each in zip(dims, starts, sizes_of(shape)))
    return x.with_shape(*sizes)


def _block(size: Dim, start: Dim, wanted: Dim, rest: Dim) -> Dim:
    """One size of a block; `rest` is what is left of an axis where the start is not known."""
    if isinstance(wanted, int) and wanted != -1:
        return wanted
    if wanted is None or decide.equal(wanted, -1) is decide.Answer.MAYBE:
        return UNKNOWN_DIM
    if wanted != -1:
        return wanted
    if size is None or start is None or isinstance(start, UnknownDim):
        return rest if size is not None else None
    return subtract(size, start)


@op("keras.ops.slice_update(inputs=x, start_indices, updates)")
def slice_update(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape."""
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.scatter_update(inputs=x, indices, updates, reduction)")
def scatter_update(x: Tensor, reduction: Argument = None, *, mode: Mode) -> Tensor:
    """The same shape."""
    if reduction is not None and reduction is not UNKNOWN:
        choice(reduction, ("add", "max", "min", "mul"), "reduction", fold=True)
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.scatter(indices, values, shape)", "tensorflow.scatter_nd(indices, updates=values, shape, name)")
def scatter(values: Tensor, shape: Argument, *, mode: Mode) -> Tensor:
    """The shape asked for."""
    return Tensor(Shape(sizes_of(shape)), values.dtype, mode.kind)


@op("keras.ops.select(condlist, choicelist, default)")
def select(condlist: Argument, choicelist: Argument, *, mode: Mode) -> Tensor:
    """The shape of the first choice, as Keras declares it; on data all of them are broadcast."""
    for name, value in (("condlist", condlist), ("choicelist", choicelist)):
        certain = isinstance(value, Tensor) and value.rank is not None
        if value is None or certain or isinstance(value, (int, float, str)):
            raise refuse(name, value, Expected.SHAPE)
        if isinstance(value, (tuple, list)) and not value:
            raise Failed(InputCountMismatch(expected=1, found=0, at_least=True))
    if not isinstance(choicelist, (tuple, list)) or not isinstance(condlist, (tuple, list)):
        raise Undetermined("the choices are not known")
    if mode.known_declared():
        first = as_tensor(choicelist[0], mode)
        return Tensor(first.shape, first.dtype, mode.kind)
    tensors = [as_tensor(item, mode) for item in (*condlist, *choicelist)]
    shape = tensors[0].shape
    for x in tensors[1:]:
        shape = broadcast_shapes(shape, x.shape, (tensors[0], x))
    dtypes = [x.dtype for x in tensors[len(condlist) :]]
    same = dtypes[0] is not None and is_float(dtypes[0]) and len(set(dtypes)) == 1
    return Tensor(shape, dtypes[0] if same else None, mode.kind)


@op("keras.ops.unravel_index(indices, shape)")
def unravel_index(indices: Tensor, shape: Argument, *, mode: Mode) -> list[Tensor]:
    """For each axis of a shape the index on it. Keras declares vectors where a size is `None`."""
    sizes = sizes_of(shape)
    made = Shape((None,)) if None in sizes and mode.known_declared() else indices.shape
    return [Tensor(made, indices.dtype if mode.declared else None, mode.kind) for _ in sizes]


# --- what depends on elements ---------------------------------------------------------------------------------------


@op("keras.ops.nonzero(x)", "numpy.nonzero(a=x)")
def nonzero(x: Tensor, *, mode: Mode) -> tuple[Tensor, ...]:
    """For each axis where the elements stand that are not zero; how many there are only data say."""
    size = None if mode.declared else UNKNOWN_DIM
    dtype = {Library.KERAS: "int32" if mode.declared else None, Library.NUMPY: "int64"}.get(mode.namespace)
    return tuple(Tensor(Shape((size,)), dtype, mode.kind) for _ in known_dims(x))


@op("numpy.argwhere(a=x)")
def argwhere(x: Tensor, *, mode: Mode) -> Tensor:
    """A row for each element that is not zero."""
    return Tensor(Shape((UNKNOWN_DIM, len(known_dims(x)))), "int64", mode.kind)


@op("numpy.unique(ar=x, return_index, return_inverse, return_counts, axis, equal_nan, sorted)")
@op("keras.ops.unique(x, sorted, return_index, return_inverse, return_counts, axis, size, fill_value)")
def unique(
    x: Tensor, return_index: Argument = False, return_inverse: Argument = False, return_counts: Argument = False,
    axis: Argument = None, size: Argument = None, *, mode: Mode,
) -> Argument:  # fmt: skip
    """The different elements, or parts along an axis; how many there are only data say, or `size`."""
    flags = (return_index, return_inverse, return_counts)
    if not all(isinstance(value, bool) for value in flags):
        raise Undetermined("which results are asked for is not known")
    dims = known_dims(x)
    count = size_of(size) if is_size(size) else (None if mode.declared and size is None else UNKNOWN_DIM)
    place = None if axis is None else axis_of(x, axis)
    values = (count,) if place is None else (*dims[:place], count, *dims[place + 1 :])
    inverse: tuple[Dim, ...] = dims if place is None else (dims[place],)
    dtype = "int32" if mode.declared else None
    shapes = [shape for shape, given in zip(((count,), inverse, (count,)), flags) if given]
    made = Tensor(Shape(values), x.dtype, mode.kind)
    if not shapes:
        return made
    return (made, *(Tensor(Shape(shape), dtype, mode.kind) for shape in shapes))
