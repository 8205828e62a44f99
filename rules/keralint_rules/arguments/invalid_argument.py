"""KL705."""

from __future__ import annotations

from keralint.api import InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.values import argument_place, invalid_message, position_hint


@rule("KL705", "invalid-argument", severity=Severity.ERROR)
def invalid_argument(failure: InvalidArgument, report: Report) -> None:
    """An argument has a value that the layer or function refuses.

    The documentation of each layer says what its arguments may be; values out of these bounds are refused when the
    layer is made, or at its first call.

    Example:
        import keras

        layer = keras.layers.Dropout(50)
    Use instead:
        import keras

        layer = keras.layers.Dropout(0.5)
    """
    report(
        invalid_message(failure, report),
        argument_place(failure.argument, report),
        help=position_hint(failure.argument, report),
    )
