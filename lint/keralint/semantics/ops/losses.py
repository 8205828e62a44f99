"""`keras.losses.mean_squared_error` and the like as functions (`keras/src/losses/losses.py`): a value for each sample.

They run several operations, and so are followed on the backend's tensors and on arrays only: given symbolic tensors
they are not one node of the graph.
"""

from __future__ import annotations

from typing import Final

from keralint.semantics.ops.arguments import as_tensor, known_dims
from keralint.semantics.ops.broadcasting import broadcast
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import Shape, is_float

MEANS: Final = (
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
    "kl_divergence", "poisson", "log_cosh", "hinge", "squared_hinge", "categorical_hinge",
)  # fmt: skip
CROSS_ENTROPIES: Final = (
    "binary_crossentropy", "categorical_crossentropy", "binary_focal_crossentropy", "categorical_focal_crossentropy",
)  # fmt: skip
HALF_PRECISION_UNKNOWN: Final = "float32"
"""Of other floats some of these functions make float32, by way of `epsilon`."""


def _result(dims: tuple[Argument, ...], y_pred: Tensor, mode: Mode) -> Tensor:
    dtype = y_pred.dtype if y_pred.dtype == HALF_PRECISION_UNKNOWN else None
    return Tensor(Shape(dims), dtype, TensorKind.EAGER if mode.kind is TensorKind.ARRAY else mode.kind)


def _pair(y_true: Argument, y_pred: Argument, mode: Mode) -> tuple[Tensor, Tensor]:
    """Both as tensors of one rank, which is at least one.

    Raises: Undetermined.
    """
    if mode.kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN):
        raise Undetermined("a loss of symbolic tensors is several operations")
    true, predicted = as_tensor(y_true, mode), as_tensor(y_pred, mode)
    if len(known_dims(true)) != len(known_dims(predicted)) or not known_dims(true):
        raise Undetermined("an axis of one of the operands of a loss may be removed")
    if predicted.dtype is not None and not is_float(predicted.dtype):
        raise Undetermined("the predictions are no floats")
    return true, predicted


def _mean(y_true: Argument, y_pred: Argument, *, mode: Mode) -> Tensor:
    """(batch, …, features) twice -> (batch, …).

    Raises: Failed(BroadcastMismatch); Undetermined.
    """
    true, predicted = _pair(y_true, y_pred, mode)
    return _result((broadcast(true, predicted).dims or ())[:-1], predicted, mode)


def _cross_entropy(y_true: Argument, y_pred: Argument, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """The same, of shapes that must be the same."""
    if axis != -1:
        raise Undetermined("the loss is a mean over another axis")
    _, predicted = _pair(y_true, y_pred, mode)
    return _result(known_dims(predicted)[:-1], predicted, mode)


def _define() -> None:
    for name in MEANS:
        op(f"keras.losses.{name}(y_true, y_pred)", f"keras.metrics.{name}(y_true, y_pred)")(_mean)
    for name in CROSS_ENTROPIES:
        op(
            f"keras.losses.{name}(y_true, y_pred, {_EXTRAS.get(name, '')}from_logits, label_smoothing, axis)",
            f"keras.metrics.{name}(y_true, y_pred, {_EXTRAS.get(name, '')}from_logits, label_smoothing, axis)",
        )(_cross_entropy)


_EXTRAS: Final = {
    "binary_focal_crossentropy": "apply_class_balancing, alpha, gamma, ",
    "categorical_focal_crossentropy": "alpha, gamma, ",
}  # fmt: skip
_define()


@op("keras.losses.huber(y_true, y_pred, delta)")
def huber(y_true: Argument, y_pred: Argument, *, mode: Mode) -> Tensor:
    """A mean over the last axis."""
    return _mean(y_true, y_pred, mode=mode)


@op("keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis)")
@op("keras.metrics.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis)")
def sparse_categorical_crossentropy(
    y_true: Argument, y_pred: Tensor, ignore_class: Argument = None, axis: Argument = -1, *, mode: Mode
) -> Tensor:
    """(batch, …) and (batch, …, classes) -> (batch, …)."""
    if mode.kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN) or axis != -1 or ignore_class is not None:
        raise Undetermined("a loss of symbolic tensors is several operations")
    dims = known_dims(y_pred)
    if not dims or (y_pred.dtype is not None and not is_float(y_pred.dtype)):
        raise Undetermined("the predictions have no classes")
    return _result(dims[:-1], y_pred, mode)
