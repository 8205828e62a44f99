"""KL149."""

from __future__ import annotations

from keralint.api import (
    ApiReference,
    BuiltinLayer,
    EmptyCellStack,
    Expected,
    InvalidArgument,
    Layer,
    RecurrentLayerAsCell,
    Report,
    Severity,
    rule,
)
from keralint_rules.words import code, subject_name, value_text


@rule("KL149", "rnn-given-no-cell", severity=Severity.ERROR, overrides=("invalid-argument",))
def rnn_given_no_cell(failure: InvalidArgument | RecurrentLayerAsCell | EmptyCellStack, report: Report) -> None:
    """`RNN` or `StackedRNNCells` is given something that is not a recurrent cell.

    A cell computes one step: it has a `call` and a `state_size`. Keras's own are `LSTMCell`, `GRUCell` and
    `SimpleRNNCell`; they are created first, `RNN(LSTMCell(32))`. Layers such as `Dense` are no cells, and `LSTM` is
    an RNN already.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.RNN(layers.LSTMCell)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.RNN(layers.LSTMCell(32))(inputs)
    """
    name = code(subject_name(report))
    if isinstance(failure, RecurrentLayerAsCell):
        layer = code(failure.layer.class_name)
        help_ = f"use {layer} without {name}, or the cell {code(failure.layer.class_name + 'Cell')}"
        report(f"{name} runs a cell, got the recurrent layer {layer}", report.fact.site, help=help_)
        return
    if isinstance(failure, EmptyCellStack):
        report(f"{name} runs cells, got none", report.fact.site)
        return
    if failure.expected.kind is not Expected.CELL:
        return
    value = failure.value
    is_class = isinstance(value, ApiReference)
    got = f"the class {value_text(value)}" if is_class else value_text(value)
    if isinstance(value, ApiReference):
        help_ = f"create it: {code(value.canonical.rpartition('.')[2] + '(…)')}"
    elif isinstance(value, BuiltinLayer) and value.class_name.endswith("Cell"):
        help_ = f"give it a list of cells: {code(f'[{value.class_name}(…)]')}"
    elif isinstance(value, Layer):
        help_ = f"{code(value.class_name)} has no states to hand on from step to step"
    else:
        help_ = f"create a cell for it: {code('LSTMCell(32)')}"
    report(
        f"{name} runs a cell, got {got}",
        report.argument_or_call(failure.argument),
        help=help_,
    )
