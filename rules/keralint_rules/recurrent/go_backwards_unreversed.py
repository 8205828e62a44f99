"""KL148."""

from __future__ import annotations

from typing import Final

from keralint.api import Call, LayerCalled, Report, Severity, Tensor, rule
from keralint_rules.recurrence import is_output, is_recurrent
from keralint_rules.words import code

MERGING: Final = frozenset({"Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"})
"""Layers that merge sequences step by step."""


@rule("KL148", "go-backwards-unreversed", severity=Severity.WARNING)
def go_backwards_unreversed(fact: LayerCalled, report: Report) -> None:
    """The sequence of a layer that runs backwards is merged with one that runs forwards, step by step.

    A recurrent layer with `go_backwards=True` returns its outputs in the order in which it made them: the last step
    of the input comes first. Merged with a sequence in the order of the input, the first step meets the last. Flip
    the sequence, `keras.ops.flip(x, axis=1)`, or use `Bidirectional`, which does.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        forward = layers.LSTM(32, return_sequences=True)(inputs)
        backward = layers.LSTM(32, return_sequences=True, go_backwards=True)(inputs)
        outputs = layers.Concatenate()([forward, backward])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        forward = layers.LSTM(32, return_sequences=True)(inputs)
        backward = layers.LSTM(32, return_sequences=True, go_backwards=True)(inputs)
        outputs = layers.Concatenate()([forward, keras.ops.flip(backward, axis=1)])
    """
    if fact.layer.class_name not in MERGING or not fact.arguments.positional:
        return
    given = fact.arguments.positional[0]
    tensors = [tensor for tensor in given if isinstance(tensor, Tensor)] if isinstance(given, (tuple, list)) else []
    orders = [_runs_backwards(tensor) for tensor in tensors]
    read = {order: _input_of(tensor) for tensor, order in zip(tensors, orders) if order is not None}
    if len(read) < 2 or read[True] is None or read[True] != read[False]:
        return
    backward = tensors[orders.index(True)]
    report(
        f"{code(fact.layer.title)} merges a sequence with one in reversed order",
        fact.site,
        help="flip it first with `keras.ops.flip(x, axis=1)`, or use `Bidirectional`",
        related=[(report.origin(backward), f"{code(report.name_of(backward))} runs backwards here")],
    )


def _input_of(tensor: Tensor) -> tuple[Call, int] | None:
    """The output that the layer that made a tensor runs over."""
    before = tensor.call.inputs[0] if tensor.call is not None and tensor.call.inputs else None
    return (before.call, before.index) if before is not None and before.call is not None else None


def _runs_backwards(tensor: Tensor) -> bool | None:
    """Whether a sequence comes in reversed order straight from a recurrent layer; `None` if it comes from none."""
    layer = tensor.call.operation if tensor.call is not None else None
    if not is_recurrent(layer) or not is_output(tensor) or layer.arguments.get("return_sequences") is not True:
        return None
    order = layer.arguments.get("go_backwards")
    return order if isinstance(order, bool) else None
