"""KL711."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, Expected, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.spelling import nearest, replace_string
from keralint_rules.arguments.values import argument_place, invalid_message, position_hint

OTHER_NAMES: Final = {
    "tf": "channels_last",
    "th": "channels_first",
    "nhwc": "channels_last",
    "nchw": "channels_first",
    "nwc": "channels_last",
    "ncw": "channels_first",
    "last": "channels_last",
    "first": "channels_first",
}
"""What Keras 1 and TensorFlow call it."""


@rule("KL711", "data-format-value", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("invalid-argument",))
def data_format_value(failure: InvalidArgument, report: Report) -> None:
    """`data_format` is neither `"channels_last"` nor `"channels_first"`.

    Beware of the order of arguments as well: the second positional argument of `UpSampling2D` is the data format,
    where `UpSampling2D((2, 2))` is meant.

    Example:
        import keras

        layer = keras.layers.MaxPooling2D(2, data_format="channel_last")
    Use instead:
        import keras

        layer = keras.layers.MaxPooling2D(2, data_format="channels_last")
    """
    value = failure.value
    if failure.expected.kind is not Expected.CHOICE or failure.argument != "data_format":
        return
    meant = None
    if isinstance(value, str):
        meant = OTHER_NAMES.get(value.lower()) or nearest(value, failure.expected.choices)
    edit = replace_string("data_format", meant, report) if meant is not None else None
    report(
        invalid_message(failure, report),
        argument_place("data_format", report),
        help=f"did you mean `{meant!r}`?" if meant is not None else position_hint("data_format", report),
        fix=report.fix(f"Change to `{meant!r}`", edit) if edit is not None else None,
    )
