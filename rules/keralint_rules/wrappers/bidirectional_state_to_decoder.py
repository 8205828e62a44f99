"""KL122."""

from __future__ import annotations

from keralint.api import Report, Severity, StateSizeMismatch, rule
from keralint_rules.recurrence import is_bidirectional, is_output
from keralint_rules.words import code


@rule("KL122", "bidirectional-state-to-decoder", severity=Severity.ERROR, overrides=("rnn-initial-state-width",))
def bidirectional_state_to_decoder(failure: StateSizeMismatch, report: Report) -> None:
    """A decoder is sized for both directions of a `Bidirectional` encoder, and gets the states of one.

    A `Bidirectional` encoder returns the states of its two directions one by one, each as wide as one layer. For a
    decoder of twice the units, the forward and the backward state are concatenated: `h` with `h` and `c` with `c`.

    Example:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        encoder = layers.Bidirectional(layers.LSTM(16, return_state=True))
        x, forward_h, forward_c, backward_h, backward_c = encoder(inputs)
        outputs = layers.LSTM(32)(inputs, initial_state=[forward_h, forward_c])
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    Use instead:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        encoder = layers.Bidirectional(layers.LSTM(16, return_state=True))
        x, forward_h, forward_c, backward_h, backward_c = encoder(inputs)
        state_h = layers.Concatenate()([forward_h, backward_h])
        state_c = layers.Concatenate()([forward_c, backward_c])
        outputs = layers.LSTM(32)(inputs, initial_state=[state_h, state_c])
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    """
    tensor, found, expected = failure.tensor, failure.found, failure.expected
    call = tensor.call
    if call is None or not is_bidirectional(call.operation) or is_output(tensor):
        return
    if not isinstance(found, int) or expected != 2 * found:
        return
    report(
        f"{code(failure.layer.title)} needs a state of width {expected}, got {code(tensor.shape)}: the state of one"
        f" direction of {code(call.operation.title)}",
        report.argument_or_call("initial_state"),
        help="concatenate the forward and the backward state: `Concatenate()([forward_h, backward_h])`",
        related=[(report.origin(tensor), f"{code(call.operation.title)} gives the states of both directions here")],
    )
