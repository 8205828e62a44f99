"""Operations that move elements: reshape, transpose, expand, squeeze, tile, repeat, flip, pad, broadcast."""

from __future__ import annotations

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import ReshapeMismatch
from keralint.semantics.failures.ops import InvalidReshapeTarget, LengthMismatch, NotAPermutation, NotSqueezable
from keralint.semantics.ops.arguments import axes_of, axis_of, integer, known_dims, size_of, sizes_of
from keralint.semantics.ops.broadcasting import broadcast_shapes
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import DYNAMIC, UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, add, decide, evened, floor_divide, multiply, product


@op(
    "keras.ops.reshape",
    "numpy.reshape(a=x, shape=newshape, order, newshape)",
    "tensorflow.reshape(tensor=x, shape=newshape, name)",
)
@op("keras.backend.reshape(x, shape=newshape)", "keras.KerasTensor.reshape(self=x, newshape)", class_name="Reshape")
def reshape(x: Tensor, newshape: Argument, *, mode: Mode) -> Tensor:
    """The same elements in another shape, of whose sizes one may be -1."""
    # To Keras whatever is not an integer is a dynamic size, and so it is to TensorFlow while it traces.
    if isinstance(newshape, str):
        raise Undetermined("a shape is given as a string")
    traced = mode.kind is TensorKind.SYMBOLIC or None in (x.shape.dims or ())
    dynamic = None if traced else UNKNOWN_DIM
    newshape = (newshape,) if _fraction(newshape) else newshape
    if isinstance(newshape, (tuple, list)):
        if not mode.declared and any(map(_fraction, newshape)):
            raise Undetermined("a size is not an integer")
        newshape = tuple(None if _fraction(size) else size for size in newshape)
    return x.reshaped(reshaped(x, sizes_of(newshape, dynamic=dynamic)))


def _fraction(value: Argument) -> bool:
    return isinstance(value, (float, str))


@op("numpy.ndarray.reshape(self=x, *sizes, order)")
def reshape_method(*sizes: Argument, x: Argument) -> Tensor:
    """`x.reshape(2, 3)` or `x.reshape((2, 3))`."""
    if not isinstance(x, Tensor) or not sizes:
        raise Undetermined("the array is not known")
    target = sizes[0] if len(sizes) == 1 else sizes
    return x.reshaped(reshaped(x, sizes_of(target)))


def reshaped(x: Tensor, target: tuple[Dim, ...]) -> Shape:
    """The shape after a reshape, with -1 computed (`operation_utils.compute_reshape_output_shape`).

    Raises: Failed(InvalidReshapeTarget | ReshapeMismatch).
    """
    free = [place for place, dim in enumerate(target) if dim == -1]
    if len(free) > 1 or any(isinstance(dim, int) and dim < -1 for dim in target):
        raise Failed(InvalidReshapeTarget(tensor=x, target=target))
    source = x.shape.dims
    rest = [dim for dim in target if dim != -1]
    if source is None or UNKNOWN_DIM in (*source, *rest):
        return Shape(tuple(UNKNOWN_DIM if dim == -1 else dim for dim in target))
    if None in source or None in rest:
        return Shape(tuple(None if dim == -1 else dim for dim in target))
    before, after = product(source), product(rest)
    if not free:
        if decide.equal(before, after) is decide.Answer.NO:
            raise Failed(ReshapeMismatch(tensor=x, source=x.shape, target=target))
        return Shape(target)
    if isinstance(before, int) and isinstance(after, int) and (after == 0 or before % after):
        raise Failed(ReshapeMismatch(tensor=x, source=x.shape, target=target))
    return Shape(tuple(floor_divide(evened(before), evened(after)) if dim == -1 else dim for dim in target))


@op("keras.ops.ravel", "numpy.ravel(a=x, order)", "numpy.ndarray.ravel(self=x, order)", "numpy.ndarray.flatten(self=x, order)")  # fmt: skip  # noqa: E501
@op("keras.backend.flatten(x)", class_name="Flatten")
def ravel(x: Tensor) -> Tensor:
    """All elements on one axis."""
    return x.with_shape(flat_size(x))


def flat_size(x: Tensor) -> Dim:
    """The number of elements."""
    if x.shape.dims is None:
        return UNKNOWN_DIM
    return None if None in x.shape.dims else product(x.shape.dims)


@op("keras.ops.expand_dims", "numpy.expand_dims(a=x, axis)", "tensorflow.expand_dims(input=x, axis, name, dim=axis)")
@op("keras.backend.expand_dims(x, axis:-1)")
def expand_dims(x: Tensor, axis: Argument) -> Tensor:
    """An axis of size 1 at each place."""
    places = axes_of(x, axis, extra=1)
    rest = iter(known_dims(x))
    return x.with_shape(*(1 if place in places else next(rest) for place in range(len(known_dims(x)) + len(places))))


@op("keras.ops.squeeze", "numpy.squeeze(a=x, axis)", "tensorflow.squeeze(input=x, axis, name, squeeze_dims=axis)")
@op("numpy.ndarray.squeeze(self=x, axis)", "keras.KerasTensor.squeeze(self=x, axis)", class_name="Squeeze")
@op("keras.backend.squeeze", class_name="Squeeze")
def squeeze(x: Tensor, axis: Argument = None, *, mode: Mode) -> Tensor:
    """Without the axes of size 1, or without those named, which must have it; Keras refuses `None` there."""
    dims = known_dims(x)
    if axis is None or (axis == [] and not mode.declared):
        if any(dim is not None and dim != 1 and decide.equal(dim, 1) is not decide.Answer.NO for dim in dims):
            raise Undetermined("a size that may be 1 is not known")
        if None in dims and not mode.declared:
            raise Undetermined("a size that may be 1 is not known")
        return x.with_shape(*(dim for dim in dims if dim != 1))
    places = axes_of(x, axis)
    for place in places:
        refused = mode.declared if dims[place] is None else decide.equal(dims[place], 1) is decide.Answer.NO
        if refused:
            raise Failed(NotSqueezable(tensor=x, axis=place, size=dims[place]))
    return x.with_shape(*(dim for place, dim in enumerate(dims) if place not in places))


@op("keras.ops.transpose", "numpy.transpose(a=x, axes)", "tensorflow.transpose(a=x, perm=axes, conjugate, name)")
@op("tensorflow.sparse.transpose(sp_input=x, perm=axes, name)")
@op("keras.backend.permute_dimensions(x, pattern=axes)", "keras.backend.transpose(x)", class_name="Transpose")
def transpose(x: Tensor, axes: Argument = None) -> Tensor:
    """The axes in another order; in reverse if none is given."""
    dims = known_dims(x)
    if axes is None:
        return x.with_shape(*reversed(dims))
    if isinstance(axes, Tensor) and isinstance(axes.value, tuple):
        axes = axes.value
    if isinstance(axes, int):
        raise Failed(NotAPermutation(tensor=x, axes=(axes,)))
    if not isinstance(axes, (tuple, list)):
        raise Undetermined("`axes` is not known")
    order = tuple(integer(axis, "axes") for axis in axes)
    if sorted(axis % len(dims) if -len(dims) <= axis < len(dims) else -1 for axis in order) != [*range(len(dims))]:
        raise Failed(NotAPermutation(tensor=x, axes=order))
    return x.with_shape(*(dims[axis] for axis in order))


@op("numpy.ndarray.transpose(self=x, *axes)")
def transpose_method(*axes: Argument, x: Argument) -> Tensor:
    """`x.transpose(1, 0)` or `x.transpose((1, 0))`."""
    if not isinstance(x, Tensor):
        raise Undetermined("the array is not known")
    if not axes:
        return transpose(x)
    return transpose(x, axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes)


@op("keras.ops.swapaxes", "numpy.swapaxes(a=x, axis1, axis2)", "numpy.ndarray.swapaxes(self=x, axis1, axis2)")
def swapaxes(x: Tensor, axis1: Argument, axis2: Argument) -> Tensor:
    """Two axes exchanged."""
    dims = list(known_dims(x))
    first, second = axis_of(x, axis1, argument="axis1"), axis_of(x, axis2, argument="axis2")
    dims[first], dims[second] = dims[second], dims[first]
    return x.with_shape(*dims)


@op("keras.ops.moveaxis", "numpy.moveaxis(a=x, source, destination)")
def moveaxis(x: Tensor, source: Argument, destination: Argument, *, mode: Mode) -> Tensor:
    """Axes moved to other places, the others in order around them."""
    dims = known_dims(x)
    sources = axes_of(x, source, argument="source")
    targets = axes_of(x, destination, argument="destination")
    if len(sources) != len(targets):
        raise Failed(LengthMismatch(tensor=x, argument="destination", expected=len(sources), found=len(targets)))
    moved = dict(zip(targets, sources))
    rest = iter(axis for axis in range(len(dims)) if axis not in sources)
    return x.with_shape(*(dims[moved[place] if place in moved else next(rest)] for place in range(len(dims))))


@op("keras.ops.flip", "numpy.flip(m=x, axis)")
@op("keras.ops.roll(x, shift, axis)", "numpy.roll(a=x, shift, axis)", "tensorflow.roll(input=x, shift, axis, name)")
@op("tensorflow.reverse(tensor=x, axis, name)", "keras.backend.reverse(x, axes=axis)")
def flip(x: Tensor, axis: Argument = None) -> Tensor:
    """The elements in another order on some axes: the shape stays."""
    if axis is not None and axis is not UNKNOWN and x.shape.dims is not None:
        for item in axis if isinstance(axis, (tuple, list)) else (axis,):
            if isinstance(item, int):
                axis_of(x, item)
    return x.reshaped(x.shape)


@op("keras.ops.tile", "numpy.tile(A=x, reps=repeats)", "tensorflow.tile(input=x, multiples=repeats, name)")
@op("keras.backend.tile(x, n=repeats)")
def tile(x: Tensor, repeats: Argument, *, mode: Mode) -> Tensor:
    """Each axis repeated as a whole; the shorter of the two lists is filled up with 1 on the left."""
    times = sizes_of(repeats)
    dims = known_dims(x)
    rank = max(len(dims), len(times))
    padded = (1,) * (rank - len(dims)) + dims
    times = (1,) * (rank - len(times)) + times
    return x.with_shape(*(_times(dim, count, mode) for dim, count in zip(padded, times)))


def _times(dim: Dim, count: Dim, mode: Mode) -> Dim:
    if count is None and mode.declared:
        count = UNKNOWN_DIM
    return None if dim is None else multiply(dim, count)


@op("keras.ops.repeat", "numpy.repeat(a=x, repeats, axis)", "tensorflow.repeat(input=x, repeats, axis, name)")
@op("keras.backend.repeat_elements(x, rep=repeats, axis)", class_name="Repeat")
@op("numpy.ndarray.repeat(self=x, repeats, axis)", class_name="Repeat")
def repeat(x: Tensor, repeats: Argument, axis: Argument = None, *, mode: Mode) -> Tensor:
    """Each element of an axis repeated in place; without an axis, of all elements in a row."""
    place = None if axis is None else axis_of(x, axis)
    size = flat_size(x) if place is None else known_dims(x)[place]
    counts = sizes_of(repeats)
    if size is None:
        repeated: Dim = None
    elif len(counts) == 1:
        repeated = _times(size, counts[0], mode)
    else:
        if isinstance(size, int) and size != len(counts):
            raise Failed(LengthMismatch(tensor=x, argument="repeats", expected=size, found=len(counts)))
        repeated = _sum(counts)
    if place is None:
        return x.with_shape(repeated)
    dims = known_dims(x)
    return x.with_shape(*dims[:place], repeated, *dims[place + 1 :])


def _sum(counts: tuple[Dim, ...]) -> Dim:
    result: Dim = 0
    for count in counts:
        result = add(result, count)
    return result


@op("keras.ops.pad(x, pad_width, mode, constant_values)", "numpy.pad(array=x, pad_width, mode, constant_values)")
@op("tensorflow.pad(tensor=x, paddings=pad_width, mode, constant_values, name)", class_name="Pad")
def pad(x: Tensor, pad_width: Argument) -> Tensor:
    """Each axis made longer at its two ends."""
    dims = known_dims(x)
    widths = _pad_widths(pad_width)
    if len(widths) == 1:
        widths = widths * len(dims)
    if len(widths) != len(dims):
        raise Failed(LengthMismatch(tensor=x, argument="pad_width", expected=len(dims), found=len(widths)))
    return x.with_shape(*(None if dim is None else add(dim, width) for dim, width in zip(dims, widths)))


def _pad_widths(value: Argument) -> tuple[Dim, ...]:
    """What each axis grows by; a single entry is for all axes.

    Raises: Undetermined.
    """
    if isinstance(value, Tensor) and isinstance(value.value, tuple):
        value = value.value
    if isinstance(value, int):
        return (2 * value,)
    if not isinstance(value, (tuple, list)) or not value:
        raise Undetermined("`pad_width` is not known")
    if all(isinstance(item, int) for item in value):
        if len(value) != 2:
            raise Undetermined("`pad_width` has a form that is not followed")
        return (sum(value),)
    return tuple(_pad_width(item) for item in value)


def _pad_width(pair: Argument) -> Dim:
    if isinstance(pair, (tuple, list)) and len(pair) == 2:
        return add(*(UNKNOWN_DIM if dim is None else dim for dim in map(size_of, pair)))
    if isinstance(pair, (tuple, list)) and len(pair) == 1:
        width = size_of(pair[0])
        return UNKNOWN_DIM if width is None else multiply(width, 2)
    if pair is UNKNOWN:
        return UNKNOWN_DIM
    raise Undetermined("`pad_width` has a form that is not followed")


@op("keras.ops.broadcast_to", "numpy.broadcast_to(array=x, shape, subok)", "tensorflow.broadcast_to(input=x, shape, name)")  # fmt: skip  # noqa: E501
def broadcast_to(x: Tensor, shape: Argument, *, mode: Mode) -> Tensor:
    """Exactly the shape given; Keras checks only that both go together."""
    target = Shape(sizes_of(shape))
    broadcast_shapes(x.shape, target, (x,))
    return x.reshaped(target)


@op("keras.ops.shape", class_name="Shape")
def shape(x: Tensor) -> Argument:
    """The sizes themselves: a tuple, no tensor."""
    return UNKNOWN if x.shape.dims is None else x.shape.dims


@op("tensorflow.shape(input=x, out_type, name)", "keras.backend.shape(x)", class_name="shape")
def shape_tensor(x: Tensor, *, mode: Mode) -> Tensor:
    """The sizes as a tensor; those that are known stay known."""
    if x.shape.dims is None:
        return Tensor(Shape((UNKNOWN_DIM,)), "int32", mode.kind)
    value = tuple(DYNAMIC if dim is None else None if dim is UNKNOWN_DIM else dim for dim in x.shape.dims)
    return Tensor(Shape((len(value),)), "int32", mode.kind, value=value)


@op("keras.backend.int_shape(x)", class_name="Shape")
@op("numpy.shape(a=x)", class_name="Shape")
def static_shape(x: Tensor) -> Argument:
    """The sizes as a tuple."""
    return shape(x)
