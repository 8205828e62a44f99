"""Operations on images (`keras/src/ops/image.py`): one image of three axes, or a batch of four."""

from __future__ import annotations

from keralint.semantics.failures.arguments import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    InvalidArgument,
)
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import NegativeSize, SizeMismatch
from keralint.semantics.failures.ops import UnsupportedDtype
from keralint.semantics.layers.spatial import grid_of
from keralint.semantics.ops.arguments import integer, known_dims, sizes_of
from keralint.semantics.ops.comparing import (
    require_defined,
    require_min_rank,
    require_rank,
    require_same_shape,
    require_size,
)
from keralint.semantics.ops.convolution import slid
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import each, layout, refuse, size_or_unknown
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim, Shape, decide, is_float, multiply, product


def channel_axis(x: Tensor, data_format: Argument, mode: Mode, *, space: int = 2) -> int:
    """Where the channels are, counted from the start."""
    return len(known_dims(x)) - (space + 1 if layout(data_format, mode) == "channels_first" else 1)


@op("keras.ops.image.gaussian_blur(images=x, kernel_size, sigma, data_format)")
@op("keras.ops.image.elastic_transform(images=x, alpha, sigma, interpolation, fill_mode, fill_value, seed, data_format)")  # fmt: skip  # noqa: E501
def altered(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape."""
    require_rank(x, 3, 4)
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.image.rgb_to_grayscale(images=x, data_format)", class_name="RGBToGrayscale")
def rgb_to_grayscale(x: Tensor, data_format: Argument = None, *, mode: Mode) -> Tensor:
    """One channel is left."""
    dims = list(require_rank(x, 3, 4))
    axis = channel_axis(x, data_format, mode)
    if all(decide.equal(dims[axis], size) is decide.Answer.NO for size in (1, 3)):
        raise Failed(SizeMismatch(tensor=x, axis=axis, expected=3, found=dims[axis]))
    dims[axis] = 1
    return x.with_shape(*dims)


@op("keras.ops.image.rgb_to_hsv(images=x, data_format)", class_name="RGBToHSV")
@op("keras.ops.image.hsv_to_rgb(images=x, data_format)", class_name="HSVToRGB")
def recoded(x: Tensor, data_format: Argument = None, *, mode: Mode) -> Tensor:
    """The same shape of three channels, which must be floats."""
    dims = require_rank(x, 3, 4)
    if x.dtype is not None and not is_float(x.dtype):
        raise Failed(UnsupportedDtype(tensor=x, expected="float"))
    axis = channel_axis(x, data_format, mode)
    if decide.equal(dims[axis], 3) is decide.Answer.NO:
        raise Failed(SizeMismatch(tensor=x, axis=axis, expected=3, found=dims[axis]))
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.image.resize(images=x, size, interpolation, antialias, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_mode, fill_value, data_format)")  # fmt: skip  # noqa: E501
def resize(
    x: Tensor, size: Argument, crop_to_aspect_ratio: Argument = False, pad_to_aspect_ratio: Argument = False,
    data_format: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Height and width as asked for."""
    if isinstance(size, (int, float)) or size is None or (isinstance(size, (tuple, list)) and len(size) != 2):
        raise refuse("size", size, Expected.SHAPE)
    edges = [size_or_unknown(edge) for edge in size] if isinstance(size, (tuple, list)) else list(sizes_of(size))
    if len(edges) != 2:
        raise Undetermined("`size` is not known")
    if any(isinstance(edge, int) and edge <= 0 for edge in edges):
        raise refuse("size", size, Expected.POSITIVE_INTEGERS, length=2)
    dims = list(require_rank(x, 3, 4))
    if crop_to_aspect_ratio is True and pad_to_aspect_ratio is True:
        given = ("crop_to_aspect_ratio", "pad_to_aspect_ratio")
        raise Failed(ConflictingArguments(arguments=given, conflict=Conflict.BOTH_GIVEN))
    axis = _height_axis(x, data_format, mode)
    dims[axis : axis + 2] = edges
    return x.with_shape(*dims)


def _height_axis(x: Tensor, data_format: Argument, mode: Mode) -> int:
    """Where the height is, counted from the start; the width follows."""
    return len(known_dims(x)) - (2 if layout(data_format, mode) == "channels_first" else 3)


# --- margins --------------------------------------------------------------------------------------------------------


@op("keras.ops.image.pad_images(images=x, top_padding=top, left_padding=left, bottom_padding=bottom, right_padding=right, target_height, target_width, data_format)", sign=1, what="padding")  # fmt: skip  # noqa: E501
@op("keras.ops.image.crop_images(images=x, top_cropping=top, left_cropping=left, bottom_cropping=bottom, right_cropping=right, target_height, target_width, data_format)", sign=-1, what="cropping")  # fmt: skip  # noqa: E501
def margins(
    x: Tensor, top: Argument = None, left: Argument = None, bottom: Argument = None, right: Argument = None,
    target_height: Argument = None, target_width: Argument = None, data_format: Argument = None,
    *, mode: Mode, sign: int, what: str,
) -> Tensor:  # fmt: skip
    """Height and width grow or shrink by the margins; of two margins and the result, two are given."""
    dims = list(require_rank(x, 3, 4))
    tall = (f"top_{what}", f"bottom_{what}", "target_height")
    wide = (f"left_{what}", f"right_{what}", "target_width")
    heights, widths = (top, bottom, target_height), (left, right, target_width)
    for names, values in ((tall, heights), (wide, widths)):
        _check_two_of_three(names, values, mode)
    first = _height_axis(x, data_format, mode)
    for axis, names, values in ((first, tall, heights), (first + 1, wide, widths)):
        if values[2] is None and what == "cropping":
            require_defined(x, axis, mode)
        dims[axis] = _with_margins(x, axis, names, values, sign)
    return x.with_shape(*dims)


def _check_two_of_three(names: tuple[str, ...], values: tuple[Argument, ...], mode: Mode) -> None:
    """Raises: Failed(ConflictingArguments | InvalidArgument); Undetermined."""
    if any(value is UNKNOWN for value in values):
        raise Undetermined("a margin is not known")
    if sum(value is None for value in values) != 1:
        if not mode.declared:
            raise Undetermined("a margin is not known")  # a size of a tensor that is traced may stand for `None`
        raise Failed(ConflictingArguments(arguments=names, conflict=Conflict.NOT_TWO_OF_THREE))
    for name, value in zip(names, values):
        if isinstance(value, (int, float)) and value < 0:
            raise refuse(name, value, Expected.NON_NEGATIVE_INTEGER)


def _with_margins(x: Tensor, axis: int, names: tuple[str, ...], values: tuple[Argument, ...], sign: int) -> Dim:
    """The size that results; what follows for the margin or the size that is not given must not be negative.

    Raises: Failed(InvalidArgument | NegativeSize).
    """
    size = known_dims(x)[axis]
    if not isinstance(size, int) or not all(isinstance(value, (int, type(None))) for value in values):
        target = values[2]
        return size_or_unknown(target) if target is not None or size is not None else None
    given = sum(int(value) for value in values[:2] if value is not None)
    if values[2] is None:
        if sign < 0 and given > size:
            raise Failed(NegativeSize(tensor=x, axis=axis, size=size, window=given, argument=names[0]))
        return size + sign * given
    target = int(values[2])
    if sign * (target - size) < given:
        low, high = (size + given, None) if sign > 0 else (None, size - given)
        expected = Expectation(Expected.NUMBER, low=low, high=high)
        raise Failed(InvalidArgument(argument=names[2], value=target, expected=expected))
    return target


# --- transformations ------------------------------------------------------------------------------------------------


@op("keras.ops.image.affine_transform(images=x, transform, interpolation, fill_mode, fill_value, data_format)")
def affine_transform(x: Tensor, transform: Tensor, *, mode: Mode) -> Tensor:
    """The same shape; one transformation, or one for each image."""
    require_rank(x, 3, 4)
    require_rank(transform, 1, 2)
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.image.perspective_transform(images=x, start_points, end_points, interpolation, fill_value, data_format)")
def perspective_transform(x: Tensor, start_points: Tensor, end_points: Tensor, *, mode: Mode) -> Tensor:
    """The same shape; four corners (4, 2), or (batch, 4, 2), go to four others."""
    require_rank(x, 3, 4)
    for points in (start_points, end_points):
        rank = len(require_rank(points, 2, 3))
        require_size(points, rank - 2, 4, mode)
        require_size(points, rank - 1, 2, mode)
    require_same_shape(start_points, end_points, mode)
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.image.map_coordinates(inputs=x, coordinates, order, fill_mode, fill_value)")
def map_coordinates(x: Tensor, coordinates: Tensor, *, mode: Mode) -> Tensor:
    """An element for each of the coordinates, which have one row for each axis: (axes, …) -> (…)."""
    dims = require_min_rank(coordinates, 2)
    if x.rank is not None:
        require_size(coordinates, 0, x.rank, mode, other=x)
    return Tensor(Shape(dims[1:]), x.dtype, mode.kind)


@op("keras.ops.image.scale_and_translate(images=x, output_shape, scale, translation, spatial_dims, method, antialias)")
def scale_and_translate(x: Tensor, output_shape: Argument, *, mode: Mode) -> Tensor:
    """The shape asked for."""
    return Tensor(Shape(sizes_of(output_shape)), x.dtype, mode.kind)


@op("keras.ops.image.sobel_edges(images=x, data_format)")
def sobel_edges(x: Tensor, *, mode: Mode) -> Tensor:
    """(batch, height, width, channels) -> (batch, height, width, channels, 2)."""
    return Tensor(Shape((*require_rank(x, 4), 2)), x.dtype, mode.kind)


@op("keras.ops.image.ssim(image1, image2, max_val, filter_size, filter_sigma, k1, k2, data_format)", class_name="SSIM")
def ssim(image1: Tensor, image2: Tensor, *, mode: Mode) -> Tensor:
    """One number for each image of a batch, or one for a single image."""
    dims = require_rank(image1, 3, 4)
    require_rank(image2, 3, 4)
    return Tensor(Shape(dims[:1] if len(dims) == 4 else ()), image1.dtype, mode.kind)


# --- patches --------------------------------------------------------------------------------------------------------


@op("keras.ops.image.extract_patches(images=x, size, strides, dilation_rate, padding, data_format)")
def extract_patches(
    x: Tensor, size: Argument, strides: Argument = None, dilation_rate: Argument = 1, padding: Argument = "valid",
    data_format: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Windows as vectors: (batch, height, width, channels) -> (batch, rows, columns, window*channels)."""
    if isinstance(size, (tuple, list)):
        if len(size) not in (2, 3):
            raise refuse("size", size, Expected.POSITIVE_INTEGERS, length=2)
        return _patches(x, len(size), size, strides, dilation_rate, padding, data_format, mode)
    return _patches(x, 2, integer(size, "size"), strides, dilation_rate, padding, data_format, mode)


@op("keras.ops.image.extract_patches_3d(volumes=x, size, strides, dilation_rate, padding, data_format)", class_name="ExtractPatches")  # fmt: skip  # noqa: E501
def extract_patches_3d(
    x: Tensor, size: Argument, strides: Argument = None, dilation_rate: Argument = 1, padding: Argument = "valid",
    data_format: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """The same of volumes."""
    if isinstance(size, (tuple, list)) and len(size) != 3:
        raise Undetermined("`size` has a form that is not followed")
    return _patches(x, 3, size, strides, dilation_rate, padding, data_format, mode)


def _patches(
    x: Tensor, space: int, size: Argument, strides: Argument, dilation: Argument, padding: Argument,
    data_format: Argument, mode: Mode,
) -> Tensor:  # fmt: skip
    """Source: `ExtractPatches` in `keras/src/ops/image.py`, which is a convolution with a kernel of ones."""
    dims = require_rank(x, space + 1, space + 2)
    window = each(size, space, "size")
    batched = x if len(dims) == space + 2 else x.with_shape(1, *dims)
    channels = require_defined(x, channel_axis(x, data_format, mode, space=space), mode)
    grid = grid_of(batched, space, layout(data_format, mode), mode.context)
    moved = slid(grid, window, size if strides is None else strides, padding, dilation, "size")
    made = grid.with_sizes(moved, multiply(product(window), channels) if channels is not None else None)
    made = made if batched is x else made.reshaped(made.shape.remove(0))
    return made.with_dtype(as_declared(x.dtype, x.dtype, mode))
