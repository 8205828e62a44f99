"""KL401."""

from __future__ import annotations

from keralint.api import NotInitialized, Report, Severity, rule
from keralint_rules.words import code


@rule("KL401", "super-init-missing", severity=Severity.ERROR)
def super_init_missing(failure: NotInitialized, report: Report) -> None:
    """The `__init__` of a layer or model does not call that of its base class.

    `Layer.__init__` sets up what every layer needs: its name, its dtype, and the record of its weights and sublayers.
    Keras refuses to call a layer without it, or to give it a weight.

    Example:
        import keras
        from keras import layers

        class Block(layers.Layer):
            def __init__(self, units):
                self.dense = layers.Dense(units)

            def call(self, x):
                return self.dense(x)

        outputs = Block(4)(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Block(layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.dense = layers.Dense(units)

            def call(self, x):
                return self.dense(x)

        outputs = Block(4)(keras.Input((8,)))
    """
    report(
        f"the `__init__` of {code(failure.class_name)} does not call `super().__init__()`",
        report.fact.site,
        help="call it before anything else in `__init__`",
    )
