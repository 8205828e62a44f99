"""KL706."""

from __future__ import annotations

from keralint.api import InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.values import INTEGER_KINDS, argument_place, invalid_message, numbers_in, position_hint


@rule("KL706", "non-positive-size", severity=Severity.ERROR, overrides=("invalid-argument",))
def non_positive_size(failure: InvalidArgument, report: Report) -> None:
    """A number of units, a window, a stride or the like is zero or negative.

    Often the number is computed, and a division or subtraction has gone too far (`units // 2 // 2`).

    Example:
        import keras

        width = 2
        layer = keras.layers.Dense(width // 4)
    Use instead:
        import keras

        width = 8
        layer = keras.layers.Dense(width // 4)
    """
    numbers = numbers_in(failure.value)
    integers = [number for number in numbers if isinstance(number, int)]
    if failure.expected.kind not in INTEGER_KINDS or len(integers) < len(numbers) or min(integers, default=1) > 0:
        return
    if len(numbers) > 1 and failure.expected.length not in (None, len(numbers)):
        return
    report(
        invalid_message(failure, report),
        argument_place(failure.argument, report),
        help=position_hint(failure.argument, report),
    )
