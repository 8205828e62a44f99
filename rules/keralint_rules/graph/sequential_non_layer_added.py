"""KL310."""

from __future__ import annotations

from keralint.api import ApiReference, NotALayerInSequential, Report, Severity, Tensor, rule
from keralint_rules.graph.written import written_item
from keralint_rules.words import code, value_text


@rule("KL310", "sequential-non-layer-added", severity=Severity.ERROR)
def sequential_non_layer_added(failure: NotALayerInSequential, report: Report) -> None:
    """Something that is not a layer is put into a `Sequential` model: a function, a text, a list, `None`.

    An activation function becomes a layer by `Activation`, another function by `Lambda` or a layer of your own.

    Example:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8,)), layers.Dense(4), "relu"])
    Use instead:
        import keras
        from keras import layers

        model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Activation("relu")])

    Example:
        import keras
        from keras import layers

        hidden = [layers.Dense(8), layers.Dense(8)]
        model = keras.Sequential([keras.Input((8,)), hidden, layers.Dense(1)])
    Use instead:
        import keras
        from keras import layers

        hidden = [layers.Dense(8), layers.Dense(8)]
        model = keras.Sequential([keras.Input((8,)), *hidden, layers.Dense(1)])
    """
    value = failure.value
    if isinstance(value, Tensor) or (isinstance(value, ApiReference) and value.symbol and value.symbol.is_layer):
        return
    item = written_item(report, value) if isinstance(value, ApiReference) else None
    report(
        f"a `Sequential` model takes layers, got {_text(value)}",
        item or report.fact.site,
        help=_advice(value),
    )


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__}"
    return value_text(value) if value is None or isinstance(value, (ApiReference, str, int, float)) else "no layer"


def _advice(value: object) -> str | None:
    if isinstance(value, (list, tuple)):
        return "unpack it: `*`"
    activation = isinstance(value, ApiReference) and ".activations." in value.canonical
    if not isinstance(value, str) and not activation:
        return None
    name = value if isinstance(value, str) else getattr(value, "canonical", "").rpartition(".")[2]
    return f"an activation is a layer as {code(f'Activation({name!r})')}"
