"""KL112."""

from __future__ import annotations

from keralint.api import ApiReference, Applicability, ClassValue, Fix, InvalidArgument, Report, Severity, rule
from keralint_rules.words import code
from keralint_rules.wrappers.wrapping import is_class, refuses_layer, wrapper_name


@rule(
    "KL112",
    "wrapper-given-class",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("invalid-argument",),
)
def wrapper_given_class(failure: InvalidArgument, report: Report) -> None:
    """A wrapper is given the class of a layer, not a layer.

    `Bidirectional(LSTM)` names the class; a wrapper needs an instance with its arguments, `Bidirectional(LSTM(32))`.
    A layer that takes no arguments is created too: `TimeDistributed(Flatten())`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32))(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 4, 8))
        outputs = layers.TimeDistributed(layers.Flatten)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 4, 8))
        outputs = layers.TimeDistributed(layers.Flatten())(inputs)
    """
    name, value = wrapper_name(report), failure.value
    if name is None or not refuses_layer(failure) or not is_class(value):
        return
    class_name = value.name if isinstance(value, ClassValue) else value.canonical.rpartition(".")[2]
    report(
        f"{code(name)} wraps a layer, got the class {code(class_name)}",
        report.argument_or_call(failure.argument),
        help=f"create the layer: {code(f'{name}({class_name}({_arguments(value)}))')}",
        fix=_create(failure, report),
    )


def _required(value: ApiReference) -> list[str]:
    """The arguments that the class cannot do without."""
    signature = value.symbol.signature if value.symbol is not None else None
    return [parameter.name for parameter in signature.parameters if parameter.required] if signature else []


def _arguments(value: ApiReference | ClassValue) -> str:
    """What goes into the parentheses."""
    return "…" if isinstance(value, ClassValue) else ", ".join(_required(value))


def _create(failure: InvalidArgument, report: Report) -> Fix | None:
    """A class that needs no arguments is created as it is."""
    argument = report.argument(failure.argument)
    if argument is None or not isinstance(failure.value, ApiReference) or _required(failure.value):
        return None
    return report.fix("Create the layer", report.insert_after(argument, "()"))
