"""Activation functions with an axis or parameters of their own; the others stand in the table of `elementwise`."""

from __future__ import annotations

from typing import Final

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import ForeignFunctionOnTensor, UnevenSplit
from keralint.semantics.ops import dtypes
from keralint.semantics.ops.arguments import axis_of, known_dims
from keralint.semantics.ops.definitions import camel_case, op
from keralint.semantics.ops.elementwise import declared, declared_float32
from keralint.semantics.ops.mode import Mode
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiReference, Argument
from keralint.shapes import Shape, floor_divide

KERAS_ACTIVATIONS: Final = (
    "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu log_sigmoid mish relu "
    "relu6 selu sigmoid silu soft_shrink softplus softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink "
    "threshold swish hard_swish"
)
_PARAMETERS: Final = {
    "celu": "alpha", "elu": "alpha", "gelu": "approximate", "hard_shrink": "threshold", "leaky_relu": "negative_slope",
    "relu": "negative_slope, max_value, threshold", "soft_shrink": "threshold", "squareplus": "b",
    "threshold": "threshold, default_value",
}  # fmt: skip


def _same(x: Tensor, *, mode: Mode) -> Tensor:
    return x.reshaped(x.shape).with_dtype(declared(x.dtype, mode))


def refuse_symbolic(x: Tensor, path: str, mode: Mode) -> None:
    """These functions hand their argument to the backend at once, which a symbolic tensor does not survive.

    Raises: Failed(ForeignFunctionOnTensor).
    """
    if x.kind is TensorKind.SYMBOLIC and mode.context.keras_major >= 3:
        name = path.rpartition(".")[2]
        symbol = mode.context.database.resolve(f"keras.ops.{name}")
        equivalent = ApiReference(symbol.canonical, symbol) if symbol is not None else None
        raise Failed(ForeignFunctionOnTensor(path=path, tensor=x, equivalent=equivalent))


def _on_backend(x: Tensor, *, mode: Mode, path: str) -> Tensor:
    refuse_symbolic(x, path, mode)
    return _same(x, mode=mode)


def _real(x: Tensor, *, mode: Mode) -> Tensor:
    return x.reshaped(x.shape).with_dtype(dtypes.real(x.dtype, mode))


_REAL: Final = frozenset({"exponential", "tanh"})
_ON_BACKEND: Final = frozenset({"hard_silu", "hard_swish", "mish"})
_CLASS_NAMES: Final = {"exponential": "Exp", "relu": "ReLU", "swish": "Silu"}


def _define() -> None:
    for name in KERAS_ACTIVATIONS.split():
        path = f"keras.activations.{name}"
        specification = f"{path}(x, {_PARAMETERS.get(name, '')})"
        if name in _ON_BACKEND:
            op(specification, path=path)(_on_backend)
        else:
            function = _real if name in _REAL else _same
            op(specification, class_name=_CLASS_NAMES.get(name, camel_case(name)))(function)


_define()


@op("keras.activations.linear")
def linear(x: Tensor) -> Tensor:
    """The tensor itself."""
    return x


@op("keras.ops.softmax", "keras.activations.softmax", "tensorflow.nn.softmax(logits=x, axis:-1, name, dim=axis)")
@op(
    "keras.ops.log_softmax",
    "keras.activations.log_softmax",
    "tensorflow.nn.log_softmax(logits=x, axis:-1, name, dim=axis)",
)
@op("keras.ops.sparsemax", "keras.backend.softmax(x, axis)")
def softmax(x: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """The same shape; the axis, or axes, must exist."""
    _check_axes(x, axis)
    return x.reshaped(x.shape).with_dtype(declared(x.dtype, mode))


@op("keras.activations.sparsemax")
def sparsemax(x: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """The same shape; as a function on its own it takes no symbolic tensor."""
    refuse_symbolic(x, "keras.activations.sparsemax", mode)
    return softmax(x, axis, mode=mode)


@op("keras.ops.normalize(x, axis, order, epsilon)", "tensorflow.nn.l2_normalize(x, axis, epsilon, name, dim=axis)")
def normalize(x: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """Keras declares float32, whatever comes in."""
    _check_axes(x, axis)
    return x.reshaped(x.shape).with_dtype(declared_float32(x.dtype, mode))


def _check_axes(x: Tensor, axis: Argument) -> None:
    if axis is None or axis is UNKNOWN or x.shape.dims is None:
        return
    for item in axis if isinstance(axis, (tuple, list)) else (axis,):
        if isinstance(item, int):
            axis_of(x, item)


@op("keras.ops.glu", "keras.activations.glu", class_name="Glu")
def glu(x: Tensor, axis: Argument = -1) -> Tensor:
    """One half of an axis gates the other (`keras.src.ops.nn.Glu`)."""
    place = axis_of(x, axis)
    dims = known_dims(x)
    size = dims[place]
    if isinstance(size, int) and size % 2:
        raise Failed(UnevenSplit(tensor=x, axis=place, size=size, parts=2))
    half = None if size is None else floor_divide(size, 2)
    return x.reshaped(Shape((*dims[:place], half, *dims[place + 1 :])))
