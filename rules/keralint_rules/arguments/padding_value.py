"""KL710."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, Expected, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.spelling import nearest, replace_string
from keralint_rules.arguments.values import argument_place, invalid_message, position_hint

OTHER_NAMES: Final = {"half": "same", "zeros": "same", "zero": "same", "none": "valid", "no": "valid"}
"""What other libraries call it."""


@rule("KL710", "padding-value", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("invalid-argument",))
def padding_value(failure: InvalidArgument, report: Report) -> None:
    """`padding` is something that the layer does not know.

    Convolution and pooling know `"valid"`, which adds nothing, and `"same"`, which keeps the size at a stride of 1;
    `Conv1D` knows `"causal"` as well.

    Example:
        import keras

        layer = keras.layers.Conv2D(8, 3, padding="same ")
    Use instead:
        import keras

        layer = keras.layers.Conv2D(8, 3, padding="same")
    """
    value = failure.value
    if failure.expected.kind is not Expected.CHOICE or failure.argument != "padding":
        return
    near = nearest(value, failure.expected.choices) if isinstance(value, str) else None
    other = OTHER_NAMES.get(value.lower()) if isinstance(value, str) else None
    meant = near or (other if other in failure.expected.choices else None)
    edit = replace_string("padding", meant, report) if meant is not None else None
    report(
        invalid_message(failure, report),
        argument_place("padding", report),
        help=f"did you mean `{meant!r}`?" if meant is not None else position_hint("padding", report),
        fix=report.fix(f"Change to `{meant!r}`", edit, safe=near is not None) if edit is not None else None,
    )
