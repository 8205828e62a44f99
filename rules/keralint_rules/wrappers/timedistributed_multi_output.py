"""KL129."""

from __future__ import annotations

from keralint.api import Report, SeveralOutputsPerStep, Severity, rule
from keralint_rules.words import code, count


@rule("KL129", "timedistributed-multi-output", severity=Severity.ERROR)
def timedistributed_multi_output(failure: SeveralOutputsPerStep, report: Report) -> None:
    """The layer inside a `TimeDistributed` returns several tensors.

    `TimeDistributed` stacks what its layer gives at each step, for which that must be one tensor: a recurrent layer
    inside must not return its states, a model inside must have one output.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((6, 20, 8))
        outputs = layers.TimeDistributed(layers.LSTM(32, return_state=True))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((6, 20, 8))
        outputs = layers.TimeDistributed(layers.LSTM(32))(inputs)
    """
    what = count(failure.found, "tensor") if failure.found != 1 else "a list"
    report(
        f"`TimeDistributed` needs one tensor for each step, {code(failure.layer.title)} returns {what}",
        report.fact.site,
        help="let the layer inside return its output alone",
        related=[(report.creation(failure.layer), f"{code(failure.layer.title)} is made here")],
    )
