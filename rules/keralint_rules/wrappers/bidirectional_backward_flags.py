"""KL119."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, DirectionsDiffer, Fix, Report, Severity, rule
from keralint_rules.recurrence import set_flag
from keralint_rules.words import code, listed


@rule("KL119", "bidirectional-backward-flags", severity=Severity.ERROR, fix=Applicability.SAFE)
def bidirectional_backward_flags(failure: DirectionsDiffer, report: Report) -> None:
    """The two layers of a `Bidirectional` differ in what they return, or in being stateful.

    `Bidirectional` merges the two outputs, so both layers must return sequences or both the last step, both their
    states or neither.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        forward = layers.LSTM(32, return_sequences=True)
        backward = layers.LSTM(32, go_backwards=True)
        outputs = layers.Bidirectional(forward, backward_layer=backward)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        forward = layers.LSTM(32, return_sequences=True)
        backward = layers.LSTM(32, return_sequences=True, go_backwards=True)
        outputs = layers.Bidirectional(forward, backward_layer=backward)(inputs)
    """
    forward = " and ".join(code(f"{name}={values[0]}") for name, values in zip(failure.flags, failure.values))
    report(
        f"the layers of `Bidirectional` differ in {listed(failure.flags)}: the forward one has {forward}",
        report.fact.site,
        help=f"give the backward layer {forward}",
        related=[
            (report.creation(failure.forward), f"the forward {code(failure.forward.class_name)}"),
            (report.creation(failure.backward), f"the backward {code(failure.backward.class_name)}"),
        ],
        fix=_fix(failure, report),
    )


def _fix(failure: DirectionsDiffer, report: Report) -> Fix | None:
    """Gives the backward layer the one flag of the forward layer in which it differs."""
    if len(failure.flags) != 1 or not isinstance(failure.backward, BuiltinLayer):
        return None
    value = failure.values[0][0]
    if not isinstance(value, bool):
        return None
    edit, sure = set_flag(failure.backward, failure.flags[0], value, report)
    return report.fix(f"Set `{failure.flags[0]}={value}` on the backward layer", edit, safe=sure)
