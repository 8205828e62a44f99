"""KL304."""

from __future__ import annotations

from keralint.api import OutputUnused, Place, Report, Severity, rule, tensors_in
from keralint_rules.words import code


@rule("KL304", "unused-layer-output", severity=Severity.WARNING)
def unused_layer_output(fact: OutputUnused, report: Report) -> None:
    """A layer is called, and nothing uses the result: the model is built without it.

    A layer does not change the tensor that it is called on, it gives a new one. A result that is thrown away, or
    overwritten before it is used, leaves the layer out of the model, although the program looks as if it were in it.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(8)(inputs)
        layers.Dropout(0.5)(x)
        outputs = layers.Dense(1)(x)
        model = keras.Model(inputs, outputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(8)(inputs)
        x = layers.Dropout(0.5)(x)
        outputs = layers.Dense(1)(x)
        model = keras.Model(inputs, outputs)
    """
    if report.source.path.endswith(".ipynb"):
        return  # a cell shows the value of its last line
    tensor = next(tensors_in(fact.outputs))
    lost = report.names.overwritten(tensor)
    model = report.variable(fact.model)
    without = f"{code(model) if model is not None else 'the model'} is built without it"
    related: list[tuple[Place | None, str]] = [(report.creation(fact.model), without)]
    if lost is not None:
        related.insert(0, (lost[1].site, f"{code(lost[0].name)} is overwritten here"))
    report(
        f"the result of {code(fact.layer.title)} is never used",
        fact.site,
        help="use the result in what follows, or remove the layer",
        related=related,
    )
