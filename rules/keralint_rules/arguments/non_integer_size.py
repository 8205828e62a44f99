"""KL707."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Edit, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.values import (
    INTEGER_KINDS,
    argument_place,
    constructed,
    invalid_message,
    numbers_in,
    position_hint,
)


@rule("KL707", "non-integer-size", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("invalid-argument",))
def non_integer_size(failure: InvalidArgument, report: Report) -> None:
    """A size is not an integer, but a fraction or a string.

    `/` always gives a float, even where it divides evenly: `128 / 2` is `64.0`. What is read from a file or from the
    command line is a string.

    Example:
        import keras

        units = 128
        layer = keras.layers.Dense(units / 2)
    Use instead:
        import keras

        units = 128
        layer = keras.layers.Dense(units // 2)

    Example:
        import keras

        layer = keras.layers.Dense("64")
    Use instead:
        import keras

        layer = keras.layers.Dense(64)
    """
    numbers = numbers_in(failure.value)
    wrong = [float(n) for n in numbers if isinstance(n, float) or (isinstance(n, str) and n.strip().isdecimal())]
    if failure.expected.kind not in INTEGER_KINDS or not wrong:
        return
    argument = report.argument(failure.argument, constructed(failure.argument, report))
    edits = _corrections(argument.value, report) if argument is not None else []
    whole = all(number.is_integer() for number in wrong)
    advice = "use `//`, which gives an integer" if edits and edits[0].text == "//" else None
    report(
        invalid_message(failure, report),
        argument_place(failure.argument, report),
        help=advice or position_hint(failure.argument, report),
        fix=report.fix("Make it an integer", *edits, safe=whole) if edits else None,
    )


def _corrections(node: cst.BaseExpression, report: Report) -> list[Edit]:
    """What makes an integer of each fraction that is written in the expression."""
    if isinstance(node, (cst.Tuple, cst.List)):
        return [edit for element in node.elements for edit in _corrections(element.value, report)]
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Divide):
        return [report.replace(node.operator, "//")]
    if isinstance(node, cst.Float) and float(node.value).is_integer():
        return [report.replace(node, str(int(float(node.value))))]
    text = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    if isinstance(text, str) and text.strip().isdecimal():
        return [report.replace(node, str(int(text)))]
    return []
