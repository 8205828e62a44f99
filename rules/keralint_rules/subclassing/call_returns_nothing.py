"""KL406."""

from __future__ import annotations

from keralint.api import NothingReturned, Report, Severity, rule
from keralint_rules.words import code


@rule("KL406", "call-returns-nothing", severity=Severity.WARNING)
def call_returns_nothing(fact: NothingReturned, report: Report) -> None:
    """The `call` of a layer has no `return`.

    What a layer gives is what its `call` returns; without a `return` that is `None`, which nothing can be done with.

    Example:
        import keras
        from keras import layers

        class Double(layers.Layer):
            def call(self, x):
                x * 2

        outputs = Double()(keras.Input((8,)))
    Use instead:
        import keras
        from keras import layers

        class Double(layers.Layer):
            def call(self, x):
                return x * 2

        outputs = Double()(keras.Input((8,)))
    """
    report(f"the `call` of {code(fact.layer.class_name)} returns `None`", fact.site, help="`return` the outputs")
