"""KL319."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Fix, InvalidInputShape, Report, Severity, rule
from keralint_rules.graph.written import given
from keralint_rules.words import code


@rule("KL319", "input-shape-int", severity=Severity.ERROR, fix=Applicability.SAFE)
def input_shape_int(failure: InvalidInputShape, report: Report) -> None:
    """The shape of an `Input` is a number, and not a tuple.

    A shape is a tuple, also where it has one size only. In Python the comma makes the tuple, not the parentheses:
    `(10)` is a number, `(10,)` is a tuple.

    Example:
        import keras

        inputs = keras.Input(shape=(10))
    Use instead:
        import keras

        inputs = keras.Input(shape=(10,))

    Example:
        import keras

        inputs = keras.Input(10)
    Use instead:
        import keras

        inputs = keras.Input((10,))
    """
    if not isinstance(failure.value, int) or not failure.whole:
        return
    written = given(report, failure.argument, 0 if failure.argument == "shape" else None)
    report(
        f"{code(failure.argument)} must be a tuple of sizes, got the number {code(failure.value)}",
        written.value if written is not None else report.fact.site,
        help=f"write {code(f'({failure.value},)')}: the comma makes the tuple",
        fix=_fix(written, report),
    )


def _fix(written: cst.Arg | None, report: Report) -> Fix | None:
    if written is None:
        return None
    value = written.value
    if value.lpar:
        return report.fix("Make it a tuple", report.insert_after(value, ","))
    return report.fix("Make it a tuple", report.insert_before(value, "("), report.insert_after(value, ",)"))
