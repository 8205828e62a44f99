"""KL405."""

from __future__ import annotations

from keralint.api import LayerForgotten, Report, Severity, rule
from keralint_rules.words import code


@rule("KL405", "layer-created-in-call", severity=Severity.WARNING)
def layer_created_in_call(fact: LayerForgotten, report: Report) -> None:
    """A layer with weights is made inside `call`, and not kept.

    Each call makes a new one with new random weights, which no optimizer knows: they are never trained. TensorFlow
    refuses it when the model is trained.

    Example:
        import keras
        from keras import layers

        class Block(layers.Layer):
            def call(self, x):
                return layers.Dense(4)(x)

        outputs = Block()(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Block(layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(4)

            def call(self, x):
                return self.dense(x)

        outputs = Block()(keras.Input((8,)))
    """
    report(
        f"{code(fact.owner.class_name)} makes a new {code(fact.layer.title)} at each call, which is never trained",
        fact.site,
        help="make it in `__init__`, and keep it as an attribute",
    )
