"""KL257."""

from __future__ import annotations

from keralint.api import LengthMismatch, Report, Severity, rule
from keralint_rules.words import code, subject_name


@rule("KL257", "length-mismatch", severity=Severity.ERROR)
def length_mismatch(failure: LengthMismatch, report: Report) -> None:
    """An argument has another number of elements than the tensor asks for.

    `keras.ops.pad` needs one pair for each axis, the batch included.

    Example:
        import keras

        inputs = keras.Input((4, 8))
        padded = keras.ops.pad(inputs, ((1, 1), (0, 0)))
    Use instead:
        import keras

        inputs = keras.Input((4, 8))
        padded = keras.ops.pad(inputs, ((0, 0), (1, 1), (0, 0)))
    """
    report(
        f"{code(failure.argument)} of {code(subject_name(report))} needs {failure.expected} elements for"
        f" {code(failure.tensor.shape)}, got {failure.found}",
        report.argument_or_call(failure.argument),
    )
