"""KL221."""

from __future__ import annotations

from keralint.api import MergeMismatch, Report, Severity, rule
from keralint_rules.shapes.merging import axis_phrase, clashing, explained, shapes_of
from keralint_rules.words import code, subject_name


@rule("KL221", "concat-shape-mismatch", severity=Severity.ERROR)
def concat_shape_mismatch(failure: MergeMismatch, report: Report) -> None:
    """Tensors are concatenated that differ on another axis than the one they are joined on.

    Concatenation adds up the sizes of one axis; on all others the tensors must agree. Branches that are to be joined
    along the channels must keep the same height and width: use `padding="same"`, or the same strides, on each.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 3))
        a = layers.Conv2D(8, 3, padding="same")(inputs)
        b = layers.Conv2D(8, 5)(inputs)
        outputs = layers.Concatenate()([a, b])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 3))
        a = layers.Conv2D(8, 3, padding="same")(inputs)
        b = layers.Conv2D(8, 5, padding="same")(inputs)
        outputs = layers.Concatenate()([a, b])
    """
    pair = clashing(failure)
    if failure.concat_axis is None or pair is None:
        return
    name = code(subject_name(report))
    report(
        f"{name} on axis {failure.concat_axis} cannot join {shapes_of(pair)}: {axis_phrase(failure.axis, pair)}",
        report.fact.site,
        related=explained(*pair, failure.axis, report),
    )
