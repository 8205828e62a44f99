"""KL265."""

from __future__ import annotations

from keralint.api import OpenImageSize, Report, Severity, rule
from keralint_rules.words import code, value_text


@rule("KL265", "open-image-size", severity=Severity.ERROR)
def open_image_size(failure: OpenImageSize, report: Report) -> None:
    """An application needs to know the height and width of its images.

    With the classifier at the top (`include_top=True`) the size of the images is fixed; without it, most applications
    take images of any size. NASNet loads its weights for images of a fixed size only.

    Example:
        import keras

        model = keras.applications.MobileNetV2(weights=None, input_shape=(None, None, 3), classes=5)
    Use instead:
        import keras

        model = keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=5)
    """
    why = "with its classifier" if failure.top else "to load its weights"
    report(
        f"{code(failure.application)} needs a known height and width {why}, got {value_text(failure.shape)}",
        report.argument_or_call("input_shape"),
        help="give the size of the images" + (", or set `include_top=False`" if failure.top else ""),
    )
