"""KL258."""

from __future__ import annotations

from keralint.api import Report, Severity, UnsupportedOperand, rule
from keralint_rules.words import code, value_text


@rule("KL258", "unsupported-operand", severity=Severity.ERROR)
def unsupported_operand(failure: UnsupportedOperand, report: Report) -> None:
    """A symbolic tensor is computed with something that is neither a tensor nor a number.

    Example:
        import keras

        inputs = keras.Input((8,))
        outputs = inputs + None
    Use instead:
        import keras

        inputs = keras.Input((8,))
        outputs = inputs + 1.0
    """
    report(
        f"{code(failure.symbol)} cannot compute with a symbolic tensor and {value_text(failure.value)}",
        report.fact.site,
    )
