"""KL145."""

from __future__ import annotations

from keralint.api import (
    Applicability,
    BuiltinLayer,
    Failing,
    Fix,
    MissingArgument,
    Report,
    Severity,
    TooManyRequiredInputs,
    rule,
    tensors_in,
)
from keralint_rules.words import code


@rule(
    "KL145",
    "rnn-cell-as-layer",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("missing-argument", "sequential-multi-io"),
)
def rnn_cell_as_layer(failure: MissingArgument | TooManyRequiredInputs, report: Report) -> None:
    """A recurrent cell is called as if it were a recurrent layer.

    A cell (`LSTMCell`, `GRUCell`, `StackedRNNCells`) computes one step, and needs the states of the step before. To
    run it over a sequence it goes into an `RNN` layer; for a single cell of Keras's own the layer `LSTM` or `GRU` is
    the same, and faster.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((50, 3))
        outputs = layers.LSTMCell(32)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((50, 3))
        outputs = layers.RNN(layers.LSTMCell(32))(inputs)
    """
    fact = report.fact
    cell = failure.layer if isinstance(failure, TooManyRequiredInputs) else getattr(fact, "subject", None)
    if not isinstance(cell, BuiltinLayer) or not is_cell(cell):
        return
    if isinstance(failure, MissingArgument) and "states" not in failure.names:
        return
    plain = cell.class_name.removesuffix("Cell") if cell.class_name.endswith("Cell") else None
    alternative = f", or use {code(plain)}" if plain else ""
    report(
        f"{code(cell.title)} computes a single step, and needs the states of the step before",
        fact.site,
        help=f"run it over the sequence with {code(f'RNN({cell.class_name}(…))')}{alternative}",
        related=[(report.creation(cell), f"{code(cell.class_name)} is created here")],
        fix=_run_over_steps(cell, report),
    )


def is_cell(layer: BuiltinLayer) -> bool:
    """Whether calling the layer takes states beside the input."""
    signature = layer.symbol.call_signature
    return signature is not None and any(p.name == "states" and p.required for p in signature.parameters)


def _run_over_steps(cell: BuiltinLayer, report: Report) -> Fix | None:
    """Puts an RNN around the cell, where that is reached the same way, and the input is a sequence."""
    fact, site = report.fact, report.creation(cell)
    node = report.call(site)
    if node is None or site is None or not isinstance(fact, Failing):
        return None
    tensor = next(tensors_in(list(fact.arguments.positional)), None)
    prefix, _, last = report.text(node.func).rpartition(".")
    if not prefix or last != cell.class_name or tensor is None or tensor.rank != 3:
        return None
    return report.fix(
        "Run the cell in an `RNN`", report.insert_before(node, f"{prefix}.RNN("), report.insert_after(node, ")")
    )
