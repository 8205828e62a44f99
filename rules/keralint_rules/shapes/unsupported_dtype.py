"""KL261."""

from __future__ import annotations

from keralint.api import Report, Severity, UnsupportedDtype, rule
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code, subject_name


@rule("KL261", "unsupported-dtype", severity=Severity.ERROR)
def unsupported_dtype(failure: UnsupportedDtype, report: Report) -> None:
    """A function is given elements of a kind that it does not take.

    The conversions between RGB and HSV compute with fractions: images of integers are cast first.

    Example:
        import keras

        images = keras.Input((32, 32, 3), dtype="uint8")
        outputs = keras.ops.image.rgb_to_hsv(images)
    Use instead:
        import keras

        images = keras.Input((32, 32, 3), dtype="uint8")
        outputs = keras.ops.image.rgb_to_hsv(keras.ops.cast(images, "float32"))
    """
    report(
        f"{code(subject_name(report))} needs elements of type {failure.expected}, got {code(failure.tensor.dtype)}",
        report.fact.site,
        help=f"cast the tensor to a {failure.expected} first",
        related=sources((failure.tensor,), report),
    )
