"""More ways to join and to split: `append`, `dstack`, `array_split`, and splits along one particular axis."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import AxisOutOfRange, UndefinedSize
from keralint.semantics.ops.arguments import MAX_PARTS, axis_of, integer, known_dims, tensors_of
from keralint.semantics.ops.combining import joined, parts, split
from keralint.semantics.ops.comparing import require_min_rank, require_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import meet
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.options import refuse
from keralint.semantics.ops.reshaping import flat_size
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim, Shape, add


@op("keras.ops.append(x1, x2, axis)", "numpy.append(arr=x1, values=x2, axis)")
def append(x1: Tensor, x2: Tensor, axis: Argument = None, *, mode: Mode) -> Tensor:
    """Two tensors one after the other on an axis, or all their elements. Keras cannot add a `None` on the axis."""
    dtype = meet([x1.dtype, x2.dtype], mode)
    if axis is None:
        sizes = (flat_size(x1), flat_size(x2))
        return Tensor(Shape((None if None in sizes else add(*sizes),)), dtype, mode.kind)
    require_rank(x2, len(known_dims(x1)))
    place = axis_of(x1, axis)
    made = joined([x1, x2], place, mode)
    for x in (x1, x2):
        if mode.declared and known_dims(x)[place] is None:
            raise Failed(UndefinedSize(tensor=x, axis=place))
    return made.with_dtype(dtype)


@op("keras.ops.dstack(xs)", "numpy.dstack(tup=xs)")
def dstack(xs: Argument, *, mode: Mode) -> Tensor:
    """Joined on the third axis, which vectors and matrices get."""
    return joined([_deep(x) for x in tensors_of(xs, mode, "xs")], 2, mode)


def _deep(x: Tensor) -> Tensor:
    dims = known_dims(x)
    shapes: dict[int, tuple[Dim, ...]] = {0: (1, 1, 1), 1: (1, *dims, 1), 2: (*dims, 1)}
    return x.with_shape(*shapes.get(len(dims), dims))


@op("keras.ops.array_split(x, indices_or_sections, axis)", "numpy.array_split(ary=x, indices_or_sections, axis)")
def array_split(x: Tensor, indices_or_sections: Argument, axis: Argument = 0, *, mode: Mode) -> Argument:
    """Parts of about one size, the first of them longer by one where it does not come out even."""
    if isinstance(indices_or_sections, (tuple, list)) and mode.namespace is Library.NUMPY:
        return split(x, indices_or_sections, axis, mode=mode)
    if isinstance(indices_or_sections, (tuple, list, float)):
        raise refuse("indices_or_sections", indices_or_sections, Expected.POSITIVE_INTEGER)
    count = integer(indices_or_sections, "indices_or_sections")
    if count <= 0:
        raise refuse("indices_or_sections", count, Expected.POSITIVE_INTEGER)
    place = integer(axis, "axis")
    dims = known_dims(x)
    if not -len(dims) <= place < len(dims):
        raise Failed(AxisOutOfRange(tensor=x, axis=place))
    size = dims[place]
    if count > MAX_PARTS or not isinstance(size, (int, type(None))):
        raise Undetermined("the sizes of the parts are not known")
    sizes: list[Dim] = [None] * count
    if size is not None:
        sizes = [size // count + (index < size % count) for index in range(count)]
    return parts(x, place % len(dims), sizes)


@op("keras.ops.vsplit(x, indices_or_sections)", "numpy.vsplit(ary=x, indices_or_sections)", axis=0, rank=2)
@op("keras.ops.hsplit(x, indices_or_sections)", "numpy.hsplit(ary=x, indices_or_sections)", axis=1, rank=1)
@op("keras.ops.dsplit(x, indices_or_sections)", "numpy.dsplit(ary=x, indices_or_sections)", axis=2, rank=3)
def split_on(x: Tensor, indices_or_sections: Argument, *, mode: Mode, axis: int, rank: int) -> Argument:
    """Split on an axis that the name of the function says; a vector on its only one."""
    if x.shape.dims is None:
        return UNKNOWN
    dims = known_dims(x)
    if not mode.declared and mode.namespace is Library.KERAS and len(dims) < rank:
        raise Undetermined("the backend may take fewer axes")
    require_min_rank(x, rank)
    return split(x, indices_or_sections, min(axis, len(dims) - 1), mode=mode)
