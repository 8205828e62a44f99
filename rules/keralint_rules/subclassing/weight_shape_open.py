"""KL403."""

from __future__ import annotations

from keralint.api import OpenWeightShape, Report, Severity, Shape, rule
from keralint_rules.words import code


@rule("KL403", "weight-shape-open", severity=Severity.ERROR)
def weight_shape_open(failure: OpenWeightShape, report: Report) -> None:
    """The shape of a weight holds a size that is not known when the layer is built.

    A weight has as many elements for every batch, so its shape can depend only on sizes that are fixed: never on the
    batch axis, and not on an axis of the input that is declared `None`.

    Example:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.gain = self.add_weight(shape=(input_shape[0],))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.gain = self.add_weight(shape=(input_shape[-1],))

            def call(self, x):
                return x * self.gain

        outputs = Scale()(keras.Input((8,)))
    """
    report(
        f"the shape of a weight needs known sizes, got {code(Shape(failure.shape))}",
        report.fact.site,
        help="use an axis of the input whose size is fixed",
    )
