"""KL118."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, Report, SameDirection, Severity, rule
from keralint_rules.recurrence import set_flag
from keralint_rules.words import code


@rule("KL118", "bidirectional-backward-direction", severity=Severity.ERROR, fix=Applicability.SAFE)
def bidirectional_backward_direction(failure: SameDirection, report: Report) -> None:
    """The `backward_layer` of a `Bidirectional` runs in the same direction as its forward layer.

    `Bidirectional` uses a given `backward_layer` as it is: it does not turn it around. One of the two layers needs
    `go_backwards=True`, the other must not have it.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(32)
        outputs = layers.Bidirectional(layers.LSTM(32), backward_layer=backward)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(32, go_backwards=True)
        outputs = layers.Bidirectional(layers.LSTM(32), backward_layer=backward)(inputs)
    """
    backward = failure.backward
    if backward is None:
        return
    turned = failure.go_backwards is True
    culprit = failure.forward if turned else backward
    edit, sure = (
        set_flag(culprit, "go_backwards", not turned, report) if isinstance(culprit, BuiltinLayer) else (None, False)
    )
    report(
        f"{code('backward_layer')} runs {'backwards' if turned else 'forwards'}, as the forward layer does",
        report.argument_or_call("backward_layer"),
        help="leave `go_backwards=True` out of the forward layer" if turned else "give it `go_backwards=True`",
        related=[
            (report.creation(failure.forward), f"the forward {code(failure.forward.class_name)}"),
            (report.creation(backward), f"the backward {code(backward.class_name)}"),
        ],
        fix=report.fix("Turn it around", edit, safe=sure),
    )
