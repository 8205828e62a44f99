"""KL106."""

from __future__ import annotations

from keralint.api import (
    Applicability,
    BuiltinLayer,
    Failing,
    Fix,
    InputCountMismatch,
    Report,
    SequenceAsTensor,
    SequentialModel,
    Severity,
    rule,
)
from keralint_rules.recurrence import direction_of
from keralint_rules.states import call_of, returned, returns_states
from keralint_rules.words import code, count, subject_name


@rule(
    "KL106",
    "rnn-states-as-tensor",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("input-count", "initial-state-in-inputs", "model-inputs-count", "sequence-as-tensor"),
)
def rnn_states_as_tensor(failure: InputCountMismatch | SequenceAsTensor, report: Report) -> None:
    """All that a recurrent layer with `return_state=True` returns is used as one tensor.

    With `return_state=True` the result is a tuple, the output first and then the states. A layer that takes one
    tensor needs the output alone, `x[0]`; in a `Sequential` there is no place for the states, so leave the flag out.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(32, return_state=True)(inputs)
        outputs = layers.Dense(10)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x, state_h, state_c = layers.LSTM(32, return_state=True)(inputs)
        outputs = layers.Dense(10)(x)

    Example:
        import keras
        from keras import layers

        model = keras.Sequential(
            [keras.Input((20, 8)), layers.GRU(32, return_state=True), layers.Dense(10)]
        )
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential(
            [keras.Input((20, 8)), layers.GRU(32), layers.Dense(10)]
        )
    """
    call = call_of(failure.tensors)
    layer = call.operation if call is not None else None
    if call is None or not isinstance(layer, BuiltinLayer) or not returns_states(layer):
        return
    if tuple(failure.tensors) != call.outputs or (isinstance(failure, InputCountMismatch) and failure.expected != 1):
        return
    direction = direction_of(layer)
    report(
        _message(failure, layer, len(call.outputs), report),
        report.fact.site,
        help=f"take the output alone: the layer returns {returned(layer) or 'the output, then the states'}",
        related=[(report.creation(direction), "the states are asked for here")],
        fix=_fix(layer, report),
    )


def _message(failure: InputCountMismatch | SequenceAsTensor, layer: BuiltinLayer, found: int, report: Report) -> str:
    tensors = f"the {count(found, 'tensor')} that {code(layer.title)} returns"
    if isinstance(failure, InputCountMismatch):
        return f"{code(subject_name(report))} takes one tensor, got {tensors}"
    return f"{tensors} are indexed as one" if failure.use == "[]" else f"{tensors} have no {code(failure.use)}"


def _fix(layer: BuiltinLayer, report: Report) -> Fix | None:
    """In a Sequential the states are not asked for; elsewhere the first of the tensors is taken."""
    fact = report.fact
    assert isinstance(fact, Failing)
    direction = direction_of(layer)
    if any(isinstance(outer, SequentialModel) for outer in fact.enclosing):
        written = report.argument("return_state", direction)
        site = report.creation(direction)
        if written is None or site is None:
            return None
        return report.fix("Leave `return_state` out", report.remove_argument(written, site))
    node = report.call(fact.site)
    if node is None:
        used = getattr(fact.site.node, "value", None)
    else:
        used = node.args[0] if len(node.args) == 1 and not node.args[0].star else None
    return report.fix("Take the output alone", report.insert_after(used, "[0]")) if used is not None else None
