"""What recurrent layers return with `return_state=True`, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from keralint.api import UNKNOWN, BuiltinLayer, Call, Tensor
from keralint_rules.recurrence import direction_of, is_bidirectional

STATES: Final = {
    "LSTM": ("h", "c"),
    "ConvLSTM1D": ("h", "c"),
    "ConvLSTM2D": ("h", "c"),
    "ConvLSTM3D": ("h", "c"),
    "GRU": ("h",),
    "SimpleRNN": ("h",),
    "LSTMCell": ("h", "c"),
    "GRUCell": ("h",),
    "SimpleRNNCell": ("h",),
}
"""The names of the states, as messages write them, by the class of the layer or cell."""


def states_of(layer: BuiltinLayer) -> tuple[str, ...] | None:
    """The states of a recurrent layer, or of one direction of a Bidirectional; `None` if they are not known."""
    direction = direction_of(layer)
    if direction is None:
        return None
    cell = direction.arguments.get("cell")
    return STATES.get(cell.class_name if isinstance(cell, BuiltinLayer) else direction.class_name)


def call_of(tensors: Iterable[object]) -> Call | None:
    """The one call of a recurrent layer that returned all these tensors; `None` if there is none."""
    calls = {tensor.call if isinstance(tensor, Tensor) else None for tensor in tensors}
    call = calls.pop() if len(calls) == 1 else None
    return call if call is not None and direction_of(call.operation) is not None else None


def returned(layer: BuiltinLayer) -> str | None:
    """What a layer returns with its states, in words: the output, then `h` and `c`."""
    if states_of(layer) is None:
        return None
    return f"{'both outputs' if splits(layer) else 'the output'}, then {states_in_words(layer)}"


def states_in_words(layer: BuiltinLayer) -> str | None:
    """The states of a layer in the order in which it takes them: `h` and `c`."""
    names = states_of(layer)
    if names is None:
        return None
    states = " and ".join(f"`{name}`" for name in names)
    if not is_bidirectional(layer):
        return states
    return f"{states} of the forward layer, then {states} of the backward layer"


def splits(layer: BuiltinLayer) -> bool:
    """Whether a Bidirectional returns the outputs of its directions one by one."""
    return is_bidirectional(layer) and layer.arguments.get("merge_mode", UNKNOWN) is None


def returns_states(layer: BuiltinLayer) -> bool:
    """Whether the layer returns its states beside its output."""
    direction = direction_of(layer)
    return direction is not None and direction.arguments.get("return_state") is True
