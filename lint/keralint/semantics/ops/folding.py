"""Space folded into channels and back: blocks of pixels, and sliding windows as columns (`keras/src/ops/nn.py`)."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import UnevenSplit
from keralint.semantics.ops.arguments import integer
from keralint.semantics.ops.comparing import require_defined, require_rank
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import each, layout, positive_each, refuse, refuse_symbolic
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, add, floor_divide, multiply, product, subtract


def _block(value: Argument) -> int:
    size = integer(value, "block_size")
    if size < 2:
        raise refuse("block_size", value, Expected.POSITIVE_INTEGER)
    return size


def divided(x: Tensor, axis: int, size: Dim, parts: int) -> Dim:
    """A size divided into equal parts. Raises: Failed(UnevenSplit)."""
    if isinstance(size, int) and size % parts:
        raise Failed(UnevenSplit(tensor=x, axis=axis, size=size, parts=parts))
    return None if size is None else floor_divide(size, parts)


def _times(size: Dim, factor: Dim) -> Dim:
    return None if size is None else multiply(size, factor)


@op("keras.ops.depth_to_space")
@op("tensorflow.nn.depth_to_space(input=x, block_size, data_format!, name)", class_name="depth_to_space")
def depth_to_space(x: Tensor, block_size: Argument, data_format: Argument = "channels_last", *, mode: Mode) -> Tensor:
    """Channels become blocks of pixels: (batch, height, width, channels) -> (batch, height*b, width*b, channels/b²)."""
    block = _block(block_size)
    first = layout(data_format, mode) == "channels_first"
    batch, *rest = require_rank(x, 4)
    axis = 1 if first else 3
    channels = divided(x, axis, rest.pop(axis - 1), block * block)
    space = [_times(size, block) for size in rest]
    return x.with_shape(batch, channels, *space) if first else x.with_shape(batch, *space, channels)


@op("keras.ops.space_to_depth")
@op("tensorflow.nn.space_to_depth(input=x, block_size, data_format!, name)", class_name="space_to_depth")
def space_to_depth(x: Tensor, block_size: Argument, data_format: Argument = "channels_last", *, mode: Mode) -> Tensor:
    """Blocks of pixels become channels: (batch, height, width, channels) -> (batch, height/b, width/b, channels*b²)."""
    block = _block(block_size)
    first = layout(data_format, mode) == "channels_first"
    batch, *rest = require_rank(x, 4)
    channels = _times(rest.pop(0 if first else 2), block * block)
    space = [divided(x, axis, size, block) for axis, size in enumerate(rest, 2 if first else 1)]
    return x.with_shape(batch, channels, *space) if first else x.with_shape(batch, *space, channels)


@op("keras.ops.unfold")
def unfold(
    x: Tensor, kernel_size: Argument, dilation: Argument = 1, padding: Argument = 0, stride: Argument = 1,
    *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Windows as columns: (batch, channels, height, width) -> (batch, channels*window, windows)."""
    batch, *_ = require_rank(x, 4)
    channels, *space = (require_defined(x, axis, mode) for axis in (1, 2, 3))
    refuse_symbolic(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    window, gaps = each(kernel_size, 2, "kernel_size"), each(dilation, 2, "dilation")
    margins, steps = each(padding, 2, "padding"), positive_each(stride, 2, "stride")
    counts = []
    for size, k, gap, margin, step in zip(space, window, gaps, margins, steps):
        extent = add(multiply(subtract(k, 1), gap), 1)
        counts.append(add(floor_divide(subtract(add(size, multiply(margin, 2)), extent), step), 1))
    if any(isinstance(count, int) and count < 1 for count in counts):
        raise Undetermined("the window is larger than the input")
    return x.with_shape(batch, multiply(channels, product(window)), product(counts))


@op("keras.ops.fold(x, output_size, kernel_size, dilation, padding, stride)")
def fold(x: Tensor, output_size: Argument, kernel_size: Argument, *, mode: Mode) -> Tensor:
    """Columns as windows, the inverse: (batch, channels*window, windows) -> (batch, channels, height, width)."""
    batch, columns, _ = require_rank(x, 3)
    refuse_symbolic(output_size=output_size, kernel_size=kernel_size)
    size = product(positive_each(kernel_size, 2, "kernel_size"))
    height, width = each(output_size, 2, "output_size")
    if not isinstance(size, int):
        raise Undetermined("`kernel_size` is not known")
    return x.with_shape(batch, divided(x, 1, columns, size), height, width)
