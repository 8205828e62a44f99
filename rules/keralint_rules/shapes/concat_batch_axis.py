"""KL226."""

from __future__ import annotations

from keralint.api import BuiltinLayer, LayerCalled, Report, Severity, TensorKind, rule, tensors_in
from keralint_rules.words import code


@rule("KL226", "concat-batch-axis", severity=Severity.WARNING)
def concat_batch_axis(fact: LayerCalled, report: Report) -> None:
    """Tensors are concatenated along the batch.

    `Concatenate(axis=0)` puts the samples of one input behind those of the other: the model gives twice as many
    outputs as it was given samples, and cannot be trained on targets. Axis 1 is the first after the batch.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Concatenate(axis=0)([a, b])
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        outputs = layers.Concatenate(axis=1)([a, b])
    """
    layer = fact.layer
    if not isinstance(layer, BuiltinLayer) or layer.class_name != "Concatenate":
        return
    tensors = list(tensors_in(list(fact.arguments.positional)))
    axis, ranks = layer.arguments.get("axis"), {tensor.rank for tensor in tensors}
    if len(tensors) < 2 or len(ranks) != 1 or not isinstance(axis, int) or isinstance(axis, bool):
        return
    if any(tensor.kind is not TensorKind.SYMBOLIC or tensor.call is None for tensor in tensors):
        return
    rank = ranks.pop()
    if rank is None or axis % rank != 0 or rank < 2:
        return
    report(
        f"{code('Concatenate')} joins on axis {axis}, the batch: the output has {len(tensors)} times as many samples",
        report.argument("axis", layer) or fact.site,
        help="axis 1 is the first after the batch, axis -1 the features",
    )
