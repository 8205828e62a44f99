"""Spectrograms: layers that cut sound into frames, and each frame into frequencies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    InvalidArgument,
    UndefinedSize,
)
from keralint.semantics.kinds import Flag, Kind, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.preprocessing.arguments import OneOf, Size, extent
from keralint.semantics.layers.preprocessing.arrays import one_array
from keralint.semantics.layers.spatial import DataFormat, Slide, grid_of, is_open, open_dim
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, add, decide, floor_divide, multiply

# --- MelSpectrogram -------------------------------------------------------------------------------------------------


def check_frames(arguments: dict[str, Argument], context: Context) -> None:
    """A frame must fit into the transform.

    Raises: Failed(InvalidArgument | ConflictingArguments).
    """
    transform, frame = arguments["fft_length"], arguments["sequence_length"]
    if transform is None:
        raise Failed(
            InvalidArgument(argument="fft_length", value=None, expected=Expectation(Expected.POSITIVE_INTEGER))
        )
    known = isinstance(transform, (int, float)) and isinstance(frame, (int, float))
    if known and frame and transform < frame:
        raise Failed(
            ConflictingArguments(arguments=("sequence_length", "fft_length"), conflict=Conflict.TRANSFORM_BELOW_FRAME)
        )


@layer("keras.layers.MelSpectrogram", accepts_lists=True, prepare=check_frames)
def mel_spectrogram(inputs: Structure, *, sequence_stride: Size, num_mel_bins: Size) -> Tensor:
    """(batch, samples) -> (batch, num_mel_bins, frames), or the same without a batch.

    Keras declares one frame more than it computes where `samples + 1` is a multiple of the stride.
    """
    x = one_array(inputs)
    if x.shape.dims is None:
        return x
    x.require_min_rank(1)
    batch, samples = x.shape.dims[:1] if x.rank != 1 else (), x.shape.dims[0 if x.rank == 1 else 1]
    frames = None if samples is None else _frames(samples, sequence_stride, x.kind is TensorKind.SYMBOLIC)
    return x.with_shape(*batch, extent(num_mel_bins, "num_mel_bins"), frames)


def _frames(samples: Dim, stride: Argument, declared: bool) -> Dim:
    """How many frames begin within the samples. Raises: Failed(InvalidArgument)."""
    if not is_open(stride) and (not isinstance(stride, int) or stride <= 0):
        expected = Expectation(Expected.POSITIVE_INTEGER)
        raise Failed(InvalidArgument(argument="sequence_stride", value=stride, expected=expected))
    step = open_dim(stride) if is_open(stride) else int(stride)
    return floor_divide(add(add(samples, step), 1 if declared else 0), step)


# --- STFTSpectrogram ------------------------------------------------------------------------------------------------

MODES: Final = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


class Length(Kind):
    """A number of samples that weights depend on."""

    __slots__ = ()

    takes_sizes = True

    def check(self, value: Argument, scope: Scope) -> Dim:
        if is_open(value):
            return open_dim(value)
        if not isinstance(value, int) or value <= 0:
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGER))
        return int(value)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN_DIM,)


class OptionalLength(Length):
    """The same, or `None`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Dim:
        return None if value is None else Length.check(self, value, scope)


class Step(Kind):
    """A positive number of samples, or `None`."""

    __slots__ = ()

    takes_sizes = True

    def check(self, value: Argument, scope: Scope) -> Dim:
        if is_open(value):
            return open_dim(value)
        if value is not None and (not isinstance(value, (int, float)) or value < 1):
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGER))
        return UNKNOWN_DIM if isinstance(value, float) else value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN_DIM,)


FrameLength: TypeAlias = Annotated[Dim, Length()]
FrameStep: TypeAlias = Annotated[Dim, Step()]
TransformLength: TypeAlias = Annotated[Dim, OptionalLength()]
Mode: TypeAlias = Annotated[Argument, OneOf(MODES)]
Padding: TypeAlias = Annotated[Argument, OneOf(("valid", "same"))]


def check_lengths(arguments: dict[str, Argument], context: Context) -> None:
    """A step is no longer than a frame, and a frame fits into the transform.

    Raises: Failed(ConflictingArguments).
    """
    frame, step, transform = arguments["frame_length"], arguments["frame_step"], arguments["fft_length"]
    if step is not None and decide.less(frame, step) is decide.Answer.YES:
        raise Failed(ConflictingArguments(arguments=("frame_length", "frame_step"), conflict=Conflict.STEP_ABOVE_FRAME))
    if transform is not None and decide.less(transform, frame) is decide.Answer.YES:
        names = ("frame_length", "fft_length")
        raise Failed(ConflictingArguments(arguments=names, conflict=Conflict.TRANSFORM_BELOW_FRAME))


@layer("keras.layers.STFTSpectrogram", prepare=check_lengths, checked={"scaling": OneOf((None, "density", "spectrum"))})
def stft_spectrogram(
    inputs: Tensor,
    *,
    mode: Mode,
    frame_length: FrameLength,
    frame_step: FrameStep,
    fft_length: TransformLength,
    padding: Padding,
    expand_dims: Flag,
    data_format: DataFormat,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch, samples, channels) -> (batch, frames, channels*frequencies), the two apart if `expand_dims`."""
    grid = grid_of(inputs, 1, data_format, context)
    transform = _default_transform(frame_length) if fft_length is None else fft_length
    frequencies = add(floor_divide(transform, 2), 1)
    step = floor_divide(frame_length, 2) if frame_step is None else frame_step
    weights = _kernels(mode, (frame_length, 1, frequencies))
    if grid.channels is None:
        raise Failed(UndefinedSize(tensor=inputs, axis=grid.channel_axis))
    if mode == "stft":
        frequencies = multiply(2, frequencies)
    slide = Slide((frame_length,), (UNKNOWN_DIM if step == 0 else step,), padding, "frame_length")
    (frames,) = slide.over(grid)
    batch = inputs.shape.dim(0)
    if expand_dims:
        space = (grid.channels, frames, frequencies) if grid.channels_first else (frames, frequencies, grid.channels)
        return Applied(inputs.reshaped(Shape((batch, *space))), weights)
    return Applied(grid.with_sizes((frames,), multiply(grid.channels, frequencies)), weights)


def _default_transform(frame: Dim) -> Dim:
    """The next power of two."""
    return 2 ** math.ceil(math.log2(frame)) if isinstance(frame, int) else UNKNOWN_DIM


def _kernels(mode: str, shape: tuple[Dim, ...]) -> Mapping[str, Weight]:
    """What the real and the imaginary part are computed with; one of them may not be asked for."""
    names = [name for name, other in (("real_kernel", "imag"), ("imag_kernel", "real")) if mode != other]
    return {name: Weight(shape) for name in names}
