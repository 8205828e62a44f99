"""KL108."""

from __future__ import annotations

from keralint.api import Report, Severity, StateRankMismatch, StateSizeMismatch, dim_text, rule
from keralint_rules.words import code, ordinal, source_words


@rule("KL108", "rnn-initial-state-width", severity=Severity.ERROR)
def rnn_initial_state_width(failure: StateSizeMismatch | StateRankMismatch, report: Report) -> None:
    """An initial state of a recurrent layer has another shape than the layer's state.

    The states of a recurrent layer have the shape `(batch, units)`. An encoder hands its states to a decoder of the
    same units, or through a `Dense` that brings them to the decoder's units. Keras 3 builds the model and fails on
    the first batch.

    Example:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        x, state = layers.GRU(32, return_sequences=True, return_state=True)(inputs)
        outputs = layers.GRU(48)(x, initial_state=state)
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    Use instead:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        x, state = layers.GRU(32, return_sequences=True, return_state=True)(inputs)
        outputs = layers.GRU(32)(x, initial_state=state)
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    """
    name, tensor = code(failure.layer.title), failure.tensor
    help_: str | None
    if isinstance(failure, StateSizeMismatch):
        wanted, help_ = dim_text(failure.expected), "give both layers the same units, or resize the state with `Dense`"
        message = f"the {ordinal(failure.index)} state of {name} has the width {wanted}, got {code(tensor.shape)}"
    else:
        message = f"the {ordinal(failure.index)} state of {name} has {failure.expected} axes, got {code(tensor.shape)}"
        help_ = "a state is no sequence: take the states that `return_state=True` gives" if failure.found > 2 else None
    report(
        message,
        report.argument_or_call("initial_state"),
        help=help_,
        related=[(report.origin(tensor), source_words(tensor, report))],
    )
