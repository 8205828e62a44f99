"""KL110."""

from __future__ import annotations

from keralint.api import MissingArgument, Report, Severity, rule
from keralint_rules.words import code
from keralint_rules.wrappers.wrapping import usage, wrapper_name


@rule("KL110", "standalone-bidirectional", severity=Severity.ERROR, overrides=("missing-argument",))
def standalone_bidirectional(failure: MissingArgument, report: Report) -> None:
    """A wrapper is built without the layer that it wraps.

    `Bidirectional` and `TimeDistributed` are not layers of their own: they do nothing but run another layer, in both
    directions or once for each step. They are given that layer, created but not called, and then they are called on
    the tensor in its place: `Bidirectional(LSTM(32))(x)`, not `Bidirectional()(LSTM(32)(x))`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((100,), dtype="int32")
        x = layers.Embedding(10000, 64)(inputs)
        x = layers.LSTM(32)(x)
        outputs = layers.Bidirectional()(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((100,), dtype="int32")
        x = layers.Embedding(10000, 64)(inputs)
        outputs = layers.Bidirectional(layers.LSTM(32))(x)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Dense(4)(inputs)
        outputs = layers.TimeDistributed()(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(layers.Dense(4))(inputs)
    """
    name = wrapper_name(report)
    if name is None or "layer" not in failure.names:
        return
    report(
        f"{code(name)} is built without the layer that it wraps",
        report.fact.site,
        help=f"give it the layer, and call it in the layer's place: {code(usage(name))}",
    )
