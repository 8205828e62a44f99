"""KL207."""

from __future__ import annotations

from keralint.api import Expected, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.words import code, subject_name


@rule("KL207", "conv-causal-not-1d", severity=Severity.ERROR, overrides=("padding-value", "invalid-argument"))
def conv_causal_not_1d(failure: InvalidArgument, report: Report) -> None:
    """`causal` padding outside of `Conv1D`.

    Causal padding shifts the input so that no output looks ahead in time. It exists for `Conv1D` only.

    Example:
        import keras
        from keras import layers

        layer = layers.SeparableConv1D(32, 3, padding="causal")
    Use instead:
        import keras
        from keras import layers

        layer = layers.Conv1D(32, 3, padding="causal")
    """
    value = failure.value
    if failure.argument != "padding" or failure.expected.kind is not Expected.CHOICE or not isinstance(value, str):
        return
    if value.lower() != "causal":
        return
    report(
        f"{code(subject_name(report))} has no `causal` padding, which only `Conv1D` knows",
        argument_place("padding", report),
        help="pad the past with `ZeroPadding1D((size, 0))` before the layer, and use `valid` padding",
    )
