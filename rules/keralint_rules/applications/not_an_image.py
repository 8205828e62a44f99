"""KL264."""

from __future__ import annotations

from keralint.api import NotAnImage, Report, Severity, rule
from keralint_rules.words import code, value_text


@rule("KL264", "not-an-image", severity=Severity.ERROR)
def not_an_image(failure: NotAnImage, report: Report) -> None:
    """The `input_shape` of an application has not the three sizes of an image.

    An image is `(height, width, channels)`; the batch axis comes before it by itself, and a grey image has one
    channel.

    Example:
        import keras

        base = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(None, 224, 224, 3))
    Use instead:
        import keras

        base = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(224, 224, 3))
    """
    batch = len(failure.shape) == 4 and failure.shape[0] is None
    report(
        f"{code('input_shape')} of {code(failure.application)} must be `(height, width, channels)`,"
        f" got {value_text(failure.shape)}",
        report.argument_or_call("input_shape"),
        help="leave the batch axis away" if batch else None,
    )
