"""KL232."""

from __future__ import annotations

from keralint.api import BuiltinLayer, LayerCalled, Report, Severity, Tensor, TensorKind, rule
from keralint_rules.shapes.attention_needs_list import ATTENTION
from keralint_rules.shapes.merging import sources
from keralint_rules.words import code


@rule("KL232", "attention-over-batch", severity=Severity.WARNING)
def attention_over_batch(fact: LayerCalled, report: Report) -> None:
    """The query of an `Attention` has no axis of steps, so that samples of a batch attend to each other.

    `Attention` takes the last axis but one for the steps. In `(batch, features)`, such as the last state of an LSTM,
    that is the batch: the layer runs, and mixes the samples.

    Example:
        import keras
        from keras import layers

        state = keras.Input((64,))
        sequence = keras.Input((20, 64))
        context = layers.Attention()([state, sequence])
    Use instead:
        import keras
        from keras import layers

        state = keras.Input((64,))
        sequence = keras.Input((20, 64))
        context = layers.Attention()([layers.Reshape((1, 64))(state), sequence])
    """
    layer = fact.layer
    if not isinstance(layer, BuiltinLayer) or layer.class_name not in ATTENTION or not fact.arguments.positional:
        return
    inputs = fact.arguments.positional[0]
    tensors = [tensor for tensor in inputs if isinstance(tensor, Tensor)] if isinstance(inputs, list) else []
    flat = [tensor for tensor in tensors if tensor.rank == 2 and tensor.kind is TensorKind.SYMBOLIC and tensor.call]
    if len(tensors) < 2 or not flat:
        return
    role = ("query", "value", "key")[next(i for i, tensor in enumerate(tensors) if tensor is flat[0])]
    report(
        f"the {role} of {code(layer.class_name)} has no axis of steps, got {code(flat[0].shape)}: the samples of a"
        " batch attend to each other",
        fact.site,
        help="give it an axis of one step, with `Reshape((1, features))`",
        related=sources(flat[:1], report),
    )
