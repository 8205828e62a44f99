"""KL111."""

from __future__ import annotations

from keralint.api import (
    Applicability,
    Fix,
    InvalidArgument,
    Layer,
    Report,
    Severity,
    Site,
    Tensor,
    rule,
    tensors_in,
)
from keralint_rules.recurrence import is_recurrent
from keralint_rules.words import code
from keralint_rules.wrappers.wrapping import refuses_layer, usage, wrapper_name


@rule(
    "KL111",
    "wrapper-given-tensor",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("invalid-argument",),
)
def wrapper_given_tensor(failure: InvalidArgument, report: Report) -> None:
    """A wrapper is given a tensor in the place of a layer: the inner layer was called too early.

    `Bidirectional(LSTM(8)(x))` calls the LSTM and hands its output to `Bidirectional`, which then has no layer to
    run. The layer goes in uncalled, and the wrapper is called on the tensor: `Bidirectional(LSTM(8))(x)`. The same
    happens when a tensor is wrapped as if the wrapper were a layer of its own, `Bidirectional(x)`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32)(inputs))
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32))(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(32, return_sequences=True)(inputs)
        outputs = layers.TimeDistributed(layers.Dense(4)(x))(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(32, return_sequences=True)(inputs)
        outputs = layers.TimeDistributed(layers.Dense(4))(x)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        x = layers.LSTM(32)(inputs)
        outputs = layers.Bidirectional(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Bidirectional(layers.LSTM(32))(inputs)
    """
    name = wrapper_name(report)
    tensor = next(tensors_in(failure.value), None)
    if name is None or tensor is None or not refuses_layer(failure):
        return
    report(
        f"{code(name)} wraps a layer, got {_given(tensor, report)}",
        report.argument_or_call(failure.argument),
        help=f"give it the layer uncalled, and call the wrapper on the tensor: {code(usage(name))}",
        related=[(_made_elsewhere(failure, tensor, report), f"it comes from {code(report.name_of(tensor))} here")],
        fix=_move_call_outside(failure, tensor, name, report),
    )


def _given(tensor: Tensor, report: Report) -> str:
    if tensor.call is None:
        return f"the array {code(tensor.shape)}"
    return f"the output {code(tensor.shape)} of {code(report.name_of(tensor))}"


def _made_elsewhere(failure: InvalidArgument, tensor: Tensor, report: Report) -> Site | None:
    """Where the tensor was made, unless that is in the argument itself."""
    origin = report.origin(tensor)
    inner = report.written_call(report.argument(failure.argument))
    return None if origin is None or origin.node is inner else origin


def _move_call_outside(failure: InvalidArgument, tensor: Tensor, name: str, report: Report) -> Fix | None:
    """`Wrapper(layer(x))` becomes `Wrapper(layer)(x)`; if the wrapper is called already, `(x)` is dropped."""
    inner = report.written_call(report.argument(failure.argument))
    origin = report.origin(tensor)
    if inner is None or origin is None or origin.node is not inner or not _fits(tensor, name):
        return None
    layer, whole = report.text(inner.func), report.text(inner)
    if "\n" in whole:
        return None
    moved = report.replace(inner, layer)
    if report.rest_of_line(report.fact.site).lstrip().startswith("("):
        return report.fix(f"Wrap the layer, not its output, in `{name}`", moved)
    call = report.insert_after(report.fact.site, whole[len(layer) :])
    return report.fix(f"Call `{name}` on the tensor, not the layer in it", moved, call)


def _fits(tensor: Tensor, name: str) -> bool:
    """Whether the wrapper can run the layer that made the tensor."""
    layer = tensor.call.operation if tensor.call is not None else None
    if name == "Bidirectional":
        return is_recurrent(layer)
    inputs = tensor.call.inputs if tensor.call is not None else ()
    deep = len(inputs) == 1 and (inputs[0].rank is None or inputs[0].rank >= 3)
    return isinstance(layer, Layer) and (deep or name != "TimeDistributed")
