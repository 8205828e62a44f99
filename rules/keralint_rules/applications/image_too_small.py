"""KL263."""

from __future__ import annotations

from keralint.api import ImageTooSmall, Report, Severity, rule
from keralint_rules.words import code, value_text


@rule("KL263", "image-too-small", severity=Severity.ERROR)
def image_too_small(failure: ImageTooSmall, report: Report) -> None:
    """The image of an application is smaller than its layers can halve it.

    The networks of `keras.applications` halve an image about five times, so that each has a least height and width:
    32 for most, 71 for Xception, 75 for the Inception models. Small images are enlarged before (`layers.Resizing`).

    Example:
        import keras

        base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(28, 28, 3))
    Use instead:
        import keras

        base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    """
    least = failure.minimum
    report(
        f"{code(failure.application)} needs an image of at least {code(f'{least}x{least}')},"
        f" got {value_text(failure.shape)}",
        report.argument_or_call("input_shape"),
        help=f"enlarge the images, for example with {code(f'layers.Resizing({least}, {least})')}",
    )
