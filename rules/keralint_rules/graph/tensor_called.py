"""KL328."""

from __future__ import annotations

from keralint.api import NotCallable, Report, Severity, Tensor, rule
from keralint_rules.words import code


@rule("KL328", "tensor-called", severity=Severity.ERROR)
def tensor_called(failure: NotCallable, report: Report) -> None:
    """A tensor is called as if it were a layer.

    `Dense(4)` is a layer and can be called, `Dense(4)(x)` is a tensor and cannot. To call one layer several times
    keep the layer in a variable of its own.

    Example:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        dense = layers.Dense(4)(a)
        outputs = dense(b)
    Use instead:
        import keras
        from keras import layers

        a = keras.Input((8,))
        b = keras.Input((8,))
        dense = layers.Dense(4)
        outputs = [dense(a), dense(b)]
    """
    value = failure.value
    call = report.call(report.fact.site)
    text = report.text(call.func) if call is not None else ""
    named = f"{code(text)} is a tensor, and" if text.isidentifier() else "a tensor"
    related = []
    if isinstance(value, Tensor) and not (call is not None and text and not text.isidentifier()):
        related.append((report.origin(value), f"it is the output of {code(report.name_of(value))}"))
    report(f"{named} cannot be called", report.fact.site, help="call the layer that made it", related=related)
