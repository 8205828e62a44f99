"""KL704."""

from __future__ import annotations

from keralint.api import DuplicateArgument, Report, Severity, rule
from keralint_rules.words import code, subject_name


@rule("KL704", "duplicate-argument", severity=Severity.ERROR)
def duplicate_argument(failure: DuplicateArgument, report: Report) -> None:
    """An argument is given by position and by keyword.

    Positional arguments fill the parameters in their order, so that a keyword may name one that is filled already.

    Example:
        import keras

        layer = keras.layers.Conv2D(32, 3, kernel_size=(3, 3))
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, kernel_size=(3, 3))
    """
    report(
        f"{code(subject_name(report))} gets {code(failure.name)} by position and by keyword",
        report.argument_or_call(failure.name),
        help="leave one of the two out",
    )
