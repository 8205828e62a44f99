"""KL123."""

from __future__ import annotations

from keralint.api import Report, Severity, StateSizeMismatch, dim_text, rule
from keralint_rules.doubling import doubled
from keralint_rules.recurrence import Source
from keralint_rules.words import code, subject_name
from keralint_rules.wrappers.widths import Mismatch, widths


@rule(
    "KL123",
    "bidirectional-halved-width",
    severity=Severity.ERROR,
    overrides=(
        "attention-width-mismatch",
        "broadcast-mismatch",
        "concat-shape-mismatch",
        "contraction-mismatch",
        "dot-axes-mismatch",
        "merge-shape-mismatch",
        "model-input-mismatch",
        "reshape-size-mismatch",
        "residual-shape-mismatch",
        "rnn-initial-state-width",
        "size-mismatch",
        "upsample-skip-mismatch",
    ),
)
def bidirectional_halved_width(failure: Mismatch, report: Report) -> None:
    """What follows a `Bidirectional` is sized for one direction, and gets the outputs of both.

    `Bidirectional(LSTM(64))` returns 128 numbers for each step: the outputs of the two directions side by side. A
    skip connection, a `Reshape` or a query that counts on 64 does not fit. Give the inner layer half the units, merge
    the directions (`merge_mode="sum"` or `"ave"`), or size what follows for both.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 64))
        x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(inputs)
        outputs = layers.Add()([inputs, x])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 64))
        x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(inputs)
        outputs = layers.Add()([inputs, x])

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.GRU(64))(inputs)
        outputs = layers.Reshape((8, 8))(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.GRU(64))(inputs)
        outputs = layers.Reshape((8, 16))(x)
    """
    for wide, narrow in widths(failure):
        source = doubled(wide, narrow)
        if source is None or not wide.shape.dims:
            continue
        width = dim_text(wide.shape.dims[-1])
        half = dim_text(narrow)
        report(
            f"{code(subject_name(report))} is sized for {half} features, got {code(wide.shape)}:"
            f" {code(source.title)} gives twice its {half} units",
            report.fact.site,
            help=_remedy(failure, width, source),
            related=[(report.creation(source.layer), f"two directions of {half} units make {width} here")],
        )
        return


def _remedy(failure: Mismatch, width: str, source: Source) -> str:
    if isinstance(failure, StateSizeMismatch):
        return f"give {code(failure.layer.title)} {width} units"
    inner = code(source.layer.class_name)
    return f'size it for {width}, give {inner} half the units, or merge the directions with `merge_mode="sum"`'
