"""KL332."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Fix, NeverCalled, Report, Severity, rule
from keralint_rules.words import code


@rule("KL332", "layer-never-called", severity=Severity.ERROR, fix=Applicability.SAFE)
def layer_never_called(failure: NeverCalled, report: Report) -> None:
    """A layer is asked for its `output` or `input`, and has never been called.

    In Keras 3 this holds for a `Sequential` model too, also after an `Input`: it has `outputs` and `inputs`, and no
    `output` until it is called on a tensor.

    Example:
        import keras
        from keras import layers

        base = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
        outputs = layers.Dense(1)(base.output)
    Use instead:
        import keras
        from keras import layers

        base = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
        outputs = layers.Dense(1)(base.outputs[0])
    """
    node = report.fact.site.node
    instead = f"{failure.name}s[0]"
    report(
        f"{code(failure.layer.title)} has never been called, and has no {code(failure.name)}",
        report.fact.site,
        help=f"use {code(instead)}" if failure.built else "call it on a tensor first",
        fix=_fix(node, instead, report) if failure.built else None,
    )


def _fix(node: cst.CSTNode, instead: str, report: Report) -> Fix | None:
    return (
        report.fix(f"Use `{instead}`", report.replace(node.attr, instead)) if isinstance(node, cst.Attribute) else None
    )
