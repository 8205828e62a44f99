"""KL228."""

from __future__ import annotations

from keralint.api import Report, Severity, SizeMismatch, dim_text, rule
from keralint_rules.shapes.axes import axis_words
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, subject_name


@rule("KL228", "size-mismatch", severity=Severity.ERROR)
def size_mismatch(failure: SizeMismatch, report: Report) -> None:
    """An axis of an input does not have the size that the layer needs.

    The size is set by another input, or by an argument of the layer.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((10, 32))
        outputs = layers.EinsumDense("abc,cd->abd", output_shape=(12, 64))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((10, 32))
        outputs = layers.EinsumDense("abc,cd->abd", output_shape=(10, 64))(inputs)
    """
    axis = axis_words(failure.tensor, failure.axis, report)
    source = f" ({code(failure.argument)})" if failure.argument is not None else ""
    others = (failure.tensor,) if failure.other is None else (failure.other, failure.tensor)
    report(
        f"{code(subject_name(report))} needs {dim_text(failure.expected)} on {axis}{source},"
        f" got {code(failure.tensor.shape)}",
        report.fact.site,
        related=sources(others, report),
    )
