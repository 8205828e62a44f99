"""KL123."""

from __future__ import annotations

from collections.abc import Iterator

from keralint.api import (
    BroadcastMismatch,
    ContractionMismatch,
    Dim,
    MergeMismatch,
    Report,
    ReshapeMismatch,
    Severity,
    SizeMismatch,
    StateSizeMismatch,
    Tensor,
    dim_text,
    rule,
)
from keralint_rules.doubling import doubled
from keralint_rules.recurrence import Source
from keralint_rules.words import code, subject_name

Mismatch = MergeMismatch | BroadcastMismatch | ContractionMismatch | ReshapeMismatch | SizeMismatch | StateSizeMismatch


@rule(
    "KL123",
    "bidirectional-halved-width",
    severity=Severity.ERROR,
    overrides=(
        "attention-width-mismatch",
        "broadcast-mismatch",
        "concat-shape-mismatch",
        "contraction-mismatch",
        "dot-axes-mismatch",
        "merge-shape-mismatch",
        "reshape-size-mismatch",
        "residual-shape-mismatch",
        "rnn-initial-state-width",
        "size-mismatch",
        "upsample-skip-mismatch",
    ),
)
def bidirectional_halved_width(failure: Mismatch, report: Report) -> None:
    """What follows a `Bidirectional` is sized for one direction, and gets the outputs of both.

    `Bidirectional(LSTM(64))` returns 128 numbers for each step: the outputs of the two directions side by side. A
    skip connection, a `Reshape` or a query that counts on 64 does not fit. Give the inner layer half the units, merge
    the directions (`merge_mode="sum"` or `"ave"`), or size what follows for both.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 64))
        x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(inputs)
        outputs = layers.Add()([inputs, x])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 64))
        x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(inputs)
        outputs = layers.Add()([inputs, x])

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.GRU(64))(inputs)
        outputs = layers.Reshape((8, 8))(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.GRU(64))(inputs)
        outputs = layers.Reshape((8, 16))(x)
    """
    for wide, narrow in _pairs(failure):
        source = doubled(wide, narrow)
        if source is None or not wide.shape.dims:
            continue
        width = dim_text(wide.shape.dims[-1])
        half = dim_text(narrow)
        report(
            f"{code(subject_name(report))} is sized for {half} features, got {code(wide.shape)}:"
            f" {code(source.title)} gives twice its {half} units",
            report.fact.site,
            help=_remedy(failure, width, source),
            related=[(report.creation(source.layer), f"two directions of {half} units make {width} here")],
        )
        return


def _remedy(failure: Mismatch, width: str, source: Source) -> str:
    if isinstance(failure, StateSizeMismatch):
        return f"give {code(failure.layer.title)} {width} units"
    inner = code(source.layer.class_name)
    return f'size it for {width}, give {inner} half the units, or merge the directions with `merge_mode="sum"`'


def _pairs(failure: Mismatch) -> Iterator[tuple[Tensor, Dim]]:
    """Tensors that may be too wide, each with the width that would fit."""
    match failure:
        case MergeMismatch():
            yield from _merged(failure)
        case BroadcastMismatch():
            yield from _unlike(failure.tensors, failure.axis)
        case ContractionMismatch():
            left, right = failure.left, failure.right
            yield from _at_end(left, failure.left_axis, right.shape.dim(failure.right_axis))
            yield from _at_end(right, failure.right_axis, left.shape.dim(failure.left_axis))
        case SizeMismatch():
            yield from _at_end(failure.tensor, failure.axis, failure.expected)
            if failure.other is not None:
                yield failure.other, failure.found
        case StateSizeMismatch():
            yield failure.tensor, failure.expected
        case ReshapeMismatch():
            yield from _reshaped(failure)


def _at_end(tensor: Tensor, axis: int, fitting: Dim) -> Iterator[tuple[Tensor, Dim]]:
    if tensor.rank is not None and axis in (-1, tensor.rank - 1):
        yield tensor, fitting


def _merged(failure: MergeMismatch) -> Iterator[tuple[Tensor, Dim]]:
    if failure.axis is not None:
        yield from _unlike(failure.tensors, failure.axis)


def _unlike(tensors: tuple[Tensor, ...], axis: int) -> Iterator[tuple[Tensor, Dim]]:
    """Each tensor with the last size of each other, if it is there that they differ."""
    for tensor in tensors:
        if tensor.rank is None or axis not in (-1, tensor.rank - 1):
            continue
        for other in tensors:
            if other is not tensor and other.shape.dims:
                yield tensor, other.shape.dims[-1]


def _reshaped(failure: ReshapeMismatch) -> Iterator[tuple[Tensor, Dim]]:
    """The half of the last size, if the target has half the elements."""
    dims = failure.tensor.shape.dims
    wanted, given = _elements(failure.target), _elements(failure.source.dims or ())
    if dims and isinstance(dims[-1], int) and wanted is not None and wanted * 2 == given:
        yield failure.tensor, dims[-1] // 2


def _elements(sizes: tuple[Dim, ...]) -> int | None:
    product = 1
    for size in sizes:
        if not isinstance(size, int) or size < 0:
            return None
        product *= size
    return product
