"""KL325."""

from __future__ import annotations

from typing import Final

from keralint.api import AttributeMissing, Report, Severity, rule
from keralint_rules.words import code

INSTEAD: Final = {
    "add_metric": "give `compile` the metric",
    "get_input_at": "Keras 3 keeps `layer.input` of the first call only",
    "get_output_at": "Keras 3 keeps `layer.output` of the first call only",
    "input_shape": "use `layer.input.shape`",
    "numpy": "a symbolic tensor has no values: compute them with the model",
    "output_shape": "use `layer.output.shape`",
    "T": "use `keras.ops.transpose(x)`",
}
"""What to do without attributes that earlier versions have, or that tensors of other libraries have."""


@rule("KL325", "missing-attribute", severity=Severity.ERROR)
def missing_attribute(fact: AttributeMissing, report: Report) -> None:
    """An object of Keras's does not have an attribute or method in this version.

    Example:
        import keras
        from keras import layers

        layer = layers.Dense(4)
        outputs = layer(keras.Input((8,)))
        size = layer.output_shape[-1]
    Use instead:
        import keras
        from keras import layers

        layer = layers.Dense(4)
        outputs = layer(keras.Input((8,)))
        size = layer.output.shape[-1]
    """
    article = "a symbolic tensor" if fact.class_name == "KerasTensor" else code(fact.class_name)
    advice = f"did you mean {code(fact.nearest)}?" if fact.nearest else INSTEAD.get(fact.name)
    report(f"{article} has no {code(fact.name)}", fact.site, help=advice)
