"""KL255."""

from __future__ import annotations

from keralint.api import Report, Severity, UnevenSplit, dim_text, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, count, subject_name


@rule("KL255", "uneven-split", severity=Severity.ERROR)
def uneven_split(failure: UnevenSplit, report: Report) -> None:
    """An axis is split into equal parts that do not come out even.

    Split at indices instead (`keras.ops.split(x, [3, 6])`), where the parts may differ.

    Example:
        import keras

        inputs = keras.Input((9, 8))
        parts = keras.ops.split(inputs, 4, axis=1)
    Use instead:
        import keras

        inputs = keras.Input((9, 8))
        parts = keras.ops.split(inputs, 3, axis=1)
    """
    report(
        f"{code(subject_name(report))} cannot divide the {dim_text(failure.size)} elements on axis {failure.axis} of"
        f" {code(failure.tensor.shape)} into {count(failure.parts, 'equal part')}",
        report.fact.site,
        related=sources((failure.tensor,), report),
    )
