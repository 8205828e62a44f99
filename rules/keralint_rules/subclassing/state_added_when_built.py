"""KL404."""

from __future__ import annotations

from keralint.api import Report, Severity, StateLocked, rule
from keralint_rules.words import code


@rule("KL404", "state-added-when-built", severity=Severity.ERROR)
def state_added_when_built(failure: StateLocked, report: Report) -> None:
    """A layer gets a weight or another layer after it was built.

    Keras builds a layer at its first call, before `call` itself is executed, and from then on keeps its weights and
    sublayers as they are. All of them are made in `__init__` or `build`.

    Example:
        import keras
        from keras import layers

        class Block(layers.Layer):
            def call(self, x):
                self.dense = layers.Dense(4)
                return self.dense(x)

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

    Example:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def call(self, x):
                return x * self.add_weight(shape=(8,))

        outputs = Scale()(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.gain = self.add_weight(shape=(8,))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    """
    what = "a weight" if failure.attribute is None else f"the layer {code(failure.attribute)}"
    report(
        f"{code(failure.class_name)} is built, and takes {what} no more",
        report.fact.site,
        help="make it in `__init__` or `build`",
    )
