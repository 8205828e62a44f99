"""KL252."""

from __future__ import annotations

from keralint.api import ContractionMismatch, Report, Severity, dim_text, rule
from keralint_rules.shapes.branches import size_at
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, subject_name


@rule("KL252", "contraction-mismatch", severity=Severity.ERROR)
def contraction_mismatch(failure: ContractionMismatch, report: Report) -> None:
    """A product sums over two axes that do not have the same size.

    `matmul` multiplies the rows of the left with the columns of the right: the last axis of the left must have the
    size of the last but one of the right. Often one of the two has to be transposed.

    Example:
        import keras

        query = keras.Input((10, 64))
        key = keras.Input((20, 64))
        scores = keras.ops.matmul(query, key)
    Use instead:
        import keras

        query = keras.Input((10, 64))
        key = keras.Input((20, 64))
        scores = keras.ops.matmul(query, keras.ops.transpose(key, (0, 2, 1)))
    """
    left, right = failure.left, failure.right
    report(
        f"{code(subject_name(report))} of {code(left.shape)} and {code(right.shape)} sums over axis {failure.left_axis}"
        f" and axis {failure.right_axis}, which have {dim_text(size_at(left, failure.left_axis))} and"
        f" {dim_text(size_at(right, failure.right_axis))} elements",
        report.fact.site,
        related=sources((left, right), report),
    )
