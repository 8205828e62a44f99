"""KL230."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import Applicability, Failing, Fix, InputCountMismatch, Layer, Report, Severity, rule
from keralint_rules.words import code

ATTENTION: Final = ("Attention", "AdditiveAttention")


@rule("KL230", "attention-needs-list", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("input-count",))
def attention_needs_list(failure: InputCountMismatch, report: Report) -> None:
    """`Attention` is given its query and value one by one, or only one of them, in place of a list.

    `Attention` and `AdditiveAttention` take one list, `[query, value]` or `[query, value, key]`, and no tuple.
    (`MultiHeadAttention` takes them as arguments of their own.)

    Example:
        import keras
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 64))
        outputs = layers.Attention()(query, value)
    Use instead:
        import keras
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 64))
        outputs = layers.Attention()([query, value])
    """
    fact = report.fact
    if not isinstance(fact, Failing) or not isinstance(fact.subject, Layer):
        return
    if fact.subject.class_name not in ATTENTION or not failure.a_list:
        return
    given = fact.arguments.positional
    if given and isinstance(given[0], tuple):
        found = "a tuple"
    else:
        found = "them one by one" if len(given) > 1 else "a single tensor"
    report(
        f"{code(fact.subject.class_name)} takes a list `[query, value]` or `[query, value, key]`, got {found}",
        fact.site,
        help="attention of a sequence to itself is `[x, x]`" if found == "a single tensor" else None,
        fix=_fix(report),
    )


def _fix(report: Report) -> Fix | None:
    """A list of what is written as a tuple, or as arguments."""
    call = report.call(report.fact.site)
    plain = [argument for argument in call.args if argument.keyword is None] if call is not None else []
    if any(argument.star for argument in plain):
        return None
    elements = plain[0].value.elements if len(plain) == 1 and isinstance(plain[0].value, cst.Tuple) else ()
    if 2 <= len(elements) <= 3:
        inside = ", ".join(report.text(element.value) for element in elements)
        return report.fix("Make it a list", report.replace_value(plain[0], f"[{inside}]"))
    if not 2 <= len(plain) <= 3:
        return None
    edits = (report.insert_before(plain[0], "["), report.insert_after(plain[-1], "]"))
    return report.fix("Put them into a list", *edits)
