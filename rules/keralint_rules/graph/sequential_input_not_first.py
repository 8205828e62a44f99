"""KL330."""

from __future__ import annotations

from keralint.api import InputNotFirst, Report, SecondInputLayer, Severity, rule
from keralint_rules.graph.written import layer_place
from keralint_rules.words import code


@rule("KL330", "sequential-input-not-first", severity=Severity.ERROR)
def sequential_input_not_first(failure: SecondInputLayer | InputNotFirst, report: Report) -> None:
    """An `Input` stands behind another layer, or behind another `Input`, of a `Sequential` model.

    The `Input` says what the model is called on, and can only be its first layer. A second one is refused at once;
    one behind another layer is refused as soon as the model is built.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential()
        model.add(keras.Input((8,)))
        model.add(layers.Dense(4))
        model.add(keras.Input((4,)))
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential()
        model.add(keras.Input((8,)))
        model.add(layers.Dense(4))
    """
    if isinstance(failure, SecondInputLayer):
        report(
            f"the `Sequential` model has an `Input` already, of shape {code(failure.shape)}",
            report.fact.site,
            help="leave the second `Input` away",
        )
        return
    report(
        "an `Input` can only be the first layer of a `Sequential` model",
        layer_place(failure.layer, report),
        help="put it before the other layers",
    )
