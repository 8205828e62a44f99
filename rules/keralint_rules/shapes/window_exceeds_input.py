"""KL203."""

from __future__ import annotations

from keralint.api import BuiltinLayer, Failing, NegativeSize, Report, Severity, Tensor, dim_text, rule
from keralint_rules.shapes.axes import axis_words
from keralint_rules.shapes.branches import parents
from keralint_rules.shapes.kernels import WINDOWS, counts_filters, positional_strides
from keralint_rules.words import code, source_words, subject_name


@rule("KL203", "window-exceeds-input", severity=Severity.ERROR)
def window_exceeds_input(failure: NegativeSize, report: Report) -> None:
    """The window of a convolution or pooling is larger than its input, so that nothing would be left of it.

    Every convolution with `valid` padding and every pooling makes the input smaller. After some of them it is too
    small for the next: the stack is too deep for the size of the input.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8, 16))
        x = layers.MaxPooling1D(4)(inputs)
        outputs = layers.Conv1D(32, kernel_size=3)(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 16))
        x = layers.MaxPooling1D(2)(inputs)
        outputs = layers.Conv1D(32, kernel_size=3)(x)
    """
    if failure.argument not in WINDOWS:
        return
    axis = axis_words(failure.tensor, failure.axis, report)
    report(
        f"{code(subject_name(report))} needs at least {dim_text(failure.window)} on {axis} for its"
        f" {code(failure.argument)}, got {code(failure.tensor.shape)}",
        report.fact.site,
        help=_help(failure, report),
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
    )


def _help(failure: NegativeSize, report: Report) -> str:
    fact = report.fact
    subject = fact.subject if isinstance(fact, Failing) else None
    if isinstance(subject, BuiltinLayer) and counts_filters(subject, report):
        return f"{code(subject.class_name)} takes no filters: its first argument is `kernel_size`"
    culprit = next(
        (layer for layer in _layers_before(failure.tensor) if positional_strides(layer, report) is not None), None
    )
    if culprit is not None:
        return f"the third positional argument of {code(culprit.class_name)} is `strides`: give the kernel as a tuple"
    return 'use `padding="same"`, fewer or smaller windows, or a larger input'


def _layers_before(tensor: Tensor) -> list[BuiltinLayer]:
    """The layers that made the tensor, the last first, along their first inputs."""
    layers: list[BuiltinLayer] = []
    current: Tensor | None = tensor
    while current is not None and current.call is not None:
        if isinstance(current.call.operation, BuiltinLayer):
            layers.append(current.call.operation)
        current = next(iter(parents(current)), None)
    return layers
