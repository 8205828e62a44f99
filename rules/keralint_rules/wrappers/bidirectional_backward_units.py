"""KL120."""

from __future__ import annotations

from keralint.api import DirectionUnitsMismatch, Report, Severity, dim_text, rule
from keralint_rules.words import code


@rule("KL120", "bidirectional-backward-units", severity=Severity.ERROR)
def bidirectional_backward_units(failure: DirectionUnitsMismatch, report: Report) -> None:
    """The two layers of a `Bidirectional` have different widths, and their outputs are added or multiplied.

    `"sum"`, `"mul"` and `"ave"` combine the outputs element by element, for which both must have the same number of
    units. Keras 3 builds such a model, and fails on the first batch.

    Example:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(48, go_backwards=True)
        outputs = layers.Bidirectional(layers.LSTM(32), merge_mode="sum", backward_layer=backward)(inputs)
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    Use instead:
        import keras
        import numpy as np
        from keras import layers

        inputs = keras.Input((20, 8))
        backward = layers.LSTM(32, go_backwards=True)
        outputs = layers.Bidirectional(layers.LSTM(32), merge_mode="sum", backward_layer=backward)(inputs)
        keras.Model(inputs, outputs)(np.zeros((1, 20, 8)))
    """
    forward, backward = map(dim_text, failure.widths)
    report(
        f"the forward layer gives {forward} features, the backward layer {backward}, which {code(failure.merge_mode)}"
        " cannot merge",
        report.fact.site,
        help="give both layers the same units, or merge them with `concat`",
        related=[
            (report.creation(failure.forward), f"{code(failure.forward.class_name)} gives {forward}"),
            (report.creation(failure.backward), f"{code(failure.backward.class_name)} gives {backward}"),
        ],
    )
