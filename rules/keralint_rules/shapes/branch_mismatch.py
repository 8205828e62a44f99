"""KL262."""

from __future__ import annotations

from keralint.api import BranchMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, subject_name


@rule("KL262", "branch-mismatch", severity=Severity.ERROR)
def branch_mismatch(failure: BranchMismatch, report: Report) -> None:
    """The two functions of a condition give tensors of different shapes or dtypes.

    Which one runs is only known when data run through, so that the result must look the same either way.

    Example:
        import keras

        flag = keras.Input(batch_shape=(), dtype="bool")
        ops = keras.ops
        value = ops.cond(flag, lambda: ops.ones((2, 3)), lambda: ops.zeros((3, 2)))
    Use instead:
        import keras

        flag = keras.Input(batch_shape=(), dtype="bool")
        ops = keras.ops
        value = ops.cond(flag, lambda: ops.ones((2, 3)), lambda: ops.zeros((2, 3)))
    """
    left, right = failure.left, failure.right
    if left.shape == right.shape:
        one, other = code(left.dtype), code(right.dtype)
    else:
        one, other = code(left.shape), code(right.shape)
    report(
        f"both branches of {code(subject_name(report))} must give the same, got {one} and {other}",
        report.fact.site,
        related=sources((left, right), report),
    )
