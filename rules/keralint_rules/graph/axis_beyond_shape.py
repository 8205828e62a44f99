"""KL318."""

from __future__ import annotations

from keralint.api import AxisBeyondShape, Report, Severity, rule
from keralint_rules.words import code, source_words


@rule("KL318", "axis-beyond-shape", severity=Severity.ERROR)
def axis_beyond_shape(failure: AxisBeyondShape, report: Report) -> None:
    """The shape of a tensor is asked for an axis that it does not have.

    The batch axis counts: the shape of `Input((28, 28))` is `(None, 28, 28)`, and its last axis has the number 2.

    Example:
        import keras

        inputs = keras.Input((28, 28))
        channels = inputs.shape[3]
    Use instead:
        import keras

        inputs = keras.Input((28, 28, 1))
        channels = inputs.shape[3]
    """
    report(
        f"the shape {code(failure.tensor.shape)} has no axis {failure.index}",
        report.fact.site,
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )
