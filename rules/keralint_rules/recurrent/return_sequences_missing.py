"""KL101."""

from __future__ import annotations

from keralint.api import (
    Applicability,
    BuiltinLayer,
    Failing,
    Layer,
    RankMismatch,
    Report,
    Severity,
    Tensor,
    rule,
)
from keralint_rules.words import code, expected_axes

PASSING: tuple[str, ...] = ("Dropout", "Activation", "BatchNormalization", "LayerNormalization", "Masking", "Dense")
"""Layers that keep the rank, so that the cause may stand before them."""


@rule(
    "KL101",
    "return-sequences-missing",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("layer-input-rank",),
)
def return_sequences_missing(failure: RankMismatch, report: Report) -> None:
    """A layer that needs a sequence is fed the last step of a recurrent layer.

    A recurrent layer returns only its last output, of shape `(batch, units)`, unless it is told to return the output
    of every step. Whatever runs over steps after it (another recurrent layer, `TimeDistributed`, `Conv1D`, attention)
    then misses the time axis. Set `return_sequences=True` on every recurrent layer but the last; inside a
    `Bidirectional` it belongs to the inner layer.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64)(inputs)
        outputs = layers.LSTM(32)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(64, return_sequences=True)(inputs)
        outputs = layers.LSTM(32)(x)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    if failure.found != 2 or 3 not in failure.expected:
        return
    recurrent = last_step_of(failure.tensor)
    if recurrent is None or not isinstance(fact.subject, Layer):
        return
    site = report.creation(recurrent)
    report(
        f"{code(fact.subject.title)} needs a sequence {code(expected_axes(fact.subject, 3))},"
        f" got {code(failure.tensor.shape)}",
        fact.site,
        help=f"set `return_sequences=True` on {code(recurrent.class_name)}",
        related=[(site, f"{code(title_of(failure.tensor, recurrent))} returns only its last output here")],
        fix=report.fix("Set `return_sequences=True`", report.set_argument("return_sequences", "True", recurrent)),
    )


def last_step_of(tensor: Tensor) -> BuiltinLayer | None:
    """The recurrent layer whose last step the tensor is, perhaps with layers in between that keep the rank."""
    call = tensor.call
    while call is not None and call.operation.class_name in PASSING and call.inputs:
        call = call.inputs[0].call
    layer = call.operation if call is not None else None
    if isinstance(layer, BuiltinLayer) and layer.class_name == "Bidirectional":
        layer = layer.arguments.get("layer")
    if not isinstance(layer, BuiltinLayer) or layer.arguments.get("return_sequences") is not False:
        return None
    return layer


def title_of(tensor: Tensor, recurrent: BuiltinLayer) -> str:
    """How the message names the layer: with the Bidirectional around it."""
    call = tensor.call
    while call is not None and call.operation.class_name in PASSING and call.inputs:
        call = call.inputs[0].call
    return call.operation.title if call is not None else recurrent.title
