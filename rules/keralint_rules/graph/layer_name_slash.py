"""KL312."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Fix, InvalidName, Report, Severity, rule
from keralint_rules.words import code, subject_name


@rule("KL312", "layer-name-slash", severity=Severity.ERROR, fix=Applicability.SAFE)
def layer_name_slash(failure: InvalidName, report: Report) -> None:
    """The name of a layer or model contains a slash, which Keras 3 refuses.

    In Keras 3 a slash separates the levels in the path of a variable, and cannot be part of a name.

    Example:
        import keras
        from keras import layers

        layer = layers.Dense(8, name="block1/dense")
    Use instead:
        import keras
        from keras import layers

        layer = layers.Dense(8, name="block1_dense")
    """
    written = report.argument("name")
    report(
        f"the name {code(failure.name)} of {code(subject_name(report))} contains a slash",
        written.value if written is not None else report.fact.site,
        help=f"use another sign: {code(failure.name.replace('/', '_'))}",
        fix=_fix(written, report),
    )


def _fix(written: cst.Arg | None, report: Report) -> Fix | None:
    if written is None or not isinstance(written.value, (cst.SimpleString, cst.FormattedString)):
        return None
    text = report.text(written.value)
    if "/" not in text or "{" in text:
        return None
    return report.fix("Replace the slash by `_`", report.replace(written.value, text.replace("/", "_")))
