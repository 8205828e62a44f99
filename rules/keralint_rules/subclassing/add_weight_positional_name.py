"""KL402."""

from __future__ import annotations

from keralint.api import Applicability, Fix, Report, Severity, WeightNameByPosition, rule
from keralint_rules.words import code


@rule("KL402", "add-weight-positional-name", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def add_weight_positional_name(failure: WeightNameByPosition, report: Report) -> None:
    """The name of a weight is given by position.

    Keras 2 took the name as the first argument of `add_weight`; Keras 3 takes the shape there, and the name by keyword.

    Example:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.gain = self.add_weight("gain", shape=(input_shape[-1],))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.gain = self.add_weight(name="gain", shape=(input_shape[-1],))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    """
    report(
        f"`add_weight` takes the shape by position, got the name {code(repr(failure.name))}",
        report.fact.site,
        help=f"write `name={failure.name!r}`",
        fix=_fix(report),
    )


def _fix(report: Report) -> Fix | None:
    call = report.call(report.fact.site)
    plain = [] if call is None else [argument for argument in call.args if argument.keyword is None]
    if call is None or len(plain) != 1 or plain[0].star:
        return None
    return report.fix("Give the name by keyword", report.insert_before(plain[0], "name="))
