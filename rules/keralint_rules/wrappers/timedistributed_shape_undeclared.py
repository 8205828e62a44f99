"""KL133."""

from __future__ import annotations

from keralint.api import OutputShapeNotDeclared, Report, Severity, rule
from keralint_rules.words import code


@rule("KL133", "timedistributed-shape-undeclared", severity=Severity.ERROR)
def timedistributed_shape_undeclared(failure: OutputShapeNotDeclared, report: Report) -> None:
    """The layer inside a `TimeDistributed` is of a class that does not say what shape its output has.

    Keras 3 finds the shape of a layer's output by running the layer. `TimeDistributed` does not run the layer inside
    it while a model is built: it asks the layer's `compute_output_shape`, which a class of your own must define.

    Example:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def call(self, x):
                return x * 2

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(Scale())(inputs)
    Use instead:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def call(self, x):
                return x * 2

            def compute_output_shape(self, input_shape):
                return input_shape

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(Scale())(inputs)
    """
    name = code(failure.layer.class_name)
    report(
        f"`TimeDistributed` asks {name} for the shape of its output, which it does not tell",
        report.fact.site,
        help=f"define `compute_output_shape(self, input_shape)` in {name}",
        related=[(report.creation(failure.layer), f"{name} is created here")],
    )
