"""KL256."""

from __future__ import annotations

from keralint.api import NotSqueezable, Report, Severity, dim_text, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, subject_name


@rule("KL256", "not-squeezable", severity=Severity.ERROR)
def not_squeezable(failure: NotSqueezable, report: Report) -> None:
    """An axis is removed that does not have the size 1.

    `squeeze` takes away axes of size 1 only. To pick one element of an axis, index it; to sum it up, reduce it.

    Example:
        import keras

        inputs = keras.Input((4, 8))
        flat = keras.ops.squeeze(inputs, axis=1)
    Use instead:
        import keras

        inputs = keras.Input((1, 8))
        flat = keras.ops.squeeze(inputs, axis=1)
    """
    report(
        f"{code(subject_name(report))} needs the size 1 on axis {failure.axis} of {code(failure.tensor.shape)},"
        f" got {dim_text(failure.size)}",
        report.fact.site,
        related=sources((failure.tensor,), report),
    )
