"""KL206."""

from __future__ import annotations

from keralint.api import Conflict, ConflictingArguments, Report, Severity, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.words import code, subject_name


@rule("KL206", "conv-strides-with-dilation", severity=Severity.ERROR, overrides=("conflicting-arguments",))
def conv_strides_with_dilation(failure: ConflictingArguments, report: Report) -> None:
    """A convolution with strides and dilation at once.

    A dilated kernel looks at every n-th element, a stride skips elements of the output; Keras does one or the other.

    Example:
        import keras

        layer = keras.layers.Conv2D(32, 3, strides=2, dilation_rate=2)
    Use instead:
        import keras

        layer = keras.layers.Conv2D(32, 3, dilation_rate=2)
    """
    if failure.conflict is not Conflict.STRIDES_WITH_DILATION:
        return
    report(
        f"{code(subject_name(report))} cannot have both `strides` and `dilation_rate` above 1",
        argument_place("dilation_rate", report),
        help="set one of them to 1; a pooling after a dilated convolution makes its output smaller",
    )
