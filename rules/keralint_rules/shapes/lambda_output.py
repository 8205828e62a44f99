"""KL259."""

from __future__ import annotations

from keralint.api import OutputNotATensor, Report, Severity, rule
from keralint_rules.words import code, subject_name, value_text


@rule("KL259", "lambda-output", severity=Severity.ERROR)
def lambda_output(failure: OutputNotATensor, report: Report) -> None:
    """The function of a `Lambda` layer returns something that is not a tensor.

    Most often the `return` is missing, so that it returns `None`.

    Example:
        import keras
        from keras import layers

        def double(x):
            x * 2

        inputs = keras.Input((8,))
        outputs = layers.Lambda(double)(inputs)
    Use instead:
        import keras
        from keras import layers

        def double(x):
            return x * 2

        inputs = keras.Input((8,))
        outputs = layers.Lambda(double)(inputs)
    """
    report(
        f"the function of {code(subject_name(report))} must return a tensor, got {value_text(failure.value)}",
        report.fact.site,
        help="is a `return` missing?" if failure.value is None else None,
    )
