"""KL105."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, Fix, Report, Severity, TensorUnpacked, UnpackMismatch, rule
from keralint_rules.recurrence import direction_of, is_bidirectional, set_flag
from keralint_rules.states import call_of, returned, states_of
from keralint_rules.words import code, count


@rule(
    "KL105",
    "rnn-states-unpack",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("unpack-mismatch",),
)
def rnn_states_unpack(failure: UnpackMismatch | TensorUnpacked, report: Report) -> None:
    """What a recurrent layer returns is unpacked into a wrong number of names.

    With `return_state=True` an LSTM returns three tensors, the output and the states `h` and `c`; a GRU or SimpleRNN
    returns two. A `Bidirectional` returns the states of both directions one after the other, so that one around an
    LSTM returns five tensors. Without `return_state=True` there is one tensor, which cannot be unpacked.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        encoder = layers.Bidirectional(layers.LSTM(32, return_state=True))
        outputs, state_h, state_c = encoder(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        encoder = layers.Bidirectional(layers.LSTM(32, return_state=True))
        outputs, forward_h, forward_c, backward_h, backward_c = encoder(inputs)
        state_h = layers.Concatenate()([forward_h, backward_h])
        state_c = layers.Concatenate()([forward_c, backward_c])

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs, state = layers.GRU(32)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs, state = layers.GRU(32, return_state=True)(inputs)
    """
    call = call_of([failure.tensor] if isinstance(failure, TensorUnpacked) else failure.items)
    layer = call.operation if call is not None else None
    if call is None or not isinstance(layer, BuiltinLayer):
        return
    found = 1 if isinstance(failure, TensorUnpacked) else failure.found
    if found != len(call.outputs):
        return
    order, direction = returned(layer), direction_of(layer)
    lacking = isinstance(failure, TensorUnpacked)
    report(
        f"{code(layer.title)} returns {count(found, 'tensor')}, unpacked into {count(failure.targets, 'name')}",
        report.fact.site,
        help=_advice(layer, failure.targets) if lacking else f"they are {order}" if order else None,
        related=[(report.creation(direction), f"{code(layer.title)} is created here")],
        fix=_ask_for_states(layer, failure.targets, report) if lacking else None,
    )


def _advice(layer: BuiltinLayer, targets: int) -> str:
    """How a layer that returns one tensor is made to return several."""
    if is_bidirectional(layer) and targets == 2:
        return "set `merge_mode=None` to get the outputs of both directions"
    return "set `return_state=True` to get the states"


def _ask_for_states(layer: BuiltinLayer, targets: int, report: Report) -> Fix | None:
    """Asks for the states, if the names are just enough for the output and them."""
    direction, states = direction_of(layer), states_of(layer)
    directions = 2 if is_bidirectional(layer) else 1
    if direction is None or states is None or targets != 1 + directions * len(states):
        return None
    return report.fix("Set `return_state=True`", set_flag(direction, "return_state", True, report)[0])
