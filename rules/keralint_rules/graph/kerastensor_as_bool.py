"""KL315."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Fix, Report, Severity, TensorAsCondition, rule
from keralint_rules.words import code


@rule("KL315", "kerastensor-as-bool", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def kerastensor_as_bool(failure: TensorAsCondition, report: Report) -> None:
    """A symbolic tensor is used as a condition.

    `if`, `while`, `and`, `or`, `not` and `assert` need a truth value, which a tensor of a model that is being built
    does not have. To choose between values for each sample use `keras.ops.where`; to ask whether an optional tensor
    was given compare it with `None`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(1)(inputs)
        if x > 0:
            x = x * 2
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8,))
        x = layers.Dense(1)(inputs)
        x = keras.ops.where(x > 0, x * 2, x)

    Example:
        import keras
        from keras import layers

        def block(x, skip=None):
            if skip:
                x = layers.Add()([x, skip])
            return x

        inputs = keras.Input((8,))
        outputs = block(layers.Dense(8)(inputs), skip=inputs)
    Use instead:
        import keras
        from keras import layers

        def block(x, skip=None):
            if skip is not None:
                x = layers.Add()([x, skip])
            return x

        inputs = keras.Input((8,))
        outputs = block(layers.Dense(8)(inputs), skip=inputs)
    """
    node = report.fact.site.node
    plain = isinstance(node, cst.Name)
    text = report.text(node) if not isinstance(node, cst.BaseCompoundStatement) else ""
    named = f"{code(text)} is a symbolic tensor" if text and "\n" not in text else "a symbolic tensor"
    report(
        f"{named}, and has no truth value" if text and "\n" not in text else f"{named} has no truth value",
        report.fact.site,
        help="compare it with `None` to ask whether it is given" if plain else "choose with `keras.ops.where`",
        related=[(report.origin(failure.tensor), f"it is made by {code(report.name_of(failure.tensor))} here")],
        fix=_fix(node, report) if plain else None,
    )


def _fix(node: cst.CSTNode, report: Report) -> Fix | None:
    return report.fix("Compare with `None`", report.insert_after(node, " is not None"))
