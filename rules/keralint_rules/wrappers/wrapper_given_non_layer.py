"""KL113."""

from __future__ import annotations

from typing import Any

from keralint.api import (
    ApiReference,
    Applicability,
    Fix,
    InvalidArgument,
    Layer,
    Report,
    Severity,
    UserCallable,
    rule,
    tensors_in,
)
from keralint_rules.words import code, value_text
from keralint_rules.wrappers.wrapping import is_class, refuses_layer, usage, wrapper_name


@rule(
    "KL113",
    "wrapper-given-non-layer",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("invalid-argument",),
)
def wrapper_given_non_layer(failure: InvalidArgument, report: Report) -> None:
    """A wrapper is given something that is not a layer: a number, a name, a function, a list.

    A wrapper runs a layer, and takes it as an instance. A function becomes a layer in a `Lambda`, a number of units
    belongs to the layer inside: `Bidirectional(LSTM(32))`, not `Bidirectional(32)`. Several layers are wrapped one by
    one, or as a `Sequential`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(lambda t: t * 2)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(layers.Lambda(lambda t: t * 2))(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(32)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32))(inputs)
    """
    name, value = wrapper_name(report), failure.value
    if name is None or not refuses_layer(failure) or isinstance(value, Layer):
        return
    if is_class(value) or any(True for _ in tensors_in(value)):
        return
    report(
        f"{code(name)} wraps a layer, got {value_text(value)}",
        report.argument_or_call(failure.argument),
        help=_remedy(value, name),
        fix=_as_lambda(failure, name, report),
    )


def _remedy(value: Any, name: str) -> str:
    if isinstance(value, (UserCallable, ApiReference)):
        return f"make the function a layer: {code(f'{name}(Lambda(function))')}"
    if isinstance(value, (tuple, list)):
        return f"wrap the layers one by one, or as one {code('Sequential')}"
    return f"give it an instance of a layer: {code(usage(name))}"


def _as_lambda(failure: InvalidArgument, name: str, report: Report) -> Fix | None:
    """The function as a Lambda layer, where that is reached the same way as the wrapper."""
    argument = report.argument(failure.argument)
    node = report.call(report.fact.site)
    if argument is None or node is None or not isinstance(failure.value, UserCallable) or name != "TimeDistributed":
        return None
    prefix, _, last = report.text(node.func).rpartition(".")
    if not prefix or last != name:
        return None
    before = report.insert_before(argument.value, f"{prefix}.Lambda(")
    return report.fix("Make the function a `Lambda` layer", before, report.insert_after(argument.value, ")"))
