"""KL126."""

from __future__ import annotations

from keralint.api import Applicability, BuiltinLayer, Failing, Fix, Layer, RankMismatch, Report, Severity, Tensor, rule
from keralint_rules.words import code, source_words

WORKS_ALONE = frozenset({"Embedding", "Dense", "Activation", "Dropout", "BatchNormalization", "LayerNormalization"})
"""Layers that take such an input as it is."""


@rule(
    "KL126",
    "timedistributed-rank",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("layer-input-rank",),
)
def timedistributed_rank(failure: RankMismatch, report: Report) -> None:
    """`TimeDistributed` is called on a tensor that has no axis of steps.

    The wrapper applies its layer to each step of `(batch, steps, …)`, so that its input has at least three axes. A
    vector a sample, `(batch, features)`, goes to the layer itself, and so do sequences of integers into `Embedding`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20,))
        outputs = layers.TimeDistributed(layers.Dense(4))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20, 1))
        outputs = layers.TimeDistributed(layers.Dense(4))(inputs)

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((20,), dtype="int32")
        outputs = layers.TimeDistributed(layers.Embedding(1000, 16))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((20,), dtype="int32")
        outputs = layers.Embedding(1000, 16)(inputs)
    """
    fact = report.fact
    assert isinstance(fact, Failing)
    layer = fact.subject
    if not isinstance(layer, BuiltinLayer) or layer.class_name != "TimeDistributed":
        return
    inner = layer.arguments.get("layer")
    report(
        f"{code(layer.title)} needs a sequence {code('(batch, steps, …)')}, got {code(failure.tensor.shape)}",
        fact.site,
        help=_remedy(inner, failure.tensor),
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
        fix=_unwrap(layer, inner, report),
    )


def _remedy(inner: object, tensor: Tensor) -> str | None:
    if isinstance(inner, Layer) and inner.class_name == "Embedding":
        return "`Embedding` looks up every step by itself: leave `TimeDistributed` out"
    if isinstance(inner, Layer) and inner.class_name in WORKS_ALONE:
        return f"give the input an axis of steps, or use {code(inner.class_name)} without `TimeDistributed`"
    return "give the input an axis of steps after the batch"


def _unwrap(layer: BuiltinLayer, inner: object, report: Report) -> Fix | None:
    """An Embedding without the wrapper, where it is written in its parentheses."""
    written = report.written_call(report.argument("layer", layer))
    site = report.creation(layer)
    if written is None or site is None or not isinstance(inner, Layer) or inner.class_name != "Embedding":
        return None
    return report.fix("Remove `TimeDistributed`", report.replace(site, report.text(written)))
