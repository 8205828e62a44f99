"""KL114."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, Fix, Report, Severity, UnexpectedArgument, rule
from keralint_rules.words import code
from keralint_rules.wrappers.wrapping import wrapped_value, wrapper_name


@rule(
    "KL114",
    "wrapper-swallowed-kwarg",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("unknown-argument",),
)
def wrapper_swallowed_kwarg(failure: UnexpectedArgument, report: Report) -> None:
    """An argument of the inner layer is given to the wrapper around it.

    `return_sequences`, `activation`, `dropout` and the like belong to the layer that computes. The wrapper has few
    arguments of its own (`merge_mode` and `backward_layer` for `Bidirectional`) and does not pass others on. Usually
    a closing parenthesis stands too early: `Bidirectional(LSTM(32), return_sequences=True)`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(32), return_sequences=True)(inputs)
        outputs = layers.TimeDistributed(layers.Dense(4))(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(inputs)
        outputs = layers.TimeDistributed(layers.Dense(4))(x)
    """
    name, inner = wrapper_name(report), wrapped_value(report) if wrapper_name(report) else None
    if name is None or not isinstance(inner, BuiltinLayer) or not _takes(inner, failure.name):
        return
    report(
        f"{code(name)} has no argument {code(failure.name)}, which belongs to the {code(inner.title)} inside",
        report.argument_or_call(failure.name),
        help=f"move {code(failure.name)} into the parentheses of {code(inner.title)}",
        fix=_move_inside(inner, failure.name, report),
    )


def _takes(layer: BuiltinLayer, name: str) -> bool:
    signature = layer.symbol.signature
    return signature is not None and name in signature.keywords


def _move_inside(inner: BuiltinLayer, name: str, report: Report) -> Fix | None:
    """The argument as one of the inner layer, where that is written in the wrapper's own parentheses."""
    argument, creation = report.argument(name), report.creation(inner)
    written = report.written_call(report.argument("layer"))
    if argument is None or creation is None or creation.node is not written or report.argument(name, inner):
        return None
    text = report.text(argument.value)
    if "\n" in text:
        return None
    added = report.add_argument(creation, f"{name}={text}")
    return report.fix(f"Move `{name}` into the inner layer", added, report.remove_argument(argument))
