"""KL124."""

from __future__ import annotations

from keralint.api import BuiltinLayer, InputCountMismatch, Report, SequenceAsTensor, Severity, rule
from keralint_rules.states import call_of, returns_states, splits
from keralint_rules.words import code, count, subject_name


@rule(
    "KL124",
    "bidirectional-merge-none-single",
    severity=Severity.ERROR,
    overrides=("input-count", "initial-state-in-inputs", "model-inputs-count", "sequence-as-tensor"),
)
def bidirectional_merge_none_single(failure: InputCountMismatch | SequenceAsTensor, report: Report) -> None:
    """The two outputs of a `Bidirectional` with `merge_mode=None` are used as one tensor.

    `merge_mode=None` does not merge the directions: the result is a tuple of the forward and the backward output.
    Unpack it, or let `Bidirectional` merge them (`"concat"` is the default).

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(32), merge_mode=None)(inputs)
        outputs = layers.Dense(10)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(32))(inputs)
        outputs = layers.Dense(10)(x)
    """
    call = call_of(failure.tensors)
    layer = call.operation if call is not None else None
    if call is None or not isinstance(layer, BuiltinLayer) or not splits(layer) or returns_states(layer):
        return
    if tuple(failure.tensors) != call.outputs or (isinstance(failure, InputCountMismatch) and failure.expected != 1):
        return
    outputs = f"the {count(len(call.outputs), 'output')} of {code(layer.title)}"
    single = isinstance(failure, InputCountMismatch)
    report(
        f"{code(subject_name(report))} takes one tensor, got {outputs}"
        if single
        else f"{outputs} are used as one tensor",
        report.fact.site,
        help="unpack them, or leave `merge_mode=None` out",
        related=[(report.creation(layer), "`merge_mode=None` keeps the two directions apart here")],
    )
