"""KL210."""

from __future__ import annotations

from keralint.api import Report, Severity, UndefinedSize, rule
from keralint_rules.shapes.branches import parents
from keralint_rules.words import code, source_words, subject_name


@rule("KL210", "undefined-size", severity=Severity.ERROR)
def undefined_size(failure: UndefinedSize, report: Report) -> None:
    """An axis that weights depend on has no known size.

    The kernel of a `Dense` layer has one row for each feature of its input, that of a convolution one for each
    channel: they must be known when the layer is built. `Flatten` of an axis that is `None` is `None` as well.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((None, 64))
        x = layers.Flatten()(inputs)
        outputs = layers.Dense(10)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((None, 64))
        x = layers.GlobalAveragePooling1D()(inputs)
        outputs = layers.Dense(10)(x)
    """
    tensor = failure.tensor
    last = failure.axis in (-1, (tensor.rank or 0) - 1)
    axis = "last axis" if last else f"axis {failure.axis}"
    report(
        f"{code(subject_name(report))} needs a known size on the {axis} of its input, got {code(tensor.shape)}"
        if last
        else f"{code(subject_name(report))} needs a known size on {axis} of its input, got {code(tensor.shape)}",
        report.fact.site,
        help=_help(failure),
        related=[(report.origin(tensor), source_words(tensor, report))],
    )


def _help(failure: UndefinedSize) -> str:
    tensor = failure.tensor
    if tensor.call is not None and tensor.call.operation.class_name == "Flatten":
        before = next(iter(parents(tensor)), None)
        if before is not None and before.rank in (3, 4, 5):
            pooling = f"GlobalAveragePooling{before.rank - 2}D"
            return f"use {code(pooling)} in place of `Flatten`, or give the input a fixed size"
    return "give the input a fixed size on this axis"
