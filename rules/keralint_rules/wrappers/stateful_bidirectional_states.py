"""KL121."""

from __future__ import annotations

from keralint.api import Report, Severity, StatefulBidirectionalStates, rule
from keralint_rules.words import code


@rule("KL121", "stateful-bidirectional-states", severity=Severity.ERROR)
def stateful_bidirectional_states(failure: StatefulBidirectionalStates, report: Report) -> None:
    """A stateful `Bidirectional` is asked to return its states, which Keras 3 cannot do.

    Its `compute_mask` puts the masks of the states together in a way that fails whenever the layer is stateful and
    has `return_state=True`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input(batch_shape=(4, 20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32, stateful=True, return_state=True))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input(batch_shape=(4, 20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32, return_state=True))(inputs)
    """
    name = code(failure.forward.class_name)
    report(
        f"a stateful `Bidirectional` cannot return its states: {name} has `stateful=True` and `return_state=True`",
        report.fact.site,
        help="leave one of the two out, or use two layers, one with `go_backwards=True`",
        related=[(report.creation(failure.forward), f"{name} is created here")],
    )
