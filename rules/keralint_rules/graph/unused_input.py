"""KL305."""

from __future__ import annotations

import libcst as cst

from keralint.api import FunctionalModel, ModelBuilt, Report, Severity, rule
from keralint_rules.graph.written import given, items
from keralint_rules.words import code


@rule("KL305", "unused-input", severity=Severity.WARNING)
def unused_input(fact: ModelBuilt, report: Report) -> None:
    """No output of a model depends on one of its inputs.

    The model wants data for the input, and ignores them. Most often a variable was mixed up, so that a layer runs on
    another input than was meant.

    Example:
        import keras
        from keras import layers

        image = keras.Input((8,))
        label = keras.Input((8,))
        x = layers.Concatenate()([image, image])
        model = keras.Model([image, label], layers.Dense(1)(x))
    Use instead:
        import keras
        from keras import layers

        image = keras.Input((8,))
        label = keras.Input((8,))
        x = layers.Concatenate()([image, label])
        model = keras.Model([image, label], layers.Dense(1)(x))
    """
    model = fact.model
    if report.keras_major < 3 or not isinstance(model, FunctionalModel) or not model.graph.traced:
        return  # in Keras 2 a loss that is added later may use it
    for tensor in model.graph.unused:
        variable = report.variable(tensor)
        name = code(variable) if variable is not None else "an `Input`"
        report(
            f"no output of the model depends on the input {name}",
            _written(variable, report) or report.fact.site,
            help="is another input used in its place?",
            related=[(report.origin(tensor), "the `Input` is made here")],
        )


def _written(variable: str | None, report: Report) -> cst.CSTNode | None:
    argument = given(report, "inputs", 0)
    if argument is None:
        return None
    named = [item for item in items(argument.value) if isinstance(item, cst.Name) and item.value == variable]
    return named[0] if named else None
