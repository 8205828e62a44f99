"""KL115."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, Expected, Fix, InvalidArgument, Layer, Report, Severity, rule
from keralint_rules.recurrence import is_bidirectional, is_recurrent
from keralint_rules.words import code
from keralint_rules.wrappers.wrapping import wrapper_name


@rule(
    "KL115",
    "bidirectional-non-recurrent",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("invalid-argument",),
)
def bidirectional_non_recurrent(failure: InvalidArgument, report: Report) -> None:
    """`Bidirectional` is put around a layer that is not recurrent.

    `Bidirectional` runs a second copy of its layer over the reversed sequence, for which the layer needs a direction
    (`go_backwards`): `LSTM`, `GRU`, `SimpleRNN`, `RNN` and the `ConvLSTM` layers have one. A cell goes into an `RNN`
    first. Of two wrappers `Bidirectional` is the inner one: `TimeDistributed(Bidirectional(LSTM(32)))`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTMCell(32))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.RNN(layers.LSTMCell(32)))(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((6, 20, 8))
        outputs = layers.Bidirectional(layers.TimeDistributed(layers.LSTM(32)))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((6, 20, 8))
        outputs = layers.TimeDistributed(layers.Bidirectional(layers.LSTM(32)))(inputs)
    """
    layer = failure.value
    if wrapper_name(report) != "Bidirectional" or failure.expected.kind is not Expected.RECURRENT_LAYER:
        return
    if not isinstance(layer, Layer):
        return
    report(
        f"`Bidirectional` needs a recurrent layer, got {code(layer.title)}",
        report.argument_or_call(failure.argument),
        help=_remedy(layer),
        fix=_cell_in_rnn(failure, layer, report),
    )


def _is_cell(layer: Layer) -> bool:
    return layer.class_name.endswith(("Cell", "Cells"))


def _remedy(layer: Layer) -> str:
    inner = layer.arguments.get("layer") if isinstance(layer, BuiltinLayer) else None
    if is_bidirectional(layer):
        return "one `Bidirectional` is enough"
    if _is_cell(layer):
        return f"put the cell into an RNN: {code(f'Bidirectional(RNN({layer.class_name}(…)))')}"
    if is_recurrent(inner):
        turned = f"{layer.class_name}(Bidirectional({inner.title}(…)))"
        return f"turn the wrappers around: {code(turned)}"
    if not isinstance(layer, BuiltinLayer):
        return "put `Bidirectional` around the recurrent layers inside"
    return f"use {code(layer.class_name)} without `Bidirectional`, or a recurrent layer (`LSTM`, `GRU`) inside"


def _cell_in_rnn(failure: InvalidArgument, layer: Layer, report: Report) -> Fix | None:
    """Puts an RNN around a cell that is written in the parentheses, where both are reached the same way."""
    written = report.written_call(report.argument(failure.argument))
    if written is None or not _is_cell(layer):
        return None
    prefix, _, last = report.text(written.func).rpartition(".")
    if not prefix or last != layer.class_name:
        return None
    before, after = report.insert_before(written, f"{prefix}.RNN("), report.insert_after(written, ")")
    return report.fix("Put the cell into an `RNN`", before, after)
