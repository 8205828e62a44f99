"""KL131."""

from __future__ import annotations

from keralint.api import BuiltinLayer, LayerCalled, Report, Severity, rule, tensors_in
from keralint_rules.words import code


@rule("KL131", "timedistributed-flatten-noop", severity=Severity.INFO)
def timedistributed_flatten_noop(fact: LayerCalled, report: Report) -> None:
    """`TimeDistributed(Flatten())` on a sequence of vectors, where there is nothing to flatten.

    Each step of `(batch, steps, features)` is a vector already. To make one vector of the whole sequence, use
    `Flatten` alone.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(layers.Flatten())(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Flatten()(inputs)
    """
    layer = fact.layer
    inner = layer.arguments.get("layer") if isinstance(layer, BuiltinLayer) else None
    if layer.class_name != "TimeDistributed" or not isinstance(inner, BuiltinLayer) or inner.class_name != "Flatten":
        return
    tensor = next(tensors_in(list(fact.arguments.positional)), None)
    if tensor is None or tensor.rank != 3:
        return
    report(
        f"each step of {code(tensor.shape)} is a vector already: {code(layer.title)} does nothing",
        fact.site,
        help="leave it out, or use `Flatten` alone to make one vector of the sequence",
    )
