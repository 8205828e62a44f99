"""KL107."""

from __future__ import annotations

from keralint.api import BuiltinLayer, Report, Severity, StateCountMismatch, rule
from keralint_rules.states import states_in_words
from keralint_rules.words import code, count


@rule("KL107", "rnn-initial-state-count", severity=Severity.ERROR)
def rnn_initial_state_count(failure: StateCountMismatch, report: Report) -> None:
    """A recurrent layer is given fewer initial states than it keeps.

    An LSTM has two states, `h` and `c`, a GRU and a SimpleRNN one; a `Bidirectional` needs those of both directions,
    the forward ones first. Keras 3 builds the model and fails on the first batch, Keras 2 refused to build it.

    Example:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        x, state = layers.GRU(32, return_sequences=True, return_state=True)(inputs)
        outputs = layers.LSTM(32)(x, initial_state=state)
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    Use instead:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        x, state_h, state_c = layers.LSTM(32, return_sequences=True, return_state=True)(inputs)
        outputs = layers.LSTM(32)(x, initial_state=[state_h, state_c])
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    """
    if failure.found > failure.expected and failure.late:
        return
    layer = failure.layer
    names = states_in_words(layer) if isinstance(layer, BuiltinLayer) else None
    report(
        f"{code(layer.title)} needs {count(failure.expected, 'initial state')}, got {failure.found}",
        report.argument_or_call("initial_state"),
        help=f"they are {names}" if names is not None and failure.expected > 1 else None,
        related=[
            (report.origin(state), f"{code(report.name_of(state))} gives {code(state.shape)}")
            for state in failure.states[:1]
        ],
    )
