"""KL227."""

from __future__ import annotations

from keralint.api import BatchContraction, Failing, Layer, Report, Severity, SizeMismatch, dim_text, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code


@rule("KL227", "dot-axes-mismatch", severity=Severity.ERROR, overrides=("size-mismatch",))
def dot_axes_mismatch(failure: SizeMismatch | BatchContraction, report: Report) -> None:
    """`Dot` sums over two axes that do not have the same size, or over the batch.

    `Dot(axes=(a, b))` multiplies the elements along axis `a` of the first tensor with those along axis `b` of the
    second, and adds them up. Axes count from 0, the batch included.

    Example:
        import keras
        from keras import layers

        a = keras.Input((10, 64))
        b = keras.Input((12, 32))
        outputs = layers.Dot(axes=2)([a, b])
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((10, 64))
        b = keras.Input((12, 32))
        outputs = layers.Dot(axes=2)([a, layers.Dense(64)(b)])
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer) or fact.subject.class_name != "Dot":
        return
    if isinstance(failure, BatchContraction):
        report(f"`Dot` sums over axis {failure.axis} of {code(failure.tensor.shape)}, the batch", fact.site)
    elif failure.other is not None:
        what = "the batch" if failure.axis == 0 else f"axis {failure.axis}"
        report(
            f"`Dot` of {code(failure.other.shape)} and {code(failure.tensor.shape)} needs"
            f" {dim_text(failure.expected)} on {what} of the second, got {dim_text(failure.found)}",
            fact.site,
            help="choose other `axes`, or make the two sizes equal",
            related=sources((failure.other, failure.tensor), report),
        )
