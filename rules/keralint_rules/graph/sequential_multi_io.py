"""KL329."""

from __future__ import annotations

from keralint.api import Report, Severity, TooManyRequiredInputs, rule
from keralint_rules.graph.written import layer_place
from keralint_rules.words import code


@rule("KL329", "sequential-multi-io", severity=Severity.ERROR)
def sequential_multi_io(failure: TooManyRequiredInputs, report: Report) -> None:
    """A layer that takes several inputs stands in a `Sequential` model.

    A `Sequential` model hands one tensor from layer to layer. What branches, or takes several inputs, needs the
    functional API.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8, 4)), layers.MultiHeadAttention(2, 4)])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 4))
        model = keras.Model(inputs, layers.MultiHeadAttention(2, 4)(inputs, inputs))
    """
    report(
        f"{code(failure.layer.title)} takes several inputs, and cannot stand in a `Sequential` model",
        layer_place(failure.layer, report),
        help="build the model with the functional API",
    )
