"""KL204."""

from __future__ import annotations

from keralint.api import NegativeSize, Report, Severity, dim_text, rule
from keralint_rules.shapes.axes import axis_words
from keralint_rules.shapes.kernels import WINDOWS
from keralint_rules.words import code, source_words, subject_name


@rule("KL204", "cropping-exceeds-input", severity=Severity.ERROR)
def cropping_exceeds_input(failure: NegativeSize, report: Report) -> None:
    """A cropping takes away all that there is of an axis, or more.

    A single number is cut off on both sides: `Cropping1D(4)` takes eight steps away.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8, 16))
        outputs = layers.Cropping1D(4)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 16))
        outputs = layers.Cropping1D((0, 4))(inputs)
    """
    if failure.argument in WINDOWS:
        return
    axis = axis_words(failure.tensor, failure.axis, report)
    report(
        f"{code(subject_name(report))} takes {dim_text(failure.window)} away on {axis},"
        f" of which {code(failure.tensor.shape)} has {dim_text(failure.size)}",
        report.fact.site,
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )
