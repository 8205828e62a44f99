"""Functions of TensorFlow's that take their arguments otherwise than Keras's, or have no counterpart there."""

from __future__ import annotations

from typing import Final

from keralint.semantics.layers.spatial import Slide, grid_of
from keralint.semantics.ops.arguments import axis_of, integer, known_dims, one_size, sizes_of
from keralint.semantics.ops.broadcasting import broadcast
from keralint.semantics.ops.comparing import require_rank
from keralint.semantics.ops.control import function_of, result_of, vectorized_map
from keralint.semantics.ops.convolution import grid_for, slid
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import dtype_or
from keralint.semantics.ops.indexing import take
from keralint.semantics.ops.labels import top_k
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import choice, positive_each
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Shape, is_float, multiply, product

# --- images ---------------------------------------------------------------------------------------------------------


@op(
    "tensorflow.image.flip_left_right(image=x)",
    "tensorflow.image.flip_up_down(image=x)",
    "tensorflow.image.random_flip_left_right(image=x, seed)",
    "tensorflow.image.random_flip_up_down(image=x, seed)",
    "tensorflow.image.adjust_brightness(image=x, delta)",
    "tensorflow.image.adjust_contrast(images=x, contrast_factor)",
    "tensorflow.image.random_brightness(image=x, max_delta, seed)",
    "tensorflow.image.random_contrast(image=x, lower, upper, seed)",
    "tensorflow.image.adjust_gamma(image=x, gamma, gain)",
    "tensorflow.image.adjust_hue(image=x, delta, name)",
    "tensorflow.image.adjust_saturation(image=x, saturation_factor, name)",
    "tensorflow.image.random_hue(image=x, max_delta, seed)",
    "tensorflow.image.random_saturation(image=x, lower, upper, seed)",
)
@op(
    "tensorflow.strings.lower(input=x, encoding, name)",
    "tensorflow.strings.upper(input=x, encoding, name)",
    "tensorflow.strings.strip(input=x, name)",
    "tensorflow.strings.regex_replace(input=x, pattern, rewrite, replace_global, name)",
)
@op("keras.backend.bias_add(x, bias, data_format)", "keras.backend.l2_normalize(x, axis)")
@op("tensorflow.scalar_mul(scalar, x, name)")
@op("tensorflow.nn.bias_add(value=x, bias, data_format, name)", "tensorflow.clip_by_norm(t=x, clip_norm, axes, name)")
@op("tensorflow.tensor_scatter_nd_update(tensor=x, indices, updates, name)")
@op("tensorflow.tensor_scatter_nd_add(tensor=x, indices, updates, name)")
def unchanged(x: Tensor) -> Tensor:
    """The same shape."""
    return x.reshaped(x.shape)


@op("tensorflow.as_string(input=x, precision, scientific, shortest, width, fill, name)", dtype="string")
@op("tensorflow.strings.as_string(input=x, precision, scientific, shortest, width, fill, name)", dtype="string")
@op("tensorflow.strings.to_hash_bucket_fast(input=x, num_buckets, name)", dtype="int64")
@op("tensorflow.strings.to_hash_bucket_strong(input=x, num_buckets, key, name)", dtype="int64")
@op("tensorflow.strings.to_hash_bucket(input=x, num_buckets, name)", dtype="int64")
@op("tensorflow.string_to_hash_bucket_fast(input=x, num_buckets, name)", dtype="int64")
@op("tensorflow.to_float(x, name)", dtype="float32")
@op("tensorflow.to_int32(x, name)", dtype="int32")
def retyped(x: Tensor, *, dtype: str, mode: Mode) -> Tensor:
    """The same shape, of this dtype."""
    return Tensor(x.shape, dtype, mode.kind)


@op("tensorflow.ensure_shape(x, shape, name)")
def ensure_shape(x: Tensor, shape: Argument) -> Tensor:
    """The tensor, which has this shape: `None` stands for any size."""
    wanted = sizes_of(shape)
    own = known_dims(x) if x.rank == len(wanted) else (UNKNOWN_DIM,) * len(wanted)
    open_ = (None, UNKNOWN_DIM)
    return x.with_shape(*(size if has in open_ and size is not None else has for has, size in zip(own, wanted)))


@op("tensorflow.sequence_mask(lengths=x, maxlen, dtype, name)")
def sequence_mask(x: Tensor, maxlen: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """(…) -> (…, maxlen); without it as many as the greatest length."""
    steps = UNKNOWN_DIM if maxlen is None else one_size(maxlen)
    return Tensor(Shape((*known_dims(x), steps)), dtype_or(dtype, "bool", mode), mode.kind)


_PNG: Final = "contents, channels, dtype, name"
_JPEG: Final = (
    "contents, channels, ratio, fancy_upscaling, try_recover_truncated, acceptable_fraction, dct_method, name"
)


@op(f"tensorflow.io.decode_png({_PNG})", f"tensorflow.image.decode_png({_PNG})", result=TensorKind.EAGER)
@op(f"tensorflow.io.decode_jpeg({_JPEG})", f"tensorflow.image.decode_jpeg({_JPEG})", result=TensorKind.EAGER)
def decoded(channels: Argument = 0, dtype: Argument = "uint8", *, mode: Mode) -> Tensor:
    """(height, width, channels): as many as asked for, or as the file has."""
    depth = channels if isinstance(channels, int) and channels > 0 else UNKNOWN_DIM
    return Tensor(Shape((UNKNOWN_DIM, UNKNOWN_DIM, depth)), dtype_or(dtype, "uint8", mode), mode.kind)


@op("tensorflow.image.convert_image_dtype(image=x, dtype, saturate, name)")
def converted(x: Tensor, dtype: Argument, *, mode: Mode) -> Tensor:
    """The same shape, of another dtype."""
    return Tensor(x.shape, dtype_or(dtype, None, mode), mode.kind)


@op("tensorflow.image.per_image_standardization(image=x)")
def standardized(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape, of floats."""
    dtype = x.dtype if x.dtype is not None and is_float(x.dtype) else None
    return Tensor(x.shape, dtype, mode.kind)


@op("tensorflow.image.resize(images=x, size, method, preserve_aspect_ratio!, antialias, name)")
@op("tensorflow.image.resize_with_pad(image=x, target_height, target_width, method, antialias)")
@op("tensorflow.image.resize_with_crop_or_pad(image=x, target_height, target_width)")
def resized(
    x: Tensor, size: Argument = None, method: Argument = "bilinear", target_height: Argument = None,
    target_width: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Height and width as asked for, of floats unless the nearest pixels are taken."""
    *before, _, _, channels = require_rank(x, 3, 4)
    edges = sizes_of((target_height, target_width) if size is None else size)
    if len(edges) != 2:
        raise Undetermined("`size` is not known")
    dtype = "float32" if method == "bilinear" and size is not None else (x.dtype if x.dtype == "float32" else None)
    return Tensor(Shape((*before, *edges, channels)), dtype, mode.kind)


@op("tensorflow.image.random_crop(value=x, size, seed, name)")
def random_crop(x: Tensor, size: Argument) -> Tensor:
    """A block of the shape asked for; -1 takes all of an axis."""
    sizes = sizes_of(size)
    whole = known_dims(x) if x.rank == len(sizes) else (UNKNOWN_DIM,) * len(sizes)
    return x.with_shape(*(own if wanted == -1 else wanted for own, wanted in zip(whole, sizes)))


@op("tensorflow.image.crop_to_bounding_box(image=x, offset_height, offset_width, target_height, target_width)")
@op("tensorflow.image.pad_to_bounding_box(image=x, offset_height, offset_width, target_height, target_width)")
def with_edges(x: Tensor, target_height: Argument, target_width: Argument) -> Tensor:
    """Height and width as asked for."""
    if x.rank not in (3, 4):
        raise Undetermined("the tensor is no image")
    *before, _, _, channels = known_dims(x)
    return x.with_shape(*before, *sizes_of((target_height, target_width)), channels)


@op("tensorflow.image.extract_patches(images=x, sizes, strides, rates, padding, name)")
def extract_patches(
    x: Tensor, sizes: Argument, strides: Argument, rates: Argument, padding: Argument, *, mode: Mode
) -> Tensor:
    """(batch, height, width, channels) -> (batch, rows, columns, window*channels)."""
    *_, channels = require_rank(x, 4)
    grid = grid_of(x, 2, "channels_last", mode.context)
    word = choice(padding, ("VALID", "SAME"), "padding")
    window = positive_each(_of_space(sizes, 2, False), 2, "sizes")
    space = slid(grid, window, _of_space(strides, 2, False), word, _of_space(rates, 2, False), "sizes")
    return grid.with_sizes(space, multiply(product(window), channels))


@op("tensorflow.image.rgb_to_grayscale(images=x, name)", channels=1)
@op("tensorflow.image.grayscale_to_rgb(images=x, name)", channels=3)
def recoloured(x: Tensor, *, channels: int) -> Tensor:
    """The same image with another number of channels."""
    if not known_dims(x):
        raise Undetermined("the tensor is no image")
    return x.with_last(channels)


# --- convolution and pooling ----------------------------------------------------------------------------------------

_SPACE: Final = {"NHWC": "channels_last", "NCHW": "channels_first", "NWC": "channels_last", "NCW": "channels_first"}


def _format(data_format: Argument) -> str:
    if not isinstance(data_format, str) or data_format not in _SPACE:
        raise Undetermined("`data_format` is not known")
    return _SPACE[data_format]


def _of_space(value: Argument, rank: int, first: bool) -> Argument:
    """Of sizes for all axes, those of the space."""
    if isinstance(value, (tuple, list)) and len(value) == rank + 2:
        return value[2:] if first else value[1:-1]
    return value[0] if isinstance(value, (tuple, list)) and len(value) == 1 else value


@op("tensorflow.nn.conv2d(input=x, filters=kernel, strides, padding, data_format, dilations, name)")
def conv2d(
    x: Tensor, kernel: Tensor, strides: Argument, padding: Argument, data_format: Argument = "NHWC",
    dilations: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(batch, height, width, channels) and (…window…, channels, filters) -> (batch, rows, columns, filters)."""
    layout = _format(data_format)
    grid = grid_for(x, kernel, layout, mode)
    first, rank = layout == "channels_first", len(grid.space)
    *window, _, filters = known_dims(kernel)
    gaps = 1 if dilations is None else _of_space(dilations, rank, first)
    word = choice(padding, ("VALID", "SAME"), "padding")
    return grid.with_sizes(slid(grid, tuple(window), _of_space(strides, rank, first), word, gaps, "kernel"), filters)


@op("tensorflow.nn.conv1d(input=x, filters=kernel, stride, padding, data_format, dilations, name)")
def conv1d(
    x: Tensor, kernel: Tensor, stride: Argument, padding: Argument, data_format: Argument = "NWC",
    dilations: Argument = None, *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(…, steps, channels) and (window, channels, filters) -> (…, windows, filters), of one axis before the steps."""
    if x.rank != 3 or kernel.rank != 3:  # batch, steps, channels
        raise Undetermined("the tensor is no sequence")
    return conv2d(x, kernel, stride, padding, "NWC" if data_format is None else data_format, dilations, mode=mode)


@op("tensorflow.nn.max_pool2d(input=x, ksize, strides, padding, data_format, name)")
@op("tensorflow.nn.avg_pool2d(input=x, ksize, strides, padding, data_format, name)")
@op("tensorflow.nn.max_pool(input=x, ksize, strides, padding, data_format, name)")
@op("tensorflow.nn.avg_pool(input=x, ksize, strides, padding, data_format, name)")
def pool(
    x: Tensor, ksize: Argument, strides: Argument, padding: Argument, data_format: Argument = "NHWC", *, mode: Mode
) -> Tensor:
    """(batch, height, width, channels) -> (batch, rows, columns, channels)."""
    layout = _format("NHWC" if data_format is None else data_format)
    if x.rank != 4:
        raise Undetermined("the tensor is no image")
    grid = grid_of(x, 2, layout, mode.context)
    first = layout == "channels_first"
    window = positive_each(_of_space(ksize, 2, first), 2, "ksize")
    steps = positive_each(_of_space(strides, 2, first), 2, "strides")
    word = choice(padding, ("VALID", "SAME"), "padding").lower()
    return grid.with_sizes(Slide(window, steps, word, "pool_size").over(grid), grid.channels)


# --- losses ---------------------------------------------------------------------------------------------------------


@op("tensorflow.nn.sigmoid_cross_entropy_with_logits(labels, logits, name)")
def sigmoid_cross_entropy(labels: Tensor, logits: Tensor, *, mode: Mode) -> Tensor:
    """A loss for each element."""
    return Tensor(broadcast(labels, logits), logits.dtype, mode.kind)


@op("tensorflow.nn.softmax_cross_entropy_with_logits(labels, logits, axis, name)")
def softmax_cross_entropy(labels: Tensor, logits: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """(…, classes) -> (…)."""
    dims, place = known_dims(logits), axis_of(logits, axis)
    return Tensor(Shape(dims[:place] + dims[place + 1 :]), logits.dtype, mode.kind)


@op("tensorflow.nn.sparse_softmax_cross_entropy_with_logits(labels, logits, name)")
def sparse_softmax_cross_entropy(labels: Tensor, logits: Tensor, *, mode: Mode) -> Tensor:
    """(…, classes) -> (…)."""
    return Tensor(Shape(known_dims(logits)[:-1]), logits.dtype, mode.kind)


@op("tensorflow.nn.l2_loss(t=x, name)")
def single_number(x: Tensor, *, mode: Mode) -> Tensor:
    """One number."""
    return Tensor(Shape(()), x.dtype, mode.kind)


# --- sizes, picks ---------------------------------------------------------------------------------------------------


@op("tensorflow.size(input=x, out_type, name)", "tensorflow.rank(input=x, name)")
def counted(x: Tensor, out_type: Argument = None, *, mode: Mode) -> Tensor:
    """A number of axes or elements."""
    return Tensor(Shape(()), "int32" if out_type is None else None, mode.kind)


@op("tensorflow.gather(params=x, indices, validate_indices, axis, batch_dims, name)")
def gather(x: Tensor, indices: Tensor, axis: Argument = None, batch_dims: Argument = 0) -> Tensor:
    """(batch, …, n, …) and (batch, …picks…) -> (batch, …, …picks…, …); the axis is the first after the batch's."""
    dims, picks, batch = known_dims(x), known_dims(indices), integer(batch_dims, "batch_dims")
    batch += len(picks) if batch < 0 else 0
    place = axis_of(x, batch if axis is None else axis)
    if not 0 <= batch <= min(place, len(picks)):
        raise Undetermined("the axes are not those of the batch")
    return x.with_shape(*dims[:place], *picks[batch:], *dims[place + 1 :])


@op("tensorflow.gather_nd(params=x, indices, batch_dims!, name)")
def gather_nd(x: Tensor, indices: Tensor) -> Tensor:
    """The last axis of the indices names an element or a part."""
    dims, picks = known_dims(x), known_dims(indices)
    if not picks or not isinstance(picks[-1], int) or picks[-1] > len(dims):
        raise Undetermined("how many axes the indices name is not known")
    return x.with_shape(*picks[:-1], *dims[picks[-1] :])


@op("tensorflow.nn.embedding_lookup(params=x, ids, max_norm, name)")
def embedding_lookup(x: Tensor, ids: Argument, *, mode: Mode) -> Tensor:
    """Rows of a matrix."""
    return take(x, ids, 0, mode=mode)


@op("tensorflow.boolean_mask(tensor=x, mask, axis!, name)")
def boolean_mask(x: Tensor, mask: Tensor) -> Tensor:
    """The parts for which the mask is true; how many there are only data say."""
    dims, count = known_dims(x), len(known_dims(mask))
    return x.with_shape(UNKNOWN_DIM, *dims[count:])


@op("tensorflow.slice(input_=x, begin, size, name)")
def slice_(x: Tensor, size: Argument) -> Tensor:
    """A block of this shape; -1 takes all that is left on an axis."""
    sizes = sizes_of(size)
    return x.with_shape(*(UNKNOWN_DIM if wanted is None or wanted == -1 else wanted for wanted in sizes))


@op("tensorflow.nn.top_k(input=x, k:1, sorted, index_type!, name)", "tensorflow.top_k(input=x, k:1, sorted, index_type!, name)")  # fmt: skip  # noqa: E501
def top(x: Tensor, k: Argument = 1, *, mode: Mode) -> Argument:
    """The largest values of the last axis, and where they are."""
    return top_k(x, k, mode=mode)


@op("tensorflow.cumsum(x, axis:0, exclusive, reverse, name)", "tensorflow.cumprod(x, axis:0, exclusive, reverse, name)")
def cumulate(x: Tensor, axis: Argument = 0) -> Tensor:
    """Sums so far."""
    axis_of(x, axis)
    return x.reshaped(x.shape)


@op("tensorflow.argsort(values=x, axis, direction, stable, name)")
def argsort(x: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """Where the elements in order stand."""
    axis_of(x, axis)
    return Tensor(x.shape, "int32", mode.kind)


@op("tensorflow.unsorted_segment_max(data=x, segment_ids, num_segments, name)")
@op("tensorflow.unsorted_segment_mean(data=x, segment_ids, num_segments, name)")
@op("tensorflow.unsorted_segment_min(data=x, segment_ids, num_segments, name)")
@op("tensorflow.unsorted_segment_prod(data=x, segment_ids, num_segments, name)")
@op("tensorflow.unsorted_segment_sqrt_n(data=x, segment_ids, num_segments, name)")
@op("tensorflow.unsorted_segment_sum(data=x, segment_ids, num_segments, name)")
def unsorted_segments(x: Tensor, segment_ids: Tensor, num_segments: Argument) -> Tensor:
    """The axes of the ids are replaced by one of the segments."""
    return x.with_shape(one_size(num_segments), *known_dims(x)[len(known_dims(segment_ids)) :])


# --- functions of functions -----------------------------------------------------------------------------------------


@op("tensorflow.map_fn(fn, elems, dtype!, parallel_iterations, back_prop, swap_memory, infer_shape, name, fn_output_signature)")  # fmt: skip  # noqa: E501
@op("tensorflow.vectorized_map(fn, elems, fallback_to_while_loop, warn)")
def map_fn(fn: Argument, elems: Argument, *, mode: Mode) -> Structure:
    """What the function gives for one slice along the first axis, for all of them."""
    made: Structure = vectorized_map(fn, elems, mode=mode)
    return made


@op("tensorflow.cond(pred, true_fn, false_fn, name)")
def cond(true_fn: Argument = UNKNOWN, false_fn: Argument = UNKNOWN, *, mode: Mode) -> Structure:
    """What either function gives, if both give the same shape."""
    one, other = (result_of(function_of(f, "true_fn"), mode=mode) for f in (true_fn, false_fn))
    if isinstance(one, Tensor) and isinstance(other, Tensor) and one.shape == other.shape:
        return one if one.dtype == other.dtype else one.with_dtype(None)
    raise Undetermined("the branches give different shapes")
