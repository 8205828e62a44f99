"""KL151."""

from __future__ import annotations

from keralint.api import Layer, LayerCalled, Report, Severity, StateCountMismatch, Tensor, rule
from keralint_rules.recurrence import direction_of, is_bidirectional, is_output
from keralint_rules.states import call_of
from keralint_rules.words import code, count


@rule("KL151", "surplus-initial-states", severity=Severity.WARNING)
def surplus_initial_states(heard: StateCountMismatch | LayerCalled, report: Report) -> None:
    """A recurrent layer is given more initial states than it keeps.

    An LSTM has two states, a GRU and a SimpleRNN one. What is given beyond that is ignored where Keras uses a fused
    implementation (on a GPU, or with PyTorch), and an error on the first batch elsewhere. The usual cause is a
    `Bidirectional` encoder: its states are those of both directions, `h` and `c` of the forward and of the backward
    layer, and must be concatenated pair by pair for a decoder of twice the units.

    Example:
        import keras
        from keras import layers

        encoder_inputs, decoder_inputs = keras.Input((20, 8)), keras.Input((10, 8))
        encoder = layers.Bidirectional(layers.LSTM(32, return_state=True))
        x, *states = encoder(encoder_inputs)
        outputs = layers.LSTM(32)(decoder_inputs, initial_state=states)
    Use instead:
        import keras
        from keras import layers

        encoder_inputs, decoder_inputs = keras.Input((20, 8)), keras.Input((10, 8))
        encoder = layers.Bidirectional(layers.LSTM(32, return_state=True))
        x, forward_h, forward_c, backward_h, backward_c = encoder(encoder_inputs)
        state_h = layers.Concatenate()([forward_h, backward_h])
        state_c = layers.Concatenate()([forward_c, backward_c])
        outputs = layers.LSTM(64)(decoder_inputs, initial_state=[state_h, state_c])
    """
    given = _surplus(heard, report)
    if given is None:
        return
    layer, expected, states = given
    report(
        f"{code(layer.title)} keeps {count(expected, 'state')}, got {len(states)}",
        report.argument_or_call("initial_state"),
        help=_remedy(layer, states),
        related=[(report.origin(state), f"{code(report.name_of(state))} gives them") for state in states[:1]],
    )


def _surplus(heard: StateCountMismatch | LayerCalled, report: Report) -> tuple[Layer, int, tuple[Tensor, ...]] | None:
    """The layer, the number of its states, and those that it was given, if they are more."""
    if isinstance(heard, StateCountMismatch):
        return (heard.layer, heard.expected, heard.states) if heard.late and heard.found > heard.expected else None
    layer = heard.layer
    direction = direction_of(layer)
    if direction is None or direction.class_name != "GRU":
        return None
    expected = 2 if is_bidirectional(layer) else 1
    positional = heard.arguments.positional
    states = heard.arguments.keyword.get("initial_state", positional[1] if len(positional) > 1 else None)
    if not isinstance(states, (tuple, list)) or not all(isinstance(state, Tensor) for state in states):
        return None
    return (layer, expected, tuple(states)) if len(states) > expected else None


def _remedy(layer: Layer, states: tuple[Tensor, ...]) -> str:
    """What to do about states that all come from one encoder, or not."""
    origin = call_of(states)
    if origin is not None and is_output(states[0]):
        return "the first of them is the output: give the states alone"
    if origin is not None and is_bidirectional(origin.operation) and not is_bidirectional(layer):
        return "concatenate the forward and the backward states pair by pair"
    return "leave the others out"
