"""KL804."""

from __future__ import annotations

from keralint.api import AttributeMissing, Report, Severity, rule
from keralint_rules.migration.words import removal, what_to_do
from keralint_rules.words import code


@rule("KL804", "removed-attribute", severity=Severity.ERROR, overrides=("missing-attribute",))
def removed_attribute(fact: AttributeMissing, report: Report) -> None:
    """An attribute or method that layers, models or optimizers had in an earlier version of Keras.

    `predict_classes`, `fit_generator` and `to_yaml` of models, `input_shape`, `output_shape` and `get_output_at` of
    layers, `lr` of optimizers are gone (https://keras.io/guides/migrating_to_keras_3/).

    Example:
        import keras

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.predict_generator([])
    Use instead:
        import keras
        import numpy as np

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.predict(np.zeros((3, 4)))
    """
    symbol = report.symbol()
    found = None if symbol is None else report.history.of_attribute(symbol, fact.name)
    if found is None or found.added is not None:
        return
    message = f"{code(fact.class_name)} has no {code(fact.name)}"
    report(
        f"{message}: it {removal(found)}" if found.removed is not None else message, fact.site, help=what_to_do(found)
    )
