"""KL342."""

from __future__ import annotations

from keralint.api import CallNotDefined, Report, Severity, rule
from keralint_rules.words import code, subject_name


@rule("KL342", "base-class-called", severity=Severity.ERROR)
def base_class_called(failure: CallNotDefined, report: Report) -> None:
    """A base class of layers is called itself.

    `Layer` and `Wrapper` compute nothing: a class that derives from them does, in its method `call`.

    Example:
        import keras

        inputs = keras.Input((8,))
        outputs = keras.layers.Layer()(inputs)
    Use instead:
        import keras

        class Double(keras.layers.Layer):
            def call(self, x):
                return 2 * x

        inputs = keras.Input((8,))
        outputs = Double()(inputs)
    """
    name = code(subject_name(report))
    report(f"{name} is a base class without `call`", report.fact.site, help="derive a class from it, or use `Identity`")
