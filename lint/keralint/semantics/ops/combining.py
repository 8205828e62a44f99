"""Operations that make one tensor of several, or several of one: concatenate, stack, split."""

from __future__ import annotations

from itertools import pairwise

from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import MergeMismatch, UndefinedSize
from keralint.semantics.failures.ops import UnevenSplit
from keralint.semantics.ops.arguments import MAX_PARTS, axis_of, integer, known_dims, size_of, tensors_of
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import meet
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, UnknownDim, decide, floor_divide, subtract, total


@op("keras.ops.concatenate", "numpy.concatenate(arrays=xs, axis:0, out!, dtype!)", "tensorflow.concat(values=xs, axis)")
@op("keras.backend.concatenate(tensors=xs, axis:-1)", class_name="Concatenate")
def concatenate(xs: Argument, axis: Argument = 0, *, mode: Mode) -> Tensor:
    """Joined on one axis; in all others the sizes agree."""
    tensors = tensors_of(xs, mode, "xs")
    if axis is None:
        if mode.declared:
            raise Failed(InvalidArgument(argument="axis", value=axis, expected=Expectation(Expected.INTEGER)))
        raise Undetermined("`axis` is `None`")
    return joined(tensors, axis, mode)


def joined(tensors: list[Tensor], axis: Argument, mode: Mode) -> Tensor:
    """The tensors joined on `axis`.

    Raises: Failed(AxisOutOfRange | MergeMismatch); Undetermined.
    """
    dtype = meet([tensor.dtype for tensor in tensors], mode)
    ranked = [tensor for tensor in tensors if tensor.shape.dims is not None]
    if not ranked:
        return Tensor(UNKNOWN_SHAPE, dtype, mode.kind)
    place = axis_of(ranked[0], axis)
    dims = merged(tensors, mode, concat_axis=place)
    if len(ranked) < len(tensors):
        return Tensor(Shape((UNKNOWN_DIM,) * len(dims)), dtype, mode.kind)
    sizes = [known_dims(tensor)[place] for tensor in tensors]
    size = None if None in sizes else total(sizes)
    return Tensor(Shape((*dims[:place], size, *dims[place + 1 :])), dtype, mode.kind)


def merged(tensors: list[Tensor], mode: Mode, *, concat_axis: int | None = None) -> tuple[Dim, ...]:
    """The sizes on which the tensors agree; Keras declares those of the first, a backend knows what any knows.

    Where it is not known which of the two it is, they must come to the same.

    Raises: Failed(MergeMismatch); Undetermined.
    """
    first = next(tensor for tensor in tensors if tensor.shape.dims is not None)
    dims = list(known_dims(first))
    for culprit, tensor in enumerate(tensors):
        if tensor.shape.dims is None:
            continue
        if len(tensor.shape.dims) != len(dims):
            raise Failed(MergeMismatch(tensors=tuple(tensors), axis=None, culprit=culprit, concat_axis=concat_axis))
        for axis, (mine, its) in enumerate(zip(dims, tensor.shape.dims)):
            if axis == concat_axis:
                continue
            if _differ(mine, its) or (mode.declared and _differ(known_dims(first)[axis], its)):
                raise Failed(MergeMismatch(tensors=tuple(tensors), axis=axis, culprit=culprit, concat_axis=concat_axis))
            if not mode.declared:
                dims[axis] = _known(mine, its)
    if mode.kind is TensorKind.UNKNOWN or (mode.declared and tensors[0].shape.dims is None):
        of_first = tensors[0].shape.dims or (UNKNOWN_DIM,) * len(dims)
        return tuple(a if a == b and type(a) is type(b) else UNKNOWN_DIM for a, b in zip(of_first, dims))
    return tuple(dims)


def _differ(a: Dim, b: Dim) -> bool:
    return a is not None and b is not None and decide.equal(a, b) is decide.Answer.NO


def _known(a: Dim, b: Dim) -> Dim:
    """Of two sizes that are one and the same, the one that says more."""
    if isinstance(a, int) or b is None:
        return a
    return b if isinstance(b, int) or a is None or isinstance(a, UnknownDim) else a


@op("keras.ops.stack(x=xs, axis)", "numpy.stack(arrays=xs, axis, out!, dtype!)", "tensorflow.stack(values=xs, axis, name)")  # fmt: skip  # noqa: E501
@op("keras.backend.stack(x=xs, axis)", class_name="Stack")
def stack(xs: Argument, axis: Argument = 0, *, mode: Mode) -> Tensor:
    """Joined on a new axis; all shapes agree."""
    tensors = tensors_of(xs, mode, "x")
    dtype = meet([tensor.dtype for tensor in tensors], mode)
    if all(tensor.shape.dims is None for tensor in tensors):
        return Tensor(UNKNOWN_SHAPE, dtype, mode.kind)
    dims = merged(tensors, mode)
    place = axis_of(next(tensor for tensor in tensors if tensor.shape.dims is not None), axis, extra=1)
    return Tensor(Shape((*dims[:place], len(tensors), *dims[place:])), dtype, mode.kind)


@op("tensorflow.add_n(inputs=xs, name)")
def add_n(xs: Argument, *, mode: Mode) -> Tensor:
    """The sum of tensors of one shape."""
    tensors = tensors_of(xs, mode, "inputs")
    if any(tensor.shape.dims is None for tensor in tensors):
        raise Undetermined("the rank is not known")
    dtype = tensors[0].dtype
    return Tensor(Shape(merged(tensors, mode)), dtype, mode.kind)


@op("keras.ops.vstack", "numpy.vstack(tup=xs)")
def vstack(xs: Argument, *, mode: Mode) -> Tensor:
    """Joined on the first axis; NumPy makes rows of vectors, Keras declares them joined end to end."""
    tensors = tensors_of(xs, mode, "xs")
    if any(len(known_dims(tensor)) < 2 for tensor in tensors) and not mode.known_declared():
        tensors = [_row(tensor) for tensor in tensors]
    return joined(tensors, 0, mode)


def _row(x: Tensor) -> Tensor:
    dims = known_dims(x)
    return x.with_shape(*(1,) * (2 - len(dims)), *dims)


@op("keras.ops.hstack", "numpy.hstack(tup=xs)")
def hstack(xs: Argument, *, mode: Mode) -> Tensor:
    """Joined on the second axis, vectors on their only one; Keras cannot declare that for vectors."""
    tensors = tensors_of(xs, mode, "xs")
    if mode.declared:
        return joined(tensors, 1, mode)
    return joined(tensors, 1 if len(known_dims(tensors[0])) > 1 else 0, mode)


@op("keras.ops.split", "numpy.split(ary=x, indices_or_sections, axis)")
def split(x: Tensor, indices_or_sections: Argument, axis: Argument = 0, *, mode: Mode) -> Argument:
    """Equal parts, or the parts between the indices."""
    if x.shape.dims is None or indices_or_sections is UNKNOWN:
        return UNKNOWN
    place = axis_of(x, axis)
    if isinstance(indices_or_sections, (tuple, list)):
        return parts(x, place, _between(known_dims(x)[place], indices_or_sections))
    return equal_parts(x, place, integer(indices_or_sections, "indices_or_sections"))


def equal_parts(x: Tensor, axis: int, count: int) -> list[Tensor]:
    """`count` parts of one size.

    Raises: Failed(UnevenSplit); Undetermined.
    """
    size = known_dims(x)[axis]
    if isinstance(size, int) and (count == 0 or (count > 0 and size % count)):
        raise Failed(UnevenSplit(tensor=x, axis=axis, size=size, parts=count))
    if not 0 < count <= MAX_PARTS:
        raise Undetermined("the number of parts is too large")
    return parts(x, axis, [None if size is None else floor_divide(size, count)] * count)


def _between(size: Dim, indices: tuple[Argument, ...] | list[Argument]) -> list[Dim]:
    """The sizes between indices; those that do not rise from 0 to the size are not followed."""
    edges: list[Dim] = [0, *(size_of(index) for index in indices), size]
    numbers = [edge for edge in edges if isinstance(edge, int)]
    if numbers != sorted(numbers) or any(number < 0 for number in numbers):
        raise Undetermined("the indices do not rise")
    return [None if a is None or b is None else subtract(b, a) for a, b in pairwise(edges)]


def parts(x: Tensor, axis: int, sizes: list[Dim]) -> list[Tensor]:
    """Tensors like `x` with these sizes on the axis."""
    dims = known_dims(x)
    return [x.with_shape(*dims[:axis], size, *dims[axis + 1 :]) for size in sizes]


@op("tensorflow.split(value=x, num_or_size_splits, axis, num, name)")
def split_by_sizes(x: Tensor, num_or_size_splits: Argument, axis: Argument = 0) -> Argument:
    """Equal parts, or parts of the sizes given, of which one may be -1."""
    if x.shape.dims is None or num_or_size_splits is UNKNOWN:
        return UNKNOWN
    place = axis_of(x, axis)
    if not isinstance(num_or_size_splits, (tuple, list)):
        return equal_parts(x, place, integer(num_or_size_splits, "num_or_size_splits"))
    sizes = [size_of(size) for size in num_or_size_splits]
    return parts(x, place, [UNKNOWN_DIM if size == -1 else size for size in sizes])


@op("keras.ops.unstack(x, num, axis)", "tensorflow.unstack(value=x, num, axis, name)")
def unstack(x: Tensor, num: Argument = None, axis: Argument = 0, *, mode: Mode) -> Argument:
    """The slices along an axis, without it."""
    if x.shape.dims is None or num is UNKNOWN:
        return UNKNOWN
    place = axis_of(x, axis)
    dims = known_dims(x)
    count = dims[place] if num is None else integer(num, "num")
    if count is None and mode.declared:
        raise Failed(UndefinedSize(tensor=x, axis=place))
    if not isinstance(count, int) or not 0 <= count <= MAX_PARTS:
        return UNKNOWN
    return [x.with_shape(*dims[:place], *dims[place + 1 :]) for _ in range(count)]
