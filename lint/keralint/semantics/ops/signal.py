"""Signals and spectra (`keras/src/ops/math.py`): complex numbers are pairs of tensors, real and imaginary."""

from __future__ import annotations

from typing import Final

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import InputCountMismatch
from keralint.semantics.failures.ops import ForeignFunctionOnTensor
from keralint.semantics.ops.arguments import as_tensor, flag, is_size, known_dims, size_of
from keralint.semantics.ops.comparing import require_defined, require_min_rank, require_same_shape
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import refuse
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, add, ceil_divide, decide, floor_divide, maximum, multiply, subtract


def complex_pair(x: Argument, mode: Mode) -> tuple[Tensor, Tensor]:
    """The real and the imaginary part.

    Raises: Failed(InputCountMismatch | MergeMismatch); Undetermined.
    """
    if isinstance(x, Tensor) and x.kind is TensorKind.SYMBOLIC:
        raise Failed(InputCountMismatch(expected=2, found=1, a_list=True, tensors=(x,)))
    if not isinstance(x, (tuple, list)):
        raise Undetermined("the parts of a complex tensor are not known")
    if len(x) != 2:
        tensors = tuple(item for item in x if isinstance(item, Tensor))
        raise Failed(InputCountMismatch(expected=2, found=len(x), tensors=tensors))
    real, imaginary = (as_tensor(part, mode) for part in x)
    require_same_shape(real, imaginary, mode)
    return real, imaginary


def _parts(x: Tensor, dims: tuple[Dim, ...], mode: Mode) -> tuple[Tensor, Tensor]:
    dtype = as_declared(x.dtype, x.dtype, mode)
    return Tensor(Shape(dims), dtype, mode.kind), Tensor(Shape(dims), dtype, mode.kind)


@op("keras.ops.fft(x)", class_name="FFT", axes=1)
@op("keras.ops.fft2(x)", class_name="FFT2", axes=2)
@op("keras.ops.ifft2(x)", class_name="IFFT2", axes=2)
def fft(x: Argument, *, mode: Mode, axes: int) -> tuple[Tensor, Tensor]:
    """Two tensors of one shape -> two of the same; the axes that are transformed must be known."""
    real, imaginary = complex_pair(x, mode)
    dims = require_min_rank(real, axes)
    for axis in range(-axes, 0):
        require_defined(real, axis, mode)
    return _parts(real, dims, mode)[0], _parts(imaginary, dims, mode)[0]


@op("keras.ops.rfft", class_name="RFFT")
def rfft(x: Tensor, fft_length: Argument = None, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """(…, n) -> two of (…, n/2 + 1)."""
    *rest, size = require_min_rank(x, 1)
    length = size if fft_length is None else size_of(fft_length)
    return _parts(x, (*rest, _half(length)), mode)


def _half(size: Dim) -> Dim:
    return None if size is None else add(floor_divide(size, 2), 1)


@op("keras.ops.irfft", class_name="IRFFT")
def irfft(x: Argument, fft_length: Argument = None, *, mode: Mode) -> Tensor:
    """Two of (…, n) -> (…, 2*(n - 1))."""
    real, _ = complex_pair(x, mode)
    *rest, size = require_min_rank(real, 1)
    usual = None if size is None else multiply(subtract(size, 1), 2)
    return _parts(real, (*rest, usual if fft_length is None else size_of(fft_length)), mode)[0]


def _stride(value: Argument) -> Dim:
    """A positive integer. Raises: Failed(InvalidArgument)."""
    if value is None or isinstance(value, (float, str, tuple, list)) or (isinstance(value, int) and value <= 0):
        raise refuse("sequence_stride", value, Expected.POSITIVE_INTEGER)
    return size_of(value) if is_size(value) else UNKNOWN_DIM


@op("keras.ops.stft(x, sequence_length, sequence_stride, fft_length, window, center)", class_name="STFT")
def stft(
    x: Tensor, sequence_stride: Argument, fft_length: Argument, center: Argument = True, *, mode: Mode
) -> tuple[Tensor, Tensor]:
    """(…, n) -> two of (…, windows, fft_length/2 + 1)."""
    stride, length = _stride(sequence_stride), size_of(fft_length)
    *rest, size = require_min_rank(x, 1)
    padded = multiply(floor_divide(length, 2), 2) if flag(center, "center") else 0
    windows = None if size is None else _windows(add(size, padded), length, stride)
    return _parts(x, (*rest, windows, _half(length)), mode)


def _windows(size: Dim, length: Dim, stride: Dim) -> Dim:
    """How often a window fits; where it may not fit at all, it is not known."""
    if decide.less_equal(length, size) is not decide.Answer.YES:
        return UNKNOWN_DIM
    return add(floor_divide(subtract(size, length), stride), 1)


@op("tensorflow.signal.stft(signals=x, frame_length, frame_step, fft_length, window_fn, pad_end, name)")
def tensorflow_stft(
    x: Tensor, frame_length: Argument, frame_step: Argument, fft_length: Argument = None, pad_end: Argument = False,
    *, mode: Mode,
) -> Tensor:  # fmt: skip
    """(…, n) -> (…, frames, fft_length/2 + 1), complex; that length is a power of 2 if nothing is said."""
    *rest, size = require_min_rank(x, 1)
    length, step = size_of(frame_length), size_of(frame_step)
    bins = size_of(fft_length) if fft_length is not None else _power_of_2(length)
    frames: Dim = None
    if size is not None:
        whole = (
            ceil_divide(size, step) if flag(pad_end, "pad_end") else add(floor_divide(subtract(size, length), step), 1)
        )
        frames = maximum(whole, 0)
    dtype = {"float32": "complex64", "float64": "complex128"}.get(x.dtype or "")
    return Tensor(Shape((*rest, frames, _half(bins))), dtype, mode.kind)


def _power_of_2(length: Dim) -> Dim:
    """The least one that is not smaller."""
    return 1 << (length - 1).bit_length() if isinstance(length, int) and length > 0 else UNKNOWN_DIM


@op("keras.ops.istft(x, sequence_length, sequence_stride, fft_length, length, window, center)", class_name="ISTFT")
def istft(
    x: Argument, sequence_stride: Argument, fft_length: Argument, length: Argument = None, center: Argument = True,
    *, mode: Mode,
) -> Tensor:  # fmt: skip
    """Two of (…, windows, frequencies) -> (…, n)."""
    stride = _stride(sequence_stride)
    real, _ = complex_pair(x, mode)
    *rest, windows, _ = require_min_rank(real, 2)
    if length is not None:
        return _parts(real, (*rest, size_of(length)), mode)[0]
    if windows is None:
        return _parts(real, (*rest, None), mode)[0]
    window = size_of(fft_length)
    if not mode.declared:
        return _parts(real, (*rest, UNKNOWN_DIM), mode)[0]
    size = add(multiply(subtract(windows, 1), stride), window)
    if flag(center, "center"):
        size = subtract(size, multiply(floor_divide(window, 2), 2))
    return _parts(real, (*rest, size), mode)[0]


@op("keras.ops.extract_sequences")
def extract_sequences(x: Tensor, sequence_length: Argument, sequence_stride: Argument, *, mode: Mode) -> Tensor:
    """(…, n) -> (…, windows, sequence_length)."""
    *rest, size = require_min_rank(x, 1)
    length, stride = size_of(sequence_length), size_of(sequence_stride)
    if stride is None or stride == 0 or length is None:
        raise Undetermined("a length is not known")
    windows = None if size is None else _windows(size, length, stride)
    return Tensor(Shape((*rest, windows, length)), x.dtype, mode.kind)


@op("keras.ops.view_as_complex")
def view_as_complex(x: Tensor, *, mode: Mode) -> Tensor:
    """(…, 2) -> (…), complex. Keras does not look at the size while it declares the shape."""
    return Tensor(Shape(known_dims(x)[:-1]), "complex64" if mode.declared else None, mode.kind)


@op("keras.ops.view_as_real")
def view_as_real(x: Tensor, *, mode: Mode) -> Tensor:
    """(…) of complex numbers -> (…, 2)."""
    return Tensor(Shape((*known_dims(x), 2)), "float32" if mode.declared else None, mode.kind)


_WINDOWS: Final = ("bartlett", "blackman", "hamming", "hanning")


@op(*(f"keras.ops.{name}(x)" for name in _WINDOWS), "keras.ops.kaiser(x, beta)", *(f"numpy.{name}(M=x)" for name in _WINDOWS))  # fmt: skip  # noqa: E501
def window(x: Argument, *, mode: Mode) -> Tensor:
    """A window of this many elements, which must be known.

    Raises: Failed(ForeignFunctionOnTensor) for a symbolic tensor.
    """
    if isinstance(x, Tensor) and mode.declared and x.kind is TensorKind.SYMBOLIC:
        raise Failed(ForeignFunctionOnTensor(path="keras.ops", tensor=x))
    if x is UNKNOWN:
        raise Undetermined("the number of elements is not known")
    return Tensor(Shape((size_of(x),)), None, mode.kind)
