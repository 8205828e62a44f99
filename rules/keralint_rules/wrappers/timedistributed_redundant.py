"""KL130."""

from __future__ import annotations

from typing import Final

from keralint.api import Applicability, BuiltinLayer, Fix, LayerCreated, Report, Severity, rule
from keralint_rules.words import code

STEPWISE: Final = frozenset({"Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Dropout", "LayerNormalization"})
"""Layers that work on the last axis, or on each number, of a tensor of any rank."""


@rule("KL130", "timedistributed-redundant", severity=Severity.INFO, fix=Applicability.UNSAFE)
def timedistributed_redundant(fact: LayerCreated, report: Report) -> None:
    """`TimeDistributed` around a layer that treats every step alike by itself.

    `Dense` works on the last axis whatever comes before it, and so do activations and `LayerNormalization`; the
    wrapper changes nothing of what they compute, and makes the model slower.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.TimeDistributed(layers.Dense(10))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 8))
        outputs = layers.Dense(10)(inputs)
    """
    layer = fact.layer
    inner = layer.arguments.get("layer") if isinstance(layer, BuiltinLayer) else None
    if not isinstance(layer, BuiltinLayer) or layer.class_name != "TimeDistributed":
        return
    if not isinstance(inner, BuiltinLayer) or inner.class_name not in STEPWISE or _over_axes(inner):
        return
    report(
        f"{code(inner.class_name)} treats every step alike without `TimeDistributed`",
        fact.site,
        help=f"use {code(inner.class_name)} alone",
        fix=_unwrap(layer, report),
    )


def _over_axes(inner: BuiltinLayer) -> bool:
    """Whether the layer depends on where its axes are."""
    return "axis" in inner.given or "noise_shape" in inner.given


def _unwrap(layer: BuiltinLayer, report: Report) -> Fix | None:
    """The inner layer in the place of the wrapper, where it is written in its parentheses."""
    written = report.written_call(report.argument("layer"))
    if written is None or "\n" in report.text(written) or len(layer.given) != 1:
        return None
    return report.fix("Remove `TimeDistributed`", report.replace(report.fact.site, report.text(written)))
