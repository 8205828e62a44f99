"""KL407."""

from __future__ import annotations

from keralint.api import AttributeSet, Report, Severity, Tensor, TensorKind, rule
from keralint_rules.words import code


@rule("KL407", "tf-variable-untracked", severity=Severity.WARNING)
def tf_variable_untracked(fact: AttributeSet, report: Report) -> None:
    """A `tf.Variable` is kept as an attribute of a Keras 3 layer.

    Keras 3 keeps account of its own variables only: a `tf.Variable` is not among the weights of the layer, so that no
    optimizer trains it, and it is not saved.

    Example:
        import keras
        import tensorflow as tf

        class Scale(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.gain = tf.Variable(tf.ones((8,)))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    Use instead:
        import keras

        class Scale(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.gain = self.add_weight(shape=(8,), initializer="ones")

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    """
    value = fact.value
    if report.keras_major < 3 or not isinstance(value, Tensor) or value.kind is not TensorKind.VARIABLE:
        return
    report(
        f"Keras 3 does not track the `tf.Variable` in {code(fact.name)}: it is neither trained nor saved",
        fact.site,
        help="use `self.add_weight(shape=...)`",
    )
