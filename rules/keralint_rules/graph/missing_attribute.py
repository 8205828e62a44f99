"""KL325."""

from __future__ import annotations

from typing import Final

from keralint.api import AttributeMissing, Report, Severity, rule
from keralint_rules.words import code

INSTEAD: Final = {
    "numpy": "a symbolic tensor has no values: compute them with the model",
    "T": "use `keras.ops.transpose(x)`",
}
"""What to do without attributes that tensors of other libraries have."""


@rule("KL325", "missing-attribute", severity=Severity.ERROR)
def missing_attribute(fact: AttributeMissing, report: Report) -> None:
    """An object of Keras's does not have an attribute or method in this version.

    Example:
        import keras

        inputs = keras.Input((8, 4))
        size = inputs.numpy().size
    Use instead:
        import keras

        inputs = keras.Input((8, 4))
        size = inputs.shape[1] * inputs.shape[2]
    """
    article = "a symbolic tensor" if fact.class_name == "KerasTensor" else code(fact.class_name)
    advice = f"did you mean {code(fact.nearest)}?" if fact.nearest else INSTEAD.get(fact.name)
    report(f"{article} has no {code(fact.name)}", fact.site, help=advice)
