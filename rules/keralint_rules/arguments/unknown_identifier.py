"""KL709."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, Expected, InvalidArgument, Report, Severity, rule
from keralint_rules.arguments.spelling import CLEAR_LIKENESS, likeness, nearest, replace_string
from keralint_rules.arguments.values import argument_place, position_hint
from keralint_rules.words import code, value_text

KINDS: Final = ("initializer", "regularizer", "constraint", "loss", "metric", "optimizer", "activation")


@rule("KL709", "unknown-identifier", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("invalid-argument",))
def unknown_identifier(failure: InvalidArgument, report: Report) -> None:
    """An initializer, regularizer or constraint that Keras cannot make out.

    They are given by name (`"he_normal"`, `"l2"`), or as objects (`keras.regularizers.L2(0.01)`). A number alone
    is none of them.

    Example:
        import keras

        layer = keras.layers.Dense(10, kernel_initializer="he_nomal")
    Use instead:
        import keras

        layer = keras.layers.Dense(10, kernel_initializer="he_normal")

    Example:
        import keras

        layer = keras.layers.Dense(10, kernel_regularizer=0.01)
    Use instead:
        import keras

        layer = keras.layers.Dense(10, kernel_regularizer=keras.regularizers.L2(0.01))
    """
    value, argument = failure.value, failure.argument
    kind = next((kind for kind in KINDS if argument.endswith(kind)), "identifier")
    if failure.expected.kind is not Expected.IDENTIFIER or (kind == "activation" and isinstance(value, str)):
        return
    meant = nearest(value, failure.expected.choices) if isinstance(value, str) else None
    edit = replace_string(argument, meant, report) if meant is not None else None
    advice = None
    if kind == "regularizer" and isinstance(value, (int, float)):
        advice = f"give {code(f'keras.regularizers.L2({value!r})')}"
    elif meant is not None:
        advice = f"did you mean {code(repr(meant))}?"
    report(
        f"{code(argument)} must name {_article(kind)} {kind}, got {value_text(value)}",
        argument_place(argument, report),
        help=advice or position_hint(argument, report),
        fix=report.fix(f"Change to `{meant!r}`", edit, safe=likeness(value, meant) >= CLEAR_LIKENESS)
        if meant is not None and edit is not None
        else None,
    )


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
