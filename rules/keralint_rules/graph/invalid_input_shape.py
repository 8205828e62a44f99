"""KL320."""

from __future__ import annotations

from keralint.api import InvalidInputShape, Report, Severity, rule
from keralint_rules.graph.written import given
from keralint_rules.words import code, value_text


@rule("KL320", "invalid-input-shape", severity=Severity.ERROR)
def invalid_input_shape(failure: InvalidInputShape, report: Report) -> None:
    """The shape of an `Input` is no tuple of sizes.

    A size is an integer of at least 0, or `None` where only data will fix it.

    Example:
        import keras

        inputs = keras.Input((-1, 8))
    Use instead:
        import keras

        inputs = keras.Input((None, 8))
    """
    if failure.whole and isinstance(failure.value, int):
        return
    written = given(report, failure.argument, 0 if failure.argument == "shape" else None)
    negative = isinstance(failure.value, int) and failure.value < 0
    report(
        f"{code(failure.argument)} must be a tuple of sizes, got {value_text(failure.value)}"
        f"{'' if failure.whole else ' in it'}",
        written.value if written is not None else report.fact.site,
        help="a size that is not known is `None`" if negative else None,
    )
