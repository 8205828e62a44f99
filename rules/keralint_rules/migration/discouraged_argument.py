"""KL806."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, LayerCreated, Report, Severity, rule
from keralint_rules.words import code


@rule("KL806", "discouraged-argument", severity=Severity.INFO, fix=Applicability.SAFE)
def discouraged_argument(fact: LayerCreated, report: Report) -> None:
    """An argument of a layer that Keras 3 still takes, and warns of.

    `alpha` of `LeakyReLU` is `negative_slope` now, `input_length` of `Embedding` has no effect, and a model begins
    with an `Input` in the place of the `input_shape` of its first layer.

    Example:
        import keras

        layer = keras.layers.LeakyReLU(alpha=0.1)
    Use instead:
        import keras

        layer = keras.layers.LeakyReLU(negative_slope=0.1)

    Example:
        import keras

        layer = keras.layers.Embedding(1000, 64, input_length=10)
    Use instead:
        import keras

        layer = keras.layers.Embedding(1000, 64)
    """
    layer, symbol = fact.layer, report.symbol()
    if not isinstance(layer, BuiltinLayer) or symbol is None:
        return
    for name, old in report.history.discouraged(symbol, layer.given).items():
        argument = report.argument(name)
        edit = None
        if argument is not None and argument.keyword is not None and old.successor is not None:
            edit = report.replace(argument.keyword, old.successor)
        elif argument is not None and old.droppable:
            edit = report.remove_argument(argument)
        title = f"Rename to `{old.successor}`" if old.successor is not None else "Leave it out"
        advice = old.advice or f"it is called {code(old.successor)} now"
        message = f"{code(name)} of {code(layer.class_name)} is discouraged in Keras 3"
        report(message, argument or fact.site, help=advice, fix=report.fix(title, edit))
