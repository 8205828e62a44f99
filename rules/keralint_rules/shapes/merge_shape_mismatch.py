"""KL222."""

from __future__ import annotations

from keralint.api import Failing, Layer, MergeMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import axis_phrase, clashing, explained, shapes_of
from keralint_rules.words import code, subject_name


@rule("KL222", "merge-shape-mismatch", severity=Severity.ERROR)
def merge_shape_mismatch(failure: MergeMismatch, report: Report) -> None:
    """Tensors are merged element by element that do not have the same shape.

    `Add`, `Multiply`, `Average` and the like, and functions that stack tensors, need tensors of one shape. The merging
    layers stretch an axis of size 1, but no other, and never the batch.

    Example:
        import keras
        from keras import layers

        a = keras.Input((16,))
        b = keras.Input((32,))
        outputs = layers.Add()([a, b])
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((16,))
        b = keras.Input((32,))
        outputs = layers.Add()([a, layers.Dense(16)(b)])
    """
    pair = clashing(failure)
    if failure.concat_axis is not None or pair is None:
        return
    fact = report.fact
    merges = not isinstance(fact, Failing) or isinstance(fact.subject, Layer)
    refusal = "cannot merge" if merges else "needs tensors of one shape, got"
    report(
        f"{code(subject_name(report))} {refusal} {shapes_of(pair)}: {axis_phrase(failure.axis, pair)}",
        report.fact.site,
        related=explained(*pair, failure.axis, report),
    )
