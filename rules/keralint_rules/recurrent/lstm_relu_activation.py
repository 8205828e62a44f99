"""KL144."""

from __future__ import annotations

from keralint.api import BuiltinLayer, LayerCreated, Report, Severity, rule
from keralint_rules.words import code


@rule("KL144", "lstm-relu-activation", severity=Severity.INFO)
def lstm_relu_activation(fact: LayerCreated, report: Report) -> None:
    """A recurrent layer with `activation="relu"`: its state can grow from step to step without bound.

    `tanh` keeps the state between -1 and 1. With `relu` nothing does, so that long sequences often end in `NaN`;
    and the fused implementations of a GPU (cuDNN) exist for `tanh` only.

    Example:
        import keras

        layer = keras.layers.LSTM(64, activation="relu")
    Use instead:
        import keras

        layer = keras.layers.LSTM(64)
    """
    layer = fact.layer
    if not isinstance(layer, BuiltinLayer) or layer.class_name not in ("LSTM", "GRU"):
        return
    activation = layer.given.get("activation")
    if activation != "relu" and getattr(activation, "canonical", None) != "keras.activations.relu":
        return
    report(
        f"{code(layer.class_name)} with {code('relu')} has a state that can grow without bound",
        report.argument_or_call("activation"),
        help="leave `activation` at its default, `tanh`",
    )
