"""KL233."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Failing, Fix, Layer, MissingArgument, Report, Severity, rule
from keralint_rules.words import code

MULTI_HEAD = ("MultiHeadAttention", "GroupQueryAttention")


@rule("KL233", "mha-missing-value", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("missing-argument",))
def mha_missing_value(failure: MissingArgument, report: Report) -> None:
    """`MultiHeadAttention` is called without a value.

    It takes the query and the value as two arguments, unlike `Attention`, which takes a list. Self-attention is
    `attention(x, x)`.

    Example:
        import keras
        from keras import layers

        x = keras.Input((10, 64))
        outputs = layers.MultiHeadAttention(4, 16)(x)
    Use instead:
        import keras
        from keras import layers

        x = keras.Input((10, 64))
        outputs = layers.MultiHeadAttention(4, 16)(x, x)
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer) or fact.stage != "call":
        return
    if fact.subject.class_name not in MULTI_HEAD or "value" not in failure.names:
        return
    given = fact.arguments.positional
    a_list = bool(given) and isinstance(given[0], (tuple, list))
    found = "a list" if a_list else "a query only"
    report(
        f"{code(fact.subject.class_name)} is called with a query and a value, got {found}",
        fact.site,
        help="give them as two arguments" if a_list else "self-attention is `attention(x, x)`",
        fix=_fix(report),
    )


def _fix(report: Report) -> Fix | None:
    call = report.call(report.fact.site)
    plain = [argument for argument in call.args if argument.keyword is None] if call is not None else []
    if len(plain) != 1 or plain[0].star:
        return None
    value = plain[0].value
    if isinstance(value, cst.Name):
        return report.fix("Let it attend to itself", report.insert_after(value, f", {value.value}"))
    if isinstance(value, (cst.List, cst.Tuple)) and 2 <= len(value.elements) <= 3:
        inside = ", ".join(report.text(element.value) for element in value.elements)
        return report.fix("Give them as arguments", report.replace(plain[0], inside))
    return None
